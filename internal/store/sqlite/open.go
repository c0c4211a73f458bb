package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"tocsin/internal/store"
)

const (
	fileName = "tocsin.db"
	lockName = "lock"
)

// Open opens the store in the folder dir, and makes folder and store if there are none. It
// refuses a folder that another process writes to (store.ErrLocked), a database of a newer
// version, of another origin or of another program, and one that does not agree with its own log
// (store.ErrDamaged).
//
// With opt.ReadOnly it makes nothing and changes nothing but SQLite's own -shm and -wal files,
// which readers share with the writer. A folder that cannot be written at all, a copy on a
// read-only disk, can be read if no writer has it and its last writer closed it in order;
// until that reader closes, nobody gets the folder for writing.
func Open(ctx context.Context, dir string, opt store.Options) (store.Store, error) {
	e, err := newEngine(dir, opt)
	if err != nil {
		return nil, err
	}
	if opt.ReadOnly {
		err = e.openReader(ctx)
	} else {
		err = e.openWriter(ctx)
	}
	if err != nil {
		e.release()
		return nil, fmt.Errorf("open store: %w", e.explain(err))
	}
	return e, nil
}

func newEngine(dir string, opt store.Options) (*engine, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if opt.Clock == nil {
		opt.Clock = time.Now
	}
	return &engine{dir: dir, opt: opt}, nil
}

func (e *engine) openWriter(ctx context.Context) error {
	if e.opt.Sign == nil || e.opt.Origin == "" && !e.former {
		return errors.New("a store that writes needs an origin and a signer")
	}
	if err := os.MkdirAll(e.dir, 0o700); err != nil {
		return err
	}
	var err error
	if e.lock, err = lockFile(filepath.Join(e.dir, lockName)); err != nil {
		return fmt.Errorf("%s: %w", e.dir, err)
	}
	path := filepath.Join(e.dir, fileName)
	if err := private(path); err != nil {
		return err
	}
	if err := registerSum(); err != nil {
		return err
	}
	if e.cutOff, err = walLeft(path + "-wal"); err != nil {
		return fmt.Errorf("%s: %w: keep a copy of the folder, restore a backup", e.dir, err)
	}
	if e.writers, err = openPool(ctx, writing(path), 1); err != nil {
		return err
	}
	if err := migrate(ctx, e.writers); err != nil {
		return fmt.Errorf("%s: %w", e.dir, err)
	}
	if err := checkDurable(ctx, e.writers); err != nil {
		return fmt.Errorf("%s: %w", e.dir, err)
	}
	if e.opt.Bulk {
		if _, err := e.writers.ExecContext(ctx, `PRAGMA synchronous = OFF`); err != nil {
			return fmt.Errorf("%s: %w", e.dir, err)
		}
	}
	if e.readers, err = openPool(ctx, reading(path), readers()); err != nil {
		return err
	}
	return e.startCommitter(ctx)
}

// private makes an empty file that only this user can read, if there is no file.
func private(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return f.Close()
}

// checkDurable makes sure that a commit means what we promise: SQLite does not complain when a
// file system cannot do what a pragma asks for.
func checkDurable(ctx context.Context, db *sql.DB) error {
	var mode string
	var sync int
	const ask = `SELECT journal_mode, synchronous FROM pragma_journal_mode, pragma_synchronous`
	if err := db.QueryRowContext(ctx, ask).Scan(&mode, &sync); err != nil {
		return err
	}
	if mode != "wal" || sync != 2 {
		return fmt.Errorf("this file system does not support what a safe commit needs (journal %s, synchronous %d): use a local disk", mode, sync)
	}
	return nil
}

// readers is how many reads may be under way; more wait for one to end.
func readers() int { return max(32, 4*runtime.GOMAXPROCS(0)) }

