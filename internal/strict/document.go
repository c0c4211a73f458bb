package strict

import (
	"errors"
	"reflect"
)

// Document is a YAML file that was read. It remembers where everything stood, so that
// checks that come after decoding can point into the file.
type Document struct {
	File   string
	source []byte
	root   *Node
	limits Limits
}

// Root returns the value of the whole file; nil if the file could not be parsed.
func (d *Document) Root() *Node { return d.root }

// Pos returns the position of the value at a path of keys (string) and list places (int,
// from 0), for example Pos("events", 3, "at"). If there is no such value it returns the
// nearest thing around it, so that "missing" can be reported too.
func (d *Document) Pos(path ...any) Position {
	n, _ := d.find(path)
	if n == nil {
		return Position{d.File, 1, 1}
	}
	return n.Position()
}

// Problem returns a problem at the path, for checks that come after decoding.
func (d *Document) Problem(message, hint string, path ...any) Problem {
	at := d.Pos(path...)
	return Problem{
		File: at.File, Line: at.Line, Column: at.Column,
		Path: pathString(path), Message: message, Hint: hint,
	}
}

// Excerpt returns an error for a terminal: with lines of source if it holds problems of
// this file, as plain text otherwise.
func (d *Document) Excerpt(err error) string {
	if err == nil {
		return ""
	}
	if ps, ok := errors.AsType[Problems](err); ok {
		return ps.Excerpt(d.source)
	}
	if p, ok := errors.AsType[Problem](err); ok {
		return p.Excerpt(d.source)
	}
	return err.Error() + "\n"
}

// find returns the node at the path or the last one on the way, and whether it is the one.
func (d *Document) find(path []any) (*Node, bool) {
	n := d.root
	for _, step := range path {
		next := n.step(step)
		if next == nil {
			return n, false
		}
		n = next
	}
	return n, n != nil
}

func (n *Node) step(step any) *Node {
	if n == nil {
		return nil
	}
	v := reflect.ValueOf(step)
	switch {
	case v.Kind() == reflect.String:
		return n.fields[v.String()]
	case v.CanInt() && n.Kind == List && v.Int() >= 0 && v.Int() < int64(len(n.items)):
		return n.items[v.Int()]
	}
	return nil
}

func pathString(path []any) string {
	out := ""
	for _, step := range path {
		v := reflect.ValueOf(step)
		switch {
		case v.Kind() == reflect.String:
			out = joinPath(out, v.String())
		case v.CanInt():
			out += "[" + itoa(v.Int()) + "]"
		}
	}
	return out
}
