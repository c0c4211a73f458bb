package api

import (
	"encoding/json"
	"path"
	"reflect"
	"slices"
	"strings"
	"time"

	"tocsin"
	"tocsin/client"
)

// schema is a JSON Schema of the dialect of OpenAPI 3.1 (2020-12).
type schema map[string]any

// lists are the closed lists of the vocabulary, by the type of their words.
var lists = map[reflect.Type][]string{
	reflect.TypeFor[tocsin.Role]():           words(tocsin.Roles),
	reflect.TypeFor[tocsin.OrgKind]():        words(tocsin.OrgKinds),
	reflect.TypeFor[tocsin.VictimKind]():     words(tocsin.VictimKinds),
	reflect.TypeFor[tocsin.Answer]():         words(tocsin.Answers),
	reflect.TypeFor[tocsin.Harm]():           words(tocsin.Harms),
	reflect.TypeFor[tocsin.DutyOutcome]():    words(tocsin.DutyOutcomes),
	reflect.TypeFor[tocsin.WaiverGround]():   words(tocsin.WaiverGrounds),
	reflect.TypeFor[tocsin.Level]():          words(tocsin.Levels),
	reflect.TypeFor[tocsin.TLP]():            words(tocsin.TLPs),
	reflect.TypeFor[tocsin.Posture]():        words(tocsin.Postures),
	reflect.TypeFor[tocsin.ClaimStatus]():    words(tocsin.ClaimStatuses),
	reflect.TypeFor[tocsin.DismissReason]():  words(tocsin.DismissReasons),
	reflect.TypeFor[tocsin.ObligationKind](): words(tocsin.ObligationKinds),
}

func words[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = string(w)
	}
	return out
}

var messageType = reflect.TypeFor[client.Message]()

// nameOf is the name of a type's schema. Types of the vocabulary and of the wire have their own,
// messages that of the message, others that of their package before it.
func nameOf(t reflect.Type) string {
	pkg := path.Base(t.PkgPath())
	switch {
	case t.Implements(messageType):
		return reflect.Zero(t).Interface().(client.Message).Name()
	case pkg == "tocsin":
		return t.Name()
	case pkg == "client":
		return "client." + t.Name()
	}
	return pkg + "." + t.Name()
}

// of is the schema of a type; a struct with a name stands among the components.
func (d *describer) of(t reflect.Type) schema {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return schema{"type": "string", "format": "date-time"}
	case t == reflect.TypeFor[time.Duration]():
		return schema{"type": "integer", "description": "nanoseconds"}
	case t == reflect.TypeFor[json.RawMessage]():
		return schema{}
	case t == reflect.TypeFor[tocsin.Protected]():
		return schema{"type": "string", "description": "never given out"}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return d.of(t.Elem())
	case reflect.Struct:
		return d.ref(t)
	case reflect.String:
		if list := lists[t]; list != nil {
			return d.component(t, schema{"type": "string", "enum": list})
		}
		return schema{"type": "string"}
	case reflect.Bool:
		return schema{"type": "boolean"}
	case reflect.Float32, reflect.Float64:
		return schema{"type": "number"}
	case reflect.Slice, reflect.Array:
		if t.Elem().Kind() == reflect.Uint8 {
			return schema{"type": "string", "contentEncoding": "base64"}
		}
		return schema{"type": "array", "items": d.of(t.Elem())}
	case reflect.Map:
		return schema{"type": "object", "additionalProperties": d.of(t.Elem())}
	case reflect.Interface:
		return schema{}
	}
	return schema{"type": "integer"}
}

func (d *describer) component(t reflect.Type, s schema) schema {
	name := nameOf(t)
	if text := d.comment(t, ""); text != "" {
		s["description"] = text
	}
	d.schemas[name] = s
	return schema{"$ref": "#/components/schemas/" + name}
}

// ref describes a struct once. What a request may hold is decoded strictly, and says so.
func (d *describer) ref(t reflect.Type) schema {
	name := nameOf(t)
	ref := schema{"$ref": "#/components/schemas/" + name}
	if _, done := d.schemas[name]; done {
		return ref
	}
	s := schema{"type": "object"}
	d.schemas[name] = s // before its fields, which may be of the same type
	if text := d.comment(t, ""); text != "" {
		s["description"] = text
	}
	properties := schema{}
	d.fields(t, properties)
	s["properties"] = properties
	if d.strict {
		s["additionalProperties"] = false
	}
	return ref
}

func (d *describer) fields(t reflect.Type, into schema) {
	for f := range t.Fields() {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" || !f.IsExported() && !f.Anonymous {
			continue
		}
		if f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct {
			d.fields(f.Type, into)
			continue
		}
		s := d.of(f.Type)
		if kind := f.Type.Kind(); (kind == reflect.Slice || kind == reflect.Map || kind == reflect.Pointer) && s["type"] != nil && !slices.Contains(strings.Split(options, ","), "omitempty") {
			s["type"] = []any{s["type"], "null"}
		}
		if text := d.comment(t, "."+f.Name); text != "" {
			s["description"] = text
		}
		if name == "" {
			name = f.Name
		}
		into[name] = s
	}
}

// comment is what the code says of a type, or of a field of it.
func (d *describer) comment(t reflect.Type, field string) string {
	if d.keys != nil {
		d.keys[typeKey(t)] = true
	}
	return comments[typeKey(t)+field]
}

// typeKey is how the comment of a type is found.
func typeKey(t reflect.Type) string { return path.Base(t.PkgPath()) + "." + t.Name() }
