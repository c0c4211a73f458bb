package desk

import (
	"context"
	"fmt"
	"time"

	"tocsin"
	"tocsin/internal/store"
)

// A Pulse is what watches over a node look at first.
type Pulse struct {
	Leaves  int64
	Newest  time.Time // when the newest leaf was recorded; zero: there is none
	Open    int64     // duties that nobody has answered, up to 10,000
	Oldest  time.Time // since when the oldest of them is owed; zero: none is
	Waiting int       // messages in the outbox, up to 1,000
	Since   time.Time // when the oldest of them was written; zero: none waits
}

const mostWaiting = 1000

// Pulse reads it, at a cost that does not grow with the record.
func (d *Desk) Pulse(ctx context.Context) (p Pulse, err error) {
	err = d.store.View(ctx, func(v store.View) error {
		p = Pulse{Leaves: v.Leaves()}
		if p.Leaves > 0 {
			l, err := v.Leaf(p.Leaves - 1)
			if err != nil {
				return fmt.Errorf("read the newest leaf: %w", err)
			}
			p.Newest = l.Recorded
		}
		open := store.Query{Kind: tocsin.KindObligation, State: tocsin.Open, Limit: 1}
		if p.Open, err = v.Number(open, mostCount); err != nil {
			return err
		}
		oldest, err := list[tocsin.Obligation](v, open)
		if err == nil && len(oldest) > 0 {
			p.Oldest = oldest[0].Opened
		}
		return err
	})
	if err != nil {
		return p, err
	}
	waiting, err := d.store.Outbox(ctx, mostWaiting)
	if err != nil {
		return p, fmt.Errorf("read the outbox: %w", err)
	}
	if p.Waiting = len(waiting); p.Waiting > 0 {
		p.Since = waiting[0].Recorded
	}
	return p, nil
}
