package dossier

import (
	"math"
	"time"
)

// A tick is a mark of the axis. The second line is the year, or the day of an hour.
type tick struct {
	X, LabelX    int
	Label, Under string
	Row          int // labels that would touch stand one row lower
}

// A brk is a break of the axis.
type brk struct {
	X   int
	Say string
}

const tickFont = 11

// ticks labels the beginning of every run, and as many units between as there is room for.
func (s *scale) ticks() []tick {
	var out []tick
	ends := [2]float64{-1, -1} // where the labels of either row end
	under := ""
	add := func(n int64, x float64, coarse string, must bool) {
		label, line := s.label(n, coarse)
		if line == under && !must {
			line = ""
		}
		w := max(textWidth(label, tickFont), textWidth(line, tickFont)) + 8
		for row := range ends {
			if x < ends[row] || !must && row > 0 {
				continue
			}
			if line != "" {
				under = line
			}
			ends[row] = x + w
			out = append(out, tick{X: round(x), LabelX: round(x + 2), Label: label, Under: line, Row: row})
			return
		}
		out = append(out, tick{X: round(x)})
	}
	for _, r := range s.runs {
		add(r.from, r.x, r.coarse, true)
		every := s.every()
		for n := r.from + 1; n <= r.to; n++ {
			x := r.x + float64(n-r.from)*s.per
			switch {
			case (n-r.from)%every == 0:
				add(n, x, "", false)
			case s.per >= 6:
				out = append(out, tick{X: round(x)})
			}
		}
	}
	return out
}

// every is how many units lie between two labels.
func (s *scale) every() int64 {
	for _, n := range []int64{1, 2, 3, 6, 7, 12, 14, 24, 28, 56, 91, 182, 365, 730} {
		if s.per*float64(n) >= 44 {
			return n
		}
	}
	return max(1, int64(math.Ceil(44/s.per)))
}

func (s *scale) label(n int64, coarse string) (label, under string) {
	t := s.start(n)
	switch {
	case coarse != "":
		return coarse, ""
	case s.unit == time.Hour:
		return t.Format("15:04"), t.Format("2 Jan 2006")
	}
	return t.Format("2 Jan"), t.Format("2006")
}

// breaks are the stretches that were left out.
func (s *scale) breaks() []brk {
	var out []brk
	for i := 1; i < len(s.runs); i++ {
		left := s.runs[i].from - s.runs[i-1].to - 1
		out = append(out, brk{X: round(s.runs[i].x - breakWide/2), Say: s.lasting(left)})
	}
	return out
}

// lasting says how much was left out.
func (s *scale) lasting(units int64) string {
	name := "day"
	if s.unit == time.Hour {
		name = "hour"
	}
	return plural(int(units), name, name+"s") + " left out"
}

func round(x float64) int { return int(math.Round(x)) }
