package sqlite

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	sqlite3 "modernc.org/sqlite/lib"

	"tocsin/internal/store"
	"tocsin/internal/store/storetest"
	"tocsin/ledger"
)

// What a caller hears about an act. The texts are what the child prints.
const (
	Nil     = "done"    // Update returned nil
	Unknown = "unknown" // store.ErrUnknown
	Refused = "refused" // any other error
	Nothing = "nothing" // the process died first
)

// A Fault is one thing that goes wrong at one step of a commit. It strikes one of three acts that
// are committed together, or what they share.
type Fault struct {
	Name   string
	Struck string // what the caller of the act in the middle hears
	Others string // and those of the two beside it; empty: the same
	Advice string // words in the error
	Kept   bool   // the acts are there when the folder is opened again, though it is not known or nobody heard of it
	Dies   bool   // the process, after the answer
	Left   string // a file that lies in the folder afterwards

	arm func(*victim)
}

// Faults are the named faults, in the order of the steps of a commit.
var Faults = []Fault{
	{Name: "the transaction does not begin", Struck: Refused, Advice: "another program keeps the database locked", arm: (*victim).thief},
	{Name: "the row of an act meets a full disk", Struck: Refused, Advice: "the disk is full: make room", arm: func(v *victim) {
		v.spill()
		v.during = v.failing("write wal", sqlite3.SQLITE_FULL)
	}},
	{Name: "the row of an act meets an I/O error", Struck: Refused, Advice: "the disk reports an error", arm: func(v *victim) {
		v.spill()
		v.during = v.failing("write wal", sqlite3.SQLITE_IOERR_WRITE)
	}},
	{Name: "the row of an act is refused by the database", Struck: Refused, Others: Nil, arm: func(v *victim) {
		v.sql(`CREATE TRIGGER fault BEFORE INSERT ON version WHEN NEW.parent = 'struck' BEGIN SELECT RAISE(ABORT, 'no'); END`)
	}},
	{Name: "the process dies between the rows of an act", Struck: Nothing, arm: func(v *victim) {
		v.spill() // so that some of them are in the write-ahead log already
		v.during = func() { v.onDisk("write wal", 8, func(s step) int32 { s.half(); die(); return 0 }) }
	}},
	{Name: "the statement cannot be signed", Struck: Refused, Others: Nil, Advice: "no pen", arm: func(v *victim) {
		v.pen = func() error { return errors.New("no pen") }
	}},
	{Name: "what signs the statement panics", Struck: Refused, Others: Nil, Advice: "panicked: no ink", arm: func(v *victim) {
		v.pen = func() error { panic("no ink") }
	}},
	{Name: "the process dies while a statement is signed", Struck: Nothing, arm: func(v *victim) {
		v.pen = func() error { die(); return nil }
	}},
	{Name: "the row of a leaf is not what was written", Struck: Refused, Advice: "nothing was signed", arm: func(v *victim) {
		v.sql(`CREATE TRIGGER fault AFTER INSERT ON leaf BEGIN UPDATE leaf SET recorded = recorded + 1 WHERE idx = NEW.idx; END`)
	}},
	{Name: "the row of a hash is not what was written", Struck: Refused, Advice: "nothing was signed", arm: func(v *victim) {
		v.sql(`CREATE TRIGGER fault AFTER INSERT ON hash BEGIN UPDATE hash SET hash = zeroblob(32), sum = tocsin_sum('hash', idx, zeroblob(32)) WHERE idx = NEW.idx; END`)
	}},
	{Name: "the log in memory is not that of the rows", Struck: Refused, Advice: "nothing was signed", arm: func(v *victim) {
		whole := v.e.committer.at
		v.e.committer.at.edge = []ledger.Hash{{1}}
		v.disarm(func() { v.e.committer.at = whole })
	}},
	{Name: "the checkpoint cannot be signed", Struck: Refused, Advice: "no seal", arm: func(v *victim) {
		v.seal(func([]byte) ([]byte, error) { return nil, errors.New("no seal") })
	}},
	{Name: "another text than the checkpoint is signed", Struck: Refused, Advice: "returned another text", arm: func(v *victim) {
		v.seal(func([]byte) ([]byte, error) { return []byte("another\n"), nil })
	}},
	{Name: "the process dies while the checkpoint is signed", Struck: Nothing, arm: func(v *victim) {
		v.seal(func([]byte) ([]byte, error) { die(); return nil, nil })
	}},
	{Name: "the row of the checkpoint is refused", Struck: Refused, arm: func(v *victim) {
		v.sql(`CREATE TRIGGER fault BEFORE UPDATE ON checkpoint BEGIN SELECT RAISE(ABORT, 'no'); END`)
	}},
	{Name: "the row of the checkpoint undoes the transaction", Struck: Refused, arm: func(v *victim) {
		v.sql(`CREATE TRIGGER fault BEFORE UPDATE ON checkpoint BEGIN SELECT RAISE(ROLLBACK, 'no'); END`)
	}},
	{Name: "the process dies right before COMMIT", Struck: Nothing, arm: func(v *victim) {
		v.commit(func(*writer) error { die(); return nil })
	}},
	{Name: "COMMIT fails and nothing was written", Struck: Unknown, Advice: errDisk.Error(), arm: func(v *victim) {
		v.commit(func(*writer) error { return errDisk })
		v.after = func() { time.Sleep(besideDelay * 3 / 2) } // for what is not durable to get into the checkpoint file
	}},
	{Name: "COMMIT meets a full disk", Struck: Unknown, Advice: "the disk is full", arm: func(v *victim) {
		v.failing("write wal", sqlite3.SQLITE_FULL)()
	}},
	{Name: "COMMIT meets an I/O error in the midst of a page", Struck: Unknown, Advice: "the disk reports an error", arm: func(v *victim) {
		v.onDisk("write wal", 5, func(s step) int32 { s.half(); return sqlite3.SQLITE_IOERR_WRITE })
	}},
	{Name: "the process dies in the midst of a page of the write-ahead log", Struck: Nothing, arm: func(v *victim) {
		v.onDisk("write wal", 6, func(s step) int32 { s.half(); die(); return 0 })
	}},
	{Name: "COMMIT is written and cannot be synced", Struck: Unknown, Advice: "the disk reports an error", Kept: true, arm: func(v *victim) {
		v.failing("sync wal", sqlite3.SQLITE_IOERR_FSYNC)()
	}},
	{Name: "the process dies before COMMIT is synced", Struck: Nothing, Kept: true, arm: func(v *victim) {
		v.onDisk("sync wal", 1, func(step) int32 { die(); return 0 })
	}},
	{Name: "COMMIT succeeds and says that it failed", Struck: Unknown, Advice: errDisk.Error(), Kept: true, arm: func(v *victim) {
		v.commit(func(w *writer) error { return errors.Join(commit(w), errDisk) })
	}},
	{Name: "the process dies after COMMIT and before the answer", Struck: Nothing, Kept: true, arm: func(v *victim) {
		v.commit(func(w *writer) error { defer die(); return commit(w) })
	}},
	{Name: "the process dies after the answer and before the checkpoint file", Struck: Nil, Kept: true, Dies: true, arm: func(v *victim) {
		v.after = die
	}},
	{Name: "the process dies in the midst of the checkpoint file", Struck: Nil, Kept: true, Dies: true, Left: besideName + ".new", arm: func(v *victim) {
		v.replace(func(path string, data []byte, mode fs.FileMode) error {
			defer die()
			return os.WriteFile(path+".new", data[:len(data)/2], mode)
		})
		v.after = func() { time.Sleep(20 * time.Second) }
	}},
	{Name: "the process dies before the checkpoint file takes its place", Struck: Nil, Kept: true, Dies: true, Left: besideName + ".new", arm: func(v *victim) {
		v.replace(func(path string, data []byte, mode fs.FileMode) error {
			defer die()
			return os.WriteFile(path+".new", data, mode)
		})
		v.after = func() { time.Sleep(20 * time.Second) }
	}},
	{Name: "the checkpoint file cannot be written", Struck: Nil, Kept: true, Left: besideName, arm: func(v *victim) {
		path := filepath.Join(v.e.dir, besideName)
		must0(os.RemoveAll(path))
		must0(os.MkdirAll(filepath.Join(path, "taken"), 0o700))
		v.after = func() {
			if v.e.Close() == nil {
				panic("the store closed as if nothing were amiss")
			}
		}
	}},
	{Name: "SQLite's checkpoint meets an I/O error", Struck: Nil, Kept: true, arm: func(v *victim) {
		v.moving()
		v.failing("write db", sqlite3.SQLITE_IOERR_WRITE)()
	}},
	{Name: "SQLite's checkpoint cannot be synced", Struck: Nil, Kept: true, arm: func(v *victim) {
		v.moving()
		v.failing("sync db", sqlite3.SQLITE_IOERR_FSYNC)()
	}},
	{Name: "the process dies before SQLite's checkpoint", Struck: Nothing, Kept: true, arm: func(v *victim) {
		v.moving()
		v.onDisk("write db", 1, func(step) int32 { die(); return 0 })
	}},
	{Name: "the process dies in the midst of a page of SQLite's checkpoint", Struck: Nothing, Kept: true, arm: func(v *victim) {
		v.moving()
		v.onDisk("write db", 4, func(s step) int32 { s.half(); die(); return 0 })
	}},
	{Name: "the process dies before SQLite's checkpoint is synced", Struck: Nothing, Kept: true, arm: func(v *victim) {
		v.moving()
		v.onDisk("sync db", 1, func(step) int32 { die(); return 0 })
	}},
	{Name: "the mover meets an I/O error", Struck: Nil, Kept: true, arm: func(v *victim) {
		v.moved(func() { v.failing("write db", sqlite3.SQLITE_IOERR_WRITE)() }, true)
	}},
	{Name: "what the mover moved cannot be synced", Struck: Nil, Kept: true, arm: func(v *victim) {
		v.moved(func() { v.failing("sync db", sqlite3.SQLITE_IOERR_FSYNC)() }, true)
	}},
	{Name: "the process dies in the midst of a page that the mover moves", Struck: Nil, Kept: true, Dies: true, arm: func(v *victim) {
		v.moved(func() { v.onDisk("write db", 4, func(s step) int32 { s.half(); die(); return 0 }) }, false)
	}},
	{Name: "the process dies before what the mover moved is synced", Struck: Nil, Kept: true, Dies: true, arm: func(v *victim) {
		v.moved(func() { v.onDisk("sync db", 1, func(step) int32 { die(); return 0 }) }, false)
	}},
}

