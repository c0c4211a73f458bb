package desk

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"time"

	"tocsin"
	"tocsin/internal/store"
	"tocsin/internal/store/queue"
)

// A Telling is a notice with the messages that were queued for it, and who they are for.
type Telling struct {
	tocsin.Notification
	Deliveries []store.Delivery `json:"deliveries,omitempty"`
	Contacts   []tocsin.Contact `json:"contacts,omitempty"` // of its chain, those that were not erased
}

// Which notices are asked for.
const (
	TellingAll        = ""           // all of them
	TellingLive       = "live"       // those of which somebody is still to be told, the unanswered first
	TellingUnanswered = "unanswered" // those that nobody answers
	TellingOver       = "over"       // those that were answered, or whose cause has been dealt with
)

var tellingStates = map[string][]string{
	TellingAll:        {""},
	TellingLive:       {tocsin.NotificationUnanswered, tocsin.NotificationOpen},
	TellingUnanswered: {tocsin.NotificationUnanswered},
	TellingOver:       {tocsin.NotificationAnswered, tocsin.NotificationEnded},
}

// Notifications lists notices, the newest first: about one record, or those of which somebody is still
// to be told, or all.
func (d *Desk) Notifications(ctx context.Context, about string, open bool, limit int) ([]Telling, error) {
	which := TellingAll
	if open {
		which = TellingLive
	}
	return d.NotificationsAs(ctx, Viewer{All: true}, which, about, limit)
}

// NotificationsAs lists the notices that a viewer may see, of one of the kinds above, the newest of a
// state first. With about, only those of one record. At most limit of each state; zero: all.
func (d *Desk) NotificationsAs(ctx context.Context, who Viewer, which, about string, limit int) (out []Telling, err error) {
	err = d.see(ctx, who, func(seen, whole store.View) error {
		out = nil
		for _, state := range tellingStates[which] {
			some, err := list[tocsin.Notification](seen, store.Query{Kind: tocsin.KindNotification, State: state, Parent: about, Newest: true, Limit: limit})
			if err != nil {
				return err
			}
			for _, n := range some {
				out = append(out, Telling{Notification: *n})
			}
		}
		return d.showTold(who, seen, whole, out)
	})
	return out, errors.Join(err, d.queued(ctx, out))
}

// Telling reads one notice as a viewer may see it.
func (d *Desk) Telling(ctx context.Context, who Viewer, id tocsin.NotificationID) (Telling, error) {
	out := make([]Telling, 1)
	err := d.see(ctx, who, func(seen, whole store.View) error {
		n, err := load[tocsin.Notification](seen, tocsin.KindNotification, string(id))
		if err != nil {
			return err
		}
		out[0] = Telling{Notification: *n}
		return d.showTold(who, seen, whole, out)
	})
	if err != nil {
		return Telling{}, err
	}
	return out[0], d.queued(ctx, out)
}

// showTold adds who is told, and takes out what the viewer may not see, and the words of sources.
func (d *Desk) showTold(who Viewer, seen, whole store.View, all []Telling) error {
	words, err := sourceWords(whole)
	if err != nil {
		return err
	}
	b := who.blanker(whole)
	for i := range all {
		t := &all[i]
		for _, s := range t.Chain {
			for _, id := range s.Contacts {
				c, err := load[tocsin.Contact](seen, tocsin.KindContact, string(id))
				if wasErased(err) || refusalIn(err) {
					continue
				}
				if err != nil {
					return err
				}
				if !slices.ContainsFunc(t.Contacts, func(x tocsin.Contact) bool { return x.ID == id }) {
					t.Contacts = append(t.Contacts, *c)
				}
			}
		}
		if len(words) > 0 {
			maskAll(&t.Notification, func(text string) string { return hideSource(text, words) })
		}
		b.value(reflect.ValueOf(t).Elem())
	}
	return b.err
}

func refusalIn(err error) bool {
	_, is := errors.AsType[*tocsin.Refusal](err)
	return is
}

// queued adds the messages that were queued for each.
func (d *Desk) queued(ctx context.Context, all []Telling) (err error) {
	for i := range all {
		if err == nil && d.queue != nil {
			all[i].Deliveries, err = d.queue.Deliveries(ctx, queue.Query{Case: string(all[i].ID)})
		}
	}
	return err
}

