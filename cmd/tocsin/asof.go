package main

import (
	"fmt"
	"strings"
	"time"

	"tocsin"
)

type asofCmd struct {
	Time    string       `arg:"" help:"The moment: 2024-03-09 (to the end of that day), 2024-03-09T18:00."`
	Compare tocsin.OrgID `help:"Lay this organisation beside the one that follows: tocsin asof TIME --compare A B." placeholder:"ORG"`
	Other   tocsin.OrgID `arg:"" optional:"" help:"With --compare: the other organisation."`
	reading
}

// Help shows an example.
func (asofCmd) Help() string {
	return "Nothing that was recorded later is shown, whatever it says of earlier times. Each time says how it stands: asserted by somebody, recorded by us, witnessed.\n\n" +
		"For example:\n\n\ttocsin asof 2024-03-09 --org city-police\n\ttocsin asof 2024-03-09 --compare embassy city-police"
}

// Run reads the record as it stood.
func (c asofCmd) Run(e *env) error {
	at, err := e.instant("TIME", c.Time)
	if err != nil {
		return err
	}
	if !at.Known() {
		return usage("say at which time: 2024-03-09, 2024-03-09T18:00")
	}
	switch {
	case c.Compare != "" && c.Other == "":
		return usage("name both organisations: tocsin asof %s --compare %s ORG", c.Time, c.Compare)
	case c.Compare != "":
		return c.compare(e, at.Latest)
	case c.Other != "":
		return usage("%q stands alone: two organisations are laid side by side with --compare A B", c.Other)
	}
	return c.look(e, func(s *session) error {
		if err := s.read(at.Latest); err != nil {
			return err
		}
		if e.cli.JSON {
			return e.json(s.snap)
		}
		return s.tellAsOf()
	})
}

func (s *session) tellAsOf() error {
	p, snap := s.page(), s.snap
	p.line("%s", p.style.bold(fmt.Sprintf("%s: %s", snap.Org, snap.Name)))
	p.line("As of %s: %d leaves. Nothing recorded later is shown.", clockTime(s.at, s.loc), snap.Leaves)
	if snap.Leaves == 0 {
		p.line("Nothing was on record yet.")
		return p.err
	}
	s.asofReports(p)
	s.asofThreats(p)
	s.asofReceived(p)
	s.asofSent(p)
	s.asofSites(p)
	open := snap.Open()
	p.heading("Duties open: %d", len(open))
	for _, o := range open {
		p.item("  □", s.owed(o)+"; "+spacedWord(o.Standing(s.at)))
	}
	if len(snap.Erased) > 0 {
		p.heading("Erased: %d", len(snap.Erased))
		for _, x := range snap.Erased {
			p.item("  "+x.Record.String(), x.String())
		}
	}
	if snap.Sources > 0 {
		p.line("\n%d protected source(s), not shown.", snap.Sources)
	}
	return p.err
}

// stood gives the three times of a record, each with how it stands.
func (s *session) stood(t tocsin.Times) string {
	var parts []string
	for _, x := range []struct {
		what string
		at   tocsin.Instant
		how  tocsin.Evidence
	}{{"happened", t.Happened, t.HappenedEvidence}, {"learned", t.Learned, t.LearnedEvidence}} {
		if x.how == tocsin.Recorded && x.at.Known() && x.at.Latest.Equal(t.Recorded.Truncate(time.Microsecond)) {
			continue // the same moment as it was recorded
		}
		parts = append(parts, fmt.Sprintf("%s %s (%s)", x.what, s.shown(x.at), evidence(x.how)))
	}
	return strings.Join(append(parts, "recorded "+clockTime(t.Recorded, s.loc)+" (by our own clock)"), "; ")
}

func (s *session) asofReports(p *page) {
	p.heading("Reports: %d", len(s.snap.Reports))
	for _, r := range s.snap.Reports {
		p.item("  "+s.short(tocsin.KindReport, string(r.ID)), r.Title+" ["+r.Grade.String()+"]")
		p.item("     ", facetLine(r.Facets))
		p.item("     ", s.stood(r.Times))
	}
}

func (s *session) asofThreats(p *page) {
	p.heading("Threats: %d", len(s.snap.Threats))
	for _, t := range s.snap.Threats {
		p.item("  "+s.short(tocsin.KindThreat, string(t.ID)), t.Title)
		p.item("     ", s.stood(t.Times))
		for _, part := range t.Parts {
			p.line("     part %s, %s, %s", part.ID, s.partState(part), part.Window)
			p.facets("       ", part.Facets)
		}
	}
}

func (s *session) asofReceived(p *page) {
	p.heading("Warnings received: %d", len(s.snap.Received))
	for _, r := range s.snap.Received {
		opened := "left unopened"
		if r.Opened != nil {
			opened = "opened " + clockTime(r.Opened.At, s.loc)
		}
		p.item("  "+s.short(tocsin.KindReceived, string(r.ID)), fmt.Sprintf("%s; %s, %s; sender: %s", receivedTitle(r), r.Release.Level.Plain(), opened, sender(r)))
		p.item("     ", s.stood(r.Times))
		for _, part := range r.Release.Parts {
			p.item("     ", string(part.ID)+": "+facetLine(part.Facets))
		}
	}
}

func (s *session) asofSent(p *page) {
	p.heading("Warnings sent: %d", len(s.snap.Sent))
	for _, x := range s.snap.Sent {
		title := x.Release.Title
		if w := s.warning(x.Warning); w != nil {
			title = w.Title
		}
		p.item("  "+s.short(tocsin.KindRelease, string(x.Release.ID)), fmt.Sprintf("%s; %s to %s, %s: %s", title, x.Release.Level.Plain(), x.Release.To, s.shown(x.Release.Issued), spacedWord(string(x.State))))
	}
}

func (s *session) asofSites(p *page) {
	if len(s.snap.Sites) == 0 {
		return
	}
	p.heading("Sites: %d", len(s.snap.Sites))
	for _, x := range s.snap.Sites {
		var in []string
		for _, m := range s.snap.Measures {
			if m.Site == x.ID && m.State == tocsin.MeasureInForce {
				in = append(in, m.What)
			}
		}
		text := fmt.Sprintf("%s: %s, %d open alert(s)", x.Name, x.Posture, len(s.snap.Alerts(x.ID)))
		if len(in) > 0 {
			text += "; in force: " + strings.Join(in, "; ")
		}
		p.item("  "+string(x.ID), text)
	}
}
