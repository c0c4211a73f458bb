package fusion

import "math"

// A Beta is what is believed of a rate: as if A successes and B failures had been seen. It shrinks
// a short record to what was believed before.
type Beta struct{ A, B float64 }

// Mean is the expected rate.
func (b Beta) Mean() float64 { return b.A / (b.A + b.B) }

// Plus adds what was seen.
func (b Beta) Plus(hits, misses int) Beta { return Beta{b.A + float64(hits), b.B + float64(misses)} }

// CDF is the probability that the rate is at most x: the regularised incomplete beta function, by
// its continued fraction (DLMF 8.17.22), evaluated after Lentz.
func (b Beta) CDF(x float64) float64 {
	switch {
	case x <= 0:
		return 0
	case x >= 1:
		return 1
	}
	front := math.Exp(lgamma(b.A+b.B) - lgamma(b.A) - lgamma(b.B) + b.A*math.Log(x) + b.B*math.Log1p(-x))
	if x < (b.A+1)/(b.A+b.B+2) { // where the fraction converges fast
		return front * fraction(x, b.A, b.B) / b.A
	}
	return 1 - front*fraction(1-x, b.B, b.A)/b.B
}

func fraction(x, a, b float64) float64 {
	const tiny, enough = 1e-300, 1e-15
	keep := func(v float64) float64 {
		if math.Abs(v) < tiny {
			return tiny
		}
		return v
	}
	c, d := 1.0, 1/keep(1-(a+b)*x/(a+1))
	h := d
	for m := 1.0; m < 500; m++ {
		even := m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		d = 1 / keep(1+even*d)
		c = keep(1 + even/c)
		h *= d * c
		odd := -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		d = 1 / keep(1+odd*d)
		c = keep(1 + odd/c)
		h *= d * c
		if math.Abs(d*c-1) < enough {
			break
		}
	}
	return h
}

func lgamma(x float64) float64 {
	v, _ := math.Lgamma(x)
	return v
}

// Quantile is the rate that is not exceeded with probability p: Newton's steps, held between bounds
// that close on it, to within 1e-13.
func (b Beta) Quantile(p float64) float64 {
	low, high, x := 0.0, 1.0, b.Mean()
	scale := lgamma(b.A+b.B) - lgamma(b.A) - lgamma(b.B)
	for range 200 {
		over := b.CDF(x) - p
		if over > 0 {
			high = x
		} else {
			low = x
		}
		density := math.Exp(scale + (b.A-1)*math.Log(x) + (b.B-1)*math.Log1p(-x))
		next := x - over/density
		if !(next > low && next < high) {
			next = (low + high) / 2
		}
		if math.Abs(next-x) < 1e-13 || high-low < 1e-13 {
			return next
		}
		x = next
	}
	return x
}
