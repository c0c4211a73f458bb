package main

import (
	"tocsin"
	"tocsin/client"
	"tocsin/internal/casefile"
	"tocsin/internal/replay"
)

type reviewCmd struct {
	List   reviewListCmd   `cmd:"" help:"What is owed: reviews first, by whom, until when, what counts as done."`
	Decide reviewDecideCmd `cmd:"" help:"Decide on a part of a threat: extend, convert, displace, close."`
}

type reviewDecideCmd struct {
	Threat    tocsin.ThreatID  `arg:"" help:"The threat."`
	Part      tocsin.PartID    `help:"The part, where several are open: an outcome closes only its own." placeholder:"NAME"`
	End       tocsin.WindowEnd `help:"The decision: ${endings}." words:"endings" placeholder:"DECISION"`
	Reason    string           `help:"Why, in a sentence about the threat." placeholder:"WORDS"`
	Evidence  string           `help:"Owed for close_false and close_disrupted; a quiet window is none." placeholder:"WORDS"`
	Successor string           `help:"What stands afterwards; owed for every ending." placeholder:"WORDS"`
	Until     string           `help:"The new end of an extension." placeholder:"TIME"`
	fromFile
	acting
}

// Help shows an example.
func (reviewDecideCmd) Help() string {
	return "One officer may extend or convert to standing. An ending takes two, each with this command.\nA displaced threat opens the part it moved to, which takes --file with moved_to.\n\n" +
		"For example:\n\n\ttocsin review decide 7m2x --part hall --end extend --until 2024-03-24 --reason \"nothing shows that it is over\""
}

// Run decides on a part.
func (c reviewDecideCmd) Run(e *env) error {
	until, err := e.instant("--until", c.Until)
	if err != nil {
		return err
	}
	f := casefile.Decide{Part: c.Part, End: string(c.End), Reason: c.Reason, Evidence: c.Evidence, Successor: c.Successor, Until: &casefile.Instant{When: until}}
	if c.File != "" {
		if err := e.readYAML(c.File, "decide", &f); err != nil {
			return err
		}
		if _, err := c.takeCommon(f.Common); err != nil {
			return err
		}
		e.notTaken(map[string]bool{"second": f.Second != ""}, "the second person gives the same command")
	} else if err := need(string(c.End), "--end"); err != nil {
		return err
	}
	return c.act(e, tocsin.Approver, func(s *session) error {
		threat, err := pick(s, tocsin.KindThreat, c.Threat)
		if err != nil {
			return err
		}
		m := client.DecidePart{Threat: threat, Part: f.Part}
		m.Decision, m.Moved = replay.DecisionOf(&f)
		r, err := s.send(m, "", told{words: "Decided: " + spacedWord(f.End)})
		if err == nil && r.Pending {
			s.done[len(s.done)-1].told = told{
				words: "Signed first, nothing decided yet",
				waits: "for a second person: duty officer, warning officer or approver, who gives the same command with another --as or --person",
			}
		}
		return err
	})
}

type settleCmd struct {
	ID  tocsin.ObligationID `arg:"" help:"The duty."`
	How string              `help:"How it was done." required:"" placeholder:"WORDS"`
	acting
}

// Help shows an example.
func (settleCmd) Help() string {
	return "Only a few duties are met by words: two files laid side by side, until when a briefing stands, a measure that cannot be kept up. The others are met by the act they ask for.\n\nFor example:\n\n\ttocsin settle 3t6p --how \"another group of the same name: the report does not belong there\""
}

// Run meets a duty by words.
func (c settleCmd) Run(e *env) error {
	return c.act(e, tocsin.DutyOfficer, func(s *session) error {
		id, err := pick(s, tocsin.KindObligation, c.ID)
		if err != nil {
			return err
		}
		_, err = s.send(client.Settle{Obligation: id, How: c.How}, "", told{words: "Duty met"})
		return err
	})
}
