package main

import (
	"tocsin"
	"tocsin/client"
	"tocsin/internal/casefile"
	"tocsin/internal/replay"
)

type dutyCmd struct {
	Decide dutyDecideCmd `cmd:"" help:"Decide on the duty to warn about a threat."`
	Affirm dutyAffirmCmd `cmd:"" help:"Sign second, where a decision is not to warn."`
	List   dutyListCmd   `cmd:"" help:"List the decisions."`
}

type dutyDecideCmd struct {
	Threat    tocsin.ThreatID     `arg:"" help:"The threat."`
	Credible  tocsin.Answer       `help:"Is it credible: ${answers}." words:"answers" placeholder:"ANSWER"`
	Specific  tocsin.Answer       `help:"Is it specific: ${answers}." words:"answers" placeholder:"ANSWER"`
	Impending tocsin.Answer       `help:"Is it impending: ${answers}." words:"answers" placeholder:"ANSWER"`
	Harm      tocsin.Harm         `help:"What harm: ${harms}." words:"harms" placeholder:"HARM"`
	Outcome   tocsin.DutyOutcome  `help:"What follows: ${outcomes}." words:"outcomes" placeholder:"OUTCOME"`
	Ground    tocsin.WaiverGround `help:"Ground of a waiver: ${grounds}." words:"grounds" placeholder:"GROUND"`
	Reason    string              `help:"Why, in a sentence." placeholder:"WORDS"`
	fromFile
	acting
}

// Help shows an example.
func (dutyDecideCmd) Help() string {
	return "Doubt goes to warning. Who drafts a decision not to warn may not also sign it.\n\nFor example:\n\n\ttocsin duty decide 7m2x --credible yes --specific yes --impending doubt --harm killing --outcome warn --reason \"a named hall, a named day\""
}

// Run decides on the duty to warn.
func (c dutyDecideCmd) Run(e *env) error {
	var times tocsin.Times
	f := casefile.Duty{Credible: c.Credible, Specific: c.Specific, Impending: c.Impending, Harm: c.Harm, Outcome: c.Outcome, Ground: c.Ground, Reason: c.Reason}
	if c.File != "" {
		if err := e.readYAML(c.File, "duty", &f, "threat"); err != nil {
			return err
		}
		var err error
		if times, err = c.takeCommon(f.Common); err != nil {
			return err
		}
		e.notTaken(map[string]bool{"affirmed_by": f.Affirmed != ""}, "the second person signs with `tocsin duty affirm`")
	} else if err := need(string(c.Outcome), "--outcome"); err != nil {
		return err
	}
	return c.act(e, tocsin.WarningOfficer, func(s *session) error {
		threat, err := pick(s, tocsin.KindThreat, c.Threat)
		if err != nil {
			return err
		}
		d := replay.DutyOf(&f, threat)
		d.Times = times
		t := told{words: "Duty decided: " + string(f.Outcome)}
		if f.Outcome != tocsin.Warn {
			t.waits = "the duty stays open until the approver, another person, signs: tocsin duty affirm ID --as approver"
		}
		_, err = s.send(client.DecideDuty{Duty: d}, f.Reason, t)
		return err
	})
}

type dutyAffirmCmd struct {
	ID     tocsin.DutyID `arg:"" help:"The decision."`
	Reason string        `help:"A word of your own on it." placeholder:"WORDS"`
	acting
}

// Run is the second signature.
func (c dutyAffirmCmd) Run(e *env) error {
	return c.act(e, tocsin.Approver, func(s *session) error {
		id, err := pick(s, tocsin.KindDuty, c.ID)
		if err != nil {
			return err
		}
		_, err = s.send(client.AffirmDuty{Duty: id}, c.Reason, told{words: "Decision affirmed"})
		return err
	})
}

type dutyListCmd struct{ reading }

// Run lists the decisions.
func (c dutyListCmd) Run(e *env) error {
	return c.look(e, func(s *session) error {
		if e.cli.JSON {
			return e.json(list(s.snap.Duties))
		}
		rows := make([][]string, len(s.snap.Duties))
		for i, d := range s.snap.Duties {
			state := "stands"
			if !d.Effective() {
				state = "waits for the approver"
			}
			rows[i] = []string{
				s.short(tocsin.KindDuty, string(d.ID)), string(d.Outcome), state, s.short(tocsin.KindThreat, string(d.Threat)),
				"credible " + string(d.Threshold.Credible) + ", specific " + string(d.Threshold.Specific) + ", impending " + string(d.Threshold.Impending), d.Reason,
			}
		}
		return e.table([]string{"DECISION", "OUTCOME", "STATE", "THREAT", "THRESHOLD", "REASON"}, rows)
	})
}
