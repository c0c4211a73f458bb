package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"tocsin/internal/store"
)

var (
	errOver    = errors.New("the act is over: its Tx must not be used any more")
	errNoLeaf  = errors.New("the act put or sent something without a leaf: call Append once")
	errTwoLeaf = errors.New("the act has its leaf already: call Append once")
	errLate    = errors.New("the act remembered a result before it had its leaf: call Append first")
)

// tx is one act under way on the writer's connection, inside a savepoint.
type tx struct {
	view
	w         *writer
	ahead     []*entry // leaves of the acts before it in this transaction, which have no rows yet
	stamps    *stamps
	changed   map[string]uint64 // stamps of the kinds that this act changed
	hand      func(*entry)      // gives a statement to whoever makes it meanwhile
	index     int64             // of this act's leaf
	now, wall int64             // microseconds

	did        bool       // put, erased or sent something
	wrote      bool       // changed any row
	leaf       *entry     // its leaf, once it is appended
	over       bool       // the closure returned
	erased     bool       // left something in the files that must not stay there
	remembered bool       // a result, with or without a leaf
	edge       *queueEdge // of the queue before this act; nil: it has to be read
	queued     *queueEdge // after it; nil: the act has not touched the queue
	read       *delivery  // the row that was read last, and not changed since
	broken     error      // the engine failed within the act, which can only be undone
}

var _ store.Tx = (*tx)(nil)

// begin makes the act that follows those ahead in a log whose rows end at at: its time is the
// wall's, unless that went back.
func begin(w *writer, at frontier, ahead []*entry, s *stamps, wall time.Time) *tx {
	t := &tx{w: w, ahead: ahead, stamps: s, index: at.size + int64(len(ahead)), wall: micros(wall)}
	t.now = max(t.wall, at.recorded)
	if n := len(ahead); n > 0 {
		t.now = max(t.now, ahead[n-1].recorded)
	}
	t.view = view{ctx: context.Background(), q: t, bound: present, leaves: t.index, whole: true, failed: t.fail}
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
	err := t.turn(r)
	if err == nil {
		_, err = t.exec(versionTable.one, versionTable.summed(r.Kind, r.ID, r.Version, t.index, t.now, t.wall, r.Schema,
			r.Parent, r.State, due(r.Due), r.Label, blob(r.Body), blob(r.Salt), nil)...)
	}
	if err != nil {
		return fmt.Errorf("put %s %s version %d: %w", r.Kind, r.ID, r.Version, err)
	}
	t.stamp(r.Kind)
	t.did = true
	return nil
}

var insertHead = headTable.one + ` ON CONFLICT (kind, id) DO NOTHING`

const updateHead = `UPDATE head SET version = $3, first_leaf = $4, parent = $5, state = $6, due = $7, label = $8, sum = $9
	WHERE kind = $1 AND id = $2`

// turn makes r the newest version of its record, or says why it cannot be that.
func (t *tx) turn(r store.Record) error {
	if r.Version == 1 {
		n, err := t.exec(insertHead, headTable.summed(r.Kind, r.ID, r.Version, t.index, r.Parent, r.State, due(r.Due), r.Label)...)
		if err != nil || n > 0 {
			return err
		}
	}
	h, found, err := t.head(r.Kind, r.ID)
	switch {
	case err != nil:
		return err
	case found && h.state == store.StateErased:
		return store.ErrErased
	case !found || h.version != r.Version-1:
		return store.ErrConflict
	}
	_, err = t.exec(updateHead, headTable.summed(r.Kind, r.ID, r.Version, h.first, r.Parent, r.State, due(r.Due), r.Label)...)
	return err
}

// head reads which version of a record is the newest.
func (t *tx) head(kind, id string) (head, bool, error) {
	h, found, err := readOne[head](t.ctx, t.w, `WHERE kind = $1 AND id = $2`, kind, id)
	if err != nil {
		t.fail(err)
	}
	return h, found, err
}

// check says whether the act may be kept.
func (t *tx) check() error {
	if t.broken == nil && t.did && t.leaf == nil {
		return errNoLeaf
	}
	return t.broken
}
