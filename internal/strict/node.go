package strict

import (
	"reflect"
	"strconv"
	"unicode"
)

// Kind is the shape of a [Node].
type Kind int

// The shapes. Null is a key without a value, ~ or null.
const (
	Null Kind = iota
	Scalar
	List
	Mapping
	refused // an alias and the like: reported, not decoded
)

// String returns the shape in the words of the messages.
func (k Kind) String() string {
	return [...]string{"empty", "a single value", "a list", "a mapping", "refused"}[k]
}

// Node is one value of a YAML file, as the source has it. It is read-only.
type Node struct {
	Kind         Kind
	Value        string // of a Scalar: its text, without quotes
	Quoted       bool   // the scalar was quoted or a block of text, so it can only be text
	Line, Column int    // where the value begins, from 1

	doc    *Document
	parent *Node
	key    *Node // the key that this is the value of; a key itself has itself
	index  int   // the place in the parent, from 0
	items  []*Node
	fields map[string]*Node
	merged bool         // it had a merge key, so that what is missing may be there
	hooked reflect.Type // the type whose hook holds this copy
	field  *field       // what the hook's field says about itself
}

// NodeUnmarshaler is implemented by types that decide themselves how a node becomes a
// value, for example an instant written as `2024-03-07` or as a mapping. The error may be
// a [Problem] or [Problems]; any other is reported at the node. A null never reaches it.
type NodeUnmarshaler interface {
	UnmarshalYAMLNode(n *Node) error
}

// Items returns the items of a List, or the values of a Mapping in the order of the source.
func (n *Node) Items() []*Node { return n.items }

// Get returns the value under the key of a Mapping, nil if it is not there.
func (n *Node) Get(key string) *Node { return n.fields[key] }

// Key returns the key that this is the value of, "" for a list item and the whole file.
func (n *Node) Key() string {
	if n.key == nil {
		return ""
	}
	return n.key.Value
}

// Decode decodes the node into the value that into points to, with all the checks of
// [YAML]. Inside the hook of a type, decoding the same node into that type does not call
// the hook again.
func (n *Node) Decode(into any) error {
	v, err := target(into)
	if err != nil {
		return err
	}
	r := newRun(n.doc)
	r.value(n, v, n.field)
	return r.err()
}

// Problem returns a problem at this node.
func (n *Node) Problem(message, hint string) Problem {
	at := n.Position()
	return Problem{
		File: at.File, Line: at.Line, Column: at.Column,
		Path: n.Path(), Message: message, Hint: hint,
	}
}

// Position returns where a person looks for the node: a single value itself, a list or
// mapping at its key.
func (n *Node) Position() Position {
	at := n
	if n.key != nil && n.Kind != Scalar && n.Kind != refused {
		at = n.key
	}
	return Position{n.doc.File, at.Line, at.Column}
}

// Path returns the place in the structure, for example events[3].at; "" is the whole file.
func (n *Node) Path() string {
	switch {
	case n.parent == nil:
		return ""
	case n.key == nil:
		return n.parent.Path() + "[" + strconv.Itoa(n.index) + "]"
	}
	return joinPath(n.parent.Path(), n.key.Value)
}

func joinPath(parent, key string) string {
	switch {
	case !simple(key):
		return parent + "[" + strconv.Quote(plain(key, 60)) + "]"
	case parent == "":
		return key
	}
	return parent + "." + key
}

// simple tells keys that need no quotes in a path.
func simple(key string) bool {
	for _, r := range key {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' && r != '-' {
			return false
		}
	}
	return key != "" && len(key) <= 60
}
