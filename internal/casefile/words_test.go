package casefile

import (
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"slices"
	"strconv"
	"testing"
)

// beyondCases are the rules that no verb of a case can meet: those of orders and holds, of what was
// erased or sealed, and of lists.
var beyondCases = []string{
	"two-roles", "order-expired", "incident-hold", "still-in-force", "kept-for-good", "erased", "sealed",
	"listed-for-an-act", "listing-has-grounds", "list-review", "list-lapsed", "independent-review", "predominance", "separation-of-duties", "compartment", "exercise",
}

// TestRules holds the list of rules to the constants of the root package.
func TestRules(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "../../refusal.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || spec.Type == nil || len(spec.Values) != 1 {
			return true
		}
		lit, literal := spec.Values[0].(*ast.BasicLit)
		if id, ok := spec.Type.(*ast.Ident); ok && id.Name == "Rule" && literal {
			rule, err := strconv.Unquote(lit.Value)
			if err != nil {
				t.Fatal(err)
			}
			want = append(want, rule)
		}
		return true
	})
	got := append(strs(Rules), beyondCases...)
	slices.Sort(got)
	slices.Sort(want)
	if len(want) < 30 || !slices.Equal(got, want) {
		t.Errorf("rules of cases: %q\nof the root package: %q", got, want)
	}
}

// TestVerbs holds the table of verbs to the struct, and every struct of a verb to its Common.
func TestVerbs(t *testing.T) {
	t.Parallel()
	acts := reflect.TypeFor[Act]()
	var fields []string
	for i := range acts.NumField() {
		f := acts.Field(i)
		fields = append(fields, f.Tag.Get("yaml"))
		a := Act{}
		reflect.ValueOf(&a).Elem().Field(i).Set(reflect.New(f.Type.Elem()))
		if a.Common() == nil || a.Verb() != f.Tag.Get("yaml") || a.Role() == "" {
			t.Errorf("%s: no common keys, verb %q, role %q", f.Name, a.Verb(), a.Role())
		}
	}
	if !slices.Equal(fields, Verbs()) {
		t.Errorf("the struct has %q, the table %q", fields, Verbs())
	}
	if (&Act{}).Common() != nil || (&Act{}).Verb() != "" || UsualRole("sing") != "" {
		t.Error("an act without a verb has one")
	}
}

// TestTags holds the tags of the structs to the lists and kinds that the checks know.
func TestTags(t *testing.T) {
	t.Parallel()
	refs := []string{"", "event", "question", "claim", "protected source", "report", "threat", "received", "issued", "measure", "lead", "programme"}
	seen := map[reflect.Type]bool{}
	var look func(reflect.Type)
	look = func(s reflect.Type) {
		for s.Kind() == reflect.Pointer || s.Kind() == reflect.Slice || s.Kind() == reflect.Map {
			s = s.Elem()
		}
		if s.Kind() != reflect.Struct || seen[s] {
			return
		}
		seen[s] = true
		for f := range s.Fields() {
			if list := f.Tag.Get("list"); list != "" && byTag[list] == nil {
				t.Errorf("%s.%s: there is no list %q", s, f.Name, list)
			}
			if !slices.Contains(refs, f.Tag.Get("ref")) {
				t.Errorf("%s.%s: nobody checks ref %q", s, f.Name, f.Tag.Get("ref"))
			}
			look(f.Type)
		}
	}
	look(reflect.TypeFor[Case]())
}
