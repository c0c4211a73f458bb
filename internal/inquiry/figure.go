package inquiry

import (
	"math"
	"strconv"

	"tocsin"
)

// An Edge is one end of what a figure allows.
type Edge struct {
	N      float64 `json:"n"`
	Beyond bool    `json:"beyond,omitempty"` // N itself is not allowed: "more than", "less than"
}

// reach is what a figure allows; a nil end is open.
type reach struct{ low, high *Edge }

// scales turns the units that we know into one of their kind. A unit that is not here is
// compared with itself only.
var scales = map[string]struct {
	base string
	by   float64
}{
	"s": {"min", 1.0 / 60}, "sec": {"min", 1.0 / 60}, "second": {"min", 1.0 / 60}, "seconds": {"min", 1.0 / 60},
	"min": {"min", 1}, "mins": {"min", 1}, "minute": {"min", 1}, "minutes": {"min", 1},
	"h": {"min", 60}, "hr": {"min", 60}, "hour": {"min", 60}, "hours": {"min", 60},
	"day": {"min", 1440}, "days": {"min", 1440},
	"km": {"km", 1}, "kilometre": {"km", 1}, "kilometres": {"km", 1}, "kilometer": {"km", 1}, "kilometers": {"km", 1},
	"metre": {"km", 0.001}, "metres": {"km", 0.001}, "meter": {"km", 0.001}, "meters": {"km", 0.001},
}

// measure gives the base unit and the scale of a unit.
func measure(of string) (base string, by float64) {
	of = fold(of)
	if s, ok := scales[of]; ok {
		return s.base, s.by
	}
	return of, 1
}

// common brings two figures to one unit. A figure without a unit is in the unit of the other: they
// answer one question. ok is false for km against min.
func common(a, b tocsin.Figure) (x, y reach, ok bool) {
	baseA, byA := measure(a.Of)
	baseB, byB := measure(b.Of)
	switch {
	case baseA == "" || baseB == "" || fold(a.Of) == fold(b.Of):
		byA, byB = 1, 1
	case baseA != baseB:
		return reach{}, reach{}, false
	}
	return allows(a, byA), allows(b, byB), true
}

// allows is the figure's interval with its open ends kept apart, so that it can be shown and sent.
func allows(f tocsin.Figure, by float64) reach {
	switch f.Bound {
	case tocsin.MoreThan:
		return reach{low: &Edge{f.N * by, true}}
	case tocsin.LessThan:
		return reach{high: &Edge{f.N * by, true}}
	}
	low, high := f.Interval()
	var r reach
	if !math.IsInf(low, -1) {
		r.low = &Edge{N: low * by}
	}
	if !math.IsInf(high, 1) {
		r.high = &Edge{N: high * by}
	}
	return r
}

func (r reach) empty() bool {
	return r.low != nil && r.high != nil && (r.low.N > r.high.N || r.low.N == r.high.N && (r.low.Beyond || r.high.Beyond))
}

func (r reach) meets(o reach) bool { return !r.and(o).empty() }

// and is what both allow.
func (r reach) and(o reach) reach {
	return reach{low: pick(r.low, o.low, tighterLow), high: pick(r.high, o.high, tighterHigh)}
}

// hull is what either allows, and what lies between.
func (r reach) hull(o reach) reach {
	var h reach
	if r.low != nil && o.low != nil {
		h.low = pick(r.low, o.low, func(a, b *Edge) bool { return !tighterLow(a, b) })
	}
	if r.high != nil && o.high != nil {
		h.high = pick(r.high, o.high, func(a, b *Edge) bool { return !tighterHigh(a, b) })
	}
	return h
}

func tighterLow(a, b *Edge) bool  { return a.N > b.N || a.N == b.N && a.Beyond }
func tighterHigh(a, b *Edge) bool { return a.N < b.N || a.N == b.N && a.Beyond }

func pick(a, b *Edge, first func(a, b *Edge) bool) *Edge {
	if b == nil || a != nil && first(a, b) {
		return a
	}
	return b
}

func number(n float64) string { return strconv.FormatFloat(n, 'g', 12, 64) }
