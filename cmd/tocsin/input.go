package main

import (
	"fmt"
	"io"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"time"

	"tocsin"
	"tocsin/internal/casefile"
	"tocsin/internal/strict"
)

// fromFile is the flag of commands that take the whole of what they record from a file, in the
// form of the case file's verb of the same name.
type fromFile struct {
	File string `help:"Take all of it from this file (- for standard input), in the YAML form of the case file's verb." placeholder:"FILE" short:"f"`
}

const maxInput = 1 << 20

// readYAML decodes what stands under a verb in a case file into the verb's type: with the verb
// above it, or without. given are the required keys that the command line gives already.
func (e *env) readYAML(file, verb string, into any, given ...string) error {
	name, data, err := e.readInput(file)
	if err != nil {
		return err
	}
	var root strict.Node
	doc, err := strict.YAML(name, data, &root, strict.WithLimits(strict.Limits{Bytes: maxInput}))
	if err != nil {
		return inputProblem(doc, err)
	}
	at := &root
	if inner := root.Get(verb); root.Kind == strict.Mapping && inner != nil && len(root.Items()) == 1 {
		at = inner
	}
	if err := without(at.Decode(into), append(given, "org", "id")); err != nil {
		return inputProblem(doc, err)
	}
	loc, err := e.zone()
	if err != nil {
		return err
	}
	var list strict.Problems
	resolve(reflect.ValueOf(into).Elem(), at, loc, &list)
	if err := list.Err(); err != nil {
		return inputProblem(doc, err)
	}
	return nil
}

func (e *env) readInput(file string) (string, []byte, error) {
	if file == "-" {
		data, err := io.ReadAll(io.LimitReader(e.in, maxInput+1))
		return "standard input", data, err
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return file, nil, usage("--file: %s", err)
	}
	return file, data, nil
}

func inputProblem(doc *strict.Document, err error) error { return &caseError{text: doc.Excerpt(err)} }

// without drops the complaints that a required key is missing which the command line gives.
func without(err error, given []string) error {
	problems, ok := err.(strict.Problems)
	if !ok {
		return err
	}
	left := slices.DeleteFunc(slices.Clone(problems), func(p strict.Problem) bool {
		return slices.ContainsFunc(given, func(key string) bool { return strings.HasSuffix(p.Message, " has no `"+key+"`") })
	})
	return left.Err()
}

var instantType = reflect.TypeFor[casefile.Instant]()

// resolve puts the times of a decoded value on the calendar. A file for one command has no events
// to count a time from.
func resolve(v reflect.Value, at *strict.Node, loc *time.Location, list *strict.Problems) {
	switch {
	case at == nil:
	case v.Type() == instantType:
		if p := resolveInstant(v.Addr().Interface().(*casefile.Instant), at, loc); p != nil {
			*list = append(*list, *p)
		}
	case v.Kind() == reflect.Pointer && !v.IsNil():
		resolve(v.Elem(), at, loc, list)
	case v.Kind() == reflect.Slice:
		for i, item := range at.Items() {
			if i < v.Len() {
				resolve(v.Index(i), item, loc, list)
			}
		}
	case v.Kind() == reflect.Struct:
		resolveStruct(v, at, loc, list)
	}
}

func resolveStruct(v reflect.Value, at *strict.Node, loc *time.Location, list *strict.Problems) {
	for i := range v.NumField() {
		name, opts, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ",")
		inner := at.Get(name)
		switch {
		case opts == "inline":
			inner = at
		case at.Kind == strict.Scalar: // a window in its short form: both ends stand in one text
			inner = at
		}
		resolve(v.Field(i), inner, loc, list)
	}
}

func resolveInstant(i *casefile.Instant, at *strict.Node, loc *time.Location) *strict.Problem {
	if i.After != "" || i.Before != "" {
		p := at.Problem("a time cannot be counted from another event here: there is no case around it", "write the time itself: `at: 2024-03-07`")
		return &p
	}
	if i.Text == "" || i.Never() {
		return nil
	}
	when, err := tocsin.ParseInstant(i.Text, loc)
	if err != nil {
		p := at.Problem(err.Error(), "write for example `2024-03-07T20:15+03:00`")
		return &p
	}
	i.When = when
	i.When.Words = i.Words
	return nil
}

// takeCommon takes from a file's act who acts and when it happened, unless the command line says so.
// What only a case can say is refused.
func (a *acting) takeCommon(c casefile.Common) (tocsin.Times, error) {
	if c.Refused != "" {
		return tocsin.Times{}, usage("`refused` belongs to a case file: here the rules answer")
	}
	if c.Org != "" && a.Org != "" && c.Org != a.Org {
		return tocsin.Times{}, usage("the file is for %s and --org says %s", c.Org, a.Org)
	}
	if a.Org == "" {
		a.Org = c.Org
	}
	if a.As == "" {
		a.As = c.By
	}
	if c.At == nil {
		return tocsin.Times{}, nil
	}
	return tocsin.Times{Happened: c.At.When, HappenedEvidence: tocsin.Asserted}, nil
}

