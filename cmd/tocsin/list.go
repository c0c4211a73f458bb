package main

import (
	"strings"
	"time"

	"tocsin"
	"tocsin/client"
)

type listCmd struct {
	Add      listAddCmd      `cmd:"" help:"Put an entry on a watchlist: an act of violence, grounds, evidence, a date of review."`
	Renew    listRenewCmd    `cmd:"" help:"Keep an entry until a new date of review: another role and person."`
	Correct  listCorrectCmd  `cmd:"" help:"Correct what an entry says; the correction goes after its copies."`
	Remove   listRemoveCmd   `cmd:"" help:"Take an entry down: one officer, with a ground."`
	Review   listReviewCmd   `cmd:"" help:"The entries in force, the next to lapse first."`
	Appeal   listAppealCmd   `cmd:"" help:"Take in the word of somebody who was listed."`
	Answer   listAnswerCmd   `cmd:"" help:"Answer an appeal: an inspector who had no part in the entry."`
	Show     listShowCmd     `cmd:"" help:"Show an entry with its life and its copies, or all entries."`
	Send     listSendCmd     `cmd:"" help:"Send entries to a partner as one list."`
	PassedOn listPassedOnCmd `cmd:"" help:"Record that a holder gave its copy to another."`
	Told     listToldCmd     `cmd:"" help:"Record that a holder whom no message reaches was told of a correction."`
	Confirm  listConfirmCmd  `cmd:"" help:"Record a holder's word that it carried a correction out."`
	Import   listImportCmd   `cmd:"" help:"Take in a list that somebody sent, as one batch: above the limit it is quarantined."`
	Batch    listBatchCmd    `cmd:"" help:"Show the lists that came in with their counts, or one of them."`
	Weigh    listWeighCmd    `cmd:"" help:"Weigh one entry of a list that came in."`
	Admit    listAdmitCmd    `cmd:"" help:"Let a quarantined list out, as people weighed it: another role."`
	Refuse   listRefuseCmd   `cmd:"" help:"Send a whole list back: another role."`
}

// listEntry are the flags that say what an entry says.
type listEntry struct {
	List      string           `help:"The watchlist, by its short name." placeholder:"NAME"`
	Name      []string         `help:"Whom it means: a name or another spelling. Repeatable." placeholder:"NAME" sep:"none"`
	Group     bool             `help:"It means a group, and not a person."`
	Born      string           `help:"Date of birth, to tell one from another." placeholder:"DATE"`
	Document  []string         `help:"Number of a paper or plate. Repeatable." placeholder:"NUMBER" sep:"none"`
	Act       tocsin.ListedFor `help:"What it is for: ${listedfor}. There is nothing else." words:"listedfor" placeholder:"ACT"`
	Harm      tocsin.Harm      `help:"The harm it did or was meant to do: ${harms}." words:"harms" placeholder:"HARM"`
	What      string           `help:"What was done, prepared or called for, in a sentence." placeholder:"WORDS"`
	When      string           `help:"When." placeholder:"TIME"`
	Law       string           `help:"The provision, with its clause." placeholder:"WORDS"`
	Decision  string           `help:"The decision taken under it, by its number." placeholder:"WORDS"`
	Reasons   string           `help:"The statement of reasons, as the person listed may read it." placeholder:"WORDS"`
	Evidence  []string         `help:"A record that it rests on: a report, or KIND/ID. Repeatable." placeholder:"ID" sep:"none"`
	Authority string           `help:"The office that answers for it." placeholder:"OFFICE"`
}

// fill changes what flags were given of.
func (c listEntry) fill(s *session, l *tocsin.Listing) error {
	set := func(to *string, v string) {
		if v != "" {
			*to = v
		}
	}
	set(&l.List, c.List)
	set(&l.Act.What, c.What)
	set(&l.Ground.Law, c.Law)
	set(&l.Ground.Decision, c.Decision)
	set(&l.Reasons, c.Reasons)
	set(&l.Authority, c.Authority)
	set((*string)(&l.Act.Kind), string(c.Act))
	set((*string)(&l.Act.Harm), string(c.Harm))
	if len(c.Name) > 0 {
		l.Subject.Names = c.Name
	}
	if len(c.Document) > 0 {
		l.Subject.Documents = c.Document
	}
	if l.Subject.Kind == "" {
		l.Subject.Kind = tocsin.ListedPerson
	}
	if c.Group {
		l.Subject.Kind = tocsin.ListedGroup
	}
	for _, t := range []struct {
		flag, text string
		to         *tocsin.Instant
	}{{"--born", c.Born, &l.Subject.Born}, {"--when", c.When, &l.Act.When}} {
		i, err := s.e.instant(t.flag, t.text)
		if err != nil {
			return err
		}
		if i.Known() {
			*t.to = i
		}
	}
	refs, err := s.evidence(c.Evidence)
	if len(refs) > 0 {
		l.Evidence = refs
	}
	return err
}

