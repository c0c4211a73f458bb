package dossier

import (
	"fmt"
	"html/template"
	"strings"

	"tocsin/internal/casefile"
)

// running sets what stands at the head of every printed page. A title is anyone's text: as a CSS
// string it is written letter by letter, so that nothing in it can end the string.
func running(c *casefile.Case) template.CSS {
	kind := "Tocsin dossier"
	if c.Exercise {
		kind = "Exercise: an invented case"
	}
	return template.CSS("@page { @top-left { content: " + cssString(c.Title) + " } @top-right { content: " + cssString(kind) + " } }")
}

// cssString is a text as a CSS string. Every character that is not an ASCII letter, a digit or a
// space is an escape (CSS Syntax 3, 4.3.7).
func cssString(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range strings.Join(strings.Fields(s), " ") {
		if r == ' ' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			b.WriteRune(r)
			continue
		}
		fmt.Fprintf(&b, "\\%06x ", r) // the space ends the escape, and is no part of the text
	}
	b.WriteByte('"')
	return b.String()
}
