package sqlite

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"tocsin/internal/store"
	"tocsin/ledger"
)

var (
	errOver    = errors.New("the act is over: its Tx must not be used any more")
	errNoLeaf  = errors.New("the act put or sent something without a leaf: call Append once")
	errTwoLeaf = errors.New("the act has its leaf already: call Append once")
)

// tx is one act under way on the writer's connection, inside a savepoint.
type tx struct {
	view
	w         *writer
	at        frontier // of the log, with this act's leaf once it is appended
	index     int64    // of this act's leaf
	now, wall int64    // microseconds

	did      bool  // put or sent something
	wrote    bool  // changed any row
	appended bool  // its leaf
	over     bool  // the closure returned
	broken   error // the engine failed within the act, which can only be undone
}

var _ store.Tx = (*tx)(nil)

// begin makes the act that follows at: its time is the wall's, unless that went back.
func begin(w *writer, at frontier, wall time.Time) *tx {
	t := &tx{w: w, at: at, index: at.size, wall: micros(wall)}
	t.now = max(t.wall, at.recorded)
	t.view = view{ctx: context.Background(), q: t, bound: present, leaves: at.size, whole: true, failed: t.fail}
	return t
}

// fail keeps the engine's first error. The act cannot go on after it: SQLite may have undone the
// whole transaction by itself, and what followed would be written outside of it.
func (t *tx) fail(err error) error {
	if t.broken == nil {
		t.broken = err
	}
	return err
}

func (t *tx) alive() error {
	if t.over {
		return errOver
	}
	return t.broken
}

// QueryContext stands between the act's view and the writer, to refuse an act that is over.
func (t *tx) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := t.alive(); err != nil {
		return nil, err
	}
	return t.w.QueryContext(ctx, query, args...)
}

// exec runs a statement of this act and returns how many rows it changed.
func (t *tx) exec(query string, args ...any) (int64, error) {
	n, err := t.w.exec(query, args...)
	if err != nil {
		return 0, t.fail(err)
	}
	t.wrote = t.wrote || n > 0
	return n, nil
}

func (t *tx) Now() time.Time { return instant(t.now) }

func (t *tx) Put(r store.Record) error {
	if err := t.alive(); err != nil {
		return err
	}
	if err := r.Check(); err != nil {
		return fmt.Errorf("put: %w", err)
	}
	n, err := t.turn(r)
	if err == nil && n == 0 {
		return fmt.Errorf("put %s %s version %d: %w", r.Kind, r.ID, r.Version, store.ErrConflict)
	}
	if err == nil {
		_, err = t.exec(`INSERT INTO version (kind, id, version, leaf, recorded, wall, schema,
			parent, state, due, label, body, salt)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
			r.Kind, r.ID, r.Version, t.index, t.now, t.wall, r.Schema,
			r.Parent, r.State, due(r.Due), r.Label, blob(r.Body), blob(r.Salt))
	}
	if err != nil {
		return fmt.Errorf("put %s %s: %w", r.Kind, r.ID, err)
	}
	t.did = true
	return nil
}

// turn makes r the newest version of its record. It changes no row when r is not its successor.
func (t *tx) turn(r store.Record) (int64, error) {
	if r.Version == 1 {
		return t.exec(`INSERT INTO head (kind, id, version, first_leaf, parent, state, due, label)
			VALUES ($1, $2, 1, $3, $4, $5, $6, $7) ON CONFLICT (kind, id) DO NOTHING`,
			r.Kind, r.ID, t.index, r.Parent, r.State, due(r.Due), r.Label)
	}
	return t.exec(`UPDATE head SET version = $3, parent = $4, state = $5, due = $6, label = $7
		WHERE kind = $1 AND id = $2 AND version = $3 - 1`,
		r.Kind, r.ID, r.Version, r.Parent, r.State, due(r.Due), r.Label)
}

func (t *tx) Append(act string, statement []byte) (int64, error) {
	switch err := t.alive(); {
	case err != nil:
		return 0, err
	case t.appended:
		return 0, errTwoLeaf
	case len(statement) == 0:
		return 0, errors.New("append: a leaf needs a statement")
	}
	id := sha256.Sum256(statement)
	n, err := t.exec(`INSERT INTO leaf (idx, id, recorded, act, statement) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (id) DO NOTHING`, t.index, id[:], t.now, act, statement)
	if err == nil && n == 0 {
		return 0, fmt.Errorf("append statement %x: %w", id, store.ErrExists)
	}
	if err != nil {
		return 0, fmt.Errorf("append: %w", err)
	}
	return t.index, t.grow(id)
}

// grow adds the leaf to the tree and stores the hashes that it completes.
func (t *tx) grow(id [32]byte) error {
	next, fresh, err := t.at.append(id, t.now)
	if err != nil {
		return t.fail(err)
	}
	first := ledger.StoredCount(t.index)
	for i, h := range fresh {
		if _, err := t.exec(`INSERT INTO hash (idx, hash) VALUES ($1, $2)`, first+int64(i), h[:]); err != nil {
			return fmt.Errorf("append: %w", err)
		}
	}
	t.at, t.leaves, t.appended = next, next.size, true
	return nil
}

// check says whether the act may be kept.
func (t *tx) check() error {
	if t.broken == nil && t.did && !t.appended {
		return errNoLeaf
	}
	return t.broken
}
