package dossier

import (
	"fmt"
	"slices"

	"tocsin"
	"tocsin/internal/replay"
)

// laneTwo is what the rules opened, one band an organisation.
type laneTwo struct {
	High  int
	Bands []band
	Empty bool
}

// A band is one organisation.
type band struct {
	Org     []string // its name, in lines
	Y, High int
	Bars    []bar
}

// A bar is one duty, window, refusal, decision or rehearsal.
type bar struct {
	Shape        string // duty, window, refused, decided, would
	Class        string // owed, over, met, closed, held, would
	X, Y, Wide   int
	Arrow        bool  // open at the end
	Due          int   // x of the due tick; 0: none
	Over         int   // x from which it is overdue; 0: never
	Climbs       []int // x of the steps of the escalation
	Review, Hold int   // x from which a review is due, and measures hold; 0: not
	LabelX       int
	Label, Full  string
}

const (
	dueBeyond = 60    // how far after the end of a bar its due tick may stand
	barLabel  = 420.0 // the most that a label may be wide
	bandHead  = 8
	orgFont   = 13
	orgHigh   = 16 // a line of an organisation's name
	orgLines  = 3
)

func (d *reading) laneTwo(s *scale) laneTwo {
	lane := laneTwo{}
	y := 8
	for _, o := range d.c.Orgs {
		bars := d.bars(s, o.ID)
		if len(bars) == 0 {
			continue
		}
		slots := make([]slot, len(bars))
		for i, b := range bars {
			slots[i] = slot{from: float64(b.X), to: float64(b.X + b.Wide), label: float64(b.LabelX-b.X-b.Wide) + textWidth(b.Label, font)}
		}
		rows := rowsOf(slots)
		b := band{Org: lines(o.Name, orgFont, plotLeft-30, orgLines), Y: y}
		b.High = bandHead + max(rows*rowHigh, len(b.Org)*orgHigh) + 8
		for i := range bars {
			bars[i].Y = y + bandHead + slots[i].row*rowHigh
		}
		b.Bars = bars
		lane.Bands = append(lane.Bands, b)
		y += b.High
	}
	lane.High, lane.Empty = y+axisHigh, len(lane.Bands) == 0
	return lane
}

// bars are everything that one organisation's rules did, in order: windows, duties, and marks.
func (d *reading) bars(s *scale, org tocsin.OrgID) []bar {
	var out []bar
	windows := d.windows(org)
	for _, w := range windows {
		out = append(out, d.windowBar(s, w))
	}
	for _, o := range d.owed {
		if o.Org != org {
			continue
		}
		switch o.What {
		case replay.DutyOpened:
			if o.Obligation.Kind != tocsin.OweReview || !hasWindow(windows, o.Obligation) {
				out = append(out, d.dutyBar(s, o.Obligation))
			}
		case replay.RuleRefused:
			out = append(out, d.markBar(s, o, "refused", "refused: "+ruleIn(tocsin.Rule(o.Rule))))
		case replay.PartDecided:
			out = append(out, d.markBar(s, o, "decided", "decided: "+o.Text))
		case replay.WouldJoin:
			out = append(out, d.markBar(s, o, "would", d.rehearsal(o.Event)+": "+o.Event.Title))
		}
	}
	return out
}

// hasWindow reports whether a review is drawn with the window that it is about.
func hasWindow(windows []windowBar, o *tocsin.Obligation) bool {
	return slices.ContainsFunc(windows, func(w windowBar) bool { return reviews(o, w.threat, w.part) })
}

func (d *reading) dutyBar(s *scale, o *tocsin.Obligation) bar {
	row := d.duty(o)
	b := bar{Shape: "duty", Class: row.Class, X: round(s.x(o.Opened)), Full: fmt.Sprintf("%s: %s. Opened %s, due %s; %s", row.Owes, o.What, row.Opened.Text, row.Due.Text, row.State)}
	end, state := s.right, "open"
	if o.End != nil {
		end, state = s.x(o.End.At), o.State
	} else {
		b.Arrow = true
	}
	b.Wide = max(round(end)-b.X, 6)
	if !o.Due.IsZero() && !o.Due.After(d.r.Until) {
		b.due(round(s.x(o.Due)))
	}
	for _, at := range o.Climbed {
		b.Climbs = append(b.Climbs, round(s.x(at)))
	}
	if len(b.Climbs) > 0 && b.Arrow {
		state = fmt.Sprintf("open, climbed %d×", len(b.Climbs))
	}
	return labelled(b, o.Kind.Plain()+": "+state)
}

// due sets the tick, unless the duty ended long before it: there it would stand among labels.
func (b *bar) due(x int) {
	end := b.X + b.Wide
	if x <= end+dueBeyond {
		b.Due = x
	}
	if x < end {
		b.Over = max(x, b.X)
	}
}

func (d *reading) windowBar(s *scale, w windowBar) bar {
	from, to := w.window.Start.Earliest, w.window.End.Latest
	if !w.window.Start.Known() {
		from = w.from
	}
	b := bar{Shape: "window", Class: "closed", X: round(s.x(from))}
	right := s.right
	if w.window.End.Known() {
		right = s.x(to)
	}
	if !w.review.IsZero() {
		b.Review, b.Class = round(s.x(w.review)), "owed"
		right = s.right
	}
	if w.holds {
		b.Hold = b.Review
	}
	if !w.due.IsZero() {
		b.Due = round(s.x(w.due))
	}
	for _, at := range w.climbs {
		b.Climbs, b.Class = append(b.Climbs, round(s.x(at))), "over"
	}
	if !w.end.IsZero() {
		right, b.Class = max(s.x(w.end), s.x(from)+6), "met"
		if b.Review > round(right) {
			b.Review, b.Hold = 0, 0
		}
	}
	b.Arrow = w.end.IsZero() && (!w.review.IsZero() || !w.window.End.Known())
	b.Wide = max(round(right)-b.X, 6)
	b.Full = w.state(d.r.Until) + " (" + w.window.String() + ")"
	return labelled(b, w.state(d.r.Until))
}

func (d *reading) markBar(s *scale, o replay.Owed, shape, label string) bar {
	b := bar{Shape: shape, Class: owedClass(o.What), X: round(s.x(o.When)) - 5, Wide: 10, Full: d.clock.at(o.Org, o.When).Text + ": " + o.Text}
	if shape == "would" {
		b.Wide = 16
	}
	b.X = max(b.X, plotLeft-5)
	return labelled(b, label)
}

// labelled puts the label to the right of the bar, and of its arrow.
func labelled(b bar, label string) bar {
	b.LabelX = max(b.X+b.Wide, b.Due) + 5
	if b.Arrow {
		b.LabelX += 10
	}
	b.Label = fit(label, font, min(barLabel, float64(pictureEnd-b.LabelX-2)))
	return b
}
