// Package strict decodes JSON and YAML that somebody else wrote, and says what is wrong
// in words that a tired person can act on: where it is, what it is, what to write instead.
//
// [YAML] is for files that people write by hand: it collects every problem before it
// answers, keeps the text of each scalar as it stands in the source, and remembers
// positions for the checks that come later. [JSON] is for messages between machines: it
// stops at the first fault. Both bound size, depth and time, and neither panics on input.
package strict

import "reflect"

// Limits bound what one YAML file may cost. A zero field means the default.
type Limits struct {
	Bytes    int // size of the file; default 4 MiB
	Depth    int // lists and mappings inside each other; default 32
	Nodes    int // values, keys, lists and mappings together; default 200 000
	Scalar   int // bytes of one value; default 256 KiB
	Problems int // problems that are listed before the rest is only counted; default 50
}

// Option changes how [YAML] reads.
type Option func(*Limits)

// WithLimits sets the limits that are not zero in l.
func WithLimits(l Limits) Option {
	return func(to *Limits) { to.merge(l) }
}

func (l *Limits) merge(with Limits) {
	set := func(to *int, n int) {
		if n > 0 {
			*to = n
		}
	}
	set(&l.Bytes, with.Bytes)
	set(&l.Depth, with.Depth)
	set(&l.Nodes, with.Nodes)
	set(&l.Scalar, with.Scalar)
	set(&l.Problems, with.Problems)
}

func limits(opt []Option) Limits {
	l := Limits{Bytes: 4 << 20, Depth: 32, Nodes: 200_000, Scalar: 256 << 10, Problems: 50}
	for _, o := range opt {
		o(&l)
	}
	return l
}

// YAML decodes the one document in data into the value that into points to. What the
// input gets wrong comes back as [Problems]; any other error means that the Go type
// cannot be decoded into. file is only used to name the file in messages.
//
// Struct fields are taken by their tag; a field without one is not read:
//
//	At    Instant `yaml:"at,required" example:"2024-03-07"`
//	Place *Place  `yaml:"place"`
//	Common        `yaml:",inline"`
//
// Values that the file leaves out keep what into held before. After an error into is
// partly filled and only good for further checks. The Document is never nil.
func YAML(file string, data []byte, into any, opt ...Option) (*Document, error) {
	doc := &Document{File: file, source: trimBOM(data), limits: limits(opt)}
	target, err := target(into)
	if err != nil {
		return doc, err
	}
	r := newRun(doc)
	if p, bad := doc.screen(); bad {
		r.add(p)
		return doc, r.err()
	}
	parsed, p, bad := doc.parse()
	if bad {
		r.add(p)
		return doc, r.err()
	}
	if parsed == nil {
		r.add(doc.empty(target.Type()))
		return doc, r.err()
	}
	t := &tree{run: r}
	doc.root = t.grow(parsed, &Node{doc: doc}, 1)
	if t.full {
		return doc, r.err()
	}
	r.value(doc.root, target, nil)
	return doc, r.err()
}

// run collects the problems of one decoding.
type run struct {
	doc  *Document
	list Problems
	more int // problems beyond the limit
}

func newRun(doc *Document) *run { return &run{doc: doc} }

func (r *run) add(p Problem) {
	if r.full() {
		r.more++
		return
	}
	r.list = append(r.list, p)
}

// full tells that further problems are only counted.
func (r *run) full() bool { return len(r.list) >= r.doc.limits.Problems }

func (r *run) at(n *Node, message, hint string) { r.add(n.Problem(message, hint)) }

func (r *run) err() error {
	if len(r.list) == 0 {
		return nil
	}
	list := r.list.tidy()
	if r.more > 0 {
		list = append(list, Problem{
			File:    r.doc.File,
			Message: "there are " + count(r.more, "more problem", "more problems"),
			Hint:    "mend these first",
		})
	}
	return list
}

// target returns the settable value behind into, or why it cannot be decoded into.
func target(into any) (reflect.Value, error) {
	v := reflect.ValueOf(into)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return v, typeError(v.Kind().String(), "a pointer that is not nil is needed")
	}
	return v.Elem(), decodable(v.Type().Elem())
}
