package main

import (
	"strconv"

	"tocsin"
	"tocsin/client"
)

type respondCmd struct {
	List      respondListCmd      `cmd:"" help:"List the warnings received."`
	Show      respondShowCmd      `cmd:"" help:"Show a warning received; its sender only after the content is graded."`
	Open      respondOpenCmd      `cmd:"" help:"Record that you opened it."`
	Grade     respondGradeCmd     `cmd:"" help:"Grade the content, the sender unseen: 2 to 5, or 6 for not judged."`
	Reveal    respondRevealCmd    `cmd:"" help:"Show the sender, after the content is graded."`
	Source    respondSourceCmd    `cmd:"" help:"Grade the source, after the reveal: A to E, or F for not judged."`
	Origin    respondOriginCmd    `cmd:"" help:"Declare whose eyes are behind it, as the sender told."`
	Protect   respondProtectCmd   `cmd:"" help:"Record something done to protect. It needs no grade."`
	Lead      respondLeadCmd      `cmd:"" help:"Open a line of inquiry."`
	CloseLead respondCloseLeadCmd `cmd:"" help:"Say what a lead came to: it closes the lead, never the threat."`
	Ask       respondAskCmd       `cmd:"" help:"Ask the sender for more."`
	Dismiss   respondDismissCmd   `cmd:"" help:"Close it without action, on a reason of the list with its evidence."`
	Onward    respondOnwardCmd    `cmd:"" help:"Report that one in danger was told, who is reached only through us."`
}

// onReceived are the argument and flags of an act on a warning received.
type onReceived struct {
	ID tocsin.ReceivedID `arg:"" help:"The warning received."`
	acting
}

func (o onReceived) do(e *env, usual tocsin.Role, words string, m func(tocsin.ReceivedID) client.Message) error {
	return o.act(e, usual, func(s *session) error {
		id, err := pick(s, tocsin.KindReceived, o.ID)
		if err != nil {
			return err
		}
		_, err = s.send(m(id), "", told{words: words})
		return err
	})
}

type respondOpenCmd struct{ onReceived }

// Run records that it was opened.
func (c respondOpenCmd) Run(e *env) error {
	return c.do(e, tocsin.DutyOfficer, "Opened", func(id tocsin.ReceivedID) client.Message { return client.OpenReceived{Received: id} })
}

type respondGradeCmd struct {
	onReceived
	Digit string `arg:"" help:"2 probably true, 3 possibly true, 4 doubtful, 5 improbable, 6 cannot be judged." words:"digits"`
}

// Help shows an example.
func (respondGradeCmd) Help() string { return "For example:\n\n\ttocsin respond grade 5h8w 3" }

// Run grades the content.
func (c respondGradeCmd) Run(e *env) error {
	digit, err := strconv.Atoi(c.Digit)
	if err != nil {
		return usage("%q is not a content digit: 2 to 5, or 6 when it cannot be judged", c.Digit)
	}
	return c.do(e, tocsin.DutyOfficer, "Content graded "+c.Digit+", the sender unseen", func(id tocsin.ReceivedID) client.Message {
		return client.GradeBlind{Received: id, Credibility: tocsin.Credibility(digit)}
	})
}

type respondRevealCmd struct{ onReceived }

// Run shows the sender.
func (c respondRevealCmd) Run(e *env) error {
	return c.do(e, tocsin.DutyOfficer, "Sender revealed; `tocsin respond show` tells it", func(id tocsin.ReceivedID) client.Message { return client.Reveal{Received: id} })
}

type respondSourceCmd struct {
	onReceived
	Letter tocsin.Reliability `arg:"" help:"A to E, or F when it cannot be judged." words:"letters"`
}

// Run grades the source.
func (c respondSourceCmd) Run(e *env) error {
	return c.do(e, tocsin.DutyOfficer, "Source graded "+string(c.Letter), func(id tocsin.ReceivedID) client.Message {
		return client.GradeSource{Received: id, Reliability: c.Letter}
	})
}

type respondProtectCmd struct {
	onReceived
	What string `arg:"" help:"What is done, for example: bags searched at every door."`
}

