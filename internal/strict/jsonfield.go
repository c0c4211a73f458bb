package strict

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
)

var jsonUnmarshaler = reflect.TypeFor[json.Unmarshaler]()

// jsonTarget is the type whose names the walk can check, nil if there is none: a type that
// decodes itself, or one that takes anything.
func jsonTarget(t reflect.Type) reflect.Type {
	for t != nil {
		if reflect.PointerTo(t).Implements(jsonUnmarshaler) || reflect.PointerTo(t).Implements(textType) {
			return nil
		}
		if t.Kind() != reflect.Pointer {
			return t
		}
		t = t.Elem()
	}
	return nil
}

var jsonPlans sync.Map // reflect.Type to map[string]reflect.Type

// jsonFields returns the names of a struct in JSON with their types: by tag, by Go name,
// and those that embedded structs lend, of which the outermost wins.
func jsonFields(t reflect.Type) map[string]reflect.Type {
	if known, ok := jsonPlans.Load(t); ok {
		return known.(map[string]reflect.Type)
	}
	out := map[string]reflect.Type{}
	seen := map[reflect.Type]bool{}
	for level := []reflect.Type{t}; len(level) > 0; {
		var inner []reflect.Type
		for _, t := range level {
			if !seen[t] {
				seen[t] = true
				inner = append(inner, jsonLevel(t, out)...)
			}
		}
		level = inner
	}
	jsonPlans.Store(t, out)
	return out
}

// jsonLevel adds the fields of one struct that are not hidden by a field further out, and
// returns the structs embedded in it.
func jsonLevel(t reflect.Type, out map[string]reflect.Type) []reflect.Type {
	var embedded []reflect.Type
	for f := range t.Fields() {
		tag := f.Tag.Get("json")
		name, _, _ := strings.Cut(tag, ",")
		inner := f.Type
		if inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		switch {
		case tag == "-":
		case f.Anonymous && name == "" && inner.Kind() == reflect.Struct:
			embedded = append(embedded, inner)
		case f.IsExported():
			if name == "" {
				name = f.Name
			}
			if _, hidden := out[name]; !hidden {
				out[name] = f.Type
			}
		}
	}
	return embedded
}

func names(fields map[string]reflect.Type) []string { return slices.Sorted(maps.Keys(fields)) }
