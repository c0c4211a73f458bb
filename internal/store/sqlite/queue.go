package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"tocsin/internal/store"
	"tocsin/internal/store/queue"
)

var _ queue.Queue = (*engine)(nil)

var insertDelivery = deliveryTable.one + ` ON CONFLICT (id) DO NOTHING`

const updateDelivery = `UPDATE delivery SET step = $2, state = $3, due = $4, attempt = $5, owner = $6, last = $7, changed = $8, sum = $9
	WHERE id = $1`

func (t *tx) Queue(d store.Delivery) error {
	if err := t.alive(); err != nil {
		return err
	}
	if err := d.Check(); err != nil {
		return fmt.Errorf("queue: %w", err)
	}
	changed, err := t.turnover()
	if err != nil {
		return fmt.Errorf("queue %s: %w", d.ID, err)
	}
	t.queued.seq++
	row := delivery{Delivery: d, seq: t.queued.seq, changed: changed, due: nullable(d.Due)}
	row.Leaf = t.index
	n, err := t.exec(insertDelivery, deliveryTable.summed(row.values()...)...)
	if err == nil && n == 0 {
		err = store.ErrExists
	}
	if err != nil {
		return fmt.Errorf("queue %s: %w", d.ID, err)
	}
	t.did = true
	return nil
}

func (t *tx) Requeue(d store.Delivery) error {
	if err := t.alive(); err != nil {
		return err
	}
	if err := d.Check(); err != nil {
		return fmt.Errorf("requeue: %w", err)
	}
	row, err := t.delivery(d.ID)
	if err != nil {
		return fmt.Errorf("requeue %s: %w", d.ID, err)
	}
	row.Step, row.State, row.Attempt, row.Owner, row.Last, row.due = d.Step, d.State, d.Attempt, d.Owner, d.Last, nullable(d.Due)
	t.did = true
	return row.save(t)
}

func (t *tx) Deliveries(of string, open bool) ([]store.Delivery, error) {
	if err := t.alive(); err != nil {
		return nil, err
	}
	all, err := deliveries(t.ctx, t, queue.Query{Case: of, Open: open})
	if err != nil {
		return nil, t.fail(err)
	}
	return all, nil
}

func (t *tx) Delivery(id string) (store.Delivery, error) {
	if err := t.alive(); err != nil {
		return store.Delivery{}, err
	}
	d, err := t.delivery(id)
	if err != nil {
		return store.Delivery{}, fmt.Errorf("delivery %s: %w", id, err)
	}
	return d.delivery(), nil
}

// delivery reads a row, but not twice in a row: whoever changes one has just read it.
func (t *tx) delivery(id string) (delivery, error) {
	if t.read != nil && t.read.ID == id {
		return *t.read, nil
	}
	d, found, err := readOne[delivery](t.ctx, t, `WHERE id = $1`, id)
	switch {
	case err != nil:
		return d, t.fail(err)
	case !found:
		return d, store.ErrNotFound
	}
	t.read = &d
	return d, nil
}

// queueEdge is how far the numbers of the queue have come, so that an act need not look.
type queueEdge struct{ seq, changed int64 }

// turnover is the number under which this act changes rows of the queue.
func (t *tx) turnover() (int64, error) {
	if t.queued != nil {
		return t.queued.changed, nil
	}
	edge := queueEdge{}
	if t.edge != nil {
		edge = *t.edge
	} else if err := must(t.ctx, t.w, `SELECT coalesce(max(seq), 0), coalesce(max(changed), 0) FROM delivery`, nil, &edge.seq, &edge.changed); err != nil {
		return 0, t.fail(err)
	}
	edge.changed++
	t.queued = &edge
	return edge.changed, nil
}

// values are what the columns hold.
func (d *delivery) values() []any {
	return []any{d.ID, d.seq, d.Case, d.To, d.Channel, d.Step, d.State, d.due, d.Attempt, d.Owner, d.Last, d.Leaf, d.changed}
}

func (d *delivery) save(t *tx) error {
	var err error
	if d.changed, err = t.turnover(); err != nil {
		return err
	}
	t.read = nil
	_, err = t.exec(updateDelivery, d.ID, d.Step, d.State, d.due, d.Attempt, d.Owner, d.Last, d.changed, deliveryTable.sum(d.values()...))
	return err
}

func nullable(at time.Time) sql.NullInt64 {
	if at.IsZero() {
		return sql.NullInt64{}
	}
	return sql.NullInt64{Int64: micros(at), Valid: true}
}

