package tocsin

import (
	"fmt"
	"math"
)

// A Weight is a weight of evidence in tenths of a deciban: 10 times 10*log10 of a likelihood ratio
// (or of odds, for a prior). It is a whole number, so that terms shown with one decimal add up to
// the total that is shown, without a rest.
type Weight int

// Decibans returns the weight in decibans.
func (w Weight) Decibans() float64 { return float64(w) / 10 }

// Probability reads the weight as odds: 1/(1+10^(-dB/10)).
func (w Weight) Probability() float64 { return 1 / (1 + math.Pow(10, -w.Decibans()/10)) }

func (w Weight) String() string { return fmt.Sprintf("%+.1f dB", w.Decibans()) }

// A TermName names a term of a score.
type TermName string

// A Term is one line of an explanation. Why is a plain sentence for the officer who reads it; it is
// never empty, and says "not known" where nothing could be compared.
type Term struct {
	Name   TermName `json:"term"`
	Weight Weight   `json:"tenths_of_decibans"`
	Why    string   `json:"why"`
}

// A Waterfall is a score with everything that made it. There is no total beside the terms: the
// total is their sum.
type Waterfall []Term

// Total is the sum of the terms.
func (w Waterfall) Total() Weight {
	sum := Weight(0)
	for _, t := range w {
		sum += t.Weight
	}
	return sum
}

// Probability is what the total says, by itself, as a probability. A person decides.
func (w Waterfall) Probability() float64 { return w.Total().Probability() }

// Get returns the weight of a term, 0 when it is not there.
func (w Waterfall) Get(name TermName) Weight {
	for _, t := range w {
		if t.Name == name {
			return t.Weight
		}
	}
	return 0
}

// Said are the terms that weigh something, for a reader who is not shown what could not be compared.
func (w Waterfall) Said() Waterfall {
	var out Waterfall
	for _, t := range w {
		if t.Weight != 0 {
			out = append(out, t)
		}
	}
	return out
}
