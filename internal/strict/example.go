package strict

import (
	"reflect"
	"strings"
)

// example returns how a value of the type may look: by the tag of the field, by the
// method Example of the type, or by its kind. It returns "" if nothing fits.
func example(t reflect.Type, f *field) string { return exampleIn(t, f, 3) }

// exampleIn looks at most depth types deep, because types may contain themselves.
func exampleIn(t reflect.Type, f *field, depth int) string {
	switch {
	case f != nil && f.example != "":
		return f.example
	case depth == 0:
		return ""
	case t.Kind() == reflect.Pointer:
		return exampleIn(t.Elem(), nil, depth-1)
	}
	v := reflect.New(t).Interface()
	if e, ok := v.(interface{ Example() string }); ok {
		return e.Example()
	}
	if e, ok := v.(interface{ Enum() []string }); ok && len(e.Enum()) > 0 {
		return e.Enum()[0]
	}
	switch {
	case t == durationType:
		return "90m"
	case t == timeType:
		return "2024-03-07T14:30:00Z"
	case opaque(t):
		return ""
	}
	return kindExample(t, depth-1)
}

func kindExample(t reflect.Type, depth int) string {
	switch kindOf(t) {
	case wantBool:
		return "true"
	case wantInt, wantUint:
		return "1"
	case wantFloat:
		return "0.5"
	case wantList:
		if item := exampleIn(t.Elem(), nil, depth); item != "" {
			return "[" + item + "]"
		}
	case wantStruct:
		f := planOf(t).sample()
		if f == nil {
			return ""
		}
		if e := exampleIn(f.typ, f, depth); e != "" && !strings.ContainsAny(e, "\n") {
			return "{" + f.name + ": " + e + "}"
		}
	}
	return ""
}
