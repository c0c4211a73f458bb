package tocsin

import (
	"fmt"
	"slices"
	"strings"
)

// Predominance is whether an entry of a list is about an ordinary crime of violence, about what
// somebody is, believes or says, or about both. The test goes case by case and does not follow the
// label of whoever sent the list (INTERPOL, AGN/20/RES/11).
type Predominance string

const (
	Ordinary        Predominance = "ordinary"
	MixedGrounds    Predominance = "mixed"
	ProtectedGround Predominance = "protected"
)

// Predominances is the closed list.
var Predominances = []Predominance{Ordinary, MixedGrounds, ProtectedGround}

// A FactorKind is one of the things that are weighed (INTERPOL's Rules on the Processing of Data,
// article 34(3), as we know them).
type FactorKind string

const (
	FactorFacts   FactorKind = "facts"   // the nature of the offence: what is said to have been done
	FactorStatus  FactorKind = "status"  // the status of the person: journalist, politician, recognised refugee
	FactorSource  FactorKind = "source"  // who holds the data and how it came about
	FactorOthers  FactorKind = "others"  // what other bodies or courts held
	FactorLaw     FactorKind = "law"     // obligations in international law
	FactorNeutral FactorKind = "neutral" // what it does to the neutrality of whoever uses it
	FactorContext FactorKind = "context"
)

// FactorKinds is the closed list.
var FactorKinds = []FactorKind{FactorFacts, FactorStatus, FactorSource, FactorOthers, FactorLaw, FactorNeutral, FactorContext}

// A Lean is to which side a factor points.
type Lean string

const (
	LeansOrdinary  Lean = "ordinary"
	LeansProtected Lean = "protected"
	LeansNeither   Lean = "neither"
)

// A Factor is one thing weighed, with its words. What the program reads in the words of an entry is
// a factor of the kind facts or neutral, and is marked as read.
type Factor struct {
	Kind  FactorKind `json:"kind"`
	Lean  Lean       `json:"lean"`
	Words string     `json:"words"`
	Read  bool       `json:"read,omitempty"` // by the program, in the words of the entry
}

// A Weighing is how an entry was weighed: every factor, how many point to each side, and what that
// makes it.
type Weighing struct {
	Factors   []Factor     `json:"factors"`
	Ordinary  int          `json:"ordinary"`  // factors that point to an ordinary crime
	Protected int          `json:"protected"` // factors that point to who somebody is
	Stated    bool         `json:"stated"`    // an act of violence is stated
	Is        Predominance `json:"is"`
	Why       string       `json:"why"`
}

// Weigh weighs what an entry says, and what a person added. Without an act of violence an entry is
// protected, whatever else is said. With one it is ordinary when nothing points to who somebody is,
// protected when more factors do so than not, and mixed in between.
func (e IncomingEntry) Weigh() Weighing {
	w := Weighing{Factors: append(e.read(), e.Factors...), Stated: e.states()}
	for _, f := range w.Factors {
		switch f.Lean {
		case LeansOrdinary:
			w.Ordinary++
		case LeansProtected:
			w.Protected++
		}
	}
	w.Is = predominates(w.Stated, w.Ordinary, w.Protected)
	w.Why = fmt.Sprintf("%d of %d factors point to who somebody is, %d to an ordinary crime", w.Protected, len(w.Factors), w.Ordinary)
	if !w.Stated {
		w.Why = "no act of violence done, prepared or incited is stated; " + w.Why
	}
	return w
}

func predominates(stated bool, ordinary, protected int) Predominance {
	switch {
	case !stated || protected > ordinary:
		return ProtectedGround
	case protected > 0:
		return MixedGrounds
	}
	return Ordinary
}

// states reports whether the entry states an act of violence: in its fields, and not only in a label.
func (e IncomingEntry) states() bool {
	return e.Act.check() == nil && !ReadReasons(e.Act.What).OnlyWho()
}

// read are the factors that the words of the entry give by themselves.
func (e IncomingEntry) read() []Factor {
	facts := Factor{Kind: FactorFacts, Lean: LeansProtected, Words: "no act of violence is stated", Read: true}
	if e.states() {
		facts.Lean, facts.Words = LeansOrdinary, spaced(string(e.Act.Kind))+", "+spaced(string(e.Act.Harm))+", is stated"
	}
	factors := []Factor{facts}
	if who := ReadReasons(e.Act.What, e.Reasons).Who; len(who) > 0 {
		words := make([]string, len(who))
		for i, f := range who {
			words[i] = fmt.Sprintf("%s (%q)", f.Ground, f.Word)
		}
		slices.Sort(words)
		factors = append(factors, Factor{Kind: FactorNeutral, Lean: LeansProtected, Words: "the words name " + strings.Join(slices.Compact(words), ", "), Read: true})
	}
	return factors
}

// judge adds what a person weighed. Each factor has its words, and no kind stands twice; the
// factors that the program read stay beside them.
func (e *IncomingEntry) judge(factors []Factor, by Signature) error {
	seen := map[FactorKind]bool{}
	for _, f := range factors {
		switch {
		case !slices.Contains(FactorKinds, f.Kind) || seen[f.Kind]:
			return refuse(RuleForm, "use each at most once: "+join(FactorKinds), "%q is no factor, or stands twice", f.Kind)
		case f.Lean != LeansOrdinary && f.Lean != LeansProtected && f.Lean != LeansNeither:
			return refuse(RuleForm, "use ordinary, protected or neither", "%q is not to which side a factor points", f.Lean)
		case strings.TrimSpace(f.Words) == "":
			return refuse(RuleReasonOwed, "say in a sentence what was weighed", "the factor %s has no words", f.Kind)
		case f.Kind == FactorFacts && f.Lean == LeansOrdinary && !e.states():
			return refuse(RulePredominance, "ask the sender for the act: what was done, prepared or incited, when, against whom", "the facts cannot point to an ordinary crime while no act of violence is stated")
		}
		seen[f.Kind] = true
	}
	if len(factors) == 0 {
		return refuse(RuleForm, "weigh at least the facts", "nothing was weighed")
	}
	e.Factors = slices.Clone(factors)
	for i := range e.Factors {
		e.Factors[i].Read = false
	}
	e.Judged = &by
	return nil
}
