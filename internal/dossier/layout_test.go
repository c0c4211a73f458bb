package dossier

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func drawSlots(t *rapid.T) []slot {
	n := rapid.IntRange(0, 60).Draw(t, "n")
	slots := make([]slot, n)
	for i := range slots {
		from := float64(rapid.IntRange(0, 300).Draw(t, "from"))
		wide := float64(rapid.IntRange(4, 120).Draw(t, "wide"))
		lead := from
		if wide == 10 {
			lead = from + 5 // a dot
		}
		slots[i] = slot{from: from, to: from + wide, lead: lead, label: float64(rapid.IntRange(0, 250).Draw(t, "label"))}
	}
	return slots
}

// touch reports whether two bars, with their labels, cover the same place.
func touch(a, b slot) bool {
	cover := func(s slot) (from, to float64) {
		if s.left {
			return s.from - s.label, s.to
		}
		return s.from, s.to + s.label
	}
	a0, a1 := cover(a)
	b0, b1 := cover(b)
	return a0 < b1 && b0 < a1
}

// No two bars or labels touch, and no leader line crosses a label.
func TestStack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		slots := drawSlots(t)
		rows := stack(slots, rapid.IntRange(0, len(slots)).Draw(t, "left"))
		for i, a := range slots {
			if a.row < 0 || a.row >= rows {
				t.Fatalf("row %d of %d", a.row, rows)
			}
			from, to := a.span()
			for j, b := range slots {
				if i != j && a.row == b.row && touch(a, b) {
					t.Fatalf("%+v and %+v touch", a, b)
				}
				if b.row > a.row && b.lead > from && b.lead < to {
					t.Fatalf("the leader of %+v crosses the label of %+v", b, a)
				}
			}
		}
	})
}

func TestRowsOf(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		slots := drawSlots(t)
		rows := rowsOf(slots)
		for i, a := range slots {
			for _, b := range slots[:i] {
				if a.row == b.row && touch(a, b) {
					t.Fatalf("%+v and %+v touch", a, b)
				}
			}
			if a.row >= rows {
				t.Fatalf("row %d of %d", a.row, rows)
			}
		}
	})
}

// Later is never further to the left, everything lies on the plot, and what is drawn apart was apart.
func TestScale(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		start := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
		span := rapid.SampledFrom([]int64{3600, 86400, 40 * 86400, 6 * 365 * 86400}).Draw(t, "span")
		times := rapid.SliceOfN(rapid.Int64Range(start, start+span), 1, 60).Draw(t, "times")
		var points []point
		for _, s := range times {
			points = append(points, point{at: time.Unix(s, 0)})
		}
		s := newScale(points, berlin, rapid.Bool().Draw(t, "clocked"))
		if len(s.breaks()) > breaksMost || s.right > plotRight+1 {
			t.Fatalf("%d breaks, right end %g", len(s.breaks()), s.right)
		}
		a, b := time.Unix(rapid.Int64Range(start-9e6, start+span+9e6).Draw(t, "a"), 0), time.Unix(rapid.Int64Range(start-9e6, start+span+9e6).Draw(t, "b"), 0)
		if s.local(b) < s.local(a) {
			a, b = b, a
		}
		if x, y := s.x(a), s.x(b); x > y || x < plotLeft || y > s.right {
			t.Fatalf("%s at %g, %s at %g of %g", a, x, b, y, s.right)
		}
	})
}

// Labels of the axis do not touch either.
func TestTicks(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		start := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
		days := rapid.SliceOfN(rapid.Int64Range(0, 2000), 1, 80).Draw(t, "days")
		var points []point
		for _, n := range days {
			points = append(points, point{at: time.Unix(start+n*86400, 0)})
		}
		ends := map[int]float64{}
		for _, k := range newScale(points, time.UTC, false).ticks() {
			if k.Label == "" {
				continue
			}
			if float64(k.LabelX) < ends[k.Row] {
				t.Fatalf("%q at %d, and the label before it ends at %g", k.Label, k.LabelX, ends[k.Row])
			}
			ends[k.Row] = float64(k.LabelX) + max(textWidth(k.Label, tickFont), textWidth(k.Under, tickFont))
		}
	})
}

func TestFit(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, width := rapid.String().Draw(t, "s"), rapid.Float64Range(20, 400).Draw(t, "width")
		got := fit(s, font, width)
		if textWidth(got, font) > width {
			t.Fatalf("fit(%q, %g) = %q, which is %g wide", s, width, got, textWidth(got, font))
		}
		for _, l := range lines(s, font, width, 3) {
			if textWidth(l, font) > width {
				t.Fatalf("line %q is wider than %g", l, width)
			}
		}
	})
	if got := fit("The embassy warns the public", font, 90); !strings.HasSuffix(got, "…") || strings.Contains(got, " …") {
		t.Errorf("cut to %q", got)
	}
}
