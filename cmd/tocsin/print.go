package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"text/tabwriter"
	"unicode/utf8"

	"golang.org/x/term"
)

// json prints a value for programs.
func (e *env) json(v any) error {
	e.markOn(e.err)
	enc := json.NewEncoder(e.out)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// table prints rows under headings, cut to fit the terminal. A piped table is not cut.
func (e *env) table(head []string, rows [][]string) error {
	e.mark()
	width, isTerm := e.width()
	if isTerm {
		fit(head, rows, width)
	}
	w := tabwriter.NewWriter(e.out, 2, 8, 2, ' ', 0)
	fmt.Fprintln(w, strings.Join(head, "\t"))
	for _, r := range rows {
		fmt.Fprintln(w, strings.Join(r, "\t"))
	}
	return w.Flush()
}

// narrowest is how far a column is shortened.
const narrowest = 8

// fit shortens the widest columns, the last of equals first, until no row is wider than the
// terminal.
func fit(head []string, rows [][]string, width int) {
	all := append([][]string{head}, rows...)
	wide := make([]int, len(head))
	used := 0
	for i := range head {
		for _, r := range all {
			wide[i] = max(wide[i], utf8.RuneCountInString(r[i]))
		}
		used += wide[i] + 2
	}
	for used > width+1 {
		most := 0
		for i := range wide {
			if wide[i] >= wide[most] {
				most = i
			}
		}
		if wide[most] <= narrowest {
			return
		}
		wide[most]--
		used--
		for _, r := range all {
			r[most] = cut(r[most], wide[most])
		}
	}
}

func cut(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "…"
}

// width is the width to print to, and whether that is a terminal's.
func (e *env) width() (int, bool) { return width(e.out) }

func width(out io.Writer) (int, bool) {
	if n, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && n >= 40 {
		_, isTerm := terminal(out)
		return n, isTerm
	}
	if n, ok := terminal(out); ok {
		return n, true
	}
	return 120, false
}

func terminal(out io.Writer) (int, bool) {
	f, ok := out.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return 0, false
	}
	w, _, err := term.GetSize(int(f.Fd()))
	if err != nil || w < 40 {
		return 80, true
	}
	return w, true
}

// wrap breaks a text into lines of at most n characters, at spaces.
func wrap(s string, n int) []string {
	var lines []string
	for para := range strings.SplitSeq(s, "\n") {
		line := ""
		for word := range strings.FieldsSeq(para) {
			for utf8.RuneCountInString(word) > n {
				if line != "" {
					lines, line = append(lines, line), ""
				}
				lines = append(lines, string([]rune(word)[:n]))
				word = string([]rune(word)[n:])
			}
			switch {
			case line == "":
				line = word
			case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) <= n:
				line += " " + word
			default:
				lines, line = append(lines, line), word
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// pad fills a line with spaces to n characters.
func pad(s string, n int) string {
	return s + strings.Repeat(" ", max(0, n-utf8.RuneCountInString(s)))
}

// A style writes bold and dim on a terminal, and nothing but words elsewhere.
type style struct{ on bool }

func (e *env) style() style {
	_, isTerm := terminal(e.out)
	return style{on: isTerm && os.Getenv("NO_COLOR") == ""}
}

func (s style) bold(t string) string { return s.wrap("1", t) }
func (s style) dim(t string) string  { return s.wrap("2", t) }

func (s style) wrap(code, t string) string {
	if !s.on || t == "" {
		return t
	}
	return "\x1b[" + code + "m" + t + "\x1b[0m"
}
