package fusion

import (
	"fmt"
	"math"
	"time"

	"tocsin"
)

// A span is an interval of time in seconds since 1970, as wide as it is not known.
type span struct {
	known    bool
	from, to int64
}

// The time term.
const (
	day       = 86400
	timeCap   = 20.0        // dB
	timeFloor = -15.0       // dB
	nearMiss  = -3.0        // dB: windows that barely touch, and windows that barely do not
	slack     = 7 * day     // tau: each such gap between two windows costs another factor of e
	slip      = day * 3 / 2 // by so much each end of a window may move
	standing  = 365 * day   // how long a window without an end is taken to be
)

// instantSpan is the interval in which an instant lies.
func instantSpan(i tocsin.Instant) span {
	if !i.Known() {
		return span{}
	}
	return span{true, i.Earliest.Unix(), i.Latest.Unix()}
}

// windowSpan is the widest reading of a window. A window without a beginning begins when it was
// told; one without an end stands for a year.
func windowSpan(w tocsin.Window, told tocsin.Instant) span {
	start, end := instantSpan(w.Start), instantSpan(w.End)
	switch {
	case start.known && end.known:
		return span{true, start.from, max(end.to, start.from)}
	case start.known:
		return span{true, start.from, start.from + standing}
	case end.known && told.Known():
		return span{true, min(told.Earliest.Unix(), end.to), end.to}
	case end.known:
		return span{true, end.to - standing, end.to}
	}
	return span{}
}

// widened is the span with the slip at both ends: nobody keeps to a plan by the hour.
func (s span) widened() span { return span{s.known, s.from - slip, s.to + slip} }

// gap is how many seconds lie between two spans, 0 when they touch.
func (s span) gap(o span) int64 { return max(0, s.from-o.to, o.from-s.to) }

// when compares the windows for which something is announced. Where neither side announces
// anything and both were told at a time, the time between the two reports stands for it: a weaker
// measure, and never used beside a window.
func (s *Scorer) when(a, b *View, say bool) Term {
	t := Term{Name: TermTime}
	switch {
	case a.window.known && b.window.known:
		t.Weight = s.overlap(a.window.widened(), b.window.widened())
		because(&t, say, "%s", beside(a.window, b.window))
	case a.window.known || b.window.known:
		t.Why = "a window on one side only: counts as not known"
	case a.told.known && b.told.known:
		gap := a.told.gap(b.told)
		t.Weight = s.Tables.Told.At(-float64(gap) / day)
		because(&t, say, "told %s apart; neither gives a window", days(gap))
	default:
		t.Why = "not known on both sides"
	}
	return t
}

// overlap is the weight of two windows: how much more often they share that time than two windows
// of their lengths would by chance within the horizon. There is no cliff at the edge: the less
// they overlap, and then the farther apart they lie, the lower it is.
func (s *Scorer) overlap(a, b span) Weight {
	if common := min(a.to, b.to) - max(a.from, b.from); common > 0 {
		lr := float64(common) * s.Horizon * day / (float64(a.to-a.from) * float64(b.to-b.from))
		return weightOf(math.Min(math.Max(10*math.Log10(lr), nearMiss), timeCap))
	}
	return weightOf(math.Max(nearMiss-10*math.Log10E*float64(a.gap(b))/slack, timeFloor))
}

// beside says how two windows lie.
func beside(a, b span) string {
	if gap := a.gap(b); gap > 0 {
		return "the windows lie " + days(gap) + " apart"
	}
	return "the windows share " + days(min(a.to, b.to)-max(a.from, b.from))
}

func days(seconds int64) string {
	if seconds < 2*day {
		return fmt.Sprintf("%.0f h", time.Duration(seconds*int64(time.Second)).Hours())
	}
	return fmt.Sprintf("%d days", seconds/day)
}
