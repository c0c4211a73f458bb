package main

import (
	"tocsin"
	"tocsin/client"
	"tocsin/internal/casefile"
	"tocsin/internal/replay"
)

type eventCmd struct {
	Add  eventAddCmd  `cmd:"" help:"Put an event on a site's calendar."`
	Go   eventGoCmd   `cmd:"" help:"Decide on an event: go or no_go, with the reason."`
	List eventListCmd `cmd:"" help:"List the events."`
}

type eventAddCmd struct {
	Site     tocsin.SiteID `arg:"" help:"The site."`
	Name     string        `arg:"" optional:"" help:"Name of the event."`
	On       string        `help:"When it is." placeholder:"TIME"`
	Expected int           `help:"How many people are expected." placeholder:"N"`
	SoldOut  bool          `help:"It is sold out."`
	fromFile
	acting
}

// Help shows an example.
func (eventAddCmd) Help() string {
	return "For example:\n\n\ttocsin event add hall \"Spring concert\" --on 2024-03-08T19:00 --expected 800"
}

// Run puts an event on the calendar.
func (c eventAddCmd) Run(e *env) error {
	on, err := e.instant("--on", c.On)
	if err != nil {
		return err
	}
	f := casefile.Programme{Name: c.Name, On: casefile.Instant{When: on}, Expected: c.Expected, SoldOut: c.SoldOut}
	if c.File != "" {
		if err := e.readYAML(c.File, "programme", &f, "site"); err != nil {
			return err
		}
		if _, err := c.takeCommon(f.Common); err != nil {
			return err
		}
	}
	return c.act(e, tocsin.SiteManager, func(s *session) error {
		if f.Site, err = pick(s, tocsin.KindSite, c.Site); err != nil {
			return err
		}
		_, err = s.send(client.AddEvent{Event: replay.EventOf(&f)}, "", told{words: "Event on the calendar"})
		return err
	})
}

type eventGoCmd struct {
	ID       tocsin.EventID `arg:"" help:"The event."`
	Decision string         `arg:"" help:"${decisions}." words:"decisions"`
	Reason   string         `help:"What makes it acceptable, or why it is called off." placeholder:"WORDS"`
	acting
}

// Run decides on an event.
func (c eventGoCmd) Run(e *env) error {
	return c.act(e, tocsin.SiteManager, func(s *session) error {
		id, err := pick(s, tocsin.KindEvent, c.ID)
		if err != nil {
			return err
		}
		_, err = s.send(client.DecideEvent{Event: id, Decision: c.Decision}, c.Reason, told{words: "Decided: " + spacedWord(c.Decision)})
		return err
	})
}

type eventListCmd struct{ reading }

// Run lists the events.
func (c eventListCmd) Run(e *env) error {
	return c.look(e, func(s *session) error {
		if e.cli.JSON {
			return e.json(list(s.snap.Events))
		}
		rows := make([][]string, len(s.snap.Events))
		for i, x := range s.snap.Events {
			rows[i] = []string{s.short(tocsin.KindEvent, string(x.ID)), string(x.Site), x.At.String(), decided(x), x.Name}
		}
		return e.table([]string{"EVENT", "SITE", "WHEN", "DECISION", "NAME"}, rows)
	})
}

func decided(x tocsin.Event) string {
	if x.Decision == tocsin.Undecided {
		return "undecided"
	}
	return spacedWord(x.Decision)
}
