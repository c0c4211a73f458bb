package desk

import (
	"context"
	"errors"
	"slices"
	"time"

	"tocsin"
	"tocsin/internal/store"
)

// The kinds of messages about lists.
const (
	parcelList       = "list"
	parcelNotice     = "list_notice"
	parcelCorrection = "list_correction"
	parcelCorrected  = "list_corrected"
)

// maxSent bounds how many entries go out in one act: its statement commits to each.
const maxSent = 200

// SendListings sends entries of watchlists to a partner, as one list under a title. It keeps who has
// which version. The partner weighs the list by its own rule, and answers with what became of it.
func (d *Desk) SendListings(ctx context.Context, who Caller, ids []tocsin.ListingID, to tocsin.OrgID, title string) (Receipt, error) {
	in := struct {
		IDs   []tocsin.ListingID
		To    tocsin.OrgID
		Title string
	}{ids, to, title}
	return d.update(ctx, who, ActSendList, in, func(a *act) (tocsin.Ref, error) {
		if len(ids) == 0 || len(ids) > maxSent || len(title) > maxName {
			return tocsin.Ref{}, tocsin.Refuse(tocsin.RuleForm, "name 1 to 200 entries, and a short title", "the list cannot be sent like that")
		}
		if err := a.admitted(to); err != nil {
			return tocsin.Ref{}, err
		}
		id, err := a.id()
		if err != nil {
			return tocsin.Ref{}, err
		}
		out := tocsin.SentList{ID: id, From: a.d.org, To: to, Title: title}
		ids := slices.Clone(ids)
		slices.Sort(ids)
		ids = slices.Compact(ids)
		first := tocsin.Ref{Kind: tocsin.KindListing, ID: string(ids[0])}
		for _, id := range ids {
			l, err := load[tocsin.Listing](a, tocsin.KindListing, string(id))
			if err != nil {
				return first, err
			}
			if _, err := l.Send(to, a.by); err != nil {
				return l.Ref(), err
			}
			out.Entries = append(out.Entries, l.Outgoing())
			if err := a.save(l); err != nil {
				return l.Ref(), err
			}
		}
		return first, a.send(to, parcelList, out)
	})
}

// PassedOn records that a holder said to whom it gave its copy. If the entry changed meanwhile, the
// correction is owed at once.
func (d *Desk) PassedOn(ctx context.Context, who Caller, id tocsin.ListingID, holder, to tocsin.OrgID) (Receipt, error) {
	return d.onListing(ctx, who, ActPassedOn, id, []tocsin.OrgID{holder, to}, func(a *act, l *tocsin.Listing) error {
		if err := tocsin.CheckOrgID(to); err != nil {
			return tocsin.Refuse(tocsin.RuleForm, "name whom it was passed on to by a short name", "%s", err)
		}
		return l.PassedOn(holder, to, a.now)
	})
}

// isPeer reports whether messages can be sent to an organisation.
func (a *act) isPeer(org tocsin.OrgID) (bool, error) {
	_, err := a.Get(tocsin.KindOrg, string(org))
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return err == nil && org != a.d.org, err
}

