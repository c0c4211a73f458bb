package fusion

import (
	"fmt"
	"math"
	"strings"
)

// A Dependence is how far one account is thought to be another one told again: Rho is 1 for a copy
// and 0 for an account of its own. Declared says that the two said so themselves; otherwise it is a
// hint made of the terms, which add up to the odds of Rho.
type Dependence struct {
	A, B     string
	Rho      float64
	Declared bool
	Why      Waterfall
}

// Terms of a dependence.
const (
	TermSameRoot TermName = "same origin"
	TermApart    TermName = "other origin"
	TermRecord   TermName = "first-hand record"
	TermGap      TermName = "time between"
	TermWording  TermName = "same wording"
	TermDetails  TermName = "same rare details"
	TermNamed    TermName = "names the other"
	TermAdded    TermName = "adds details"
)

// Tracks are how often a sender, by its opaque name, turned out to have an origin of its own, and
// how often it told again what another had told. A person decides that, case by case.
type Tracks map[string]Track

// A Track is the record of one sender.
type Track struct{ FirstHand, Relayed int }

// firstHand is what is believed of a sender without a record, fitted on the press reports of
// events/ucdp: two of five.
var firstHand = Beta{2, 3}

// FirstHand is how likely a sender tells what it saw itself.
func (t Tracks) FirstHand(sender string) float64 {
	k := t[sender]
	return firstHand.Plus(k.FirstHand, k.Relayed).Mean()
}

// Weights of the hints. gapHint, sameSender and addHint are fitted on the training half of events/ucdp; the
// others are weights of fusion.md ("Source independence"), turned into decibans, and were not
// fitted: no labelled data has both texts and origins.
var (
	gapHint    = Table{Edges: []float64{2}, Weights: []Weight{0, -30}} // days between the two
	sameSender = Weight(194)
	wordHint   = Weight(87)  // a third and more of the shorter text's runs of five words
	nameHint   = Weight(43)  // told within a day after the other, and names it
	addHint    = Weight(-7)  // each exact figure that the other has not
	detailCap  = Weight(130) // at most, for one shared detail
)

const (
	mostDetails = 4
	mostAdded   = 3
	containment = 0.3
	shingle     = 5
)

// dependence compares two accounts: what they declare decides; hints are for what they leave open.
func (e *evidence) dependence(i, j int) Dependence {
	a, b := &e.accounts[i], &e.accounts[j]
	x, y := e.lines[i], e.lines[j]
	d := Dependence{A: a.Ref, B: b.Ref}
	switch {
	case meet(x.roots, y.roots):
		d.Rho, d.Declared = 1, true
		d.Why = Waterfall{term(TermSameRoot, Odds(1), "both go back to one origin")}
	case x.declared && y.declared:
		d.Declared = true
		d.Why = Waterfall{term(TermApart, Odds(0), "they declare two origins")}
	default:
		d.Why = e.hints(i, j)
		d.Rho = d.Why.Probability()
	}
	return d
}

// hints are the terms for two accounts that do not say whether their origins differ.
func (e *evidence) hints(i, j int) Waterfall {
	a, b := &e.accounts[i], &e.accounts[j]
	if a.Said.Sender != "" && a.Said.Sender == b.Said.Sender {
		return Waterfall{term(TermRecord, sameSender, "both were told by "+a.Said.Sender)}
	}
	p := math.Min(e.tracks.FirstHand(a.Said.Sender), e.tracks.FirstHand(b.Said.Sender))
	w := Waterfall{term(TermRecord, Odds(1-p), fmt.Sprintf("of the two, the one that tells more at second hand has an origin of its own in %.0f of 100", 100*p))}
	first, later := a, b
	x, y := instantSpan(a.Said.Told), instantSpan(b.Said.Told)
	if x.known && y.known {
		if y.to < x.from {
			first, later = b, a
		}
		gap := x.gap(y)
		w = append(w, term(TermGap, gapHint.At(float64(gap)/day), "told "+days(gap)+" apart"))
		if gap <= day && first.Said.Sender != "" && mentions(later.Said, first.Said.Sender) {
			w = append(w, term(TermNamed, nameHint, "the later one names the sender of the other"))
		}
	}
	if c := contained(e.runs[i], e.runs[j]); c >= containment {
		w = append(w, term(TermWording, wordHint, fmt.Sprintf("%.0f %% of the shorter one stands in the other word for word", 100*c)))
	}
	return append(w, e.details(first, later)...)
}

// details are the terms for exact figures: shared ones by their rarity, new ones in the later one.
func (e *evidence) details(first, later *Account) Waterfall {
	var w Waterfall
	before := map[string]bool{}
	for _, f := range allFigures(first.Said) {
		before[f] = true
	}
	shared, added := Weight(0), 0
	n := 0
	for _, f := range allFigures(later.Said) {
		switch {
		case len(f) < 2:
		case before[f] && n < mostDetails:
			n++
			shared += min(weightOf(10*math.Log10(1/e.share(f))), detailCap)
		case !before[f]:
			added++
		}
	}
	if n > 0 {
		w = append(w, term(TermDetails, shared, fmt.Sprintf("%d exact figures in both", n)))
	}
	if added = min(added, mostAdded); added > 0 && len(before) > 0 {
		w = append(w, term(TermAdded, Weight(added)*addHint, fmt.Sprintf("the later one has %d exact figures of its own", added)))
	}
	return w
}

// share is how common a figure is. Without a statistic it is taken to be in one report of three.
func (e *evidence) share(figure string) float64 {
	if e.stat == nil {
		return 1.0 / 3
	}
	return e.stat.odds(hash(kindFigure, figure))
}

func allFigures(m Material) []string {
	out := m.Figures
	for _, t := range m.words() {
		out = append(out[:len(out):len(out)], t.figures...)
	}
	return sortedSet(out)
}

// mentions reports whether a material's texts name a sender.
func mentions(m Material, sender string) bool {
	name := nameTokens(sender)
	for _, t := range m.Texts {
		if len(name) > 0 && strings.Contains(" "+strings.Join(nameTokens(t), " ")+" ", " "+strings.Join(name, " ")+" ") {
			return true
		}
	}
	return false
}

// contained is how much of the shorter of two texts stands in the other, in runs of five words.
func contained(x, y map[uint64]bool) float64 {
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(x) == 0 {
		return 0
	}
	n := 0
	for h := range x {
		if y[h] {
			n++
		}
	}
	return float64(n) / float64(len(x))
}

func shingles(texts []string) map[uint64]bool {
	var out map[uint64]bool
	for _, t := range texts {
		words := nameTokens(t)
		if out == nil && len(words) >= shingle {
			out = map[uint64]bool{}
		}
		for i := 0; i+shingle <= len(words); i++ {
			out[hash(0, strings.Join(words[i:i+shingle], " "))] = true
		}
	}
	return out
}
