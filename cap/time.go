package cap

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// A Time is a moment with the offset in which it was told. Text is kept as it came: local time is content,
// and is not turned into UTC. The zero value means that no time was given.
type Time struct {
	Text string
	at   time.Time
}

// At is a moment as CAP writes it, to the second: 2024-03-07T20:15:00+03:00. UTC is -00:00 (CAP 1.2 3.3.2).
func At(t time.Time) Time {
	t = t.Truncate(time.Second)
	_, offset := t.Zone()
	if t.Location() == time.UTC {
		return Time{t.Format("2006-01-02T15:04:05") + "-00:00", t}
	}
	if offset%60 != 0 { // CAP has no seconds in an offset
		t = t.In(time.FixedZone("", offset/60*60))
	}
	return Time{t.Format("2006-01-02T15:04:05-07:00"), t}
}

// Time is the moment; its zero value when the text could not be placed on the calendar.
func (t Time) Time() time.Time { return t.at }

// Unix is the moment in seconds since 1970, or 0.
func (t Time) Unix() int64 {
	if !t.Known() {
		return 0
	}
	return t.at.Unix()
}

// Known reports whether the moment is known.
func (t Time) Known() bool { return !t.at.IsZero() }

// Given reports whether anything was written.
func (t Time) Given() bool { return t.Text != "" }

// After reports whether both are known and t is the later.
func (t Time) After(o Time) bool { return t.Known() && o.Known() && t.at.After(o.at) }

func (t Time) String() string { return t.Text }

// The form of CAP 1.2 3.3.2, and what is written instead of it.
var (
	timeForm = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[-+][0-9]{2}:[0-9]{2}$`)
	timeWild = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[-+][0-9]{2}:[0-9]{2})?$`)
)

var (
	errTimeForm = errors.New("write it as 2024-03-07T20:15:00+03:00")
	errTimeZone = errors.New("give the offset from UTC: 2024-03-07T20:15:00+03:00")
	errTimeZulu = errors.New("write UTC as -00:00, not as Z")
	errTimeFrac = errors.New("leave out the parts of a second")
)

// ParseTime reads a time. With an error it still gives the moment where the text names one: Z, and parts
// of a second, break the form and can be understood; a time without an offset cannot.
func ParseTime(s string) (Time, error) {
	t := Time{Text: s}
	m := timeWild.FindStringSubmatch(s)
	if m == nil {
		return t, errTimeForm
	}
	if m[2] == "" {
		return t, errTimeZone
	}
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return t, fmt.Errorf("there is no such time: %w", errTimeForm)
	}
	if _, offset := at.Zone(); offset < -14*3600 || offset > 14*3600 {
		return t, fmt.Errorf("no place is %s from UTC: %w", m[2], errTimeForm)
	}
	t.at = at
	switch {
	case timeForm.MatchString(s):
		return t, nil
	case m[2] == "Z":
		return t, errTimeZulu
	}
	return t, errTimeFrac
}

// oddOffset says what is unusual about an offset, or "".
func (t Time) oddOffset() string {
	switch {
	case strings.HasSuffix(t.Text, "+00:00"):
		return "UTC is written -00:00; +00:00 is the local time of a place that keeps it"
	case t.Known():
		if _, offset := t.at.Zone(); offset%900 != 0 {
			return "no place keeps an offset like that: check the zone"
		}
	}
	return ""
}
