package tocsin

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// BatchLimit is the share of entries of one incoming list, in per cent, that may be anything but
// ordinary before the whole list is quarantined. It is our choice: no source gives a number.
const BatchLimit = 10

// An IncomingEntry is one entry of a list that somebody sent: what it says, and how it was weighed.
type IncomingEntry struct {
	Subject Subject     `json:"subject"`
	Act     ListedAct   `json:"act,omitzero"`
	Ground  LegalGround `json:"legal_ground,omitzero"`
	Reasons string      `json:"reasons,omitempty"`
	Copy    CopyOf      `json:"copy,omitzero"`     // of which entry of its sender's it is a copy
	Fell    *Correction `json:"fell,omitempty"`    // the sender took it down, or let it lapse
	Factors []Factor    `json:"factors,omitempty"` // what a person weighed
	Judged  *Signature  `json:"judged,omitempty"`
}

// Intake states.
const (
	IntakeHeld        = "held" // below the limit: each entry may be looked at
	IntakeQuarantined = "quarantined"
	IntakeAdmitted    = "admitted" // quarantined once, weighed by people, and let out
	IntakeRefused     = "refused"
)

// An IncomingList is a list that came in, judged as one batch. Nothing of it is on a watchlist of
// ours: an entry that is taken over is added like any other, with its own grounds and evidence.
type IncomingList struct {
	ID       IntakeID        `json:"id"`
	From     OrgID           `json:"from"`
	SenderID string          `json:"sender_id,omitempty"` // what the sender calls it, when it came as a message
	Title    string          `json:"title"`               // as the sender calls it: a label, not a finding
	Entries  []IncomingEntry `json:"entries"`
	Limit    int             `json:"limit"` // per cent
	State    string          `json:"state"`
	Received Signature       `json:"received"`
	Decided  *Signature      `json:"decided,omitempty"` // who let it out, or refused it
	Told     []ToldSender    `json:"told,omitempty"`    // what its sender was told, word for word
	Times    Times           `json:"times"`
}

// Ref names the record.
func (l IncomingList) Ref() Ref { return Ref{Kind: KindIntake, ID: string(l.ID)} }

// BatchCounts are the entries of a list by how they were weighed. Ordinary, Mixed and Protected add up
// to Entries; the others are counted within them.
type BatchCounts struct {
	Entries   int               `json:"entries"`
	Ordinary  int               `json:"ordinary"`
	Mixed     int               `json:"mixed"`
	Protected int               `json:"protected"`
	NoAct     int               `json:"no_act"`             // no act of violence stated
	Named     map[WhoGround]int `json:"named,omitempty"`    // entries whose words name this
	Judged    int               `json:"judged_by_a_person"` // the rest was only read
}

// NotOrdinary is what is held against the limit.
func (c BatchCounts) NotOrdinary() int { return c.Mixed + c.Protected }

// TakeIn receives a list. It is weighed at once, entry by entry, and quarantined as a whole when more
// than limit per cent of it is not ordinary: whoever sends nine dissidents with one gunman sends the
// nine. It refuses an empty list and one from nobody.
func TakeIn(l IncomingList, limit int, by Signature) (*IncomingList, error) {
	switch {
	case l.From == "":
		return nil, refuse(RuleUnknownPeer, "say which partner sent it", "the list comes from nobody")
	case len(l.Entries) == 0:
		return nil, refuse(RuleForm, "ask the sender for its entries", "the list is empty")
	case limit < 0 || limit > 100:
		return nil, refuse(RuleForm, "use 0 to 100", "%d is not a limit in per cent", limit)
	}
	l.Entries = slices.Clone(l.Entries)
	for i := range l.Entries {
		e := &l.Entries[i]
		if err := e.Subject.check(); err != nil {
			return nil, fmt.Errorf("entry %d: %w", i+1, err)
		}
		e.Factors, e.Judged, e.Fell = nil, nil, nil // weighed here, not there
	}
	l.Limit, l.Received, l.Decided, l.Told, l.State = limit, by, nil, nil, IntakeHeld
	if l.OverLimit() {
		l.State = IntakeQuarantined
	}
	return &l, nil
}

// Counts weighs every entry and counts.
func (l IncomingList) Counts() BatchCounts {
	c := BatchCounts{Entries: len(l.Entries), Named: map[WhoGround]int{}}
	for _, e := range l.Entries {
		w := e.Weigh()
		switch w.Is {
		case Ordinary:
			c.Ordinary++
		case MixedGrounds:
			c.Mixed++
		default:
			c.Protected++
		}
		if !w.Stated {
			c.NoAct++
		}
		if e.Judged != nil {
			c.Judged++
		}
		r := ReadReasons(e.Act.What, e.Reasons)
		for _, g := range WhoGrounds {
			if slices.ContainsFunc(r.Who, func(f Found) bool { return f.Ground == g }) {
				c.Named[g]++
			}
		}
	}
	return c
}

// OverLimit reports whether more than the limit of the list is not ordinary. It is computed in whole
// numbers: 1 of 10 is not more than 10 per cent.
func (l IncomingList) OverLimit() bool {
	c := l.Counts()
	return 100*c.NotOrdinary() > l.Limit*c.Entries
}

