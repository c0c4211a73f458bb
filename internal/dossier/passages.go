package dossier

import (
	"slices"

	"tocsin"
	"tocsin/internal/inquiry"
)

// A passage is one part of one release on its way.
type passage struct {
	From, To, Title, Part, Level string
	State                        string
	Sent                         stamp
	Rows                         []passageRow
}

// A passageRow is one facet on its way: held, sent, had.
type passageRow struct {
	Facet           string
	Held, Sent, Had facetCell
	Gap             string
}

// passages compares every sender with every receiver.
func (d *reading) passages() []passage {
	held := d.held()
	var ways []inquiry.Passage
	for i, a := range d.c.Orgs {
		for _, b := range d.c.Orgs[i+1:] {
			ways = append(ways, inquiry.Compare(held[a.ID], held[b.ID]).Passages...)
		}
	}
	slices.SortStableFunc(ways, func(a, b inquiry.Passage) int { return a.SentAt.Compare(b.SentAt) })
	var out []passage
	for _, p := range ways {
		out = append(out, d.passage(p))
	}
	return out
}

func (d *reading) passage(p inquiry.Passage) passage {
	out := passage{
		From: d.name(p.From), To: d.name(p.To), Title: p.Title, Part: d.partTold(p), Level: p.Level.Plain(), State: p.State(),
		Sent: d.clock.at(p.From, p.SentAt),
	}
	if d.audience(p.To) && p.Arrived {
		out.State = "published"
	}
	for _, r := range p.Rows {
		out.Rows = append(out.Rows, passageRow{
			Facet: string(r.Facet), Held: cellWords(r.Held), Sent: cellWords(r.Sent), Had: cellWords(r.Had), Gap: gapWords(r.Gap),
		})
	}
	return out
}

// partTold is the name of the part, where the sender's threat has more than one.
func (d *reading) partTold(p inquiry.Passage) string {
	for _, t := range d.snaps[p.From].Threats {
		if part := t.Part(p.Part); part != nil && len(t.Parts) > 1 && part.Name != "" {
			return part.Name
		}
	}
	return ""
}

func cellWords(c inquiry.Cell) facetCell {
	switch c.State {
	case tocsin.Stated:
		return facetCell{"stated", "stated", c.Value}
	case tocsin.Generalised:
		return facetCell{"general", "generalised", c.Value}
	case tocsin.Withheld:
		return facetCell{"gap", "withheld", ""}
	case tocsin.NotHeld:
		return facetCell{"nothing", "not held", ""}
	case inquiry.NotArrived:
		return facetCell{"gap", "not arrived", ""}
	}
	return facetCell{"none", "no file", ""}
}

func gapWords(g inquiry.Gap) string {
	return map[inquiry.Gap]string{
		inquiry.NotSent: "held, and left out of the release", inquiry.Coarsened: "stated by the sender's files, generalised in the release",
		inquiry.Lost: "sent, and not with the receiver", inquiry.LeftClosed: "arrived, and nobody opened it",
	}[g]
}
