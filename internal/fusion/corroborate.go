package fusion

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"tocsin"
)

// A Case is what one question of corroboration needs: the accounts of one thing, how often such a
// thing is true before anybody says it (the base rate, declared and shown), and what we sent out
// ourselves, so that our own warning is not taken for somebody else's.
type Case struct {
	Base     float64 // between 0 and 1; BaseWhy says where it comes from
	BaseWhy  string
	Accounts []Account
	Ours     []Material // what we sent out: a ref and, for hints, its texts
	Tracks   Tracks
	Stat     *Stat // for the rarity of details; may be nil
}

// An Assessment is what the accounts come to. It ranks and routes; it ends nothing: there is no
// value of it at which a threat may be closed, and no step of [Assessment.Next] that closes one.
type Assessment struct {
	Waterfall           // the base rate, then one term for each origin
	Low, High   float64 // the band: the probability when every source is as bad, and as good, as its record allows
	Origins     []Origin
	Effective   float64 // origins, each less what it depends on those counted before it
	Confirmed   bool    // credibility 1: two origins that each weigh 3 dB
	Dependences []Dependence
	Alarms      []CircularAlarm
}

// An Origin is the accounts that go back to the same eyes, and what they weigh together: as much
// as the heaviest of them, once.
type Origin struct {
	Refs    []string
	Against bool
	Weight  Weight  // before the discount
	Rho     float64 // how far it depends on one counted before
	roots   []string
	named   bool
	back    string
	best    int // the heaviest account
}

// confirming is what each of two origins must weigh for credibility 1.
const confirming = Weight(30)

// evidence is a case at work.
type evidence struct {
	accounts []Account
	lines    []ancestry
	tracks   Tracks
	stat     *Stat
	runs     []map[uint64]bool // of five words, by account
}

// Corroborate weighs accounts by origin. The order of the accounts does not matter.
func Corroborate(c Case) Assessment {
	e := &evidence{accounts: slices.Clone(c.Accounts), tracks: c.Tracks, stat: c.Stat}
	slices.SortFunc(e.accounts, func(a, b Account) int { return strings.Compare(a.Ref, b.Ref) })
	ours := map[string]bool{}
	for _, m := range c.Ours {
		ours[m.Ref] = true
	}
	e.lines = ancestries(e.accounts, ours)
	for _, a := range e.accounts {
		e.runs = append(e.runs, shingles(a.Said.Texts))
	}
	base := math.Min(math.Max(c.Base, 0.0001), 0.9999)
	out := Assessment{Waterfall: Waterfall{term(TermPrior, Odds(base), fmt.Sprintf("base rate %.4g %%: %s", 100*base, cmp.Or(c.BaseWhy, "not explained")))}}
	low, high := Odds(base), Odds(base)
	strong := 0
	for _, o := range e.origins() {
		e.discount(&o, &out)
		part := func(w float64) Weight { return weightOf(w * (1 - o.Rho)) }
		at, lo, hi := e.weigh(o)
		w := part(at)
		o.Weight = weightOf(at)
		out.Waterfall = append(out.Waterfall, term(originTerm(o), w, e.why(o)))
		low, high = low+part(lo), high+part(hi)
		if !o.Against && o.back == "" && o.named && w >= confirming {
			strong++
		}
		if o.back == "" {
			out.Effective += 1 - o.Rho
		}
		out.Origins = append(out.Origins, o)
	}
	out.Confirmed = strong >= 2
	out.Low, out.High = clamp(low.Probability()), clamp(high.Probability())
	out.Alarms = e.circular(c, &out)
	return out
}

// Several is how likely more than one pair of eyes is behind what supports the case: as likely as
// the one that is most likely to be independent. Several doubtful ones together count no more,
// because what makes them doubtful is often the same.
func (a Assessment) Several() float64 {
	least, n := 1.0, 0
	for _, o := range a.Origins {
		if o.Against || o.back != "" {
			continue
		}
		if n++; n > 1 {
			least = math.Min(least, o.Rho)
		}
	}
	return 1 - least
}

// Point is the probability, held to what evidence of this kind can carry.
func (a Assessment) Point() float64 { return clamp(a.Probability()) }

func clamp(p float64) float64 { return math.Min(math.Max(p, 0.01), 0.99) }

func originTerm(o Origin) TermName {
	if o.Against {
		return TermName("denied by " + o.Refs[0])
	}
	return TermName("origin of " + o.Refs[0])
}

// origins puts accounts of the same roots and the same side together, the heaviest first.
func (e *evidence) origins() []Origin {
	byKey := map[string]*Origin{}
	for i, a := range e.accounts {
		k := strings.Join(e.lines[i].roots, "\x00")
		if a.Against {
			k = "-" + k
		}
		o := byKey[k]
		if o == nil {
			o = &Origin{Against: a.Against, roots: e.lines[i].roots, named: e.lines[i].declared, best: i}
			byKey[k] = o
		}
		o.Refs = append(o.Refs, a.Ref)
		o.back = cmp.Or(o.back, e.lines[i].ours)
		if abs(e.accounts[i]) > abs(e.accounts[o.best]) {
			o.best = i
		}
	}
	out := make([]Origin, 0, len(byKey))
	for _, o := range byKey {
		out = append(out, *o)
	}
	slices.SortFunc(out, func(a, b Origin) int {
		return cmp.Or(cmp.Compare(abs(e.accounts[b.best]), abs(e.accounts[a.best])), cmp.Compare(a.Refs[0], b.Refs[0]))
	})
	return out
}

// abs is what an account weighs by itself, whichever side it is on.
func abs(a Account) float64 { return content(a.Content) * reliance(a, -1) }

// discount finds how far an origin depends on one of its side that was counted before it. What came
// back from ourselves is not counted, and takes nothing from the others.
func (e *evidence) discount(o *Origin, so *Assessment) {
	for _, before := range so.Origins {
		if before.Against != o.Against || before.back != "" || o.back != "" {
			continue
		}
		d := e.dependence(before.best, o.best)
		so.Dependences = append(so.Dependences, d)
		o.Rho = math.Max(o.Rho, d.Rho)
	}
}

// weigh is what an origin weighs in decibans, and at both ends of its band. What came back from
// ourselves weighs nothing.
func (e *evidence) weigh(o Origin) (at, low, high float64) {
	if o.back != "" {
		return 0, 0, 0
	}
	a := e.accounts[o.best]
	c := content(a.Content)
	at, low, high = c*reliance(a, -1), c*reliance(a, 0.1), c*reliance(a, 0.9)
	if o.Against {
		at, low, high = -at, -high, -low
	}
	return at, low, high
}

func (e *evidence) why(o Origin) string {
	a := e.accounts[o.best]
	if o.back != "" {
		return fmt.Sprintf("goes back to %s, which we sent out ourselves: weighs nothing", o.back)
	}
	s := fmt.Sprintf("%s, content %s", letter(a), digit(a.Content))
	if n := len(o.Refs); n > 1 {
		s += fmt.Sprintf("; told %d times, counted once", n)
	}
	if o.Rho > 0 {
		s += fmt.Sprintf("; %.0f %% of it is taken to be told again", 100*o.Rho)
	}
	if len(a.Origin) == 0 {
		s += "; origin not declared"
	}
	return s
}

func letter(a Account) string {
	l := cmp.Or(a.Letter, tocsin.ReliabilityNotJudged)
	return fmt.Sprintf("source %s with %d hits and %d misses", l, a.Record.Hits, a.Record.Misses)
}

func digit(c tocsin.Credibility) string {
	if !c.Judged() {
		return "not judged"
	}
	return fmt.Sprint(int(c))
}
