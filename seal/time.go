package seal

import (
	"errors"
	"time"
)

// timeLayout is RFC 3339 in UTC with exactly six digits of the second's fraction.
const timeLayout = "2006-01-02T15:04:05.000000Z"

// FormatTime writes an instant as statements do: RFC 3339, UTC, microseconds. What is finer
// than a microsecond is cut off.
func FormatTime(t time.Time) string {
	return t.UTC().Format(timeLayout)
}

// ParseTime reads what [FormatTime] writes and nothing else.
func ParseTime(s string) (time.Time, error) {
	t, err := time.Parse(timeLayout, s)
	if err != nil || FormatTime(t) != s {
		return time.Time{}, errors.New("the time is not written as 2006-01-02T15:04:05.000000Z")
	}
	return t, nil
}
