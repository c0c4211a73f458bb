package tocsin_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"tocsin"
)

// wantRefusal fails unless err is a refusal of the rule that says what to do instead.
func wantRefusal(t *testing.T, err error, rule tocsin.Rule) {
	t.Helper()
	r, ok := errors.AsType[*tocsin.Refusal](err)
	switch {
	case !ok:
		t.Errorf("got %v, want a refusal by %s", err, rule)
	case r.Rule != rule:
		t.Errorf("got a refusal by %s (%s), want by %s", r.Rule, r, rule)
	case r.Reason == "" || r.Instead == "":
		t.Errorf("the refusal %q does not say what to do instead", r)
	}
}

// wantRule checks err against the code of a rule; an empty code means that nothing is refused.
func wantRule(t *testing.T, err error, rule tocsin.Rule) {
	t.Helper()
	if rule != "" {
		wantRefusal(t, err, rule)
	} else if err != nil {
		t.Errorf("got %v, want no refusal", err)
	}
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func instant(t *testing.T, text, in string) tocsin.Instant {
	t.Helper()
	i, err := tocsin.ParseInstant(text, zone(t, in))
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func utc(t *testing.T, text string) time.Time {
	t.Helper()
	u, err := time.Parse("2006-01-02T15:04:05.999999Z", text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestParseInstant(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, in         string
		earliest, latest string
		precision        tocsin.Precision
		shown            string
	}{
		{"2024", "Europe/Moscow", "2023-12-31T21:00:00Z", "2024-12-31T20:59:59.999999Z", tocsin.ToYear, "2024"},
		{"2024-03", "Europe/Moscow", "2024-02-29T21:00:00Z", "2024-03-31T20:59:59.999999Z", tocsin.ToMonth, "Mar 2024"},
		{"2024-03-07", "Europe/Moscow", "2024-03-06T21:00:00Z", "2024-03-07T20:59:59.999999Z", tocsin.ToDay, "Thu 7 Mar 2024"},
		{" 2024-03-07 ", "UTC", "2024-03-07T00:00:00Z", "2024-03-07T23:59:59.999999Z", tocsin.ToDay, "Thu 7 Mar 2024"},
		{"2024-03-07T20", "Europe/Moscow", "2024-03-07T17:00:00Z", "2024-03-07T17:59:59.999999Z", tocsin.ToHour, "Thu 7 Mar 2024 20h MSK"},
		{"2024-03-07T20:15", "Europe/Moscow", "2024-03-07T17:15:00Z", "2024-03-07T17:15:59.999999Z", tocsin.ToMinute, "Thu 7 Mar 2024 20:15 MSK"},
		{"2024-03-07 20:15", "Europe/Moscow", "2024-03-07T17:15:00Z", "2024-03-07T17:15:59.999999Z", tocsin.ToMinute, "Thu 7 Mar 2024 20:15 MSK"},
		{"2024-03-07T20:15:30", "Europe/Moscow", "2024-03-07T17:15:30Z", "2024-03-07T17:15:30.999999Z", tocsin.ToSecond, "Thu 7 Mar 2024 20:15 MSK"},
		{"2024-03-07 20:15:30", "Europe/Moscow", "2024-03-07T17:15:30Z", "2024-03-07T17:15:30.999999Z", tocsin.ToSecond, "Thu 7 Mar 2024 20:15 MSK"},
		{"2024-03-07T20:15:30.75", "Europe/Moscow", "2024-03-07T17:15:30Z", "2024-03-07T17:15:30.999999Z", tocsin.ToSecond, "Thu 7 Mar 2024 20:15 MSK"},
		{"2024-03-07T20:15+03:00", "Europe/Berlin", "2024-03-07T17:15:00Z", "2024-03-07T17:15:59.999999Z", tocsin.ToMinute, "Thu 7 Mar 2024 20:15 UTC+03"},
		{"2024-03-07T20:15:30-05:30", "UTC", "2024-03-08T01:45:30Z", "2024-03-08T01:45:30.999999Z", tocsin.ToSecond, "Thu 7 Mar 2024 20:15 UTC-05:30"},
		{"2024-03-07T20:15Z", "Europe/Berlin", "2024-03-07T20:15:00Z", "2024-03-07T20:15:59.999999Z", tocsin.ToMinute, "Thu 7 Mar 2024 20:15 UTC"},
		{"2024-02-29", "UTC", "2024-02-29T00:00:00Z", "2024-02-29T23:59:59.999999Z", tocsin.ToDay, "Thu 29 Feb 2024"},
		// The day on which the clocks go forward has 23 hours, the one on which they go back 25.
		{"2024-03-31", "Europe/Berlin", "2024-03-30T23:00:00Z", "2024-03-31T21:59:59.999999Z", tocsin.ToDay, "Sun 31 Mar 2024"},
		{"2024-10-27", "Europe/Berlin", "2024-10-26T22:00:00Z", "2024-10-27T22:59:59.999999Z", tocsin.ToDay, "Sun 27 Oct 2024"},
		{"2024-03", "Europe/Berlin", "2024-02-29T23:00:00Z", "2024-03-31T21:59:59.999999Z", tocsin.ToMonth, "Mar 2024"},
		// Days that do not begin at 00:00, or have it twice.
		{"2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00Z", "2018-11-05T01:59:59.999999Z", tocsin.ToDay, "Sun 4 Nov 2018"},
		{"2024-04-26", "Africa/Cairo", "2024-04-25T22:00:00Z", "2024-04-26T20:59:59.999999Z", tocsin.ToDay, "Fri 26 Apr 2024"},
		{"2024-11-03", "America/Havana", "2024-11-03T04:00:00Z", "2024-11-04T04:59:59.999999Z", tocsin.ToDay, "Sun 3 Nov 2024"},
		// A clock time that was shown twice is told apart by its offset.
		{"2024-10-27T02:30+02:00", "Europe/Berlin", "2024-10-27T00:30:00Z", "2024-10-27T00:30:59.999999Z", tocsin.ToMinute, "Sun 27 Oct 2024 02:30 UTC+02"},
		{"2024-10-27T02:30+01:00", "Europe/Berlin", "2024-10-27T01:30:00Z", "2024-10-27T01:30:59.999999Z", tocsin.ToMinute, "Sun 27 Oct 2024 02:30 UTC+01"},
		// Intervals.
		{"2024-03-07..2024-03-09", "Europe/Moscow", "2024-03-06T21:00:00Z", "2024-03-09T20:59:59.999999Z", tocsin.Interval, "7 Mar 2024 to 9 Mar 2024"},
		{"2024-03-07 .. 2024-03", "UTC", "2024-03-07T00:00:00Z", "2024-03-31T23:59:59.999999Z", tocsin.Interval, "7 Mar 2024 to 31 Mar 2024"},
		{"2024-03-07..2024-03-07", "UTC", "2024-03-07T00:00:00Z", "2024-03-07T23:59:59.999999Z", tocsin.Interval, "Thu 7 Mar 2024"},
		{"2024-03-07T20:15..2024-03-07T21:00", "Europe/Moscow", "2024-03-07T17:15:00Z", "2024-03-07T18:00:59.999999Z", tocsin.Interval, "7 Mar 2024 20:15 to 7 Mar 2024 21:00 MSK"},
		{"2024-10-26..2024-10-27", "Europe/Berlin", "2024-10-25T22:00:00Z", "2024-10-27T22:59:59.999999Z", tocsin.Interval, "26 Oct 2024 to 27 Oct 2024"},
		{"2024-03-30..2024-03-31", "Europe/London", "2024-03-30T00:00:00Z", "2024-03-31T22:59:59.999999Z", tocsin.Interval, "30 Mar 2024 to 31 Mar 2024"},
	} {
		t.Run(c.text+" "+c.in, func(t *testing.T) {
			t.Parallel()
			got := instant(t, c.text, c.in)
			if !got.Earliest.Equal(utc(t, c.earliest)) || !got.Latest.Equal(utc(t, c.latest)) {
				t.Errorf("got %s to %s, want %s to %s", got.Earliest, got.Latest, c.earliest, c.latest)
			}
			if got.Precision != c.precision {
				t.Errorf("got precision %s, want %s", got.Precision, c.precision)
			}
			if got.String() != c.shown {
				t.Errorf("got %q, want %q", got, c.shown)
			}
		})
	}
}

func TestParseInstantRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, in, says string }{
		{"", "UTC", "is not a time: write"},
		{"next 48 hours", "UTC", "is not a time: write"},
		{"7 March 2024", "UTC", "is not a time: write"},
		{"2024-02-30", "UTC", "is not a time: write"},
		{"2024-03-07T25:00", "UTC", "is not a time: write"},
		{"1899-12-31", "UTC", "1900 and 2199"},
		{"2200", "UTC", "1900 and 2199"},
		{"2024-03-09..2024-03-07", "UTC", "swap the two"},
		{"2024..2025..2026", "UTC", "more than two ends"},
		{"2024-03-07..", "UTC", "is not a time: write"},
		{"..2024-03-07", "UTC", "is not a time: write"},
		{"2024-03-31T02:30", "Europe/Berlin", "skipped by the clocks in Europe/Berlin: check the hour"},
		{"2024-10-27T02:30", "Europe/Berlin", "shown twice by the clocks in Europe/Berlin: give the offset"},
		{"2024-10-27T02", "Europe/Berlin", "shown twice"},
		{"2011-12-30", "Pacific/Apia", "skipped by the calendar"},
	} {
		_, err := tocsin.ParseInstant(c.text, zone(t, c.in))
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q: got %v, want an error that says %q", c.text, err, c.says)
		}
	}
}

