package dossier

import (
	"fmt"
	"slices"
	"strings"

	"tocsin"
	"tocsin/internal/casefile"
)

// name is an organisation's name, as the case gives it.
func (d *reading) name(id tocsin.OrgID) string {
	if o := d.c.Org(id); o != nil {
		return o.Name
	}
	return string(id)
}

func (d *reading) audience(id tocsin.OrgID) bool {
	o := d.c.Org(id)
	return o != nil && o.Kind == tocsin.OrgAudience
}

// party is who owes, or to whom.
func (d *reading) party(p tocsin.Party) string {
	switch {
	case p.Org == "":
		return spaced(string(p.Role))
	case p.Role == "":
		return d.name(p.Org)
	}
	return d.name(p.Org) + ", " + spaced(string(p.Role))
}

// spaced makes a code readable: duty_officer, step-down-frozen, measure.lower.
func spaced(code string) string {
	return strings.NewReplacer("_", " ", "-", " ", ".", " ").Replace(code)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// paragraphs splits a text at its empty lines.
func paragraphs(text string) []string {
	var out []string
	for p := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

func cites(list casefile.Cites) []string {
	out := make([]string, len(list))
	for i, c := range list {
		out[i] = c.String()
	}
	return out
}

// integrity is how the text behind an event relates to its original: its own mark, or the worst
// of its sources.
func (d *reading) integrity(e *casefile.Event) tocsin.Integrity {
	if e.Integrity != "" {
		return e.Integrity
	}
	worst := tocsin.Integrity("")
	for _, c := range d.c.Citations(e.Cite) {
		if slices.Index(tocsin.Integrities, c.Integrity) > slices.Index(tocsin.Integrities, worst) {
			worst = c.Integrity
		}
	}
	return worst
}

func integrityWords(i tocsin.Integrity) string {
	switch i {
	case tocsin.Original:
		return "original text"
	case tocsin.Copy:
		return "a copy of the text"
	case tocsin.Paraphrase:
		return "a paraphrase: not to be quoted"
	case tocsin.Garbled:
		return "a garbled copy: not to be quoted"
	}
	return string(i)
}

func basis(e *casefile.Event) string {
	if e.Basis == "" {
		return string(casefile.Reported)
	}
	return string(e.Basis)
}
