package attention

import (
	"testing"

	"pgregory.net/rapid"
)

// TestFlowsAndDaysAgree counts day by day, the slow way, and wants the same.
func TestFlowsAndDaysAgree(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := drawRegister(t)
		cuts := []Day{0, Day(rapid.IntRange(1, 200).Draw(t, "cut")), 300, 420}
		var periods []Period
		for i := 1; i < len(cuts); i++ {
			periods = append(periods, Period{cuts[i-1], cuts[i]})
		}
		all := r.Flows("", periods)
		for i, p := range periods {
			sum := 0
			for _, code := range codes(r.Categories) {
				f := r.Flows(code, periods)[i]
				if f.End.N != r.At(p.Last()).N(code) || f.Before() != r.At(p.From-1).N(code) {
					t.Fatalf("%s in %s: %s, and %d by the day", code, p, f.End.Shown(), r.At(p.Last()).N(code))
				}
				sum += f.End.N
			}
			if sum != all[i].End.N || i > 0 && all[i].Before() != all[i-1].End.N {
				t.Fatalf("the categories make %d, all are %s, before them %d", sum, all[i].End.Shown(), all[max(0, i-1)].End.N)
			}
			in, out := 0, 0
			for d := p.From; d < p.To; d++ {
				for _, e := range r.Entries {
					in += count(e.In == d)
					out += count(e.Out == d)
				}
			}
			if in != all[i].In() || out != all[i].Out() {
				t.Fatalf("in %s: %d came and %d went, want %d and %d", p, all[i].In(), all[i].Out(), in, out)
			}
		}
		d := Day(rapid.IntRange(0, 420).Draw(t, "day"))
		days := rapid.IntRange(0, 300).Draw(t, "days")
		longer := 0
		for _, e := range r.Entries {
			longer += count(e.On(d) && e.On(d-Day(days)-1) && e.In <= d-Day(days)-1)
		}
		if got := r.Longer(d, days).All.N; got != longer {
			t.Fatalf("%d stood longer than %d days on %s, want %d", got, days, d, longer)
		}
		if r.Ever(d).All.N != r.At(d).All.N+gone(r, d) {
			t.Fatal("what was ever entered is not what stands and what left")
		}
	})
}

func gone(r Register, d Day) int {
	n := 0
	for _, e := range r.Entries {
		n += count(e.In <= d && e.Out <= d)
	}
	return n
}

// TestViolentBounds: the low bound is below the high one, high and without make the whole, and a
// category moves the bounds by how its ground is known.
func TestViolentBounds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := drawRegister(t).At(Day(rapid.IntRange(0, 400).Draw(t, "day")))
		v := c.Violent()
		if v.Low.Part.N > v.High.Part.N || v.High.Part.N+v.Without.Part.N != c.All.N || v.Inferred.Part.N > v.Without.Part.N {
			t.Fatalf("got %s, %s, %s, %s of %s", v.Low, v.High, v.Without, v.Inferred, c.All.Shown())
		}
	})
	for _, x := range []struct {
		ground             Ground
		basis              Basis
		low, high, without int
	}{
		{Violent, Stated, 1, 1, 0}, {Violent, Label, 0, 1, 0}, {Violent, Inferred, 0, 1, 0},
		{Nonviolent, Stated, 0, 0, 1}, {Nonviolent, Inferred, 0, 0, 1}, {NotStated, Stated, 0, 1, 0}, {NotStated, Inferred, 0, 1, 0},
	} {
		r := Register{Categories: []Category{{Code: "c", Ground: x.ground, Basis: x.basis}}, Entries: []Entry{{Category: "c", Out: Never}}}
		v := r.At(1).Violent()
		if v.Low.Part.N != x.low || v.High.Part.N != x.high || v.Without.Part.N != x.without {
			t.Errorf("%s, %s: got %s, %s, %s", x.ground, x.basis, v.Low, v.High, v.Without)
		}
	}
}

func comp(d Day, n ...int) Composition {
	var cs []Category
	m := map[string]int{}
	for i, x := range n {
		code := string(rune('a' + i))
		cs = append(cs, Category{Code: code, Label: code, Ground: Nonviolent, Basis: Stated})
		m[code] = x
	}
	return compose(d, cs, m)
}

func TestMoved(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b Composition
		want int
	}{
		{comp(0, 1, 1), comp(1, 50, 50), 0}, // the same make-up at another size
		{comp(0, 10, 0), comp(1, 0, 10), 1000},
		{comp(0, 3, 1), comp(1, 1, 3), 500},
		{comp(0, 8, 1, 1), comp(1, 6, 2, 2), 200},
	} {
		got, ok := Moved(c.a, c.b)
		if !ok || got.N != c.want {
			t.Errorf("%s to %s: got %s, want %d thousandths", c.a.All.Shown(), c.b.All.Shown(), got.Shown(), c.want)
		}
	}
	if _, ok := Moved(comp(0, 0), comp(1, 5)); ok {
		t.Error("something moved out of nothing")
	}
	rapid.Check(t, func(t *rapid.T) { // both ways the same, but for the rounding of each share
		r := drawRegister(t)
		a, b := r.At(100), r.At(300)
		there, ok := Moved(a, b)
		back, _ := Moved(b, a)
		if d := there.N - back.N; ok && (d > len(r.Categories) || -d > len(r.Categories) || there.N < 0 || there.N > 1000+len(r.Categories)) {
			t.Fatalf("%s, and back %s", there.Shown(), back.Shown())
		}
	})
}

func TestGrowth(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		was, is, rate int
		known         bool
	}{{10, 15, 500, true}, {3, 4, 333, true}, {16, 99, 5188, true}, {10, 5, -500, true}, {7, 7, 0, true}, {0, 3, 0, false}} {
		g := Grown(comp(9, c.was), comp(19, c.is))[0]
		if rate, known := g.Rate(); rate != c.rate || known != c.known || g.Start() != c.was || g.End() != c.is || g.Net.N != c.is-c.was || g.Period != (Period{10, 20}) {
			t.Errorf("%d to %d: got %d, %v, %s in %s", c.was, c.is, rate, known, g.Net.Shown(), g.Period)
		}
	}
}

func TestPeriods(t *testing.T) {
	t.Parallel()
	years := Years(NewDay(2022, 5, 3), NewDay(2024, 10, 2))
	if len(years) != 3 || years[0].String() != "2022" || years[1].Days() != 365 || years[2].String() != "1 Jan 2024 to 1 Oct 2024" || years[2].Last() != NewDay(2024, 10, 1) {
		t.Errorf("got %v", years)
	}
	if got := Years(NewDay(2024, 1, 1), NewDay(2024, 1, 1)); len(got) != 0 {
		t.Errorf("got %v", got)
	}
	if got := Years(NewDay(2023, 3, 1), NewDay(2024, 1, 2)); len(got) != 2 || got[1].Days() != 1 {
		t.Errorf("got %v, want the one day of 2024 too", got)
	}
	if p := (Period{5, 3}); p.Days() != 0 || p.Has(4) {
		t.Errorf("a period that ends before it begins has %d days", p.Days())
	}
	if got := Never.String(); got != "not yet" {
		t.Errorf("got %q", got)
	}
	if _, ok := (Register{}).First(); ok {
		t.Error("an empty register has a first day")
	}
	if _, err := ParseDay("2024", "2006"); err == nil {
		t.Error("a layout of years is taken for one of days")
	}
}