// Run records a protective act.
func (c respondProtectCmd) Run(e *env) error {
	return c.do(e, tocsin.DutyOfficer, "Protective act recorded", func(id tocsin.ReceivedID) client.Message {
		return client.Protect{Received: id, What: c.What}
	})
}

type respondLeadCmd struct {
	onReceived
	What string        `arg:"" help:"What is looked into."`
	Part tocsin.PartID `help:"The part of the threat that it belongs to." placeholder:"NAME"`
	Name tocsin.LeadID `help:"A short name for the lead. Default: a drawn id." placeholder:"NAME"`
}

// Run opens a lead.
func (c respondLeadCmd) Run(e *env) error {
	return c.do(e, tocsin.DutyOfficer, "Lead opened", func(id tocsin.ReceivedID) client.Message {
		return client.OpenLead{Received: id, Lead: tocsin.Lead{ID: c.Name, What: c.What, Part: c.Part}}
	})
}

type respondCloseLeadCmd struct {
	onReceived
	Lead    string `arg:"" help:"The lead."`
	Outcome string `help:"What it came to: ${leads}." required:"" words:"leads" placeholder:"OUTCOME"`
	Acts    string `help:"What was done." placeholder:"WORDS"`
	Doubt   string `help:"What remains in doubt, and what would settle it; owed for acted_not_substantiated." placeholder:"WORDS"`
}

// Help shows an example.
func (respondCloseLeadCmd) Help() string {
	return "For example:\n\n\ttocsin respond close-lead 5h8w l1 --outcome acted_not_substantiated --acts \"two flats searched\" --doubt \"the third address was not found\""
}

// Run says what a lead came to.
func (c respondCloseLeadCmd) Run(e *env) error {
	return c.act(e, tocsin.DutyOfficer, func(s *session) error {
		id, err := pick(s, tocsin.KindReceived, c.ID)
		if err != nil {
			return err
		}
		var leads []candidate
		for _, l := range s.received(id).Leads {
			leads = append(leads, candidate{string(l.ID), l.What})
		}
		lead, err := match("lead", c.Lead, leads)
		if err != nil {
			return err
		}
		m := client.CloseLead{Received: id, Lead: tocsin.LeadID(lead), Outcome: c.Outcome, Acts: c.Acts, Doubt: c.Doubt}
		_, err = s.send(m, "", told{words: "Lead closed: " + spacedWord(c.Outcome)})
		return err
	})
}

type respondAskCmd struct {
	onReceived
	Words string `arg:"" help:"What would help: the hour, the entrance, the number of men."`
}

// Run asks the sender for more.
func (c respondAskCmd) Run(e *env) error {
	return c.do(e, tocsin.DutyOfficer, "The sender was asked", func(id tocsin.ReceivedID) client.Message {
		return client.Ask{Received: id, Words: c.Words}
	})
}

type respondDismissCmd struct {
	onReceived
	Reason   tocsin.DismissReason `help:"Why: ${dismiss}. Who sent it is no reason." required:"" words:"dismiss" placeholder:"REASON"`
	Evidence string               `help:"What shows it." placeholder:"WORDS"`
	Words    string               `help:"More, in your own words." placeholder:"WORDS"`
}

// Help shows an example.
func (respondDismissCmd) Help() string {
	return "For example:\n\n\ttocsin respond dismiss 5h8w --reason already_disrupted --evidence \"both men were arrested on 6 March by the city police\""
}

// Run closes it without action.
func (c respondDismissCmd) Run(e *env) error {
	return c.do(e, tocsin.WarningOfficer, "Closed without action: "+spacedWord(string(c.Reason)), func(id tocsin.ReceivedID) client.Message {
		return client.Dismiss{Received: id, Reason: c.Reason, Evidence: c.Evidence, Words: c.Words}
	})
}

type respondOnwardCmd struct {
	onReceived
	Victim string `arg:"" help:"Who was told, as respond show names it."`
	Words  string `arg:"" help:"Who was told, by whom, how."`
}

// Run reports that a victim was told.
func (c respondOnwardCmd) Run(e *env) error {
	return c.do(e, tocsin.DutyOfficer, "Onward duty reported", func(id tocsin.ReceivedID) client.Message {
		return client.OnwardDone{Received: id, Victim: c.Victim, Words: c.Words}
	})
}
