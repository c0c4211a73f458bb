package api_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tocsin/internal/api"

	"github.com/google/go-cmp/cmp"
)

// golden holds what the code makes to the committed file, or writes it with -update.
func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s is not what the code makes; if the change is meant: go test ./internal/api -update, twice (-committed +now):\n%s", file, diff)
	}
}

// TestOpenAPI holds the document to the committed one: a change of the API is seen in a review.
func TestOpenAPI(t *testing.T) {
	t.Parallel()
	got := api.Document("test")
	golden(t, filepath.Join("testdata", "openapi.golden.json"), got)
	if !json.Valid(got) {
		t.Error("it is not JSON")
	}
	var doc struct {
		Paths      map[string]map[string]struct{ Summary string }
		Components struct{ Schemas map[string]any }
	}
	if err := json.Unmarshal(got, &doc); err != nil {
		t.Fatal(err)
	}
	n := 0
	for path, methods := range doc.Paths {
		for method, op := range methods {
			if n++; op.Summary == "" {
				t.Errorf("%s %s says nothing of itself: write a comment on its message", method, path)
			}
		}
	}
	if n != len(api.Routes()) {
		t.Errorf("%d operations are documented, and %d served", n, len(api.Routes()))
	}
	for _, ref := range strings.Split(string(got), `"$ref": "#/components/schemas/`)[1:] {
		name, _, _ := strings.Cut(ref, `"`)
		if doc.Components.Schemas[name] == nil {
			t.Errorf("%s is nowhere described", name)
		}
	}
}

// TestHTTPRoutes holds the paths to the committed list.
func TestHTTPRoutes(t *testing.T) {
	t.Parallel()
	golden(t, filepath.Join("testdata", "paths.golden"), []byte(strings.Join(api.Routes(), "\n")+"\n"))
}

// TestComments holds what the document says of each type to what the code says of it.
func TestComments(t *testing.T) {
	t.Parallel()
	out := map[string]string{}
	for pkg, dir := range map[string]string{"tocsin": "../..", "client": "../../client", "desk": "../desk", "api": "."} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			commentsOf(pkg, tree, out)
		}
	}
	used := api.Described()
	for key := range out { // what no schema shows is left out
		if parts := strings.Split(key, "."); !used[parts[0]+"."+parts[1]] {
			delete(out, key)
		}
	}
	b, err := json.MarshalIndent(out, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "comments.json", append(b, '\n'))
}

func commentsOf(pkg string, tree *ast.File, out map[string]string) {
	for _, decl := range tree.Decls {
		gen, ok := decl.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, spec := range gen.Specs {
			s, ok := spec.(*ast.TypeSpec)
			if !ok || !s.Name.IsExported() {
				continue
			}
			doc := s.Doc
			if doc == nil && len(gen.Specs) == 1 {
				doc = gen.Doc
			}
			put(out, pkg+"."+s.Name.Name, doc)
			st, ok := s.Type.(*ast.StructType)
			if !ok {
				continue
			}
			for _, f := range st.Fields.List {
				for _, name := range f.Names {
					put(out, pkg+"."+s.Name.Name+"."+name.Name, f.Doc, f.Comment)
				}
			}
		}
	}
}

func put(out map[string]string, key string, comments ...*ast.CommentGroup) {
	var words []string
	for _, c := range comments {
		if c != nil {
			words = append(words, strings.Fields(c.Text())...)
		}
	}
	if len(words) > 0 {
		out[key] = strings.Join(words, " ")
	}
}
