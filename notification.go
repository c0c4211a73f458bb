package tocsin

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// What a notice tells.
const (
	NotificationRelease = "release" // one rendered warning, to its addressee
	NotificationDuty    = "duty"    // a duty, to the role on whose desk it lies
	NotificationTest    = "test"    // nothing: is this contact reached?
)

// Notice states. Only a person's answer, or the end of what it tells, ends one.
const (
	NotificationOpen       = "open"       // its steps are being taken
	NotificationUnanswered = "unanswered" // all were told and nobody answered: it has an owner, and goes on
	NotificationAnswered   = "answered"   // a person has answered
	NotificationEnded      = "ended"      // what it tells has been dealt with otherwise
)

// A Notification is the telling of one thing to one addressee, until a person has answered. Its chain is
// a copy of the contacts and delays as they were when it was opened: who changes those later
// changes no notice under way.
type Notification struct {
	ID      NotificationID       `json:"id"`
	Kind    string               `json:"kind"`
	About   Ref                  `json:"about"`
	To      Party                `json:"to"`
	Chain   []NotificationStep   `json:"chain,omitempty"`
	Every   time.Duration        `json:"every"`             // how long those of the last step have before nobody has answered
	Again   time.Duration        `json:"again"`             // from the end of the chain to its beginning
	Links   int                  `json:"links"`             // how often the links to answer were made anew
	Until   time.Time            `json:"until"`             // when the links run out
	Step    int                  `json:"step"`              // steps of this round that were taken or skipped
	Round   int                  `json:"round"`             // how often the chain has ended without an answer
	Next    time.Time            `json:"next,omitzero"`     // when the next step is taken; zero: none is
	Skipped []Skipped            `json:"skipped,omitempty"` // of this round
	State   string               `json:"state"`
	Owner   Party                `json:"owner"` // whose it is while nobody answers
	Answers []NotificationAnswer `json:"answers,omitempty"`
	Told    []Told               `json:"told,omitempty"` // what people did: calls, visits, letters
	End     *Signature           `json:"end,omitempty"`
	How     string               `json:"how,omitempty"`
	Times   Times                `json:"times"`
}

// A NotificationStep is who is told together, and how long after the step before.
type NotificationStep struct {
	Role     Role          `json:"role,omitempty"` // as which of our roles
	After    time.Duration `json:"after"`
	Contacts []ContactID   `json:"contacts,omitempty"` // none: it is skipped, and said so
}

// Skipped says that a step reached nobody, and why.
type Skipped struct {
	Step int       `json:"step"` // from 1
	At   time.Time `json:"at"`
	Why  string    `json:"why"`
}

// NotificationAnswers are what a person can answer.
var NotificationAnswers = []string{"seen", "acting", "detail_requested", "dismissed"}

// A NotificationAnswer is that a person has answered, and how. Its words stand with what was answered.
type NotificationAnswer struct {
	How     string    `json:"how"`
	Contact ContactID `json:"contact,omitempty"` // through whose link; empty: at our own desk
	By      Signature `json:"by"`
	Leads   Ref       `json:"leads,omitzero"` // the record where its words stand
}

// Told is what a person did to tell somebody: who, whom, when, and who else was there.
type Told struct {
	Delivery string    `json:"delivery,omitempty"` // off the call sheet; empty: out of turn
	Channel  Channel   `json:"channel"`
	Whom     string    `json:"whom"`
	Second   string    `json:"second,omitempty"` // a second name: who listened, or was there
	Outcome  string    `json:"outcome"`
	Words    string    `json:"words,omitempty"` // minutes of the meeting
	At       Instant   `json:"at"`
	By       Signature `json:"by"`
}

// ToldOutcomes are what a call, a visit or a letter can come to.
var ToldOutcomes = []string{"told", "no_answer", "wrong_number", "refused", "handed_over"}

