package strict

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// decodeFault finds the place of an error of encoding/json in data that passed the walk.
func decodeFault(data []byte, into any, err error) *Fault {
	te, isType := errors.AsType[*json.UnmarshalTypeError](err)
	f := probe(data, into)
	switch {
	case f != nil:
		return f
	case isType:
		message := fmt.Sprintf("must be %s, but it is %s", jsonWant(te.Type), te.Value)
		f = locate(data, te.Offset, message)
	}
	if f == nil {
		f = &Fault{Message: strings.TrimPrefix(err.Error(), "json: ")}
	}
	f.err = err
	return f
}

// locate returns the fault of the value that the byte before end is in.
func locate(data []byte, end int64, message string) *Fault {
	w := newWalker(data)
	return w.each(nil, func(_ json.Token, begin int64, _ reflect.Type) *Fault {
		if w.dec.InputOffset() < end {
			return nil
		}
		return fault(data, begin, w.path(), message)
	})
}

// probe decodes the values of types that decode themselves one by one: encoding/json does
// not say which of them refused.
func probe(data []byte, into any) *Fault {
	w := newWalker(data)
	return w.each(reflect.TypeOf(into).Elem(), func(token json.Token, begin int64, typ reflect.Type) *Fault {
		if typ == nil || jsonTarget(typ) != nil || token == json.Delim(']') || token == json.Delim('}') {
			return nil
		}
		var raw json.RawMessage
		if err := json.NewDecoder(bytes.NewReader(data[begin:])).Decode(&raw); err != nil {
			return nil
		}
		err := json.Unmarshal(raw, reflect.New(typ).Interface())
		if _, isType := errors.AsType[*json.UnmarshalTypeError](err); err == nil || isType {
			return nil
		}
		f := fault(data, begin, w.path(), plain(err.Error(), 300))
		f.err = err
		return f
	})
}

// jsonWant names what JSON must hold for a type.
func jsonWant(t reflect.Type) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if reflect.PointerTo(t).Implements(textType) {
		return "a string"
	}
	switch kindOf(t) {
	case wantBool:
		return "true or false"
	case wantInt, wantUint:
		return "a whole number that fits " + t.Kind().String()
	case wantFloat:
		return "a number"
	case wantText:
		return "a string"
	case wantList:
		return "an array"
	case wantMap, wantStruct:
		return "an object"
	}
	return "a " + t.String()
}
