package fusion

import "sort"

// A Table turns a measure into a weight by steps: Weights[i] holds from Edges[i-1] (included) to
// Edges[i] (not included), so that there is one weight more than edges. The weights never fall.
// Tables are fitted on labelled reports; see fitted.go.
type Table struct {
	Edges   []float64
	Weights []Weight
}

// At returns the weight of the step on which x lies.
func (t Table) At(x float64) Weight { return t.Weights[t.Step(x)] }

// Step returns the number of the step on which x lies: how many edges are not above x.
func (t Table) Step(x float64) int {
	return sort.Search(len(t.Edges), func(i int) bool { return t.Edges[i] > x })
}
