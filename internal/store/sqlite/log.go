package sqlite

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/note"

	"tocsin/internal/store"
	"tocsin/ledger"
)

// readCheckpoint returns the newest signed checkpoint, or store.ErrNotFound.
func readCheckpoint(ctx context.Context, q querier) (note []byte, err error) {
	r, found, err := readOne[noteRow](ctx, q, `WHERE id = 1`)
	if err == nil && !found {
		err = store.ErrNotFound
	}
	return r.note, err
}

// loadFrontier reads the right edge of the log from its rows.
func loadFrontier(ctx context.Context, q querier) (f frontier, err error) {
	last, found, err := readOne[leafRow](ctx, q, `ORDER BY idx DESC LIMIT 1`)
	if err != nil {
		return f, fmt.Errorf("read the newest leaf: %w", err)
	}
	if found {
		f.size, f.recorded = last.index+1, last.recorded
	}
	f.edge, err = loadEdge(ctx, q, f.size)
	return f, err
}

var (
	insertCheckpoint = checkpointTable.one + ` ON CONFLICT (id) DO UPDATE SET note = excluded.note, sum = excluded.sum`
	insertMeta       = metaTable.one + ` ON CONFLICT (name) DO UPDATE SET value = excluded.value, sum = excluded.sum`
	insertLog        = logTable.one + ` ON CONFLICT (number) DO UPDATE SET key = excluded.key, sum = excluded.sum`
)

// seal signs the checkpoint of a log that grew, and stores it within the transaction. The
// signature leaves the house only after the commit.
func (e *engine) seal(w *writer, at frontier) ([]byte, error) {
	cp, err := at.checkpoint(e.opt.Origin)
	if err != nil {
		return nil, err
	}
	note, err := e.opt.Sign(cp.Text())
	if err != nil {
		return nil, fmt.Errorf("sign the checkpoint of %s: %w", cp.Origin, err)
	}
	if !bytes.HasPrefix(note, append(cp.Text(), '\n')) {
		return nil, fmt.Errorf("sign the checkpoint of %s: the signer returned another text", cp.Origin)
	}
	_, err = w.exec(insertCheckpoint, checkpointTable.summed(1, note)...)
	return note, err
}

// prepareLog checks the log before anything is added to it, and founds it in a new store.
func (e *engine) prepareLog(ctx context.Context, w *writer, b *beside) (frontier, error) {
	at, err := loadFrontier(ctx, w)
	if err != nil {
		return at, fmt.Errorf("%s: log %s: %w", e.dir, e.opt.Origin, err)
	}
	if err := e.checkOrigin(ctx, w); err != nil {
		return at, err
	}
	note, err := readCheckpoint(ctx, w)
	fresh := errors.Is(err, store.ErrNotFound) && at.size == 0 && !e.former
	switch {
	case fresh:
		err = nil
	case err == nil:
		err = e.agree(ctx, w, at, note)
	default:
		err = e.lost(err)
	}
	if err != nil || e.former {
		return at, err
	}
	if err := e.mayGoOn(ctx, w, at, b); err != nil {
		return at, fmt.Errorf("%s: %w", e.dir, err)
	}
	if fresh {
		note, err = e.found(w, at)
	} else {
		err = e.learn(w)
	}
	if err == nil {
		b.offer(note)
	}
	return at, err
}

// mayGoOn refuses a database that was put back from a copy: to go on with it would fork the log.
func (e *engine) mayGoOn(ctx context.Context, q querier, at frontier, b *beside) error {
	backup, err := isBackup(ctx, q)
	if err == nil && backup {
		err = &store.Behind{Log: e.opt.Origin, Held: at.size}
	}
	if err != nil {
		return err
	}
	return e.agreeBeside(ctx, q, at, b)
}

// learn writes down the key of a store that was made before stores kept it.
func (e *engine) learn(w *writer) error {
	if !e.learned {
		return nil
	}
	return addLog(w, e.logs[len(e.logs)-1])
}

// found makes the log of a new store: its name, and the checkpoint of the empty log. It leaves
// nothing half-done: when it fails, the connection is closed, and that undoes it.
func (e *engine) found(w *writer, empty frontier) ([]byte, error) {
	if _, err := w.exec("BEGIN IMMEDIATE"); err != nil {
		return nil, err
	}
	if err := addLog(w, e.logs[0]); err != nil {
		return nil, err
	}
	note, err := e.seal(w, empty)
	if err != nil {
		return nil, err
	}
	if err := commit(w); err != nil || e.opt.Bulk {
		return note, err
	}
	return note, syncAbove(e.dir)
}

