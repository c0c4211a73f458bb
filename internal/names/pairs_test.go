package names

import (
	"cmp"
	"math"
	"slices"
	"testing"
)

// TestPairs holds the scores to pairs that somebody labelled, on the half that nothing was fitted
// on.
func TestPairs(t *testing.T) {
	t.Parallel()
	for _, half := range []struct {
		name string
		keep func(labelled) bool
		auc  float64 // at least
		f1   float64 // at least, at AlikeFrom; fixed beforehand
	}{
		{"fitted half", func(p labelled) bool { return p.fit }, 0.92, 0.86},
		{"other half", func(p labelled) bool { return !p.fit }, 0.90, 0.85},
		{"other half, persons", func(p labelled) bool { return !p.fit && p.kind == Person }, 0.93, 0.89},
		{"other half, the rest", func(p labelled) bool { return !p.fit && p.kind != Person }, 0.83, 0.75},
		{"not all Latin", func(p labelled) bool { return mainScript(p.a) != latinScript || mainScript(p.b) != latinScript }, 0.90, 0.80},
	} {
		var scores []float64
		var same []bool
		for _, p := range loadPairs(t) {
			if half.keep(p) {
				scores = append(scores, float64(Compare(p.kind, p.a, p.b).Total))
				same = append(same, p.same)
			}
		}
		area, best := auc(scores, same), 0.0
		for _, s := range scores {
			best = max(best, f1(scores, same, s))
		}
		at := f1(scores, same, float64(AlikeFrom))
		t.Logf("%-22s %3d pairs: AUC %.3f, F1 %.3f (best for any threshold %.3f)", half.name, len(scores), area, at, best)
		if area < half.auc || at < half.f1 {
			t.Errorf("%s: AUC %.3f, F1 %.3f; want at least %.2f and %.2f", half.name, area, at, half.auc, half.f1)
		}
	}
}

// TestFit fits the fitted weights again, to the same half with the same ridge, and holds those in
// the program to the result.
func TestFit(t *testing.T) {
	t.Parallel()
	var xs [][]float64
	var rest []float64
	var same []bool
	for _, p := range loadPairs(t) {
		if p.fit {
			x, r := vector(p)
			xs, rest, same = append(xs, x), append(rest, r), append(same, p.same)
		}
	}
	for i, w := range logistic(xs, rest, same, 1) {
		if got := weights[i]; math.Abs(got-w*100/math.Ln10) > 0.5 {
			t.Errorf("weight %d is %v, fitted %.2f", i, got, w*100/math.Ln10)
		}
	}
}

// auc is the chance that a pair that is one scores higher than a pair that is two.
func auc(scores []float64, same []bool) float64 {
	order := make([]int, len(scores))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Compare(scores[i], scores[j]) })
	var rank, pos, neg float64
	for i := 0; i < len(order); {
		j := i
		for j < len(order) && scores[order[j]] == scores[order[i]] {
			j++
		}
		r := float64(i+j+1) / 2
		for ; i < j; i++ {
			if same[order[i]] {
				rank, pos = rank+r, pos+1
			} else {
				neg++
			}
		}
	}
	return (rank - pos*(pos+1)/2) / (pos * neg)
}

func f1(scores []float64, same []bool, from float64) float64 {
	var hit, wrong float64
	for i, s := range scores {
		switch {
		case s >= from && same[i]:
			hit++
		case s >= from, same[i]:
			wrong++
		}
	}
	return 2 * hit / (2*hit + wrong)
}

// vector is what a pair gives to each fitted weight; rest is what the others bring, in nats.
func vector(p labelled) (x []float64, rest float64) {
	x = make([]float64, fitted)
	a, b := Read(p.kind, p.a), Read(p.kind, p.b)
	if a.kind != b.kind {
		a, b = Read(Organisation, p.a), Read(Organisation, p.b)
	}
	for _, m := range align(a.parts, b.parts).terms() {
		for _, am := range m.of[:m.n] {
			if am.w < fitted {
				x[am.w] += am.x
			} else {
				rest += am.x * weights[am.w] / 100 * math.Ln10
			}
		}
	}
	return x, rest
}

// logistic is a logistic regression with a ridge, by coordinate descent; rest is a fixed part of
// each sum. Agreement may not speak against, nor a difference for: the first weight is kept at 0 or
// above, the others at 0 or below.
func logistic(xs [][]float64, rest []float64, same []bool, ridge float64) []float64 {
	w := make([]float64, len(xs[0]))
	z := slices.Clone(rest)
	for range 2000 {
		most := 0.0
		for i := range w {
			g, h := -ridge*w[i], ridge
			for k, x := range xs {
				p := 1 / (1 + math.Exp(-z[k]))
				if same[k] {
					g += (1 - p) * x[i]
				} else {
					g -= p * x[i]
				}
				h += max(p*(1-p), 0.02) * x[i] * x[i]
			}
			to := w[i] + g/h
			if i == int(wShare) {
				to = max(to, 0)
			} else {
				to = min(to, 0)
			}
			d := to - w[i]
			w[i], most = to, max(most, math.Abs(d))
			for k, x := range xs {
				z[k] += d * x[i]
			}
		}
		if most < 1e-7 {
			break
		}
	}
	return w
}
