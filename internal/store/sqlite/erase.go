package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"tocsin/internal/store"
)

func (t *tx) Erase(kind, id string) (int, error) {
	if err := t.alive(); err != nil {
		return 0, err
	}
	h, found, err := t.head(kind, id)
	switch {
	case err != nil:
	case !found:
		err = store.ErrNotFound
	case h.state == store.StateErased:
		err = store.ErrExists
	}
	if err != nil {
		return 0, fmt.Errorf("erase %s %s: %w", kind, id, err)
	}
	versions, err := t.blank(h)
	if err != nil {
		return 0, fmt.Errorf("erase %s %s: %w", kind, id, t.fail(err))
	}
	t.stamp(kind)
	t.did, t.erased = true, true
	return versions, nil
}

// blank takes what a record said out of every table that may hold it. Each row is read and checked
// before it gets a new sum.
func (t *tx) blank(h head) (versions int, err error) {
	by := sql.NullInt64{Int64: t.index, Valid: true}
	all, err := read[version](t.ctx, t.w, `WHERE kind = $1 AND id = $2 ORDER BY version`, h.kind, h.id)
	if err != nil {
		return 0, err
	}
	for _, v := range all {
		v.Parent = "" // copied from what it said, and may be its words
		if err := t.blankVersion(v, by); err != nil {
			return 0, err
		}
	}
	h.parent, h.state, h.due = "", store.StateErased, sql.NullInt64{}
	_, err = t.exec(updateHead, headTable.summed(h.columns()...)...)
	return len(all), err
}

func (t *tx) blankVersion(v version, by sql.NullInt64) error {
	v.Body, v.Salt, v.erased = nil, nil, by
	_, err := t.exec(`UPDATE version SET body = NULL, salt = NULL, parent = $4, erased = $5, sum = $6
		WHERE kind = $1 AND id = $2 AND version = $3`,
		v.Kind, v.ID, v.Version, v.Parent, v.erased, versionTable.sum(v.columns()...))
	if err != nil {
		return err
	}
	return t.blankAct(v.Leaf, by)
}

func (t *tx) EraseEarlier(kind, id string) (int, error) {
	if err := t.alive(); err != nil {
		return 0, err
	}
	versions, err := t.blankEarlier(kind, id)
	if err != nil {
		return 0, fmt.Errorf("erase the earlier versions of %s %s: %w", kind, id, err)
	}
	return versions, nil
}

func (t *tx) blankEarlier(kind, id string) (int, error) {
	h, found, err := t.head(kind, id)
	switch {
	case err != nil:
		return 0, err
	case !found:
		return 0, store.ErrNotFound
	case h.state == store.StateErased:
		return 0, store.ErrErased
	}
	all, err := read[version](t.ctx, t.w, `WHERE kind = $1 AND id = $2 ORDER BY version`, kind, id)
	if err != nil {
		return 0, t.fail(err)
	}
	newest := all[len(all)-1]
	if newest.Leaf != t.index {
		return 0, errors.New("put the version that goes on first")
	}
	n := 0
	for _, v := range all[:len(all)-1] {
		if v.erased.Valid {
			continue
		}
		if err := t.blankVersion(v, sql.NullInt64{Int64: t.index, Valid: true}); err != nil {
			return 0, t.fail(err)
		}
		n++
	}
	t.stamp(kind)
	t.did, t.erased = true, t.erased || n > 0
	return n, nil
}

// blankAct blanks what the act of a leaf answered and sent. A message that waits is only marked.
func (t *tx) blankAct(leaf int64, by sql.NullInt64) error {
	asked, err := read[request](t.ctx, t.w, `WHERE leaf = $1 AND leaf >= 0`, leaf)
	if err != nil {
		return err
	}
	for _, r := range asked {
		r.result = nil
		_, err := t.exec(`UPDATE request SET result = NULL, sum = $3 WHERE caller = $1 AND id = $2`,
			r.caller, r.id, requestTable.sum(r.columns()...))
		if err != nil {
			return err
		}
	}
	sent, err := read[message](t.ctx, t.w, `WHERE leaf = $1 AND leaf >= 0 AND erased IS NULL`, leaf)
	if err != nil {
		return err
	}
	for _, m := range sent {
		m.erased = by
		if err := m.save(t); err != nil {
			return err
		}
	}
	return nil
}

const scrubDelay = time.Second // a reader of an older state keeps the write-ahead log as it is

// scrub empties the write-ahead log after something was erased: there, older pages still hold it.
// The committer owns it.
type scrub struct{ timer *time.Timer }

func newScrub() *scrub {
	s := &scrub{time.NewTimer(scrubDelay)}
	s.timer.Stop()
	return s
}

// due tells when it is time to try again.
func (s *scrub) due() <-chan time.Time { return s.timer.C }

// now empties the write-ahead log, or has it tried again soon.
func (s *scrub) now(w *writer) {
	if !w.truncate() {
		s.later()
	}
}

// later has the write-ahead log emptied soon.
func (s *scrub) later() { s.timer.Reset(scrubDelay) }

// truncate moves every commit from the write-ahead log into the database and empties it, unless
// somebody still reads an older state. It does not wait for that.
func (w *writer) truncate() bool {
	if _, err := w.conn.ExecContext(context.Background(), `PRAGMA busy_timeout = 0`); err != nil {
		return false
	}
	_, err := checkpoint(w, "TRUNCATE")
	_, again := w.conn.ExecContext(context.Background(), `PRAGMA `+wait)
	return err == nil && again == nil
}
