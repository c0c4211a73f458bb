package tocsin_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"tocsin"
)

// articleLines is how many lines each article of the founding case has.
var articleLines = map[string]int{"000": 100, "001": 32, "002": 51, "003": 75, "004": 95}

// cells are the rows of the tables of a page, by their cells. Heads and rules are left out.
func cells(t *testing.T, page, head string) [][]string {
	t.Helper()
	_, rest, ok := strings.Cut(read(t, page), "\n"+head+"\n")
	if !ok {
		t.Fatalf("%s has no table with the head %s", page, head)
	}
	var rows [][]string
	for line := range strings.Lines(rest) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "|") {
			break
		}
		if strings.HasPrefix(line, "|---") {
			continue
		}
		row := strings.Split(strings.Trim(line, "|"), "|")
		for i := range row {
			row[i] = strings.TrimSpace(row[i])
		}
		rows = append(rows, row)
	}
	return rows
}

func read(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

var (
	testName = regexp.MustCompile("`(?:([a-z][a-z/]*)\\.)?((?:Test|Fuzz|Example)[A-Za-z0-9_]*)`")
	script   = regexp.MustCompile("`([a-z/-]+\\.txtar)`")
	later    = regexp.MustCompile(`\b(fusion|attention|exchange|delivery|console|scorecard|lookouts)\b`)
)

// TestSeeds holds the table of rows to the articles, to the tests that it names, and to its counts.
func TestSeeds(t *testing.T) {
	t.Parallel()
	rows := cells(t, "docs/seeds.md", "| # | where | what it asks for | state |")
	if len(rows) != 152 {
		t.Fatalf("%d rows, want 152", len(rows))
	}
	exist := testNames(t)
	counts := map[string]string{}
	for _, row := range cells(t, "docs/seeds.md", "| state | rows | means |") {
		counts[row[0]] = row[1]
	}
	found := map[string]int{}
	for i, row := range rows {
		if len(row) != 4 || row[0] != strconv.Itoa(i+1) || row[2] == "" {
			t.Fatalf("row %d: %q", i+1, row)
		}
		if err := checkCitation(row[1]); err != nil {
			t.Errorf("row %d: %v", i+1, err)
		}
		state, what, _ := strings.Cut(row[3], ":")
		found[state]++
		named := testName.FindAllStringSubmatch(what, -1)
		for _, n := range named {
			if !slices.Contains(exist[n[2]], path.Join(".", n[1])) {
				t.Errorf("row %d: there is no test %s in %s: found in %q", i+1, n[2], path.Join(".", n[1]), exist[n[2]])
			}
		}
		scripts := script.FindAllStringSubmatch(what, -1)
		for _, s := range scripts {
			if _, err := os.Stat(s[1]); err != nil {
				t.Errorf("row %d: %v", i+1, err)
			}
		}
		switch state {
		case "test":
			if len(named)+len(scripts) == 0 {
				t.Errorf("row %d is under test and names none", i+1)
			}
		case "not yet":
			if !later.MatchString(what) {
				t.Errorf("row %d does not say which piece brings it: %q", i+1, what)
			}
		case "partial", "refused":
			if what == "" {
				t.Errorf("row %d does not say what or why", i+1)
			}
		case "context":
		default:
			t.Errorf("row %d has the state %q", i+1, state)
		}
	}
	for state, n := range found {
		if counts[state] != strconv.Itoa(n) {
			t.Errorf("%d rows are %q, and the page counts %q", n, state, counts[state])
		}
	}
}

// checkCitation holds "004:8,12-14,28" to the lengths of the articles.
func checkCitation(where string) error {
	article, lines, _ := strings.Cut(where, ":")
	last, ok := articleLines[article]
	if !ok {
		return fmt.Errorf("%q is no article", where)
	}
	before := 0
	for _, n := range strings.FieldsFunc(lines, func(r rune) bool { return r == ',' || r == '-' }) {
		line, err := strconv.Atoi(n)
		if err != nil || line <= before || line > last {
			return fmt.Errorf("%s: article %s has the lines 1 to %d, in order", where, article, last)
		}
		before = line
	}
	if before == 0 {
		return fmt.Errorf("%q names no line", where)
	}
	return nil
}

// testNames are the tests of the tree, each with the folders that have one of that name.
func testNames(t *testing.T) map[string][]string {
	t.Helper()
	names := map[string][]string{}
	for _, f := range parseTests(t) {
		for _, d := range f.file.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil {
				names[fn.Name.Name] = append(names[fn.Name.Name], f.dir)
			}
		}
	}
	return names
}

