package main

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"tocsin"
	"tocsin/internal/desk"
	"tocsin/internal/inquiry"
)

// compare lays two organisations side by side as their records stood at t.
func (c asofCmd) compare(e *env, t time.Time) error {
	var snaps [2]desk.Snapshot
	for i, org := range []tocsin.OrgID{c.Compare, c.Other} {
		err := reading{Org: org}.look(e, func(s *session) error {
			if err := s.read(t); err != nil {
				return err
			}
			snaps[i] = s.snap
			return nil
		})
		if err != nil {
			return err
		}
	}
	recognise(&snaps[0], snaps[1])
	recognise(&snaps[1], snaps[0])
	found := inquiry.Compare(snaps[0].Held(), snaps[1].Held())
	if e.cli.JSON {
		return e.json(found)
	}
	loc, err := e.zone()
	if err != nil {
		return err
	}
	return tellComparison(e.page(), found, t, loc)
}

// recognise gives a warning whose sender the receiver has not been shown its release again, from
// what the other record says that it sent: the reader of two records sees both ends, the receiver's
// desk saw one. Without it a warning left unopened would pass for one that never arrived.
func recognise(receiver *desk.Snapshot, sender desk.Snapshot) {
	for i := range receiver.Received {
		r := &receiver.Received[i].Release
		if r.From != "" {
			continue
		}
		for _, x := range sender.Sent {
			s := x.Release
			if s.To == receiver.Org && s.Level == r.Level && reflect.DeepEqual(s.Issued, r.Issued) && len(s.Parts) == len(r.Parts) {
				r.ID, r.From = s.ID, s.From
				break
			}
		}
	}
}

func tellComparison(p *page, c inquiry.Comparison, t time.Time, loc *time.Location) error {
	p.line("%s", p.style.bold(string(c.A)+" beside "+string(c.B)))
	p.line("As of %s. Nothing recorded later is shown.", clockTime(t, loc))
	if len(c.Passages) == 0 {
		p.line("\nNo warning had gone between them.")
	}
	for _, x := range c.Passages {
		p.heading("%s to %s, %s, part %s: %s", x.From, x.To, x.Level.Plain(), x.Part, x.State())
		if !x.SentAt.IsZero() {
			p.item("  sent   ", clockTime(x.SentAt, loc))
		}
		if !x.Received.IsZero() {
			p.item("  arrived", clockTime(x.Received, loc))
		}
		var rows [][]string
		for _, r := range x.Rows {
			rows = append(rows, []string{string(r.Facet), cellWords(r.Held), cellWords(r.Sent), cellWords(r.Had), gapWords[r.Gap]})
		}
		p.grid("  ", []string{"", string(x.From) + " held", "sent", string(x.To) + " had", "lost"}, rows)
	}
	tellAlone(p, c)
	if len(c.Unjoined) > 0 {
		p.heading("Never laid side by side: %d", len(c.Unjoined))
	}
	for _, x := range c.Unjoined {
		p.item("  "+string(x.Org)+":", fileWords(x.A)+" and "+fileWords(x.B)+"; the same "+strings.Join(x.On, ", "))
	}
	return p.err
}

func tellAlone(p *page, c inquiry.Comparison) {
	empty, first := 0, true
	for _, x := range c.Alone {
		if len(x.Rows) == 0 {
			empty++
			continue
		}
		if first {
			p.heading("Held by one, and not from the other")
			first = false
		}
		text := fileWords(x.File)
		if x.Peer != "" {
			text += " from " + string(x.Peer)
		}
		p.item("  "+string(x.Org)+":", text+aloneWords(x))
	}
	if empty > 0 {
		p.item("  ", fmt.Sprintf("and %d file(s) that hold no facet", empty))
	}
}

// aloneWords are the facets of a file: those that the other side had something on, and those not.
func aloneWords(a inquiry.Alone) string {
	var alone, both []string
	for _, r := range a.Rows {
		row := string(r.Facet) + " " + r.Value
		if len(r.Other) > 0 {
			both = append(both, row)
		} else {
			alone = append(alone, row)
		}
	}
	out := ""
	if len(alone) > 0 {
		out += "; alone: " + strings.Join(alone, ", ")
	}
	if len(both) > 0 {
		out += "; the other side had too: " + strings.Join(both, ", ")
	}
	return out
}

func fileWords(f inquiry.FileRef) string {
	text := string(f.Kind) + " \"" + f.Title + "\""
	if f.Title == "" {
		text = string(f.Kind) + " " + f.ID
	}
	if f.Part != "" {
		text += " (" + string(f.Part) + ")"
	}
	if f.Kind == inquiry.ReceivedFile && !f.Opened {
		text += ", left unopened"
	}
	return text
}

var gapWords = map[inquiry.Gap]string{
	inquiry.NotSent: "not sent", inquiry.Coarsened: "made coarser", inquiry.Lost: "did not arrive", inquiry.LeftClosed: "arrived, left unopened",
}

func cellWords(c inquiry.Cell) string {
	switch c.State {
	case inquiry.NotArrived:
		return "did not arrive"
	case inquiry.NoFile:
		return "no file"
	}
	text := facetCell(tocsin.Facet{State: c.State, Value: c.Value})
	if len(c.Also) > 0 {
		text += "; also: " + strings.Join(c.Also, "; ")
	}
	return text
}
