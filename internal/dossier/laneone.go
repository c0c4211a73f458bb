package dossier

import (
	"fmt"

	"tocsin/internal/casefile"
	"tocsin/internal/replay"
)

// laneOne is what is reported.
type laneOne struct {
	High, Axis int // Axis is the y of the axis
	Marks      []mark
}

// A mark is one event: a dot when its time is known to the minute, else a bar as wide as the time
// in which it lies.
type mark struct {
	N                 int
	X, Y, Wide        int
	LeadX, LeadY      int  // the leader line: where it goes down, and the y at which it ends
	Dot, Inferred, At bool // At: it is the moment of the case
	LabelX, LabelY    int
	Left              bool // the label ends at LabelX
	Label, Full       string
}

const (
	labelGap = 4 // how far a label stands from its bar
	dotWide  = 10
)

func (d *reading) laneOne(s *scale) laneOne {
	var marks []mark
	var slots []slot
	for i, f := range d.facts {
		if when := f.Event.At.When; when.Known() {
			m := d.mark(s, i+1, f)
			marks = append(marks, m)
			slots = append(slots, slot{from: float64(m.X), to: float64(m.X + m.Wide), lead: float64(m.LeadX)})
		}
	}
	most, rows := bestLabels(slots, func(most float64) func(int, bool) float64 {
		return func(i int, left bool) float64 { return textWidth(d.labelOf(marks[i], left, most), font) + labelGap }
	})
	axis := rows*rowHigh + 14
	for i := range marks {
		m := &marks[i]
		m.Left, m.Label = slots[i].left, d.labelOf(*m, slots[i].left, most)
		m.LabelX = m.X + m.Wide + labelGap
		if m.Left {
			m.LabelX = m.X - labelGap
		}
		m.Y = (rows-1-slots[i].row)*rowHigh + 4 // row 0 is the one above the axis
		m.LabelY, m.LeadY = m.Y+barHigh+1, axis
	}
	return laneOne{High: axis + axisHigh, Axis: axis, Marks: marks}
}

func (d *reading) mark(s *scale, n int, f replay.Fact) mark {
	when := f.Event.At.When
	x0, x1 := s.x(when.Earliest), s.x(when.Latest)
	m := mark{
		N: n, X: round(x0), Wide: max(round(x1-x0), 4), Inferred: f.Event.Basis == casefile.Inferred,
		At: d.c.Moment != "" && f.Event.ID == d.c.Moment, Dot: when.Latest.Sub(when.Earliest) <= minuteWide && !open(when),
	}
	m.LeadX = m.X
	if m.Dot {
		m.X, m.Wide = m.X-dotWide/2, dotWide
	}
	m.Full = fmt.Sprintf("%d. %s (%s): %s", n, d.instant(when), basis(f.Event), f.Event.Title)
	return m
}

// labelOf is the number and as much of the title as there is room for on that side.
func (d *reading) labelOf(m mark, left bool, most float64) string {
	room := pictureEnd - m.X - m.Wide - labelGap - 2
	if left {
		room = m.X - labelGap - 2
	}
	return fit(fmt.Sprintf("%d %s", m.N, d.facts[m.N-1].Event.Title), font, min(most, float64(room)))
}

// labelWidths are tried from the widest on, and taken while they cost no more than a few rows.
var labelWidths = []float64{460, 380, 300, 230, 160}

// bestLabels stacks the bars with the widest labels that do not make the lane much higher than the
// narrowest would.
func bestLabels(slots []slot, width func(most float64) func(int, bool) float64) (most float64, rows int) {
	narrow := labelWidths[len(labelWidths)-1]
	least := bestStack(slots, width(narrow))
	for _, most := range labelWidths {
		if rows := bestStack(slots, width(most)); rows <= least+2 {
			return most, rows
		}
	}
	return narrow, bestStack(slots, width(narrow))
}

// splitsTried bounds how many ways to share the labels between the two sides are tried.
const splitsTried = 24

// bestStack stacks the bars with as many labels on the left as gives the fewest rows.
func bestStack(slots []slot, width func(i int, left bool) float64) int {
	try := func(n int) int {
		sides(slots, n)
		for i := range slots {
			slots[i].label = width(i, slots[i].left)
		}
		return stack(slots, n)
	}
	best, rows := 0, try(0)
	for k := 1; k <= splitsTried; k++ {
		n := len(slots) * k / splitsTried
		if r := try(n); r < rows {
			best, rows = n, r
		}
	}
	return try(best)
}
