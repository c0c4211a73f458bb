package tocsin

import (
	"slices"
	"strings"
	"time"
)

// Changed says what was done to an entry.
type Changed string

const (
	ListingAdded     Changed = "added"
	ListingRenewed   Changed = "renewed"
	ListingCorrected Changed = "corrected"
	ListingRemoved   Changed = "removed"
	ListingFell      Changed = "lapsed"
)

// Follows reports whether the change is told to those who had a copy from before. A renewal is not:
// a copy has its own date of review and lapses where it lies.
func (c Changed) Follows() bool {
	return c == ListingCorrected || c == ListingRemoved || c == ListingFell
}

// RemovalGround is why an entry was taken down.
type RemovalGround string

const (
	WrongSubject   RemovalGround = "wrong_subject" // it meant somebody else
	ActNotShown    RemovalGround = "act_not_shown"
	GroundAnnulled RemovalGround = "ground_annulled" // the decision it stood on is gone
	NoLonger       RemovalGround = "no_longer_needed"
	AppealUpheld   RemovalGround = "appeal_upheld"
)

// RemovalGrounds is the closed list of what an officer can remove for. An appeal removes by its
// answer.
var RemovalGrounds = []RemovalGround{WrongSubject, ActNotShown, GroundAnnulled, NoLonger}

// A Change is one step in the life of an entry. A lapse has no signer: nobody did it.
type Change struct {
	Version int           `json:"version"`
	How     Changed       `json:"how"`
	Ground  RemovalGround `json:"ground,omitempty"`
	By      Signature     `json:"by,omitzero"`
	Why     string        `json:"why,omitempty"` // of a lapse: what was not answered
	Appeal  AppealID      `json:"appeal,omitempty"`
}

func (l *Listing) change(c Change) {
	l.Version++
	c.Version = l.Version
	l.Changes = append(l.Changes, c)
}

// Due is the first moment at which an entry has lapsed if nobody acts: just after its review date,
// or after the time for an answer to an appeal, whichever comes first. It is false when the entry is
// down already.
func (l Listing) Due() (time.Time, bool) {
	due := l.ReviewBy
	if a := l.openAppeal(); a != nil && a.Due.Before(due) {
		due = a.Due
	}
	return due.Add(time.Microsecond), l.State == Listed
}

// InForce reports whether the entry may be used, sent or matched at now. It does not wait for
// anybody to record the lapse.
func (l Listing) InForce(now time.Time) bool {
	due, listed := l.Due()
	return listed && now.Before(due)
}

// Lapse records that an entry lapsed, and reports whether it did.
func (l *Listing) Lapse(now time.Time) bool {
	if l.State != Listed || l.InForce(now) {
		return false
	}
	c := Change{How: ListingFell, Why: "nobody renewed it by " + l.ReviewBy.UTC().Format("2 Jan 2006"), By: Signature{At: now.UTC()}}
	if a := l.openAppeal(); a != nil {
		a.State = AppealMoot
		if now.After(a.Due) {
			c.Why, c.Appeal = "nobody answered the appeal by "+a.Due.UTC().Format("2 Jan 2006"), a.ID
			a.State = AppealUnanswered
		}
	}
	l.State = ListedLapsed
	l.change(c)
	return true
}

// inForce refuses to act on an entry that is down.
func (l Listing) inForce(now time.Time) error {
	switch {
	case l.State == ListedRemoved:
		return refuse(RuleState, "add it anew with its act, grounds and evidence, if there is cause", "the entry was taken down")
	case !l.InForce(now):
		return refuse(RuleListLapsed, "add it anew with its act, grounds and evidence, if there is cause", "the entry has lapsed: a list ends when nobody answers for it")
	}
	return nil
}

