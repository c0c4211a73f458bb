package cap

import (
	"fmt"
	"slices"
	"strings"
)

// A Grade is how much a finding weighs.
type Grade string

const (
	Fatal  Grade = "fatal"  // nothing could be read
	Breach Grade = "error"  // it breaks CAP 1.2 or its schema; the strict reader refuses it
	Advice Grade = "advice" // CAP allows it, and receivers will be misled or will not show it
)

// A Finding is one thing that is wrong with a message: where, what, which clause, what to do.
type Finding struct {
	Rule   string `json:"rule"`             // stable code: see [Rules]
	Clause string `json:"clause"`           // where the standard says so
	Grade  Grade  `json:"grade"`            //
	Path   string `json:"path,omitempty"`   // alert/info[1]/area[2]/polygon[1]
	Line   int    `json:"line,omitempty"`   // 1 is the first; 0: not from a file
	Column int    `json:"column,omitempty"` // in bytes
	What   string `json:"what"`
	Do     string `json:"do"`
}

func (f Finding) String() string {
	where := f.Path
	if f.Line > 0 {
		where = fmt.Sprintf("%d:%d: %s", f.Line, f.Column, f.Path)
	}
	return strings.TrimPrefix(fmt.Sprintf("%s: %s: %s: %s (%s, %s)", where, f.Grade, f.What, f.Do, f.Rule, f.Clause), ": ")
}

// Findings are all that is wrong with one message.
type Findings []Finding

// Breaks reports whether one of them is more than advice.
func (l Findings) Breaks() bool {
	return slices.ContainsFunc(l, func(f Finding) bool { return f.Grade != Advice })
}

// Has reports whether a rule is among them.
func (l Findings) Has(rule string) bool {
	return slices.ContainsFunc(l, func(f Finding) bool { return f.Rule == rule })
}

// mostFindings bounds the list: a hostile file must not make a long one.
const mostFindings = 200

// add appends a finding of a rule.
func (l *Findings) add(rule, path, do, what string, args ...any) {
	r, ok := rules[rule]
	if !ok {
		panic("cap: no rule " + rule)
	}
	l.take(Finding{Rule: rule, Clause: r.Clause, Grade: r.Grade, Path: path, What: fmt.Sprintf(what, args...), Do: do})
}

// take appends a finding while there is room. Advice cannot use up the room of what is worse.
func (l *Findings) take(f Finding) {
	if room := mostFindings; len(*l) < room || f.Grade != Advice && len(*l) < 2*room {
		*l = append(*l, f)
	}
}

// An InvalidError says why a message was refused.
type InvalidError struct{ Findings Findings }

func (e *InvalidError) Error() string {
	var first string
	n := 0
	for _, f := range e.Findings {
		if f.Grade != Advice {
			if n++; n == 1 {
				first = f.String()
			}
		}
	}
	switch n {
	case 0:
		return "the message is not fit to be written"
	case 1:
		return first
	}
	return fmt.Sprintf("%s; and %d more", first, n-1)
}
