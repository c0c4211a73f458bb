package strict

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"unicode"
)

// walker goes over the tokens of valid JSON before it is decoded, beside the Go type.
type walker struct {
	data  []byte
	dec   *json.Decoder
	stack []frame
}

// frame is an object or an array that is open.
type frame struct {
	typ    reflect.Type // what it is decoded into; nil if any names are fine
	object bool
	seen   map[string]string // folded names of the object, and as they were first written
	inName bool              // the next token is a name or the end
	name   string            // the name whose value comes next
	index  int               // the place in the array
}

// walk refuses repeated and unknown names and nesting that is too deep. Only the walk can
// say where they are: encoding/json does not see the first two or tells no place.
func walk(data []byte, into any) *Fault {
	t := reflect.TypeOf(into)
	if t == nil || t.Kind() != reflect.Pointer {
		return &Fault{Message: "strict: a pointer is needed"}
	}
	w := newWalker(data)
	return w.each(t.Elem(), func(token json.Token, begin int64, typ reflect.Type) *Fault {
		if token == nil && len(w.stack) == 0 && !nullable(t.Elem()) {
			return fault(data, begin, "", "null instead of a value")
		}
		return nil
	})
}

func newWalker(data []byte) *walker {
	w := &walker{data: data, dec: json.NewDecoder(bytes.NewReader(data))}
	w.dec.UseNumber()
	return w
}

// each visits the tokens with the offset where they begin and the type of the value that
// begins there, nil if any is fine. The first fault ends it.
func (w *walker) each(typ reflect.Type, visit func(json.Token, int64, reflect.Type) *Fault) *Fault {
	for {
		begin := w.begin()
		token, err := w.dec.Token()
		if err != nil {
			return nil // the end: the syntax was checked before
		}
		if f := visit(token, begin, typ); f != nil {
			return f
		}
		if f := w.token(token, begin, typ); f != nil {
			return f
		}
		typ = w.next()
	}
}

// nullable tells types that have a value for null.
func nullable(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Map, reflect.Slice, reflect.Interface:
		return true
	}
	return jsonTarget(t) == nil
}

// begin is the offset where the next token begins.
func (w *walker) begin() int64 {
	at := w.dec.InputOffset()
	for at < int64(len(w.data)) {
		switch w.data[at] {
		case ' ', '\t', '\r', '\n', ',', ':':
			at++
			continue
		}
		break
	}
	return at
}

func (w *walker) top() *frame {
	if len(w.stack) == 0 {
		return nil
	}
	return &w.stack[len(w.stack)-1]
}

// next is the type of the value that comes next.
func (w *walker) next() reflect.Type {
	top := w.top()
	if top == nil || top.typ == nil || top.inName {
		return nil
	}
	switch {
	case !top.object && (top.typ.Kind() == reflect.Slice || top.typ.Kind() == reflect.Array):
		return top.typ.Elem()
	case top.object && top.typ.Kind() == reflect.Map:
		return top.typ.Elem()
	case top.object && top.typ.Kind() == reflect.Struct:
		return jsonFields(top.typ)[top.name]
	}
	return nil
}

func (w *walker) token(token json.Token, begin int64, typ reflect.Type) *Fault {
	top := w.top()
	switch d, _ := token.(json.Delim); {
	case d == '{' || d == '[':
		if len(w.stack) >= jsonDepth {
			return fault(w.data, begin, w.path(), fmt.Sprintf("nested more than %d deep", jsonDepth))
		}
		w.stack = append(w.stack, frame{typ: jsonTarget(typ), object: d == '{', inName: d == '{', seen: map[string]string{}})
		return nil
	case d == '}' || d == ']':
		w.stack = w.stack[:len(w.stack)-1]
		top = w.top()
	case top != nil && top.inName:
		return w.named(top, token.(string), begin)
	}
	if top != nil {
		top.inName = top.object
		top.index++
	}
	return nil
}

// named notes the name of a member and refuses it if it is not allowed here.
func (w *walker) named(top *frame, name string, begin int64) *Fault {
	parent := w.path()
	key := foldJSON(name)
	first, twice := top.seen[key]
	top.seen[key], top.name, top.inName = name, name, false
	switch {
	case twice && first == name:
		return fault(w.data, begin, parent, "the name "+quoted(name)+" is here twice")
	case twice:
		return fault(w.data, begin, parent, "the names "+quoted(first)+" and "+quoted(name)+" differ only in case")
	case top.typ == nil || top.typ.Kind() != reflect.Struct:
		return nil
	}
	fields := jsonFields(top.typ)
	if _, ok := fields[name]; ok {
		return nil
	}
	message := "unknown name " + quoted(name)
	if guess, ok := Suggest(name, names(fields)); ok {
		message += "; did you mean `" + guess + "`?"
	}
	return fault(w.data, begin, parent, message)
}

// path is the place of the value that comes next, or of the object whose name comes next.
func (w *walker) path() string {
	path := ""
	for _, f := range w.stack {
		switch {
		case f.inName:
		case f.object:
			path = joinPath(path, f.name)
		default:
			path += "[" + strconv.Itoa(f.index) + "]"
		}
	}
	return path
}

// foldJSON makes names equal that encoding/json would take for the same field.
func foldJSON(name string) string {
	return strings.Map(func(r rune) rune {
		least := r
		for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
			least = min(least, other)
		}
		return least
	}, name)
}