// A victim is a child that a fault strikes.
type victim struct {
	e      *engine
	during func()       // within the act in the middle, before its rows
	pen    func() error // what signs its statement
	after  func()       // when all have their answer
	undo   []func()

	mu    sync.Mutex // guards wants
	wants func(step) int32
}

// die ends the process as kill -9 does.
func die() {
	p, err := os.FindProcess(os.Getpid())
	must0(errors.Join(err, p.Kill()))
	select {}
}

func must0(err error) {
	if err != nil {
		panic(err)
	}
}

func (v *victim) disarm(how func()) { v.undo = append(v.undo, how) }

// sql changes the schema behind the writer's back. What a trigger does is not undone by disarm,
// so it is dropped.
func (v *victim) sql(statement string) {
	run := func(statement string) {
		db, err := sql.Open("sqlite", writing(filepath.Join(v.e.dir, fileName)))
		must0(err)
		_, err = db.Exec(statement)
		must0(err) // and not closed: closing would drop the writer's locks
	}
	run(statement)
	v.disarm(func() { run(`DROP TRIGGER fault`) })
}

// thief holds the right to write.
func (v *victim) thief() {
	db, err := sql.Open("sqlite", writing(filepath.Join(v.e.dir, fileName)))
	must0(err)
	conn, err := db.Conn(context.Background())
	must0(err)
	_, err = conn.ExecContext(context.Background(), `BEGIN IMMEDIATE`)
	must0(err)
	_, err = v.e.committer.w.exec(`PRAGMA busy_timeout = 1`)
	must0(err)
	v.disarm(func() {
		_, err := conn.ExecContext(context.Background(), `ROLLBACK`)
		must0(err)
	})
}

