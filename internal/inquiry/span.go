package inquiry

import (
	"math"
	"time"

	"tocsin"
)

// span is the time in which an instant can lie. A zero end is not known.
type span struct{ low, high time.Time }

// spanOf opens the ends that an instant counted from another event only seems to have: "at least
// 30 minutes after" has no latest moment, "at most" can be as early as the event.
func spanOf(i tocsin.Instant) span {
	if !i.Known() {
		return span{}
	}
	if i.Precision != tocsin.Anchored || i.Anchor == nil {
		return span{i.Earliest, i.Latest}
	}
	off := i.Anchor.Offset
	low, high := offsets(*i.Anchor)
	s := span{}
	if !math.IsInf(low, -1) {
		s.low = i.Earliest.Add(minutes(low) - off)
	}
	if !math.IsInf(high, 1) {
		s.high = i.Latest.Add(minutes(high) - off)
	}
	return s
}

// before reports that everything in s is certainly earlier than anything in o.
func (s span) before(o span) bool {
	return !s.high.IsZero() && !o.low.IsZero() && s.high.Before(o.low)
}

// offsets is what an anchor allows, in minutes; negative is before its event. What is said to be
// after an event is not before it. "About 2 hours" is rounded to the hour, "about 20 minutes" to
// ten minutes.
func offsets(a tocsin.Anchor) (low, high float64) {
	unit := time.Minute
	for _, u := range []time.Duration{time.Hour, 24 * time.Hour} {
		if a.Offset%u == 0 {
			unit = u
		}
	}
	n := math.Abs(float64(a.Offset) / float64(unit))
	low, high = tocsin.Figure{Bound: a.Bound, N: n}.Interval()
	low = math.Max(low, 0)
	low, high = low*unit.Minutes(), math.Max(low, high)*unit.Minutes()
	if a.Offset < 0 {
		low, high = -high, -low
	}
	return low, high
}

func minutes(n float64) time.Duration {
	return time.Duration(math.Round(n * float64(time.Minute)))
}
