package strict

import (
	"reflect"
	"sync"
)

var accepted sync.Map // reflect.Type to struct{}

// decodable returns an error if a value of the type cannot be decoded into, wherever it is
// inside. It is the programmer's mistake, so that it is found before any input is read.
func decodable(t reflect.Type) error {
	if _, ok := accepted.Load(t); ok {
		return nil
	}
	if err := examine(t, map[reflect.Type]bool{}); err != nil {
		return err
	}
	accepted.Store(t, struct{}{})
	return nil
}

func examine(t reflect.Type, seen map[reflect.Type]bool) error {
	if seen[t] || opaque(t) && t.Kind() != reflect.Struct {
		return nil
	}
	seen[t] = true
	if t.Kind() == reflect.Pointer {
		return examine(t.Elem(), seen)
	}
	switch kindOf(t) {
	case wantNothing:
		return typeError(t.String(), "this kind of type is not supported; take a strict.Node for free content")
	case wantList:
		return examine(t.Elem(), seen)
	case wantMap:
		if t.Key().Kind() != reflect.String {
			return typeError(t.String(), "the keys of a map must be strings")
		}
		return examine(t.Elem(), seen)
	case wantStruct:
		return examineStruct(t, seen)
	}
	return nil
}

func examineStruct(t reflect.Type, seen map[reflect.Type]bool) error {
	if t == nodeType || reflect.PointerTo(t).Implements(textType) {
		return nil
	}
	p := &plan{}
	if err := p.collect(t, nil); err != nil {
		return err
	}
	for _, f := range p.fields {
		if err := examine(f.typ, seen); err != nil {
			return err
		}
	}
	return nil
}
