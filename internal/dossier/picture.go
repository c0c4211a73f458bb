package dossier

import (
	"fmt"
	"time"

	"tocsin"
)

// A picture is the drawn timeline: lane one above, lane two below, on one scale.
type picture struct {
	Width      int
	Left, Plot int // where the first and the last moment lie
	AxisTwo    int // the y of the axis under lane two
	Ticks      []tick
	Breaks     []brk
	Moment     *momentLine
	One        laneOne
	Two        laneTwo
	Zone, Desc string
	Unit       string
}

// A momentLine is the moment of the case.
type momentLine struct {
	X0, X1 int
	Full   string
}

const (
	rowHigh  = 19
	barHigh  = 9
	font     = 12
	axisHigh = 64 // the ticks and two rows of labels
)

func (d *reading) picture() picture {
	s := newScale(d.points(), d.clock.loc, d.clocked())
	p := picture{Width: pictureEnd, Left: plotLeft, Plot: round(s.right), Ticks: s.ticks(), Breaks: s.breaks(), Zone: d.c.Zone, Unit: "days"}
	if s.unit == time.Hour {
		p.Unit = "hours"
	}
	p.One = d.laneOne(s)
	p.Two = d.laneTwo(s)
	p.AxisTwo = p.Two.High - axisHigh
	p.Moment = d.momentLine(s)
	p.Desc = fmt.Sprintf("%s above the axis; below it, for %s, windows and duties as bars, from when each opened to how it ended. The tables below hold the same in words.",
		plural(len(p.One.Marks), "event", "events"), plural(len(p.Two.Bands), "organisation", "organisations"))
	return p
}

func (d *reading) momentLine(s *scale) *momentLine {
	e := d.r.Moment()
	if e == nil || !e.At.When.Known() || e.At.When.Earliest.After(d.r.Until) {
		return nil
	}
	m := &momentLine{X0: round(s.x(e.At.When.Earliest)), X1: round(s.x(e.At.When.Latest))}
	m.X1 = max(m.X1, m.X0+1)
	m.Full = e.Title + ", " + d.instant(e.At.When)
	return m
}

// wideTime is how wide a time may be and still have both its ends on the axis.
const wideTime = 32 * 24 * time.Hour

// points are all moments that the axis must show.
func (d *reading) points() []point {
	var out []point
	at := func(times ...time.Time) {
		for _, t := range times {
			if !t.IsZero() {
				out = append(out, point{at: t})
			}
		}
	}
	instant := func(i tocsin.Instant) {
		switch {
		case !i.Known():
		case i.Latest.Sub(i.Earliest) <= wideTime && i.Precision != tocsin.ToMonth:
			at(i.Earliest, i.Latest)
		default:
			out = append(out, point{i.Earliest, coarseLabel(i)})
		}
	}
	for _, f := range d.facts {
		instant(f.Event.At.When)
	}
	for _, o := range d.owed {
		at(o.When)
		if o.Obligation != nil && o.Obligation.Due.Before(d.r.Until) {
			at(o.Obligation.Due)
		}
	}
	for _, o := range d.c.Orgs {
		for _, w := range d.windows(o.ID) {
			instant(w.window.Start)
			instant(w.window.End)
		}
	}
	end := point{at: d.r.Until}
	if !d.clock.exact("", end.at) {
		end.coarse = end.at.In(d.clock.loc).Format("2 Jan 2006")
	}
	return append(out, end)
}

// coarseLabel names the beginning of a time that is known less well than to the day.
func coarseLabel(i tocsin.Instant) string {
	t := i.Earliest.In(i.Location())
	switch {
	case i.Precision == tocsin.ToMonth:
		return t.Format("Jan 2006")
	case t.YearDay() == 1:
		return t.Format("2006")
	case t.Day() == 1:
		return t.Format("Jan 2006")
	}
	return t.Format("2 Jan 2006")
}

// clocked reports whether anything in the case is known to the hour.
func (d *reading) clocked() bool {
	for _, f := range d.facts {
		if i := f.Event.At.When; i.Known() && i.Latest.Sub(i.Earliest) <= time.Hour {
			return true
		}
	}
	return false
}