// Claim goes through the committer like an act, but leaves no leaf.
func (e *engine) Claim(ctx context.Context, c queue.Claim) (got []store.Delivery, err error) {
	if c.Owner == "" || c.Lease <= 0 || len(c.Channels) == 0 {
		return nil, errors.New("a claim names who makes it, for how long, and which channels it serves")
	}
	if c.Limit <= 0 {
		c.Limit = 100
	}
	err = e.submit(ctx, &job{fn: func(t *tx) error {
		got = got[:0] // it may run again
		now := c.Now
		if now.IsZero() {
			now = t.Now()
		}
		for _, channel := range c.Channels {
			rows, err := read[delivery](t.ctx, t, `WHERE channel = $1 AND due <= $2 ORDER BY due LIMIT $3`, channel, micros(now), c.Limit-len(got))
			if err != nil {
				return fmt.Errorf("claim: %w", t.fail(err))
			}
			for i := range rows {
				d := &rows[i]
				d.Owner, d.due, d.Attempt = c.Owner, nullable(now.Add(c.Lease)), d.Attempt+1
				if err := d.save(t); err != nil {
					return fmt.Errorf("claim %s: %w", d.ID, err)
				}
				got = append(got, d.delivery())
			}
		}
		return nil
	}})
	if err != nil {
		return nil, err
	}
	return got, nil
}

func (e *engine) GiveBack(ctx context.Context, owner string, now time.Time, ids ...string) error {
	return e.submit(ctx, &job{fn: func(t *tx) error {
		due := now
		if due.IsZero() {
			due = t.Now()
		}
		for _, id := range ids {
			d, found, err := readOne[delivery](t.ctx, t, `WHERE id = $1`, id)
			if err != nil {
				return fmt.Errorf("give back %s: %w", id, t.fail(err))
			}
			if !found || d.Owner != owner || !d.due.Valid {
				continue
			}
			d.Owner, d.due, d.Attempt = "", nullable(due), max(0, d.Attempt-1)
			if err := d.save(t); err != nil {
				return fmt.Errorf("give back %s: %w", id, err)
			}
		}
		return nil
	}})
}

func (e *engine) Deliveries(ctx context.Context, q queue.Query) ([]store.Delivery, error) {
	all, err := deliveries(ctx, pooled{e}, q)
	if err != nil {
		return nil, e.explain(fmt.Errorf("read the queue: %w", err))
	}
	return all, nil
}

func (e *engine) Delivery(ctx context.Context, id string) (store.Delivery, error) {
	d, found, err := readOne[delivery](ctx, pooled{e}, `WHERE id = $1`, id)
	switch {
	case err != nil:
		return store.Delivery{}, e.explain(fmt.Errorf("delivery %s: %w", id, err))
	case !found:
		return store.Delivery{}, fmt.Errorf("delivery %s: %w", id, store.ErrNotFound)
	}
	return d.delivery(), nil
}

func deliveries(ctx context.Context, q querier, want queue.Query) ([]store.Delivery, error) {
	c := clause{}
	if want.Case != "" {
		c.and("case_id = $%d", want.Case)
	}
	if want.Channel != "" {
		c.and("channel = $%d", want.Channel)
	}
	open := ""
	if want.Open {
		open = " AND due IS NOT NULL"
	}
	c.args = append(c.args, atMost(want.Limit))
	where := fmt.Sprintf("WHERE true%s%s ORDER BY seq LIMIT $%d", c.text.String(), open, len(c.args))
	rows, err := read[delivery](ctx, q, where, c.args...)
	if err != nil {
		return nil, err
	}
	out := make([]store.Delivery, len(rows))
	for i := range rows {
		out[i] = rows[i].delivery()
	}
	return out, nil
}

// Load reads the index of what is due, not the rows.
func (e *engine) Load(ctx context.Context, channels ...string) (queue.Load, error) {
	out := queue.Load{}
	ask := func(where string, args ...any) error {
		var n int64
		var oldest sql.NullInt64
		err := must(ctx, pooled{e}, `SELECT count(*), min(due) FROM delivery WHERE due IS NOT NULL`+where, args, &n, &oldest)
		if err != nil {
			return e.explain(fmt.Errorf("read the queue: %w", err))
		}
		out.Open += n
		if oldest.Valid && (out.Oldest.IsZero() || instant(oldest.Int64).Before(out.Oldest)) {
			out.Oldest = instant(oldest.Int64)
		}
		return nil
	}
	if len(channels) == 0 {
		return out, ask("")
	}
	for _, c := range channels {
		if err := ask(" AND channel = $1", c); err != nil {
			return out, err
		}
	}
	return out, nil
}
