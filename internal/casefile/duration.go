package casefile

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"tocsin/internal/strict"
)

// A Duration is written 30m, 12h, 2d, 1h30m.
type Duration time.Duration

// Example shows how it is written.
func (Duration) Example() string { return "12h" }

// String is the form in which it is written.
func (d Duration) String() string {
	var b strings.Builder
	rest := time.Duration(d)
	for _, u := range units {
		if n := rest / u.size; n > 0 {
			b.WriteString(strconv.FormatInt(int64(n), 10) + u.letter)
			rest -= n * u.size
		}
	}
	if b.Len() == 0 {
		return "0m"
	}
	return b.String()
}

var units = []struct {
	letter string
	size   time.Duration
}{{"d", 24 * time.Hour}, {"h", time.Hour}, {"m", time.Minute}, {"s", time.Second}}

// Fifty years: longer than any case, and short enough that sums stay on the calendar.
const longest = 50 * 366 * 24 * time.Hour

var durationForm = regexp.MustCompile(`^(?:(\d{1,9})d)?(?:(\d{1,9})h)?(?:(\d{1,9})m)?(?:(\d{1,9})s)?$`)

// UnmarshalYAMLNode reads 30m, 12h, 2d, 1h30m.
func (d *Duration) UnmarshalYAMLNode(n *strict.Node) error {
	const hint = "write for example `30m`, `12h`, `2d` or `1h30m`"
	if n.Kind != strict.Scalar {
		return n.Problem("a length of time cannot be "+n.Kind.String(), hint)
	}
	text := strings.TrimSpace(n.Value)
	m := durationForm.FindStringSubmatch(text)
	switch {
	case strings.HasPrefix(text, "-"):
		return n.Problem("a length of time cannot be negative", "to count backwards from an event write `before:` and a positive `by:`")
	case m == nil || text == "":
		if meant, ok := meantDuration(text); ok {
			return n.Problem("`"+plain(text)+"` is not a length of time", "write `"+meant+"`")
		}
		return n.Problem("`"+plain(text)+"` is not a length of time", hint)
	}
	var sum float64
	for i, u := range units {
		count, _ := strconv.Atoi("0" + m[i+1])
		sum += float64(count) * float64(u.size)
	}
	if sum > float64(longest) {
		return n.Problem("`"+plain(text)+"` is longer than fifty years", hint)
	}
	*d = Duration(sum)
	return nil
}

var spelled = regexp.MustCompile(`(?i)^(\d{1,9})\s*(s|sec|secs|seconds?|m|min|mins|minutes?|h|hrs?|hours?|d|days?|w|weeks?)\.?$`)

// meantDuration reads `20 minutes`, `12 hours`, `2 weeks`; a bare number may be anything.
func meantDuration(text string) (string, bool) {
	m := spelled.FindStringSubmatch(text)
	if m == nil {
		return "", false
	}
	letter := strings.ToLower(m[2][:1])
	if letter == "w" {
		weeks, _ := strconv.Atoi(m[1])
		return strconv.Itoa(7*weeks) + "d", true
	}
	return m[1] + letter, true
}
