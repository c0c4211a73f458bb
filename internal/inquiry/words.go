package inquiry

import (
	"fmt"
	"strings"
	"time"

	"tocsin"
)

func inDays(n int) string {
	switch {
	case n == 0:
		return "the same day"
	case n < 0:
		return plural(-n, "day") + " earlier"
	}
	return plural(n, "day")
}

func between(low, high int) string {
	switch {
	case low < 0 && high > 0:
		return fmt.Sprintf("between %s earlier and %s later: which came first is not known", plural(-low, "day"), plural(high, "day"))
	case high <= 0:
		return fmt.Sprintf("between %d and %s earlier", -high, plural(-low, "day"))
	}
	return fmt.Sprintf("between %d and %s", low, plural(high, "day"))
}

func signed(d time.Duration) string {
	if d < 0 {
		return spell(-d) + " earlier"
	}
	return spell(d)
}

// spell writes a duration in words, to the second: "1 hour 30 minutes".
func spell(d time.Duration) string {
	var words []string
	for _, u := range []struct {
		name string
		size time.Duration
	}{{"day", 24 * time.Hour}, {"hour", time.Hour}, {"minute", time.Minute}, {"second", time.Second}} {
		if n := d / u.size; n > 0 {
			words = append(words, plural(int(n), u.name))
			d -= n * u.size
		}
	}
	if len(words) == 0 {
		return "less than a second"
	}
	return strings.Join(words, " ")
}

func plural(n int, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return fmt.Sprintf("%d %ss", n, unit)
}

// anchorWords writes a relative time in words: "at least 30 minutes after the first call".
func anchorWords(a tocsin.Anchor) string {
	d, side := a.Offset, "after"
	switch {
	case d == 0 && (a.Bound == tocsin.AtLeast || a.Bound == tocsin.MoreThan):
		return "after " + a.Event
	case d == 0:
		return "at the time of " + a.Event
	case d < 0:
		d, side = -d, "before"
	}
	s := spell(d) + " " + side + " " + a.Event
	if !exactly(a) {
		s = strings.ReplaceAll(string(a.Bound), "_", " ") + " " + s
	}
	return s
}

func also(s, more string) string {
	if more == "" {
		return s
	}
	return s + "; " + more
}

// milestone is a point of a response in plain words. Others stand as they are written.
func milestone(s string) string {
	switch s {
	case "arrived_rv":
		return "arrived at the meeting point"
	case "arrived_scene":
		return "arrived at the scene"
	}
	return strings.ReplaceAll(s, "_", " ")
}