// spill has the rows of a transaction written before its end.
func (v *victim) spill() {
	_, err := v.e.committer.w.exec(`PRAGMA cache_size = 10`)
	must0(err)
}

// moving has SQLite move every commit from the write-ahead log into the database at once.
func (v *victim) moving() {
	_, err := v.e.committer.w.conn.ExecContext(context.Background(), `PRAGMA wal_autocheckpoint = 1`)
	must0(err)
}

// moved has the mover move what the acts committed, when all have their answer and the fault is armed.
func (v *victim) moved(arm func(), fails bool) {
	v.after = func() {
		arm()
		_, err := checkpoint(v.e.committer.mover.db, "PASSIVE")
		if fails != (err != nil) {
			panic(fmt.Sprint("the mover says ", err))
		}
		v.mu.Lock()
		v.wants = nil
		v.mu.Unlock()
	}
}

func (v *victim) seal(sign func([]byte) ([]byte, error)) {
	whole := v.e.opt.Sign
	v.e.opt.Sign = sign
	v.disarm(func() { v.e.opt.Sign = whole })
}

func (v *victim) commit(how func(*writer) error) {
	v.e.committer.commit = how
	v.disarm(func() { v.e.committer.commit = commit })
}

func (v *victim) replace(how func(string, []byte, fs.FileMode) error) {
	for _, p := range v.e.committer.beside.places {
		p.mu.Lock()
		p.replace = how
		p.mu.Unlock()
	}
}

// onDisk has the nth step of a name go as how says, counted from now, and all after it.
func (v *victim) onDisk(name string, nth int64, how func(step) int32) {
	var n atomic.Int64
	v.mu.Lock()
	v.wants = func(s step) int32 {
		if s.name == name && n.Add(1) >= nth {
			return how(s)
		}
		return s.do()
	}
	v.mu.Unlock()
	v.disarm(func() {
		v.mu.Lock()
		v.wants = nil
		v.mu.Unlock()
	})
}

