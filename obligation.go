package tocsin

import (
	"fmt"
	"strings"
	"time"
)

// An ObligationKind is a thing that a rule makes somebody owe.
type ObligationKind string

const (
	OweDutyDecision    ObligationKind = "duty_decision"    // credible and specific: warn, or say why not
	OweSecondSignature ObligationKind = "second_signature" // after an urgent warning by one officer
	OweReceipt         ObligationKind = "receipt"          // the addressee's system has it
	OweGrade           ObligationKind = "grade"            // the receiver judges the content, sender unseen
	OweOnward          ObligationKind = "onward"           // the protector tells the victim
	OweParity          ObligationKind = "parity"           // who else shares the danger?
	OweReview          ObligationKind = "window_review"    // the window ended: a decision of record
	OweClosing         ObligationKind = "closing_message"  // the public instruction ended: say so
	OweDetail          ObligationKind = "detail"           // the receiver asked the sender for more
	OweGoNoGo          ObligationKind = "go_or_no_go"      // an event inside a window at the place
	OweSustain         ObligationKind = "sustain"          // a measure at the end of what can be sustained
	OweJustify         ObligationKind = "justify"          // heightened for long: justify it anew, or lower it
	OweUntilWhen       ObligationKind = "until_when"       // people were told to watch; for how long?
	OweJoin            ObligationKind = "join"             // two files on one danger: lay them side by side
	OweListReview      ObligationKind = "list_review"      // an entry of a watchlist: renew it with reasons, or it lapses
	OweAppeal          ObligationKind = "appeal"           // who was listed appeals: answer, or the entry lapses
	OweCorrection      ObligationKind = "correction"       // a copy went out, and the entry changed
	OweIntake          ObligationKind = "intake"           // a list is in quarantine: weigh it, let it out or refuse it
	OweNotice          ObligationKind = "notice"           // the sender of a list is told what became of it
	OweAttention       ObligationKind = "attention"        // what lists and hours go to raises a question
	OweRecheck         ObligationKind = "recheck"          // what an entry of ours was taken over from is down
	OweReach           ObligationKind = "reach"            // everybody was told and nobody answers
	OweFile            ObligationKind = "open_file"        // a report names a place or a target, and nobody holds a file on it
	OweTwin            ObligationKind = "twin"             // two open files on one danger, and neither names the other
	OweCircular        ObligationKind = "circular"         // what looks like several voices may be one
)

// ObligationKinds lists them in the order of the documentation.
var ObligationKinds = []ObligationKind{
	OweDutyDecision, OweSecondSignature, OweReceipt, OweGrade, OweOnward, OweParity, OweReview,
	OweClosing, OweDetail, OweGoNoGo, OweSustain, OweJustify, OweUntilWhen, OweJoin,
	OweListReview, OweAppeal, OweCorrection, OweIntake, OweNotice, OweRecheck, OweAttention, OweReach,
	OweFile, OweTwin, OweCircular,
}

// Plain names the kind in words for a screen.
func (k ObligationKind) Plain() string {
	words := map[ObligationKind]string{
		OweDutyDecision: "decide whether to warn", OweSecondSignature: "second signature",
		OweReceipt: "receipt", OweGrade: "judge the content", OweOnward: "tell the one in danger",
		OweParity: "who else shares the danger", OweReview: "the window ended: decide",
		OweClosing: "closing message to the public", OweDetail: "answer a request for detail",
		OweGoNoGo: "go or no-go for an event", OweSustain: "relieve or substitute a measure",
		OweJustify: "justify the heightened state anew", OweUntilWhen: "say until when it stands",
		OweJoin: "lay two files side by side", OweListReview: "review an entry of a watchlist",
		OweAppeal: "answer an appeal", OweCorrection: "correct the copies that went out",
		OweIntake: "weigh a list in quarantine", OweNotice: "tell the sender of a list",
		OweRecheck:   "look again at an entry that was taken over",
		OweReach:     "reach somebody who answers",
		OweAttention: "explain what attention goes to",
		OweFile:      "put a report into a file",
		OweTwin:      "two open files, one danger", OweCircular: "ask whence: several voices may be one",
	}
	if w, ok := words[k]; ok {
		return w
	}
	return string(k)
}