// ContactReaders are the roles that may look at the contacts: who writes them down, who may have to
// reach somebody at night, and who inspects.
var ContactReaders = []tocsin.Role{tocsin.DutyOfficer, tocsin.WarningOfficer, tocsin.Approver, tocsin.Inspector, tocsin.Administrator}

// Waiting is what a watch floor says of reaching people.
type Waiting struct {
	Unanswered int // notices that nobody answers
	Calls      int // calls, visits and letters that are to be made now
}

// mostAwaited bounds what is counted: more than that is many.
const mostAwaited = 1000

// WaitingAs counts what waits of which a viewer may know.
func (d *Desk) WaitingAs(ctx context.Context, who Viewer) (w Waiting, err error) {
	now, err := d.readerNow(ctx)
	if err != nil {
		return w, err
	}
	rows, err := d.onSheet(ctx, who, mostAwaited)
	if err != nil {
		return w, err
	}
	for _, r := range rows {
		if !r.Due.After(now) {
			w.Calls++
		}
	}
	return w, d.see(ctx, who, func(seen, _ store.View) error {
		n, err := seen.Number(store.Query{Kind: tocsin.KindNotification, State: tocsin.NotificationUnanswered}, mostAwaited)
		w.Unanswered = int(n)
		return err
	})
}

// A Call is an entry of the call sheet: what it is to say, and whether somebody has it.
type Call struct {
	Message
	Taken time.Time `json:"taken,omitzero"` // until when somebody has it, and nobody else is given it
	Mine  bool      `json:"mine,omitempty"` // that is who asks
}

// Calls lists what is on the call sheet without taking it, the longest due first, as far as the caller
// may see it.
func (d *Desk) Calls(ctx context.Context, who Caller, limit int) ([]Call, error) {
	if err := permit(who, ActTold); err != nil {
		return nil, err
	}
	now, err := d.readerNow(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := d.onSheet(ctx, who.reader(), limit)
	if err != nil {
		return nil, err
	}
	all, err := d.Messages(ctx, rows)
	out := make([]Call, len(all))
	for i, m := range all {
		out[i].Message = m
		if rows[i].Owner != "" && rows[i].Due.After(now) {
			out[i].Taken, out[i].Mine = rows[i].Due, rows[i].Owner == d.tag(who)
		}
	}
	return out, err
}

// reader is what the caller may see.
func (c Caller) reader() Viewer {
	if c.Reader == nil {
		return Viewer{All: true}
	}
	return *c.Reader
}

// onSheet are the entries of the call sheet of which a viewer may know, the longest due first.
func (d *Desk) onSheet(ctx context.Context, who Viewer, limit int) ([]store.Delivery, error) {
	if d.queue == nil {
		return nil, nil
	}
	var rows []store.Delivery
	for _, c := range humanChannels() {
		some, err := d.queue.Deliveries(ctx, queue.Query{Channel: c, Open: true})
		if err != nil {
			return nil, err
		}
		rows = append(rows, some...)
	}
	slices.SortStableFunc(rows, func(a, b store.Delivery) int { return a.Due.Compare(b.Due) })
	shown, _, err := d.telling(ctx, who, rows)
	return shown[:min(len(shown), max(limit, 0))], err
}

// telling parts deliveries into those whose notice and whose words the viewer may read, and the others.
func (d *Desk) telling(ctx context.Context, who Viewer, rows []store.Delivery) (shown, hidden []store.Delivery, err error) {
	if who.All || len(rows) == 0 {
		return rows, nil, nil
	}
	err = d.see(ctx, who, func(seen, _ store.View) error {
		shown, hidden = nil, nil
		for _, r := range rows {
			ok, err := readsTold(seen, r.Case)
			if err != nil {
				return err
			}
			if ok {
				shown = append(shown, r)
			} else {
				hidden = append(hidden, r)
			}
		}
		return nil
	})
	return shown, hidden, err
}

// readsTold reports whether a notice and what it is about can both be read.
func readsTold(seen store.View, id string) (bool, error) {
	r, err := seen.Get(tocsin.KindNotification, id)
	if errors.Is(err, store.ErrNotFound) || r.Erased {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	n, err := decode[tocsin.Notification](r)
	if err != nil {
		return false, err
	}
	_, err = seen.Get(n.About.Kind, n.About.ID)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}