// evidence finds the records that were named.
func (s *session) evidence(ids []string) ([]tocsin.Ref, error) {
	var refs []tocsin.Ref
	for _, x := range ids {
		kind, id, two := strings.Cut(x, "/")
		if !two {
			kind, id = tocsin.KindReport, x
		}
		id, err := s.find(kind, id)
		if err != nil {
			return nil, err
		}
		refs = append(refs, tocsin.Ref{Kind: kind, ID: id})
	}
	return refs, nil
}

// reviewBy reads a date of review: the end of that day.
func (s *session) reviewBy(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, usage("give --review with a day at most 180 days away")
	}
	i, err := s.e.instant("--review", text)
	return i.Latest, err
}

type listAddCmd struct {
	ID tocsin.ListingID `arg:"" optional:"" help:"Short id of one's own; drawn when left out."`
	listEntry
	Review string          `help:"By when it is reviewed, at most 180 days away. What nobody renews lapses." placeholder:"DATE"`
	From   tocsin.IntakeID `help:"The list that came in from which it is taken over." placeholder:"ID"`
	Entry  int             `help:"Which of its entries, from 1." placeholder:"N"`
	acting
}

// Help shows an example.
func (listAddCmd) Help() string {
	return "Every part is needed: what was done, the legal ground, reasons, evidence, the office, the date of review.\n\nFor example:\n\n\ttocsin list add --list armed-groups --name \"Q. Sample\" --act violence_prepared --harm killing --what \"Bought two rifles and tested a bomb.\" --law \"Criminal code, article 105\" --decision \"order 12\" --reasons \"Two witnesses saw the rifles.\" --evidence 7f3k --authority \"County prosecutor\" --review 2026-09-01"
}

// Run adds an entry.
func (c listAddCmd) Run(e *env) error {
	return c.act(e, tocsin.Analyst, func(s *session) error {
		l := tocsin.Listing{ID: c.ID}
		if c.From != "" {
			id, err := pick(s, tocsin.KindIntake, c.From)
			if err != nil {
				return err
			}
			l.Taken = tocsin.TakenFrom{Intake: id, Entry: c.Entry}
		}
		err := c.fill(s, &l)
		if err == nil {
			l.ReviewBy, err = s.reviewBy(c.Review)
		}
		if err != nil {
			return err
		}
		_, err = s.send(client.AddListing{Listing: l}, "", told{words: "Entry added"})
		return err
	})
}

// onListing are the argument and flags of an act on an entry.
type onListing struct {
	Listing tocsin.ListingID `arg:"" help:"The entry."`
	acting
}

func (o onListing) do(e *env, usual tocsin.Role, fn func(*session, tocsin.ListingID) error) error {
	return o.act(e, usual, func(s *session) error {
		id, err := pick(s, tocsin.KindListing, o.Listing)
		if err != nil {
			return err
		}
		return fn(s, id)
	})
}

type listRenewCmd struct {
	onListing
	Review   string   `help:"The new date of review, at most 180 days away." placeholder:"DATE"`
	Reasons  string   `help:"The statement of reasons as it is now. Default: as it was." placeholder:"WORDS"`
	Evidence []string `help:"What it rests on now. Default: as before. Repeatable." placeholder:"ID" sep:"none"`
	Reason   string   `help:"Why each ground still stands." placeholder:"WORDS"`
}

// Run renews an entry.
func (c listRenewCmd) Run(e *env) error {
	return c.do(e, tocsin.Inspector, func(s *session, id tocsin.ListingID) error {
		m := client.RenewListing{Listing: id, Reasons: c.Reasons}
		if m.Reasons == "" {
			m.Reasons = s.listing(id).Reasons
		}
		var err error
		if m.Evidence, err = s.evidence(c.Evidence); err != nil {
			return err
		}
		if m.ReviewBy, err = s.reviewBy(c.Review); err != nil {
			return err
		}
		_, err = s.send(m, c.Reason, told{words: "Entry renewed"})
		return err
	})
}

type listCorrectCmd struct {
	onListing
	listEntry
	Reason string `help:"What was wrong." placeholder:"WORDS"`
}

