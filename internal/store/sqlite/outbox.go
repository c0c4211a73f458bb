package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"tocsin/internal/store"
)

var insertMessage = outboxTable.one + ` ON CONFLICT (id) DO NOTHING`

func (t *tx) Send(m store.Message) error {
	if err := t.alive(); err != nil {
		return err
	}
	if err := m.Check(); err != nil {
		return fmt.Errorf("send: %w", err)
	}
	var seq int64
	if err := must(t.ctx, t.w, `SELECT coalesce(max(seq), 0) + 1 FROM outbox`, nil, &seq); err != nil {
		return fmt.Errorf("send %s: %w", m.ID, t.fail(err))
	}
	n, err := t.exec(insertMessage, outboxTable.summed(seq, m.ID, m.To, m.Kind, blob(m.Body), t.now, nil, t.index, nil)...)
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
	rows, err := read[message](ctx, pooled{e}, `WHERE carried IS NULL ORDER BY seq LIMIT $1`, atMost(limit))
	if err != nil {
		return nil, e.explain(fmt.Errorf("read outbox: %w", err))
	}
	var all []store.Message
	for _, m := range rows {
		m.Body, m.Recorded = filled(m.Body), instant(m.recorded)
		all = append(all, m.Message)
	}
	return all, nil
}

// Carried goes through the committer like an act, but leaves no leaf. A message that waited while
// what it says was erased is blanked now.
func (e *engine) Carried(ctx context.Context, seq int64) error {
	return e.submit(ctx, &job{fn: func(t *tx) error {
		m, found, err := readOne[message](t.ctx, t, `WHERE seq = $1`, seq)
		switch {
		case err != nil:
			return fmt.Errorf("message %d: %w", seq, t.fail(err))
		case !found:
			return fmt.Errorf("message %d: %w", seq, store.ErrNotFound)
		case m.carried.Valid:
			return nil
		}
		m.carried = sql.NullInt64{Int64: t.wall, Valid: true}
		return m.save(t)
	}})
}

// save stores what became of a message. What was erased is blanked once it is carried.
func (m *message) save(t *tx) error {
	if m.carried.Valid && m.erased.Valid {
		m.Body, t.erased = nil, true
	}
	_, err := t.exec(`UPDATE outbox SET body = $2, carried = $3, erased = $4, sum = $5 WHERE seq = $1`,
		m.Seq, m.Body, m.carried, m.erased, outboxTable.sum(m.columns()...))
	return err
}
