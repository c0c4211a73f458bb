package strict

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// The types of the tests look like those of a case file.

type caseFile struct {
	Title  string           `yaml:"title,required" example:"Crocus City Hall"`
	Events []event          `yaml:"events,required"`
	Places map[string]place `yaml:"places"`
	Tags   []string         `yaml:"tags"`
	Every  time.Duration    `yaml:"every"`
	Raw    Node             `yaml:"raw"`
	Untold string
}

type event struct {
	At     instant    `yaml:"at,required" example:"2024-03-07"`
	Kind   eventKind  `yaml:"kind"`
	Words  string     `yaml:"words" example:"what was said"`
	Dead   *int       `yaml:"dead"`
	Weight float64    `yaml:"weight"`
	Secret bool       `yaml:"secret"`
	Count  uint8      `yaml:"count"`
	When   *time.Time `yaml:"when"`
	Place  *place     `yaml:"place"`
	Grade  grade      `yaml:"grade"`
	shared `yaml:",inline"`
}

type shared struct {
	Source string `yaml:"source" example:"TASS"`
}

type place struct {
	Name string  `yaml:"name,required" example:"Krasnogorsk"`
	Lat  float64 `yaml:"lat" example:"55.82"`
}

type eventKind string

func (eventKind) Enum() []string { return []string{"attack", "warning", "arrest"} }

// instant is written as text or as a mapping.
type instant struct {
	At    string `yaml:"at,required" example:"2024-03-07"`
	Words string `yaml:"words"`
}

func (i *instant) UnmarshalYAMLNode(n *Node) error {
	if n.Kind == Mapping {
		return n.Decode(i)
	}
	if n.Kind != Scalar || len(n.Value) < len("2024") {
		return errors.New("this is not a date")
	}
	i.At = n.Value
	return nil
}

type grade struct{ letter byte }

func (g *grade) UnmarshalText(text []byte) error {
	if len(text) != 1 || text[0] < 'A' || text[0] > 'F' {
		return errors.New("a grade is one letter from A to F")
	}
	g.letter = text[0]
	return nil
}

func (grade) Example() string { return "B" }

const good = `# a comment
title: 2024-03-07
events:
  - at: 2024-03-07
    kind: warning
    words: no
    dead: 145
    weight: 0.5
    secret: true
    count: 7
    when: 2024-03-22T20:00:00+03:00
    place: {name: Красногорск, lat: 55.82}
    grade: B
    source: 12
  - at: {at: 2024-03, words: in March}
    dead: ~
    words: |
      two
      lines
places:
  hall: {name: "yes"}
tags: [on, 1.50, "null", 'a: b']
every: 90m
raw: [1, {a: b}]
`

func TestYAML(t *testing.T) {
	t.Parallel()
	var got caseFile
	doc, err := YAML("case.yaml", []byte("\ufeff"+strings.ReplaceAll(good, "\n", "\r\n")), &got)
	if err != nil {
		t.Fatalf("YAML: %v", err)
	}
	if got.Raw.Kind != List || got.Raw.Items()[1].Get("a").Value != "b" || got.Raw.Path() != "raw" {
		t.Errorf("raw = %+v", got.Raw)
	}
	want := caseFile{
		Title: "2024-03-07",
		Events: []event{{
			At: instant{At: "2024-03-07"}, Kind: "warning", Words: "no", Dead: new(145), Weight: 0.5,
			Secret: true, Count: 7, When: new(time.Date(2024, 3, 22, 17, 0, 0, 0, time.UTC)),
			Place: &place{"Красногорск", 55.82}, Grade: grade{'B'}, shared: shared{"12"},
		}, {
			At: instant{"2024-03", "in March"}, Words: "two\nlines\n",
		}},
		Places: map[string]place{"hall": {Name: "yes"}},
		Tags:   []string{"on", "1.50", "null", "a: b"},
		Every:  90 * time.Minute,
	}
	opts := cmp.Options{
		cmp.AllowUnexported(caseFile{}, event{}, shared{}, grade{}),
		cmpopts.IgnoreTypes(Node{}), cmpopts.EquateApproxTime(0),
	}
	if diff := cmp.Diff(want, got, opts); diff != "" {
		t.Errorf("decoded (-want +got):\n%s", diff)
	}
	checkPositions(t, doc)
}

