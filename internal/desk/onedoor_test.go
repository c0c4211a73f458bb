package desk_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestThereIsNoSecondWay reads every Go file of the module, tests too: outside the desk and the
// store's own packages nobody who has a store in hand calls what writes to it.
func TestThereIsNoSecondWay(t *testing.T) {
	t.Parallel()
	const root = "../.."
	doors := []string{"Update", "Rehearse"}
	set, called := token.NewFileSet(), 0
	err := filepath.WalkDir(root, func(file string, e fs.DirEntry, err error) error {
		name := e.Name()
		if err != nil || e.IsDir() && (strings.HasPrefix(name, ".") && name != "." && name != ".." || name == "testdata") {
			if err == nil {
				err = filepath.SkipDir
			}
			return err
		}
		if e.IsDir() || !strings.HasSuffix(name, ".go") {
			return nil
		}
		tree, err := parser.ParseFile(set, file, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil // somebody is writing it: the compiler will say so
		}
		dir := filepath.ToSlash(strings.TrimPrefix(filepath.Dir(file), root+"/"))
		inside := dir == "internal/store" || strings.HasPrefix(dir, "internal/store/")
		holds := slices.ContainsFunc(tree.Imports, func(i *ast.ImportSpec) bool {
			return strings.HasPrefix(strings.Trim(i.Path.Value, `"`), "tocsin/internal/store")
		})
		if inside || !holds {
			return nil
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok || !slices.Contains(doors, sel.Sel.Name) {
				return true
			}
			if dir == "internal/desk" && !strings.HasSuffix(name, "_test.go") {
				called++
				return true
			}
			t.Errorf("%s: %s writes to a store: only the desk does", set.Position(sel.Pos()), sel.Sel.Name)
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if called == 0 {
		t.Error("the desk writes nothing: this test looks in the wrong place")
	}
}
