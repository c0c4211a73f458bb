package casefile

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"tocsin/internal/strict"
)

func readDoc(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("../../docs/formats/case.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// section is the text below a heading, up to the next one of any depth.
func section(doc, heading string) string {
	_, rest, found := strings.Cut(doc, "# "+heading+"\n")
	if !found {
		return ""
	}
	text, _, _ := strings.Cut(rest, "\n#")
	return text
}

// TestDocKeys finds every key of the case, and of each verb in the section of that verb, in the page.
func TestDocKeys(t *testing.T) {
	t.Parallel()
	doc := readDoc(t)
	mentions := func(where, text string, s reflect.Type) {
		for _, key := range keysOf(s, map[reflect.Type]bool{}) {
			if !regexp.MustCompile("(`|[{ -])" + regexp.QuoteMeta(key) + "(`|:)").MatchString(text) {
				t.Errorf("%s: the key %q of %s is not in docs/formats/case.md", where, key, s)
			}
		}
	}
	mentions("the page", doc, reflect.TypeFor[Case]())
	acts := reflect.TypeFor[Act]()
	for field := range acts.Fields() {
		verb := field.Tag.Get("yaml")
		text := section(doc, verb)
		if !strings.Contains(text, string("`"+UsualRole(verb)+"`")) {
			t.Errorf("the section of %s is missing or does not name its usual role %s", verb, UsualRole(verb))
		}
		if !strings.Contains(text, "```yaml act\n- "+verb+":") {
			t.Errorf("the section of %s has no example of it", verb)
		}
		mentions(verb, text+section(doc, "Acts")+section(doc, "Times")+section(doc, "Facets and levels"), field.Type)
	}
}

// keysOf lists the yaml keys of a type and of what it holds; an act's own section holds its keys.
func keysOf(t reflect.Type, seen map[reflect.Type]bool) []string {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || seen[t] {
		return nil
	}
	seen[t] = true
	var keys []string
	for field := range t.Fields() {
		tag, tagged := field.Tag.Lookup("yaml")
		if !tagged || tag == "-" {
			continue
		}
		if name, _, _ := strings.Cut(tag, ","); name != "" {
			keys = append(keys, name)
		}
		keys = append(keys, keysOf(field.Type, seen)...)
	}
	return keys
}

// TestDocWords finds every word of every closed list in the page.
func TestDocWords(t *testing.T) {
	t.Parallel()
	doc := readDoc(t)
	find := func(list string, words []string) {
		for _, w := range words {
			if !strings.Contains(doc, "`"+w+"`") {
				t.Errorf("%s: the word `%s` is not in docs/formats/case.md", list, w)
			}
		}
	}
	for of, words := range byType {
		find(of.String(), words)
	}
	for of, words := range byTag {
		find(of, words)
	}
}

var fence = regexp.MustCompile("(?ms)^```yaml (complete|act)\n(.*?)^```$")

// TestDocExamples checks the complete cases of the page, and that every act in it can be read.
func TestDocExamples(t *testing.T) {
	t.Parallel()
	n := map[string]int{}
	for _, m := range fence.FindAllStringSubmatch(readDoc(t), -1) {
		n[m[1]]++
		if m[1] == "complete" {
			if _, d, err := Parse("case.md", []byte(m[2])); err != nil {
				t.Errorf("a complete example is not in order:\n%s", d.Excerpt(err))
			}
			continue
		}
		var event struct {
			Acts []Act `yaml:"acts"`
		}
		if d, err := strict.YAML("case.md", []byte("acts:\n"+m[2]), &event); err != nil {
			t.Errorf("an act of the page cannot be read:\n%s", d.Excerpt(err))
		}
	}
	if n["complete"] < 2 || n["act"] < len(Verbs()) {
		t.Errorf("examples of the page: %v", n)
	}
}
