package tocsin

import (
	"fmt"
	"strings"
	"time"
)

// Precision is how exactly a time is known.
type Precision string

const (
	Exact    Precision = "exact" // to the microsecond: our own clock
	ToSecond Precision = "second"
	ToMinute Precision = "minute"
	ToHour   Precision = "hour"
	ToDay    Precision = "day"
	ToMonth  Precision = "month"
	ToYear   Precision = "year"
	Interval Precision = "interval" // between two stated bounds
	Anchored Precision = "anchored" // counted from another event, no clock time known
	Unknown  Precision = "unknown"
)

// Evidence is how well a time stands: somebody says so, our record says so, a witness says so.
type Evidence string

const (
	Asserted  Evidence = "asserted"
	Recorded  Evidence = "recorded"
	Witnessed Evidence = "witnessed"
)

// Bound says on which side a figure is open.
type Bound string

const (
	Exactly  Bound = "exactly"
	About    Bound = "about" // a round figure: half a unit of its last digit that is not zero
	AtLeast  Bound = "at_least"
	MoreThan Bound = "more_than"
	AtMost   Bound = "at_most"
	LessThan Bound = "less_than"
)

// Bounds lists them in the order of the documentation.
var Bounds = []Bound{Exactly, About, AtLeast, MoreThan, AtMost, LessThan}

// An Anchor is the zero point of a relative time: "20 minutes after the attackers left".
type Anchor struct {
	Event  string        `json:"event"`  // what is counted from
	Offset time.Duration `json:"offset"` // negative: before
	Bound  Bound         `json:"bound,omitempty"`
}

// An Instant is a moment as well as it is known: the interval in which it lies (UTC, both ends
// included), how precise that is, the zone in which it was told, the anchor it was counted from,
// and the words of the source. A relative time keeps its words and anchor; the interval is only
// used to put events in order, and is never shown as a clock time.
type Instant struct {
	Earliest  time.Time `json:"earliest,omitzero"`
	Latest    time.Time `json:"latest,omitzero"`
	Precision Precision `json:"precision,omitempty"`
	Zone      string    `json:"zone,omitempty"`       // as told: "Europe/Moscow", "+03:00"
	Short     string    `json:"zone_short,omitempty"` // as shown: "MSK"
	Offset    int       `json:"offset,omitempty"`     // seconds east of UTC, at Earliest
	Shift     int       `json:"shift,omitempty"`      // how much further east at Latest: the clocks were changed
	Anchor    *Anchor   `json:"anchor,omitempty"`
	Words     string    `json:"words,omitempty"`
}

// At is an instant known to the microsecond.
func At(t time.Time) Instant {
	t = t.UTC().Truncate(time.Microsecond)
	return Instant{Earliest: t, Latest: t, Precision: Exact, Zone: "UTC", Short: "UTC"}
}

// IsZero reports that nothing at all is known.
func (i Instant) IsZero() bool { return i.Earliest.IsZero() && i.Latest.IsZero() && i.Words == "" }

// Known reports whether the instant can be placed on the calendar.
func (i Instant) Known() bool { return !i.Latest.IsZero() }

var layouts = []struct {
	layout string
	prec   Precision
	zoned  bool
}{
	{"2006-01-02T15:04:05Z07:00", ToSecond, true},
	{"2006-01-02T15:04Z07:00", ToMinute, true},
	{"2006-01-02T15:04:05", ToSecond, false},
	{"2006-01-02T15:04", ToMinute, false},
	{"2006-01-02 15:04:05", ToSecond, false},
	{"2006-01-02 15:04", ToMinute, false},
	{"2006-01-02T15", ToHour, false},
	{"2006-01-02", ToDay, false},
	{"2006-01", ToMonth, false},
	{"2006", ToYear, false},
}

// ParseInstant reads `2024`, `2024-03`, `2024-03-07`, `2024-03-07T20:15`, with seconds or with an
// offset (`2024-03-07T20:15+03:00`, `...Z`). What is left out is not known: a date is a whole day
// in zone loc, which has 23 or 25 hours when the clocks are changed; parts of a second are dropped.
// A clock time that the zone skipped or showed twice is refused without its offset. Two times
// joined by `..` are an interval. Years run from 1900 to 2199.
func ParseInstant(text string, loc *time.Location) (Instant, error) {
	text = strings.TrimSpace(text)
	if from, to, ok := strings.Cut(text, ".."); ok {
		return parseInterval(from, to, loc)
	}
	for _, l := range layouts {
		told, err := time.ParseInLocation(l.layout, text, time.UTC)
		if err != nil {
			continue
		}
		if told.Year() < 1900 || told.Year() > 2199 {
			return Instant{}, fmt.Errorf("the year of %q is not between 1900 and 2199", text)
		}
		t, end, err := place(told.Truncate(time.Second), l.prec, l.zoned, loc)
		if err != nil {
			return Instant{}, fmt.Errorf("%q %w", text, err)
		}
		short, offset := t.Zone()
		zone := loc.String()
		if l.zoned {
			zone = t.Format("-07:00")
			short = "UTC" + strings.TrimSuffix(zone, ":00")
		}
		if offset == 0 {
			short = "UTC"
		}
		_, endOffset := end.Zone()
		return Instant{Earliest: t.UTC(), Latest: end.UTC(), Precision: l.prec, Zone: zone, Short: short, Offset: offset, Shift: endOffset - offset}, nil
	}
	return Instant{}, fmt.Errorf("%q is not a time: write 2024-03-07, 2024-03-07T20:15, 2024-03-07T20:15+03:00, 2024-03, 2024, or two of these joined by `..`", text)
}

