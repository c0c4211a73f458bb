package main

import (
	"tocsin"
	"tocsin/client"
	"tocsin/internal/casefile"
	"tocsin/internal/replay"
)

type siteCmd struct {
	Add      siteAddCmd      `cmd:"" help:"Write a place down."`
	List     siteListCmd     `cmd:"" help:"List the sites with their posture."`
	Show     siteShowCmd     `cmd:"" help:"Show a site: posture, open threats, measures, events, briefings."`
	Raise    siteRaiseCmd    `cmd:"" help:"Raise its posture: one officer."`
	Lower    siteLowerCmd    `cmd:"" help:"Lower its posture: two persons, each with this command."`
	Justify  siteJustifyCmd  `cmd:"" help:"Say anew what keeps the danger real."`
	Brief    siteBriefCmd    `cmd:"" help:"Record that the people of a site were told."`
	Sighting siteSightingCmd `cmd:"" help:"Record what somebody did at a site."`
	Poster   sitePosterCmd   `cmd:"" help:"Write a site's poster, with a code behind which people say what they saw."`
	Load     siteLoadCmd     `cmd:"" help:"What the sites carry: days heightened, parallel alerts, measures."`
}

type siteAddCmd struct {
	ID        tocsin.SiteID `arg:"" optional:"" help:"Short name of the site."`
	Name      string        `help:"Its name as people know it." placeholder:"NAME"`
	Alias     []string      `help:"Another name or spelling. Repeatable." placeholder:"NAME" sep:"none"`
	Operator  tocsin.OrgID  `help:"Who runs it. Default: this organisation." placeholder:"ORG"`
	Protector tocsin.OrgID  `help:"Who answers for its safety from outside: gets its sightings." placeholder:"ORG"`
	Capacity  int           `help:"How many people it holds." placeholder:"N"`
	fromFile
	acting
}

// Help shows an example.
func (siteAddCmd) Help() string {
	return "For example:\n\n\ttocsin site add hall --name \"Harbour Hall\" --protector city-police --capacity 900"
}

// Run writes a site down.
func (c siteAddCmd) Run(e *env) error {
	f := casefile.Site{ID: c.ID, Name: c.Name, Aliases: c.Alias, Operator: c.Operator, Protector: c.Protector, Capacity: c.Capacity}
	if c.File != "" {
		if err := e.readYAML(c.File, "site", &f, "operator"); err != nil {
			return err
		}
	} else if err := need(c.Name, "--name"); err != nil {
		return err
	}
	return c.act(e, tocsin.Administrator, func(s *session) error {
		if f.Operator == "" {
			f.Operator = s.snap.Org
		}
		site := tocsin.Site{ID: f.ID, Name: f.Name, Aliases: f.Aliases, Operator: f.Operator, Protector: f.Protector, Capacity: f.Capacity, Posture: f.Posture}
		_, err := s.send(client.AddSite{Site: site}, "", told{words: "Site recorded"})
		return err
	})
}

// onSite are the argument and flags of an act on a site.
type onSite struct {
	Site tocsin.SiteID `arg:"" help:"The site."`
	acting
}

func (o onSite) do(e *env, fn func(*session, tocsin.SiteID) error) error {
	return o.act(e, tocsin.SiteManager, func(s *session) error {
		id, err := pick(s, tocsin.KindSite, o.Site)
		if err != nil {
			return err
		}
		return fn(s, id)
	})
}

type siteRaiseCmd struct {
	onSite
	To     tocsin.Posture `arg:"" help:"${postures}." words:"postures"`
	Reason string         `help:"Why." placeholder:"WORDS"`
}

// Run raises the posture.
func (c siteRaiseCmd) Run(e *env) error {
	return c.do(e, func(s *session, id tocsin.SiteID) error {
		_, err := s.send(client.RaiseSite{Site: id, To: c.To}, c.Reason, told{words: "Raised to " + string(c.To)})
		return err
	})
}

type siteLowerCmd struct {
	onSite
	To     tocsin.Posture `arg:"" help:"${postures}." words:"postures"`
	Reason string         `help:"Why it may be lowered, and what stands instead." placeholder:"WORDS"`
}

// lowering says who may sign a step down second.
const lowering = "for a second person: site manager, duty officer, warning officer or approver, who gives the same command with another --as or --person"

// Run lowers the posture, or signs first.
func (c siteLowerCmd) Run(e *env) error {
	return c.do(e, func(s *session, id tocsin.SiteID) error {
		return s.lower(client.LowerSite{Site: id, To: c.To}, c.Reason, "Lowered to "+string(c.To))
	})
}

