package sqlite

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"tocsin/internal/store"
	"tocsin/internal/store/accounts"
	"tocsin/ledger"
)

const besideWhole = fileName + ".new" // a backup that is being copied as a whole

// Backup copies the store, as it stands at one moment, into the folder dest, and verifies the copy.
// It reads beside the writer, whom it never keeps waiting. A backup of this store that is there is
// carried on: only what is new is copied, in one transaction. A crash at any moment leaves the
// earlier backup. It refuses a folder that holds another log, or more of this one, or a store
// that is no backup.
func (e *engine) Backup(ctx context.Context, dest string, opt store.BackupOptions) (store.Backup, error) {
	if opt.Progress == nil {
		opt.Progress = func(string, int64, int64) {}
	}
	dest, err := filepath.Abs(dest)
	if err != nil {
		return store.Backup{}, err
	}
	b := &backup{e: e, dir: dest, path: filepath.Join(dest, fileName), opt: opt}
	if err := b.run(ctx); err != nil {
		return store.Backup{}, fmt.Errorf("back up to %s: %w", dest, explain(dest, err))
	}
	return b.done, nil
}

// backup is one backup under way.
type backup struct {
	e         *engine
	dir, path string
	opt       store.BackupOptions
	done      store.Backup
}

func (b *backup) run(ctx context.Context) error {
	if err := os.MkdirAll(b.dir, 0o700); err != nil {
		return err
	}
	if same, err := sameFolder(b.dir, b.e.dir); err != nil || same {
		return errors.Join(err, errors.New("this is the folder of the store itself"))
	}
	lock, err := lockFile(filepath.Join(b.dir, lockName))
	if err != nil {
		return err
	}
	defer unlock(lock)
	from, err := b.copy(ctx)
	if err != nil {
		return err
	}
	if err := b.verify(ctx, from); err != nil {
		return fmt.Errorf("the copy is not right: %w", err)
	}
	if err := replaceFile(filepath.Join(b.dir, besideName), b.done.Checkpoint, 0o600); err != nil {
		return err
	}
	return syncAbove(b.dir)
}

func sameFolder(a, b string) (bool, error) {
	x, err := os.Stat(a)
	if err != nil {
		return false, err
	}
	y, err := os.Stat(b)
	if err != nil {
		return false, err
	}
	return os.SameFile(x, y), nil
}

// copy brings the backup up to date. It returns the first leaf that was copied.
func (b *backup) copy(ctx context.Context) (from int64, err error) {
	if _, err := os.Stat(b.path); errors.Is(err, fs.ErrNotExist) {
		return 0, b.whole(ctx)
	} else if err != nil {
		return 0, err
	}
	from, err = b.carryOn(ctx)
	if errors.Is(err, errOlder) {
		return 0, b.whole(ctx)
	}
	return from, err
}

// copying is the data source of the connection that writes a backup. Nobody else may use the
// backup meanwhile: so no memory is shared, which a disk in the network could not do.
func copying(path string) string {
	return source(path, "rw", wait, "main.locking_mode(EXCLUSIVE)", "journal_mode(WAL)", "synchronous(FULL)", "secure_delete(1)", "temp_store(MEMORY)")
}

// live is the store's own database, as another connection of this process opens it for reading.
// What is written from there, too, overwrites what it leaves behind: else a copy would hold some
// rows twice, and once more after they were erased.
func (e *engine) live() string {
	s := source(filepath.Join(e.dir, fileName), "ro", wait, "secure_delete(1)")
	if e.frozen {
		s += "&immutable=1"
	}
	return s
}

