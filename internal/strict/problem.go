package strict

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Position is a place in a file. Line and Column count from 1; Column counts characters,
// not bytes. A Line of 0 means the file as a whole.
type Position struct {
	File         string
	Line, Column int
}

// String returns file:line:column, as compilers write it.
func (p Position) String() string {
	switch {
	case p.Line == 0:
		return p.File
	case p.File == "":
		return fmt.Sprintf("%d:%d", p.Line, p.Column)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// Problem is one thing that is wrong with a file.
type Problem struct {
	File         string
	Line, Column int
	Path         string // where in the structure: events[3].at, items counted from 0
	Message      string // what is wrong
	Hint         string // what to write instead; may be empty
}

// Position returns where the problem is.
func (p Problem) Position() Position { return Position{p.File, p.Line, p.Column} }

// Error returns "file:line:col: message; hint" on one line.
func (p Problem) Error() string {
	var b strings.Builder
	if at := p.Position().String(); at != "" {
		b.WriteString(at + ": ")
	}
	b.WriteString(p.Message)
	if p.Hint != "" {
		b.WriteString("; " + p.Hint)
	}
	return b.String()
}

// Problems is everything that is wrong with one or more files. As an error it is in the
// order of the files, with nothing said twice.
type Problems []Problem

// Error returns one problem a line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap lets errors.As find each Problem.
func (ps Problems) Unwrap() []error {
	errs := make([]error, len(ps))
	for i, p := range ps {
		errs[i] = p
	}
	return errs
}

// Err returns the problems as a sorted error without repetitions, or nil if there are none.
func (ps Problems) Err() error {
	if len(ps) == 0 {
		return nil
	}
	return ps.tidy()
}

func (ps Problems) tidy() Problems {
	out := slices.Clone(ps)
	slices.SortStableFunc(out, func(a, b Problem) int {
		return cmp.Or(
			cmp.Compare(a.File, b.File),
			compareLine(a.Line, b.Line),
			cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Message, b.Message),
			cmp.Compare(a.Hint, b.Hint),
		)
	})
	return slices.CompactFunc(out, func(a, b Problem) bool {
		a.Path, b.Path = "", ""
		return a == b
	})
}

// compareLine puts what concerns the file as a whole (line 0) behind the rest.
func compareLine(a, b int) int {
	if (a == 0) != (b == 0) {
		return cmp.Compare(b, a)
	}
	return cmp.Compare(a, b)
}