func TestDaysBetween(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from, to, in string
		days         int
		ok           bool
	}{
		{"2024-03-06", "2024-03-22", "Europe/Moscow", 16, true},
		{"2024-03-06T23:59", "2024-03-22T00:01", "Europe/Moscow", 16, true},
		{"2024-03-22", "2024-03-06", "Europe/Moscow", -16, true},
		{"2024-03-30", "2024-04-01", "Europe/Berlin", 2, true},
		{"2024-10-26", "2024-10-28", "Europe/Berlin", 2, true},
		{"2018-11-03", "2018-11-04", "America/Sao_Paulo", 1, true},
		{"2024-03-07T20:15..2024-03-07T21:00", "2024-03-08", "UTC", 1, true},
		{"2024-10-27T00:00..2024-10-27T23:59", "2024-10-28", "Europe/Berlin", 1, true},
		{"2024-03-07..2024-03-08", "2024-03-09", "UTC", 0, false},
		{"2024-03", "2024-03-09", "UTC", 0, false},
		{"2024-03-09", "2024", "UTC", 0, false},
	} {
		days, ok := tocsin.DaysBetween(instant(t, c.from, c.in), instant(t, c.to, c.in))
		if days != c.days || ok != c.ok {
			t.Errorf("%s to %s: got %d %v, want %d %v", c.from, c.to, days, ok, c.days, c.ok)
		}
	}
	if _, ok := tocsin.DaysBetween(tocsin.Instant{Words: "in spring"}, instant(t, "2024-03-06", "UTC")); ok {
		t.Error("got a number of days from a time that is not known")
	}
	private := instant(t, "2024-03-06T23:30-05:00", "UTC") // each in its own zone
	if days, _ := tocsin.DaysBetween(private, instant(t, "2024-03-07", "Europe/Moscow")); days != 1 {
		t.Errorf("got %d days, want 1", days)
	}
}

