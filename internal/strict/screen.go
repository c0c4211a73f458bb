package strict

import (
	"bytes"
	"fmt"
	"reflect"
	"unicode"
	"unicode/utf8"
)

func trimBOM(data []byte) []byte { return bytes.TrimPrefix(data, []byte("\ufeff")) }

// screen refuses what must not reach the YAML parser at all: too much, not text, or built
// so that the parser and a reader in an editor would see different lines.
func (d *Document) screen() (Problem, bool) {
	src := d.source
	switch {
	case len(src) > d.limits.Bytes:
		return d.problem(1, 1, "the file is "+size(len(src))+", more than the limit of "+size(d.limits.Bytes),
			"split it into several files"), true
	case bytes.HasPrefix(src, []byte("\xff\xfe")) || bytes.HasPrefix(src, []byte("\xfe\xff")):
		return d.problem(1, 1, "the file is in UTF-16", "save it as UTF-8"), true
	}
	if p, bad := d.characters(); bad {
		return p, true
	}
	if d.separators() > 2*d.limits.Nodes {
		return d.tooMany(1, 1), true
	}
	return d.directive()
}

func (d *Document) tooMany(line, column int) Problem {
	return d.problem(line, column, fmt.Sprintf("the file holds too many values; the limit is %d", d.limits.Nodes),
		"split it into several files")
}

// characters refuses bytes that are not UTF-8, control characters, and line breaks that
// YAML obeys but an editor does not show.
func (d *Document) characters() (Problem, bool) {
	line, column := 1, 1
	for i, width := 0, 0; i < len(d.source); i += width {
		var r rune
		r, width = utf8.DecodeRune(d.source[i:])
		message, hint := badRune(r, width)
		if r == '\r' && bytes.HasPrefix(d.source[i:], []byte("\r\n")) {
			message = ""
		}
		if message != "" {
			return d.problem(line, column, message, hint), true
		}
		column++
		if r == '\n' {
			line, column = line+1, 1
		}
	}
	return Problem{}, false
}

func badRune(r rune, width int) (message, hint string) {
	switch {
	case r == utf8.RuneError && width <= 1:
		return "this is not UTF-8 text", "save the file as UTF-8"
	case r == '\n' || r == '\t':
		return "", ""
	case r == '\r' || r == '\u0085' || r == '\u2028' || r == '\u2029':
		return fmt.Sprintf("there is an invisible line break here (U+%04X)", r),
			"delete it and press Enter instead, or write a space"
	case unicode.IsControl(r) || r == '\ufffe' || r == '\uffff':
		return fmt.Sprintf("there is a control character here (U+%04X)", r), "delete it"
	}
	return "", ""
}

// separators counts what could begin a value. The parser needs hundreds of bytes for each
// value, so that a file of nothing but commas must be stopped before it.
func (d *Document) separators() int {
	n := 0
	for i, c := range d.source {
		switch c {
		case '\n', ',', '[', '{':
			n++
		case '-', '?', ':':
			if i+1 < len(d.source) && (d.source[i+1] == ' ' || d.source[i+1] == '\t') {
				n++
			}
		}
	}
	return n
}

// directive refuses %TAG and %YAML lines: nothing we read needs them, and the parser takes
// quadratic time over many of them.
func (d *Document) directive() (Problem, bool) {
	number := 0
	for line := range bytes.Lines(d.source) {
		number++
		for _, word := range []string{"%TAG", "%YAML"} {
			if bytes.HasPrefix(line, []byte(word)) {
				return d.problem(number, 1, "lines that begin with "+word+" are not accepted", "delete the line"), true
			}
		}
	}
	return Problem{}, false
}

// empty is the problem of a file with nothing but comments in it.
func (d *Document) empty(t reflect.Type) Problem {
	return d.problem(1, 1, "the file is empty", beginning(t))
}

// beginning is the hint how a file of this type begins.
func beginning(t reflect.Type) string {
	if t.Kind() != reflect.Struct || opaque(t) {
		return ""
	}
	f := planOf(t).sample()
	if f == nil {
		return ""
	}
	return "begin it with for example " + f.line()
}

func (d *Document) problem(line, column int, message, hint string) Problem {
	return Problem{File: d.File, Line: line, Column: column, Message: message, Hint: hint}
}
