package tocsintest

import (
	"slices"
	"time"

	"tocsin"
	"tocsin/internal/desk"
)

// Carry takes what waits in every outbox to its addressee, and what that makes others send, until
// nothing more waits. What is for a deaf organisation, or one outside this world, stays where it
// is. It returns what was carried, in order.
func (w *World) Carry() []desk.Parcel {
	w.T.Helper()
	var all []desk.Parcel
	for again := true; again; {
		again = false
		for _, org := range w.Orgs {
			parcels, seqs := w.Outbox(org)
			for i, p := range parcels {
				if w.nodes[p.To] == nil || slices.Contains(w.Deaf, p.To) {
					continue
				}
				if _, err := w.Desk(p.To).Take(w.T.Context(), org, p); err != nil {
					w.T.Fatalf("%s takes in a %s from %s: %v", p.To, p.Kind, org, err)
				}
				if err := w.Desk(org).Carried(w.T.Context(), seqs[i]); err != nil {
					w.T.Fatalf("%s marks as carried: %v", org, err)
				}
				all, again = append(all, p), true
			}
		}
	}
	return all
}

// Outbox is what waits in an organisation's outbox, oldest first.
func (w *World) Outbox(org tocsin.OrgID) ([]desk.Parcel, []int64) {
	w.T.Helper()
	parcels, seqs, err := w.Desk(org).Outbox(w.T.Context())
	if err != nil {
		w.T.Fatalf("read the outbox of %s: %v", org, err)
	}
	return parcels, seqs
}

// maxTicks bounds what the clock may do in one advance: more is a loop.
const maxTicks = 10_000

// Advance moves the clock forward by d.
func (w *World) Advance(d time.Duration) { w.T.Helper(); w.AdvanceTo(w.Clock.Now().Add(d)) }

// AdvanceTo moves the clock to t. On the way every desk ticks at each moment at which it has
// something due, in order, and what that sends is carried.
func (w *World) AdvanceTo(t time.Time) {
	w.T.Helper()
	for range maxTicks {
		org, at, found := w.nextDue()
		if !found || at.After(t) {
			w.Clock.Set(t)
			return
		}
		if at.After(w.Clock.Now()) {
			w.Clock.Set(at)
		}
		if w.Tick(org) == 0 {
			w.T.Fatalf("%s has something due at %s, and its clock does nothing about it", org, at)
		}
		w.Carry()
	}
	w.T.Fatalf("the clocks do not come to rest before %s", t)
}

// Tick applies the clock at one organisation, and returns how much it did.
func (w *World) Tick(org tocsin.OrgID) int {
	w.T.Helper()
	did, err := w.Desk(org).Tick(w.T.Context(), w.Clock.Now())
	if err != nil {
		w.T.Fatalf("the clock of %s at %s: %v", org, w.Clock.Now(), err)
	}
	return len(did)
}

func (w *World) nextDue() (org tocsin.OrgID, at time.Time, found bool) {
	w.T.Helper()
	for _, o := range w.Orgs {
		due, ok, err := w.Desk(o).NextDue(w.T.Context())
		if err != nil {
			w.T.Fatalf("the clock of %s: %v", o, err)
		}
		if ok && (!found || due.Before(at)) {
			org, at, found = o, due, true
		}
	}
	return org, at, found
}
