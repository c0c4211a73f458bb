package seal

import (
	"testing"
	"time"
)

func TestFormatTime(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("", 3*60*60)
	at := time.Date(2024, 3, 6, 17, 2, 7, 1999, zone)
	const want = "2024-03-06T14:02:07.000001Z"
	got := FormatTime(at)
	if got != want {
		t.Errorf("FormatTime(%v) = %s, want %s", at, got, want)
	}
	back, err := ParseTime(got)
	if err != nil || !back.Equal(at.Truncate(time.Microsecond)) || back.Location() != time.UTC {
		t.Errorf("ParseTime(%s) = %v, %v", got, back, err)
	}
}

func TestParseTimeRefuses(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"",
		"2024-03-06",
		"2024-03-06T14:02:07Z",
		"2024-03-06T14:02:07.000Z",
		"2024-03-06T14:02:07.000000000Z",
		"2024-03-06T14:02:07,000000Z",
		"2024-03-06T14:02:07.000000z",
		"2024-03-06t14:02:07.000000Z",
		"2024-03-06 14:02:07.000000Z",
		"2024-03-06T14:02:07.000000+00:00",
		"2024-03-06T14:02:60.000000Z",
		"2024-03-06T24:00:00.000000Z",
		"2024-02-30T14:02:07.000000Z",
		"2024-3-6T14:02:07.000000Z",
		"12024-03-06T14:02:07.000000Z",
		"2024-03-06T14:02:07.000000Z ",
	} {
		if got, err := ParseTime(s); err == nil {
			t.Errorf("ParseTime(%q) = %v, want an error", s, got)
		}
	}
}

func FuzzParseTime(f *testing.F) {
	f.Add("2024-03-06T14:02:07.000001Z")
	f.Add("0000-01-01T00:00:00.000000Z")
	f.Fuzz(func(t *testing.T, s string) {
		if at, err := ParseTime(s); err == nil && FormatTime(at) != s {
			t.Errorf("%q parses to %s", s, FormatTime(at))
		}
	})
}