func parseInterval(from, to string, loc *time.Location) (Instant, error) {
	a, err := ParseInstant(from, loc)
	if err != nil {
		return Instant{}, err
	}
	if strings.Contains(to, "..") {
		return Instant{}, fmt.Errorf("the interval %s..%s has more than two ends: write the first and the last", from, to)
	}
	b, err := ParseInstant(to, loc)
	if err != nil {
		return Instant{}, err
	}
	if b.Latest.Before(a.Earliest) {
		return Instant{}, fmt.Errorf("the interval %s..%s ends before it begins: swap the two", from, to)
	}
	a.Latest, a.Precision, a.Shift = b.Latest, Interval, b.Offset+b.Shift-a.Offset
	return a, nil
}

// place puts what was told on the calendar: its first and its last microsecond. told has the
// numbers as they were written, in UTC or at their own offset.
func place(told time.Time, p Precision, zoned bool, loc *time.Location) (first, last time.Time, err error) {
	if !zoned {
		next := map[Precision]time.Time{ToDay: told.AddDate(0, 0, 1), ToMonth: told.AddDate(0, 1, 0), ToYear: told.AddDate(1, 0, 0)}[p]
		if !next.IsZero() {
			first, last = midnight(told, loc), midnight(next, loc).Add(-time.Microsecond)
			if last.Before(first) {
				err = fmt.Errorf("was skipped by the calendar in %s", loc)
			}
			return first, last, err
		}
		if told, err = onClock(told, loc); err != nil {
			return first, last, err
		}
	}
	long := map[Precision]time.Duration{ToSecond: time.Second, ToMinute: time.Minute, ToHour: time.Hour}
	return told, told.Add(long[p] - time.Microsecond), nil
}

// midnight is the first moment of a day in loc: not always 00:00, which some zones skip when
// they change the clocks, and some show twice.
func midnight(day time.Time, loc *time.Location) time.Time {
	y, m, d := day.Date()
	t := time.Date(y, m, d, 0, 0, 0, 0, loc)
	_, before := t.Add(-24 * time.Hour).Zone()
	_, after := t.Add(24 * time.Hour).Zone()
	change := time.Duration(after-before) * time.Second
	switch {
	case t.Day() != d: // Date chose the clock before the change
		return t.Add(change)
	case change < 0 && t.Add(change).Day() == d:
		return t.Add(change)
	}
	return t
}

// onClock is the moment at which the clocks of loc showed what was told.
func onClock(told time.Time, loc *time.Location) (time.Time, error) {
	var shown []time.Time
	for _, side := range []time.Duration{-24 * time.Hour, 24 * time.Hour} {
		_, offset := told.Add(side).In(loc).Zone()
		t := told.Add(-time.Duration(offset) * time.Second).In(loc)
		_, is := t.Zone()
		if is == offset && (len(shown) == 0 || !shown[0].Equal(t)) {
			shown = append(shown, t)
		}
	}
	switch len(shown) {
	case 0:
		return told, fmt.Errorf("was skipped by the clocks in %s: check the hour, or give the offset in which it was told", loc)
	case 2:
		return told, fmt.Errorf("was shown twice by the clocks in %s: give the offset, for example %s", loc, shown[0].Format("2006-01-02T15:04-07:00"))
	}
	return shown[0], nil
}

// After is the instant counted from base: the interval is moved, the precision is lost, and for
// an open bound the far end is unknown (it stays at the near one, for order only). Counted from
// what is not known, it is not known either.
func (a Anchor) After(base Instant) Instant {
	i := base.Add(a.Offset)
	i.Precision, i.Anchor, i.Words = Anchored, &a, ""
	return i
}

// Add moves an instant and keeps its precision: 48 hours after "7 March" is "9 March". What is not
// known stays so.
func (i Instant) Add(d time.Duration) Instant {
	i.Words = ""
	if i.Known() {
		i.Earliest, i.Latest = i.Earliest.Add(d), i.Latest.Add(d)
	}
	return i
}

// Location returns the zone in which the instant was told, or UTC.
func (i Instant) Location() *time.Location {
	if i.Offset == 0 && (i.Short == "" || i.Short == "UTC") {
		return time.UTC
	}
	return time.FixedZone(i.Short, i.Offset)
}