type testFile struct {
	dir  string
	file *ast.File
}

func parseTests(t *testing.T) []testFile {
	t.Helper()
	var out []testFile
	err := filepath.WalkDir(".", func(name string, d os.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && strings.HasPrefix(d.Name(), ".") && name != ".":
			return filepath.SkipDir
		case !strings.HasSuffix(name, "_test.go"):
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err == nil {
			out = append(out, testFile{filepath.ToSlash(filepath.Dir(name)), f})
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestCitations holds every article and line in the papers and in the case to the articles' lengths.
func TestCitations(t *testing.T) {
	t.Parallel()
	cited := regexp.MustCompile(`\b00[0-9]:[0-9]+(?:[-,][0-9]+)*`)
	files, err := filepath.Glob("docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	guides, err := filepath.Glob("docs/guide/*.md")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, file := range append(append(files, guides...), "docs/picture.svg", "cases/crocus-2024/case.yaml") {
		for _, where := range cited.FindAllString(read(t, file), -1) {
			n++
			if err := checkCitation(where); err != nil {
				t.Errorf("%s: %v", file, err)
			}
		}
	}
	if n < 300 {
		t.Errorf("only %d citations found: the pattern no longer fits", n)
	}
}

const doctrine = "docs/doctrine.md"

// firstCode is the code in a table's first cell, or "".
var firstCode = regexp.MustCompile("(?m)^\\| `([^`]+)` \\|")

// TestDoctrineRules holds the page of rules and duties to the code, both ways.
func TestDoctrineRules(t *testing.T) {
	t.Parallel()
	rules := constants(t, "refusal.go", "Rule")
	var duties []string
	for _, k := range tocsin.ObligationKinds {
		duties = append(duties, string(k))
	}
	page := read(t, doctrine)
	refuse, rest, ok := strings.Cut(page, "\n## What somebody owes\n")
	owe, _, ok2 := strings.Cut(rest, "\n## Clocks\n")
	if !ok || !ok2 {
		t.Fatal("the page has lost a heading")
	}
	for _, c := range []struct {
		what string
		text string
		want []string
	}{{"rule", refuse, rules}, {"duty", owe, duties}} {
		var got []string
		for _, m := range firstCode.FindAllStringSubmatch(c.text, -1) {
			got = append(got, m[1])
		}
		for _, w := range c.want {
			if !slices.Contains(got, w) {
				t.Errorf("the %s %s is not on the page", c.what, w)
			}
		}
		for i, g := range got {
			if !slices.Contains(c.want, g) || slices.Contains(got[:i], g) {
				t.Errorf("the page has the %s %s, which the code has not, or has it twice", c.what, g)
			}
		}
	}
}

// constants are the values of a file's constants of a type.
func constants(t *testing.T, file, typ string) []string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	ast.Inspect(f, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if id, ok := v.Type.(*ast.Ident); ok && id.Name == typ && len(v.Values) == 1 {
			if lit, ok := v.Values[0].(*ast.BasicLit); ok {
				s, _ := strconv.Unquote(lit.Value)
				out = append(out, s)
			}
		}
		return true
	})
	if len(out) == 0 {
		t.Fatalf("%s has no constant of type %s", file, typ)
	}
	return out
}

// TestDoctrineClocks holds the table of clocks to DefaultPolicy.
func TestDoctrineClocks(t *testing.T) {
	t.Parallel()
	want := map[string]string{}
	policy := reflect.ValueOf(tocsin.DefaultPolicy())
	for f, v := range policy.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		want[name] = clockText(v.Interface())
	}
	rows := cells(t, doctrine, "| clock | default | what runs | how sure |")
	if len(rows) != len(want) {
		t.Errorf("%d clocks on the page, %d in the policy", len(rows), len(want))
	}
	for _, row := range rows {
		name := strings.Trim(row[0], "`")
		if want[name] != row[1] {
			t.Errorf("%s: the page says %q, the policy %q", name, row[1], want[name])
		}
	}
}

func clockText(v any) string {
	switch v := v.(type) {
	case time.Duration:
		if v%time.Hour == 0 {
			return fmt.Sprintf("%d h", v/time.Hour)
		}
		return fmt.Sprintf("%d min", v/time.Minute)
	case []tocsin.Role:
		return listText(v)
	}
	return fmt.Sprint(v)
}

func listText[T ~string](list []T) string {
	words := make([]string, len(list))
	for i, v := range list {
		words[i] = string(v)
	}
	return strings.Join(words, ", ")
}

// TestDoctrineLists holds the closed lists on the page to those of the package.
func TestDoctrineLists(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"Harms": listText(tocsin.Harms), "VictimKinds": listText(tocsin.VictimKinds), "Answers": listText(tocsin.Answers),
		"DutyOutcomes": listText(tocsin.DutyOutcomes), "WaiverGrounds": listText(tocsin.WaiverGrounds),
		"RecipientRoles": listText(tocsin.RecipientRoles), "Likelihoods": listText(tocsin.LikelihoodCodes()),
		"Confidences": listText(tocsin.Confidences), "Levels": listText(tocsin.Levels), "FacetNames": listText(tocsin.FacetNames),
		"FacetStates": listText(tocsin.FacetStates), "WithheldReasons": listText(tocsin.WithheldReasons), "TLPs": listText(tocsin.TLPs),
		"DeliveryStates": listText(tocsin.DeliveryStates), "DismissReasons": listText(tocsin.DismissReasons),
		"LeadOutcomes": listText(tocsin.LeadOutcomes), "WindowEnds": listText(tocsin.WindowEnds), "ClosingWays": listText(tocsin.ClosingWays),
		"Postures": listText(tocsin.Postures), "MeasureFamilies": listText(tocsin.MeasureFamilies), "SARCodes": listText(tocsin.SARCodes),
		"VettingStates": listText(tocsin.VettingStates), "ClaimStatuses": listText(tocsin.ClaimStatuses),
		"Integrities": listText(tocsin.Integrities), "Bounds": listText(tocsin.Bounds), "Roles": listText(tocsin.Roles),
		"OrgKinds": listText(tocsin.OrgKinds), "ListedFors": listText(tocsin.ListedFors), "RemovalGrounds": listText(tocsin.RemovalGrounds),
		"WhoGrounds": listText(tocsin.WhoGrounds), "Predominances": listText(tocsin.Predominances), "FactorKinds": listText(tocsin.FactorKinds),
	}
	rows := cells(t, doctrine, "| list | values | source | how sure |")
	if len(rows) != len(want) {
		t.Errorf("%d lists on the page, %d known here", len(rows), len(want))
	}
	for _, row := range rows {
		name := strings.Trim(row[0], "`")
		if want[name] != row[1] {
			t.Errorf("%s: the page says %q, the code %q", name, row[1], want[name])
		}
	}
}

// TestDoctrineFiles: the files that the page names are there, and every mark of sureness is one of its own.
func TestDoctrineFiles(t *testing.T) {
	t.Parallel()
	for _, m := range regexp.MustCompile("`([a-z0-9_/]+\\.go)`|`(internal/[a-z]+)`").FindAllStringSubmatch(read(t, doctrine), -1) {
		if _, err := os.Stat(m[1] + m[2]); err != nil {
			t.Error(err)
		}
	}
}

// TestGuideLinks: a link from one page of ours to another leads somewhere.
func TestGuideLinks(t *testing.T) {
	t.Parallel()
	link := regexp.MustCompile(`\]\(([^)#:]+)(?:#[^)]*)?\)`)
	for _, pattern := range []string{"docs/*.md", "docs/guide/*.md", "CHANGELOG.md"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			for _, m := range link.FindAllStringSubmatch(read(t, file), -1) {
				if _, err := os.Stat(filepath.Join(filepath.Dir(file), m[1])); err != nil {
					t.Errorf("%s links to %s: %v", file, m[1], err)
				}
			}
		}
	}
}
