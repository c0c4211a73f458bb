package strict

import (
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

func (r *run) sequence(n *Node, v reflect.Value, f *field) {
	if n.Kind != List {
		r.shape(n, "a list", v.Type(), f)
		return
	}
	out := reflect.MakeSlice(v.Type(), len(n.items), len(n.items))
	for i, item := range n.items {
		r.value(item, out.Index(i), nil)
	}
	v.Set(out)
}

func (r *run) mapping(n *Node, v reflect.Value, f *field) {
	if n.Kind != Mapping {
		r.shape(n, "a mapping", v.Type(), f)
		return
	}
	t := v.Type()
	out := reflect.MakeMapWithSize(t, len(n.items))
	for _, item := range n.items {
		key, value := reflect.New(t.Key()).Elem(), reflect.New(t.Elem()).Elem()
		r.key(item.key, key)
		r.value(item, value, nil)
		out.SetMapIndex(key, value)
	}
	v.Set(out)
}

// key decodes the key of a map. Quoted or not, it is text.
func (r *run) key(n *Node, v reflect.Value) {
	if text, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		r.text(n, v, text, nil)
		return
	}
	r.str(n, v, nil)
}

func (r *run) structure(n *Node, v reflect.Value, f *field) {
	t := v.Type()
	if n.Kind != Mapping {
		r.shape(n, "a mapping", t, f)
		return
	}
	p := planOf(t)
	guessed := map[string]bool{}
	for _, item := range n.items {
		fd := p.byName[item.key.Value]
		if fd == nil {
			guessed[r.unknown(item.key, n, p, noun(t, n))] = true
			continue
		}
		r.value(item, v.FieldByIndex(fd.index), fd)
	}
	for i := range p.fields {
		fd := &p.fields[i]
		if fd.required && !n.merged && n.fields[fd.name] == nil && !guessed[fd.name] {
			r.at(n, fmt.Sprintf("this %s has no `%s`", noun(t, n), fd.name), "write for example "+fd.line())
		}
	}
}

// unknown reports a key that the struct does not have and returns the one that was
// probably meant, "" if there is none.
func (r *run) unknown(key, mapping *Node, p *plan, noun string) string {
	if r.full() {
		r.more++
		return ""
	}
	free := slices.DeleteFunc(slices.Clone(p.names), func(name string) bool { return mapping.fields[name] != nil })
	message := fmt.Sprintf("unknown key %s in this %s", quoted(key.Value), noun)
	if guess, ok := Suggest(key.Value, free); ok {
		r.at(key, message, "did you mean `"+guess+"`?")
		return guess
	}
	r.at(key, message, "the keys here are: "+choices(p.names))
	return ""
}

// choices lists words for a hint.
func choices(words []string) string {
	const most = 24
	if len(words) > most {
		return strings.Join(words[:most], ", ") + fmt.Sprintf(" and %d more", len(words)-most)
	}
	return strings.Join(words, ", ")
}