// whole copies everything into a new file, which takes the place of a backup that is there.
func (b *backup) whole(ctx context.Context) error {
	fresh := filepath.Join(b.dir, besideWhole)
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		if err := os.Remove(fresh + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if err := b.vacuumInto(ctx, fresh); err != nil {
		return err
	}
	if err := b.mark(ctx, fresh); err != nil {
		return err
	}
	if err := syncFile(fresh); err != nil {
		return err
	}
	if err := os.Rename(fresh, b.path); err != nil {
		return err
	}
	b.done.Whole = true
	return syncFolder(b.dir)
}

// vacuumInto has SQLite write a consistent copy into a new file.
func (b *backup) vacuumInto(ctx context.Context, fresh string) error {
	if err := private(fresh); err != nil {
		return err
	}
	db, err := openPool(ctx, b.e.live(), 1)
	if err != nil {
		return err
	}
	defer db.Close()
	var total int64
	const size = `SELECT page_count * page_size FROM pragma_page_count, pragma_page_size`
	if err := db.QueryRowContext(ctx, size).Scan(&total); err != nil {
		return err
	}
	stop := b.watch(fresh, total)
	defer stop()
	_, err = db.ExecContext(ctx, `VACUUM INTO $1`, fresh)
	return err
}

const watchEvery = 200 * time.Millisecond

// watch tells how far a file has grown, until stop is called.
func (b *backup) watch(path string, total int64) (stop func()) {
	quit := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		tick := time.NewTicker(watchEvery)
		defer tick.Stop()
		for {
			select {
			case <-quit:
				return
			case <-tick.C:
			}
			if info, err := os.Stat(path); err == nil {
				b.opt.Progress("copy", min(info.Size(), total), total)
			}
		}
	})
	return func() {
		close(quit)
		wg.Wait()
	}
}

// mark makes a copy a backup: see backupMark.
func (b *backup) mark(ctx context.Context, path string) error {
	c, err := openCopy(ctx, path)
	if err != nil {
		return err
	}
	_, err = c.exec(`BEGIN IMMEDIATE`)
	if err == nil {
		err = c.mark(ctx)
	}
	if err == nil {
		_, err = c.exec(`COMMIT`)
	}
	return errors.Join(err, c.close())
}

// backupCopy is the connection that writes a backup.
type backupCopy struct {
	*writer
	db    *sql.DB
	older bool // its schema is older than ours
}

