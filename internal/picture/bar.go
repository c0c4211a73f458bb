package picture

import (
	"fmt"
	"html/template"
	"strings"
	"time"

	"tocsin"
)

// A Bar is a window drawn on a time line: what is past, now, the end, and whether what hangs on it
// holds. It is the same on every page.
type Bar struct {
	From, To time.Time // of the whole line
	Now      time.Time
	Start    time.Time // of the window; zero: not given
	End      time.Time // zero: no end given
	Due      time.Time // when a decision is due; zero: none
	State    string    // open, review_due, closed
	Label    string    // said by readers of the screen, and by the title
	Whole    bool      // the label says everything already: nothing is added to it
}

// Width and height of a bar in units of its picture.
const (
	barWide = 240
	barHigh = 24
)

// The states of a bar that stands for no part of a threat.
const (
	Running = tocsin.PartOpen
	Over    = tocsin.PartClosed
)

// Framed gives a bar a line on which all its marks stand.
func (b Bar) Framed() Bar {
	b.From, b.To = b.Now, b.Now
	for _, t := range []time.Time{b.Start, b.End, b.Due} {
		if t.IsZero() {
			continue
		}
		if t.Before(b.From) {
			b.From = t
		}
		if t.After(b.To) {
			b.To = t
		}
	}
	pad := max(b.To.Sub(b.From)/10, 2*time.Hour)
	b.From, b.To = b.From.Add(-pad), b.To.Add(pad)
	return b
}

// x is where a time stands on the bar.
func (b Bar) x(t time.Time) float64 {
	whole := b.To.Sub(b.From).Seconds()
	if whole <= 0 {
		return 0
	}
	return min(max(t.Sub(b.From).Seconds()/whole, 0), 1) * barWide
}

// SVG is the bar as a picture: solid while the window runs, hatched where it ended and nobody
// decided, and a line for now. Shape tells the same as colour.
func (b Bar) SVG() template.HTML {
	var s strings.Builder
	fmt.Fprintf(&s, `<svg class="bar" viewBox="0 0 %d %d" role="img" aria-label="%s"><title>%[3]s</title>`, barWide, barHigh, template.HTMLEscapeString(b.say()))
	fmt.Fprintf(&s, `<path class="bar-line" d="M0 12H%d"/>`, barWide)
	from, to := 0.0, float64(barWide)
	if !b.Start.IsZero() {
		from = b.x(b.Start)
	}
	if !b.End.IsZero() {
		to = b.x(b.End)
	}
	switch b.State {
	case tocsin.PartClosed:
		rect(&s, "bar-closed", from, to)
	case tocsin.ReviewDue:
		rect(&s, "bar-past", from, to)
		rect(&s, "bar-held", to, max(b.x(b.Now), to))
	default:
		rect(&s, "bar-past", from, min(max(b.x(b.Now), from), to))
		rect(&s, "bar-run", max(from, min(b.x(b.Now), to)), to)
	}
	if !b.End.IsZero() {
		fmt.Fprintf(&s, `<path class="bar-end" d="M%.1f 4V20"/>`, to)
	}
	fmt.Fprintf(&s, `<path class="bar-now" d="M%.1f 1V23M%[1]f 1l-3 -1h6zM%.1f 23l-3 1h6z"/></svg>`, b.x(b.Now), b.x(b.Now))
	return template.HTML(s.String())
}

func rect(s *strings.Builder, class string, from, to float64) {
	if to > from {
		fmt.Fprintf(s, `<rect class="%s" x="%.1f" y="8" width="%.1f" height="8"/>`, class, from, to-from)
	}
}

// say is the bar in words.
func (b Bar) say() string {
	switch {
	case b.Whole:
		return b.Label
	case b.State == tocsin.PartClosed:
		return b.Label + "; closed"
	case b.End.IsZero():
		return b.Label
	case b.State == tocsin.ReviewDue:
		ended := "has ended"
		if !b.Now.After(b.End) { // told to the day: the day has begun
			ended = "may have ended"
		}
		return b.Label + "; the window " + ended + " and nobody has decided: the measures hold"
	}
	return b.Label + "; " + Span(b.End.Sub(b.Now)) + " left"
}
