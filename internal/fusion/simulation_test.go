package fusion

import (
	"fmt"
	"math"
	"testing"

	"tocsin"
)

// A lottery is a small generator of numbers, the same in every run (splitmix64).
type lottery uint64

func (l *lottery) draw() float64 {
	*l += 0x9e3779b97f4a7c15
	z := uint64(*l)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return float64((z^z>>31)>>11) / (1 << 53)
}

func (l *lottery) upTo(n int) int { return int(l.draw() * float64(n)) }

// simulate draws questions, each true with probability base. One to four origins, of reliabilities
// A to D that are known, say whether it is true, and are right as often as their letter says; each
// is told again by none to five outlets that say whence they have it.
func simulate(n int, base float64, seed lottery) (naive, byOrigin []forecast) {
	for range n {
		truth := seed.draw() < base
		var accounts, copies []Account
		for o := range 1 + seed.upTo(4) {
			letter := tocsin.Reliability("ABCD"[seed.upTo(4):][:1])
			says := truth
			if seed.draw() >= letters[letter].Mean() {
				says = !truth
			}
			a := Account{Ref: fmt.Sprintf("o%d", o), Origin: fmt.Sprint(o), Letter: letter, Content: 2, Against: !says}
			accounts = append(accounts, a)
			for k := range seed.upTo(6) {
				c := a
				c.Ref, c.Origin, c.From = fmt.Sprintf("o%d-%d", o, k), "", []string{a.Ref}
				copies = append(copies, c)
			}
		}
		all := append(accounts, copies...)
		counted := Corroborate(Case{Base: base, Accounts: all})
		for i := range all {
			all[i].From, all[i].Origin = nil, all[i].Ref // every report for itself
		}
		every := Corroborate(Case{Base: base, Accounts: all})
		naive, byOrigin = append(naive, forecast{every.Point(), truth}), append(byOrigin, forecast{counted.Point(), truth})
	}
	return naive, byOrigin
}

// A forecast is a probability, and what was true.
type forecast struct {
	p     float64
	truth bool
}

// brier is the mean squared error, and how often a probability above 0.9 was right.
func brier(list []forecast) (score, sure float64, n int) {
	hits := 0
	for _, f := range list {
		y := 0.0
		if f.truth {
			y = 1
		}
		score += (f.p - y) * (f.p - y) / float64(len(list))
		if f.p > 0.9 {
			n++
			if f.truth {
				hits++
			}
		}
	}
	return score, float64(hits) / math.Max(1, float64(n)), n
}

// TestSimulation is the simulation of fusion.md: counting reports against counting origins, where
// origins are independent and their reliability is known. It shows the size of the error that is
// avoided, not how right the program is. The figures stand in docs/fusion.md.
func TestSimulation(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		base                     float64
		naive, origin, sureNaive float64 // Brier, Brier, share that is right above 0.9
		sure                     float64
	}{
		{0.20, 0.100, 0.085, 0.78, 0.93},
		{0.02, 0.040, 0.018, 0.40, 0.80},
	} {
		naive, byOrigin := simulate(6_000, c.base, 7)
		a, sureA, nA := brier(naive)
		b, sureB, nB := brier(byOrigin)
		t.Logf("base %.0f %%: Brier %.4f counting reports, %.4f counting origins; above 0.9: right in %.1f %% of %d, and in %.1f %% of %d", 100*c.base, a, b, 100*sureA, nA, 100*sureB, nB)
		if a < c.naive || b > c.origin || sureA > c.sureNaive || sureB < c.sure {
			t.Errorf("base %v: Brier %.4f and %.4f, sure %.3f and %.3f; want %+v", c.base, a, b, sureA, sureB, c)
		}
	}
}
