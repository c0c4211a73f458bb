package dossier

import (
	"context"
	"fmt"

	"tocsin/internal/casefile"
)

// A note is what the case says of its own sources.
type note struct {
	About, Text string
	Cites       []string
}

// A source is something that is cited.
type source struct {
	ID, Title, Publisher, Date, Integrity, SHA256, Note string
}

// made says how the dossier came to be.
type made struct {
	Case, Program, Digest string
	Steps                 int
	Rehearsed             int
	Logs                  []logEnd
	Odd                   []string
}

// A logEnd is the end of one organisation's log.
type logEnd struct {
	Org, ID string
	Leaves  int64
	Digest  string
}

func (d *reading) notes() []note {
	var out []note
	for _, n := range d.c.Notes {
		out = append(out, note{About: d.about(n.About), Text: n.Text, Cites: cites(n.Cite)})
	}
	return out
}

// about is the title of an event or the text of a question that a note speaks of.
func (d *reading) about(id string) string {
	if id == "" {
		return ""
	}
	if e := d.c.Event(id); e != nil {
		return e.Title
	}
	if q := d.c.Question(id); q != nil {
		return q.Text
	}
	return id
}

func (d *reading) sources() []source {
	var out []source
	for _, s := range d.c.Sources {
		integrity := s.Integrity
		if integrity == "" {
			integrity = d.c.Citations(casefile.Cites{{Source: s.ID}})[0].Integrity
		}
		out = append(out, source{
			ID: s.ID, Title: s.Title, Publisher: s.Publisher, Date: s.Date, Integrity: integrityWords(integrity), SHA256: s.SHA256, Note: s.Note,
		})
	}
	return out
}

func (d *reading) made(ctx context.Context) (made, error) {
	m := made{Case: d.c.ID, Program: d.o.Program, Digest: d.o.Digest, Steps: len(d.r.Steps), Odd: d.r.Odd}
	for _, s := range d.r.Steps {
		if s.Rehearsed {
			m.Rehearsed++
		}
	}
	for _, o := range d.c.Orgs {
		digest, err := d.r.Houses[o.ID].Desk.Digest(ctx)
		if err != nil {
			return m, fmt.Errorf("digest of %s: %w", o.ID, err)
		}
		m.Logs = append(m.Logs, logEnd{Org: o.Name, ID: string(o.ID), Leaves: d.snaps[o.ID].Leaves, Digest: digest})
	}
	return m, nil
}
