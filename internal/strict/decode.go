package strict

import (
	"encoding"
	"errors"
	"reflect"
	"strings"
)

// value decodes a node into v. f is the struct field that v is, nil for anything else.
func (r *run) value(n *Node, v reflect.Value, f *field) {
	if n.Kind == refused {
		return
	}
	t := v.Type()
	switch {
	case t.Kind() == reflect.Pointer:
		if n.Kind == Null && !(f != nil && f.required) {
			return
		}
		to := reflect.New(t.Elem())
		r.value(n, to.Elem(), f)
		v.Set(to)
		return
	case t == nodeType:
		v.Set(reflect.ValueOf(*n))
		return
	case n.Kind == Null:
		if absent := kindOf(t) == wantList || kindOf(t) == wantMap; !absent || f != nil && f.required {
			r.null(n, t, f)
		}
		return
	}
	if hook, ok := v.Addr().Interface().(NodeUnmarshaler); ok && n.hooked != t {
		r.hook(n, hook, t, f)
		return
	}
	if text, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		r.text(n, v, text, f)
		return
	}
	r.plainValue(n, v, f)
}

func (r *run) plainValue(n *Node, v reflect.Value, f *field) {
	switch kindOf(v.Type()) {
	case wantText:
		r.str(n, v, f)
	case wantBool:
		r.boolean(n, v, f)
	case wantInt, wantUint:
		r.integer(n, v, f)
	case wantFloat:
		r.float(n, v, f)
	case wantList:
		r.sequence(n, v, f)
	case wantMap:
		r.mapping(n, v, f)
	case wantStruct:
		r.structure(n, v, f)
	}
}

// hook lets the type decode itself and reports what it says.
func (r *run) hook(n *Node, hook NodeUnmarshaler, t reflect.Type, f *field) {
	held := *n
	held.hooked, held.field = t, f
	err := hook.UnmarshalYAMLNode(&held)
	if err == nil {
		return
	}
	if ps, ok := errors.AsType[Problems](err); ok {
		for _, p := range ps {
			r.add(p)
		}
		return
	}
	if p, ok := errors.AsType[Problem](err); ok {
		r.add(p)
		return
	}
	r.at(n, subject(n)+": "+plain(err.Error(), 300), writeFor(n, t, f))
}

// null reports a key without a value.
func (r *run) null(n *Node, t reflect.Type, f *field) {
	optional := ""
	if f == nil || !f.required {
		optional = ", or delete the line"
	}
	word := strings.ToLower(n.Value)
	switch {
	case word == "null" && kindOf(t) == wantText:
		r.at(n, subject(n)+" is `"+n.Value+"`, which means that nothing is there",
			"put the word in quotes: "+written(n, `"`+n.Value+`"`)+optional)
	case example(t, f) != "":
		r.at(n, subject(n)+" is empty", writeFor(n, t, f)+optional)
	case kindOf(t) == wantText:
		r.at(n, subject(n)+" is empty", "write the text: "+written(n, "...")+optional)
	default:
		r.at(n, subject(n)+" is empty", "write its value"+optional)
	}
}

// writeFor is the hint that shows the value; "" if there is no example for it.
func writeFor(n *Node, t reflect.Type, f *field) string {
	if e := example(t, f); e != "" {
		return "write for example " + written(n, e)
	}
	return ""
}

// shape reports a list, a mapping or a single value where another is wanted.
func (r *run) shape(n *Node, must string, t reflect.Type, f *field) {
	message := subject(n) + " must be " + must + ", but it is " + found(n)
	if n.Kind == Scalar && must == "a list" && example(t, f) == "" {
		r.at(n, message, "write "+written(n, "["+plain(n.Value, 40)+"]"))
		return
	}
	hint := writeFor(n, t, f)
	switch {
	case n.parent == nil && kindOf(t) == wantStruct:
		hint = beginning(t)
	case hint != "":
	case must == "a list":
		hint = "begin each item on a line of its own with `- `"
	case must == "a mapping":
		hint = "write `key: value` lines below it, indented by two spaces"
	default:
		hint = "write it on one line: " + written(n, "...")
	}
	r.at(n, message, hint)
}
