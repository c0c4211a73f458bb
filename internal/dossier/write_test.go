package dossier

import (
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tocsin/internal/casefile"
)

var update = flag.Bool("update", false, "write the golden files anew")

// hostile is markup and script, in the form in which YAML takes it between double quotes.
const hostile = ` </title></style><script>alert(1)</script><b onclick='x'> \"'&amp;& --> {{.Title}} http://evil.example`

// outline is the skeleton of a page: headings, captions and how many rows each table has.
func outline(t testing.TB, page string) string {
	t.Helper()
	var b strings.Builder
	rows, text, keep := 0, "", ""
	body := false
	err := walk(page, func(tok xml.Token) {
		switch x := tok.(type) {
		case xml.StartElement:
			switch x.Name.Local {
			case "h1", "h2", "h3", "h4", "caption":
				keep, text = x.Name.Local, ""
			case "tbody":
				body = true
			case "table":
				rows = 0
			case "tr":
				if body {
					rows++
				}
			case "svg":
				if a := attr(x, "role"); a == "img" {
					fmt.Fprintf(&b, "svg\n")
				}
			}
		case xml.CharData:
			text += string(x)
		case xml.EndElement:
			switch x.Name.Local {
			case keep:
				fmt.Fprintf(&b, "%s %s\n", keep, strings.Join(strings.Fields(text), " "))
				keep = ""
			case "tbody":
				body = false
			case "table":
				fmt.Fprintf(&b, "  rows %d\n", rows)
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// walk reads a page as XML: it fails where a tag is not closed or an attribute has no quotes.
func walk(page string, visit func(xml.Token)) error {
	d := xml.NewDecoder(strings.NewReader(page))
	d.Strict = true
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			line, col := d.InputPos()
			return fmt.Errorf("line %d, column %d: %w", line, col, err)
		}
		visit(tok)
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func TestOutline(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"harbour", "two"} {
		got := outline(t, written(t, play(t, cases(t)[name]), Options{Program: "tocsin test"}))
		golden := "testdata/" + name + ".golden"
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if d := cmp.Diff(string(file(t, golden)), got); d != "" {
			t.Errorf("%s (-want +got; -update writes it anew):\n%s", name, d)
		}
	}
}

// TestPage holds every page to what makes it one file that works anywhere: well formed, no script,
// no reference to outside, no link that leads nowhere, a title for each drawing, a caption for each
// table, and nothing drawn over something else.
func TestPage(t *testing.T) {
	t.Parallel()
	for name, data := range cases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page := written(t, play(t, data), Options{})
			ids, links, caption := map[string]bool{}, []string{}, false
			err := walk(page, func(tok xml.Token) {
				switch x := tok.(type) {
				case xml.StartElement:
					links = append(links, checkElement(t, x, ids)...)
					caption = x.Name.Local == "caption" || caption && x.Name.Local != "table"
				case xml.EndElement:
					if x.Name.Local == "table" && !caption {
						t.Error("a table has no caption")
					}
				}
			})
			if err != nil {
				t.Fatal(err)
			}
			checkDrawings(t, page)
			for _, l := range links {
				if !ids[l] {
					t.Errorf("a link leads to #%s, which is not there", l)
				}
			}
		})
	}
}

func checkElement(t *testing.T, e xml.StartElement, ids map[string]bool) (links []string) {
	t.Helper()
	switch e.Name.Local {
	case "script", "link", "iframe", "object", "embed", "img", "image", "use", "base", "form":
		t.Errorf("<%s> has no place in a dossier", e.Name.Local)
	case "svg":
		if attr(e, "aria-hidden") == "" && (attr(e, "role") != "img" || attr(e, "aria-labelledby") == "") {
			t.Error("a drawing has neither a title nor is hidden from readers")
		}
	}
	for _, a := range e.Attr {
		switch n := a.Name.Local; {
		case n == "id" && ids[a.Value]:
			t.Errorf("the id %q is there twice", a.Value)
		case n == "id":
			ids[a.Value] = true
		case n == "href" || n == "src":
			if !strings.HasPrefix(a.Value, "#") {
				t.Errorf("%s=%q leads out of the file", n, a.Value)
			}
			links = append(links, strings.TrimPrefix(a.Value, "#"))
		case n == "aria-labelledby":
			links = append(links, strings.Fields(a.Value)...)
		case strings.HasPrefix(n, "on") || n == "style":
			t.Errorf("<%s %s=%q>", e.Name.Local, n, a.Value)
		}
	}
	return links
}

func TestPageOfNothingOutside(t *testing.T) {
	t.Parallel()
	page := written(t, play(t, harbour(t, "")), Options{})
	for _, bad := range []string{"http://", "https://", "//cdn", "@import", "ZgotmplZ", "<no value>"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page contains %q", bad)
		}
	}
	const policy = `content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"`
	if !strings.Contains(page, policy) {
		t.Errorf("the page does not forbid what it does not need: want %s", policy)
	}
	for _, want := range []string{"Exercise.", "This case is invented", "never claims that an outcome would have been prevented", `<tr class="duress">`, `<span class="st s-over">made in custody or under force</span>`, "would have joined"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

// TestHostile puts markup and script into every text that people write.
func TestHostile(t *testing.T) {
	t.Parallel()
	page := written(t, play(t, harbour(t, hostile)), Options{Program: "<script>", Digest: "\"><script>"})
	tags := regexp.MustCompile(`(?i)<\s*/?\s*script|<b onclick|onclick='x'>`)
	if at := tags.FindStringIndex(page); at != nil {
		t.Errorf("markup of the case came through: %q", page[max(0, at[0]-80):min(len(page), at[1]+40)])
	}
	if strings.Contains(page, "ZgotmplZ") {
		t.Error("a text was filtered instead of escaped")
	}
	if got, want := strings.Count(page, "<style>"), 2; got != want {
		t.Errorf("%d style elements, want %d", got, want)
	}
	if got, want := strings.Count(page, "</style>"), 2; got != want {
		t.Errorf("%d ends of style, want %d: a title ended it", got, want)
	}
}

// TestNoFalsePrecision: the founding case has no clock time at all, and its dossier shows none.
func TestNoFalsePrecision(t *testing.T) {
	t.Parallel()
	page := written(t, play(t, cases(t)["crocus"]), Options{})
	if got := regexp.MustCompile(`\d\d:\d\d (MSK|UTC)`).FindAllString(page, -1); len(got) > 0 {
		t.Errorf("clock times in a case that has none: %v", got)
	}
	page = written(t, play(t, harbour(t, "")), Options{})
	for _, want := range []string{"Thu 2 May 2030 09:00 WEST (08:00 UTC)", "ten minutes after the fire began, or more"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not show %q", want)
		}
	}
}

// TestPassages: a release is followed to the receiver also while its sender is masked there.
func TestPassages(t *testing.T) {
	t.Parallel()
	r := play(t, harbour(t, ""))
	d, err := read(t.Context(), r, Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, p := range d.passages() {
		for _, row := range p.Rows {
			if row.Facet == "actor" {
				got[p.To] = p.State + "; " + row.Held.Value + "; " + row.Sent.State + "; " + row.Gap
			}
		}
	}
	want := map[string]string{
		"City police":      "arrived and opened; a group; stated; ",
		"Harbour Hall Ltd": "arrived, left unopened; a group; withheld; held, and left out of the release",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestWords: every rule and every verb of a case is said in words.
func TestWords(t *testing.T) {
	t.Parallel()
	for _, r := range casefile.Rules {
		if ruleWords[r] == "" {
			t.Errorf("the rule %s has no sentence", r)
		}
	}
	for _, f := range reflect.VisibleFields(reflect.TypeFor[casefile.Act]()) {
		if v := f.Tag.Get("yaml"); v != "" && verbWords[v] == "" {
			t.Errorf("the verb %s has no words", v)
		}
	}
}

func TestAsKnown(t *testing.T) {
	t.Parallel()
	r := play(t, harbour(t, ""))
	for _, c := range []struct {
		o    Options
		want string
	}{{Options{}, "<b>7</b> events in lane one"}, {Options{AsKnown: true}, "<b>3</b> events in lane one"}} {
		if page := written(t, r, c.o); !strings.Contains(page, c.want) {
			t.Errorf("%+v: the page does not say %q", c.o, c.want)
		}
	}
}

func TestSameBytes(t *testing.T) {
	t.Parallel()
	a, b := written(t, play(t, harbour(t, "")), Options{}), written(t, play(t, harbour(t, "")), Options{})
	if d := cmp.Diff(a, b); d != "" {
		t.Errorf("two replays of one case gave two dossiers:\n%s", d)
	}
}

func TestWriteNothing(t *testing.T) {
	t.Parallel()
	if err := Write(t.Context(), io.Discard, nil, Options{}); err == nil {
		t.Error("no error for no case")
	}
}
