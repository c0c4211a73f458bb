package main

import (
	"slices"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/casefile"
	"tocsin/internal/replay"
)

type threatCmd struct {
	Open   threatOpenCmd   `cmd:"" help:"Open a threat: one or more parts, the reports behind it, who is in danger."`
	List   threatListCmd   `cmd:"" help:"List the threats with their parts and windows."`
	Show   threatShowCmd   `cmd:"" help:"Show a threat: parts, facets, reports, judgements, decisions."`
	Join   threatJoinCmd   `cmd:"" help:"Lay a report beside a threat."`
	Split  threatSplitCmd  `cmd:"" help:"Take a report out of a threat again, with the reason."`
	Refuse threatRefuseCmd `cmd:"" help:"Say that a report does not belong to a threat for which it was proposed."`
	Link   threatLinkCmd   `cmd:"" help:"Say that two open files are of one danger."`
	Apart  threatApartCmd  `cmd:"" help:"Say that two files are of two dangers, with the reason."`
	Weigh  threatWeighCmd  `cmd:"" help:"Weigh what is known of a threat by origin, term by term."`
	Judge  threatJudgeCmd  `cmd:"" help:"Record a judgement; a later one says what changed."`
}

type threatOpenCmd struct {
	Title string `arg:"" optional:"" help:"The threat, in one line."`
	facetFlags
	Part       tocsin.PartID     `help:"Short name of its one part; several parts take --file." default:"all" placeholder:"NAME"`
	Window     string            `help:"When the danger is expected: 2024-03-07..2024-03-09." placeholder:"FROM..TO"`
	Victim     string            `help:"Who or what is named as in danger." placeholder:"NAME"`
	VictimKind tocsin.VictimKind `help:"What that is: ${victimkinds}." words:"victimkinds" default:"structure" placeholder:"KIND"`
	VictimOrg  tocsin.OrgID      `help:"The organisation that is the victim, or runs the place." placeholder:"ORG"`
	Protector  []tocsin.OrgID    `help:"Who answers for its safety. Repeatable." placeholder:"ORG"`
	Report     []tocsin.ReportID `help:"A report behind it. Repeatable." placeholder:"ID"`
	learning
	fromFile
	acting
}

// Help shows an example.
func (threatOpenCmd) Help() string {
	return "For example:\n\n\ttocsin threat open \"Attack on a concert\" --place \"Harbour Hall\" --actor \"the Grey Cell\" --window 2024-03-07..2024-03-09 --victim \"Harbour Hall\" --victim-kind place_of_business --victim-org hall-operator --report 4k7q"
}

// Run opens a threat.
func (c threatOpenCmd) Run(e *env) error {
	times, f, err := c.input(e)
	if err != nil {
		return err
	}
	if times, err = c.times(e, times); err != nil {
		return err
	}
	return c.act(e, tocsin.Analyst, func(s *session) error {
		t, err := replay.ThreatOf(f, s.finder)
		if err != nil {
			return err
		}
		if c.File == "" {
			if t.Parts[0].Facets, err = c.facets(); err != nil {
				return err
			}
			if t.Parts[0].Window, err = e.window("--window", c.Window); err != nil {
				return err
			}
		}
		t.Times = times
		_, err = s.send(client.OpenThreat{Threat: t}, "", told{words: "Threat opened"})
		return err
	})
}

func (c *threatOpenCmd) input(e *env) (tocsin.Times, *casefile.Threat, error) {
	f := &casefile.Threat{Title: c.Title, Reports: words(c.Report), Parts: []casefile.ThreatPart{{ID: c.Part}}}
	if c.File != "" {
		if c.Title != "" {
			return tocsin.Times{}, nil, both("a title")
		}
		*f = casefile.Threat{Reports: words(c.Report)}
		if err := e.readYAML(c.File, "threat", f); err != nil {
			return tocsin.Times{}, nil, err
		}
		times, err := c.takeCommon(f.Common)
		return times, f, err
	}
	if c.Victim != "" {
		f.Victims = []casefile.Victim{{ID: string(c.Part), Name: c.Victim, Kind: c.VictimKind, Part: c.Part, Org: c.VictimOrg, Protectors: c.Protector}}
	} else if c.VictimOrg != "" || len(c.Protector) > 0 {
		return tocsin.Times{}, nil, usage("--victim-org and --protector belong to a victim: name it with --victim")
	}
	return tocsin.Times{}, f, need(c.Title, "a title")
}

type threatJoinCmd struct {
	Report tocsin.ReportID `arg:"" help:"The report."`
	Threat tocsin.ThreatID `arg:"" help:"The threat."`
	acting
}

// Run lays a report beside a threat.
func (c threatJoinCmd) Run(e *env) error {
	return c.act(e, tocsin.Analyst, func(s *session) error {
		report, err := pick(s, tocsin.KindReport, c.Report)
		if err != nil {
			return err
		}
		threat, err := pick(s, tocsin.KindThreat, c.Threat)
		if err != nil {
			return err
		}
		_, err = s.send(client.JoinReport{Report: report, Threat: threat}, "", told{words: "Report joined"})
		return err
	})
}

type threatJudgeCmd struct {
	Threat     tocsin.ThreatID `arg:"" help:"The threat."`
	Text       string          `help:"The judgement, in a sentence. Likelihood and confidence never in one." placeholder:"WORDS"`
	Likelihood string          `help:"How likely: ${likelihoods}." words:"likelihoods" placeholder:"TERM"`
	Confidence string          `help:"How well its basis stands: ${confidences}." words:"confidences" placeholder:"TERM"`
	Change     string          `help:"What changed since the judgement before, or that nothing did and why." placeholder:"WORDS"`
	fromFile
	acting
}

// Help shows an example.
func (threatJudgeCmd) Help() string {
	return "For example:\n\n\ttocsin threat judge 7m2x --text \"An attack on the hall is likely.\" --likelihood likely --confidence moderate"
}

// Run records a judgement.
func (c threatJudgeCmd) Run(e *env) error {
	f := casefile.Judge{Text: c.Text, Likelihood: c.Likelihood, Confidence: c.Confidence, Change: c.Change}
	if c.File != "" {
		if err := e.readYAML(c.File, "judge", &f); err != nil {
			return err
		}
		if _, err := c.takeCommon(f.Common); err != nil {
			return err
		}
	}
	return c.act(e, tocsin.Analyst, func(s *session) error {
		threat, err := pick(s, tocsin.KindThreat, c.Threat)
		if err != nil {
			return err
		}
		_, err = s.send(client.Judge{Threat: threat, Judgement: replay.JudgementOf(&f)}, "", told{words: "Judgement recorded"})
		return err
	})
}

// threat is the threat of an id that was picked.
func (s *session) threat(id tocsin.ThreatID) *tocsin.Threat {
	i := slices.IndexFunc(s.snap.Threats, func(t tocsin.Threat) bool { return t.ID == id })
	if i < 0 {
		return nil
	}
	return &s.snap.Threats[i]
}
