package tocsin_test

import (
	"testing"
	"time"

	"tocsin"
)

func window(t *testing.T, from, to string) tocsin.Window {
	t.Helper()
	var w tocsin.Window
	if from != "" {
		w.Start = instant(t, from, "UTC")
	}
	if to != "" {
		w.End = instant(t, to, "UTC")
	}
	return w
}

func TestWindowCheck(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from, to string
		rule     tocsin.Rule
	}{
		{"", "", ""},
		{"2024-03-07", "", ""},
		{"", "2024-03-09", ""},
		{"2024-03-07", "2024-03-09", ""},
		{"2024-03-07", "2024-03-07", ""},
		{"2024-03-07T12:00", "2024-03-07", ""}, // the day may end after noon
		{"2024-03-09", "2024-03-07", tocsin.RuleWindow},
	} {
		wantRule(t, window(t, c.from, c.to).Check(), c.rule)
	}
}

func TestWindowEnds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		to, now  string
		may, has bool
	}{
		{"2024-03-09", "2024-03-08T23:59:59Z", false, false},
		{"2024-03-09", "2024-03-09T00:00:00Z", true, false}, // the hour is not known
		{"2024-03-09", "2024-03-09T23:59:59.999999Z", true, false},
		{"2024-03-09", "2024-03-10T00:00:00Z", true, true},
		{"2024-03-09T16:00", "2024-03-09T15:59:59Z", false, false},
		{"2024-03-09T16:00", "2024-03-09T16:00:30Z", true, false},
		{"2024-03-09T16:00", "2024-03-09T16:01:00Z", true, true},
		{"", "2099-01-01T00:00:00Z", false, false},
	} {
		w, now := window(t, "2024-03-07", c.to), utc(t, c.now)
		if may, has := w.MayHaveEnded(now), w.HasEnded(now); may != c.may || has != c.has {
			t.Errorf("end %q at %s: got may have %v, has %v, want %v, %v", c.to, c.now, may, has, c.may, c.has)
		}
	}
}

func TestWindowOpens(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from, to, now string
		want          bool
	}{
		{"2024-03-08", "2024-03-09", "2024-03-06T23:59:59Z", false},
		{"2024-03-08", "2024-03-09", "2024-03-07T00:00:00Z", true},
		{"2024-03-08", "2024-03-09", "2024-03-09T12:00:00Z", true},
		{"2024-03-08", "2024-03-09", "2024-03-10T00:00:00Z", false},
		{"2024-03-08", "", "2024-06-01T00:00:00Z", true},
		{"", "2024-03-09", "2024-03-01T00:00:00Z", true}, // it may begin at any moment before
		{"", "2024-03-09", "2024-03-10T00:00:00Z", false},
		{"", "", "2024-03-01T00:00:00Z", false},
	} {
		if got := window(t, c.from, c.to).Opens(utc(t, c.now), 24*time.Hour); got != c.want {
			t.Errorf("%s..%s at %s: got opens %v, want %v", c.from, c.to, c.now, got, c.want)
		}
	}
}

func TestWindowCovers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from, to, at string
		want         bool
	}{
		{"2024-03-07", "2024-03-09", "2024-03-06", false},
		{"2024-03-07", "2024-03-09", "2024-03-07T00:00", true},
		{"2024-03-07T12:00", "2024-03-09", "2024-03-07", true}, // it can lie inside
		{"2024-03-07", "2024-03-09", "2024-03-09T23:59", true},
		{"2024-03-07", "2024-03-09", "2024-03-10", false},
		{"", "2024-03-09", "1999", true},
		{"2024-03-07", "", "2199", true},
		{"", "", "2024", true},
	} {
		if got := window(t, c.from, c.to).Covers(instant(t, c.at, "UTC")); got != c.want {
			t.Errorf("%s..%s and %s: got covers %v, want %v", c.from, c.to, c.at, got, c.want)
		}
	}
	if window(t, "", "").Covers(tocsin.Instant{Words: "soon"}) {
		t.Error("got a window that covers a time nobody knows")
	}
}

func TestWindowString(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ from, to, want string }{
		{"", "", "no window given"},
		{"2024-03-07", "", "from Thu 7 Mar 2024, no end given"},
		{"", "2024-03-09", "until Sat 9 Mar 2024"},
		{"2024-03-07T20:00", "2024-03-09", "Thu 7 Mar 2024 20:00 UTC to Sat 9 Mar 2024"},
	} {
		if got := window(t, c.from, c.to).String(); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}
