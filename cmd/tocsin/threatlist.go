package main

import (
	"fmt"
	"strings"

	"tocsin"
)

type threatListCmd struct {
	All bool `help:"Closed ones too."`
	reading
}

// Run lists threats, a row for each part.
func (c threatListCmd) Run(e *env) error {
	return c.look(e, func(s *session) error {
		threats := []tocsin.Threat{}
		for _, t := range s.snap.Threats {
			if c.All || t.IsOpen() {
				threats = append(threats, t)
			}
		}
		if e.cli.JSON {
			return e.json(threats)
		}
		var rows [][]string
		for _, t := range threats {
			for _, p := range t.Parts {
				rows = append(rows, []string{s.short(tocsin.KindThreat, string(t.ID)), string(p.ID), s.partState(p), p.Window.String(), t.Title})
			}
		}
		return e.table([]string{"THREAT", "PART", "STATE", "WINDOW", "TITLE"}, rows)
	})
}

// partState is the state of a part now, as words.
func (s *session) partState(p tocsin.Part) string {
	state := strings.ReplaceAll(p.Now(s.at), "_", " ")
	switch {
	case p.Pending != nil:
		state += ", a decision waits for a second"
	case p.Standing && p.State == tocsin.PartOpen:
		state += ", standing"
	}
	return state
}

type threatShowCmd struct {
	ID tocsin.ThreatID `arg:"" help:"The threat."`
	reading
}

// Run shows a threat.
func (c threatShowCmd) Run(e *env) error {
	return c.look(e, func(s *session) error {
		id, err := pick(s, tocsin.KindThreat, c.ID)
		if err != nil {
			return err
		}
		t := s.threat(id)
		if e.cli.JSON {
			return e.json(t)
		}
		p := s.page()
		p.line("%s", p.style.bold(t.Title))
		p.line("threat %s, %s", t.ID, strings.ReplaceAll(t.Now(s.at), "_", " "))
		s.times(p, "  ", t.Times)
		s.threatParts(p, t)
		s.threatBasis(p, t)
		return p.err
	})
}

func (s *session) threatParts(p *page, t *tocsin.Threat) {
	for _, part := range t.Parts {
		p.heading("Part %s: %s, %s", part.ID, part.Name, s.partState(part))
		p.facets("  ", part.Facets)
		p.item("  window  ", part.Window.String())
		for _, d := range part.Decisions {
			p.item("  decided ", s.decision(d))
		}
		if d := part.Pending; d != nil {
			p.item("  waits   ", s.decision(*d)+"; for the signature of a second person")
		}
	}
	for _, v := range t.Victims {
		text := v.Name + " (" + strings.ReplaceAll(string(v.Kind), "_", " ") + ")"
		if v.Org != "" {
			text += ", told as " + string(v.Org)
		}
		if len(v.Protectors) > 0 {
			text += ", protected by " + strings.Join(words(v.Protectors), ", ")
		}
		p.item("  danger  ", text)
	}
}

func (s *session) decision(d tocsin.ReviewDecision) string {
	text := strings.ReplaceAll(string(d.End), "_", " ") + ": " + d.Reason
	if d.Successor != "" {
		text += "; afterwards stands: " + d.Successor
	}
	text += fmt.Sprintf(" (%s, %s", spaced(d.First.Role), clockTime(d.First.At, s.loc))
	if d.Second != nil {
		text += "; second " + spaced(d.Second.Role) + ", " + clockTime(d.Second.At, s.loc)
	}
	return text + ")"
}

// spaced is a role as words.
func spaced(r tocsin.Role) string { return "the " + strings.ReplaceAll(string(r), "_", " ") }

func (s *session) threatBasis(p *page, t *tocsin.Threat) {
	var behind []tocsin.Report
	for _, r := range s.snap.Reports {
		if has(t.Reports, r.ID) || has(r.Threats, t.ID) {
			behind = append(behind, r)
		}
	}
	p.heading("Behind it: %d report(s) of %d independent origin(s), %d warning(s) received", len(behind), origins(behind), len(t.Received))
	for _, r := range behind {
		p.item("  "+s.short(tocsin.KindReport, string(r.ID)), r.Grade.String()+" "+r.Title)
	}
	for _, id := range t.Received {
		p.item("  "+s.short(tocsin.KindReceived, string(id)), "a warning received")
	}
	for _, j := range t.Judgements {
		text := j.Text
		if j.Likelihood != "" {
			text += " Likelihood: " + strings.ReplaceAll(j.Likelihood, "_", " ") + "."
		}
		if j.Confidence != "" {
			text += " Confidence: " + j.Confidence + "."
		}
		if j.ChangeReason != "" {
			text += " Changed because: " + j.ChangeReason
		}
		p.item("  judged  ", text+" ("+spaced(j.By.Role)+", "+clockTime(j.By.At, s.loc)+")")
	}
}

func origins(reports []tocsin.Report) int {
	if len(reports) == 0 {
		return 0
	}
	return tocsin.CountOrigins(reports)
}
