package casefile

import (
	"maps"
	"reflect"
	"slices"
	"strings"
)

// A spot is one value of the case: where it stands, the tag of the field that holds it, and the
// act that it belongs to.
type spot struct {
	at    where
	value reflect.Value // addressable
	tag   reflect.StructTag
	act   *Act
	key   string // of a map: the key that holds it
}

// required reports that the field may not be left out or empty.
func (s spot) required() bool {
	_, opts, _ := strings.Cut(s.tag.Get("yaml"), ",")
	return strings.Contains(opts, "required")
}

// refused reports that the spot is in an act that is expected to be refused, and so may say what
// the rules do not allow.
func (s spot) refused() bool { return s.act != nil && s.act.refused() }

// walk visits every value of the case that the file set, in the order of the Go source. visit
// says whether to look inside.
func (k *checker) walk(visit func(spot) bool) {
	walk(spot{value: reflect.ValueOf(k.c).Elem()}, visit)
}

func walk(s spot, visit func(spot) bool) {
	if s.value.Kind() == reflect.Pointer {
		if !s.value.IsNil() {
			s.value = s.value.Elem()
			walk(s, visit)
		}
		return
	}
	if act, ok := s.value.Addr().Interface().(*Act); ok {
		s.act = act
	}
	if !visit(s) {
		return
	}
	switch s.value.Kind() {
	case reflect.Struct:
		walkStruct(s, visit)
	case reflect.Slice:
		for i := range s.value.Len() {
			walk(spot{at: s.at.to(i), value: s.value.Index(i), tag: elementTag(s.tag), act: s.act}, visit)
		}
	case reflect.Map:
		walkMap(s, visit)
	}
}

// elementTag is what the items of a list inherit: what they name, not how they are written.
func elementTag(tag reflect.StructTag) reflect.StructTag {
	if ref := tag.Get("ref"); ref != "" {
		return reflect.StructTag(`ref:"` + ref + `"`)
	}
	return ""
}

func walkStruct(s spot, visit func(spot) bool) {
	t := s.value.Type()
	for i := range t.NumField() {
		tag, tagged := t.Field(i).Tag.Lookup("yaml")
		name, opts, _ := strings.Cut(tag, ",")
		switch {
		case !tagged || name == "-":
		case opts == "inline":
			walkStruct(spot{at: s.at, value: s.value.Field(i), act: s.act}, visit)
		default:
			walk(spot{at: s.at.to(name), value: s.value.Field(i), tag: t.Field(i).Tag, act: s.act}, visit)
		}
	}
}

// walkMap visits copies, because the values of a map have no address, and puts them back.
func walkMap(s spot, visit func(spot) bool) {
	m, ok := s.value.Interface().(map[string]Instant)
	if !ok {
		return
	}
	for _, key := range slices.Sorted(maps.Keys(m)) {
		v := m[key]
		walk(spot{at: s.at.to(key), value: reflect.ValueOf(&v).Elem(), act: s.act, key: key}, visit)
		m[key] = v
	}
}
