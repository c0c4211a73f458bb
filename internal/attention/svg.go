package attention

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"unicode"
)

// A drawing is an SVG as it is written: no script, nothing from elsewhere, the same bytes for the same
// sheet.
type drawing struct {
	bytes.Buffer
}

func (d *drawing) line(format string, args ...any) {
	fmt.Fprintf(d, format+"\n", args...)
}

// text writes a text at a place; class may be empty.
func (d *drawing) text(x, y int, class, s string) {
	if class != "" {
		class = fmt.Sprintf(" class=%q", class)
	}
	d.line(`<text x="%d" y="%d"%s>%s</text>`, x, y, class, escape(s))
}

// escape makes a text safe between tags and in attributes.
func escape(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s)) // a buffer does not fail
	return b.String()
}

// style is ink on paper, and the reverse where the reader's screen is dark. Colours are written out
// and not as variables, which not every program that shows an SVG knows. Nothing is told by colour
// alone.
const style = `<style>
text{fill:#1d2229;font:13px system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif;font-variant-numeric:tabular-nums}
.h{font-size:21px;font-weight:700}.b{font-weight:650}.s,.ms,.r,.rm,.rb{font-size:12px}.r,.rm,.rb{text-anchor:end}.rb{font-weight:650}
.m,.ms,.rm{fill:#565f6b}.paper{fill:#fbfaf6}.edge,.grid{fill:none;stroke:#cfccc2}.area{fill:#d5e1ef}.level{fill:none;stroke:#1a4f8f;stroke-width:1.8}
.in{fill:#1d2229;stroke:#1d2229}.out{fill:#fbfaf6;stroke:#1d2229}
@media (prefers-color-scheme:dark){text{fill:#e9edf0}.m,.ms,.rm{fill:#aab5be}.paper{fill:#14181c}.edge,.grid{stroke:#424c55}.area{fill:#22384e}.level{stroke:#86c0f5}.in{fill:#e9edf0;stroke:#e9edf0}.out{fill:#14181c;stroke:#e9edf0}}
</style>`

// width estimates how wide a text is at a size, in a sans-serif of any system: rather too wide.
func width(s string, size float64) float64 {
	w := 0.0
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Mn, r):
		case strings.ContainsRune("ilj.,:;'| tfr()", r):
			w += 0.38
		case strings.ContainsRune("mwMW%‰", r):
			w += 0.95
		case unicode.IsUpper(r) || r > 0x24f:
			w += 0.72
		default:
			w += 0.58
		}
	}
	return w * size
}

// wrap breaks a text at its blanks into at most so many lines of a width. What does not fit is cut, with
// an ellipsis; most 0 is no limit.
func wrap(s string, size, room float64, most int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(s) {
		next := strings.TrimSpace(line + " " + word)
		if line != "" && width(next, size) > room {
			lines, line = append(lines, line), word
		} else {
			line = next
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	for i := range lines {
		lines[i] = cut(lines[i], size, room)
	}
	if most > 0 && len(lines) > most {
		lines = append(lines[:most-1], cut(strings.Join(lines[most-1:], " "), size, room))
	}
	return lines
}

// cut shortens a text to a width.
func cut(s string, size, room float64) string {
	if width(s, size) <= room {
		return s
	}
	r := []rune(s)
	for len(r) > 1 && width(string(r)+"…", size) > room {
		r = r[:len(r)-1]
	}
	return strings.TrimRight(string(r), " ,.;:-") + "…"
}
