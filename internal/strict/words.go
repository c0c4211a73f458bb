package strict

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"unicode"
)

// subject names a node in a sentence: `at`, item 4 of `events`, this file.
func subject(n *Node) string {
	switch {
	case n.key != nil:
		return quoted(n.key.Value)
	case n.parent == nil:
		return "this file"
	case n.parent.key != nil:
		return fmt.Sprintf("item %d of %s", n.index+1, quoted(n.parent.key.Value))
	}
	return fmt.Sprintf("item %d of this list", n.index+1)
}

// found says what stands where something else was expected.
func found(n *Node) string {
	switch {
	case n.Kind != Scalar:
		return n.Kind.String()
	case n.Quoted:
		return "the quoted text " + quoted(n.Value)
	}
	return quoted(n.Value)
}

// noun names the thing that a mapping of this type describes: "event" for an Event.
func noun(t reflect.Type, n *Node) string {
	if named, ok := reflect.New(t).Interface().(interface{ Noun() string }); ok {
		return named.Noun()
	}
	switch {
	case n.parent == nil:
		return "file"
	case t.Name() == "":
		return "mapping"
	}
	var b strings.Builder
	for i, r := range t.Name() {
		if i > 0 && unicode.IsUpper(r) {
			b.WriteByte(' ')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// written shows how the value is written at the place of the node.
func written(n *Node, value string) string {
	switch {
	case n.key == n:
		return "`" + value + ":`"
	case n.key != nil:
		return "`" + plain(n.key.Value, 60) + ": " + value + "`"
	case n.parent != nil:
		return "`- " + value + "`"
	}
	return "`" + value + "`"
}

// sizes and counts, in words

func size(bytes int) string {
	switch {
	case bytes >= 1<<20:
		return strconv.FormatFloat(float64(bytes)/(1<<20), 'f', 1, 64) + " MiB"
	case bytes >= 1<<10:
		return strconv.FormatFloat(float64(bytes)/(1<<10), 'f', 1, 64) + " KiB"
	}
	return count(bytes, "byte", "bytes")
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
