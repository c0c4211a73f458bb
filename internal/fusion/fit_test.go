package fusion

import (
	"math"
	"sort"
)

// An additive is a sum of step functions of measures, each of which never falls, fitted to labelled
// pairs by Newton steps on the logistic loss, one measure after the other, each step made monotone
// by pooling neighbours (isotonic regression). ridge keeps steps with few pairs near 0.
type additive struct {
	edges     [][]float64
	steps     [][]float64 // natural logarithms
	intercept float64
}

// A sample is the measures of one pair, NaN where one is not known, and its label.
type sample struct {
	x    []float64
	same bool
}

const (
	fitRounds = 60
	fitRidge  = 2.0
)

func fitAdditive(samples []sample, edges [][]float64) *additive {
	a := &additive{edges: edges, steps: make([][]float64, len(edges))}
	on := make([][]int, len(edges)) // measure, sample: the step, -1 when not known
	for f, e := range edges {
		a.steps[f] = make([]float64, len(e)+1)
		on[f] = make([]int, len(samples))
		for k, s := range samples {
			on[f][k] = -1
			if !math.IsNaN(s.x[f]) {
				on[f][k] = Table{Edges: e}.Step(s.x[f])
			}
		}
	}
	score := make([]float64, len(samples))
	for range fitRounds {
		for f := range edges {
			g, h := a.gradient(samples, score, on[f], len(a.steps[f]))
			next := make([]float64, len(g))
			for b := range next {
				next[b] = a.steps[f][b] + 0.5*(g[b]-fitRidge*a.steps[f][b])/(h[b]+fitRidge)
			}
			pool(next, h)
			for k, b := range on[f] {
				if b >= 0 {
					score[k] += next[b] - a.steps[f][b]
				}
			}
			a.steps[f] = next
		}
		all := make([]int, len(samples))
		g, h := a.gradient(samples, score, all, 1)
		d := math.Max(-1, math.Min(1, g[0]/(h[0]+1e-9)))
		a.intercept += d
		for k := range score {
			score[k] += d
		}
	}
	return a
}

// gradient sums the first and second derivatives of the loss on each step.
func (a *additive) gradient(samples []sample, score []float64, on []int, steps int) (g, h []float64) {
	g, h = make([]float64, steps), make([]float64, steps)
	for k, b := range on {
		if b < 0 {
			continue
		}
		p, y := 1/(1+math.Exp(-score[k])), 0.0
		if samples[k].same {
			y = 1
		}
		g[b] += y - p
		h[b] += p * (1 - p)
	}
	return g, h
}

// pool makes v rise by replacing neighbours that fall by their weighted mean.
func pool(v, weight []float64) {
	type block struct {
		v, w float64
		n    int
	}
	var blocks []block
	for i := range v {
		blocks = append(blocks, block{v[i], weight[i] + fitRidge, 1})
		for n := len(blocks); n > 1 && blocks[n-2].v > blocks[n-1].v; n = len(blocks) {
			a, b := blocks[n-2], blocks[n-1]
			blocks = append(blocks[:n-2], block{(a.v*a.w + b.v*b.w) / (a.w + b.w), a.w + b.w, a.n + b.n})
		}
	}
	i := 0
	for _, b := range blocks {
		for range b.n {
			v[i] = b.v
			i++
		}
	}
}

// quantiles cuts the values of a measure on the pairs of one incident into n equal parts.
func quantiles(samples []sample, f, n int) []float64 {
	var x []float64
	for _, s := range samples {
		if s.same && !math.IsNaN(s.x[f]) {
			x = append(x, s.x[f])
		}
	}
	sort.Float64s(x)
	var out []float64
	for q := 1; q < n; q++ {
		v := math.Round(1000*x[len(x)*q/n]) / 1000
		if len(out) == 0 || v > out[len(out)-1] {
			out = append(out, v)
		}
	}
	return out
}

// table turns the steps of a measure into a Table, moved by a constant, with equal steps joined.
func (a *additive) table(f int, move float64) Table {
	var t Table
	for b, v := range a.steps[f] {
		w := weightOf(10 * math.Log10E * (v + move))
		switch {
		case b == 0:
			t.Weights = append(t.Weights, w)
		case w != t.Weights[len(t.Weights)-1]:
			t.Edges, t.Weights = append(t.Edges, a.edges[f][b-1]), append(t.Weights, w)
		}
	}
	return t
}