// Check refuses what does not say whom, or claims that somebody was told with no second name to it.
func (t Told) Check() error {
	switch {
	case !slices.Contains(Channels, t.Channel) || t.Channel.Machine():
		return refuse(RuleForm, "use call, in_person or letter", "nobody tells anything by %q with his own mouth or hand", t.Channel)
	case !slices.Contains(ToldOutcomes, t.Outcome):
		return refuse(RuleForm, "use one of: "+strings.Join(ToldOutcomes, ", "), "%q is not what it comes to", t.Outcome)
	case !plainText(t.Whom, maxContactName) || !plainText(t.Second, maxContactName) || len(t.Words) > 4000:
		return refuse(RuleForm, "use one line for a name, and at most 4,000 bytes of words", "the names or the words cannot be kept")
	case t.Outcome == "told" && strings.TrimSpace(t.Whom) == "":
		return refuse(RuleForm, "say who was told, by name or function", "somebody was told, and it does not say who")
	case t.Outcome == "told" && strings.TrimSpace(t.Second) == "":
		return refuse(RuleTwoPersons, "name who listened, or who was there", "that somebody was told needs a second name")
	}
	return nil
}

// Answering reports whether the outcome is a person's answer: it stops the escalation.
func (t Told) Answering() bool { return t.Outcome == "told" }

// Live reports whether somebody is still to be told.
func (n Notification) Live() bool {
	return n.State == NotificationOpen || n.State == NotificationUnanswered
}

// Due is when the clock takes the next step; false when it takes none.
func (n Notification) Due() (time.Time, bool) { return n.Next, n.Live() && !n.Next.IsZero() }

// Advance takes every step that has come due until now, and returns the contacts to be told. A step
// that reaches nobody is skipped at once, and recorded as skipped. At the end of the chain the
// notice is unanswered, and begins again when its time has come.
func (n *Notification) Advance(now time.Time) []ContactID {
	var tell []ContactID
	for n.Live() && !n.Next.IsZero() && !n.Next.After(now) {
		if n.Step >= len(n.Chain) && n.State == NotificationOpen {
			n.State, n.Next = NotificationUnanswered, now.Add(n.again())
			continue
		}
		if n.Step >= len(n.Chain) {
			n.Step, n.Skipped, n.Round = 0, nil, n.Round+1
		}
		if len(n.Chain) == 0 { // nobody at all: it stays with its owner
			n.Next = now.Add(n.again())
			continue
		}
		s := n.Chain[n.Step]
		n.Step++
		if len(s.Contacts) == 0 {
			n.skip(now, s)
		}
		tell = append(tell, s.Contacts...)
		n.wait(now, len(s.Contacts) > 0)
	}
	return tell
}

// wait says when the next step is due. After one that told nobody it is due at once; after the last
// one those who were told have some time to answer.
func (n *Notification) wait(now time.Time, told bool) {
	last := n.Step >= len(n.Chain)
	switch {
	case last && n.State == NotificationUnanswered:
		n.Next = now.Add(n.again())
	case last && n.reaches():
		n.Next = now.Add(max(n.Every, time.Minute))
	case told && !last:
		n.Next = now.Add(n.Chain[n.Step].After)
	default:
		n.Next = now
	}
}

// rarest is how far apart the rounds of a notification get at most.
const rarest = 12 * time.Hour

// again is how long a chain that has ended waits: twice as long after each round, up to twelve hours,
// and never so short that it runs in circles. It never stops.
func (n *Notification) again() time.Duration {
	first := max(n.Again, time.Minute)
	return max(first, min(first<<min(n.Round, 8), rarest))
}

func (n *Notification) reaches() bool {
	return slices.ContainsFunc(n.Chain, func(s NotificationStep) bool { return len(s.Contacts) > 0 })
}

func (n *Notification) skip(now time.Time, s NotificationStep) {
	who := string(n.To.Org)
	if s.Role != "" {
		who = string(s.Role)
	}
	n.Skipped = append(n.Skipped, Skipped{n.Step, now.UTC(), "no contact is written down for " + who})
}

// Hurry makes the next step due now, because what was to reach somebody cannot. After the last one
// nobody has answered.
func (n *Notification) Hurry(now time.Time) {
	if n.State == NotificationOpen || n.Step < len(n.Chain) && n.Live() {
		n.Next = now
	}
}

