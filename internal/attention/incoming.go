package attention

import (
	"slices"
	"strings"
	"time"

	"tocsin"
)

// incomingColumns are the columns that a list which came as a table can have. Names, also_names and
// documents take several with a semicolon between them.
var incomingColumns = []string{"kind", "name", "also_names", "born", "documents", "act", "harm", "what", "when", "law", "decision", "reasons"}

// Incoming reads a list that somebody sent, one entry a row: name, and any other of kind, also_names,
// born, documents, act, harm, what, when, law, decision, reasons. Every other column is dropped by name
// before, or refuses the table. An act that is left out is an act that is not stated.
func (t *Table) Incoming() ([]tocsin.IncomingEntry, error) {
	var used []string
	for _, name := range t.Header {
		if slices.Contains(incomingColumns, name) && !slices.Contains(t.Dropped, name) {
			used = append(used, name)
		}
	}
	if !slices.Contains(used, "name") {
		return nil, bad(1, "name", "there is no such column: a list needs at least names")
	}
	if err := t.account(used, nil); err != nil {
		return nil, err
	}
	faults := &BadTable{}
	out := make([]tocsin.IncomingEntry, 0, len(t.Rows))
	for _, row := range t.Rows {
		cell := func(name string) string {
			i := slices.Index(t.Header, name)
			if i < 0 || slices.Contains(t.Dropped, name) {
				return ""
			}
			return strings.TrimSpace(row.Cells[i])
		}
		instant := func(name string) tocsin.Instant {
			text := cell(name)
			if text == "" {
				return tocsin.Instant{}
			}
			i, err := tocsin.ParseInstant(text, time.UTC)
			if err != nil {
				faults.add(Problem{row.Line, name, err.Error()})
			}
			return i
		}
		e := tocsin.IncomingEntry{
			Subject: tocsin.Subject{Kind: tocsin.SubjectKind(cell("kind")), Names: several(cell("name") + ";" + cell("also_names")), Born: instant("born"), Documents: several(cell("documents"))},
			Act:     tocsin.ListedAct{Kind: tocsin.ListedFor(cell("act")), Harm: tocsin.Harm(cell("harm")), What: cell("what"), When: instant("when")},
			Ground:  tocsin.LegalGround{Law: cell("law"), Decision: cell("decision")}, Reasons: cell("reasons"),
		}
		if e.Subject.Kind == "" {
			e.Subject.Kind = tocsin.ListedPerson
		}
		if cell("name") == "" {
			faults.add(Problem{row.Line, "name", "the entry names nobody"})
		}
		out = append(out, e)
	}
	return out, faults.err()
}

func several(text string) []string {
	var out []string
	for s := range strings.SplitSeq(text, ";") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}
