package desk

import (
	"context"
	"fmt"
	"slices"

	"tocsin"
	"tocsin/internal/store"
)

// maxEntries is the most entries of one list that comes in.
const maxEntries = 5000

// maxReasons is the most bytes of one text of an entry.
const maxReasons = 8 << 10

var errLongEntry = tocsin.Refuse(tocsin.RuleForm, "say it shorter, and put the rest into a report", "an entry of a list is too long to be kept")

// checkEntry refuses an entry that is too long.
func checkEntry(e tocsin.SentEntry) error {
	long := len(e.Subject.Names) > maxAliases || len(e.Subject.Documents) > maxAliases
	for _, s := range slices.Concat(e.Subject.Names, e.Subject.Documents, []string{string(e.Subject.Kind), string(e.Act.Kind), string(e.Act.Harm), e.Ground.Decision, string(e.Copy.Listing)}) {
		long = long || len(s) > maxName
	}
	long = long || len(e.Act.What) > maxReasons || len(e.Reasons) > maxReasons || len(e.Ground.Law) > maxReasons
	if long {
		return errLongEntry
	}
	for _, i := range []tocsin.Instant{e.Subject.Born, e.Act.When} {
		if err := checkInstant(i); err != nil {
			return err
		}
	}
	return nil
}

// TakeIn takes in a list that somebody sent by another way than a message. It is weighed at once; above
// the limit the whole of it is quarantined. Its sender is told what became of it: by a message when it
// is a peer, else somebody owes telling it.
func (d *Desk) TakeIn(ctx context.Context, who Caller, l tocsin.IncomingList) (Receipt, error) {
	return d.update(ctx, who, ActIntake, l, func(a *act) (tocsin.Ref, error) {
		if l.From != "" {
			if err := tocsin.CheckOrgID(l.From); err != nil {
				return tocsin.Ref{}, tocsin.Refuse(tocsin.RuleForm, "name its sender by a short name", "%s", err)
			}
		}
		in := tocsin.IncomingList{ID: l.ID, From: l.From, Title: l.Title, Times: l.Times}
		for _, e := range l.Entries {
			in.Entries = append(in.Entries, tocsin.IncomingEntry{Subject: e.Subject, Act: e.Act, Ground: e.Ground, Reasons: e.Reasons})
		}
		return a.takeIn(in)
	})
}

// ReceiveList takes in a list from a peer, as one batch.
func (d *Desk) ReceiveList(ctx context.Context, who Caller, peer tocsin.OrgID, m tocsin.SentList) (Receipt, error) {
	return d.update(ctx, who, ActListCame, m, func(a *act) (tocsin.Ref, error) {
		if err := a.fromPeer(peer, m.From, m.To); err != nil {
			return tocsin.Ref{}, err
		}
		if err := checkID(m.ID); err != nil {
			return tocsin.Ref{}, err
		}
		in := tocsin.IncomingList{From: peer, SenderID: m.ID, Title: m.Title}
		for _, e := range m.Entries {
			in.Entries = append(in.Entries, e.Incoming())
		}
		return a.takeIn(in)
	})
}

func (a *act) takeIn(in tocsin.IncomingList) (tocsin.Ref, error) {
	if len(in.Entries) > maxEntries || len(in.Title) > maxName {
		return tocsin.Ref{}, tocsin.Refuse(tocsin.RuleForm, "take it in as several lists", "a list has at most %d entries, and a title of at most %d bytes", maxEntries, maxName)
	}
	for i, e := range in.Entries {
		if err := checkEntry(tocsin.SentEntry{Subject: e.Subject, Act: e.Act, Ground: e.Ground, Reasons: e.Reasons, Copy: e.Copy}); err != nil {
			return tocsin.Ref{}, fmt.Errorf("entry %d: %w", i+1, err)
		}
	}
	l, err := tocsin.TakeIn(in, tocsin.BatchLimit, a.by)
	if err != nil {
		return tocsin.Ref{}, err
	}
	if l.ID, err = fresh(a, tocsin.KindIntake, l.ID); err != nil {
		return tocsin.Ref{}, err
	}
	a.stamp(&l.Times)
	if err := a.stands(l, ""); err != nil {
		return l.Ref(), err
	}
	return l.Ref(), a.save(l)
}

