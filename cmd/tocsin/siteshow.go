package main

import (
	"fmt"
	"slices"

	"tocsin"
)

type siteListCmd struct{ reading }

// Run lists the sites.
func (c siteListCmd) Run(e *env) error {
	return c.look(e, func(s *session) error {
		if e.cli.JSON {
			return e.json(list(s.snap.Sites))
		}
		rows := make([][]string, len(s.snap.Sites))
		for i, x := range s.snap.Sites {
			rows[i] = []string{string(x.ID), string(x.Posture), fmt.Sprint(len(s.snap.Alerts(x.ID))), string(x.Operator), dash(string(x.Protector)), x.Name}
		}
		return e.table([]string{"SITE", "POSTURE", "ALERTS", "OPERATOR", "PROTECTOR", "NAME"}, rows)
	})
}

func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

type siteShowCmd struct {
	Site tocsin.SiteID `arg:"" help:"The site."`
	reading
}

// Run shows a site.
func (c siteShowCmd) Run(e *env) error {
	return c.look(e, func(s *session) error {
		id, err := pick(s, tocsin.KindSite, c.Site)
		if err != nil {
			return err
		}
		site := s.snap.Sites[slices.IndexFunc(s.snap.Sites, func(x tocsin.Site) bool { return x.ID == id })]
		if e.cli.JSON {
			return e.json(map[string]any{"site": site, "load": s.snap.Load(site, s.at), "alerts": list(s.snap.Alerts(id))})
		}
		p := s.page()
		p.line("%s", p.style.bold(site.Name))
		p.line("site %s, run by %s, %s", site.ID, site.Operator, site.Posture)
		if site.Posture != tocsin.Normal {
			p.item("  since   ", clockTime(site.Since, s.loc)+", justified "+clockTime(site.Justified, s.loc)+", anew by "+clockTime(site.JustifyBy, s.loc))
		}
		if x := site.Pending; x != nil {
			p.item("  waits   ", fmt.Sprintf("to be lowered to %s: %s (%s, %s); for a second person", x.To, x.Reason, spaced(x.First.Role), clockTime(x.First.At, s.loc)))
		}
		for _, a := range s.snap.Alerts(id) {
			p.item("  alert   ", s.short(tocsin.KindThreat, string(a.Threat))+" "+a.Title+", since "+clockTime(a.Since, s.loc))
		}
		s.siteRows(p, id)
		return p.err
	})
}

func (s *session) siteRows(p *page, id tocsin.SiteID) {
	for _, m := range s.snap.Measures {
		if m.Site == id {
			p.item("  measure ", s.short(tocsin.KindMeasure, string(m.ID))+" "+m.What+" ("+spacedWord(m.State)+")")
		}
	}
	for _, x := range s.snap.Events {
		if x.Site == id {
			p.item("  event   ", s.short(tocsin.KindEvent, string(x.ID))+" "+x.Name+", "+x.At.String()+" ("+decided(x)+")")
		}
	}
	for _, b := range s.snap.Briefings {
		if b.Site == id {
			until := "until when was not said"
			if b.Until.Known() {
				until = "until " + b.Until.String()
			}
			p.item("  briefing", fmt.Sprintf("%s (%s, %s)", b.What, clockTime(b.Times.Recorded, s.loc), until))
		}
	}
	for _, x := range s.snap.Sightings {
		if x.Site == id {
			p.item("  sighting", fmt.Sprintf("%s %s (%s, beside %d open threats)", x.Code, x.What, s.shown(x.Times.Happened), len(x.Threats)))
		}
	}
}

type siteLoadCmd struct{ reading }

// Run shows what the sites carry.
func (c siteLoadCmd) Run(e *env) error {
	return c.look(e, func(s *session) error {
		loads := []tocsin.Load{}
		rows := [][]string{}
		for _, x := range s.snap.Sites {
			l := s.snap.Load(x, s.at)
			must := "-"
			if l.MustJustify {
				must = "review the load"
			}
			loads = append(loads, l)
			rows = append(rows, []string{string(x.ID), string(x.Posture), fmt.Sprint(l.HeightenedDays), fmt.Sprint(l.Parallel), fmt.Sprint(l.Measures), must})
		}
		if e.cli.JSON {
			return e.json(loads)
		}
		return e.table([]string{"SITE", "POSTURE", "DAYS HEIGHTENED", "PARALLEL ALERTS", "MEASURES", "OWED"}, rows)
	})
}
