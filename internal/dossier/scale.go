package dossier

import (
	"math"
	"slices"
	"time"
)

// Sizes of the picture, in its own units: one is about a pixel on a desk.
const (
	plotLeft   = 232
	plotRight  = 900 // the last moment
	pictureEnd = 1220
	breakWide  = 20
	breaksMost = 12
	unitMost   = 110.0
)

// scale maps time to x. Long stretches in which nothing begins or ends are left out, each with a
// break of one width, so that a case of hours and one of years are both readable.
type scale struct {
	loc   *time.Location
	unit  time.Duration // a day, or an hour for a case of hours
	runs  []run
	per   float64 // width of a unit
	right float64 // x of the end of the last run
}

// A run is an unbroken stretch of units.
type run struct {
	from, to int64 // units, both included
	x        float64
	coarse   string // its label, when no point in it is known better
}

// A point is a moment that must not fall into a break.
type point struct {
	at     time.Time
	coarse string // its label when the day is not known: "2013", "Jan 2024"
}

// daysInHours is how many days a case may touch and still be drawn in hours.
const daysInHours = 4

func newScale(points []point, loc *time.Location, clocked bool) *scale {
	s := &scale{loc: loc, unit: 24 * time.Hour}
	points = slices.Clone(points)
	slices.SortFunc(points, func(a, b point) int { return a.at.Compare(b.at) })
	if len(points) == 0 {
		points = []point{{at: time.Unix(0, 0)}}
	}
	s.run(points)
	if clocked && s.units() <= daysInHours {
		s.unit = time.Hour
		s.run(points)
	}
	s.place()
	return s
}

// run cuts the axis into runs, no more than there is room to break between.
func (s *scale) run(points []point) {
	for _, gap := range []int64{2, 4, 7, 14, 30, 60, 120, 240, 365, 730, 1460, math.MaxInt64 / 2} {
		if s.runs = s.split(points, gap); len(s.runs) <= breaksMost+1 {
			return
		}
	}
}

func (s *scale) units() (n int64) {
	for _, r := range s.runs {
		n += r.to - r.from + 1
	}
	return n
}

// split makes runs of the units that hold points, joined where the gap between two is short.
func (s *scale) split(points []point, gap int64) []run {
	var runs []run
	for _, p := range points {
		n := s.index(p.at)
		last := len(runs) - 1
		switch {
		case last < 0 || n-runs[last].to-1 > gap:
			runs = append(runs, run{from: n, to: n, coarse: p.coarse})
			continue
		case n > runs[last].to:
			runs[last].to, runs[last].coarse = n, ""
		case p.coarse == "" || p.coarse != runs[last].coarse:
			runs[last].coarse = ""
		}
	}
	return runs
}

func (s *scale) place() {
	room := float64(plotRight - plotLeft - (len(s.runs)-1)*breakWide)
	s.per = min(room/float64(s.units()), unitMost)
	x := float64(plotLeft)
	for i := range s.runs {
		s.runs[i].x = x
		x += float64(s.runs[i].to-s.runs[i].from+1) * s.per
		s.right = x
		x += breakWide
	}
}

// local is the wall clock of the case's zone, in seconds: a day is a day also when clocks change.
func (s *scale) local(t time.Time) float64 {
	_, offset := t.In(s.loc).Zone()
	return float64(t.Unix()+int64(offset)) + float64(t.Nanosecond())/1e9
}

func (s *scale) index(t time.Time) int64 { return int64(math.Floor(s.local(t) / s.unit.Seconds())) }

// start is the first moment of a unit, as a wall clock in UTC, for its label.
func (s *scale) start(n int64) time.Time {
	return time.Unix(n*int64(s.unit.Seconds()), 0).UTC()
}

// x is where a moment lies. In a break, where nothing begins or ends but wide times may, it lies in
// proportion; before the first run and after the last it lies at their ends.
func (s *scale) x(t time.Time) float64 {
	u := s.local(t) / s.unit.Seconds()
	if u < float64(s.runs[0].from) {
		return s.runs[0].x
	}
	for i, r := range s.runs {
		end := float64(r.to + 1)
		if u <= end {
			return r.x + (u-float64(r.from))*s.per
		}
		if i+1 == len(s.runs) {
			break
		}
		if next := float64(s.runs[i+1].from); u < next {
			return r.x + (end-float64(r.from))*s.per + breakWide*(u-end)/(next-end)
		}
	}
	return s.right
}
