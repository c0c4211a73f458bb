package fusion

import (
	"fmt"
	"math"
)

// Tables are the fitted tables of the terms that are measured on texts.
type Tables struct {
	Told  Table // minus the days between two reports
	Names Table
	Words Table
	Share Table
	Focus Table
	Ages  Table // rarity of the ages in both; -1: there are ages on both sides and none is shared
	Text  Table // cosine
}

// A Scorer scores pairs of views. The zero value is not usable: see NewScorer.
type Scorer struct {
	Stat    *Stat
	Tables  Tables
	Area    float64 // km2: from where reports come, as far as nobody says more
	Horizon float64 // days over which the windows of open files are spread
	Prior   Weight  // that two taken at random are about the same, in odds
}

// NewScorer returns a scorer with the fitted tables, for a country of middling size, a year and
// a hundred open files.
func NewScorer(s *Stat) *Scorer {
	return &Scorer{Stat: s, Tables: Fitted, Area: 500_000, Horizon: 365, Prior: PriorAmong(100)}
}

// PriorAmong is the prior when a report is laid beside n others, and is about the same as one of
// them: 1 to n. It is held to -10 to -40 dB.
func PriorAmong(n int) Weight {
	return weightOf(-10 * math.Log10(math.Min(math.Max(float64(n), 10), 10_000)))
}

// Score compares two views. It is symmetric, and its terms come in one order. Unknown counts as 0:
// a side that says nothing of a facet neither agrees nor disagrees.
func (s *Scorer) Score(a, b *View) Waterfall { return s.score(a, b, true) }

// total is the total of Score, for less work: no reasons are written.
func (s *Scorer) total(a, b *View) Weight { return s.score(a, b, false).Total() }

func (s *Scorer) score(a, b *View, say bool) Waterfall {
	out := make(Waterfall, 0, 13)
	out = append(out, term(TermPrior, s.Prior, "before anything is compared"))
	place, counted, venue := s.place(a, b, say)
	out = append(out, place, s.when(a, b, say))
	for _, i := range []int{1, 0, 2} {
		t, in := s.kind(i, a, b, say)
		if venue && t.Name == TermTarget {
			t = term(TermTarget, 0, "counted with the venue")
		}
		counted |= in
		out = append(out, t)
	}
	out = append(out, s.texts(a, b, counted, say)...)
	return append(out, s.figures(a, b, say))
}

// because writes the reason of a term, when it is asked for.
func because(t *Term, say bool, format string, args ...any) {
	if say {
		t.Why = fmt.Sprintf(format, args...)
	}
}
