package main

import (
	"strings"

	"tocsin"
	"tocsin/client"
)

type warnCmd struct {
	Draft    warnDraftCmd    `cmd:"" help:"Write a warning at its levels, and who is to have which."`
	Check    warnCheckCmd    `cmd:"" help:"Check a draft, without recording anything: levels, victims, leaks."`
	Revise   warnReviseCmd   `cmd:"" help:"Write a draft anew: what is given takes the place of what it said."`
	Withdraw warnWithdrawCmd `cmd:"" help:"Take a draft back, with a reason. It stays on record."`
	Sign     warnSignCmd     `cmd:"" help:"Sign second: it issues the warning."`
	Urgent   warnUrgentCmd   `cmd:"" help:"Issue alone, when the danger may begin within 24 hours."`
	Release  warnReleaseCmd  `cmd:"" help:"Send one level to its addressees."`
	Close    warnCloseCmd    `cmd:"" help:"Send the message with which an instruction ends: extended, superseded or ended."`
	Parity   warnParityCmd   `cmd:"" help:"Say why nobody else shares the danger, where there is no public version."`
	Detail   warnDetailCmd   `cmd:"" help:"Answer an addressee that asked for more."`
	List     warnListCmd     `cmd:"" help:"List the warnings."`
	Show     warnShowCmd     `cmd:"" help:"Show a warning: facets as rows, levels as columns, and what came back."`
}

// onWarning runs an act on a warning that was drafted here.
func (a acting) onWarning(e *env, usual tocsin.Role, id tocsin.WarningID, fn func(*session, tocsin.WarningID) error) error {
	return a.act(e, usual, func(s *session) error {
		id, err := pick(s, tocsin.KindWarning, id)
		if err != nil {
			return err
		}
		return fn(s, id)
	})
}

// asRead names the revision of a draft that was read: nobody signs words that changed since.
type asRead struct {
	Revision int64 `help:"Which revision of the draft you read, when it was written anew; warn show says it." placeholder:"N"`
}

type warnWithdrawCmd struct {
	ID     tocsin.WarningID `arg:"" help:"The draft."`
	Reason string           `help:"Why it is not to be sent." placeholder:"WORDS"`
	asRead
	acting
}

// Run withdraws a draft.
func (c warnWithdrawCmd) Run(e *env) error {
	return c.onWarning(e, tocsin.WarningOfficer, c.ID, func(s *session, id tocsin.WarningID) error {
		_, err := s.send(client.WithdrawWarning{Warning: id, Revision: c.Revision}, c.Reason, told{words: "Draft withdrawn"})
		return err
	})
}

type warnSignCmd struct {
	ID     tocsin.WarningID `arg:"" help:"The warning."`
	From   tocsin.OrgID     `help:"The partner outside whose officer signs, for a house with the profile small." placeholder:"ORG"`
	Reason string           `help:"A word of your own on it." placeholder:"WORDS"`
	asRead
	acting
}

// Run signs second.
func (c warnSignCmd) Run(e *env) error {
	return c.onWarning(e, tocsin.Approver, c.ID, func(s *session, id tocsin.WarningID) error {
		s.caller.Org = c.From
		_, err := s.send(client.SignWarning{Warning: id, Revision: c.Revision}, c.Reason, told{words: "Warning signed and issued"})
		return err
	})
}

type warnUrgentCmd struct {
	ID     tocsin.WarningID `arg:"" help:"The warning."`
	Reason string           `help:"Why it cannot wait for a second officer." placeholder:"WORDS"`
	asRead
	acting
}

// Help shows an example.
func (warnUrgentCmd) Help() string {
	return "The second signature is owed afterwards, and its absence climbs.\n\nFor example:\n\n\ttocsin warn urgent 9d3f --reason \"the doors open in two hours\""
}

// Run issues alone.
func (c warnUrgentCmd) Run(e *env) error {
	return c.onWarning(e, tocsin.WarningOfficer, c.ID, func(s *session, id tocsin.WarningID) error {
		_, err := s.send(client.IssueUrgent{Warning: id, Revision: c.Revision}, c.Reason, told{words: "Warning issued as urgent"})
		return err
	})
}