// stands tells the sender how its list stands when that is another state than before, and opens or
// ends what is owed about a quarantine.
func (a *act) stands(l *tocsin.IncomingList, before string) error {
	if l.State == before {
		return nil
	}
	if l.State == tocsin.IntakeQuarantined {
		c := l.Counts()
		err := a.owe(debt{
			kind: tocsin.OweIntake, about: l.Ref(), owes: a.us(tocsin.Inspector), to: tocsin.Party{Org: l.From},
			what:     fmt.Sprintf("A list of %s is in quarantine: %d of %d entries are not ordinary, %d state no act of violence", l.From, c.NotOrdinary(), c.Entries, c.NoAct),
			doneWhen: "people weighed its entries and another role let it out, or it was refused",
			rule:     "whoever sends nine dissidents with one gunman sends the nine",
			due:      a.now.Add(tocsin.IntakeWithin),
		})
		if err != nil {
			return err
		}
	} else if err := a.meet(tocsin.OweIntake, l.Ref(), "the list is "+l.State, nil); err != nil {
		return err
	}
	return a.tellSender(l)
}

// tellSender tells the sender of a list what became of it: by a message when it is a peer. Else an
// officer owes telling it.
func (a *act) tellSender(l *tocsin.IncomingList) error {
	peer, err := a.isPeer(l.From)
	if err != nil {
		return err
	}
	told := l.Tell(a.now, peer)
	if peer {
		return a.send(l.From, parcelNotice, tocsin.ListNotice{
			List: l.SenderID, From: a.d.org, To: l.From, State: l.State, Counts: l.Counts(), Words: told.Words,
			Times: tocsin.Times{Happened: tocsin.At(a.now), HappenedEvidence: tocsin.Recorded},
		})
	}
	if err := a.drop(tocsin.OweNotice, l.Ref(), "its state changed again: the newer word is to be told"); err != nil {
		return err
	}
	return a.owe(debt{
		kind: tocsin.OweNotice, about: l.Ref(), owes: a.us(tocsin.WarningOfficer), to: tocsin.Party{Org: l.From},
		what:     "Tell " + string(l.From) + ", to which no message goes: " + told.Words,
		doneWhen: "the sender was told, and how is on record",
		rule:     "who sends a list learns what became of it, and why",
		due:      a.now.Add(tocsin.IntakeWithin),
	})
}

func (d *Desk) onIntake(ctx context.Context, who Caller, name Act, id tocsin.IntakeID, in any, fn func(*act, *tocsin.IncomingList) error) (Receipt, error) {
	input := struct {
		ID tocsin.IntakeID
		In any
	}{id, in}
	return d.update(ctx, who, name, input, func(a *act) (tocsin.Ref, error) {
		l, err := load[tocsin.IncomingList](a, tocsin.KindIntake, string(id))
		if err != nil {
			return tocsin.Ref{Kind: tocsin.KindIntake, ID: string(id)}, err
		}
		before := l.State
		if err := fn(a, l); err != nil {
			return l.Ref(), err
		}
		if err := a.stands(l, before); err != nil {
			return l.Ref(), err
		}
		return l.Ref(), a.save(l)
	})
}

// WeighEntry records how a person weighed one entry of a list, from 1. A list that was held is
// quarantined when that takes it over its limit.
func (d *Desk) WeighEntry(ctx context.Context, who Caller, id tocsin.IntakeID, entry int, factors []tocsin.Factor) (Receipt, error) {
	in := struct {
		Entry   int
		Factors []tocsin.Factor
	}{entry, factors}
	return d.onIntake(ctx, who, ActWeigh, id, in, func(a *act, l *tocsin.IncomingList) error {
		for _, f := range factors {
			if len(f.Words) > maxReasons {
				return errLongEntry
			}
		}
		return l.Judge(entry-1, factors, a.by)
	})
}

// AdmitList lets a quarantined list out, as people weighed it; the reason is who.Reason.
func (d *Desk) AdmitList(ctx context.Context, who Caller, id tocsin.IntakeID) (Receipt, error) {
	return d.onIntake(ctx, who, ActAdmitList, id, nil, func(a *act, l *tocsin.IncomingList) error { return l.Admit(a.by) })
}

// RefuseList sends the whole list back; the reason is who.Reason.
func (d *Desk) RefuseList(ctx context.Context, who Caller, id tocsin.IntakeID) (Receipt, error) {
	return d.onIntake(ctx, who, ActRefuseList, id, nil, func(a *act, l *tocsin.IncomingList) error { return l.Refuse(a.by) })
}

