package inquiry

import (
	"testing"
	"time"

	"tocsin"
)

var msk = time.FixedZone("MSK", 3*3600)

func instant(t testing.TB, text string) tocsin.Instant {
	t.Helper()
	i, err := tocsin.ParseInstant(text, msk)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func after(base tocsin.Instant, event string, d time.Duration, b tocsin.Bound) tocsin.Instant {
	return tocsin.Anchor{Event: event, Offset: d, Bound: b}.After(base)
}

func TestInterval(t *testing.T) {
	t.Parallel()
	attack := instant(t, "2024-03-22")
	const tail = ": counted from an event whose clock time is not known"
	tests := []struct {
		name     string
		from, to tocsin.Instant
		text     string
		days     int
		ok       bool
	}{
		{"private to public", instant(t, "2024-03-06"), instant(t, "2024-03-07"), "1 day", 1, true},
		{"private to attack", instant(t, "2024-03-06"), attack, "16 days", 16, true},
		{"backwards", attack, instant(t, "2024-03-19"), "3 days earlier", -3, true},
		{"one day", attack, attack, "the same day", 0, true},
		{"window end, hour unknown", instant(t, "2024-03-07T20:00").Add(48 * time.Hour), attack, "13 days", 13, true},
		{"clock to day", instant(t, "2024-03-07T20:15"), instant(t, "2024-03-09"), "2 days", 2, true},
		{"interval", instant(t, "2024-03-06"), instant(t, "2024-03-07..2024-03-09"), "between 1 and 3 days", 0, false},
		{"order unknown", instant(t, "2024-03-08"), instant(t, "2024-03-07..2024-03-09"), "between 1 day earlier and 1 day later: which came first is not known", 0, false},
		{"month", instant(t, "2024-01"), instant(t, "2024-02-02"), "between 2 and 32 days", 0, false},
		{"minutes", instant(t, "2024-03-22T20:00"), instant(t, "2024-03-22T21:30"), "1 hour 30 minutes", 0, true},
		{"across midnight", instant(t, "2024-03-22T23:30"), instant(t, "2024-03-23T00:10"), "40 minutes", 1, true},
		{"same minute", instant(t, "2024-03-22T23:30"), instant(t, "2024-03-22T23:30"), "the same minute", 0, true},
		{"counted from the day", attack, after(attack, "the attackers left", 20*time.Minute, ""), "between 0 and 1 day; 20 minutes after the attackers left" + tail, 0, false},
		{"counted, open", attack, after(attack, "the notice", 30*time.Minute, tocsin.AtLeast), "at least 30 minutes after the notice" + tail, 0, false},
		{"counted, open, days later", instant(t, "2024-03-06"), after(attack, "the notice", 30*time.Minute, tocsin.AtLeast), "at least 16 days; at least 30 minutes after the notice" + tail, 0, false},
		{"counted from nothing known", attack, tocsin.Instant{Precision: tocsin.Anchored, Anchor: &tocsin.Anchor{Event: "the start", Offset: time.Hour}}, "1 hour after the start" + tail, 0, false},
		{"counted from a clock time", instant(t, "2024-03-22T20:00"), after(instant(t, "2024-03-22T20:00"), "the start", time.Hour, ""), "1 hour", 0, true},
		{"both counted from one event", after(attack, "the start", time.Hour, ""), after(attack, "The start", 90*time.Minute, ""), "30 minutes, both counted from the start", 0, false},
		{"one of them open", after(attack, "the start", time.Hour, tocsin.MoreThan), after(attack, "the start", 90*time.Minute, ""), "not one number: from more than 1 hour after the start to 1 hour 30 minutes after the start", 0, false},
		{"no date", attack, tocsin.Instant{Words: "some day"}, "not known: the end has no date", 0, false},
	}
	for _, tt := range tests {
		text, days, ok := Interval(tt.from, tt.to)
		if text != tt.text || days != tt.days || ok != tt.ok {
			t.Errorf("%s: %q, %d, %v; want %q, %d, %v", tt.name, text, days, ok, tt.text, tt.days, tt.ok)
		}
	}
}

// A day on which clocks go back has 25 hours, and is still one day.
func TestIntervalLongDay(t *testing.T) {
	t.Parallel()
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Skip(err)
	}
	a, _ := tocsin.ParseInstant("2024-10-27", london)
	b, _ := tocsin.ParseInstant("2024-10-29", london)
	if text, days, ok := Interval(a, b); text != "2 days" || days != 2 || !ok {
		t.Errorf("%q, %d, %v", text, days, ok)
	}
}

func TestOrder(t *testing.T) {
	t.Parallel()
	attack := instant(t, "2024-03-22")
	got := Order([]Event{
		{"vague", "sometime", tocsin.Instant{Words: "some day"}},
		{"units", "units arrive", after(attack, "notice", 30*time.Minute, tocsin.AtLeast)},
		{"first", "first personnel", after(attack, "left", 20*time.Minute, "")},
		{"left", "attackers leave", attack},
		{"second", "second personnel", after(attack, "left", 40*time.Minute, "")},
		{"alert", "public alert", instant(t, "2024-03-07")},
		{"raid", "raid", instant(t, "2024-03-07T10:00")},
		{"warning", "private warning", instant(t, "2024-03-06")},
	})
	want := []struct{ id, why string }{
		{"warning", "its place is certain"},
		{"alert", "known as Thu 7 Mar 2024; may be before or after raid"},
		{"raid", "known as Thu 7 Mar 2024 10:00 MSK; may be before or after public alert"},
		{"left", "known as Fri 22 Mar 2024; may be before or after units arrive"},
		{"first", "placed by another event: 20 minutes after left; no clock time known; may be before or after units arrive"},
		{"units", "placed by another event: at least 30 minutes after notice; no clock time known; may be before or after attackers leave, first personnel, second personnel"},
		{"second", "placed by another event: 40 minutes after left; no clock time known; may be before or after units arrive"},
		{"vague", "no date known: it is listed last, not placed"},
	}
	for i, w := range want {
		if got[i].ID != w.id || got[i].Why != w.why {
			t.Errorf("%d: %s: %q; want %s: %q", i, got[i].ID, got[i].Why, w.id, w.why)
		}
	}
}

func TestSpanOfBounds(t *testing.T) {
	t.Parallel()
	base := tocsin.At(time.Date(2024, 3, 22, 17, 0, 0, 0, time.UTC))
	min := func(n int) time.Time { return base.Earliest.Add(time.Duration(n) * time.Minute) }
	tests := []struct {
		offset    int
		bound     tocsin.Bound
		low, high time.Time
	}{
		{30, "", min(30), min(30)},
		{30, tocsin.AtLeast, min(30), time.Time{}},
		{30, tocsin.AtMost, min(0), min(30)},
		{20, tocsin.About, min(15), min(25)},
		{120, tocsin.About, min(90), min(150)},
		{-30, tocsin.AtLeast, time.Time{}, min(-30)},
		{-30, tocsin.LessThan, min(-30), min(0)},
	}
	for _, tt := range tests {
		got := spanOf(after(base, "x", time.Duration(tt.offset)*time.Minute, tt.bound))
		if !got.low.Equal(tt.low) || !got.high.Equal(tt.high) {
			t.Errorf("%s %d: %v", tt.bound, tt.offset, got)
		}
	}
}
