package tocsin_test

import (
	"go/ast"
	"go/parser"
	"path"
	"regexp"
	"strings"
	"testing"
)

// TestPackageComments wants one package comment for each package, beginning as go doc expects it.
func TestPackageComments(t *testing.T) {
	t.Parallel()
	_, all := sources(t, parser.PackageClauseOnly|parser.ParseComments)
	found := map[string]string{} // folder -> file with the comment
	for _, s := range all {
		if _, seen := found[s.dir]; !seen {
			found[s.dir] = ""
		}
		if s.tree.Doc == nil {
			continue
		}
		want := "Package " + s.tree.Name.Name
		if s.tree.Name.Name == "main" {
			want = "Command " + path.Base(s.dir)
		}
		text := s.tree.Doc.Text()
		if rest, ok := strings.CutPrefix(text, want); !ok || rest == "" || !strings.Contains(" .,:;\n", rest[:1]) {
			first, _, _ := strings.Cut(text, "\n")
			t.Errorf("%s: the package comment begins %q, want it to begin %q", s.file, first, want)
		}
		if other := found[s.dir]; other != "" {
			t.Errorf("%s and %s both have a package comment: keep one", other, s.file)
		}
		found[s.dir] = s.file
	}
	for dir, file := range found {
		if file == "" {
			t.Errorf("%s has no package comment: write one that begins with the package's name", dir)
		}
	}
}

// TestDocLinks wants every [Link] in a comment of the root to name something that exists.
func TestDocLinks(t *testing.T) {
	t.Parallel()
	_, all := sources(t, parser.ParseComments)
	link := regexp.MustCompile(`\[([A-Z]\w*)(?:\.(\w+))?\]`)
	declared := map[string]bool{}
	var root []source
	for _, s := range all {
		if s.dir != "." {
			continue
		}
		root = append(root, s)
		for _, d := range s.tree.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				declared[receiver(d)+d.Name.Name] = true
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					if ts, ok := spec.(*ast.TypeSpec); ok {
						declared[ts.Name.Name] = true
					}
				}
			}
		}
	}
	for _, s := range root {
		for _, c := range s.tree.Comments {
			for _, m := range link.FindAllStringSubmatch(c.Text(), -1) {
				name := strings.TrimSuffix(m[1]+"."+m[2], ".")
				if !declared[name] {
					t.Errorf("%s: the link [%s] leads nowhere", s.file, name)
				}
			}
		}
	}
}

func receiver(d *ast.FuncDecl) string {
	if d.Recv == nil {
		return ""
	}
	x := d.Recv.List[0].Type
	if star, ok := x.(*ast.StarExpr); ok {
		x = star.X
	}
	return x.(*ast.Ident).Name + "."
}
