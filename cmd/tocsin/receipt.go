package main

import (
	"fmt"
	"maps"
	"strings"

	"tocsin"
	"tocsin/client"
)

// tellDone prints what the command did: the objects, their leaves, what it opened and ended, and
// whose signature it waits for.
func (s *session) tellDone() error {
	if s.e.cli.JSON {
		if len(s.done) == 0 {
			return nil
		}
		acts := make([]client.Receipt, len(s.done))
		for i, d := range s.done {
			acts[i] = d.receipt
		}
		out := map[string]any{"acts": acts, "clock": list(s.clock)}
		maps.Copy(out, s.more)
		return s.e.json(out)
	}
	p := s.page()
	for _, r := range s.clock {
		for _, o := range r.Opened {
			p.item("came due:", s.owed(o))
		}
	}
	for _, d := range s.done {
		s.tellReceipt(p, d)
	}
	if s.then != nil {
		s.then(p)
	}
	return p.err
}

func (s *session) tellReceipt(p *page, d done) {
	r := d.receipt
	p.line("%s: %s %s, leaf %d, %s", d.words, r.Object.Kind, objectName(r), r.Leaf, clockTime(r.Recorded, s.loc))
	for _, o := range r.Opened {
		p.item("  opened:", s.owed(o))
	}
	for _, o := range r.Ended {
		p.item("  ended:", fmt.Sprintf("%s: %s", o.Kind.Plain(), o.How))
	}
	for _, id := range r.Joined {
		p.item("  joined:", "threat "+string(id)+s.titleOf(tocsin.KindThreat, string(id)))
	}
	if len(r.SentTo) > 0 {
		p.item("  sent to:", strings.Join(words(r.SentTo), ", ")+"; it waits in the outbox until `tocsin carry` takes it there")
	}
	s.tellErasure(p, d)
	if d.waits != "" {
		p.item("  waits:", d.waits)
	}
}

func objectName(r client.Receipt) string {
	if r.Object.Part != "" {
		return r.Object.ID + ", part " + string(r.Object.Part)
	}
	return r.Object.ID
}

// owed says a duty in one sentence.
func (s *session) owed(o tocsin.Obligation) string {
	return fmt.Sprintf("%s: %s; owed by %s to %s, by %s", o.Kind.Plain(), o.What, party(o.Owes), party(o.To), s.due(o))
}

func (s *session) due(o tocsin.Obligation) string {
	if o.DueText != "" {
		return o.DueText
	}
	return clockTime(o.Due, s.loc)
}

// list makes a nil list an empty one, so that programs get [] and not null.
func list[T any](in []T) []T {
	if in == nil {
		return []T{}
	}
	return in
}
