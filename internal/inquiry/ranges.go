package inquiry

import (
	"slices"
	"strings"

	"tocsin"
)

// A Range is what a set of figures that count the same thing leaves open: what all of them allow,
// or, when no value fits all, how far they lie apart. It is no estimate.
type Range struct {
	Facet  tocsin.FacetName `json:"facet,omitempty"`
	Unit   string           `json:"unit,omitempty"`
	Event  string           `json:"event,omitempty"`
	Zero   string           `json:"zero,omitempty"`
	Of     string           `json:"of,omitempty"`
	Low    *Edge            `json:"low,omitempty"`    // nil: no lower limit was given
	High   *Edge            `json:"high,omitempty"`   // nil: no upper limit was given
	Spread bool             `json:"spread,omitempty"` // no value is allowed by all
	Duress bool             `json:"duress,omitempty"` // one of the figures was given under force
	Claims []tocsin.ClaimID `json:"claims"`           // the figures behind it, one for each statement
}

// String shows the range as it would be said.
func (r Range) String() string {
	of := ""
	if r.Of != "" {
		of = " " + r.Of
	}
	var s string
	switch {
	case r.Low == nil && r.High == nil:
		return "no limit given"
	case r.High == nil:
		s = r.Low.words("at least ", "more than ")
	case r.Low == nil:
		s = r.High.words("at most ", "less than ")
	case *r.Low == *r.High && !r.Low.Beyond:
		s = number(r.Low.N)
	case !r.Low.Beyond && !r.High.Beyond:
		s = number(r.Low.N) + " to " + number(r.High.N)
	default:
		s = r.Low.words("at least ", "more than ") + " and " + r.High.words("at most ", "less than ")
	}
	if r.Spread {
		return "no value fits all: told as " + s + of
	}
	return s + of
}

func (e Edge) words(closed, open string) string {
	if e.Beyond {
		return open + number(e.N)
	}
	return closed + number(e.N)
}

// ranges makes one range for each set of figures that stand and count the same thing.
func (t *ties) ranges() []Range {
	var sets [][]int
	for i, c := range t.claims {
		if c.Figure == nil || !t.current[i] {
			continue
		}
		at := slices.IndexFunc(sets, func(s []int) bool { return t.oneSet(s, i) })
		if at < 0 {
			sets = append(sets, nil)
			at = len(sets) - 1
		}
		sets[at] = append(sets[at], i)
	}
	var out []Range
	for _, s := range sets {
		out = append(out, t.rangeOf(s))
	}
	return out
}

// oneSet reports whether claim i counts the same thing as all of a set. A figure without a unit
// joins a set only if the question knows no two units.
func (t *ties) oneSet(set []int, i int) bool {
	for _, j := range set {
		a, b := t.claims[i], t.claims[j]
		baseA, _ := measure(a.Figure.Of)
		baseB, _ := measure(b.Figure.Of)
		if !sameMatter(a, b) || baseA != baseB && t.units() > 1 {
			return false
		}
	}
	return true
}

func (t *ties) units() int {
	bases := map[string]bool{}
	for i, c := range t.claims {
		if c.Figure != nil && t.current[i] && fold(c.Figure.Of) != "" {
			base, _ := measure(c.Figure.Of)
			bases[base] = true
		}
	}
	return len(bases)
}

func (t *ties) rangeOf(set []int) Range {
	c := t.claims[set[0]]
	r := Range{Facet: c.Facet, Unit: c.Unit, Event: c.Event, Zero: c.Zero}
	of, mixed := t.unitOf(set)
	r.Of = of
	told := map[int]reach{} // by utterance: which print is right is not ours to say
	var order []int
	for _, i := range set {
		c, by := t.claims[i], 1.0
		if mixed && c.Figure.Of != "" {
			_, by = measure(c.Figure.Of)
		}
		here := allows(*c.Figure, by)
		if before, ok := told[t.first[i]]; ok {
			told[t.first[i]] = before.hull(here)
		} else {
			told[t.first[i]], order = here, append(order, t.first[i])
			r.Claims = append(r.Claims, c.ID)
		}
		r.Duress = r.Duress || c.Duress
	}
	var all reach
	all, r.Spread = t.meet(order, told)
	r.Low, r.High = all.low, all.high
	return r
}

// meet is what all utterances allow. Where some clash it is how far those lie apart, as far as the
// others allow; where a declared agreement joins what no value fits, how far all lie apart.
func (t *ties) meet(order []int, told map[int]reach) (all reach, spread bool) {
	var apart *reach
	widen := func(r reach) {
		if apart != nil {
			r = apart.hull(r)
		}
		apart = &r
	}
	for _, u := range order {
		if t.inDispute(u) {
			widen(told[u])
		} else {
			all = all.and(told[u])
		}
	}
	if apart != nil {
		all = all.and(*apart)
	}
	if !all.empty() {
		return all, apart != nil
	}
	for _, u := range order {
		widen(told[u])
	}
	return *apart, true
}

// unitOf is the unit in which a set is shown: the one that all use, or the base of several.
func (t *ties) unitOf(set []int) (of string, mixed bool) {
	for _, i := range set {
		switch here := t.claims[i].Figure.Of; {
		case strings.TrimSpace(here) == "":
		case of == "":
			of = here
		case fold(here) != fold(of):
			base, _ := measure(of)
			return base, true
		}
	}
	return of, false
}