func checkPositions(t *testing.T, doc *Document) {
	t.Helper()
	for _, c := range []struct {
		path []any
		want string
	}{
		{nil, "case.yaml:2:1"},
		{[]any{"title"}, "case.yaml:2:8"},
		{[]any{"events"}, "case.yaml:3:1"},
		{[]any{"events", 0, "at"}, "case.yaml:4:9"},
		{[]any{"events", 0, "place", "lat"}, "case.yaml:12:37"},
		{[]any{"events", 1}, "case.yaml:15:5"},
		{[]any{"events", 1, "place", "name"}, "case.yaml:15:5"},
		{[]any{"events", 1, "dead"}, "case.yaml:16:5"},
		{[]any{"events", 7, "at"}, "case.yaml:3:1"},
		{[]any{"events", -1}, "case.yaml:3:1"},
		{[]any{eventKind("places"), "hall", "name"}, "case.yaml:21:16"},
		{[]any{3.5}, "case.yaml:2:1"},
	} {
		if got := doc.Pos(c.path...).String(); got != c.want {
			t.Errorf("Pos(%v) = %s, want %s", c.path, got, c.want)
		}
	}
	p := doc.Problem("the date is in the future", "", "events", 0, "at")
	if got, want := p.Path+" "+p.Error(), "events[0].at case.yaml:4:9: the date is in the future"; got != want {
		t.Errorf("Problem = %q, want %q", got, want)
	}
}

func TestDefaultsStay(t *testing.T) {
	t.Parallel()
	got := struct {
		Size  int      `yaml:"size"`
		Names []string `yaml:"names"`
	}{Size: 3, Names: []string{"a", "b"}}
	if _, err := YAML("", []byte("names: [c]\n"), &got); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(got) != "{3 [c]}" {
		t.Errorf("got %v", got)
	}
}

func TestProgrammersMistakes(t *testing.T) {
	t.Parallel()
	type recursive struct {
		Inside *recursive `yaml:"inside,required"`
	}
	for _, into := range []any{
		nil, caseFile{}, (*caseFile)(nil), new(any), new(chan int), new(map[int]string),
		new(struct {
			A int `yaml:"a,requird"`
		}),
		new(struct {
			A int `yaml:"a"`
			B int `yaml:"a"`
		}),
		new(struct {
			A []func() `yaml:"a"`
		}),
		new(struct {
			A int `yaml:",inline"`
		}),
	} {
		_, err := YAML("x", []byte("a: 1"), into)
		if _, isInput := errors.AsType[Problems](err); err == nil || isInput {
			t.Errorf("YAML into %T: %v, want an error about the type", into, err)
		}
	}
	if _, err := YAML("x", []byte("a: 1"), new(recursive)); err == nil {
		t.Error("recursive type: no problem for a missing key")
	}
}

func TestSeveralFiles(t *testing.T) {
	t.Parallel()
	ps := Problems{
		{File: "b", Line: 1, Column: 1, Message: "one"},
		{File: "a", Message: "the whole", Hint: "do this"},
		{File: "a", Line: 10, Column: 2, Path: "x", Message: "ten"},
		{File: "a", Line: 9, Column: 3, Message: "nine"},
		{File: "a", Line: 10, Column: 2, Path: "y", Message: "ten"},
	}
	want := "a:9:3: nine\na:10:2: ten\na: the whole; do this\nb:1:1: one"
	err := ps.Err()
	if got := errorText(err); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if p, ok := errors.AsType[Problem](err); !ok || p.Message != "nine" {
		t.Errorf("as Problem: %v", p)
	}
	if Problems(nil).Err() != nil {
		t.Error("no problems are an error")
	}
}

type word string

func (w *word) UnmarshalText(text []byte) error {
	if strings.ContainsAny(string(text), "0123456789") {
		return errors.New("no digits")
	}
	*w = word(text)
	return nil
}

type odd struct{}

func (odd) Noun() string { return "strange thing" }

func (odd) UnmarshalYAMLNode(n *Node) error {
	if n.Key() == "one" {
		return n.Problem("one is odd", "write two")
	}
	return fmt.Errorf("wrapped: %w", n.Decode(new([]int)))
}

func TestOddTypes(t *testing.T) {
	t.Parallel()
	into := struct {
		Words map[word]int         `yaml:"words"`
		Kinds map[eventKind]string `yaml:"kinds"`
		Odd   map[string]odd       `yaml:"odd"`
	}{}
	const in = "words: {a: 1, b2: 2}\nkinds: {attak: x}\nodd: {one: 1, list: [1, a]}\n"
	_, err := YAML("", []byte(in), &into)
	want := "1:15: `b2`: no digits\n" +
		"2:9: `attak` cannot be `attak`; did you mean `attack`? It can be: attack, warning, arrest\n" +
		"3:12: one is odd; write two\n" +
		"3:25: item 2 of `list` must be a whole number, but it is `a`; write for example `- 1`"
	if got := errorText(err); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
