package main

import (
	"fmt"
	"slices"
	"strings"

	"tocsin"
)

func spacedWord(s string) string { return strings.ReplaceAll(s, "_", " ") }

func (s *session) received(id tocsin.ReceivedID) *tocsin.Received {
	i := slices.IndexFunc(s.snap.Received, func(r tocsin.Received) bool { return r.ID == id })
	if i < 0 {
		return nil
	}
	return &s.snap.Received[i]
}

// receivedTitle is what a warning received says in one line.
func receivedTitle(r tocsin.Received) string {
	switch {
	case r.Release.Closing != nil:
		return "instruction " + r.Release.Closing.How + ": " + r.Release.Closing.Words
	case r.Release.Title != "":
		return r.Release.Title
	case len(r.Release.Text) > 0:
		return r.Release.Text[0].Words
	}
	return "a warning without words"
}

const hidden = "not shown yet: grade the content first"

// sender is who sent it, as far as this desk has been shown.
func sender(r tocsin.Received) string {
	if r.Release.From == "" {
		return hidden
	}
	return string(r.Release.From)
}

type respondListCmd struct{ reading }

// Run lists what was received.
func (c respondListCmd) Run(e *env) error {
	return c.look(e, func(s *session) error {
		if e.cli.JSON {
			return e.json(list(s.snap.Received))
		}
		rows := make([][]string, len(s.snap.Received))
		for i, r := range s.snap.Received {
			opened := "unopened"
			if r.Opened != nil {
				opened = "opened"
			}
			graded := "-"
			if r.Blind != nil {
				graded = r.Blind.String()[1:]
			}
			from := "hidden"
			if r.Release.From != "" {
				from = string(r.Release.From)
			}
			rows[i] = []string{s.short(tocsin.KindReceived, string(r.ID)), string(r.Release.Level), s.shown(r.Times.Learned), opened, spacedWord(string(r.State)), graded, from, receivedTitle(r)}
		}
		return e.table([]string{"RECEIVED", "LEVEL", "CAME", "READ", "STATE", "CONTENT", "SENDER", "WHAT IT SAYS"}, rows)
	})
}

type respondShowCmd struct {
	ID tocsin.ReceivedID `arg:"" help:"The warning received."`
	reading
}

// Help says why the sender is not there.
func (respondShowCmd) Help() string {
	return "A warning is judged on what it says, before it is known who says it. Until the content is graded the sender is not in the answer at all, in the fields or in the words."
}

// Run shows what was received.
func (c respondShowCmd) Run(e *env) error {
	return c.look(e, func(s *session) error {
		id, err := pick(s, tocsin.KindReceived, c.ID)
		if err != nil {
			return err
		}
		r := s.received(id)
		if e.cli.JSON {
			return e.json(r)
		}
		p := s.page()
		p.line("%s", p.style.bold(receivedTitle(*r)))
		p.line("warning received %s, %s, %s, %s", r.ID, r.Release.Level.Plain(), r.Release.TLP, spacedWord(string(r.State)))
		p.item("  sender  ", sender(*r))
		p.item("  issued  ", s.shown(r.Release.Issued))
		p.item("  came    ", clockTime(r.Times.Recorded, s.loc)+", "+ago(r.Times.Recorded, s.at))
		s.receivedContent(p, r.Release)
		s.receivedWork(p, r)
		return p.err
	})
}

func (s *session) receivedContent(p *page, r tocsin.Release) {
	for _, part := range r.Parts {
		p.heading("Part %s", part.ID)
		p.facets("  ", part.Facets)
		p.item("  window  ", part.Window.String())
	}
	for _, t := range r.Text {
		p.item("  ["+t.Lang+"]", t.Words)
	}
	if r.Do != nil {
		p.item("  do:", r.Do.Words+" ("+r.Do.Window.String()+")")
	}
	for _, o := range r.Onward {
		p.item("  tell on:", fmt.Sprintf("%s is reached only through us: tell it by %s, then tocsin respond onward ID %s \"...\"", o.Name, clockTime(o.By, s.loc), o.Victim))
	}
}

func (s *session) receivedWork(p *page, r *tocsin.Received) {
	sign := func(x tocsin.Signature) string { return spaced(x.Role) + ", " + clockTime(x.At, s.loc) }
	p.heading("What was done with it")
	if r.Opened == nil {
		p.item("  ", "nobody has opened it")
	} else {
		p.item("  opened  ", sign(*r.Opened))
	}
	if r.Blind != nil {
		p.item("  content ", fmt.Sprintf("%d, the sender unseen (%s)", r.Blind.Credibility, sign(r.Blind.By)))
	}
	if r.Revealed != nil {
		p.item("  revealed", sign(*r.Revealed))
	}
	if r.Source != nil {
		p.item("  source  ", fmt.Sprintf("%s (%s)", r.Source.Reliability, sign(r.Source.By)))
	}
	for _, a := range r.Acts {
		p.item("  protect ", a.What+" ("+sign(a.By)+")")
	}
	for _, l := range r.Leads {
		p.item("  lead    ", string(l.ID)+": "+l.What+leadEnd(l))
	}
	for _, d := range r.Detail {
		p.item("  detail  ", d)
	}
	for _, v := range r.OnwardDone {
		p.item("  told on ", v)
	}
	if d := r.Dismissal; d != nil {
		p.item("  closed  ", fmt.Sprintf("without action, %s: %s (%s)", spacedWord(string(d.Reason)), d.Evidence, sign(d.By)))
	}
	if r.Threat != "" {
		p.item("  threat  ", string(r.Threat)+s.titleOf(tocsin.KindThreat, string(r.Threat)))
	}
}

func leadEnd(l tocsin.Lead) string {
	if l.Closed == nil {
		return " (open)"
	}
	text := "; " + spacedWord(l.Outcome) + ": " + l.Acts
	if l.Doubt != "" {
		text += "; in doubt remains: " + l.Doubt
	}
	return text
}
