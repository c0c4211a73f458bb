package desk

import (
	"context"
	"errors"
	"slices"
	"time"

	"tocsin"
	"tocsin/internal/store"
)

// Back-off between attempts: it doubles, and never ends while anybody is still to be told.
const (
	firstBackOff = 2 * time.Second
	lastBackOff  = 5 * time.Minute
)

// backOff is how long to wait after attempt n, from 1. Messages that failed together come back
// apart: up to a quarter is added, by the message's id.
func backOff(n int, id string) time.Duration {
	wait := lastBackOff
	if n < 9 {
		wait = min(firstBackOff<<max(0, n-1), lastBackOff)
	}
	spread := 0
	for _, c := range []byte(id) {
		spread = (spread*31 + int(c)) % 256
	}
	return wait + wait/4*time.Duration(spread)/256
}

// RecordAttempts writes down what came of attempts to deliver, all under one leaf, and moves each
// delivery on: what failed is tried again after a while, what can never arrive makes the next step due
// at once. owner is whose leases they were: a failure of somebody whose lease has run out moves
// nothing, because another has it now.
func (d *Desk) RecordAttempts(ctx context.Context, owner string, attempts []tocsin.Attempt) (Receipt, error) {
	machine := Caller{Role: tocsin.Gateway, Person: "delivery"}
	return d.update(ctx, machine, ActAttempts, attempts, func(a *act) (tocsin.Ref, error) {
		id, err := a.id()
		if err != nil {
			return tocsin.Ref{}, err
		}
		ref := tocsin.Ref{Kind: tocsin.KindAttempts, ID: id}
		a.version[ref] = 0
		batch := tocsin.AttemptBatch{ID: id, Attempts: slices.Clone(attempts), Times: tocsin.Now(a.now)}
		var lost []tocsin.NotificationID
		for i := range batch.Attempts {
			gone, err := a.attempted(owner, id, &batch.Attempts[i])
			if err != nil {
				return ref, err
			}
			if gone && !slices.Contains(lost, batch.Attempts[i].Notice) {
				lost = append(lost, batch.Attempts[i].Notice)
			}
		}
		for _, n := range lost {
			if err := a.nextChannel(n); err != nil {
				return ref, err
			}
		}
		return ref, a.save(&batch)
	})
}

// attempted moves one delivery on, and reports whether it has been given up.
func (a *act) attempted(owner, batch string, t *tocsin.Attempt) (lost bool, err error) {
	row, err := a.Delivery(t.Delivery)
	if err != nil {
		return false, err
	}
	t.Notice, t.Contact, t.Channel = tocsin.NotificationID(row.Case), tocsin.ContactID(row.To), tocsin.Channel(row.Channel)
	t.Before, t.Cause, row.Last = row.Last, clip(t.Cause, maxName), batch
	switch {
	case row.Due.IsZero(): // answered or called off meanwhile
	case t.State == tocsin.AttemptRelayed || t.State == tocsin.AttemptDelivered:
		row.State, row.Due = t.State, time.Time{}
	case row.Owner != owner:
	case t.State == tocsin.AttemptGivenUp:
		row.State, row.Due, lost = t.State, time.Time{}, true
	default:
		row.State, row.Due = tocsin.AttemptFailed, a.now.Add(backOff(row.Attempt, row.ID))
	}
	return lost, a.Requeue(row)
}

// nextChannel takes the next step of a notice at once, when nothing of this step is on its way any
// more.
func (a *act) nextChannel(id tocsin.NotificationID) error {
	all, err := a.Deliveries(string(id), false)
	if err != nil {
		return err
	}
	n, err := load[tocsin.Notification](a, tocsin.KindNotification, string(id))
	if err != nil {
		return err
	}
	hopeful := func(d store.Delivery) bool {
		return d.Step == n.Step && (!d.Due.IsZero() || d.State == tocsin.AttemptRelayed || d.State == tocsin.AttemptDelivered)
	}
	if slices.ContainsFunc(all, hopeful) || !n.Live() {
		return nil
	}
	n.Hurry(a.now)
	return a.advance(n)
}

// Attempts are the attempts to deliver one message, the newest first, at most limit.
func (d *Desk) Attempts(ctx context.Context, delivery string, limit int) ([]tocsin.Attempt, error) {
	return d.AttemptsAs(ctx, Viewer{All: true}, delivery, limit)
}

// AttemptsAs is Attempts for a viewer: a message of a notice that it may not see is not there.
func (d *Desk) AttemptsAs(ctx context.Context, who Viewer, delivery string, limit int) (out []tocsin.Attempt, err error) {
	none := tocsin.Refuse(tocsin.RuleForm, "list the notices to see which there are", "there is no message %q here", clip(delivery, maxID))
	row, err := d.queue.Delivery(ctx, delivery)
	if errors.Is(err, store.ErrNotFound) {
		return nil, none
	}
	if err != nil {
		return nil, err
	}
	err = d.see(ctx, who, func(seen, v store.View) error {
		if _, err := seen.Get(tocsin.KindNotification, row.Case); errors.Is(err, store.ErrNotFound) {
			return none
		}
		for at := row.Last; at != "" && len(out) < limit; {
			b, err := load[tocsin.AttemptBatch](v, tocsin.KindAttempts, at)
			if err != nil {
				return err
			}
			i := slices.IndexFunc(b.Attempts, func(t tocsin.Attempt) bool { return t.Delivery == delivery })
			if i < 0 {
				return nil
			}
			out, at = append(out, b.Attempts[i]), b.Attempts[i].Before
		}
		return nil
	})
	return out, err
}
