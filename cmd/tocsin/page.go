package main

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"tocsin"
)

// A page is what a command prints for a person: headings, items with a hanging mark, and grids.
type page struct {
	e     *env
	width int
	style style
	err   error // the first that occurred
}

func (e *env) page() *page {
	w, _ := e.width()
	return &page{e: e, width: min(w, 140), style: e.style()}
}

func (s *session) page() *page { return s.e.page() }

func (p *page) line(format string, args ...any) {
	p.e.mark()
	if _, err := fmt.Fprintf(p.e.out, strings.TrimRight(format, " ")+"\n", args...); err != nil && p.err == nil {
		p.err = err
	}
}

func (p *page) heading(format string, args ...any) {
	p.line("\n%s", p.style.bold(fmt.Sprintf(format, args...)))
}

// item prints a text wrapped behind a mark.
func (p *page) item(mark, text string) {
	n := utf8.RuneCountInString(mark) + 1
	for i, l := range wrap(text, max(24, min(p.width, 110)-n)) {
		if i == 0 {
			p.line("%s %s", mark, l)
			continue
		}
		p.line("%s%s", strings.Repeat(" ", n), l)
	}
}

// grid prints rows in columns, each cell wrapped, so that the whole fits the terminal. The first
// column is as wide as it needs.
func (p *page) grid(indent string, head []string, rows [][]string) {
	first := 0
	for _, r := range append([][]string{head}, rows...) {
		first = max(first, utf8.RuneCountInString(r[0]))
	}
	each := max(12, (p.width-len(indent)-first)/max(1, len(head)-1)-2)
	p.gridRow(indent, head, first, each, p.style.bold)
	for _, r := range rows {
		p.gridRow(indent, r, first, each, func(s string) string { return s })
	}
}

func (p *page) gridRow(indent string, cells []string, first, each int, paint func(string) string) {
	lines := [][]string{{cells[0]}}
	high := 1
	for _, c := range cells[1:] {
		w := wrap(c, each)
		lines, high = append(lines, w), max(high, len(w))
	}
	for i := range high {
		var row strings.Builder
		row.WriteString(indent)
		for j, l := range lines {
			cell, n := "", each
			if j == 0 {
				n = first
			}
			if i < len(l) {
				cell = l[i]
			}
			row.WriteString(pad(cell, n) + "  ")
		}
		p.line("%s", paint(strings.TrimRight(row.String(), " ")))
	}
}

// facetCell is one facet as a screen says it.
func facetCell(f tocsin.Facet) string {
	switch f.State {
	case tocsin.Stated:
		return f.Value
	case tocsin.Generalised:
		return f.Value + " (generalised)"
	case tocsin.Withheld:
		if f.Reason == "" {
			return "withheld"
		}
		return "withheld: " + string(f.Reason)
	}
	return "not held"
}

// facets prints the five as rows.
func (p *page) facets(indent string, f tocsin.Facets) {
	for n, v := range f.Normal().All() {
		text := facetCell(v)
		if len(v.Aliases) > 0 {
			text += "; also: " + strings.Join(v.Aliases, ", ")
		}
		p.item(indent+pad(string(n), 8), text)
	}
}

// facetLine is what is stated or generalised of five facets, on one line.
func facetLine(f tocsin.Facets) string {
	var parts []string
	for n, v := range f.Normal().All() {
		if v.State != tocsin.NotHeld {
			parts = append(parts, string(n)+": "+facetCell(v))
		}
	}
	if len(parts) == 0 {
		return "no facet held"
	}
	return strings.Join(parts, "; ")
}
