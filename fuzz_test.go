package tocsin_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"tocsin"
)

func FuzzParseInstant(f *testing.F) {
	zones := []*time.Location{time.UTC}
	for _, name := range []string{"Europe/Moscow", "Europe/Berlin", "Africa/Cairo", "America/Sao_Paulo", "Pacific/Apia", "Australia/Lord_Howe"} {
		if loc, err := time.LoadLocation(name); err == nil {
			zones = append(zones, loc)
		}
	}
	f.Fuzz(func(t *testing.T, text string, in uint8) {
		loc := zones[int(in)%len(zones)]
		i, err := tocsin.ParseInstant(text, loc)
		if err != nil {
			return
		}
		if !i.Known() || i.Latest.Before(i.Earliest) || i.String() == "" || i.String() == "time not known" {
			t.Fatalf("%q in %s: got %s to %s, shown %q", text, loc, i.Earliest, i.Latest, i)
		}
		if i.Earliest.Location() != time.UTC || i.Earliest.Nanosecond()%1000 != 0 || i.Latest.Nanosecond()%1000 != 0 {
			t.Fatalf("%q in %s: got %s to %s, want microseconds in UTC", text, loc, i.Earliest, i.Latest)
		}
		if y := i.Earliest.Year(); y < 1899 || y > 2200 {
			t.Fatalf("%q: got the year %d", text, y)
		}
		if days, ok := tocsin.DaysBetween(i, i); ok && days != 0 {
			t.Fatalf("%q: got %d days from itself", text, days)
		}
		// A date is one day: its own name, and neighbours that touch it.
		if i.Precision != tocsin.ToDay {
			return
		}
		day := strings.TrimSpace(text)
		if got := i.Earliest.In(loc).Format("2006-01-02"); got != day {
			t.Fatalf("%q in %s: begins on %s", text, loc, got)
		}
		if got := i.Latest.In(loc).Format("2006-01-02"); got != day {
			t.Fatalf("%q in %s: ends on %s", text, loc, got)
		}
		if before := i.Earliest.Add(-time.Microsecond).In(loc).Format("2006-01-02"); before == day {
			t.Fatalf("%q in %s: begins after its first moment, %s", text, loc, i.Earliest)
		}
		if after := i.Latest.Add(time.Microsecond).In(loc).Format("2006-01-02"); after == day {
			t.Fatalf("%q in %s: ends before its last moment, %s", text, loc, i.Latest)
		}
	})
}

func FuzzParseFigure(f *testing.F) {
	f.Fuzz(func(t *testing.T, text string) {
		fig, err := tocsin.ParseFigure(text)
		if err != nil {
			return
		}
		if low, high := fig.Interval(); !(low <= high) || !fig.Meets(fig) {
			t.Fatalf("%q: got %v to %v", text, low, high)
		}
		again, err := tocsin.ParseFigure(fig.String())
		if err != nil || again != fig {
			t.Fatalf("%q: shown as %q, read back as %+v, %v, want %+v", text, fig, again, err, fig)
		}
	})
}

func FuzzSpeaksOfSender(f *testing.F) {
	f.Fuzz(func(t *testing.T, words, name string) {
		found, ok := tocsin.SpeaksOfSender(words, []string{name})
		if ok != (found != "") {
			t.Fatalf("%q, %q: got %q, %v", words, name, found, ok)
		}
		// More words never hide what was found.
		if _, still := tocsin.SpeaksOfSender("First of all, "+words+", and so on.", []string{name}); ok && !still {
			t.Fatalf("%q, %q: found %q, and not with words around it", words, name, found)
		}
		// A name of some length that stands in the words is found.
		if utf8.ValidString(name) && strings.ContainsFunc(name, isLatin) && len(name) > 3 && !strings.ContainsFunc(name, func(r rune) bool { return !isLatin(r) }) {
			if _, ok := tocsin.SpeaksOfSender("it is "+name+" again", []string{name}); !ok {
				t.Fatalf("%q is not found", name)
			}
		}
	})
}

func isLatin(r rune) bool { return r >= 'a' && r <= 'z' }