// ReceiveNotice takes in what a peer tells us about a list of ours.
func (d *Desk) ReceiveNotice(ctx context.Context, who Caller, peer tocsin.OrgID, n tocsin.ListNotice) (Receipt, error) {
	return d.update(ctx, who, ActNoticeCame, n, func(a *act) (tocsin.Ref, error) {
		if err := a.fromPeer(peer, n.From, n.To); err != nil {
			return tocsin.Ref{}, err
		}
		if len(n.Words) > maxReasons || len(n.State) > maxID || len(n.List) > maxID || len(n.Counts.Named) > len(tocsin.WhoGrounds) {
			return tocsin.Ref{}, tocsin.Refuse(tocsin.RuleForm, "ask for it in fewer words", "the notice is too long to be kept")
		}
		var err error
		if n.ID, err = a.id(); err != nil {
			return tocsin.Ref{}, err
		}
		n.Times = tocsin.Times{Happened: n.Times.Happened, HappenedEvidence: tocsin.Asserted, Learned: tocsin.At(a.now), LearnedEvidence: tocsin.Recorded, Recorded: a.now}
		if checkInstant(n.Times.Happened) != nil {
			n.Times.Happened = tocsin.Instant{Words: "a time that cannot be placed on the calendar"}
		}
		return tocsin.Ref{Kind: tocsin.KindNotice, ID: n.ID}, a.save(&n)
	})
}

// ReceiveCorrection carries a correction out on every copy that a peer sent us, and answers that it is
// done. An entry of ours that was taken over from such a copy stands on its own grounds: that somebody
// looks at it again is owed.
func (d *Desk) ReceiveCorrection(ctx context.Context, who Caller, peer tocsin.OrgID, m tocsin.SentCorrection) (Receipt, error) {
	return d.update(ctx, who, ActCorrection, m, func(a *act) (tocsin.Ref, error) {
		if err := a.fromPeer(peer, m.From, m.Correction.To); err != nil {
			return tocsin.Ref{}, err
		}
		if m.Entry != nil {
			if err := checkEntry(*m.Entry); err != nil {
				return tocsin.Ref{}, err
			}
		}
		lists, err := list[tocsin.IncomingList](a, store.Query{Kind: tocsin.KindIntake, Parent: string(peer)})
		if err != nil {
			return tocsin.Ref{}, err
		}
		var object tocsin.Ref
		for _, l := range lists {
			done, err := a.corrected(l, m)
			if err != nil {
				return l.Ref(), err
			}
			if done {
				object = l.Ref()
			}
		}
		if object == (tocsin.Ref{}) {
			if object, err = a.noCopy(peer); err != nil {
				return object, err
			}
		}
		return object, a.send(peer, parcelCorrected, tocsin.CorrectionDone{Listing: m.Correction.Listing, From: a.d.org, To: peer, Version: m.Correction.Now})
	})
}

// noCopy keeps that a correction came of a copy that is not here, or not any more: there is nothing
// left to carry out.
func (a *act) noCopy(peer tocsin.OrgID) (tocsin.Ref, error) {
	id, err := a.id()
	n := tocsin.ListNotice{ID: id, From: peer, To: a.d.org, State: tocsin.NoticeNoCopy, Words: "A correction came of an entry of which no copy of that sender's is here.", Times: tocsin.Now(a.now)}
	if err == nil {
		err = a.save(&n)
	}
	return tocsin.Ref{Kind: tocsin.KindNotice, ID: id}, err
}

// corrected carries a correction out in one list, and reports whether it has a copy.
func (a *act) corrected(l *tocsin.IncomingList, m tocsin.SentCorrection) (bool, error) {
	before := l.State
	found, err := l.Correct(m)
	if err != nil || len(found) == 0 {
		return false, err
	}
	ours, err := list[tocsin.Listing](a, store.Query{Kind: tocsin.KindListing, Parent: string(l.ID)})
	if err != nil {
		return false, err
	}
	for _, o := range ours {
		if !slices.Contains(found, o.Taken.Entry) || !o.InForce(a.now) {
			continue
		}
		err := a.owe(debt{
			kind: tocsin.OweRecheck, about: o.Ref(), owes: a.us(o.Reviewer()), to: tocsin.Party{Role: "who is listed"},
			what:     fmt.Sprintf("What an entry of the list %s was taken over from is not as it was: %s says that it was %s", o.List, l.From, m.Correction.How),
			doneWhen: "our entry is taken down, corrected or renewed, or it is said in words why it stands",
			rule:     "a correction goes out after the copies, and what rests on a copy is looked at again",
			due:      a.now.Add(tocsin.CorrectionWithin),
		})
		if err != nil {
			return false, err
		}
	}
	if err := a.stands(l, before); err != nil {
		return false, err
	}
	return true, a.save(l)
}
