package strict

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// excerptWidth is how many terminal columns of a source line are shown.
const excerptWidth = 100

// Excerpt returns the problem for a terminal: the message, then the line of source with a
// caret under the place. What a terminal would obey (control characters, changes of
// writing direction) is shown as a replacement character.
func (p Problem) Excerpt(source []byte) string {
	head := p.Error() + "\n"
	line, ok := sourceLine(trimBOM(source), p.Line)
	if !ok {
		return head
	}
	text, indent := window(line, p.Column)
	gutter := fmt.Sprintf("%5d", p.Line)
	return head + strings.TrimRight(gutter+" | "+text, " ") + "\n" +
		strings.Repeat(" ", len(gutter)) + " | " + strings.Repeat(" ", indent) + "^\n"
}

// Excerpt returns every problem with its line of source. All must be of the same file.
func (ps Problems) Excerpt(source []byte) string {
	var b strings.Builder
	for _, p := range ps {
		b.WriteString(p.Excerpt(source))
	}
	return b.String()
}

// sourceLine returns the text of the line numbered from 1, without its end.
func sourceLine(source []byte, number int) (string, bool) {
	if number < 1 {
		return "", false
	}
	for ; number > 1; number-- {
		_, rest, ok := bytes.Cut(source, []byte("\n"))
		if !ok {
			return "", false
		}
		source = rest
	}
	line, _, _ := bytes.Cut(source, []byte("\n"))
	return string(bytes.TrimSuffix(line, []byte("\r"))), true
}

// window returns the part of the line that surrounds the column, and how many terminal
// columns stand before it there.
func window(line string, column int) (string, int) {
	var cells []string
	var widths []int
	skipped := 0 // characters far before the column
	for _, r := range line {
		if skipped < column-2*excerptWidth {
			skipped++
			continue
		}
		if len(cells) > 3*excerptWidth {
			break
		}
		text, w := cell(r)
		cells, widths = append(cells, text), append(widths, w)
	}
	caret := min(max(column-1-skipped, 0), len(cells))
	from, before := caret, 0
	for from > 0 && before+widths[from-1] <= excerptWidth*2/3 {
		from--
		before += widths[from]
	}
	to, total := caret, before
	for to < len(cells) && total+widths[to] <= excerptWidth {
		total += widths[to]
		to++
	}
	text := strings.Join(cells[from:to], "")
	if from+skipped > 0 {
		text, before = "… "+text, before+2
	}
	if to < len(cells) {
		text += " …"
	}
	return text, before
}

// cell returns how a character is shown in a terminal and how many columns it takes.
func cell(r rune) (string, int) {
	switch {
	case r == '\t':
		return "    ", 4
	case unicode.In(r, unicode.Mn, unicode.Me):
		return string(r), 0
	case hidden(r):
		return string(utf8.RuneError), 1
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return string(r), 2
	}
	return string(r), 1
}

// hidden tells characters that cannot be seen or that a terminal would obey.
func hidden(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co) || r == utf8.RuneError
}