// Obligation states.
const (
	Open  = "open"
	Met   = "met"
	Ended = "ended" // it fell away by an act of record, with its reason
)

// An Obligation is what somebody owes: what, to whom, until when, and what counts as done. It is
// written in the transaction of the act that opened it. Time never ends it: time only moves it
// up its chain, until a person answers.
type Obligation struct {
	ID       ObligationID   `json:"id"`
	Kind     ObligationKind `json:"kind"`
	What     string         `json:"what"`      // in plain words
	DoneWhen string         `json:"done_when"` // what counts as done
	Rule     string         `json:"rule"`      // why it is owed, in a sentence
	Owes     Party          `json:"owes"`
	To       Party          `json:"to"`
	About    Ref            `json:"about"`
	Subject  Ref            `json:"subject,omitzero"` // a second record it concerns: the victim's part, the other file
	Score    Waterfall      `json:"score,omitempty"`  // why two files may be of one danger, term by term
	Opened   time.Time      `json:"opened"`
	Due      time.Time      `json:"due"`
	DueText  string         `json:"due_text,omitempty"` // when due is not exact: "9 Mar 2024, hour not known"
	Chain    []Role         `json:"chain,omitempty"`
	Every    time.Duration  `json:"every,omitempty"`
	Step     int            `json:"step"` // whom it has climbed to: how many of Chain were asked
	Climbed  []time.Time    `json:"climbed,omitempty"`
	State    string         `json:"state"`
	End      *Signature     `json:"end,omitempty"`
	How      string         `json:"how,omitempty"`
}

// A Party is who owes, or to whom.
type Party struct {
	Org  OrgID `json:"org"`
	Role Role  `json:"role,omitempty"`
}

func (p Party) String() string {
	if p.Role == "" {
		return string(p.Org)
	}
	return fmt.Sprintf("%s (%s)", p.Org, p.Role)
}

// Holder is the role on whose desk an unanswered obligation lies now.
func (o Obligation) Holder() Role {
	if o.Step > 0 && o.Step <= len(o.Chain) {
		return o.Chain[o.Step-1]
	}
	return o.Owes.Role
}

// Next is when the obligation moves next if nobody answers, and false when it is at the top of
// its chain, or done. The chain is climbed from just after the due time on, one step at a time: an
// answer at the due time itself is in time.
func (o Obligation) Next() (time.Time, bool) {
	if o.State != Open || o.Step >= len(o.Chain) || o.Due.IsZero() {
		return time.Time{}, false
	}
	return o.Due.Add(time.Duration(o.Step)*o.Every + time.Microsecond), true
}

// Climb moves the obligation one step up if that is due, and reports whether it did.
func (o *Obligation) Climb(now time.Time) bool {
	next, ok := o.Next()
	if !ok || now.Before(next) {
		return false
	}
	o.Step++
	o.Climbed = append(o.Climbed, now.UTC())
	return true
}

// Overdue reports whether it is open and its time has passed. Without a time it never is.
func (o Obligation) Overdue(now time.Time) bool {
	return o.State == Open && !o.Due.IsZero() && now.After(o.Due)
}

// Standing says in words how it stands at now.
func (o Obligation) Standing(now time.Time) string {
	switch {
	case o.State != Open:
		return o.State
	case !o.Overdue(now):
		return "owed"
	case o.Step >= len(o.Chain):
		return "overdue, unanswered at the top"
	case o.Step > 0:
		return "overdue, with " + string(o.Holder())
	}
	return "overdue"
}

// Meet records that it was done, and how.
func (o *Obligation) Meet(by Signature, how string) error { return o.finish(Met, by, how) }

// Drop records that it fell away, and why.
func (o *Obligation) Drop(by Signature, why string) error { return o.finish(Ended, by, why) }

func (o *Obligation) finish(state string, by Signature, how string) error {
	if o.State != Open {
		return refuse(RuleState, "look at what ended it", "this duty is %s already", o.State)
	}
	if strings.TrimSpace(how) == "" {
		return refuse(RuleReasonOwed, "say how it was done, or why it fell away", "a duty does not end without a word")
	}
	o.State, o.End, o.How = state, &by, how
	return nil
}