// Judge records how a person weighed one entry, from 0. A list that was held is quarantined when that
// takes it over its limit; nothing here lets one out.
func (l *IncomingList) Judge(entry int, factors []Factor, by Signature) error {
	switch {
	case l.State == IntakeRefused:
		return refuse(RuleState, "ask the sender for a new one", "the list was refused")
	case !slices.Contains(append(slices.Clone(ListingAdders), Inspector), by.Role) || by.Org != "":
		return refuse(RulePermission, "ask one of: "+join(append(slices.Clone(ListingAdders), Inspector)), "a %s may not weigh an entry", by.Role)
	case entry < 0 || entry >= len(l.Entries):
		return refuse(RuleForm, fmt.Sprintf("use 0 to %d", len(l.Entries)-1), "the list has no entry %d", entry)
	}
	if err := l.Entries[entry].judge(factors, by); err != nil {
		return err
	}
	if l.State != IntakeQuarantined && l.OverLimit() {
		l.State, l.Decided = IntakeQuarantined, nil
	}
	return nil
}

// Admit lets a quarantined list out. It must be within its limit as people weighed it, with nothing
// but ordinary entries left to the program's reading alone; and who lets it out weighed none of it.
func (l *IncomingList) Admit(by Signature) error {
	if l.State != IntakeQuarantined {
		return refuse(RuleState, "nothing is needed", "the list is %s", l.State)
	}
	if err := l.independent(by); err != nil {
		return err
	}
	if l.OverLimit() {
		return refuse(RulePredominance, "ask the sender for the acts, the legal grounds and the evidence, and weigh what comes", "%s", l.tally())
	}
	for i, e := range l.Entries {
		if e.Judged == nil && e.Weigh().Is != Ordinary {
			return refuse(RulePredominance, "weigh it", "entry %d is not ordinary, and nobody has weighed it", i+1)
		}
	}
	if strings.TrimSpace(by.Reason) == "" {
		return refuse(RuleReasonOwed, "say why in a sentence", "a list is not let out without a reason")
	}
	l.State, l.Decided = IntakeAdmitted, &by
	return nil
}

// Refuse sends the whole list back.
func (l *IncomingList) Refuse(by Signature) error {
	if l.State == IntakeRefused {
		return refuse(RuleState, "nothing is needed", "the list is refused already")
	}
	if err := l.independent(by); err != nil {
		return err
	}
	if strings.TrimSpace(by.Reason) == "" {
		return refuse(RuleReasonOwed, "say why in a sentence", "a list is not refused without a reason")
	}
	l.State, l.Decided = IntakeRefused, &by
	return nil
}

func (l IncomingList) independent(by Signature) error {
	if !slices.Contains(ListReviewers, by.Role) || by.Org != "" {
		return refuse(RuleIndependent, "ask one of: "+join(ListReviewers), "a %s may not decide on a list", by.Role)
	}
	for _, e := range l.Entries {
		if e.Judged != nil && (e.Judged.Role == by.Role || e.Judged.SamePerson(by.Signer)) {
			return refuse(RuleIndependent, "ask one of: "+join(ListReviewers)+", another person and another role", "who weighed an entry does not decide on the list")
		}
	}
	return nil
}

// Usable refuses to take an entry over, from 0: while its list is in quarantine or refused, and at
// any time when the entry itself is not ordinary, when no person has weighed it, when its sender took
// it down, and when the copy's own date of review has passed at now.
func (l IncomingList) Usable(entry int, now time.Time) error {
	switch {
	case entry < 0 || entry >= len(l.Entries):
		return refuse(RuleForm, fmt.Sprintf("use 0 to %d", len(l.Entries)-1), "the list has no entry %d", entry)
	case l.State == IntakeRefused:
		return refuse(RulePredominance, "ask the sender for a new list", "the list was refused")
	case l.State == IntakeQuarantined:
		return refuse(RulePredominance, "have its entries weighed, and the list let out by another role", "%s", l.tally())
	}
	if err := l.Entries[entry].stands(now); err != nil {
		return err
	}
	if w := l.Entries[entry].Weigh(); w.Is != Ordinary {
		return refuse(RulePredominance, "ask the sender for the act, its legal ground and its evidence", "entry %d is %s: %s", entry+1, w.Is, w.Why)
	}
	if l.Entries[entry].Judged == nil {
		return refuse(RulePredominance, "weigh it", "nobody has weighed entry %d: what a program read in its words is a first look", entry+1)
	}
	return nil
}

// tally says the counts against the limit.
func (l IncomingList) tally() string {
	c := l.Counts()
	return fmt.Sprintf("%d of %d entries are not ordinary (%d mixed, %d protected), and the limit is %d in 100", c.NotOrdinary(), c.Entries, c.Mixed, c.Protected, l.Limit)
}

// Notice tells the sender what became of its list and why, in words and counts. It names nobody and
// quotes no entry: a notice that is read by others must not be a list itself.
func (l IncomingList) Notice() string {
	c := l.Counts()
	var b strings.Builder
	fmt.Fprintf(&b, "Your list of %d entries, received on %s, is %s. %s.", c.Entries, l.Received.At.UTC().Format("2 Jan 2006"), l.State, sentence(l.tally()))
	if c.NoAct > 0 {
		fmt.Fprintf(&b, " %d of %d state no act of violence done, prepared or incited.", c.NoAct, c.Entries)
	}
	var named []string
	for _, g := range WhoGrounds {
		if n := c.Named[g]; n > 0 {
			named = append(named, fmt.Sprintf("%s in %d", g, n))
		}
	}
	if len(named) > 0 {
		fmt.Fprintf(&b, " Their words name %s.", strings.Join(named, ", "))
	}
	switch l.State {
	case IntakeQuarantined, IntakeRefused:
		b.WriteString(" Nothing of it is used, matched or passed on. For each entry that you wish to be looked at again send the act (what was done, prepared or incited, when, against whom), the legal ground with its decision, and the evidence.")
	default:
		b.WriteString(" An entry that is taken over is added here on its own act, ground and evidence, and is reviewed within 180 days.")
	}
	return b.String()
}

func sentence(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