// Reopen begins anew with a notice that was answered, because what it tells is still owed.
func (n *Notification) Reopen(now time.Time) {
	n.State, n.Step, n.Skipped, n.Next, n.Round = NotificationOpen, 0, nil, now, n.Round+1
}

// TakeAnswer records a person's answer, which ends the telling.
func (n *Notification) TakeAnswer(a NotificationAnswer) error {
	switch {
	case n.State == NotificationEnded:
		return refuse(RuleState, "nothing more is asked", "this has been dealt with: %s", n.How)
	case !slices.Contains(NotificationAnswers, a.How):
		return refuse(RuleForm, "use one of: "+strings.Join(NotificationAnswers, ", "), "%q is no answer", a.How)
	}
	n.Answers = append(n.Answers, a)
	n.State, n.Next = NotificationAnswered, time.Time{}
	return nil
}

// Finish ends a notice because what it tells has been dealt with.
func (n *Notification) Finish(by Signature, how string) {
	if n.State != NotificationEnded {
		n.State, n.Next, n.End, n.How = NotificationEnded, time.Time{}, &by, how
	}
}

// Standing says in words how it stands.
func (n Notification) Standing() string {
	switch n.State {
	case NotificationAnswered:
		return "answered: " + n.Answers[len(n.Answers)-1].How
	case NotificationUnanswered:
		return fmt.Sprintf("nobody answers, with %s", n.Owner)
	case NotificationOpen:
		return fmt.Sprintf("step %d of %d", n.Step, len(n.Chain))
	}
	return n.State
}

// A Ticket lets somebody without an account do one thing: answer one notice, or send what was seen
// at one site. Its id is the hash of what the link holds; the link itself is kept nowhere. That of a site
// is a record, that of a notice is worked out of the notice whenever somebody comes with the link.
type Ticket struct {
	ID      string         `json:"id"` // SHA-256 of the token, in hexadecimal
	Notice  NotificationID `json:"notice,omitempty"`
	Contact ContactID      `json:"contact,omitempty"`
	Site    SiteID         `json:"site,omitempty"`
	Number  int            `json:"number,omitempty"` // of a site's poster, from 1
	Until   time.Time      `json:"until,omitzero"`   // zero: it does not run out
	Revoked *Signature     `json:"revoked,omitempty"`
	Times   Times          `json:"times"`
}

// Valid refuses a ticket that has run out or was revoked.
func (t Ticket) Valid(now time.Time) error {
	switch {
	case t.Revoked != nil:
		return refuse(RuleState, "ask whoever sent it for a new one", "this link was taken back")
	case !t.Until.IsZero() && now.After(t.Until):
		return refuse(RuleState, "ask whoever sent it for a new one", "this link has run out")
	}
	return nil
}

// An Attempt is one try to deliver a message, and what came of it.
type Attempt struct {
	Delivery string         `json:"delivery"` // id of the message
	Notice   NotificationID `json:"notice"`
	Contact  ContactID      `json:"contact,omitempty"`
	Channel  Channel        `json:"channel"`
	Number   int            `json:"number"`
	At       time.Time      `json:"at"`
	State    string         `json:"state"`            // what it came to: one of AttemptStates
	Cause    string         `json:"cause,omitempty"`  // why not; the other side's own words, without the address
	Code     int            `json:"code,omitempty"`   // of SMTP or HTTP
	Before   string         `json:"before,omitempty"` // the batch with the attempt before it
}

// What an attempt comes to. Relayed and delivered are said by machines and stop nothing.
const (
	AttemptFailed    = "attempted" // it did not go: it is tried again
	AttemptGivenUp   = "failed"    // it will never go there: the next step is taken at once
	AttemptRelayed   = "relayed"   // a relay has accepted it
	AttemptDelivered = "delivered" // the receiver's own system has accepted it
)

// AttemptStates lists them.
var AttemptStates = []string{AttemptFailed, AttemptGivenUp, AttemptRelayed, AttemptDelivered}

// An AttemptBatch is the attempts that were recorded together, under one leaf.
type AttemptBatch struct {
	ID       string    `json:"id"`
	Attempts []Attempt `json:"attempts"`
	Times    Times     `json:"times"`
}
