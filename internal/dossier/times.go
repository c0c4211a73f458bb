package dossier

import (
	"strings"
	"time"

	"tocsin"
	"tocsin/internal/replay"
)

// A stamp is a moment as a page shows it: no more exact than it is known.
type stamp struct {
	Text string // for people
	ISO  string // for the datetime attribute; empty when it is no calendar time
}

// clock turns the moments of the simulated clock back into what is known of them. An imprecise
// time is played at its latest moment, so most moments of a replay are not clock times at all.
type clock struct {
	loc   *time.Location
	width map[moments]time.Duration // how wide the narrowest step that was played then is
}

type moments struct {
	org tocsin.OrgID // empty: any
	at  int64
}

func newClock(r *replay.Result) clock {
	loc, err := time.LoadLocation(r.Case.Zone)
	if err != nil { // the case was checked; a host without zone data still gets a page
		loc = time.UTC
	}
	c := clock{loc: loc, width: map[moments]time.Duration{}}
	for _, s := range r.Steps {
		for _, org := range []tocsin.OrgID{s.Org, ""} {
			k := moments{org, s.PlayAt.UnixMicro()}
			w := s.At.Latest.Sub(s.At.Earliest)
			if old, seen := c.width[k]; !seen || w < old {
				c.width[k] = w
			}
		}
	}
	return c
}

// Widths up to which a time is a clock time, and up to which it is one day. A day has up to 25 hours.
const (
	minuteWide = time.Minute
	dayWide    = 25 * time.Hour
)

// known is how wide the time is that was played at t; ok is false for what the clock itself did.
func (c clock) known(org tocsin.OrgID, t time.Time) (time.Duration, bool) {
	for _, o := range []tocsin.OrgID{org, ""} {
		if w, ok := c.width[moments{o, t.UnixMicro()}]; ok {
			return w, true
		}
	}
	return 0, false
}

// exact reports whether t may be shown with its hour. What is counted from the end of a day, or
// falls on midnight because a whole day ended, is not a clock time.
func (c clock) exact(org tocsin.OrgID, t time.Time) bool {
	if w, ok := c.known(org, t); ok {
		return w <= minuteWide
	}
	h, m, s := t.In(c.loc).Clock()
	if h+m+s == 0 && t.Nanosecond() == 0 {
		return false
	}
	const quarter = 15 * time.Minute
	return time.Duration(t.UnixMicro())*time.Microsecond%quarter != quarter-time.Microsecond
}

// at shows a moment of the record of an organisation.
func (c clock) at(org tocsin.OrgID, t time.Time) stamp {
	if t.IsZero() {
		return stamp{}
	}
	if c.exact(org, t) {
		return c.minute(t)
	}
	s := c.date(t)
	if w, ok := c.known(org, t); ok && w > dayWide {
		s.Text = "by " + s.Text
	}
	return s
}

// from shows a moment that was counted from another: it is no better known than that one.
func (c clock) from(org tocsin.OrgID, base, t time.Time) stamp {
	if t.IsZero() {
		return stamp{}
	}
	if c.exact(org, base) && c.exact(org, t) {
		return c.minute(t)
	}
	s := c.date(t)
	if w, ok := c.known(org, base); ok && w > dayWide {
		s.Text = "by " + s.Text
	}
	return s
}

func (c clock) date(t time.Time) stamp {
	t = t.In(c.loc)
	return stamp{Text: t.Format("Mon 2 Jan 2006"), ISO: t.Format(time.DateOnly)}
}

func (c clock) minute(t time.Time) stamp {
	t = t.In(c.loc)
	zone := t.Format("MST")
	if strings.Trim(zone, "+-0123456789") == "" { // a zone without letters
		zone = "UTC" + zone
	}
	text := t.Format("Mon 2 Jan 2006 15:04 ") + zone
	if _, offset := t.Zone(); offset != 0 {
		text += t.UTC().Format(" (15:04 UTC)")
	}
	return stamp{Text: text, ISO: t.Format("2006-01-02T15:04-07:00")}
}

// instant shows a time of the case.
func (d *reading) instant(i tocsin.Instant) string { return d.named(i).String() }

// named is an instant that is counted from the title of an event, not from its short name.
func (d *reading) named(i tocsin.Instant) tocsin.Instant {
	if i.Precision == tocsin.Anchored && i.Anchor != nil {
		if e := d.c.Event(i.Anchor.Event); e != nil {
			a := *i.Anchor
			a.Event = "“" + e.Title + "”"
			i.Anchor = &a
		}
	}
	return i
}

// told is what the source says of a time, when that is more than the time itself.
func told(i tocsin.Instant) string {
	if i.Words == "" || i.String() == i.Words {
		return ""
	}
	return i.Words
}
