package desk

import (
	"encoding/json"
	"fmt"
	"slices"

	"tocsin"
	"tocsin/internal/store"
)

func (a *act) listingTarget(t *target) error {
	l, err := targetOf[tocsin.Listing](a, t)
	if err != nil {
		return err
	}
	for _, c := range l.Copies {
		where := Remains{"organisation " + string(c.To), "it had a copy: it was told what became of the entry, and what it keeps is its own"}
		if !slices.Contains(t.remains, where) {
			t.remains = append(t.remains, where)
		}
	}
	if l.Taken.Intake != "" {
		t.remain(tocsin.KindIntake, string(l.Taken.Intake), "it was taken over from there")
	}
	return nil
}

func (a *act) intakeTarget(t *target) error {
	l, err := targetOf[tocsin.IncomingList](a, t)
	if err != nil {
		return err
	}
	t.remains = append(t.remains, Remains{"organisation " + string(l.From), "it has what it sent"})
	ours, err := list[tocsin.Listing](a, store.Query{Kind: tocsin.KindListing, Parent: string(l.ID)})
	for _, o := range ours {
		t.remain(tocsin.KindListing, string(o.ID), "it was taken over from this list, and is a record of its own")
	}
	return err
}

// checkNotListed refuses to erase what an entry of a watchlist that is in force rests on: without it
// nobody could look at its grounds.
func (a *act) checkNotListed(t *target) error {
	if !slices.Contains(tocsin.EvidenceKinds, t.ref.Kind) {
		return nil
	}
	entries, err := list[tocsin.Listing](a, store.Query{Kind: tocsin.KindListing, State: tocsin.Listed})
	if err != nil {
		return err
	}
	for _, l := range entries {
		if l.InForce(a.now) && slices.Contains(l.Evidence, t.ref) {
			return stillInForce("take the entry down first, or renew it on other evidence", "the entry %s of a watchlist rests on it", l.ID)
		}
	}
	return nil
}

func entrySaying(s tocsin.Subject, act tocsin.ListedAct, g tocsin.LegalGround, reasons string) []string {
	return slices.Concat(s.Names, s.Documents, []string{act.What, g.Law, g.Decision, reasons})
}

func listingSaying(l *tocsin.Listing) []string {
	texts := entrySaying(l.Subject, l.Act, l.Ground, l.Reasons)
	for _, c := range l.Changes {
		texts = append(texts, c.By.Reason)
	}
	for _, p := range l.Appeals {
		texts = append(texts, p.Words)
	}
	return texts
}

func intakeSaying(l *tocsin.IncomingList) []string {
	texts := []string{l.Title}
	for _, e := range l.Entries {
		texts = append(texts, entrySaying(e.Subject, e.Act, e.Ground, e.Reasons)...)
		for _, f := range e.Factors {
			texts = append(texts, f.Words)
		}
	}
	return texts
}

// writtenIn are the words of a message about a list: everything in it that somebody wrote.
func writtenIn(body any) []string {
	entry := func(e tocsin.SentEntry) []string {
		return append(entrySaying(e.Subject, e.Act, e.Ground, e.Reasons), e.Act.When.Words, e.Subject.Born.Words)
	}
	switch m := body.(type) {
	case tocsin.SentList:
		words := []string{m.Title}
		for _, e := range m.Entries {
			words = append(words, entry(e)...)
		}
		return words
	case tocsin.SentCorrection:
		words := []string{m.Correction.List}
		if m.Entry != nil {
			words = append(words, entry(*m.Entry)...)
		}
		return words
	case tocsin.ListNotice:
		return []string{m.Words}
	case tocsin.CorrectionDone:
		return nil
	}
	b, err := json.Marshal(body)
	if err != nil {
		return []string{fmt.Sprint(body)}
	}
	return []string{string(b)}
}
