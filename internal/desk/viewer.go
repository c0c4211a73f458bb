package desk

import (
	"context"
	"fmt"
	"time"

	"tocsin"
	"tocsin/internal/store"
)

// A Viewer is who reads the record. What it may not see is not there for it: not in lists, counts,
// searches, streams or errors. The zero value sees only what is for everybody.
type Viewer struct {
	Role         tocsin.Role
	Compartments []string // those that it may read
	All          bool     // the organisation itself, on its own disk: sees everything
}

// sees is a view as the viewer has it: every reading door goes through here.
func (w Viewer) sees(v store.View) store.View {
	if w.All {
		return v
	}
	return v.Seen(w.sight)
}

// somebody refuses a viewer in no role: nothing is for it.
func (w Viewer) somebody() error {
	if w.Role == "" && !w.All {
		return tocsin.Refuse(tocsin.RulePermission, "sign in", "nobody may read this without an account")
	}
	return nil
}

// see reads the newest state: as the viewer has it, and whole, for what is to be masked in it.
func (d *Desk) see(ctx context.Context, who Viewer, fn func(seen, whole store.View) error) error {
	if err := who.somebody(); err != nil {
		return err
	}
	return d.store.View(ctx, func(v store.View) error { return fn(who.sees(v), v) })
}

// GlanceAs is Glance as a viewer has it.
func (d *Desk) GlanceAs(ctx context.Context, who Viewer, t time.Time, scope Scope) (Snapshot, error) {
	s := Snapshot{Org: d.org, At: t}
	if err := who.somebody(); err != nil {
		return s, err
	}
	read := func(v store.View) error { return s.read(who.sees(v), scope) }
	if t.IsZero() {
		err := d.store.View(ctx, func(v store.View) error {
			if err := read(v); err != nil {
				return err
			}
			return s.finishFor(who, v)
		})
		return s, err
	}
	if err := d.store.AsOf(ctx, t, read); err != nil {
		return s, fmt.Errorf("read what was on record at %s: %w", t, err)
	}
	s.laid = nil // then: whether it is now, is asked
	return s, d.store.View(ctx, func(v store.View) error { return s.finishFor(who, v) })
}

// finishFor completes a snapshot, and takes out of it what would tell the viewer of what he may not
// see.
func (s *Snapshot) finishFor(who Viewer, whole store.View) error {
	if err := s.finish(whole); err != nil {
		return err
	}
	return who.blank(s, whole)
}