// parseFacet reads a facet as a flag gives it.
func parseFacet(name, text string) (tocsin.Facet, error) {
	state, rest, cut := strings.Cut(text, ":")
	rest = strings.TrimSpace(rest)
	switch s := tocsin.FacetState(strings.TrimSpace(state)); {
	case text == "":
		return tocsin.Facet{}, nil
	case s == tocsin.NotHeld && !cut:
		return tocsin.Facet{State: s}, nil
	case s == tocsin.Withheld:
		if !slices.Contains(tocsin.WithheldReasons, tocsin.WithheldReason(rest)) {
			return tocsin.Facet{}, usage("--%s: withheld needs its reason, one of %s: for example withheld:source", name, strings.Join(words(tocsin.WithheldReasons), ", "))
		}
		return tocsin.Facet{State: s, Reason: tocsin.WithheldReason(rest)}, nil
	case s == tocsin.Generalised || s == tocsin.Stated && cut:
		if rest == "" {
			return tocsin.Facet{}, usage("--%s: %s needs its text: for example %s:large gatherings", name, s, s)
		}
		return tocsin.Facet{State: s, Value: rest}, nil
	}
	return tocsin.Facet{State: tocsin.Stated, Value: text}, nil
}

// facetFlags are the five facets by flags.
type facetFlags struct {
	Place  string `help:"Where: a text is stated; or not_held, withheld:REASON, generalised:TEXT." placeholder:"FACET"`
	Time   string `help:"When, in words: same forms." placeholder:"FACET"`
	Actor  string `help:"Who threatens: same forms." placeholder:"FACET"`
	Target string `help:"Against whom or what: same forms." placeholder:"FACET"`
	Method string `help:"How: same forms." placeholder:"FACET"`
}

func (f facetFlags) facets() (out tocsin.Facets, err error) {
	for i, text := range []string{f.Place, f.Time, f.Actor, f.Target, f.Method} {
		name := tocsin.FacetNames[i]
		if *out.Get(name), err = parseFacet(string(name), text); err != nil {
			return out, err
		}
	}
	return out.Normal(), nil
}

// learning are the times of what is written down, where they are not now.
type learning struct {
	Happened string `help:"When it happened, if it is not now: 2024-03-07, 2024-03-07T20:15, 2024-03." placeholder:"TIME"`
	Learned  string `help:"When we learned of it, if it is not now." placeholder:"TIME"`
}

func (l learning) times(e *env, t tocsin.Times) (tocsin.Times, error) {
	happened, err := e.instant("--happened", l.Happened)
	if err != nil {
		return t, err
	}
	if happened.Known() {
		t.Happened, t.HappenedEvidence = happened, tocsin.Asserted
	}
	learned, err := e.instant("--learned", l.Learned)
	if learned.Known() {
		t.Learned, t.LearnedEvidence = learned, tocsin.Asserted
	}
	return t, err
}

// need refuses a command that has neither a file nor what the flag would give.
func need(value, what string) error {
	if strings.TrimSpace(value) == "" {
		return usage("give %s, or --file with all of it", what)
	}
	return nil
}

// citations reads `source:line`.
func citations(cites []string) []tocsin.Citation {
	var out []tocsin.Citation
	for _, c := range cites {
		source, line, _ := strings.Cut(c, ":")
		out = append(out, tocsin.Citation{Source: strings.TrimSpace(source), Line: strings.TrimSpace(line), Integrity: tocsin.Original})
	}
	return out
}

// fileCites are the citations of a file. It declares no sources: each counts as the original.
func fileCites(list casefile.Cites) []tocsin.Citation {
	var out []tocsin.Citation
	for _, c := range list {
		out = append(out, tocsin.Citation{Source: c.Source, Line: c.Line, Integrity: tocsin.Original})
	}
	return out
}

// notTaken says on standard error what a file asks for that a command does not do: what another
// person, or another command, has to do.
func (e *env) notTaken(asked map[string]bool, instead string) {
	for _, key := range slices.Sorted(maps.Keys(asked)) {
		if asked[key] {
			fmt.Fprintf(e.err, "tocsin: `%s` is not taken from the file: %s\n", key, instead)
		}
	}
}

// both refuses a command that has a file and what the file would give.
func both(flag string) error { return usage("give --file or %s, not both", flag) }
