package main

import (
	"tocsin"
	"tocsin/client"
)

type holdCmd struct {
	Place  holdPlaceCmd  `cmd:"" help:"Place an incident hold: one officer. Nothing under it is erased."`
	Lift   holdLiftCmd   `cmd:"" help:"Ask for an order to lift a hold."`
	Give   holdGiveCmd   `cmd:"" help:"Give the order, in another role: the hold is lifted at once."`
	Refuse holdRefuseCmd `cmd:"" help:"Refuse an order to lift a hold, or take back one's own."`
	List   holdListCmd   `cmd:"" help:"The holds, and the orders to lift them."`
}

type holdPlaceCmd struct {
	Threat     tocsin.ThreatID `arg:"" optional:"" help:"The threat, with all that hangs on it."`
	Everything bool            `help:"Hold everything that is on record."`
	Reason     string          `help:"What is looked into, or who asked for it; it stays for good." required:"" placeholder:"WORDS"`
	acting
}

// Help shows an example.
func (holdPlaceCmd) Help() string {
	return "What belongs to no threat is under every hold.\n\nFor example:\n\n\ttocsin hold place 4q7w --reason \"a commission of inquiry was set up\""
}

// Run places a hold.
func (c holdPlaceCmd) Run(e *env) error {
	if (c.Threat == "") == !c.Everything {
		return usage("name a threat, or say --everything")
	}
	return c.act(e, tocsin.WarningOfficer, func(s *session) error {
		m := client.PlaceHold{}
		if c.Threat != "" {
			var err error
			if m.Threat, err = pick(s, tocsin.KindThreat, c.Threat); err != nil {
				return err
			}
		}
		_, err := s.send(m, c.Reason, told{words: "Hold placed on " + tocsin.Hold{Threat: m.Threat}.Scope()})
		return err
	})
}

type holdLiftCmd struct {
	Hold tocsin.HoldID `arg:"" help:"The hold."`
	orderWords
}

// Run asks for an order to lift a hold.
func (c holdLiftCmd) Run(e *env) error {
	return c.ask(e, tocsin.WarningOfficer, tocsin.Lift, func(s *session) (tocsin.Ref, error) {
		id, err := s.find(tocsin.KindHold, string(c.Hold))
		return tocsin.Ref{Kind: tocsin.KindHold, ID: id}, err
	})
}

type holdGiveCmd struct{ giving }

// Run gives an order to lift a hold, which carries it out.
func (c holdGiveCmd) Run(e *env) error {
	return c.give(e, tocsin.Lift, told{words: "Hold lifted by order"})
}

type holdRefuseCmd struct{ refusing }

// Run refuses an order to lift a hold.
func (c holdRefuseCmd) Run(e *env) error { return c.refuse(e, tocsin.Lift) }

type holdListCmd struct{ reading }

// Run lists the holds, and what is asked about them.
func (c holdListCmd) Run(e *env) error {
	if e.cli.JSON {
		return c.look(e, func(s *session) error { return e.json(list(s.snap.Holds)) })
	}
	return c.listOrders(e, tocsin.Lift, func(s *session) error {
		rows := make([][]string, len(s.snap.Holds))
		for i, h := range s.snap.Holds {
			state := h.State
			if h.Lifted != nil {
				state += " " + clockTime(h.Lifted.At, s.loc)
			}
			rows[i] = []string{s.short(tocsin.KindHold, string(h.ID)), state, h.Scope(), signedBy(&h.Placed, s), h.Placed.Reason}
		}
		if err := e.table([]string{"HOLD", "STATE", "HOLDS", "PLACED", "REASON"}, rows); err != nil {
			return err
		}
		p := s.page()
		p.line("")
		return p.err
	})
}
