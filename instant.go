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
// in zone loc. Two of them joined by `..` are an interval. Years run from 1900 to 2199.
func ParseInstant(text string, loc *time.Location) (Instant, error) {
	text = strings.TrimSpace(text)
	if from, to, ok := strings.Cut(text, ".."); ok {
		return parseInterval(from, to, loc)
	}
	for _, l := range layouts {
		t, err := time.ParseInLocation(l.layout, text, loc)
		if err != nil {
			continue
		}
		if t.Year() < 1900 || t.Year() > 2199 {
			return Instant{}, fmt.Errorf("the year of %q is not between 1900 and 2199", text)
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
		return Instant{Earliest: t.UTC(), Latest: endOf(t, l.prec), Precision: l.prec, Zone: zone, Short: short, Offset: offset}, nil
	}
	return Instant{}, fmt.Errorf("%q is not a time: write 2024-03-07, 2024-03-07T20:15, 2024-03-07T20:15+03:00, 2024-03, 2024, or two of these joined by `..`", text)
}

func parseInterval(from, to string, loc *time.Location) (Instant, error) {
	a, err := ParseInstant(from, loc)
	if err != nil {
		return Instant{}, err
	}
	b, err := ParseInstant(to, loc)
	if err != nil {
		return Instant{}, err
	}
	if b.Latest.Before(a.Earliest) {
		return Instant{}, fmt.Errorf("the interval %s..%s ends before it begins: swap the two", from, to)
	}
	a.Latest, a.Precision = b.Latest, Interval
	return a, nil
}

// endOf is the last microsecond that t at this precision can mean.
func endOf(t time.Time, p Precision) time.Time {
	var end time.Time
	switch p {
	case ToSecond:
		end = t.Add(time.Second)
	case ToMinute:
		end = t.Add(time.Minute)
	case ToHour:
		end = t.Add(time.Hour)
	case ToDay:
		end = t.AddDate(0, 0, 1)
	case ToMonth:
		end = t.AddDate(0, 1, 0)
	case ToYear:
		end = t.AddDate(1, 0, 0)
	default:
		return t.UTC()
	}
	return end.Add(-time.Microsecond).UTC()
}

// After is the instant counted from base: the interval is moved, the precision is lost, and for
// an open bound the far end is unknown (it stays at the near one, for order only).
func (a Anchor) After(base Instant) Instant {
	i := base
	i.Earliest, i.Latest = base.Earliest.Add(a.Offset), base.Latest.Add(a.Offset)
	i.Precision, i.Anchor, i.Words = Anchored, &a, ""
	return i
}

// Add moves an instant and keeps its precision: 48 hours after "7 March" is "9 March".
func (i Instant) Add(d time.Duration) Instant {
	i.Earliest, i.Latest, i.Words = i.Earliest.Add(d), i.Latest.Add(d), ""
	return i
}

// Location returns the zone in which the instant was told, or UTC.
func (i Instant) Location() *time.Location {
	if i.Offset == 0 && (i.Short == "" || i.Short == "UTC") {
		return time.UTC
	}
	return time.FixedZone(i.Short, i.Offset)
}

// String gives the instant as exactly as it is known and no more, in its own zone.
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
		return t.Format("2 Jan 2006") + " to " + i.Latest.In(i.Location()).Format("2 Jan 2006")
	case ToHour:
		return t.Format("Mon 2 Jan 2006 15h MST")
	default:
		return t.Format("Mon 2 Jan 2006 15:04 MST")
	}
}

func (a Anchor) String() string {
	d, side := a.Offset, "after"
	if d < 0 {
		d, side = -d, "before"
	}
	s := strings.TrimSuffix(strings.TrimSuffix(d.String(), "0s"), "0m")
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
		return civil(i).Equal(civil(Instant{Earliest: i.Latest, Offset: i.Offset, Short: i.Short}))
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

// Opens reports whether the danger may begin within d of now, or has begun and is not over.
func (w Window) Opens(now time.Time, d time.Duration) bool {
	return w.Start.Known() && !w.Start.Earliest.After(now.Add(d)) && !w.HasEnded(now)
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
