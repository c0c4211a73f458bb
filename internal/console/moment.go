package console

import (
	"fmt"
	"html/template"
	"time"

	"tocsin"
	"tocsin/internal/picture"
)

// A moment is a time as a page shows it: `Thu 7 Mar 2024 18:00 MSK (15:00 UTC), 2 d ago`.
type moment struct {
	t, now time.Time
	zone   *time.Location
}

func (q *request) moment(t time.Time) moment { return moment{t, q.now, q.zone} }

// Is reports whether there is a time at all.
func (m moment) Is() bool { return !m.t.IsZero() }

// ISO is the time for a datetime attribute.
func (m moment) ISO() string { return m.t.UTC().Format("2006-01-02T15:04:05Z") }

// Clock is the time in the zone of the console, with UTC beside it where that is another.
func (m moment) Clock() string {
	local, utc := m.t.In(m.zone), m.t.UTC()
	s := local.Format("Mon 2 Jan 2006 15:04 MST")
	if _, offset := local.Zone(); offset == 0 {
		return s
	}
	if local.Day() != utc.Day() {
		return s + utc.Format(" (2 Jan 15:04 UTC)")
	}
	return s + utc.Format(" (15:04 UTC)")
}

// Ago is how far away the time is, in its largest unit.
func (m moment) Ago() string {
	d := m.now.Sub(m.t)
	switch {
	case d >= 0 && d < time.Minute:
		return "just now"
	case d < 0 && d > -time.Minute:
		return "within a minute"
	case d < 0:
		return "in " + picture.Span(-d)
	}
	return picture.Span(d) + " ago"
}

// HTML is the moment as an element: the clock time, and how far away.
func (m moment) HTML() template.HTML {
	if !m.Is() {
		return `<span class="soft">time not known</span>`
	}
	return template.HTML(fmt.Sprintf(`<time datetime="%s">%s<span class="ago">, %s</span></time>`, //nolint: no text of a person is in it
		m.ISO(), template.HTMLEscapeString(m.Clock()), m.Ago()))
}

// instantText is an instant no more exact than it is known, with UTC beside a clock time.
func instantText(i tocsin.Instant) string {
	s := i.String()
	switch i.Precision {
	case tocsin.Exact, tocsin.ToSecond, tocsin.ToMinute:
		if i.Offset != 0 && i.Known() {
			s += i.Earliest.UTC().Format(" (15:04 UTC)")
		}
	}
	return s
}
