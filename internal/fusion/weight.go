package fusion

import (
	"math"

	"tocsin"
)

// The score and its explanation are nouns of the root: records and screens show them.
type (
	// Weight is a weight of evidence in tenths of a deciban.
	Weight = tocsin.Weight
	// TermName names a term.
	TermName = tocsin.TermName
	// Term is one line of an explanation.
	Term = tocsin.Term
	// Waterfall is a score with everything that made it.
	Waterfall = tocsin.Waterfall
)

// term is one line of an explanation.
func term(name TermName, w Weight, why string) Term { return Term{Name: name, Weight: w, Why: why} }

// weightOf rounds decibans to a Weight.
func weightOf(db float64) Weight { return Weight(math.Round(10 * db)) }

// Odds returns the weight of a probability, which is held to [0.0001, 0.9999].
func Odds(p float64) Weight {
	p = math.Min(math.Max(p, 0.0001), 0.9999)
	return weightOf(10 * math.Log10(p/(1-p)))
}

// The terms of a link, in the order in which they are shown.
const (
	TermPrior   TermName = "prior"
	TermPlace   TermName = "place"
	TermTime    TermName = "time"
	TermType    TermName = "type" // how: the method
	TermTarget  TermName = "target"
	TermActor   TermName = "actor"
	TermNames   TermName = "names"   // very rare words in both
	TermWords   TermName = "words"   // uncommon words in both
	TermShare   TermName = "share"   // how much of the rare words of the shorter one is in both
	TermFocus   TermName = "focus"   // a rare word on which both insist
	TermFigures TermName = "figures" // ages, plates, numbers
	TermText    TermName = "text"    // the wording as a whole
)

// A Standing is what is done with a link that nobody has decided on.
type Standing string

// The standings. Nothing is thrown away: what is hidden is kept, and can be asked for.
const (
	Proposed Standing = "proposed" // 0.90 and more: laid before a person
	Shown    Standing = "shown"    // 0.50 to 0.90: in the list of what may belong together
	Hidden   Standing = "hidden"   // below 0.50: kept, and not in the list
)

// Bounds of the standings, as weights.
var (
	ProposeAt = Odds(0.90)
	ShowAt    = Odds(0.50)
)

// StandingOf is where the total of a link puts it.
func StandingOf(w Waterfall) Standing {
	switch t := w.Total(); {
	case len(w) == 0: // nothing could be compared
		return Hidden
	case t >= ProposeAt:
		return Proposed
	case t >= ShowAt:
		return Shown
	}
	return Hidden
}
