package attention

import (
	"fmt"
	"strconv"
	"strings"
)

// A Term is one shown summand.
type Term struct {
	What string `json:"what"`
	N    int    `json:"n"`
}

// A Total is a number that is shown with what it is the sum of. N is never entered: it is the sum.
type Total struct {
	What  string `json:"what"` // what was counted
	Unit  string `json:"unit"` // "entries", "minutes", "days"; per mille of a whole is "‰"
	Terms []Term `json:"terms,omitempty"`
	N     int    `json:"n"`
}

// Sum adds terms up.
func Sum(what, unit string, terms ...Term) Total {
	t := Total{What: what, Unit: unit, Terms: terms}
	t.N = t.Recomputed()
	return t
}

// Recomputed is the sum of the shown terms, which is what N must be.
func (t Total) Recomputed() int {
	n := 0
	for _, x := range t.Terms {
		n += x.N
	}
	return n
}

// Shown writes a total out with its terms: "on 1 Jan 2020: 40 there before + 12 in - 2 out = 50 entries".
func (t Total) Shown() string {
	var b strings.Builder
	b.WriteString(t.What + ": ")
	for i, x := range t.Terms {
		n := x.N
		switch {
		case i > 0 && n < 0:
			b.WriteString(" - ")
			n = -n
		case i > 0:
			b.WriteString(" + ")
		}
		b.WriteString(strconv.Itoa(n))
		if x.What != "" {
			b.WriteString(" " + x.What)
		}
	}
	if len(t.Terms) == 0 {
		b.WriteString("nothing")
	}
	return b.String() + " = " + t.String()
}

// String is the number with its unit.
func (t Total) String() string {
	if t.Unit == "‰" {
		return percent(t.N)
	}
	return strconv.Itoa(t.N) + " " + t.Unit
}

// A Share is a part of a whole, both with their terms.
type Share struct {
	What  string `json:"what"`
	Part  Total  `json:"part"`
	Whole Total  `json:"whole"`
}

// Permille is the share in thousandths, to the nearest one, halves up. It is false when there is no
// whole.
func (s Share) Permille() (int, bool) {
	if s.Whole.N <= 0 {
		return 0, false
	}
	return (2*1000*s.Part.N + s.Whole.N) / (2 * s.Whole.N), true
}

// String is "53 of 866 (6.1 %)".
func (s Share) String() string {
	n, ok := s.Permille()
	if !ok {
		return fmt.Sprintf("%d of none", s.Part.N)
	}
	return fmt.Sprintf("%d of %d %s (%s)", s.Part.N, s.Whole.N, s.Whole.Unit, percent(n))
}

// A Ratio is so much of one for each of another: minutes for an entry.
type Ratio struct {
	What string `json:"what"`
	Of   Total  `json:"of"`
	Per  Total  `json:"per"`
}

// Tenths is the ratio in tenths, to the nearest one, halves up, and false when there is nothing to
// divide by.
func (r Ratio) Tenths() (int, bool) {
	if r.Per.N <= 0 {
		return 0, false
	}
	return (2*10*r.Of.N + r.Per.N) / (2 * r.Per.N), true
}

// String is "600 minutes for 240 entries (2.5 each)".
func (r Ratio) String() string {
	n, ok := r.Tenths()
	if !ok {
		return fmt.Sprintf("%s for no %s", r.Of, r.Per.Unit)
	}
	return fmt.Sprintf("%s for %s (%d.%d each)", r.Of, r.Per, n/10, n%10)
}

// percent shows thousandths as per cent with one decimal.
func percent(permille int) string {
	sign := ""
	if permille < 0 {
		sign, permille = "-", -permille
	}
	return fmt.Sprintf("%s%d.%d %%", sign, permille/10, permille%10)
}
