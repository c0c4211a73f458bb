package sqlite

import (
	"context"
	"fmt"

	"tocsin/internal/store"
)

func (t *tx) Send(m store.Message) error {
	if err := t.alive(); err != nil {
		return err
	}
	if err := m.Check(); err != nil {
		return fmt.Errorf("send: %w", err)
	}
	n, err := t.exec(`INSERT INTO outbox (id, recipient, kind, body, recorded) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (id) DO NOTHING`, m.ID, m.To, m.Kind, blob(m.Body), t.now)
	if err == nil && n == 0 {
		err = store.ErrExists
	}
	if err != nil {
		return fmt.Errorf("send %s: %w", m.ID, err)
	}
	t.did = true
	return nil
}

// Outbox reads what waits to be carried, oldest first.
func (e *engine) Outbox(ctx context.Context, limit int) ([]store.Message, error) {
	const waiting = `SELECT seq, id, recipient, kind, body, recorded FROM outbox
		WHERE carried IS NULL ORDER BY seq LIMIT $1`
	stmt, err := e.compiled.get(ctx, e.readers, waiting)
	if err != nil {
		return nil, e.explain(fmt.Errorf("read outbox: %w", err))
	}
	rows, err := stmt.QueryContext(ctx, atMost(limit))
	if err != nil {
		return nil, e.explain(fmt.Errorf("read outbox: %w", err))
	}
	defer rows.Close()
	var all []store.Message
	for rows.Next() {
		var m store.Message
		var recorded int64
		if err := rows.Scan(&m.Seq, &m.ID, &m.To, &m.Kind, &m.Body, &recorded); err != nil {
			return nil, e.explain(fmt.Errorf("read outbox: %w", err))
		}
		m.Body, m.Recorded = filled(m.Body), instant(recorded)
		all = append(all, m)
	}
	return all, e.explain(rows.Err())
}

// Carried goes through the committer like an act, but leaves no leaf.
func (e *engine) Carried(ctx context.Context, seq int64) error {
	return e.submit(ctx, &job{fn: func(t *tx) error {
		n, err := t.exec(`UPDATE outbox SET carried = $2 WHERE seq = $1 AND carried IS NULL`, seq, t.wall)
		if err != nil || n > 0 {
			return err
		}
		found, err := one(t.ctx, t.w, `SELECT 1 FROM outbox WHERE seq = $1`, []any{seq}, new(int64))
		if err == nil && !found {
			err = fmt.Errorf("message %d: %w", seq, store.ErrNotFound)
		}
		return err
	}})
}
