package inquiry

import (
	"fmt"
	"strings"
	"time"

	"tocsin"
)

// Interval says how long it was from one instant to another, as exactly as both are known and no
// more. days counts calendar days, each in its own zone; ok is false when it is not one number,
// and then only the text may be shown.
func Interval(from, to tocsin.Instant) (text string, days int, ok bool) {
	if text, ok := sameAnchor(from, to); text != "" {
		return text, 0, ok
	}
	if clock(from) && clock(to) && to.Earliest.Sub(from.Earliest).Abs() < 24*time.Hour {
		return hours(from, to), day(to, to.Earliest) - day(from, from.Earliest), true
	}
	counted := countedWords(from, to)
	if !from.Known() || !to.Known() {
		if counted != "" {
			return counted, 0, false
		}
		return "not known: " + undated(from, to), 0, false
	}
	low, high, closed := daysApart(from, to)
	switch {
	case !closed && low > 0:
		return also(fmt.Sprintf("at least %s", inDays(low)), counted), 0, false
	case !closed:
		return counted, 0, false
	case low != high:
		return also(between(low, high), counted), 0, false
	case low == 0:
		return also(inDays(0), counted), 0, true
	}
	return inDays(low), low, true
}

// sameAnchor compares two instants that are counted from one event: its own time is not needed.
func sameAnchor(from, to tocsin.Instant) (text string, ok bool) {
	if !anchored(from) || !anchored(to) || fold(from.Anchor.Event) != fold(to.Anchor.Event) {
		return "", false
	}
	a, b := *from.Anchor, *to.Anchor
	if !exactly(a) || !exactly(b) {
		return fmt.Sprintf("not one number: from %s to %s", anchorWords(a), anchorWords(b)), false
	}
	if a.Offset == b.Offset {
		return "the same moment, both counted from " + a.Event, true
	}
	return signed(b.Offset-a.Offset) + ", both counted from " + a.Event, false
}

func anchored(i tocsin.Instant) bool { return i.Precision == tocsin.Anchored && i.Anchor != nil }

func exactly(a tocsin.Anchor) bool { return a.Bound == "" || a.Bound == tocsin.Exactly }

func countedWords(from, to tocsin.Instant) string {
	var words []string
	for _, i := range []tocsin.Instant{from, to} {
		if anchored(i) && !clock(i) {
			words = append(words, anchorWords(*i.Anchor)+": counted from an event whose clock time is not known")
		}
	}
	return strings.Join(words, "; ")
}

func undated(from, to tocsin.Instant) string {
	switch {
	case from.Known():
		return "the end has no date"
	case to.Known():
		return "the beginning has no date"
	}
	return "neither end has a date"
}

// daysApart is the fewest and the most calendar days between two instants. closed is false when
// one of the four ends is open; low is then the fewest days if that is known, else 0.
func daysApart(from, to tocsin.Instant) (low, high int, closed bool) {
	a, b := spanOf(from), spanOf(to)
	if !a.high.IsZero() && !b.low.IsZero() {
		low = day(to, b.low) - lastDay(from, a.high)
	}
	if a.low.IsZero() || a.high.IsZero() || b.low.IsZero() || b.high.IsZero() {
		return low, 0, false
	}
	return low, lastDay(to, b.high) - day(from, a.low), true
}

// day numbers the calendar day of t in the zone of i.
func day(i tocsin.Instant, t time.Time) int {
	y, m, d := t.In(i.Location()).Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// lastDay numbers the last calendar day of i. A whole day, month or year is counted from its
// beginning: on a day that is 25 hours long its last hour lies outside the offset it began with.
func lastDay(i tocsin.Instant, high time.Time) int {
	t := i.Earliest.In(i.Location())
	switch i.Precision {
	case tocsin.ToDay:
		return day(i, t)
	case tocsin.ToMonth:
		return day(i, t.AddDate(0, 1, -1))
	case tocsin.ToYear:
		return day(i, t.AddDate(1, 0, -1))
	}
	return day(i, high)
}

// clock reports whether the instant is known to the minute. One counted from such an event is too.
func clock(i tocsin.Instant) bool {
	switch i.Precision {
	case tocsin.Exact, tocsin.ToSecond, tocsin.ToMinute:
		return i.Known()
	case tocsin.Anchored:
		return i.Known() && i.Anchor != nil && exactly(*i.Anchor) && i.Latest.Sub(i.Earliest) < time.Minute
	}
	return false
}

// hours counts from clock time to clock time, to the coarser of the two.
func hours(from, to tocsin.Instant) string {
	unit, same := time.Second, "the same second"
	if from.Latest.Sub(from.Earliest) >= time.Second || to.Latest.Sub(to.Earliest) >= time.Second {
		unit, same = time.Minute, "the same minute"
	}
	d := to.Earliest.Truncate(unit).Sub(from.Earliest.Truncate(unit))
	if d == 0 {
		return same
	}
	return signed(d)
}