// Independent refuses a reviewer in the role, or who may be the person, of anybody who put the entry
// on the list or changed it.
func (l Listing) Independent(by Signature, reviewers []Role) error {
	if !slices.Contains(reviewers, by.Role) || by.Org != "" {
		return refuse(RuleIndependent, "ask one of: "+join(reviewers), "a %s may not review an entry", by.Role)
	}
	for _, c := range l.Changes {
		if c.How != ListingAdded && c.How != ListingCorrected {
			continue
		}
		if c.By.Role == by.Role || c.By.SamePerson(by.Signer) {
			return refuse(RuleIndependent, "ask one of: "+join(reviewers)+", another person and another role than "+string(c.By.Role), "who put an entry on a list does not review it")
		}
	}
	return nil
}

// Renew keeps an entry on the list until a new date of review, at most MaxReview away. It needs an
// independent reviewer, who says why the grounds still stand; evidence replaces what stood before,
// and may be left out.
func (l *Listing) Renew(reasons string, evidence []Ref, reviewBy time.Time, by Signature) error {
	if err := l.inForce(by.At); err != nil {
		return err
	}
	if err := l.Independent(by, ListReviewers); err != nil {
		return err
	}
	if strings.TrimSpace(by.Reason) == "" || strings.TrimSpace(reasons) == "" {
		return refuse(RuleReasonOwed, "say why each ground still stands, and give the statement of reasons as it is now", "an entry is not renewed without its reasons")
	}
	if err := checkReasons(l.Act.What, reasons); err != nil {
		return err
	}
	if len(evidence) == 0 {
		evidence = l.Evidence
	}
	if err := checkEvidence(evidence); err != nil {
		return err
	}
	if err := checkReview(reviewBy, by.At); err != nil {
		return err
	}
	l.Reasons, l.Evidence, l.ReviewBy = reasons, evidence, reviewBy
	l.change(Change{How: ListingRenewed, By: by})
	return nil
}

// Correct replaces what an entry says; who added it, its review date, its appeals and its copies
// stay. Those who had a copy from before are owed the correction.
func (l *Listing) Correct(n Listing, by Signature) error {
	if err := l.inForce(by.At); err != nil {
		return err
	}
	if !slices.Contains(ListingAdders, by.Role) || by.Org != "" {
		return refuse(RulePermission, "ask one of: "+join(ListingAdders), "a %s may not change an entry", by.Role)
	}
	if strings.TrimSpace(by.Reason) == "" {
		return refuse(RuleReasonOwed, "say what was wrong", "a correction needs its reason")
	}
	if err := n.check(); err != nil {
		return err
	}
	l.List, l.Subject, l.Act, l.Ground = n.List, n.Subject, n.Act, n.Ground
	l.Reasons, l.Evidence, l.Authority = n.Reasons, n.Evidence, n.Authority
	l.change(Change{How: ListingCorrected, By: by})
	return nil
}

// Remove takes an entry down. It takes one signature, where adding needs grounds and keeping needs
// a second role: nobody is on a list because an officer could not be found.
func (l *Listing) Remove(ground RemovalGround, by Signature) error {
	if err := l.inForce(by.At); err != nil {
		return err
	}
	if may := append(slices.Clone(ListingAdders), Inspector); !slices.Contains(may, by.Role) || by.Org != "" {
		return refuse(RulePermission, "ask one of: "+join(may), "a %s may not take an entry down", by.Role)
	}
	if !slices.Contains(RemovalGrounds, ground) {
		return refuse(RuleForm, "use one of: "+join(RemovalGrounds), "%q is no ground to take an entry down", ground)
	}
	if strings.TrimSpace(by.Reason) == "" {
		return refuse(RuleReasonOwed, "say in a sentence what was wrong, or what changed", "an entry is not taken down without a word")
	}
	l.remove(ground, "", by)
	return nil
}

func (l *Listing) remove(ground RemovalGround, appeal AppealID, by Signature) {
	if a := l.openAppeal(); a != nil {
		a.State = AppealMoot
	}
	l.State = ListedRemoved
	l.change(Change{How: ListingRemoved, Ground: ground, Appeal: appeal, By: by})
}