func TestAnchor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		offset time.Duration
		bound  tocsin.Bound
		want   string
	}{
		{20 * time.Minute, "", "20m after they left"},
		{10 * time.Second, "", "10s after they left"},
		{90 * time.Minute, tocsin.Exactly, "1h30m after they left"},
		{-time.Hour, tocsin.MoreThan, "more than 1h before they left"},
		{19 * time.Hour, tocsin.AtLeast, "at least 19h after they left"},
		{time.Hour + 5*time.Second, tocsin.About, "about 1h0m5s after they left"},
	} {
		a := tocsin.Anchor{Event: "they left", Offset: c.offset, Bound: c.bound}
		if got := a.String(); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
		base := instant(t, "2024-03-22T20:00", "Europe/Moscow")
		base.Words = "at eight"
		got := a.After(base)
		if got.Earliest != base.Earliest.Add(c.offset) || got.Latest != base.Latest.Add(c.offset) || got.Precision != tocsin.Anchored {
			t.Errorf("got %+v, want %s moved by %s", got, base, c.offset)
		}
		if got.String() != c.want {
			t.Errorf("got %q, want the anchor and no clock time: %q", got, c.want)
		}
		if free := a.After(tocsin.Instant{Words: "in the evening"}); free.Known() || free.String() != c.want {
			t.Errorf("got %+v, want a time that is not known: it is counted from one", free)
		}
	}
	told := tocsin.Anchor{Event: "they left", Offset: time.Minute}.After(instant(t, "2024-03-22", "UTC"))
	if told.Words = "a minute later"; told.String() != "a minute later" {
		t.Errorf("got %q, want the words of the source", told)
	}
}

func TestInstantKnown(t *testing.T) {
	t.Parallel()
	at := tocsin.At(time.Date(2024, 3, 7, 20, 15, 0, 123456789, time.FixedZone("MSK", 3*3600)))
	if got, want := at.Earliest, utc(t, "2024-03-07T17:15:00.123456Z"); !got.Equal(want) || !at.Latest.Equal(want) || at.Precision != tocsin.Exact {
		t.Errorf("got %+v, want %s exactly", at, want)
	}
	words := tocsin.Instant{Words: "before Easter"}
	if words.Known() || words.IsZero() || words.String() != "before Easter" {
		t.Errorf("got %q, known %v, zero %v", words, words.Known(), words.IsZero())
	}
	none := tocsin.Instant{}
	if none.Known() || !none.IsZero() || none.String() != "time not known" {
		t.Errorf("got %q, known %v, zero %v", none, none.Known(), none.IsZero())
	}
	if got := none.Add(48 * time.Hour); got.Known() {
		t.Errorf("got %+v, want what is not known to stay so", got)
	}
	if got := instant(t, "2024-03-07", "Europe/Moscow").Add(48 * time.Hour).String(); got != "Sat 9 Mar 2024" {
		t.Errorf("got %q, want 48 hours after 7 March to be 9 March", got)
	}
}
