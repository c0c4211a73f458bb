package attention

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// A Day is a day of the calendar, in days since 1 January 1970. Registers are dated by days and give
// no zone.
type Day int32

// Never is the day on which what still stands will have left.
const Never Day = math.MaxInt32

// Layouts of days in tables.
const (
	ISO    = "2006-01-02"
	Dotted = "02.01.2006"
)

// NewDay is a day of the calendar. A day that the month does not have is the one that follows.
func NewDay(year int, month time.Month, day int) Day {
	return DayOf(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// DayOf is the day of a time in UTC.
func DayOf(t time.Time) Day {
	t = t.UTC()
	return Day(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
}

// ParseDay reads a day in one layout, exactly: no blanks, no short forms, years 1900 to 2199.
func ParseDay(text, layout string) (Day, error) {
	t, err := time.Parse(layout, text)
	example := map[string]string{ISO: "2024-12-31", Dotted: "31.12.2024"}[layout]
	switch {
	case example == "":
		return 0, fmt.Errorf("%q is not a layout of days: use %s or %s", layout, ISO, Dotted)
	case err != nil || t.Format(layout) != text:
		return 0, fmt.Errorf("%s is no day: write it like %s", quote(text), example)
	case t.Year() < 1900 || t.Year() > 2199:
		return 0, fmt.Errorf("the year of %s is not between 1900 and 2199", quote(text))
	}
	return DayOf(t), nil
}

// Time is the first moment of the day in UTC.
func (d Day) Time() time.Time { return time.Unix(int64(d)*24*60*60, 0).UTC() }

// MarshalText writes a day as 2024-12-31, and Never as nothing.
func (d Day) MarshalText() ([]byte, error) {
	if d == Never {
		return nil, nil
	}
	return []byte(d.Time().Format(ISO)), nil
}

// UnmarshalText reads what MarshalText writes.
func (d *Day) UnmarshalText(b []byte) (err error) {
	if len(b) == 0 {
		*d = Never
		return nil
	}
	*d, err = ParseDay(string(b), ISO)
	return err
}

func (d Day) String() string {
	if d == Never {
		return "not yet"
	}
	return d.Time().Format("2 Jan 2006")
}

// A Period is from one day to another; the second is not in it.
type Period struct {
	From Day `json:"from"`
	To   Day `json:"to"` // not in it
}

// Has reports whether the day lies in the period.
func (p Period) Has(d Day) bool { return p.From <= d && d < p.To }

// Days is how many days the period has.
func (p Period) Days() int { return max(0, int(p.To-p.From)) }

// Last is the last day of the period.
func (p Period) Last() Day { return p.To - 1 }

// String names a whole calendar year by its number, and other periods by their first and last day.
func (p Period) String() string {
	y := p.From.Time().Year()
	if p.From == NewDay(y, 1, 1) && p.To == NewDay(y+1, 1, 1) {
		return fmt.Sprint(y)
	}
	return p.From.String() + " to " + p.Last().String()
}

// Years are the calendar years from the year of the first day until the day before end, the last one
// cut there.
func Years(first, end Day) []Period {
	var out []Period
	for y := first.Time().Year(); NewDay(y, 1, 1) < end; y++ {
		out = append(out, Period{NewDay(y, 1, 1), min(NewDay(y+1, 1, 1), end)})
	}
	return out
}

// quote shows a cell of a table in a message: shortened, and with what cannot be seen made visible.
func quote(s string) string {
	if r := []rune(s); len(r) > 60 {
		s = strings.TrimSpace(string(r[:60])) + "…"
	}
	return fmt.Sprintf("%q", s)
}
