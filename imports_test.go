package tocsin_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	module   = "tocsin"
	anything = "*" // every package of ours but cmd
)

// imports is the import table: what a package may import of ours, tests apart.
// internal/strict is open to all but the root. A package without a row fails; a row without a
// package is fine.
var imports = map[string][]string{
	".":      {},
	"cap":    {},
	"stix":   {},
	"ledger": {},
	"seal":   {"ledger"},
	"client": {"."},

	"internal/strict": {},
	"internal/limit":  {},
	"internal/names":  {"."},

	"internal/fusion":    {".", "internal/names"},
	"internal/tearline":  {".", "internal/names"},
	"internal/attention": {".", "internal/names"},
	"internal/brief":     {"."},
	"internal/inquiry":   {".", "internal/names"},
	"internal/scorecard": {".", "internal/names"},

	"internal/store":           {".", "ledger"},
	"internal/store/queue":     {".", "ledger", "internal/store"}, // what delivery and exchange carry
	"internal/store/accounts":  {".", "ledger", "internal/store"}, // who may log in: no acts
	"internal/store/sqlite":    {".", "ledger", "internal/store", "internal/store/queue", "internal/store/accounts"},
	"internal/store/postgres":  {".", "ledger", "internal/store", "internal/store/queue", "internal/store/accounts"},
	"internal/store/storetest": {".", "ledger", "internal/store", "internal/store/queue", "internal/store/accounts"},

	"internal/desk": {
		".", "ledger", "seal", "internal/store", "internal/store/queue", "internal/names",
		"internal/brief", "internal/fusion", "internal/tearline", "internal/attention", "internal/inquiry", "internal/scorecard",
	},
	"internal/capmap":   {".", "cap"},
	"internal/feed":     {"cap"},
	"internal/picture":  {"."},
	"internal/bulletin": {"cap", "internal/feed", "internal/picture"},
	"internal/delivery": {".", "cap", "internal/capmap", "internal/desk", "internal/store", "internal/store/queue"},
	"internal/answer":   {".", "internal/desk", "internal/delivery", "internal/limit"}, // pages without an account
	"internal/exchange": {".", "stix", "seal", "ledger", "internal/desk", "internal/store", "internal/store/queue"},
	"internal/identity": {".", "client", "internal/limit", "internal/store/accounts"},
	"internal/api":      {".", "client", "internal/brief", "internal/desk", "seal", "ledger", "internal/identity", "internal/inquiry", "internal/store/accounts"},
	"internal/console":  {".", "client", "internal/api", "internal/attention", "internal/brief", "internal/delivery", "internal/desk", "seal", "ledger", "internal/identity", "internal/inquiry", "internal/picture", "internal/store/accounts"},
	"internal/casefile": {"."},
	"internal/replay":   {".", "client", "internal/casefile", "internal/desk", "internal/inquiry"},
	"internal/dossier":  {".", "internal/casefile", "internal/desk", "internal/inquiry", "internal/replay"},
	"cases":             {}, // files only

	"internal/node":        {anything},
	"internal/tocsintest":  {anything},
	"internal/browsertest": {},
	"cmd/tocsin":           {anything},
}

// rootMay is all that the root imports of the standard library: nothing that reads, writes, waits
// or draws lots.
var rootMay = []string{
	"cmp", "encoding/base32", "errors", "fmt", "io", "iter", "maps", "math", "slices", "sort",
	"strconv", "strings", "time", "unicode", "unicode/utf8",
}

// pure are the packages to which time is an argument.
var pure = []string{
	".", "internal/brief", "internal/fusion", "internal/tearline", "internal/attention", "internal/inquiry",
	"internal/scorecard", "internal/names",
}

var (
	impureImports = []string{"context", "crypto/rand", "database/sql", "log", "log/slog", "math/rand", "math/rand/v2", "net", "os", "syscall"}
	clockCalls    = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker"}
)

// concurrent are the packages that may start goroutines, and everything below them.
var concurrent = []string{"cmd", "internal/node", "internal/delivery", "internal/exchange", "internal/store/sqlite", "internal/store/postgres", "internal/store/storetest", "internal/browsertest"}

// A source is one file of ours that is no test.
type source struct {
	dir, file string
	tree      *ast.File
}

