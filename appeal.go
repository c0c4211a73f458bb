package tocsin

import (
	"slices"
	"strings"
	"time"
)

// Appeal states. An appeal is moot when the entry came down before it was answered.
const (
	AppealOpen       = "open"
	AppealGranted    = "upheld"
	AppealRefused    = "refused"
	AppealMoot       = "moot"
	AppealUnanswered = "unanswered" // the entry lapsed for it
)

// An Appeal is the word of somebody who was listed, or of who speaks for them. It is answered within
// AppealWithin by a role that had no part in the entry, or the entry lapses.
type Appeal struct {
	ID      AppealID   `json:"id"`
	Who     string     `json:"who"`   // in which standing: the person listed, counsel, family
	Words   string     `json:"words"` // what they say
	Taken   Signature  `json:"taken"` // who took it in, and when
	Due     time.Time  `json:"due"`
	State   string     `json:"state"`
	Answer  *Signature `json:"answer,omitempty"` // its reason is the answer's, and goes to who appealed
	Version int        `json:"version"`          // of the entry, as it was appealed against
}

func (l *Listing) openAppeal() *Appeal {
	i := slices.IndexFunc(l.Appeals, func(a Appeal) bool { return a.State == AppealOpen })
	if i < 0 {
		return nil
	}
	return &l.Appeals[i]
}

// Lodge takes an appeal in. Anybody here may take it in, and nobody may refuse to: it needs only
// words. Its clock runs from that moment, and a second appeal does not start it anew.
func (l *Listing) Lodge(id AppealID, who, words string, by Signature) error {
	if err := l.inForce(by.At); err != nil {
		return err
	}
	if strings.TrimSpace(who) == "" || strings.TrimSpace(words) == "" {
		return refuse(RuleForm, "say in what standing they appeal, and write down what they say", "the appeal has no words")
	}
	if a := l.openAppeal(); a != nil {
		return refuse(RuleState, "add what is new to it as evidence; it is due by "+a.Due.UTC().Format("2 Jan 2006"), "an appeal on this entry is open already")
	}
	l.Appeals = append(l.Appeals, Appeal{ID: id, Who: who, Words: words, Taken: by, Due: by.At.Add(AppealWithin), State: AppealOpen, Version: l.Version})
	return nil
}

// AnswerAppeal decides the open appeal. Upheld, it takes the entry down. Refused, it says why in
// words that could stand in a statement of reasons: an appeal is not refused by repeating who
// somebody is.
func (l *Listing) AnswerAppeal(upheld bool, by Signature) error {
	a := l.openAppeal()
	if a == nil {
		return refuse(RuleState, "look at how the last one ended", "no appeal on this entry is open")
	}
	if err := l.inForce(by.At); err != nil {
		return err
	}
	if err := l.Independent(by, AppealReviewers); err != nil {
		return err
	}
	if slices.ContainsFunc(l.Changes, func(c Change) bool { return c.By.SamePerson(by.Signer) }) {
		return refuse(RuleIndependent, "ask another inspector", "who added, changed or renewed the entry does not answer an appeal against it")
	}
	if strings.TrimSpace(by.Reason) == "" {
		return refuse(RuleReasonOwed, "answer what the appeal says, in sentences that its author may read", "an appeal is not answered without reasons")
	}
	if !upheld {
		if err := checkReasons(by.Reason); err != nil {
			return err
		}
	}
	a.Answer, a.State = &by, AppealRefused
	if upheld {
		a.State = AppealGranted
		l.remove(AppealUpheld, a.ID, by)
	}
	return nil
}