type warnReleaseCmd struct {
	ID    tocsin.WarningID `arg:"" help:"The warning."`
	Level tocsin.Level     `arg:"" help:"Which version: ${levels}." words:"levels"`
	To    []string         `help:"One more addressee of this level, as ORG:ROLE. Repeatable." placeholder:"ORG:ROLE" sep:"none"`
	acting
}

// Help shows an example.
func (warnReleaseCmd) Help() string {
	return "Those in danger are told in private before the public is, or at once.\n\nFor example:\n\n\ttocsin warn release 9d3f full\n\ttocsin warn release 9d3f public --to public:public"
}

// Run sends one level.
func (c warnReleaseCmd) Run(e *env) error {
	var more []tocsin.Addressee
	for _, text := range c.To {
		a, err := parseAddressee(text + ":" + string(c.Level))
		if err != nil {
			return err
		}
		more = append(more, a)
	}
	return c.onWarning(e, tocsin.WarningOfficer, c.ID, func(s *session, id tocsin.WarningID) error {
		_, err := s.send(client.Release{Warning: id, Level: c.Level, To: more}, "", told{words: "Released " + c.Level.Plain()})
		return err
	})
}

// parseAddressee reads ORG:ROLE:LEVEL.
func parseAddressee(text string) (tocsin.Addressee, error) {
	part := strings.Split(text, ":")
	if len(part) != 3 || part[0] == "" {
		return tocsin.Addressee{}, usage("--to: %q is not an addressee: write ORG:ROLE:LEVEL, for example hall-operator:protector:full (roles: %s)", text, strings.Join(words(tocsin.RecipientRoles), ", "))
	}
	return tocsin.Addressee{Org: tocsin.OrgID(part[0]), Role: tocsin.RecipientRole(part[1]), Level: tocsin.Level(part[2])}, nil
}

type warnCloseCmd struct {
	ID    tocsin.WarningID `arg:"" help:"The warning."`
	How   string           `help:"How the instruction ends: ${closings}." required:"" words:"closings" placeholder:"HOW"`
	Words string           `help:"What people are told, in a sentence." placeholder:"WORDS"`
	Level tocsin.Level     `help:"The level whose instruction it is: ${levels}." words:"levels" default:"public" placeholder:"LEVEL"`
	Until string           `help:"The new end, when it is extended." placeholder:"TIME"`
	acting
}

// Run ends an instruction.
func (c warnCloseCmd) Run(e *env) error {
	until, err := e.instant("--until", c.Until)
	if err != nil {
		return err
	}
	return c.onWarning(e, tocsin.WarningOfficer, c.ID, func(s *session, id tocsin.WarningID) error {
		m := client.CloseInstruction{Warning: id, Level: c.Level, How: c.How, Words: c.Words, Until: until}
		_, err := s.send(m, "", told{words: "Instruction " + c.How})
		return err
	})
}

type warnParityCmd struct {
	ID     tocsin.WarningID `arg:"" help:"The warning."`
	Reason string           `help:"Why nobody else is exposed to the danger." placeholder:"WORDS"`
	acting
}

// Run says why there is no public version.
func (c warnParityCmd) Run(e *env) error {
	return c.onWarning(e, tocsin.WarningOfficer, c.ID, func(s *session, id tocsin.WarningID) error {
		_, err := s.send(client.Parity{Warning: id, Reason: c.Reason}, "", told{words: "Answered who else shares the danger"})
		return err
	})
}

type warnDetailCmd struct {
	Release tocsin.ReleaseID `arg:"" help:"The release that was asked about; warn show lists them."`
	Words   string           `arg:"" help:"What can be said. It passes the leak check at the level that was released."`
	acting
}

// Run answers a request for detail.
func (c warnDetailCmd) Run(e *env) error {
	return c.act(e, tocsin.WarningOfficer, func(s *session) error {
		id, err := pick(s, tocsin.KindRelease, c.Release)
		if err != nil {
			return err
		}
		_, err = s.send(client.GiveDetail{Release: id, Words: c.Words}, "", told{words: "Detail given"})
		return err
	})
}
