package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"tocsin"
	"tocsin/internal/store"
	"tocsin/internal/store/queue"
)

// callAgain is when a number that nobody answered is rung again.
const callAgain = 5 * time.Minute

// RecordTold writes down what a person did to tell an addressee: a call, a visit, a letter. Told
// counts as answered, and takes a second name; whatever cannot reach anybody makes the next step due.
func (d *Desk) RecordTold(ctx context.Context, who Caller, id tocsin.NotificationID, t tocsin.Told) (Receipt, error) {
	return d.update(ctx, who, ActTold, []any{id, t}, func(a *act) (tocsin.Ref, error) {
		ref := tocsin.Ref{Kind: tocsin.KindNotification, ID: string(id)}
		t := t
		t.By = a.by
		if !t.At.Known() {
			t.At = tocsin.At(a.now)
		}
		if err := cmp.Or(t.Check(), checkInstant(t.At)); err != nil {
			return ref, err
		}
		n, err := load[tocsin.Notification](a, ref.Kind, ref.ID)
		if err != nil {
			return ref, err
		}
		if n.State == tocsin.NotificationEnded {
			return ref, tocsin.Refuse(tocsin.RuleState, "nothing more is to be told", "this has been dealt with: %s", n.How)
		}
		n.Told = append(n.Told, t)
		if err := a.save(n); err != nil {
			return ref, err
		}
		return ref, a.toldOn(n, t)
	})
}

// toldOn moves the delivery and the notice on.
func (a *act) toldOn(n *tocsin.Notification, t tocsin.Told) error {
	var contact tocsin.ContactID
	if t.Delivery != "" {
		row, err := a.Delivery(t.Delivery)
		if err != nil || row.Case != string(n.ID) || tocsin.Channel(row.Channel) != t.Channel {
			return cmp.Or(notMissing(err), error(tocsin.Refuse(tocsin.RuleForm, "take the next one from the call sheet", "there is no such entry on the call sheet of this notice")))
		}
		contact = tocsin.ContactID(row.To)
		if !row.Due.IsZero() {
			if row.Owner == "" {
				row.Attempt++ // whoever took it off the sheet counted it then
			}
			row.Owner = ""
			row.State, row.Due = toldState(t, a.now)
			if err := a.Requeue(row); err != nil {
				return err
			}
		}
	}
	switch t.Outcome {
	case "told":
		_, err := a.answerTo(n.ID, contact, Reaction{How: "seen", Words: t.Words})
		return err
	case "wrong_number", "refused":
		return a.nextChannel(n.ID)
	}
	return nil
}

func notMissing(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}

func toldState(t tocsin.Told, now time.Time) (string, time.Time) {
	switch t.Outcome {
	case "told":
		return deliveryAnswered, time.Time{}
	case "handed_over":
		return tocsin.AttemptDelivered, time.Time{}
	case "no_answer":
		return tocsin.AttemptFailed, now.Add(callAgain)
	}
	return tocsin.AttemptGivenUp, time.Time{}
}

// How many entries of the call sheet one person may have, and for how long nobody else gets them.
const (
	mostCalls   = 100
	longestCall = 4 * time.Hour
)

// NextCalls takes the next entries off the call sheet for a person, who has them for the lease:
// calls, visits and letters, the longest due first. What the person may not read stays on the sheet.
func (d *Desk) NextCalls(ctx context.Context, who Caller, limit int, lease time.Duration) ([]Message, error) {
	if err := permit(who, ActTold); err != nil {
		return nil, err
	}
	if limit < 1 || limit > mostCalls || lease <= 0 || lease > longestCall {
		return nil, tocsin.Refuse(tocsin.RuleForm, fmt.Sprintf("ask for 1 to %d, for %s at most", mostCalls, longestCall), "nobody can have %d entries of the call sheet for %s", limit, lease)
	}
	if d.queue == nil {
		return nil, errNoQueue
	}
	mine, err := d.takeCalls(ctx, who, limit, lease)
	if err != nil || len(mine) == 0 {
		return nil, err
	}
	return d.Messages(ctx, mine)
}

// takeCalls takes entries until there are as many as wanted that the caller may read, and puts the
// others back.
func (d *Desk) takeCalls(ctx context.Context, who Caller, limit int, lease time.Duration) (mine []store.Delivery, err error) {
	var back []string
	for len(mine) < limit {
		rows, err := d.queue.Claim(ctx, queue.Claim{Owner: d.tag(who), Channels: humanChannels(), Lease: lease, Limit: limit - len(mine)})
		if err != nil || len(rows) == 0 {
			return mine, errors.Join(err, d.giveBackSome(ctx, d.tag(who), back))
		}
		shown, hidden, err := d.telling(ctx, who.reader(), rows)
		if err != nil {
			return nil, err
		}
		mine = append(mine, shown...)
		for _, h := range hidden {
			back = append(back, h.ID)
		}
	}
	return mine, d.giveBackSome(ctx, d.tag(who), back)
}

func (d *Desk) giveBackSome(ctx context.Context, owner string, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	return d.GiveBack(ctx, owner, ids...)
}

// errNoQueue says that there is nothing from which messages could be taken.
var errNoQueue = errors.New("this store has no queue of deliveries")

func (d *Desk) claim(ctx context.Context, c queue.Claim) ([]Message, error) {
	if d.queue == nil {
		return nil, errNoQueue
	}
	rows, err := d.queue.Claim(ctx, c)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return d.Messages(ctx, rows)
}

// Claim takes up messages that are due on channels that the node serves, for owner and the lease,
// and reads what they are to say.
func (d *Desk) Claim(ctx context.Context, owner string, channels []string, limit int, lease time.Duration) ([]Message, error) {
	return d.claim(ctx, queue.Claim{Owner: owner, Channels: channels, Lease: lease, Limit: limit})
}

// GiveBack puts messages back that owner took up and has not begun to send.
func (d *Desk) GiveBack(ctx context.Context, owner string, ids ...string) error {
	return d.queue.GiveBack(ctx, owner, time.Time{}, ids...)
}

func humanChannels() []string {
	var out []string
	for _, c := range tocsin.Channels {
		if !c.Machine() {
			out = append(out, string(c))
		}
	}
	return out
}
