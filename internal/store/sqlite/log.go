package sqlite

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"tocsin/internal/store"
	"tocsin/ledger"
)

// readCheckpoint returns the newest signed checkpoint, or store.ErrNotFound.
func readCheckpoint(ctx context.Context, q querier) (note []byte, err error) {
	err = must(ctx, q, `SELECT note FROM checkpoint WHERE id = 1`, nil, &note)
	return note, err
}

// loadFrontier reads the right edge of the log from its rows.
func loadFrontier(ctx context.Context, q querier) (f frontier, err error) {
	const last = `SELECT idx + 1, recorded FROM leaf ORDER BY idx DESC LIMIT 1`
	if _, err := one(ctx, q, last, nil, &f.size, &f.recorded); err != nil {
		return f, fmt.Errorf("read the newest leaf: %w", err)
	}
	f.edge, err = rowHashes{ctx, q}.ReadHashes(edgeIndexes(f.size))
	if errors.Is(err, errNoHash) {
		err = fmt.Errorf("%w: %w", store.ErrDamaged, err)
	}
	return f, err
}

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
	_, err = w.exec(`INSERT INTO checkpoint (id, note) VALUES (1, $1)
		ON CONFLICT (id) DO UPDATE SET note = excluded.note`, note)
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
	if errors.Is(err, store.ErrNotFound) && at.size == 0 {
		note, err = e.found(w, at)
	} else if err == nil {
		err = e.agree(ctx, w, at, note)
	} else {
		err = e.lost(err)
	}
	if err == nil {
		err = e.agreeBeside(ctx, w, at, b)
	}
	if err == nil {
		b.offer(note)
	}
	return at, err
}

// found makes the log of a new store: its name, and the checkpoint of the empty log. It leaves
// nothing half-done: when it fails, the connection is closed, and that undoes it.
func (e *engine) found(w *writer, empty frontier) ([]byte, error) {
	if _, err := w.exec("BEGIN IMMEDIATE"); err != nil {
		return nil, err
	}
	if _, err := w.exec(`INSERT INTO meta (name, value) VALUES ('origin', $1)`, e.opt.Origin); err != nil {
		return nil, err
	}
	note, err := e.seal(w, empty)
	if err != nil {
		return nil, err
	}
	return note, commit(w)
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
	var was string
	found, err := one(ctx, q, `SELECT value FROM meta WHERE name = 'origin'`, nil, &was)
	if err != nil || !found {
		return err
	}
	if e.opt.Origin == "" {
		e.opt.Origin = was
	}
	if was != e.opt.Origin {
		return fmt.Errorf("%s holds the log %s, not %s", e.dir, was, e.opt.Origin)
	}
	return nil
}

// agree compares the stored checkpoint with the root of the stored hashes, and the newest leaf
// with its hash.
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
	if at.size == 0 {
		return nil
	}
	var id [32]byte
	var raw []byte
	if err := must(ctx, q, `SELECT id FROM leaf WHERE idx = $1`, []any{at.size - 1}, &raw); err != nil {
		return err
	}
	stored, err := rowHashes{ctx, q}.ReadHashes([]int64{ledger.StoredCount(at.size - 1)})
	if err != nil {
		return err
	}
	if copy(id[:], raw) != len(id) || ledger.LeafHash(id) != stored[0] {
		return fmt.Errorf("%s: log %s: %w: leaf %d is not what was hashed", e.dir, e.opt.Origin, store.ErrDamaged, at.size-1)
	}
	return nil
}

// agreeBeside compares the log with the checkpoint outside the database: a database that is
// older was put back from a copy, and to go on with it would fork the log.
func (e *engine) agreeBeside(ctx context.Context, q querier, at frontier, b *beside) error {
	cp, ok := b.read()
	if !ok || cp.Origin != e.opt.Origin {
		return nil
	}
	if cp.Size > at.size {
		return fmt.Errorf("%s: log %s: %w: the file %s says %d leaves, the database holds %d: it was put back from an older copy, and only a successor log may go on from it",
			e.dir, cp.Origin, store.ErrDamaged, besideName, cp.Size, at.size)
	}
	root, err := ledger.Root(cp.Size, rowHashes{ctx, q})
	if err != nil {
		return err
	}
	if root != cp.Root {
		return fmt.Errorf("%s: log %s: %w: the file %s has another root for size %d", e.dir, cp.Origin, store.ErrDamaged, besideName, cp.Size)
	}
	return nil
}
