package casefile

import (
	"strings"

	"tocsin"
	"tocsin/internal/strict"
)

// A Window is written `2024-03-07..2024-03-09`, open to one side as `2024-03-07..`, as one time
// for both ends (`2024-03-08`: that whole day), or as a mapping.
type Window struct {
	From Instant `yaml:"from"`
	To   Instant `yaml:"to"`
}

// Example shows how it is written.
func (Window) Example() string { return "2024-03-07..2024-03-09" }

// Span is the window with its times resolved. Of nil it is the window of which nothing is known.
func (w *Window) Span() tocsin.Window {
	if w == nil {
		return tocsin.Window{}
	}
	return tocsin.Window{Start: w.From.When, End: w.To.When}
}

// UnmarshalYAMLNode reads the short form or the mapping.
func (w *Window) UnmarshalYAMLNode(n *strict.Node) error {
	switch n.Kind {
	case strict.Mapping:
		if err := n.Decode(w); err != nil {
			return err
		}
		if n.Get("from") == nil && n.Get("to") == nil {
			return n.Problem("this window has neither `from` nor `to`", "write at least one, or leave the window out")
		}
		return nil
	case strict.Scalar:
		return w.short(n)
	}
	return n.Problem("a window cannot be "+n.Kind.String(), "write `2024-03-07..2024-03-09`, or `{from: 2024-03-07, to: 2024-03-09}`")
}

func (w *Window) short(n *strict.Node) error {
	from, to, two := strings.Cut(n.Value, "..")
	from, to = strings.TrimSpace(from), strings.TrimSpace(to)
	if !two {
		to = from
	}
	if from == "" && to == "" {
		return n.Problem("this window has no ends", "write `2024-03-07..2024-03-09`")
	}
	if from == never || to == never {
		return n.Problem("a window does not begin or end with `never`", "leave that end out: `2024-03-07..`")
	}
	w.From, w.To = Instant{Text: from}, Instant{Text: to}
	for _, end := range []string{from, to} {
		if end == "" {
			continue
		}
		if err := badTime(n, end); err != nil {
			return err
		}
	}
	return nil
}
