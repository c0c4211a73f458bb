package desk

import (
	"context"
	"errors"
	"time"

	"tocsin"
	"tocsin/internal/store"
)

// AddListing puts an entry on a watchlist: an act of violence, a legal ground, reasons, evidence that
// is on record here, an authority and a date of review. What was taken over from a list that came in
// must be usable there.
func (d *Desk) AddListing(ctx context.Context, who Caller, l tocsin.Listing) (Receipt, error) {
	return d.update(ctx, who, ActList, l, func(a *act) (tocsin.Ref, error) {
		added, err := tocsin.AddListing(l, a.by)
		if err != nil {
			return tocsin.Ref{}, err
		}
		if err := a.checkListing(added); err != nil {
			return tocsin.Ref{}, err
		}
		if added.ID, err = fresh(a, tocsin.KindListing, added.ID); err != nil {
			return tocsin.Ref{}, err
		}
		if err := a.usable(added.Taken); err != nil {
			return added.Ref(), err
		}
		a.stamp(&added.Times)
		if err := a.save(added); err != nil {
			return added.Ref(), err
		}
		return added.Ref(), a.oweReview(added)
	})
}

// checkListing refuses an entry that cannot be kept, and evidence that is not here.
func (a *act) checkListing(l *tocsin.Listing) error {
	if err := checkEntry(l.Outgoing()); err != nil {
		return err
	}
	if len(l.Evidence) > maxAliases || len(l.List) > maxName || len(l.Authority) > maxName {
		return errLongEntry
	}
	return a.evidenceHere(l.Evidence)
}

func (a *act) evidenceHere(refs []tocsin.Ref) error {
	for _, ref := range refs {
		r, err := a.Get(ref.Kind, ref.ID)
		switch {
		case errors.Is(err, store.ErrNotFound):
			return tocsin.Refuse(tocsin.RuleListedGrounds, "write it down first, and name it by its id", "the evidence %s is not on record here", clip(ref.String(), 2*maxID))
		case err != nil:
			return err
		case r.Erased:
			return gone(a, r)
		}
	}
	return nil
}

// usable refuses what may not be taken over from a list that came in.
func (a *act) usable(from tocsin.TakenFrom) error {
	if from == (tocsin.TakenFrom{}) {
		return nil
	}
	in, err := load[tocsin.IncomingList](a, tocsin.KindIntake, string(from.Intake))
	if err != nil {
		return err
	}
	return in.Usable(from.Entry-1, a.now)
}

// oweReview opens the review that keeps an entry on its list.
func (a *act) oweReview(l *tocsin.Listing) error {
	return a.owe(debt{
		kind: tocsin.OweListReview, about: l.Ref(), owes: a.us(l.Reviewer()), to: tocsin.Party{Role: "who is listed"},
		what:     "Review an entry of the list " + l.List + ": does each ground still stand?",
		doneWhen: "it is renewed with its reasons by a role and a person who had no part in it, or taken down",
		rule:     "lists lapse: what nobody answers for by its date of review is over",
		due:      l.ReviewBy,
	})
}

// onListing runs an act on an entry, and sends what it makes us owe to those who have copies.
func (d *Desk) onListing(ctx context.Context, who Caller, name Act, id tocsin.ListingID, in any, fn func(*act, *tocsin.Listing) error) (Receipt, error) {
	input := struct {
		ID tocsin.ListingID
		In any
	}{id, in}
	return d.update(ctx, who, name, input, func(a *act) (tocsin.Ref, error) {
		l, err := load[tocsin.Listing](a, tocsin.KindListing, string(id))
		if err != nil {
			return tocsin.Ref{Kind: tocsin.KindListing, ID: string(id)}, err
		}
		if err := fn(a, l); err != nil {
			return l.Ref(), err
		}
		if err := a.correctCopies(l); err != nil {
			return l.Ref(), err
		}
		return l.Ref(), a.save(l)
	})
}

// RenewListing keeps an entry until a new date of review: another role and another person than those
// who put it there, with the reasons as they are now. Evidence that is left out stays.
func (d *Desk) RenewListing(ctx context.Context, who Caller, id tocsin.ListingID, reasons string, evidence []tocsin.Ref, reviewBy time.Time) (Receipt, error) {
	in := struct {
		Reasons  string
		Evidence []tocsin.Ref
		ReviewBy time.Time
	}{reasons, evidence, reviewBy}
	return d.onListing(ctx, who, ActRenew, id, in, func(a *act, l *tocsin.Listing) error {
		if err := l.Renew(reasons, evidence, reviewBy, a.by); err != nil {
			return err
		}
		if err := a.checkListing(l); err != nil {
			return err
		}
		for _, kind := range []tocsin.ObligationKind{tocsin.OweListReview, tocsin.OweRecheck} {
			if err := a.meet(kind, l.Ref(), "renewed", nil); err != nil {
				return err
			}
		}
		return a.oweReview(l)
	})
}

