package main

import (
	"fmt"
	"slices"
	"strings"

	"tocsin"
)

type reportListCmd struct {
	Ungraded bool            `help:"Only those that nobody has graded."`
	Unjoined bool            `help:"Only those that are laid beside no threat."`
	Threat   tocsin.ThreatID `help:"Only those behind this threat." placeholder:"ID"`
	reading
}

// Run lists reports.
func (c reportListCmd) Run(e *env) error {
	return c.look(e, func(s *session) error {
		threat := c.Threat
		if threat != "" {
			var err error
			if threat, err = pick(s, tocsin.KindThreat, threat); err != nil {
				return err
			}
		}
		reports := []tocsin.Report{}
		for _, r := range s.snap.Reports {
			if c.Ungraded && r.Grade.Credibility != 0 || c.Unjoined && len(r.Threats) > 0 || threat != "" && !has(r.Threats, threat) {
				continue
			}
			reports = append(reports, r)
		}
		if e.cli.JSON {
			return e.json(reports)
		}
		rows := make([][]string, len(reports))
		for i, r := range reports {
			rows[i] = []string{s.short(tocsin.KindReport, string(r.ID)), r.Grade.String(), s.shown(r.Times.Learned), s.shortAll(tocsin.KindThreat, words(r.Threats)), r.Title}
		}
		return e.table([]string{"REPORT", "GRADE", "LEARNED", "THREAT", "TITLE"}, rows)
	})
}

func has[T comparable](list []T, x T) bool {
	return slices.Contains(list, x)
}

func (s *session) shortAll(kind string, ids []string) string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = s.short(kind, id)
	}
	if len(out) == 0 {
		return "-"
	}
	return strings.Join(out, " ")
}

type reportShowCmd struct {
	ID tocsin.ReportID `arg:"" help:"The report."`
	reading
}

// Run shows a report.
func (c reportShowCmd) Run(e *env) error {
	return c.look(e, func(s *session) error {
		id, err := pick(s, tocsin.KindReport, c.ID)
		if err != nil {
			return err
		}
		for _, r := range s.snap.Reports {
			if r.ID == id {
				return s.showReport(r)
			}
		}
		return nil
	})
}

func (s *session) showReport(r tocsin.Report) error {
	if s.e.cli.JSON {
		return s.e.json(r)
	}
	p := s.page()
	p.line("%s", p.style.bold(r.Title))
	p.line("report %s, graded %s (Admiralty: source letter, content digit)", r.ID, r.Grade)
	if r.Text != "" {
		p.item("", r.Text)
	}
	p.line("")
	p.facets("  ", r.Facets)
	p.item("  window  ", r.Window.String())
	s.times(p, "  ", r.Times)
	if r.Origin != "" {
		p.item("  origin  ", r.Origin)
	}
	if r.Source != "" {
		p.item("  source  ", "protected: "+string(r.Source))
	}
	if len(r.Cites) > 0 {
		p.item("  written ", cites(r.Cites))
	}
	for _, t := range r.Threats {
		p.item("  threat  ", string(t)+s.titleOf(tocsin.KindThreat, string(t)))
	}
	return p.err
}

// times prints the three times of a record, each with how well it stands.
func (s *session) times(p *page, indent string, t tocsin.Times) {
	p.item(indent+"happened", fmt.Sprintf("%s (%s)", s.shown(t.Happened), evidence(t.HappenedEvidence)))
	p.item(indent+"learned ", fmt.Sprintf("%s (%s)", s.shown(t.Learned), evidence(t.LearnedEvidence)))
	p.item(indent+"recorded", clockTime(t.Recorded, s.loc)+" (by our own clock)")
}

// evidence says how a time stands.
func evidence(e tocsin.Evidence) string {
	if e == "" {
		return string(tocsin.Asserted)
	}
	return string(e)
}

func cites(list []tocsin.Citation) string {
	out := make([]string, len(list))
	for i, c := range list {
		out[i] = c.String()
		if c.Integrity != "" && !c.Integrity.Quotable() {
			out[i] += " (" + string(c.Integrity) + ")"
		}
	}
	return strings.Join(out, ", ")
}