// startCommitter checks the log and begins to serve acts.
func (e *engine) startCommitter(ctx context.Context) error {
	conn, err := e.writers.Conn(ctx)
	if err != nil {
		return err
	}
	w := &writer{conn: conn, stmts: map[string]*sql.Stmt{}}
	c := &committer{
		queue: make(chan *job), quit: make(chan struct{}),
		w: w, clock: e.opt.Clock, seal: e.seal, commit: commit,
		beside: newBeside(e.dir, e.opt), scrub: newScrub(), pens: make(chan *entry, maxBatch), watch: clockWatch{warn: e.opt.Warn},
	}
	c.at, err = e.prepareLog(ctx, w, c.beside)
	if err == nil {
		err = e.verifyOnce(ctx, w)
	}
	if err == nil && !e.opt.Bulk {
		err = c.startMover(ctx, filepath.Join(e.dir, fileName))
	}
	if err != nil {
		return errors.Join(err, w.close())
	}
	c.watch.look(c.at.recorded, micros(c.clock()))
	c.scrub.now(w) // an act that erased may have been the last one before a crash
	e.committer = c
	c.beside.start()
	c.wg.Go(c.loop)
	for range max(1, runtime.GOMAXPROCS(0)-1) {
		c.wg.Go(c.write)
	}
	return nil
}

// startMover has the write-ahead log moved into the database beside the committer.
func (c *committer) startMover(ctx context.Context, path string) (err error) {
	if _, err = c.w.exec(fmt.Sprintf(`PRAGMA wal_autocheckpoint = %d`, moveAtOnce)); err != nil {
		return err
	}
	if c.mover, err = newMover(ctx, path); err == nil {
		c.wg.Go(func() { c.mover.loop(c.quit) })
	}
	return err
}

// unverified names the row of meta that a migration leaves in a store whose rows had no sums by
// which a reader could tell whether they are as they were written.
const unverified = "unverified"

// verifyOnce verifies the whole of such a store before it takes an act.
func (e *engine) verifyOnce(ctx context.Context, w *writer) error {
	_, found, err := readOne[metaRow](ctx, w, `WHERE name = $1`, unverified)
	if err != nil || !found {
		return err
	}
	all, err := e.Verify(ctx, store.VerifyOptions{})
	if err == nil {
		err = all.Err()
	}
	if err != nil {
		return fmt.Errorf("%s: it comes from an older version: %w", e.dir, err)
	}
	_, err = w.exec(`DELETE FROM meta WHERE name = $1`, unverified)
	return err
}

func commit(w *writer) error {
	_, err := w.exec("COMMIT")
	return err
}

func (e *engine) openReader(ctx context.Context) error {
	path := filepath.Join(e.dir, fileName)
	if _, err := os.Stat(path); err != nil {
		return err
	}
	err := e.tryReader(ctx, reading(path))
	if err != nil && cannotWrite(err) {
		err = e.openFrozen(ctx, path, err)
	}
	if err != nil {
		return err
	}
	if e.opt.Suspect {
		return e.suspect(ctx)
	}
	return e.snapshot(ctx, present, e.checkLog)
}

// suspect takes the names and keys of the logs from the database, as far as they can be read.
func (e *engine) suspect(ctx context.Context) error {
	err := e.explain(e.checkOrigin(ctx, pooled{e}))
	if errors.Is(err, store.ErrDamaged) {
		return nil
	}
	return err
}

func (e *engine) tryReader(ctx context.Context, source string) (err error) {
	if e.readers, err = openPool(ctx, source, readers()); err != nil {
		return err
	}
	if err := checkSchema(ctx, e.readers); err != nil {
		return errors.Join(fmt.Errorf("%s: %w", e.dir, err), e.readers.Close())
	}
	return nil
}

// openFrozen reads a folder in which SQLite cannot keep its -shm file. Without it a change would
// go unnoticed, so it first takes care that there is no writer, and that nothing is left in the
// write-ahead log, which it could not see.
func (e *engine) openFrozen(ctx context.Context, path string, why error) (err error) {
	if e.lock, err = shareLock(filepath.Join(e.dir, lockName)); err != nil {
		return errors.Join(why, err)
	}
	wal, err := os.Stat(path + "-wal")
	if err == nil && wal.Size() > 0 {
		return fmt.Errorf("%s: its last writer was cut off and the folder cannot be written: copy it to a disk that can: %w", e.dir, why)
	}
	e.frozen = true
	return e.tryReader(ctx, frozen(path))
}