// openCopy opens a copy for writing. close must follow, and leaves one file with everything in it.
func openCopy(ctx context.Context, path string) (*backupCopy, error) {
	db, err := openPool(ctx, copying(path), 1)
	if err != nil {
		return nil, err
	}
	c := &backupCopy{db: db}
	if err := c.compare(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	c.writer = &writer{conn: conn, stmts: map[string]*sql.Stmt{}}
	return c, nil
}

func (c *backupCopy) compare(ctx context.Context) error {
	have, err := schema(ctx, c.db)
	if err != nil {
		return err
	}
	p, err := provider(c.db)
	if err != nil {
		return err
	}
	want := newest(p)
	if c.older = have < want; have > want {
		return newerSchema(have, want)
	}
	return nil
}

func (c *backupCopy) close() error { return errors.Join(c.writer.close(), c.db.Close()) }

func (c *backupCopy) mark(ctx context.Context) error {
	var leaves int64
	if err := must(ctx, c, allLeaves, nil, &leaves); err != nil {
		return err
	}
	if _, err := c.exec(`DELETE FROM access WHERE kind = $1`, accounts.KindSession); err != nil {
		return err // who signed out is not signed in again by a restore
	}
	_, err := c.exec(insertMeta, metaTable.summed(backupMark, strconv.FormatInt(leaves, 10))...)
	return err
}

// errOlder says that the backup has an older schema, and is copied as a whole.
var errOlder = errors.New("the backup has an older schema")

// carryOn copies what is new into a backup that is there. The log only grows, so a backup that
// fits the store now fits it when it is read again for the copy.
func (b *backup) carryOn(ctx context.Context) (from int64, err error) {
	c, err := openCopy(ctx, b.path)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	if from, err = b.fits(ctx, c); err != nil {
		return 0, err
	}
	if _, err := c.exec(`ATTACH DATABASE $1 AS live`, b.e.live()); err != nil {
		return 0, err
	}
	if _, err := c.exec(`BEGIN IMMEDIATE`); err != nil {
		return 0, err
	}
	if err = copyNew(ctx, c, from); err == nil {
		_, err = c.exec(`COMMIT`)
	}
	if err != nil {
		c.exec(`ROLLBACK`) // an error says that there is nothing left to undo
	}
	return from, err
}

// fits says how many leaves a backup holds, if they are the first of the store's. It reads without
// regard to sums, because an older schema may have others.
func (b *backup) fits(ctx context.Context, c *backupCopy) (leaves int64, err error) {
	var size int64
	if err := must(ctx, c, allLeaves, nil, &size); err != nil {
		return 0, err
	}
	found, err := one(ctx, c, `SELECT 1 FROM meta WHERE name = $1`, []any{backupMark}, new(int64))
	if err == nil && !found {
		err = errors.New("the folder holds a store that is no backup: name another folder")
	}
	if err != nil {
		return 0, err
	}
	was, err := lineOf(ctx, c)
	if err != nil {
		return 0, err
	}
	err = b.e.snapshot(ctx, present, func(v *view) error {
		is, err := lineOf(ctx, v.q)
		switch {
		case err != nil:
			return err
		case len(was) == 0 || !strings.HasPrefix(strings.Join(is, "\n")+"\n", strings.Join(was, "\n")+"\n"):
			return fmt.Errorf("the folder holds a backup of %s, and this is %s: name another folder", strings.Join(was, ", then "), strings.Join(is, ", then "))
		case size > v.leaves:
			return fmt.Errorf("the backup has %d leaves and the store %d: the store was put back from an older copy, so name another folder and keep this backup", size, v.leaves)
		}
		same, err := sameEdge(ctx, c, v.q, size)
		if err == nil && !same {
			err = fmt.Errorf("the first %d leaves of the backup are not those of the store: the log was forked, so name another folder and keep this backup", size)
		}
		return err
	})
	if err == nil && c.older {
		err = errOlder
	}
	return size, err
}

// lineOf names the logs of a database, in order, each with its first leaf.
func lineOf(ctx context.Context, q querier) (line []string, err error) {
	rows, err := q.QueryContext(ctx, `SELECT origin, first FROM log ORDER BY number`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var origin string
		var first int64
		if err := rows.Scan(&origin, &first); err != nil {
			return nil, err
		}
		line = append(line, fmt.Sprintf("the log %s from leaf %d on", origin, first))
	}
	return line, rows.Err()
}

// sameEdge says whether two databases have the same tree over their first leaves.
func sameEdge(ctx context.Context, a, b querier, size int64) (bool, error) {
	for _, i := range edgeIndexes(size) {
		var x, y []byte
		for q, h := range map[querier]*[]byte{a: &x, b: &y} {
			if err := must(ctx, q, `SELECT hash FROM hash WHERE idx = $1`, []any{i}, h); err != nil {
				return false, fmt.Errorf("hash %d: %w", i, err)
			}
		}
		if !bytes.Equal(x, y) {
			return false, nil
		}
	}
	return true, nil
}

// news are the statements that copy what is new from the database live: LEAF is the first leaf
// that the backup has not, HASH the first hash. Every table of ours is among them: a test holds the
// copy to the original.
var news = []string{
	`INSERT INTO main.hash SELECT * FROM live.hash WHERE idx >= HASH`,
	`INSERT INTO main.leaf SELECT * FROM live.leaf WHERE idx >= LEAF`,
	`INSERT INTO main.version SELECT * FROM live.version WHERE leaf >= LEAF`,
	versionTable.takeOver(`l.erased >= LEAF AND l.leaf < LEAF`),
	`INSERT OR REPLACE INTO main.head SELECT h.* FROM live.version v CROSS JOIN live.head h
		WHERE v.leaf >= LEAF AND h.kind = v.kind AND h.id = v.id`,
	`INSERT OR REPLACE INTO main.head SELECT h.* FROM live.version v CROSS JOIN live.head h
		WHERE v.erased >= LEAF AND h.kind = v.kind AND h.id = v.id`,
	`INSERT INTO main.request SELECT * FROM live.request WHERE leaf >= 0 AND leaf >= LEAF`,
	requestTable.takeOver(`l.leaf >= 0 AND l.leaf < LEAF AND l.leaf IN (SELECT leaf FROM live.version WHERE erased >= LEAF)`),
	`INSERT INTO main.request SELECT * FROM live.request r WHERE leaf < 0
		AND NOT EXISTS (SELECT 1 FROM main.request m WHERE m.caller = r.caller AND m.id = r.id)`,
	outboxTable.takeOver(`m.carried IS NULL AND l.carried IS NOT NULL`),
	`INSERT INTO main.outbox SELECT * FROM live.outbox
		WHERE seq > (SELECT coalesce(max(seq), 0) FROM main.outbox)`,
	outboxTable.takeOver(`l.erased >= LEAF`),
	`INSERT OR REPLACE INTO main.delivery SELECT * FROM live.delivery
		WHERE changed > (SELECT coalesce(max(changed), 0) FROM main.delivery)`,
	`INSERT OR REPLACE INTO main.checkpoint SELECT * FROM live.checkpoint`,
	`INSERT OR REPLACE INTO main.log SELECT * FROM live.log`,
	`INSERT OR REPLACE INTO main.meta SELECT * FROM live.meta`,
	`DELETE FROM main.access`,
	`INSERT INTO main.access SELECT * FROM live.access`,
}

// takeOver is the statement that writes over rows of main, m, with those of live, l, where both
// fulfil a condition.
func (t table) takeOver(condition string) string {
	var set, same []string
	for i, c := range append(t.columns[:len(t.columns):len(t.columns)], "sum") {
		if i < t.key {
			same = append(same, "m."+c+" = l."+c)
		} else {
			set = append(set, c+" = l."+c)
		}
	}
	return "UPDATE main." + t.name + " AS m SET " + strings.Join(set, ", ") + " FROM live." + t.name + " AS l" +
		" WHERE " + strings.Join(same, " AND ") + " AND " + condition
}

func copyNew(ctx context.Context, c *backupCopy, from int64) error {
	numbers := strings.NewReplacer("LEAF", strconv.FormatInt(from, 10), "HASH", strconv.FormatInt(ledger.StoredCount(from), 10))
	for _, s := range news {
		if _, err := c.conn.ExecContext(ctx, numbers.Replace(s)); err != nil {
			return err
		}
	}
	return c.mark(ctx)
}

// verify recomputes what was copied from the rows of the copy: all of it, when all of it is new or
// that is asked for.
func (b *backup) verify(ctx context.Context, from int64) error {
	if b.done.Whole || b.opt.Full {
		if err := b.verifyAll(ctx); err != nil {
			return err
		}
	}
	c, err := openCopy(ctx, b.path)
	if err != nil {
		return err
	}
	return errors.Join(b.verifyNew(ctx, c, from), c.close())
}

func (b *backup) verifyAll(ctx context.Context) error {
	db, err := openPool(ctx, copying(b.path), 1)
	if err != nil {
		return err
	}
	e := &engine{dir: b.dir, readers: db}
	var v store.Verification
	if err = e.snapshot(ctx, present, e.checkLog); err == nil {
		v, err = e.Verify(ctx, store.VerifyOptions{Progress: func(_ string, done, total int64) { b.opt.Progress("verify", done, total) }})
	}
	return errors.Join(err, v.Err(), e.compiled.close(), db.Close())
}

func (b *backup) verifyNew(ctx context.Context, c *backupCopy, from int64) error {
	e := &engine{dir: b.dir}
	if err := e.checkLog(&view{ctx: ctx, q: c}); err != nil {
		return err
	}
	at, err := loadFrontier(ctx, c)
	if err != nil {
		return err
	}
	if b.done.Checkpoint, err = readCheckpoint(ctx, c); err != nil {
		return err
	}
	b.done.Log, b.done.Leaves, b.done.New = e.opt.Origin, at.size, at.size-from
	if at.size > 0 {
		b.done.Recorded = instant(at.recorded)
	}
	if b.done.Whole {
		return nil // it was verified above
	}
	if err := verifyTree(ctx, c, from, at); err != nil {
		return err
	}
	return verifyRows(ctx, c, from)
}

// verifyTree computes the leaves from this one on anew, from their statements to the root.
func verifyTree(ctx context.Context, c *backupCopy, from int64, end frontier) error {
	at := frontier{size: from}
	var err error
	if at.edge, err = (rowHashes{ctx, c}).ReadHashes(edgeIndexes(from)); err != nil {
		return err
	}
	const some = 512
	for at.size < end.size {
		leaves, err := read[leafRow](ctx, c, `WHERE idx >= $1 ORDER BY idx LIMIT $2`, at.size, some)
		if err != nil {
			return err
		}
		if len(leaves) == 0 {
			return leafTable.damaged("it is missing", at.size)
		}
		for _, l := range leaves {
			if at, err = checkLeaf(ctx, c, at, l); err != nil {
				return err
			}
		}
	}
	if !slices.Equal(at.edge, end.edge) {
		return fmt.Errorf("%w: the hashes do not follow from the leaves", store.ErrDamaged)
	}
	return nil
}

// checkLeaf says whether a leaf follows the tree at this point, and its hashes from it.
func checkLeaf(ctx context.Context, q querier, at frontier, l leafRow) (frontier, error) {
	id := sha256.Sum256(l.statement)
	if l.index != at.size {
		return at, leafTable.damaged("it is missing", at.size)
	}
	if !bytes.Equal(id[:], l.id) {
		return at, leafTable.damaged("its id is not that of its statement", l.index)
	}
	next, fresh, err := at.append(id, l.recorded)
	if err != nil {
		return at, err
	}
	first := ledger.StoredCount(l.index)
	indexes := make([]int64, len(fresh))
	for i := range fresh {
		indexes[i] = first + int64(i)
	}
	stored, err := rowHashes{ctx, q}.ReadHashes(indexes)
	if err != nil {
		return at, err
	}
	if !slices.Equal(stored, fresh) {
		return at, leafTable.damaged("the hashes of the tree do not follow from it", l.index)
	}
	return next, nil
}

// verifyRows reads the rows that acts from this leaf on have written or erased, each against its
// sum.
func verifyRows(ctx context.Context, c *backupCopy, from int64) error {
	for _, t := range tables {
		where, args := "", []any{from}
		switch t.name {
		case "leaf", "hash", "checkpoint": // were read already
			continue
		case "version":
			where = `WHERE leaf >= $1 OR erased >= $1`
		case "head":
			where = `WHERE rowid IN (SELECT h.rowid FROM version v CROSS JOIN head h
				WHERE (v.leaf >= $1 OR v.erased >= $1) AND h.kind = v.kind AND h.id = v.id)`
		case "request", "outbox", "delivery":
			where = `WHERE leaf >= 0 AND leaf >= $1`
		default:
			args = nil
		}
		if err := t.checkAll(ctx, c, where, args...); err != nil {
			return err
		}
	}
	return nil
}

// checkAll reads the rows that a condition selects, and checks each by its sum.
func (t table) checkAll(ctx context.Context, q querier, where string, args ...any) error {
	rows, err := q.QueryContext(ctx, "SELECT "+t.list+" FROM "+t.name+" "+where, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	values := make([]any, len(t.columns))
	columns := make([]any, len(values))
	for i := range values {
		columns[i] = &values[i]
	}
	for rows.Next() {
		if err := t.scan(rows, columns); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Copy copies the database of a store or of a backup, whatever its state and its schema, from one
// folder to another that has none, and makes the copy durable. What is copied is not verified.
func Copy(ctx context.Context, from, to string) error {
	e, err := newEngine(from, store.Options{})
	if err != nil {
		return err
	}
	if err := e.copyTo(ctx, to); err != nil {
		return fmt.Errorf("copy the database of %s: %w", from, e.explain(err))
	}
	return nil
}

func (e *engine) copyTo(ctx context.Context, to string) error {
	if _, err := os.Stat(filepath.Join(e.dir, fileName)); err != nil {
		return err
	}
	b := &backup{e: e, opt: store.BackupOptions{Progress: func(string, int64, int64) {}}}
	path := filepath.Join(to, fileName)
	err := b.vacuumInto(ctx, path)
	if err != nil && cannotWrite(err) { // a disk that cannot be written, or one that is full: it fails again
		if wal, err := os.Stat(filepath.Join(e.dir, fileName+"-wal")); err == nil && wal.Size() > 0 {
			return errors.New("its last writer was cut off and the folder cannot be written: copy it to a disk that can")
		}
		e.frozen = true
		if err = os.Remove(path); err == nil || errors.Is(err, fs.ErrNotExist) {
			err = b.vacuumInto(ctx, path)
		}
	}
	if err == nil {
		err = syncFile(path)
	}
	return errors.Join(err, syncFolder(to))
}
