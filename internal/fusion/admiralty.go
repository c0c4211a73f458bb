package fusion

import (
	"math"

	"tocsin"
)

// What a letter says of a source before its own record is added (fusion.md, "Corroboration
// score"): A is right 19 times of 20, B 8 of 10, C 6.5 of 10, D as often as not, E 2 of 10. F says
// nothing, and is not the low end.
var letters = map[tocsin.Reliability]Beta{
	"A": {19, 1}, "B": {8, 2}, "C": {6.5, 3.5}, "D": {5, 5}, "E": {2, 8}, "F": {1, 1},
}

// reliance is the weight in decibans of what an account's source says, as if its content were
// certain: at the mean of the Beta when quantile is negative, otherwise at that quantile. It is
// never below 0: a bad source does not prove the opposite of what it says.
func reliance(a Account, quantile float64) float64 {
	b, ok := letters[a.Letter]
	if !ok {
		b = letters[tocsin.ReliabilityNotJudged]
	}
	b = b.Plus(a.Record.Hits, a.Record.Misses)
	r := b.Mean()
	if quantile >= 0 {
		r = b.Quantile(quantile)
	}
	return math.Max(0, 10*math.Log10(r/(1-r)))
}

// content is the factor of the digit, which is entered before the sender is shown. 1, "confirmed",
// is computed: it counts as the 2 that must have been entered, so that nothing confirms itself.
func content(c tocsin.Credibility) float64 {
	switch c {
	case 1, 2:
		return 1
	case 3:
		return 0.7
	case 4:
		return 0.2
	case 5:
		return 0
	}
	return 0.5 // 6, or nothing entered
}

// A Step is something to do about an assessed report. None of them closes anything.
type Step string

// The steps.
const (
	OpenFile Step = "open_file" // somebody owns it from here on
	AskMore  Step = "ask_more"  // ask for a second origin, and for what the report leaves open
	Warn     Step = "warn"      // test the duty to warn now
)

// Next says what a report asks for. A place or a target that is named opens a file at any
// probability, and so does any probability that is not small; the score only says in what order,
// and how much more must be asked. The duty to warn is tested by the facets, not by the score.
func (a Assessment) Next(f tocsin.Facets) []Step {
	var steps []Step
	named := f.Place.State == tocsin.Stated || f.Target.State == tocsin.Stated
	if named || a.High >= 0.05 {
		steps = append(steps, OpenFile)
	}
	if !a.Confirmed {
		steps = append(steps, AskMore)
	}
	if f.Specific() {
		steps = append(steps, Warn)
	}
	return steps
}
