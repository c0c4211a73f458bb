package dossier

import (
	"cmp"
	"slices"

	"tocsin"
	"tocsin/internal/desk"
)

// A warning is one warning that was sent, as each level tells it.
type warning struct {
	Org, Title string
	Levels     []level
	Parts      []levelPart
	SentTo     []sentTo
}

// A level is the head of one column.
type level struct {
	Name, TLP, Status string
	Out               bool
	Texts             []text
	Do, Stands        string
}

// A text is a wording in its language.
type text struct{ Lang, Words string }

// A levelPart is one plot of the warning, facet by facet.
type levelPart struct {
	Name string
	Rows []facetRow
}

// A facetRow is one facet at every level.
type facetRow struct {
	Facet string
	Cells []facetCell
}

// A facetCell is what one level does with one facet.
type facetCell struct{ Class, State, Value string }

// A sentTo is one addressee, and how far the warning came.
type sentTo struct {
	Org, Role, Level, State string
	At                      stamp
}

func (d *reading) warnings() []warning {
	var out []warning
	for _, o := range d.c.Orgs {
		s := d.snaps[o.ID]
		for i := range s.Warnings {
			if w := &s.Warnings[i]; len(w.Released) > 0 {
				out = append(out, d.warning(s, w))
			}
		}
	}
	return out
}

func (d *reading) warning(s desk.Snapshot, w *tocsin.Warning) warning {
	out := warning{Org: d.name(s.Org), Title: w.Title, SentTo: d.sentTo(s, w)}
	for _, l := range tocsin.Levels {
		out.Levels = append(out.Levels, d.level(s, w, l))
	}
	for _, p := range partsOf(w) {
		part := levelPart{Name: partName(s, w, p)}
		for _, n := range tocsin.FacetNames {
			row := facetRow{Facet: string(n)}
			for _, l := range tocsin.Levels {
				row.Cells = append(row.Cells, facetAt(w.Version(l), p, n))
			}
			unheld(row.Cells)
			part.Rows = append(part.Rows, row)
		}
		out.Parts = append(out.Parts, part)
	}
	return out
}

func (d *reading) level(s desk.Snapshot, w *tocsin.Warning, l tocsin.Level) level {
	out := level{Name: l.Plain(), Status: "not written"}
	v := w.Version(l)
	if v == nil {
		return out
	}
	out.TLP, out.Status, out.Out = string(v.TLP), "written, not released", w.Out(l)
	i := slices.IndexFunc(s.Sent, func(x desk.Sent) bool { return x.Warning == w.ID && x.Release.Level == l })
	if i >= 0 {
		out.Status = "released " + d.clock.at(s.Org, s.Sent[i].Times.Recorded).Text
	} else if out.Out {
		out.Status = "released"
	}
	for _, t := range v.Text {
		out.Texts = append(out.Texts, text{Lang: t.Lang, Words: t.Words})
	}
	if v.Instruction != nil {
		out.Do, out.Stands = v.Instruction.Words, v.Instruction.Window.String()
	}
	return out
}

func facetAt(v *tocsin.Version, p tocsin.PartID, n tocsin.FacetName) facetCell {
	if v == nil {
		return facetCell{Class: "none", State: "–"}
	}
	part := v.Part(p)
	if part == nil {
		return facetCell{Class: "gap", State: "this part is not told"}
	}
	f := part.Facets.Get(n)
	switch f.State {
	case tocsin.Stated:
		return facetCell{"stated", "stated", f.Value}
	case tocsin.Generalised:
		return facetCell{"general", "generalised", f.Value}
	case tocsin.Withheld:
		return facetCell{"gap", "withheld", "reason: " + spaced(string(f.Reason))}
	}
	return facetCell{Class: "nothing", State: "not held"}
}

// unheld marks as no gap what a level cannot tell because nobody holds it.
func unheld(cells []facetCell) {
	if slices.ContainsFunc(cells, func(c facetCell) bool { return c.Value != "" }) {
		return
	}
	for i := range cells {
		if cells[i].Class == "gap" {
			cells[i] = facetCell{Class: "nothing", State: "not held"}
		}
	}
}

// partsOf lists the parts in the order in which the fullest version tells them.
func partsOf(w *tocsin.Warning) []tocsin.PartID {
	var out []tocsin.PartID
	for _, v := range w.Versions {
		for _, p := range v.Parts {
			if !slices.Contains(out, p.Part) {
				out = append(out, p.Part)
			}
		}
	}
	return out
}

// partName is what the threat calls the part.
func partName(s desk.Snapshot, w *tocsin.Warning, id tocsin.PartID) string {
	for i := range s.Threats {
		if s.Threats[i].ID == w.Threat {
			if p := s.Threats[i].Part(id); p != nil {
				return cmp.Or(p.Name, string(id))
			}
		}
	}
	return string(id)
}

func (d *reading) sentTo(s desk.Snapshot, w *tocsin.Warning) []sentTo {
	var out []sentTo
	for _, x := range s.Sent {
		if x.Warning != w.ID {
			continue
		}
		state := spaced(string(x.State))
		if d.audience(x.Release.To) {
			state = "published"
		}
		out = append(out, sentTo{
			Org: d.name(x.Release.To), Role: spaced(string(x.Release.Role)), Level: x.Release.Level.Plain(), State: state,
			At: d.clock.at(s.Org, x.Times.Recorded),
		})
	}
	return out
}
