package casefile

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"tocsin"
	"tocsin/internal/strict"
)

// An Instant is written as a time (`2024-03-07`), or as a mapping with words and an anchor:
// `{after: attackers-left, by: 20m, words: "20 minutes after they had left"}`.
type Instant struct {
	Text   string   `yaml:"at"`
	Words  string   `yaml:"words"`
	After  string   `yaml:"after"`               // id of an event
	Before string   `yaml:"before"`              // id of an event
	By     Duration `yaml:"by"`                  // how long after or before
	Bound  string   `yaml:"bound" list:"bounds"` // exactly (default), about, at_least, more_than, at_most, less_than
	// Resolved by the check.
	When tocsin.Instant `yaml:"-"`
}

const never = "never"

// Never reports that the thing never comes: a warning that did not arrive.
func (i Instant) Never() bool { return i.Text == never }

// Example shows how it is written.
func (Instant) Example() string { return "2024-03-07" }

// UnmarshalYAMLNode reads the short form or the mapping.
func (i *Instant) UnmarshalYAMLNode(n *strict.Node) error {
	if n.Kind == strict.Scalar {
		i.Text = strings.TrimSpace(n.Value)
		return badTime(n, i.Text)
	}
	if n.Kind != strict.Mapping {
		return n.Problem("a time cannot be "+n.Kind.String(), "write for example `2024-03-07`, or `{after: an-event, by: 20m, words: ...}`")
	}
	if err := n.Decode(i); err != nil {
		return err
	}
	return i.shape(n)
}

// shape refuses mappings that say two things at once, or nothing.
func (i *Instant) shape(n *strict.Node) error {
	anchors := strings.TrimSpace(i.After + i.Before)
	by := n.Get("by") != nil
	switch {
	case i.Never():
		return n.Get("at").Problem("`never` stands alone", "write `never` in place of the whole mapping")
	case i.Text == "" && anchors == "":
		return n.Problem("this time has words but no place on the calendar",
			"add `at: 2024-03-07` (a month or an interval `2024-03-01..2024-03-09` will do), or `after:` and `by:`")
	case i.Text != "" && anchors != "":
		return n.Problem("this time is given twice, by `at` and by another event", "keep `at`, or keep `after`/`before` with `by`")
	case i.After != "" && i.Before != "":
		return n.Get("before").Problem("this time is both `after` and `before`", "keep one of the two")
	case anchors != "" && !by:
		return n.Problem("it is not said how long after or before", "add for example `by: 20m`; if that is not known, write `at:` with the interval in which it lies, and the `words`")
	case by && anchors == "":
		return n.Get("by").Problem("`by` counts from an event, and none is named", "add `after:` or `before:` with the id of an event")
	case i.Bound != "" && anchors == "":
		return n.Get("bound").Problem("`bound` belongs to `by`, and there is none", "write an open time as an interval: `at: 2024-03-01..2024-03-09`")
	}
	return badTime(n.Get("at"), i.Text)
}

// badTime says what is wrong with the form of a time; its zone does not matter for that.
func badTime(n *strict.Node, text string) error {
	if text == "" && n == nil || text == never {
		return nil
	}
	if _, err := tocsin.ParseInstant(text, time.UTC); err != nil {
		return timeProblem(n, text, err)
	}
	return nil
}

func timeProblem(n *strict.Node, text string, err error) error {
	shown := plain(text)
	if from, to, ok := strings.Cut(text, ".."); ok {
		for _, half := range []string{from, to} {
			if _, herr := tocsin.ParseInstant(half, time.UTC); herr != nil {
				shown, text = plain(half), strings.TrimSpace(half)
				break
			}
		}
	}
	switch {
	case text == "":
		return n.Problem("half of the interval is missing", "write both ends: `2024-03-07..2024-03-09`")
	case strings.Contains(err.Error(), "ends before"):
		return n.Problem("the interval `"+shown+"` ends before it begins", "swap the two ends")
	case strings.Contains(err.Error(), "the year"):
		return n.Problem("the year of `"+shown+"` is not between 1900 and 2199", "check the year")
	}
	if days, month, ok := overlong(text); ok {
		return n.Problem("there is no such day: "+month+" has "+strconv.Itoa(days)+" days", "check the date")
	}
	if meant, ok := meantTime(text); ok {
		return n.Problem("`"+shown+"` is not a time", "write `"+meant+"`")
	}
	return n.Problem("`"+shown+"` is not a time",
		"write `2024-03-07`, `2024-03-07T20:15`, `2024-03-07T20:15+03:00`, `2024-03`, `2024`, or two of these joined by `..`")
}

var civilDate = regexp.MustCompile(`^(\d{4})-(\d{2})-(\d{2})`)

// overlong finds the 30th of February.
func overlong(text string) (days int, month string, ok bool) {
	m := civilDate.FindStringSubmatch(text)
	if m == nil {
		return 0, "", false
	}
	first, err := time.Parse("2006-01", m[1]+"-"+m[2])
	if err != nil {
		return 0, "", false
	}
	last := first.AddDate(0, 1, -1)
	day, _ := strconv.Atoi(m[3])
	return last.Day(), first.Format("January 2006"), day > last.Day() || day == 0
}

// meantTime reads the other ways in which people write a date that can only mean one day.
func meantTime(text string) (string, bool) {
	for _, day := range []string{"2006-1-2", "2006/1/2", "2006.1.2", "2 January 2006", "2 Jan 2006", "January 2, 2006", "January 2 2006", "Jan 2, 2006", "Jan 2 2006", "2.1.2006"} {
		if t, err := time.Parse(day, text); err == nil {
			return t.Format("2006-01-02"), true
		}
		for _, clock := range []string{" 15:04", ", 15:04", "T15:04", "T15:04Z07:00", " 15:04Z07:00", " 15:04 Z07:00"} {
			if t, err := time.Parse(day+clock, text); err == nil {
				out := t.Format("2006-01-02T15:04")
				if strings.Contains(clock, "Z07") {
					out = t.Format("2006-01-02T15:04Z07:00")
				}
				return out, true
			}
		}
	}
	for _, month := range []string{"January 2006", "Jan 2006", "2006-1"} {
		if t, err := time.Parse(month, text); err == nil {
			return t.Format("2006-01"), true
		}
	}
	return "", false
}