// lower sends a step down, which waits for a second person the first time.
func (s *session) lower(m client.Message, reason, words string) error {
	r, err := s.send(m, reason, told{words: words})
	if err == nil && r.Pending {
		s.done[len(s.done)-1].told = told{words: "Signed first, nothing lowered yet", waits: lowering}
	}
	return err
}

type siteJustifyCmd struct {
	onSite
	Reason string `help:"What keeps the danger real, and what the state costs." placeholder:"WORDS"`
}

// Run justifies the state anew.
func (c siteJustifyCmd) Run(e *env) error {
	return c.do(e, func(s *session, id tocsin.SiteID) error {
		_, err := s.send(client.JustifySite{Site: id}, c.Reason, told{words: "Heightened state justified"})
		return err
	})
}

type siteBriefCmd struct {
	onSite
	What     string          `arg:"" optional:"" help:"What people were told to look for and to do."`
	Attended int             `help:"How many were told." placeholder:"N"`
	Until    string          `help:"Until when it stands; owed when left out." placeholder:"TIME"`
	Threat   tocsin.ThreatID `help:"The threat that it is about." placeholder:"ID"`
	fromFile
}

// Run records a briefing.
func (c siteBriefCmd) Run(e *env) error {
	until, err := e.instant("--until", c.Until)
	if err != nil {
		return err
	}
	f := casefile.Brief{What: c.What, Attended: c.Attended, Until: &casefile.Instant{When: until}, Threat: string(c.Threat)}
	if c.File != "" {
		if err := e.readYAML(c.File, "brief", &f, "site"); err != nil {
			return err
		}
		if _, err := c.takeCommon(f.Common); err != nil {
			return err
		}
	}
	return c.do(e, func(s *session, id tocsin.SiteID) error {
		f.Site = id
		threat, err := s.maybeThreat(f.Threat, f.Warning)
		if err != nil {
			return err
		}
		_, err = s.send(client.RecordBriefing{Briefing: replay.BriefingOf(&f, threat)}, "", told{words: "Briefing recorded"})
		return err
	})
}

// maybeThreat finds the threat that was named, by its own id or by that of the warning received
// that opened it, if one was.
func (s *session) maybeThreat(threat, warning string) (tocsin.ThreatID, error) {
	switch {
	case threat != "":
		return pick(s, tocsin.KindThreat, tocsin.ThreatID(threat))
	case warning != "":
		id, err := pick(s, tocsin.KindReceived, tocsin.ReceivedID(warning))
		if err != nil {
			return "", err
		}
		return s.received(id).Threat, nil
	}
	return "", nil
}

type siteSightingCmd struct {
	onSite
	Code    string   `help:"What kind of behaviour: ${codes}." words:"codes" placeholder:"CODE"`
	What    string   `arg:"" optional:"" help:"What was done, where and when. There is no field for who somebody is."`
	Looks   string   `help:"To know the person again: clothing, height, what was carried." placeholder:"WORDS"`
	Vehicle string   `help:"Make, colour, plate." placeholder:"WORDS"`
	Cite    []string `help:"Where it is written, as source:line. Repeatable." placeholder:"SOURCE:LINE"`
	learning
	fromFile
}

// Help shows an example.
func (siteSightingCmd) Help() string {
	return "At a warned site it joins the open threats at once, and goes to the site's protector.\n\nFor example:\n\n\ttocsin site sighting hall \"two men filmed the side doors for ten minutes\" --code SURVL"
}

// Run records a sighting.
func (c siteSightingCmd) Run(e *env) error {
	f := casefile.Sighting{Code: c.Code, What: c.What, Person: c.Looks, Vehicle: c.Vehicle}
	var times tocsin.Times
	if c.File != "" {
		if err := e.readYAML(c.File, "sighting", &f, "site"); err != nil {
			return err
		}
		var err error
		if times, err = c.takeCommon(f.Common); err != nil {
			return err
		}
	}
	times, err := c.times(e, times)
	if err != nil {
		return err
	}
	if c.As == "" {
		c.As = tocsin.DutyOfficer
	}
	return c.do(e, func(s *session, id tocsin.SiteID) error {
		x := replay.SightingOf(&f)
		x.Site, x.Times, x.Cites = id, times, append(citations(c.Cite), fileCites(f.Cite)...)
		_, err := s.send(client.RecordSighting{Sighting: x}, "", told{words: "Sighting recorded"})
		return err
	})
}
