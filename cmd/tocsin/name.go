package main

import (
	"tocsin/internal/names"
)

type nameCmd struct {
	Compare nameCompareCmd `cmd:"" help:"Lay two names side by side and say how alike they are, and why."`
	Search  nameSearchCmd  `cmd:"" help:"Find the names of a list that are like a name."`
}

// nameKind is the flag that says what a name names.
type nameKind struct {
	Kind names.Kind `help:"What it names: ${namekinds}. Default: as the name looks." words:"namekinds" placeholder:"KIND"`
}

type nameCompareCmd struct {
	A string `arg:"" help:"A name, in any script."`
	B string `arg:"" help:"Another."`
	nameKind
}

// Help shows the command at work.
func (nameCompareCmd) Help() string {
	return `Example: tocsin name compare "Faduni Shamsidin" "Шамсиддин Фаридуни"`
}

// Run prints the likeness term by term. It reads no record and leaves none.
func (c nameCompareCmd) Run(e *env) error {
	l := names.Compare(c.Kind, c.A, c.B)
	if e.cli.JSON {
		return e.json(likenessShown(l))
	}
	p := e.page()
	p.likeness("", l)
	p.line("\n%s", names.Caution)
	return p.err
}

// likeness prints the sum and then its terms, as a waterfall.
func (p *page) likeness(ref string, l names.Likeness) {
	p.line("%s", p.style.bold(l.Total.String()+" dB, "+string(l.Band())+": "+l.A+" | "+l.B))
	if ref != "" {
		p.line("  %s, %s", ref, l.Kind)
	} else {
		p.line("  compared as: %s", l.Kind)
	}
	for _, t := range l.Terms {
		text := t.Why.Plain()
		if w := termWords(t); w != "" {
			text = w + ": " + text
		}
		p.item("  "+pad("", 5-len(t.Points.String()))+t.Points.String(), text)
	}
}

func termWords(t names.Term) string {
	switch {
	case t.A == "" && t.B == "":
		return ""
	case t.A == "":
		return "- | " + t.B
	case t.B == "":
		return t.A + " | -"
	}
	return t.A + " | " + t.B
}

// shownLikeness is a likeness as JSON; points are decibans.
type shownLikeness struct {
	Ref      string      `json:"ref,omitempty"`
	A        string      `json:"a"`
	B        string      `json:"b"`
	Kind     names.Kind  `json:"kind"`
	Band     names.Band  `json:"band"`
	Decibans float64     `json:"decibans"`
	Terms    []shownTerm `json:"terms"`
	Caution  string      `json:"caution"`
}

type shownTerm struct {
	Why      names.Why `json:"why"`
	A        string    `json:"a,omitempty"`
	B        string    `json:"b,omitempty"`
	Decibans float64   `json:"decibans"`
}

func likenessShown(l names.Likeness) shownLikeness {
	s := shownLikeness{A: l.A, B: l.B, Kind: l.Kind, Band: l.Band(), Decibans: float64(l.Total) / 10, Terms: []shownTerm{}, Caution: names.Caution}
	for _, t := range l.Terms {
		s.Terms = append(s.Terms, shownTerm{t.Why, t.A, t.B, float64(t.Points) / 10})
	}
	return s
}