// CorrectListing replaces what an entry says. Every copy that went out is corrected after it.
func (d *Desk) CorrectListing(ctx context.Context, who Caller, id tocsin.ListingID, n tocsin.Listing) (Receipt, error) {
	return d.onListing(ctx, who, ActCorrect, id, n, func(a *act, l *tocsin.Listing) error {
		if err := l.Correct(n, a.by); err != nil {
			return err
		}
		if err := a.checkListing(l); err != nil {
			return err
		}
		return a.meet(tocsin.OweRecheck, l.Ref(), "corrected", nil)
	})
}

// RemoveListing takes an entry down: one signature, on a ground, with a word.
func (d *Desk) RemoveListing(ctx context.Context, who Caller, id tocsin.ListingID, ground tocsin.RemovalGround) (Receipt, error) {
	return d.onListing(ctx, who, ActTakeDown, id, ground, func(a *act, l *tocsin.Listing) error {
		if err := l.Remove(ground, a.by); err != nil {
			return err
		}
		return a.isDown(l, "the entry was taken down")
	})
}

// isDown ends what is owed about an entry that is on its list no more.
func (a *act) isDown(l *tocsin.Listing, why string) error {
	for _, kind := range []tocsin.ObligationKind{tocsin.OweListReview, tocsin.OweAppeal} {
		if err := a.drop(kind, l.Ref(), why); err != nil {
			return err
		}
	}
	return a.meet(tocsin.OweRecheck, l.Ref(), why, nil)
}

// LodgeAppeal takes in the word of somebody who was listed. Nobody may refuse to take it in.
func (d *Desk) LodgeAppeal(ctx context.Context, who Caller, id tocsin.ListingID, standing, words string) (Receipt, error) {
	return d.onListing(ctx, who, ActAppeal, id, []string{standing, words}, func(a *act, l *tocsin.Listing) error {
		if len(standing) > maxName || len(words) > maxWords {
			return tocsin.Refuse(tocsin.RuleForm, "put the rest into a report, and name it", "the appeal is too long to be kept here")
		}
		appeal, err := a.id()
		if err != nil {
			return err
		}
		if err := l.Lodge(tocsin.AppealID(appeal), standing, words, a.by); err != nil {
			return err
		}
		return a.owe(debt{
			kind: tocsin.OweAppeal, about: l.Ref(), owes: a.us(tocsin.Inspector), to: tocsin.Party{Role: "who appealed"},
			what:     "Answer an appeal against an entry of the list " + l.List,
			doneWhen: "an inspector who had no part in the entry answered it with reasons that its author may read",
			rule:     "an appeal that nobody answers in 60 days takes the entry down",
			due:      l.Appeals[len(l.Appeals)-1].Due,
		})
	})
}

// AnswerAppeal decides the open appeal; the answer is who.Reason. Upheld, it takes the entry down.
func (d *Desk) AnswerAppeal(ctx context.Context, who Caller, id tocsin.ListingID, upheld bool) (Receipt, error) {
	return d.onListing(ctx, who, ActAnswerAppeal, id, upheld, func(a *act, l *tocsin.Listing) error {
		if err := l.AnswerAppeal(upheld, a.by); err != nil {
			return err
		}
		if !upheld {
			return a.meet(tocsin.OweAppeal, l.Ref(), "refused, with reasons", nil)
		}
		if err := a.meet(tocsin.OweAppeal, l.Ref(), "upheld", nil); err != nil {
			return err
		}
		return a.isDown(l, "an appeal was upheld")
	})
}

// lapse records that nobody answered for an entry in time: it is on its list no more.
func (a *act) lapse(id string, now time.Time) error {
	l, err := load[tocsin.Listing](a, tocsin.KindListing, id)
	if err != nil {
		return err
	}
	if !l.Lapse(now) {
		return errNotDue
	}
	if err := a.isDown(l, l.Changes[len(l.Changes)-1].Why); err != nil {
		return err
	}
	if err := a.correctCopies(l); err != nil {
		return err
	}
	return a.save(l)
}
