package strict

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the messages into the golden files")

// A section of a txtar file; the package for it is not worth a dependency here.
type section struct{ name, data string }

func readSections(t *testing.T, file string) (comment string, sections []section) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		name, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "-- ")
		name, end := strings.CutSuffix(name, " --")
		switch {
		case ok && end:
			sections = append(sections, section{name: name})
		case len(sections) == 0:
			comment += line
		default:
			sections[len(sections)-1].data += line
		}
	}
	return comment, sections
}

// TestBadYAML reads testdata/bad.txtar: a file of bad YAML, then what is said about it.
func TestBadYAML(t *testing.T) {
	const file = "testdata/bad.txtar"
	out, sections := readSections(t, file)
	for pair := range slices.Chunk(sections, 2) {
		in, want := pair[0], pair[1]
		if want.name != in.name+".want" {
			t.Fatalf("%s is followed by %s", in.name, want.name)
		}
		t.Run(in.name, func(t *testing.T) {
			doc, err := YAML("f.yaml", []byte(in.data), new(caseFile))
			got := doc.Excerpt(err)
			out += "-- " + in.name + " --\n" + in.data + "-- " + want.name + " --\n" + got
			if err == nil {
				t.Fatal("accepted")
			}
			if diff := cmp.Diff(want.data, got); diff != "" && !*update {
				t.Errorf("messages (-want +got):\n%s", diff)
			}
		})
	}
	if *update {
		if err := os.WriteFile(file, []byte(out), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// What a text file cannot hold, or what would be too long in one.
func TestBadBytes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, in, want string }{
		{"latin 1", "title: caf\xe9", "f:1:11: this is not UTF-8 text; save the file as UTF-8"},
		{"utf-16", "\xff\xfet\x00", "f:1:1: the file is in UTF-16; save it as UTF-8"},
		{"nul", "a: b\nc: \x00", "f:2:4: there is a control character here (U+0000); delete it"},
		{"escape", "a: \x1b[31m", "f:1:4: there is a control character here (U+001B); delete it"},
		{"old mac", "a: b\rc: d", "f:1:5: there is an invisible line break here (U+000D); delete it and press Enter instead, or write a space"},
		{"hidden line", "a: b\u2028c: d", "f:1:5: there is an invisible line break here (U+2028); delete it and press Enter instead, or write a space"},
		{"no bytes", "", "f:1:1: the file is empty; begin it with for example `title: Crocus City Hall`"},
		{"only BOM", "\ufeff", "f:1:1: the file is empty; begin it with for example `title: Crocus City Hall`"},
		{"directive", "%TAG", "f:1:1: lines that begin with %TAG are not accepted; delete the line"},
		{"size", "# " + strings.Repeat("x", 1<<20), "f:1:1: the file is 1.0 MiB, more than the limit of 200.0 KiB; split it into several files"},
		{"values", "title: [" + strings.Repeat("1,", 200), "f:1:1: the file holds too many values; the limit is 80; split it into several files"},
		{"values exactly", "title: [" + strings.Repeat("1,", 90) + "1]", "f:1:163: the file holds too many values; the limit is 80; split it into several files"},
		{"long", "title: a\nevents: []\ntags:\n- " + strings.Repeat("x", 3<<10),
			"f:4:3: item 1 of `tags` is 3.0 KiB long, more than the limit of 2.0 KiB; shorten it, or keep the text in a file of its own"},
		{"deep", "title: [[[[[[a]]]]]]", "f:1:12: lists and mappings are nested more than 5 deep here; write it flatter"},
		{"deeper", "title: " + strings.Repeat("[", 99), "f:1:14: lists and mappings are nested too deeply here; write it flatter"},
		{"many", strings.Repeat("x: ", 1) + "\n" + strings.Repeat("- a\n", 3), ""},
	} {
		_, err := YAML("f", []byte(c.in), new(caseFile), WithLimits(Limits{Bytes: 200 << 10, Nodes: 80, Scalar: 2 << 10, Depth: 5}))
		if got := errorText(err); c.want != "" && got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestTooManyProblems(t *testing.T) {
	t.Parallel()
	var in strings.Builder
	in.WriteString("title: a\nevents: []\ntags:\n")
	for range 60 {
		in.WriteString("- [1]\n")
	}
	_, err := YAML("f", []byte(in.String()), new(caseFile))
	lines := strings.Split(errorText(err), "\n")
	if len(lines) != 51 || lines[50] != "f: there are 10 more problems; mend these first" {
		t.Errorf("%d lines, the last: %s", len(lines), lines[len(lines)-1])
	}
}

func TestExcerpt(t *testing.T) {
	t.Parallel()
	p := Problem{File: "f", Line: 2, Column: 8, Message: "bad"}
	for _, c := range []struct{ line, want string }{
		{"имя: два три", "    2 | имя: два три\n      |        ^\n"},
		{"\tab: 日本語 x", "    2 |     ab: 日本語 x\n      |             ^\n"},
		{"e\u0301e\u0301: xyz", "    2 | e\u0301e\u0301: xyz\n      |      ^\n"},
		{"a: \x1b\u202exyz", "    2 | a: ��xyz\n      |        ^\n"},
		{"a:", "    2 | a:\n      |   ^\n"},
	} {
		if got := p.Excerpt([]byte("x\n" + c.line + "\r\n")); got != "f:2:8: bad\n"+c.want {
			t.Errorf("%q:\n%s", c.line, got)
		}
	}
	p.Column = 300
	long := strings.Split(p.Excerpt([]byte("x\n"+strings.Repeat("0123456789", 50))), "\n")
	if got := len([]rune(long[1])); got > 120 || long[1][len("    2 | … ")+strings.Index(long[2], "^")-len("      | … ")+2] != '9' {
		t.Errorf("long line:\n%s", strings.Join(long, "\n"))
	}
	if got := (Problem{File: "f", Line: 99, Message: "bad"}).Excerpt(nil); got != "f:99:0: bad\n" {
		t.Errorf("beyond the end: %q", got)
	}
}