// checkLog is what a reader checks before it believes the database.
func (e *engine) checkLog(v *view) error {
	if err := e.checkOrigin(v.ctx, v.q); err != nil {
		return err
	}
	at, err := loadFrontier(v.ctx, v.q)
	if err != nil {
		return fmt.Errorf("%s: log %s: %w", e.dir, e.opt.Origin, err)
	}
	note, err := readCheckpoint(v.ctx, v.q)
	if err != nil {
		return e.lost(err)
	}
	return e.agree(v.ctx, v.q, at, note)
}

// lost explains why there is no checkpoint to read in a store that has been made.
func (e *engine) lost(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		err = fmt.Errorf("%w: its checkpoint is lost", store.ErrDamaged)
	}
	return fmt.Errorf("%s: log %s: %w", e.dir, e.opt.Origin, err)
}

// checkOrigin compares the log's name with the one the store was made with, and takes that one
// over when the caller named none.
func (e *engine) checkOrigin(ctx context.Context, q querier) error {
	logs, err := loadLogs(ctx, q)
	if err != nil {
		return err
	}
	if len(logs) == 0 { // it is to be founded
		if _, some, err := readOne[leafRow](ctx, q, `LIMIT 1`); err != nil || some {
			return cmp.Or(err, logTable.damaged("it is not there", 1))
		}
		logs = []store.Log{{Number: 1, Origin: e.opt.Origin, Key: e.opt.Key}}
	}
	last := &logs[len(logs)-1]
	if e.opt.Origin != "" && e.opt.Origin != last.Origin {
		return fmt.Errorf("%s: %w: it holds the log %s, not %s", e.dir, store.ErrOtherLog, last.Origin, e.opt.Origin)
	}
	if e.learned = last.Key == "" && e.opt.Key != ""; e.learned {
		last.Key = e.opt.Key
	}
	if e.opt.Key != "" && e.opt.Key != last.Key {
		return fmt.Errorf("%s: %w: the log %s was made with another", e.dir, store.ErrOtherLog, last.Origin)
	}
	e.logs, e.opt.Origin, e.opt.Key = logs, last.Origin, last.Key
	return nil
}

// agree compares the stored checkpoint with the root of the stored hashes, and the newest leaves
// with theirs.
func (e *engine) agree(ctx context.Context, q querier, at frontier, note []byte) error {
	cp, err := at.checkpoint(e.opt.Origin)
	if err != nil {
		return err
	}
	if want := append(cp.Text(), '\n'); !bytes.HasPrefix(note, want) {
		text, _, _ := bytes.Cut(note, []byte("\n\n"))
		return fmt.Errorf("%s: log %s: %w: it signed %q, its rows give %q: do not write to it, keep a copy",
			e.dir, e.opt.Origin, store.ErrDamaged, text, cp.Text())
	}
	if err := e.checkSigned(note); err != nil || at.size == 0 {
		return err
	}
	newest := int64(newestLeaves)
	if e.cutOff {
		newest = newestAfterCut
	}
	if err := trust(ctx, q, frontier{size: max(0, at.size-newest)}, at); err != nil {
		return fmt.Errorf("%s: log %s: %w", e.dir, e.opt.Origin, err)
	}
	return nil
}

// How many of the newest leaves are computed anew when a store is opened, and how many when its last
// writer was cut off: a few milliseconds, and a few dozen.
const (
	newestLeaves   = 256
	newestAfterCut = 4096
)

// checkSigned says whether the log's own key signed its checkpoint, if the key is known.
func (e *engine) checkSigned(signed []byte) error {
	if e.opt.Key == "" {
		return nil
	}
	v, err := ledger.NewVerifier(e.opt.Key)
	if err != nil {
		return fmt.Errorf("%s: log %s: %w", e.dir, e.opt.Origin, err)
	}
	_, err = ledger.OpenCheckpoint(signed, e.opt.Origin, ledger.VerifierList(v))
	if _, ok := errors.AsType[*note.UnverifiedNoteError](err); ok {
		return fmt.Errorf("%s: %w: the log %s was signed with another", e.dir, store.ErrOtherLog, e.opt.Origin)
	}
	if err != nil {
		return fmt.Errorf("%s: log %s: %w: its checkpoint is not rightly signed: %w", e.dir, e.opt.Origin, store.ErrDamaged, err)
	}
	return nil
}