// String gives the instant as exactly as it is known and no more, to the minute at most, in its
// own zone.
func (i Instant) String() string {
	if i.Precision == Anchored && i.Anchor != nil {
		if i.Words != "" {
			return i.Words
		}
		return i.Anchor.String()
	}
	if !i.Known() {
		if i.Words != "" {
			return i.Words
		}
		return "time not known"
	}
	t := i.Earliest.In(i.Location())
	switch i.Precision {
	case ToYear:
		return t.Format("2006")
	case ToMonth:
		return t.Format("Jan 2006")
	case ToDay:
		return t.Format("Mon 2 Jan 2006")
	case Interval:
		return i.between()
	case ToHour:
		return t.Format("Mon 2 Jan 2006 15h MST")
	default:
		return t.Format("Mon 2 Jan 2006 15:04 MST")
	}
}

// between shows an interval: by its days where it is of whole days, otherwise with the hours.
func (i Instant) between() string {
	from, to := i.Earliest.In(i.Location()), i.Latest.In(i.Location())
	days := i
	days.Earliest, days.Offset = i.Latest, i.Offset+i.Shift
	last := days.Earliest.In(days.Location())
	const midnight, day, hour = "15:04:05", "2 Jan 2006", "2 Jan 2006 15:04"
	if from.Format(midnight) != "00:00:00" || last.Add(time.Microsecond).Format(midnight) != "00:00:00" {
		return from.Format(hour) + " to " + to.Format(hour+" MST")
	}
	if from.Format(day) == last.Format(day) {
		return from.Format("Mon " + day)
	}
	return from.Format(day) + " to " + last.Format(day)
}

func (a Anchor) String() string {
	d, side := a.Offset, "after"
	if d < 0 {
		d, side = -d, "before"
	}
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	if a.Bound != "" && a.Bound != Exactly {
		s = strings.ReplaceAll(string(a.Bound), "_", " ") + " " + s
	}
	return s + " " + side + " " + a.Event
}

// DaysBetween counts calendar days from a to b, each in its own zone: from "6 March" to
// "22 March" it is 16. ok is false when either is known less well than to the day.
func DaysBetween(a, b Instant) (days int, ok bool) {
	if !dayKnown(a) || !dayKnown(b) {
		return 0, false
	}
	return int(civil(b).Sub(civil(a)) / (24 * time.Hour)), true
}

func dayKnown(i Instant) bool {
	if !i.Known() {
		return false
	}
	switch i.Precision {
	case Anchored, Interval:
		return civil(i).Equal(civil(Instant{Earliest: i.Latest, Offset: i.Offset + i.Shift, Short: i.Short}))
	case ToMonth, ToYear, Unknown:
		return false
	}
	return true
}

func civil(i Instant) time.Time {
	y, m, d := i.Earliest.In(i.Location()).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// A Window is the time in which a threat is expected, or an instruction stands. An End that is
// zero means that no end was given.
type Window struct {
	Start Instant `json:"start,omitzero"`
	End   Instant `json:"end,omitzero"`
}

// Check refuses a window that ends before it begins.
func (w Window) Check() error {
	if w.Start.Known() && w.End.Known() && w.End.Latest.Before(w.Start.Earliest) {
		return refuse(RuleWindow, "give an end after the beginning", "the window ends (%s) before it begins (%s)", w.End, w.Start)
	}
	return nil
}

// MayHaveEnded reports whether the window's end may have passed: from here on a decision is due.
func (w Window) MayHaveEnded(now time.Time) bool {
	return w.End.Known() && !now.Before(w.End.Earliest)
}

// HasEnded reports whether the end has certainly passed: from here on the decision is overdue.
func (w Window) HasEnded(now time.Time) bool { return w.End.Known() && now.After(w.End.Latest) }

// Opens reports whether the danger may begin within d of now, or has begun and is not over. A
// window of which only the end is known may begin at any moment before it.
func (w Window) Opens(now time.Time, d time.Duration) bool {
	if !w.Start.Known() {
		return w.End.Known() && !w.HasEnded(now)
	}
	return !w.Start.Earliest.After(now.Add(d)) && !w.HasEnded(now)
}

// Covers reports whether t, as far as it is known, can lie inside the window.
func (w Window) Covers(t Instant) bool {
	if !t.Known() || w.Start.Known() && t.Latest.Before(w.Start.Earliest) {
		return false
	}
	return !w.End.Known() || !t.Earliest.After(w.End.Latest)
}

func (w Window) String() string {
	switch {
	case w.Start.IsZero() && w.End.IsZero():
		return "no window given"
	case w.End.IsZero():
		return "from " + w.Start.String() + ", no end given"
	case w.Start.IsZero():
		return "until " + w.End.String()
	}
	return w.Start.String() + " to " + w.End.String()
}

// Times are the times that every record keeps, beside the moment at which the store recorded it:
// when the thing happened, when this organisation learned of it, and how well each stands.
type Times struct {
	Happened         Instant   `json:"happened,omitzero"`
	HappenedEvidence Evidence  `json:"happened_evidence,omitempty"`
	Learned          Instant   `json:"learned,omitzero"`
	LearnedEvidence  Evidence  `json:"learned_evidence,omitempty"`
	Recorded         time.Time `json:"recorded,omitzero"`
}

// Now are the times of an act that happens as it is recorded.
func Now(now time.Time) Times {
	return Times{Happened: At(now), HappenedEvidence: Recorded, Learned: At(now), LearnedEvidence: Recorded, Recorded: now.UTC()}
}
