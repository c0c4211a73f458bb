package console

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"tocsin"
	"tocsin/internal/desk"
)

// A waterfall is a score drawn from its first term to its total. The table beneath it says the same.
type waterfall struct{ tocsin.Waterfall }

// byOrigin is what the accounts of a weighing come to, with their origins numbered as they are heard
// and the records of each by their titles.
func byOrigin(w desk.Weighing) waterfall {
	titles := map[string]string{}
	for _, a := range w.Accounts {
		titles[a.Ref.ID] = a.Title
	}
	out, n := slices.Clone(w.Score), 0
	for i, t := range out {
		for kind, word := range map[string]string{"origin of ": "origin", "denied by ": "denial"} {
			if ref, ok := strings.CutPrefix(string(t.Name), kind); ok {
				n++
				out[i].Name, out[i].Why = tocsin.TermName(fmt.Sprintf("%s %d", word, n)), cmp.Or(titles[ref], "an account")+": "+t.Why
			}
		}
	}
	return waterfall{out}
}

// Sizes of the picture of a waterfall, in its own units.
const (
	fallWide = 460
	fallRow  = 22
	fallName = 120
)

// SVG draws one bar a term, each from where the one before ended, and the total last.
func (w waterfall) SVG() template.HTML {
	low, high, at := tocsin.Weight(0), tocsin.Weight(0), tocsin.Weight(0)
	for _, t := range w.Waterfall {
		at += t.Weight
		low, high = min(low, at), max(high, at)
	}
	scale := float64(fallWide-fallName-64) / float64(max(high-low, 1))
	x := func(v tocsin.Weight) float64 { return fallName + float64(v-low)*scale }
	rows := len(w.Waterfall) + 1
	var s strings.Builder
	fmt.Fprintf(&s, `<svg class="fall" viewBox="0 0 %d %d" role="img" aria-label="%s">`, fallWide, rows*fallRow+4, template.HTMLEscapeString(w.say()))
	fmt.Fprintf(&s, `<path class="fall-zero" d="M%.1f 0V%d"/>`, x(0), rows*fallRow)
	at = 0
	for i, t := range w.Waterfall {
		fallBar(&s, i, string(t.Name), x(at), x(at+t.Weight), t.Weight)
		at += t.Weight
	}
	fallBar(&s, rows-1, "total", x(0), x(at), at)
	s.WriteString(`</svg>`)
	return template.HTML(s.String())
}

// fallBar is one row: what it is called, the bar from one weight to another, and its weight.
func fallBar(s *strings.Builder, row int, name string, from, to float64, w tocsin.Weight) {
	class := "fall-up"
	switch {
	case name == "total":
		class = "fall-total"
	case w < 0:
		class = "fall-down"
	}
	y := row * fallRow
	fmt.Fprintf(s, `<text class="fall-name" x="0" y="%d">%s</text>`, y+15, template.HTMLEscapeString(strings.ReplaceAll(name, "_", " ")))
	fmt.Fprintf(s, `<rect class="%s" x="%.1f" y="%d" width="%.1f" height="12"/>`, class, min(from, to), y+4, max(max(from, to)-min(from, to), 1))
	fmt.Fprintf(s, `<text class="fall-name" x="%.1f" y="%d">%s</text>`, max(from, to)+6, y+15, template.HTMLEscapeString(w.String()))
}

func (w waterfall) say() string {
	return fmt.Sprintf("%d terms come to %s", len(w.Waterfall), w.Total())
}

// Percent is what the total says by itself, as a probability.
func (w waterfall) Percent() string { return percent(w.Probability()) }

func percent(p float64) string { return fmt.Sprintf("%.0f %%", 100*p) }