// correctCopies sends what is owed to those who have a copy from before, and keeps that they owe us
// their word that it was carried out. Whom no message reaches, and who has the copy through another,
// is told by an officer: that is owed.
func (a *act) correctCopies(l *tocsin.Listing) error {
	for _, c := range l.Corrections() {
		sent, err := a.sendCorrection(l, c)
		if err != nil {
			return err
		}
		if !sent {
			err = a.oweCorrection(l, c, a.us(tocsin.WarningOfficer))
		} else {
			err = a.oweCorrection(l, c, tocsin.Party{Org: c.To})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (a *act) sendCorrection(l *tocsin.Listing, c tocsin.Correction) (bool, error) {
	peer, err := a.isPeer(c.To)
	if err != nil || !peer || c.Via != "" {
		return false, err
	}
	m := tocsin.SentCorrection{Correction: c, From: a.d.org}
	if c.How == tocsin.ListingCorrected {
		m.Entry = new(l.Outgoing())
	}
	if err := a.send(c.To, parcelCorrection, m); err != nil {
		if _, refused := errors.AsType[*tocsin.Refusal](err); refused { // a word in it may not leave the house
			return false, nil
		}
		return false, err
	}
	return true, l.Tell(c, a.now)
}

func (a *act) oweCorrection(l *tocsin.Listing, c tocsin.Correction, owes tocsin.Party) error {
	what := "Tell " + string(c.To) + " what became of an entry of the list " + l.List + " of which it has a copy: tocsin list show"
	if c.Via != "" {
		what = "Have " + string(c.Via) + " tell " + string(c.To) + " what became of an entry of the list " + l.List + " that it passed on"
	}
	if owes.Org != a.d.org {
		what = string(c.To) + " is to take the correction of an entry of the list " + l.List + " over into its copy"
	}
	return a.owe(debt{
		kind: tocsin.OweCorrection, about: l.Ref(), subject: tocsin.Ref{Kind: tocsin.KindOrg, ID: string(c.To)},
		owes: owes, to: tocsin.Party{Org: c.To},
		what: what, doneWhen: "the holder said that its copy is as the entry is now",
		rule: "a correction goes out after the copies",
		due:  a.now.Add(tocsin.CorrectionWithin),
	})
}

// holder matches duties about one holder of a copy.
func holder(org tocsin.OrgID) func(*tocsin.Obligation) bool {
	return func(o *tocsin.Obligation) bool {
		return o.Subject == tocsin.Ref{Kind: tocsin.KindOrg, ID: string(org)}
	}
}

// TellHolder records that somebody to whom no message goes was told what became of an entry; how is
// who.Reason. Its own word that it was carried out is then still owed.
func (d *Desk) TellHolder(ctx context.Context, who Caller, id tocsin.ListingID, to tocsin.OrgID) (Receipt, error) {
	return d.onListing(ctx, who, ActTellHolder, id, to, func(a *act, l *tocsin.Listing) error {
		owed := l.Corrections()
		i := slices.IndexFunc(owed, func(c tocsin.Correction) bool { return c.To == to })
		if i < 0 {
			return tocsin.Refuse(tocsin.RuleState, "look at who has a copy: tocsin list show", "nothing is owed to %s about this entry", clip(string(to), maxID))
		}
		if who.Reason == "" {
			return tocsin.Refuse(tocsin.RuleReasonOwed, "say when and by what way", "it does not say how the holder was told")
		}
		if err := l.Tell(owed[i], a.now); err != nil {
			return err
		}
		if err := a.meet(tocsin.OweCorrection, l.Ref(), "told: "+who.Reason, holder(to)); err != nil {
			return err
		}
		return a.oweCorrection(l, owed[i], tocsin.Party{Org: to})
	})
}

// ConfirmCorrection records a holder's word, by whatever way it came, that it carried a correction out.
func (d *Desk) ConfirmCorrection(ctx context.Context, who Caller, id tocsin.ListingID, holder tocsin.OrgID) (Receipt, error) {
	return d.onListing(ctx, who, ActCorrected, id, holder, func(a *act, l *tocsin.Listing) error {
		return a.confirmed(l, holder, a.now)
	})
}

func (a *act) confirmed(l *tocsin.Listing, org tocsin.OrgID, at time.Time) error {
	if err := l.Confirm(org, at); err != nil {
		return err
	}
	return a.meet(tocsin.OweCorrection, l.Ref(), string(org)+" said that its copy is as the entry is now", holder(org))
}

// ReceiveCorrectionDone takes in a peer's word that it carried a correction out.
func (d *Desk) ReceiveCorrectionDone(ctx context.Context, who Caller, peer tocsin.OrgID, m tocsin.CorrectionDone) (Receipt, error) {
	return d.update(ctx, who, ActCorrectedCame, m, func(a *act) (tocsin.Ref, error) {
		if err := a.fromPeer(peer, m.From, m.To); err != nil {
			return tocsin.Ref{}, err
		}
		l, err := load[tocsin.Listing](a, tocsin.KindListing, string(m.Listing))
		if err != nil {
			return tocsin.Ref{}, err
		}
		if m.Version < l.HeldBy(peer) { // it changed again, and the word on the newer correction is still owed
			return l.Ref(), a.save(l)
		}
		if err := a.confirmed(l, peer, a.now); err != nil {
			return l.Ref(), err
		}
		return l.Ref(), a.save(l)
	})
}

// fromPeer refuses a message that is not from or for whom it says, and one from nobody who was admitted.
func (a *act) fromPeer(peer, from, to tocsin.OrgID) error {
	if err := a.admitted(peer); err != nil {
		return err
	}
	if from != peer || to != a.d.org {
		return tocsin.Refuse(tocsin.RuleUnknownPeer, "ask for it to be sent again", "the message does not name its bearer and this organisation")
	}
	return nil
}
