package names

import (
	"strconv"
	"strings"
)

// Prices of edits, in hundredths of an edit.
const (
	edit   = 100 // any edit that has no price of its own
	swap   = 90  // two neighbours the wrong way round
	double = 15  // a letter written twice instead of once
)

// costs are the prices of edits in one alphabet: letters are numbers below n, all others are
// strangers that cost a full edit. Substitutions are symmetric.
type costs struct {
	n   int
	sub []uint8
	gap []uint8
}

// newCosts reads a price list: lines of "ab cd 20", which make each of the pairs (a,b) and (c,d)
// cost 20, and of "a b _ 30", which make a or b cost 30 to insert or to leave out. base is the
// rune of number 0.
func newCosts(n int, base rune, list string) *costs {
	c := &costs{n: n, sub: make([]uint8, n*n), gap: make([]uint8, n)}
	for i := range c.sub {
		c.sub[i] = edit
	}
	for i := range n {
		c.gap[i], c.sub[i*n+i] = edit, 0
	}
	for line := range strings.Lines(list) {
		f := strings.Fields(line)
		if len(f) < 2 {
			continue
		}
		price, err := strconv.Atoi(f[len(f)-1])
		if err != nil || price < 0 || price > edit {
			panic("names: bad price in " + line)
		}
		gap := f[len(f)-2] == "_"
		for _, p := range f[:len(f)-1] {
			rs := []rune(p)
			switch {
			case p == "_":
			case gap && len(rs) == 1:
				c.gap[rs[0]-base] = uint8(price)
			case !gap && len(rs) == 2:
				a, b := int(rs[0]-base), int(rs[1]-base)
				c.sub[a*n+b], c.sub[b*n+a] = uint8(price), uint8(price)
			default:
				panic("names: bad pair in " + line)
			}
		}
	}
	return c
}

func (c *costs) replace(a, b uint16) int {
	if a == b {
		return 0
	}
	if c == nil || int(a) >= c.n || int(b) >= c.n {
		return edit
	}
	return int(c.sub[int(a)*c.n+int(b)])
}

// longest is how many letters of a word are compared; the rest is cut off.
const longest = 40

// gapAt is the price of leaving out the letter at i; the second of two equal letters is cheap.
func (c *costs) gapAt(of []uint16, i int) int32 {
	gap := uint8(edit)
	if c != nil && int(of[i]) < c.n {
		gap = c.gap[of[i]]
	}
	if i > 0 && of[i] == of[i-1] {
		gap = min(gap, double)
	}
	return int32(gap)
}

// between returns the cheapest way from a to b, of at most longest letters each, in hundredths of
// an edit, or limit+1 as soon as it is known to be dearer than limit. It is symmetric.
func (c *costs) between(a, b []uint16, limit int) int {
	var rows [3][longest + 1]int32
	var gaps [longest]int32
	before, prev, cur := &rows[0], &rows[1], &rows[2]
	for j := range b {
		gaps[j] = c.gapAt(b, j)
		prev[j+1] = prev[j] + gaps[j]
	}
	last := int32(0) // the cheapest of the row before: a swap can still start from there
	for i, l := range a {
		gap := c.gapAt(a, i)
		var prices []uint8
		if c != nil && int(l) < c.n {
			prices = c.sub[int(l)*c.n:][:c.n]
		}
		cur[0] = prev[0] + gap
		best := cur[0]
		for j, m := range b {
			d := prev[j]
			if l != m {
				if int(m) < len(prices) {
					d += int32(prices[m])
				} else {
					d += edit
				}
				if i > 0 && j > 0 && l == b[j-1] && a[i-1] == m {
					d = min(d, before[j-1]+swap)
				}
			}
			d = min(d, prev[j+1]+gap, cur[j]+gaps[j])
			cur[j+1] = d
			best = min(best, d)
		}
		if best > int32(limit) && last > int32(limit) {
			return limit + 1
		}
		last = best
		before, prev, cur = prev, cur, before
	}
	return min(int(prev[len(b)]), limit+1)
}
