package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"tocsin/internal/names"
)

type nameSearchCmd struct {
	Query string `arg:"" help:"A name, in any script."`
	List  string `help:"CSV file with the names, - for standard input. Its first line names the columns: name, and if there are any id and kind." placeholder:"FILE" required:""`
	Limit int    `help:"How many are shown at most. Default: 10." placeholder:"N" default:"10"`
	nameKind
}

// Help shows the command at work.
func (nameSearchCmd) Help() string {
	return `Example: tocsin name search "Yosif Prigozhin" --list people.csv --kind person`
}

// Run prints the names of the list that are alike, or perhaps, each with its terms. It reads no
// record and leaves none.
func (c nameSearchCmd) Run(e *env) error {
	if c.Limit < 1 {
		return usage("--limit: %d is none: give 1 or more", c.Limit)
	}
	x, err := e.nameList(c.List)
	if err != nil {
		return err
	}
	found := x.Search(c.Kind, c.Query, c.Limit)
	found = slices.DeleteFunc(found, func(f names.Candidate) bool { return f.Band() == names.Unlike })
	if e.cli.JSON {
		out := []shownLikeness{}
		for _, f := range found {
			s := likenessShown(f.Likeness)
			s.Ref = f.Ref
			out = append(out, s)
		}
		return e.json(out)
	}
	p := e.page()
	if len(found) == 0 {
		p.line("None of %d names is like %q.", x.Names(), c.Query)
		return p.err
	}
	for i, f := range found {
		if i > 0 {
			p.line("")
		}
		p.likeness(f.Ref, f.Likeness)
	}
	p.line("\n%d of %d names. %s", len(found), x.Names(), names.Caution)
	return p.err
}

// maxNames is how many bytes of a list of names are read: room for some two million.
const maxNames = 128 << 20

// nameList reads a list of names into an index. A name without an id goes by its line.
func (e *env) nameList(file string) (*names.Index, error) {
	in, name := e.in, "standard input"
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return nil, usage("--list: %s", err)
		}
		defer f.Close()
		in, name = f, file
	}
	x, err := readNames(io.LimitReader(in, maxNames+1))
	if err != nil {
		return nil, usage("--list %s: %s", name, err)
	}
	return x, nil
}

func readNames(in io.Reader) (*names.Index, error) {
	r := csv.NewReader(in)
	r.ReuseRecord = true
	col, err := nameColumns(r)
	if err != nil {
		return nil, err
	}
	x := names.NewIndex()
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return x, nil
		}
		if err != nil {
			return nil, err
		}
		line, _ := r.FieldPos(0)
		if r.InputOffset() > maxNames {
			return nil, fmt.Errorf("longer than %d MB: part it", maxNames>>20)
		}
		n := nameRow{name: row[col["name"]], ref: fmt.Sprintf("line %d", line)}
		if i, ok := col["id"]; ok && row[i] != "" {
			n.ref = row[i]
		}
		if i, ok := col["kind"]; ok {
			n.kind = names.Kind(row[i])
		}
		if err := n.check(); err != nil {
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		x.Add(strings.Clone(n.ref), n.kind, strings.Clone(n.name))
	}
}

// nameColumns reads the first line.
func nameColumns(r *csv.Reader) (map[string]int, error) {
	head, err := r.Read()
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	col := map[string]int{}
	for i, h := range head {
		h = strings.ToLower(strings.TrimSpace(strings.TrimPrefix(h, "\ufeff")))
		if _, twice := col[h]; twice {
			return nil, fmt.Errorf("the first line names the column %q twice", h)
		}
		col[h] = i
	}
	if _, ok := col["name"]; !ok {
		return nil, errors.New(`the first line names no column "name": it names the columns name, and if there are any id and kind`)
	}
	return col, nil
}

type nameRow struct {
	ref, name string
	kind      names.Kind
}

func (n nameRow) check() error {
	switch {
	case !utf8.ValidString(n.name):
		return errors.New("the name is not UTF-8: save the list as UTF-8")
	case strings.TrimSpace(n.name) == "":
		return errors.New("there is no name: fill it in or take the line out")
	case !slices.Contains(names.Kinds, n.kind):
		return fmt.Errorf("%q is no kind: write one of %s, or nothing", n.kind, strings.Join(wordLists["namekinds"], ", "))
	}
	return nil
}
