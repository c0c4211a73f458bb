package main

import (
	"tocsin"
	"tocsin/client"
	"tocsin/internal/casefile"
	"tocsin/internal/replay"
)

type measureCmd struct {
	Start      measureStartCmd      `cmd:"" help:"Start a measure: one officer."`
	Observe    measureObserveCmd    `cmd:"" help:"Record what somebody saw of it. Seeing it gone does not end it."`
	Lower      measureLowerCmd      `cmd:"" help:"End it: two persons, each with this command."`
	Substitute measureSubstituteCmd `cmd:"" help:"Put a recorded equivalent in its place: one officer."`
	List       measureListCmd       `cmd:"" help:"List the measures."`
}

type measureStartCmd struct {
	Site        tocsin.SiteID   `arg:"" help:"The site."`
	What        string          `arg:"" optional:"" help:"What is done, for example: bags searched at every door."`
	Family      string          `help:"${families}." words:"families" placeholder:"FAMILY"`
	Owner       tocsin.Role     `help:"The role that keeps it up: ${roles}." words:"roles" default:"site_manager" placeholder:"ROLE"`
	Sustainable string          `help:"Until when it can be kept up." placeholder:"TIME"`
	Equivalent  []string        `help:"A measure that could stand in for it with one signature. Repeatable." placeholder:"WORDS" sep:"none"`
	Threat      tocsin.ThreatID `help:"The threat it answers." placeholder:"ID"`
	fromFile
	acting
}

// Help shows an example.
func (measureStartCmd) Help() string {
	return "For example:\n\n\ttocsin measure start hall \"bags searched at every door\" --sustainable 2024-03-20 --equivalent \"no bags at all\""
}

// Run starts a measure.
func (c measureStartCmd) Run(e *env) error {
	until, err := e.instant("--sustainable", c.Sustainable)
	if err != nil {
		return err
	}
	f := casefile.Measure{What: c.What, Family: c.Family, Owner: c.Owner, Sustainable: &casefile.Instant{When: until}, Threat: string(c.Threat)}
	for _, w := range c.Equivalent {
		f.Substitutes = append(f.Substitutes, casefile.Stand{What: w, Equivalent: true})
	}
	if c.File != "" {
		if err := e.readYAML(c.File, "measure", &f, "site"); err != nil {
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
		threat, err := s.maybeThreat(f.Threat, f.Warning)
		if err != nil {
			return err
		}
		_, err = s.send(client.StartMeasure{Measure: replay.MeasureOf(&f, threat)}, "", told{words: "Measure started"})
		return err
	})
}

// onMeasure are the argument and flags of an act on a measure.
type onMeasure struct {
	ID tocsin.MeasureID `arg:"" help:"The measure."`
	acting
}

func (o onMeasure) do(e *env, fn func(*session, tocsin.MeasureID) error) error {
	return o.act(e, tocsin.SiteManager, func(s *session) error {
		id, err := pick(s, tocsin.KindMeasure, o.ID)
		if err != nil {
			return err
		}
		return fn(s, id)
	})
}

type measureObserveCmd struct {
	onMeasure
	By     string   `help:"Who saw it." required:"" placeholder:"NAME"`
	Absent bool     `help:"It was not there. Without this flag: it was."`
	At     string   `help:"When, if not now." placeholder:"TIME"`
	Cite   []string `help:"Where it is written, as source:line. Repeatable." placeholder:"SOURCE:LINE"`
}

// Run records an observation.
func (c measureObserveCmd) Run(e *env) error {
	at, err := e.instant("--at", c.At)
	if err != nil {
		return err
	}
	return c.do(e, func(s *session, id tocsin.MeasureID) error {
		o := tocsin.Observation{At: at, Present: !c.Absent, By: c.By, Cites: citations(c.Cite)}
		_, err := s.send(client.Observe{Measure: id, Observation: o}, "", told{words: "Observation recorded"})
		return err
	})
}

type measureLowerCmd struct {
	onMeasure
	Reason string `help:"Why it may end, and what stands instead." placeholder:"WORDS"`
}

// Run ends a measure, or signs first.
func (c measureLowerCmd) Run(e *env) error {
	return c.do(e, func(s *session, id tocsin.MeasureID) error {
		return s.lower(client.LowerMeasure{Measure: id}, c.Reason, "Measure lowered")
	})
}

type measureSubstituteCmd struct {
	onMeasure
	With   string `arg:"" help:"The substitute, as it was recorded with the measure."`
	Reason string `help:"Why." placeholder:"WORDS"`
}

// Run puts a substitute in place.
func (c measureSubstituteCmd) Run(e *env) error {
	return c.do(e, func(s *session, id tocsin.MeasureID) error {
		_, err := s.send(client.SubstituteMeasure{Measure: id, With: c.With}, c.Reason, told{words: "Measure substituted"})
		return err
	})
}

type measureListCmd struct {
	All bool `help:"Ended ones too."`
	reading
}

// Run lists the measures.
func (c measureListCmd) Run(e *env) error {
	return c.look(e, func(s *session) error {
		measures := []tocsin.Measure{}
		for _, m := range s.snap.Measures {
			if c.All || m.State == tocsin.MeasureInForce {
				measures = append(measures, m)
			}
		}
		if e.cli.JSON {
			return e.json(measures)
		}
		rows := make([][]string, len(measures))
		for i, m := range measures {
			state := spacedWord(m.State)
			if m.Pending != nil {
				state += ", lowering waits for a second"
			}
			until := "-"
			if m.Sustainable.Known() {
				until = m.Sustainable.String()
			}
			rows[i] = []string{s.short(tocsin.KindMeasure, string(m.ID)), string(m.Site), state, spacedWord(string(m.Owner)), until, seen(m), m.What}
		}
		return e.table([]string{"MEASURE", "SITE", "STATE", "OWNER", "SUSTAINABLE UNTIL", "SEEN", "WHAT"}, rows)
	})
}

// seen is the newest observation: what is declared and what is seen are kept apart.
func seen(m tocsin.Measure) string {
	if len(m.Observed) == 0 {
		return "-"
	}
	o := m.Observed[len(m.Observed)-1]
	if o.Present {
		return "there, by " + o.By
	}
	return "gone, by " + o.By
}