// failing has every step of a name fail, from when the function is called.
func (v *victim) failing(name string, code int32) func() {
	return func() { v.onDisk(name, 1, func(step) int32 { return code }) }
}

// PlayVictim is what a child does: one act, then three at once that the fault strikes, and then,
// if it lives and again is set, the same three requests again and a new one. It prints what each caller hears,
// and ends without closing anything.
func PlayVictim(log *storetest.Log, dir, name string, again bool) string {
	var f Fault
	for _, f = range Faults {
		if f.Name == name {
			break
		}
	}
	v := &victim{pen: func() error { return nil }, during: func() {}, after: func() {}}
	breakDisk(func(s step) int32 {
		v.mu.Lock()
		wants := v.wants
		v.mu.Unlock()
		if wants == nil {
			return s.do()
		}
		return wants(s)
	})
	s, err := Open(context.Background(), dir, log.Options())
	if err != nil {
		return err.Error()
	}
	v.e = s.(*engine)
	v.say("before", v.ask("before", nil))
	f.arm(v)
	v.strike(v.during)
	for _, undo := range v.undo {
		undo()
	}
	v.after()
	if again {
		v.pen = func() error { return nil }
		v.strike(func() {})
		v.say("later", v.ask("later", nil))
	}
	os.Exit(0)
	return ""
}

func (v *victim) say(who string, err error) {
	heard := Nil
	switch {
	case errors.Is(err, store.ErrUnknown):
		heard = Unknown
	case err != nil:
		heard = Refused
	}
	fmt.Printf("%s\t%s\t%q\n", who, heard, fmt.Sprint(err))
}

// strike runs three acts in one transaction, as far as they come so far.
func (v *victim) strike(during func()) {
	errs := make(map[string]error)
	var mu sync.Mutex // guards errs
	var all sync.WaitGroup
	ask := func(who string, within func()) {
		err := v.ask(who, within)
		mu.Lock()
		errs[who] = err
		mu.Unlock()
	}
	inside, gate, over := make(chan bool), make(chan bool), make(chan bool)
	enter := sync.OnceFunc(func() { close(inside) })
	all.Go(func() {
		defer close(over)
		ask("first", func() {
			enter()
			<-gate
		})
	})
	waits := true
	select {
	case <-inside:
	case <-over: // it never saw a transaction, or was done before
		waits = false
	}
	for i, who := range []string{"struck", "last"} {
		all.Go(func() {
			if who == "struck" {
				ask(who, during)
			} else {
				ask(who, nil)
			}
		})
		if waits {
			queued(i + 1)
		}
	}
	close(gate)
	all.Wait()
	for _, who := range []string{"first", "struck", "last"} {
		v.say(who, errs[who])
	}
}

// queued returns when so many acts wait for the committer to take them.
func queued(want int) {
	stacks := make([]byte, 1<<20)
	for range 10_000 {
		n := 0
		for g := range strings.SplitSeq(string(stacks[:runtime.Stack(stacks, true)]), "\n\n") {
			if head, _, _ := strings.Cut(g, "\n"); strings.Contains(head, "[select") && strings.Contains(g, "(*engine).submit(") {
				n++
			}
		}
		if n == want {
			return
		}
		time.Sleep(time.Millisecond)
	}
	panic("the acts do not come together")
}

// ask does an act under a request id. Whoever asks twice for what is done gets the first answer.
// The record and the statement are other ones each time, so that an act that was done twice shows.
func (v *victim) ask(id string, within func()) error {
	pen := func() error { return nil }
	if id == "struck" {
		pen = v.pen
	}
	return Ask(context.Background(), v.e, id, within, pen)
}

// Ask is one act under a request id, in a store.
func Ask(ctx context.Context, s store.Store, id string, within func(), pen func() error) error {
	digest := sha256.Sum256([]byte(id))
	return s.Update(ctx, func(tx store.Tx) error {
		if _, found, err := tx.Request("caller", id, digest); found || err != nil {
			return err
		}
		if within != nil {
			within()
		}
		record := rand.Text()
		if err := tx.Put(store.Record{Kind: "act", ID: record, Version: 1, Parent: id, Body: make([]byte, 60_000)}); err != nil {
			return err
		}
		if err := tx.Send(store.Message{ID: record, To: "peer", Body: []byte(id)}); err != nil {
			return err
		}
		if _, err := tx.AppendLater("act", func() ([]byte, error) { return []byte(record), pen() }); err != nil {
			return err
		}
		return tx.Remember("caller", id, digest, []byte(record))
	})
}
