package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"tocsin/internal/store"
	"tocsin/ledger"
)

// engine is the store of one folder.
type engine struct {
	dir string
	opt store.Options

	logs    []store.Log // that the store is and was, the present one last
	learned bool        // the key of the last of them is not written down yet
	former  bool        // it takes no acts: see Former
	frozen  bool        // the folder cannot be written, and nobody does

	cutOff    bool     // the last writer did not close the store
	lock      *os.File // held while we write, or shared while we read a frozen folder
	writers   *sql.DB  // one connection; nil when reading only
	readers   *sql.DB
	compiled  compiled   // of the readers
	committer *committer // nil when reading only

	closing sync.Once
	closed  error
}

var _ store.Store = (*engine)(nil)

func (e *engine) explain(err error) error { return explain(e.dir, err) }

func (e *engine) Update(ctx context.Context, fn func(store.Tx) error) error {
	return e.submit(ctx, &job{fn: func(t *tx) error { return fn(t) }})
}

func (e *engine) Rehearse(ctx context.Context, fn func(store.Tx) error) error {
	return e.submit(ctx, &job{fn: func(t *tx) error { return fn(t) }, rehearse: true})
}

// submit waits for the committer to take the job, and then for its answer: once taken it is run
// at once, and to go away then would leave the caller not knowing what became of it.
func (e *engine) submit(ctx context.Context, j *job) error {
	c := e.committer
	if c == nil || e.former && !j.succeeds {
		return store.ErrReadOnly
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	j.ctx, j.done = ctx, make(chan struct{})
	select {
	case c.queue <- j:
	case <-c.quit:
		return store.ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	<-j.done
	return e.explain(j.err)
}

func (e *engine) View(ctx context.Context, fn func(store.View) error) error {
	return e.snapshot(ctx, present, func(v *view) error { return fn(v) })
}

func (e *engine) AsOf(ctx context.Context, t time.Time, fn func(store.View) error) error {
	return e.snapshot(ctx, micros(t), func(v *view) error { return fn(v) })
}

// snapshot reads what was recorded until then, microseconds, or all that is
// recorded at present, in one transaction.
func (e *engine) snapshot(ctx context.Context, until int64, fn func(*view) error) error {
	tx, err := e.readers.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return e.explain(err)
	}
	r := &reader{tx: tx, e: e}
	defer r.end(ctx)
	v := &view{ctx: ctx, q: r, plain: tx, bound: present, failed: e.explain}
	if until == present {
		err = must(ctx, tx, allLeaves, nil, &v.leaves)
	} else {
		err = must(ctx, tx, leavesUntil, []any{until}, &v.leaves)
		v.bound = v.leaves
		if err == nil {
			err = v.checkBound(until)
		}
	}
	if err != nil {
		return e.explain(fmt.Errorf("count leaves: %w", err))
	}
	return fn(v)
}

// allLeaves counts the leaves, and leavesUntil those that were recorded until $1.
const allLeaves = `SELECT coalesce(max(idx) + 1, 0) FROM leaf`
const leavesUntil = `SELECT coalesce((SELECT idx + 1 FROM leaf WHERE recorded <= $1
	ORDER BY recorded DESC, idx DESC LIMIT 1), 0)`

func (e *engine) Checkpoint(ctx context.Context) ([]byte, error) {
	note, err := readCheckpoint(ctx, pooled{e})
	if err != nil {
		return nil, e.explain(fmt.Errorf("read checkpoint: %w", err))
	}
	return note, nil
}

func (e *engine) Hashes(ctx context.Context) ledger.HashReader {
	return rowHashes{ctx, pooled{e}}
}

func (e *engine) Close() error {
	e.closing.Do(func() {
		if c := e.committer; c != nil {
			close(c.quit)
			c.wg.Wait()
			if e.closed = e.settle(); e.closed != nil {
				c.beside.drop()
			}
			e.closed = errors.Join(e.closed, c.beside.close())
		}
		e.closed = errors.Join(e.closed, e.release())
	})
	return e.closed
}

// settle makes durable what a bulk of acts has left to the operating system. It moves every
// commit from the log beside the database into it, and syncs both. SQLite syncs neither when there
// is nothing to move, and there may be nothing though the last moves were not synced: so it writes
// a row first.
func (e *engine) settle() error {
	if !e.opt.Bulk {
		return nil
	}
	w := e.committer.w
	if _, err := w.exec(`PRAGMA synchronous = FULL`); err != nil {
		return e.explain(err)
	}
	if _, err := w.exec(`UPDATE checkpoint SET note = note`); err != nil {
		return e.explain(err)
	}
	_, err := checkpoint(w, "TRUNCATE")
	if errors.Is(err, errMoving) {
		return fmt.Errorf("%s: it is not sure that all acts are on the disk: a reader kept them from being moved there", e.dir)
	}
	if err != nil {
		return e.explain(err)
	}
	return errors.Join(syncFolder(e.dir), syncAbove(e.dir))
}

// release closes what is open, the lock last.
func (e *engine) release() error {
	errs := []error{e.compiled.close()}
	if e.readers != nil {
		errs = append(errs, e.readers.Close())
	}
	if e.committer != nil {
		if m := e.committer.mover; m != nil {
			errs = append(errs, m.db.Close())
		}
		errs = append(errs, e.committer.w.close())
	}
	if e.writers != nil {
		errs = append(errs, e.writers.Close())
	}
	if e.lock != nil {
		errs = append(errs, unlock(e.lock))
	}
	return errors.Join(errs...)
}
