package attention

import (
	"fmt"
	"strings"
)

// Sizes of the picture, in its own units: one is about a pixel on a desk.
const (
	wide      = 1060
	edge      = 28
	columns   = 4
	paneWide  = (wide - 2*edge - (columns-1)*paneGap) / columns
	paneGap   = 20
	plotHigh  = 92
	headroom  = 15 // of the plot, for the number on the highest level
	flowHigh  = 22 // for what came, and the same for what went
	rowHigh   = 20
	noteLine  = 17
	titleSize = 13
	boldSize  = 14.5 // bold letters are wider
	smallSize = 12
)

// Draw makes the picture of a sheet: the panels, and the table beneath. Screen readers get each panel as
// a sentence and the table as a table.
func Draw(s Sheet) []byte {
	d := &drawing{}
	lead := wrap(s.Lead, titleSize, wide-2*edge, 0)
	top := 78 + noteLine*len(lead)
	rows := (len(s.Panes) + columns - 1) / columns
	table := top + rows*s.paneHigh() + 10
	notes := s.notes()
	end := table + rowHigh*(len(s.Panes)+1) + 26 + noteLine*len(notes) + 18
	d.line(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="group" aria-labelledby="title desc">`, wide, end, wide, end)
	d.line(`<title id="title">%s</title>`, escape(s.Title))
	d.line(`<desc id="desc">%s</desc>`, escape(s.said()))
	d.line("%s", style)
	d.line(`<rect class="paper" width="%d" height="%d" rx="10"/>`, wide, end)
	d.line(`<rect class="edge" x="0.5" y="0.5" width="%d" height="%d" rx="10"/>`, wide-1, end-1)
	d.text(edge, 42, "h", cut(s.Title, 21, wide-2*edge))
	for i, line := range lead {
		d.text(edge, 66+noteLine*i, "m", line)
	}
	for i, p := range s.Panes {
		d.pane(s, p, edge+(i%columns)*(paneWide+paneGap), top+(i/columns)*s.paneHigh())
	}
	d.table(s, table)
	for i, line := range notes {
		d.text(edge, table+rowHigh*(len(s.Panes)+1)+26+noteLine*i, "ms", line)
	}
	d.line("</svg>")
	return d.Bytes()
}

// paneHigh is the height of a panel with the space beneath it.
func (s Sheet) paneHigh() int {
	high := 34 + 8 + plotHigh + 40
	if s.flows() {
		high += 2*flowHigh + 16
	}
	return high
}

// said is the sheet in words.
func (s Sheet) said() string {
	var b strings.Builder
	b.WriteString(s.Lead)
	for _, p := range s.Panes {
		b.WriteString(" " + s.tell(p))
	}
	return strings.TrimSpace(b.String() + " The table beneath has every number.")
}

// tell is one panel in a sentence.
func (s Sheet) tell(p Pane) string {
	if len(p.Levels) == 0 {
		return p.Title + ": nothing."
	}
	last := len(p.Levels) - 1
	words := ""
	if p.Words != "" {
		words = ", " + p.Words
	}
	t := fmt.Sprintf("%s%s: %d %s %s, %d %s", p.Title, words, p.Levels[0], s.Unit, s.when(s.Steps[0]), p.Levels[last], s.when(s.Steps[last]))
	if p.In != nil {
		t += fmt.Sprintf("; %d came and %d went", total(p.In), total(p.Out))
	}
	return t + "."
}

// pane draws one panel with its left upper corner at x, y.
func (d *drawing) pane(s Sheet, p Pane, x, y int) {
	d.line(`<g role="img" aria-label="%s">`, escape(s.tell(p)))
	for i, line := range wrap(p.Title, boldSize, paneWide, 2) {
		d.text(x, y+noteLine*i, "b", line)
	}
	d.text(x, y+34, "ms", cut(p.Words, smallSize, paneWide))
	d.levels(s, p, x, y+34+8)
	if p.In != nil {
		d.flows(s, p, x, y+34+8+plotHigh+16)
	}
	d.line("</g>")
}

// levels draws the ends of the steps as a stepped area, on the scale that all panels share.
func (d *drawing) levels(s Sheet, p Pane, x, y int) {
	high := max(1, s.high())
	base := y + plotHigh
	d.line(`<path class="grid" d="M%d %dH%dM%d %dH%d"/>`, x, base, x+paneWide, x, y+headroom, x+paneWide)
	if len(p.Levels) == 0 {
		return
	}
	var path strings.Builder
	for i, n := range p.Levels {
		top := base - tall(n, high)
		if i == 0 {
			fmt.Fprintf(&path, "M%d %d", x, top)
		} else {
			fmt.Fprintf(&path, "V%d", top)
		}
		fmt.Fprintf(&path, "H%d", x+(i+1)*paneWide/len(p.Levels))
	}
	d.line(`<path class="area" d="%sV%dH%dZ"/>`, path.String(), base, x)
	d.line(`<path class="level" d="%s"/>`, path.String())
	last := p.Levels[len(p.Levels)-1]
	d.text(x+paneWide, base-tall(last, high)-4, "rb", fmt.Sprint(last))
	d.text(x, base+13, "ms", s.Steps[0].Short)
	d.text(x+paneWide, base+13, "rm", s.Steps[len(s.Steps)-1].Short)
}

// tall is the height of a level.
func tall(n, high int) int { return n * (plotHigh - headroom) / high }

// flows draws what came as filled bars upwards and what went as open bars downwards, on the scale that
// all panels share.
func (d *drawing) flows(s Sheet, p Pane, x, y int) {
	most := max(1, s.busiest())
	base := y + flowHigh
	d.line(`<path class="grid" d="M%d %dH%d"/>`, x, base, x+paneWide)
	for i := range p.In {
		left := x + i*paneWide/len(p.In) + 2
		w := paneWide/len(p.In) - 5
		if n := bar(p.In[i], most); n > 0 {
			d.line(`<rect class="in" x="%d" y="%d" width="%d" height="%d"/>`, left, base-n, w, n)
		}
		if n := bar(p.Out[i], most); n > 0 {
			d.line(`<rect class="out" x="%d" y="%d" width="%d" height="%d"/>`, left, base, w, n)
		}
	}
	d.text(x, base+flowHigh+13, "ms", fmt.Sprintf("in %d, out %d", total(p.In), total(p.Out)))
}

// bar is the height of a bar; what is not nothing is seen.
func bar(n, most int) int {
	if n == 0 {
		return 0
	}
	return max(1, n*flowHigh/most)
}

// table writes every number of the panels.
func (d *drawing) table(s Sheet, y int) {
	const nameWide = 300
	flows, name := 0, s.Unit+" at the end of"
	if s.flows() {
		flows = 2
	}
	if s.Of {
		name = s.Unit + " in"
	}
	room := wide - 2*edge - nameWide
	step := room / max(1, len(s.Steps)+flows)
	d.line(`<g role="table" aria-label="%s">`, escape("Every number of the panels, in "+s.Unit))
	head := make([]string, 0, len(s.Steps)+flows)
	for _, x := range s.Steps {
		head = append(head, x.Short)
	}
	if flows > 0 {
		head = append(head, "in", "out")
	}
	d.row(y, step, "columnheader", "ms", "rm", name, head)
	d.line(`<path class="grid" d="M%d %dH%d"/>`, edge, y+6, wide-edge)
	for i, p := range s.Panes {
		var cells []string
		for _, n := range p.Levels {
			cells = append(cells, fmt.Sprint(n))
		}
		switch {
		case p.In != nil:
			cells = append(cells, fmt.Sprint(total(p.In)), fmt.Sprint(total(p.Out)))
		case flows > 0:
			cells = append(cells, "", "")
		}
		d.row(y+rowHigh*(i+1), step, "cell", "s", "r", cut(p.Title, smallSize, nameWide), cells)
	}
	d.line("</g>")
}

func (d *drawing) row(y, step int, role, name, class, title string, cells []string) {
	d.line(`<g role="row">`)
	first := "rowheader"
	if role == "columnheader" {
		first = role
	}
	d.line(`<text x="%d" y="%d" class=%q role=%q>%s</text>`, edge, y, name, first, escape(title))
	for i, c := range cells {
		d.line(`<text x="%d" y="%d" class=%q role=%q>%s</text>`, wide-edge-(len(cells)-1-i)*step, y, class, role, escape(c))
	}
	d.line("</g>")
}

// notes are the notes as lines, with how to read the panels first.
func (s Sheet) notes() []string {
	how := []string{fmt.Sprintf("All panels have one scale: the upper line is %d %s.", s.high(), s.Unit)}
	if s.flows() {
		how = append(how, fmt.Sprintf("Filled bars: came in the step; open bars: went; the longest is %d.", s.busiest()))
	}
	for _, x := range s.Steps {
		if x.Cut {
			how = append(how, fmt.Sprintf("%s ends on %s.", x.Short, x.Period.Last()))
		}
	}
	var out []string
	for _, n := range append([]string{strings.Join(how, " ")}, s.Notes...) {
		out = append(out, wrap(n, smallSize, wide-2*edge, 0)...)
	}
	return out
}

func total(list []int) int {
	n := 0
	for _, x := range list {
		n += x
	}
	return n
}