// sources parses the module: every package of it, whatever its build tags.
func sources(t *testing.T, mode parser.Mode) (*token.FileSet, []source) {
	t.Helper()
	set := token.NewFileSet()
	var all []source
	err := filepath.WalkDir(".", func(file string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := e.Name()
		if e.IsDir() {
			_, other := os.Stat(filepath.Join(file, "go.mod"))
			if file != "." && (strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || name == "testdata" || other == nil) {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		tree, err := parser.ParseFile(set, file, nil, mode)
		if err != nil {
			return err
		}
		all = append(all, source{dir: filepath.ToSlash(filepath.Dir(file)), file: file, tree: tree})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Fatal("found no Go files")
	}
	return set, all
}

// imported gives the packages that a file imports, by the name under which it uses them.
func (s source) imported(t *testing.T) map[string]string {
	t.Helper()
	names := map[string]string{}
	for _, spec := range s.tree.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		name := path.Base(p)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		if name == "_" || name == "." {
			name += p // several can have this name
		}
		names[name] = p
	}
	return names
}

// ours gives the folder of a package of this module.
func ours(p string) (dir string, ok bool) {
	if p == module {
		return ".", true
	}
	return strings.CutPrefix(p, module+"/")
}

func allowed(from, to string) bool {
	if to == "internal/strict" {
		return from != "."
	}
	if slices.Contains(imports[from], anything) {
		return to != "cmd" && !strings.HasPrefix(to, "cmd/")
	}
	return slices.Contains(imports[from], to)
}

func TestImports(t *testing.T) {
	t.Parallel()
	_, all := sources(t, parser.ImportsOnly)
	for _, s := range all {
		if _, ok := imports[s.dir]; !ok {
			t.Errorf("%s has no row in the import table: say in imports_test.go what it may import", s.dir)
			continue
		}
		for _, p := range s.imported(t) {
			if to, ok := ours(p); ok && !allowed(s.dir, to) {
				t.Errorf("%s: %s may not import %s: it may import %s", s.file, s.dir, to, strings.Join(imports[s.dir], ", "))
			}
		}
	}
}

func TestImportsArePure(t *testing.T) {
	t.Parallel()
	_, all := sources(t, parser.ImportsOnly)
	for _, s := range all {
		if !slices.Contains(pure, s.dir) {
			continue
		}
		for _, p := range s.imported(t) {
			_, isOurs := ours(p)
			if s.dir == "." && !isOurs && !slices.Contains(rootMay, p) {
				t.Errorf("%s: the root may not import %s", s.file, p)
			}
			for _, bad := range impureImports {
				if p == bad || strings.HasPrefix(p, bad+"/") {
					t.Errorf("%s: %s is pure and may not import %s", s.file, s.dir, p)
				}
			}
		}
	}
}

func TestNoClockInPurePackages(t *testing.T) {
	t.Parallel()
	set, all := sources(t, parser.SkipObjectResolution)
	for _, s := range all {
		if !slices.Contains(pure, s.dir) {
			continue
		}
		names := s.imported(t)
		if _, dot := names[".time"]; dot {
			t.Errorf("%s: import time by its name", s.file)
		}
		ast.Inspect(s.tree, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := sel.X.(*ast.Ident); ok && names[x.Name] == "time" && slices.Contains(clockCalls, sel.Sel.Name) {
				t.Errorf("%s: time.%s in %s, which is pure: take the time as an argument", set.Position(sel.Pos()), sel.Sel.Name, s.dir)
			}
			return true
		})
	}
}

// TestGoroutinesHaveOwners finds `go`, and what starts a goroutine without it: AfterFunc, and the
// method Go of a sync.WaitGroup or an errgroup.Group.
func TestGoroutinesHaveOwners(t *testing.T) {
	t.Parallel()
	set, all := sources(t, parser.SkipObjectResolution)
	for _, s := range all {
		if slices.ContainsFunc(concurrent, func(c string) bool { return s.dir == c || strings.HasPrefix(s.dir, c+"/") }) {
			continue
		}
		packages := slices.Collect(maps.Values(s.imported(t)))
		groups := slices.Contains(packages, "sync") || slices.Contains(packages, "golang.org/x/sync/errgroup")
		ast.Inspect(s.tree, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GoStmt:
				t.Errorf("%s: go statement in %s: only %s may start goroutines", set.Position(n.Pos()), s.dir, strings.Join(concurrent, ", "))
			case *ast.CallExpr:
				sel, ok := n.Fun.(*ast.SelectorExpr)
				if ok && (groups && sel.Sel.Name == "Go" && len(n.Args) == 1 || sel.Sel.Name == "AfterFunc") {
					t.Errorf("%s: %s starts a goroutine in %s: only %s may", set.Position(n.Pos()), sel.Sel.Name, s.dir, strings.Join(concurrent, ", "))
				}
			}
			return true
		})
	}
}

// TestImportTable holds the table itself to the layout, so that a row cannot be widened unseen.
func TestImportTable(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from, to string
		want     bool
	}{
		{".", "internal/strict", false},
		{"internal/desk", "internal/names", true},
		{"internal/desk", "internal/strict", true},
		{"internal/api", "internal/desk", true},
		{"internal/api", "internal/store", false},
		{"internal/api", "internal/store/sqlite", false},
		{"internal/console", "internal/store", false},
		{"internal/replay", "internal/store", false},
		{"internal/store/sqlite", "internal/desk", false},
		{"internal/desk", "internal/delivery", false},
		{"internal/node", "internal/store/postgres", true},
		{"internal/node", "cmd/tocsin", false},
		{"internal/tocsintest", "cmd/tocsin", false},
		{"cap", ".", false},
		{"stix", ".", false},
		{"ledger", "seal", false},
	} {
		if got := allowed(c.from, c.to); got != c.want {
			t.Errorf("%s imports %s: got allowed %v, want %v", c.from, c.to, got, c.want)
		}
	}
	for from, list := range imports {
		for _, to := range list {
			if strings.HasPrefix(to, "internal/") && !strings.HasPrefix(from, "internal/") && from != "cmd/tocsin" {
				t.Errorf("%s is public and may not need %s", from, to)
			}
		}
	}
}
