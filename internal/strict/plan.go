package strict

import (
	"encoding"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"time"
)

var (
	nodeType     = reflect.TypeFor[Node]()
	durationType = reflect.TypeFor[time.Duration]()
	timeType     = reflect.TypeFor[time.Time]()
	hookType     = reflect.TypeFor[NodeUnmarshaler]()
	textType     = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// want is what the source must hold for a Go type.
type want int

const (
	wantNothing want = iota // a type that cannot be decoded into
	wantText
	wantBool
	wantInt
	wantUint
	wantFloat
	wantList
	wantMap
	wantStruct
)

func kindOf(t reflect.Type) want {
	switch t.Kind() {
	case reflect.String:
		return wantText
	case reflect.Bool:
		return wantBool
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return wantInt
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return wantUint
	case reflect.Float32, reflect.Float64:
		return wantFloat
	case reflect.Slice:
		return wantList
	case reflect.Map:
		return wantMap
	case reflect.Struct:
		return wantStruct
	}
	return wantNothing
}

// opaque tells types that decode themselves.
func opaque(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return t == nodeType || p.Implements(hookType) || p.Implements(textType)
}

// field is a struct field that the source can set.
type field struct {
	name     string
	index    []int
	required bool
	example  string
	typ      reflect.Type
}

// line is the field as one writes it, in back quotes.
func (f *field) line() string {
	if e := example(f.typ, f); e != "" {
		return "`" + f.name + ": " + e + "`"
	}
	return "`" + f.name + ":`"
}

// plan is what a struct can hold, in the order of the Go source.
type plan struct {
	fields []field
	byName map[string]*field
	names  []string
}

// sample is the field that shows best how the struct is written.
func (p *plan) sample() *field {
	for i := range p.fields {
		if p.fields[i].required {
			return &p.fields[i]
		}
	}
	if len(p.fields) > 0 {
		return &p.fields[0]
	}
	return nil
}

var plans sync.Map // reflect.Type to *plan, for types that decodable accepted

// planOf returns the plan of a struct that decodable has accepted.
func planOf(t reflect.Type) *plan {
	if p, ok := plans.Load(t); ok {
		return p.(*plan)
	}
	p := &plan{byName: map[string]*field{}}
	if p.collect(t, nil) != nil {
		return p
	}
	for i := range p.fields {
		p.byName[p.fields[i].name] = &p.fields[i]
		p.names = append(p.names, p.fields[i].name)
	}
	plans.Store(t, p)
	return p
}

func (p *plan) collect(t reflect.Type, at []int) error {
	for sf := range t.Fields() {
		tag, tagged := sf.Tag.Lookup("yaml")
		name, opts, _ := strings.Cut(tag, ",")
		index := append(at[:len(at):len(at)], sf.Index...)
		f := field{name: name, index: index, example: sf.Tag.Get("example"), typ: sf.Type}
		inline := false
		for opt := range strings.SplitSeq(opts, ",") {
			switch opt {
			case "":
			case "required":
				f.required = true
			case "inline":
				inline = true
			default:
				return typeError(t.String(), "field "+sf.Name+" has the unknown tag option "+opt)
			}
		}
		switch {
		case name == "-" || !tagged:
		case inline && sf.Type.Kind() == reflect.Struct:
			if err := p.collect(sf.Type, index); err != nil {
				return err
			}
		case inline || name == "" || !sf.IsExported():
			return typeError(t.String(), "field "+sf.Name+" has a yaml tag that does not fit it")
		case p.has(name):
			return typeError(t.String(), "two fields are named "+name)
		default:
			p.fields = append(p.fields, f)
		}
	}
	return nil
}

func (p *plan) has(name string) bool {
	for _, f := range p.fields {
		if f.name == name {
			return true
		}
	}
	return false
}

func typeError(what, why string) error { return fmt.Errorf("strict: decode into %s: %s", what, why) }