// Run corrects an entry: what no flag is given of stays.
func (c listCorrectCmd) Run(e *env) error {
	return c.do(e, tocsin.Analyst, func(s *session, id tocsin.ListingID) error {
		was := *s.listing(id)
		now := tocsin.Listing{List: was.List, Subject: was.Subject, Act: was.Act, Ground: was.Ground, Reasons: was.Reasons, Evidence: was.Evidence, Authority: was.Authority}
		if err := c.fill(s, &now); err != nil {
			return err
		}
		_, err := s.send(client.CorrectListing{Listing: id, Entry: now}, c.Reason, told{words: "Entry corrected"})
		return err
	})
}

type listRemoveCmd struct {
	onListing
	Ground tocsin.RemovalGround `help:"Why: ${removals}." words:"removals" placeholder:"GROUND"`
	Reason string               `help:"What was wrong, or what changed." placeholder:"WORDS"`
}

// Run takes an entry down.
func (c listRemoveCmd) Run(e *env) error {
	return c.do(e, tocsin.Analyst, func(s *session, id tocsin.ListingID) error {
		_, err := s.send(client.RemoveListing{Listing: id, Ground: c.Ground}, c.Reason, told{words: "Entry taken down"})
		return err
	})
}

type listAppealCmd struct {
	onListing
	Words string `arg:"" help:"What they say."`
	Who   string `help:"In which standing they appeal: the person listed, counsel, family." placeholder:"WORDS" default:"the person listed"`
}

// Run takes an appeal in.
func (c listAppealCmd) Run(e *env) error {
	return c.do(e, tocsin.DutyOfficer, func(s *session, id tocsin.ListingID) error {
		_, err := s.send(client.LodgeAppeal{Listing: id, Who: c.Who, Words: c.Words}, "", told{words: "Appeal taken in"})
		return err
	})
}

type listAnswerCmd struct {
	onListing
	Uphold bool   `help:"The appeal is right: the entry comes down." xor:"answer" required:""`
	Refuse bool   `help:"The entry stands." xor:"answer" required:""`
	Reason string `help:"The answer, as its author may read it." placeholder:"WORDS"`
}

// Run answers an appeal.
func (c listAnswerCmd) Run(e *env) error {
	return c.do(e, tocsin.Inspector, func(s *session, id tocsin.ListingID) error {
		words := "Appeal refused, the entry stands"
		if c.Uphold {
			words = "Appeal upheld, the entry is taken down"
		}
		_, err := s.send(client.AnswerAppeal{Listing: id, Upheld: c.Uphold}, c.Reason, told{words: words})
		return err
	})
}

type listSendCmd struct {
	Listing []tocsin.ListingID `arg:"" help:"The entries."`
	To      tocsin.OrgID       `help:"The partner." required:"" placeholder:"ORG"`
	Title   string             `help:"What the list is called." placeholder:"WORDS"`
	acting
}

// Run sends entries.
func (c listSendCmd) Run(e *env) error {
	return c.act(e, tocsin.WarningOfficer, func(s *session) error {
		m := client.SendListings{To: c.To, Title: c.Title}
		for _, x := range c.Listing {
			id, err := pick(s, tocsin.KindListing, x)
			if err != nil {
				return err
			}
			m.Listings = append(m.Listings, id)
		}
		_, err := s.send(m, "", told{words: "List sent"})
		return err
	})
}

type listPassedOnCmd struct {
	onListing
	Holder tocsin.OrgID `arg:"" help:"Who had the copy."`
	To     tocsin.OrgID `arg:"" help:"To whom it went."`
}

// Run records that a copy went on.
func (c listPassedOnCmd) Run(e *env) error {
	return c.do(e, tocsin.WarningOfficer, func(s *session, id tocsin.ListingID) error {
		_, err := s.send(client.PassedOn{Listing: id, Holder: c.Holder, To: c.To}, "", told{words: "Copy recorded"})
		return err
	})
}

type listToldCmd struct {
	onListing
	Holder tocsin.OrgID `arg:"" help:"Who has the copy."`
	Reason string       `help:"When it was told, and by what way." placeholder:"WORDS"`
}

// Run records that a holder was told.
func (c listToldCmd) Run(e *env) error {
	return c.do(e, tocsin.WarningOfficer, func(s *session, id tocsin.ListingID) error {
		_, err := s.send(client.TellHolder{Listing: id, To: c.Holder}, c.Reason, told{words: "Recorded that it was told"})
		return err
	})
}

type listConfirmCmd struct {
	onListing
	Holder tocsin.OrgID `arg:"" help:"Who said so."`
}

// Run records a holder's word.
func (c listConfirmCmd) Run(e *env) error {
	return c.do(e, tocsin.WarningOfficer, func(s *session, id tocsin.ListingID) error {
		_, err := s.send(client.ConfirmCorrection{Listing: id, Holder: c.Holder}, "", told{words: "Recorded that it was carried out"})
		return err
	})
}
