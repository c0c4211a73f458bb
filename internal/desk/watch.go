package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"tocsin"
	"tocsin/internal/store"
	"tocsin/internal/store/queue"
)

// An Unanswered is something that somebody owes and has not answered.
type Unanswered struct {
	Record tocsin.Ref   `json:"record"`
	What   string       `json:"what"`
	Owner  tocsin.Party `json:"owner"`       // the role on whose desk it lies
	To     tocsin.Party `json:"to,omitzero"` // who does not answer, of a notice
	Since  time.Time    `json:"since"`
	Next   time.Time    `json:"next,omitzero"` // when it moves by itself
}

// Watch is what the auditor found: whether each open duty has a time at which it moves on, or a
// person's desk on which it lies. It reads what is open, and nothing that is done.
type Watch struct {
	At         time.Time       `json:"at"`
	Duties     int             `json:"duties"`          // open
	Notices    int             `json:"notices"`         // of which somebody is still told
	Deliveries int64           `json:"deliveries"`      // on their way
	Oldest     time.Time       `json:"oldest,omitzero"` // since when the oldest overdue duty or unanswered notice waits
	Unanswered []Unanswered    `json:"unanswered,omitempty"`
	Findings   []store.Finding `json:"findings,omitempty"` // what would lapse in silence
}

// Age is for how long the oldest unanswered duty or notice has been waiting.
func (w Watch) Age() time.Duration {
	if w.Oldest.IsZero() {
		return 0
	}
	return w.At.Sub(w.Oldest)
}

// late is how long after its time something may stand before the clock, or the queue, counts as
// standing still.
const late = 2 * time.Minute

// Watch looks for what would lapse in silence, in the whole record.
func (d *Desk) Watch(ctx context.Context) (Watch, error) { return d.WatchAs(ctx, Viewer{All: true}) }

// WatchAs is Watch in what a viewer may see, counts included.
func (d *Desk) WatchAs(ctx context.Context, who Viewer) (Watch, error) {
	now, err := d.readerNow(ctx)
	if err != nil {
		return Watch{}, err
	}
	w, told := Watch{At: now}, map[string]bool{}
	err = d.see(ctx, who, func(seen, _ store.View) error {
		if err := w.duties(seen); err != nil {
			return err
		}
		return w.notices(seen, told)
	})
	if err != nil {
		return w, err
	}
	if who.All {
		told = nil
	}
	return w, w.queue(ctx, d, told)
}

// readerNow is the time for who only reads: beside the writer there is no clock of the store's.
func (d *Desk) readerNow(ctx context.Context) (time.Time, error) {
	now, err := d.now(ctx)
	if errors.Is(err, store.ErrReadOnly) {
		return time.Now().UTC(), nil
	}
	return now, err
}

func (w *Watch) find(table, key, what string) {
	w.Findings = append(w.Findings, store.Finding{Table: table, Key: key, What: what})
}

func (w *Watch) waits(u Unanswered) {
	w.Unanswered = append(w.Unanswered, u)
	if w.Oldest.IsZero() || u.Since.Before(w.Oldest) {
		w.Oldest = u.Since
	}
}

func (w *Watch) duties(v store.View) error {
	open, err := list[tocsin.Obligation](v, store.Query{Kind: tocsin.KindObligation, State: tocsin.Open})
	if err != nil {
		return err
	}
	w.Duties = len(open)
	for _, o := range open {
		next, moves := o.Next()
		owner := tocsin.Party{Org: o.Owes.Org, Role: o.Holder()}
		ref := tocsin.Ref{Kind: tocsin.KindObligation, ID: string(o.ID)}
		switch {
		case moves && next.Before(w.At.Add(-late)):
			w.find(tocsin.KindObligation, ref.ID, fmt.Sprintf("it was to climb at %s: the clock does not run", next.Format(time.RFC3339)))
		case !moves && owner.Role == "":
			w.find(tocsin.KindObligation, ref.ID, "it has no time at which it moves, and lies on nobody's desk")
		}
		if o.Overdue(w.At) {
			w.waits(Unanswered{Record: ref, What: o.Kind.Plain(), Owner: owner, Since: o.Due, Next: next})
		}
	}
	return nil
}

// notices looks at those of which somebody is still told, and marks them in told.
func (w *Watch) notices(v store.View, told map[string]bool) error {
	for _, state := range []string{tocsin.NotificationOpen, tocsin.NotificationUnanswered} {
		live, err := list[tocsin.Notification](v, store.Query{Kind: tocsin.KindNotification, State: state})
		if err != nil {
			return err
		}
		w.Notices += len(live)
		for _, n := range live {
			told[string(n.ID)] = true
			next, moves := n.Due()
			switch {
			case !moves:
				w.find(tocsin.KindNotification, string(n.ID), "nobody has answered, and no next step is due")
			case next.Before(w.At.Add(-late)):
				w.find(tocsin.KindNotification, string(n.ID), fmt.Sprintf("its next step was due at %s: the clock does not run", next.Format(time.RFC3339)))
			case n.Owner.Role == "":
				w.find(tocsin.KindNotification, string(n.ID), "nobody owns it")
			}
			if state == tocsin.NotificationUnanswered {
				w.waits(Unanswered{
					Record: tocsin.Ref{Kind: tocsin.KindNotification, ID: string(n.ID)}, What: "nobody answers: " + n.Kind + " to " + n.To.String(),
					Owner: n.Owner, To: n.To, Since: n.Times.Recorded, Next: next,
				})
			}
		}
	}
	slices.SortStableFunc(w.Unanswered, func(a, b Unanswered) int { return a.Since.Compare(b.Since) })
	return nil
}

// queue looks whether what the node is to send is being sent. Of the messages it counts those of the
// notices in told; all of them when it is nil.
func (w *Watch) queue(ctx context.Context, d *Desk, told map[string]bool) error {
	if d.queue == nil {
		return nil
	}
	machine, err := d.queue.Load(ctx, string(tocsin.ByMail), string(tocsin.ByWebhook))
	if err != nil {
		return err
	}
	if machine.Open > 0 && machine.Oldest.Before(w.At.Add(-late)) {
		w.find("delivery", "", fmt.Sprintf("messages have been due since %s: nobody sends them", machine.Oldest.Format(time.RFC3339)))
	}
	if told == nil {
		all, err := d.queue.Load(ctx)
		w.Deliveries = all.Open
		return err
	}
	open, err := d.queue.Deliveries(ctx, queue.Query{Open: true})
	for _, x := range open {
		if told[x.Case] {
			w.Deliveries++
		}
	}
	return err
}
