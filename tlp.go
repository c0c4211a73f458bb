package tocsin

import (
	"fmt"
	"slices"
	"strings"
)

// TLP is a Traffic Light Protocol 2.0 label (FIRST, August 2022). Labels keep their original form
// in every language.
type TLP string

const (
	TLPClear       TLP = "TLP:CLEAR"
	TLPGreen       TLP = "TLP:GREEN"
	TLPAmber       TLP = "TLP:AMBER"
	TLPAmberStrict TLP = "TLP:AMBER+STRICT"
	TLPRed         TLP = "TLP:RED"
)

// TLPs lists the labels from the least to the most restrictive.
var TLPs = []TLP{TLPClear, TLPGreen, TLPAmber, TLPAmberStrict, TLPRed}

// ParseTLP reads a label, with or without its prefix and in any case. TLP 1.0's WHITE is CLEAR.
func ParseTLP(s string) (TLP, error) {
	l := strings.ToUpper(strings.TrimSpace(s))
	if !strings.HasPrefix(l, "TLP:") {
		l = "TLP:" + l
	}
	if l == "TLP:WHITE" {
		return TLPClear, nil
	}
	if slices.Contains(TLPs, TLP(l)) {
		return TLP(l), nil
	}
	return "", fmt.Errorf("%q is not a TLP 2.0 label: use one of %s", s, join(TLPs))
}

// Order is 0 for CLEAR up to 4 for RED; an unknown label counts as RED.
func (t TLP) Order() int {
	for i, l := range TLPs {
		if l == t {
			return i
		}
	}
	return len(TLPs) - 1
}

// Strictest joins labels: a composite takes the most restrictive. Of none it is RED.
func Strictest(labels ...TLP) TLP {
	if len(labels) == 0 {
		return TLPRed
	}
	most := TLPClear
	for _, l := range labels {
		if l.Order() > most.Order() {
			most = TLPs[l.Order()]
		}
	}
	return most
}
