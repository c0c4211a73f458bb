package tocsin

import (
	"slices"
	"time"
)

// What crosses between organisations about lists: a list, what became of it, a correction of a copy,
// and the word that it was carried out. The evidence of an entry stays in the house.
type (
	// A SentList is some entries of a watchlist on their way to a partner.
	SentList struct {
		ID      string      `json:"id"` // the sender's own, random
		From    OrgID       `json:"from"`
		To      OrgID       `json:"to"`
		Title   string      `json:"title"`
		Entries []SentEntry `json:"entries"`
	}
	// A SentEntry is one of them.
	SentEntry struct {
		Subject Subject     `json:"subject"`
		Act     ListedAct   `json:"act,omitzero"`
		Ground  LegalGround `json:"legal_ground,omitzero"`
		Reasons string      `json:"reasons,omitempty"`
		Copy    CopyOf      `json:"copy,omitzero"`
	}
	// A CopyOf says of which entry, in which version, something is a copy, and when the copy lapses
	// where it lies.
	CopyOf struct {
		Listing  ListingID `json:"listing,omitempty"`
		Version  int       `json:"version,omitempty"`
		ReviewBy time.Time `json:"review_by,omitzero"`
	}
	// A ListNotice is what the receiver of a list tells its sender: counts and words, and nobody's name.
	ListNotice struct {
		ID     string      `json:"id"`             // the receiver's of the notice, once it is there
		List   string      `json:"list,omitempty"` // the sender's id of the list, when it had one
		From   OrgID       `json:"from"`
		To     OrgID       `json:"to"`
		State  string      `json:"state"`
		Counts BatchCounts `json:"counts"`
		Words  string      `json:"words"`
		Times  Times       `json:"times"`
	}
	// A SentCorrection goes after a copy. It has the entry as it is now when that was corrected, and no
	// entry when it is down.
	SentCorrection struct {
		Correction Correction `json:"correction"`
		From       OrgID      `json:"from"`
		Entry      *SentEntry `json:"entry,omitempty"`
	}
	// A CorrectionDone is a holder's word that a correction was carried out.
	CorrectionDone struct {
		Listing ListingID `json:"listing"`
		From    OrgID     `json:"from"`
		To      OrgID     `json:"to"`
		Version int       `json:"version"`
	}
	// A ToldSender is what the sender of a list was told, and when.
	ToldSender struct {
		At    time.Time `json:"at"`
		State string    `json:"state"`
		Words string    `json:"words"`
		Sent  bool      `json:"sent,omitempty"` // as a message; otherwise somebody owes telling it
	}
	// TakenFrom is the entry of an incoming list that an entry of ours was taken over from, from 1.
	TakenFrom struct {
		Intake IntakeID `json:"intake,omitempty"`
		Entry  int      `json:"entry,omitempty"`
	}
)

// NoticeNoCopy is the state of a notice about a correction that found no copy to correct.
const NoticeNoCopy = "no_copy"

// Outgoing is the entry as it goes to a partner: without evidence, without who added it.
func (l Listing) Outgoing() SentEntry {
	return SentEntry{
		Subject: l.Subject, Act: l.Act, Ground: l.Ground, Reasons: l.Reasons,
		Copy: CopyOf{Listing: l.ID, Version: l.Version, ReviewBy: l.ReviewBy},
	}
}

// Incoming is a sent entry where it arrives.
func (e SentEntry) Incoming() IncomingEntry {
	return IncomingEntry{Subject: e.Subject, Act: e.Act, Ground: e.Ground, Reasons: e.Reasons, Copy: e.Copy}
}

// stands refuses an entry whose sender took it down, and a copy whose review has passed.
func (e IncomingEntry) stands(now time.Time) error {
	switch {
	case e.Fell != nil:
		return refuse(RuleListLapsed, "ask the sender for a new entry, if there is cause", "its sender took the entry down, or let it lapse")
	case !e.Copy.ReviewBy.IsZero() && now.After(e.Copy.ReviewBy):
		return refuse(RuleListLapsed, "ask the sender whether it was renewed", "the copy lapsed on %s: a list ends when nobody answers for it", e.Copy.ReviewBy.UTC().Format("2 Jan 2006"))
	}
	return nil
}

// Correct carries out a correction on every copy of the entry in this list, and returns which they
// are, from 1: one that is down is not used any more, one that was corrected is weighed anew, by
// nobody yet. A list that this takes over its limit is quarantined.
func (l *IncomingList) Correct(c SentCorrection) ([]int, error) {
	if (c.Correction.How == ListingCorrected) != (c.Entry != nil) || !c.Correction.How.Follows() {
		return nil, refuse(RuleForm, "ask for it to be sent again", "the correction is %q, and that does not fit what came with it", c.Correction.How)
	}
	var found []int
	for i := range l.Entries {
		e := &l.Entries[i]
		if c.Correction.Listing == "" || e.Copy.Listing != c.Correction.Listing || e.Copy.Version >= c.Correction.Now {
			continue
		}
		found = append(found, i+1)
		if c.Entry == nil {
			fell := c.Correction
			e.Fell, e.Copy.Version = &fell, c.Correction.Now
			continue
		}
		if err := c.Entry.Subject.check(); err != nil {
			return nil, err
		}
		*e = c.Entry.Incoming()
		e.Copy.Listing, e.Copy.Version = c.Correction.Listing, c.Correction.Now
	}
	if len(found) > 0 && (l.State == IntakeHeld || l.State == IntakeAdmitted) && l.OverLimit() {
		l.State, l.Decided = IntakeQuarantined, nil
	}
	return slices.Clip(found), nil
}

// Tell records what the sender is told now.
func (l *IncomingList) Tell(at time.Time, sent bool) ToldSender {
	t := ToldSender{At: at, State: l.State, Words: l.Notice(), Sent: sent}
	l.Told = append(l.Told, t)
	return t
}
