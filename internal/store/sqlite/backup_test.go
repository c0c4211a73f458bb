package sqlite_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin/internal/store"
	"tocsin/internal/store/storetest"
)

// roles are more that a child can play: see play.
var roles = map[string]func(*storetest.Log, string) string{"backup": backups}

func TestBackups(t *testing.T) {
	t.Parallel()
	storetest.RunBackups(t, func(t *testing.T) storetest.Place { return at(t.TempDir()) }, at)
}

// rows are all rows of all tables, in order, but for what a backup says of itself and when the
// schema was made.
func rows(t testing.TB, dir string) map[string][]string {
	t.Helper()
	raw, err := sql.Open("sqlite", db(dir))
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	names, err := raw.Query(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN ('goose_db_version', 'sqlite_sequence')`)
	if err != nil {
		t.Fatal(err)
	}
	defer names.Close()
	all := map[string][]string{}
	for names.Next() {
		var name string
		if err := names.Scan(&name); err != nil {
			t.Fatal(err)
		}
		all[name] = []string{}
	}
	for name := range all {
		q := `SELECT * FROM ` + name
		if name == "meta" {
			q += ` WHERE name <> 'backup'`
		}
		all[name] = texts(t, raw, q+` ORDER BY 1, 2, 3`)
	}
	return all
}

// texts are the rows of a query, each as text.
func texts(t testing.TB, raw *sql.DB, query string) (out []string) {
	t.Helper()
	if strings.Contains(query, "checkpoint") || strings.Contains(query, " hash ") {
		query = strings.Replace(query, "1, 2, 3", "1", 1)
	}
	found, err := raw.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer found.Close()
	columns, err := found.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for found.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := found.Scan(into...); err != nil {
			t.Fatal(err)
		}
		out = append(out, fmt.Sprintf("%q", values))
	}
	return out
}

// TestBackupIsTheStore holds a backup that was carried on again and again to the store, row by row
// and table by table, after anything that can be done to a store in any order: a table that nobody
// told the backup of would be found here.
func TestBackupIsTheStore(t *testing.T) {
	t.Parallel()
	for range 4 {
		seed := rand.Uint64()
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			t.Parallel()
			dir, dest, log := t.TempDir(), filepath.Join(t.TempDir(), "backup"), storetest.NewLog(t)
			s, err := at(dir)(log.Options())
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			d := &doer{t: t, s: s, rand: rand.New(rand.NewPCG(seed, 0)), newest: map[string]int64{}}
			for range 15 {
				for range d.rand.IntN(12) {
					d.do()
				}
				if _, err := s.Backup(t.Context(), dest, store.BackupOptions{Full: d.rand.IntN(4) == 0}); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(rows(t, dir), rows(t, dest)); diff != "" {
					t.Fatalf("the backup is not the store:\n%s", diff)
				}
			}
		})
	}
}

// doer does things to a store at random.
type doer struct {
	t      *testing.T
	s      store.Store
	rand   *rand.Rand
	newest map[string]int64 // version of each record; erased: that it takes no more
	acts   int
}

const erased = -1

func (d *doer) do() {
	d.t.Helper()
	d.acts++
	name, id := strconv.Itoa(d.acts), strconv.Itoa(d.rand.IntN(6))
	var err error
	switch d.rand.IntN(8) {
	case 0:
		err = d.erase(name, id)
	case 1:
		err = d.put(name, id, true)
	case 2:
		var all []store.Message
		if all, err = d.s.Outbox(d.t.Context(), 0); err == nil && len(all) > 0 {
			err = d.s.Carried(d.t.Context(), all[d.rand.IntN(len(all))].Seq)
		}
	case 3: // a request that leads to no act
		err = d.s.Update(d.t.Context(), func(tx store.Tx) error { return tx.Remember("desk", name, [32]byte{1}, []byte(name)) })
	default:
		err = d.put(name, id, false)
	}
	if err != nil {
		d.t.Fatal(err)
	}
}

// put puts a version of a record, and takes away what it said before if that is wanted.
func (d *doer) put(name, id string, only bool) error {
	if d.newest[id] == erased {
		id += "-" + name
	}
	d.newest[id]++
	return d.s.Update(d.t.Context(), func(tx store.Tx) error {
		r := store.Record{Kind: "k", ID: id, Version: d.newest[id], Body: []byte("body " + name), State: "open"}
		if err := tx.Put(r); err != nil {
			return err
		}
		if only {
			if _, err := tx.EraseEarlier("k", id); err != nil {
				return err
			}
		}
		if err := tx.Send(store.Message{ID: name, To: "hall", Body: []byte("body " + name)}); err != nil {
			return err
		}
		if _, err := tx.Append("put", []byte(name)); err != nil {
			return err
		}
		return tx.Remember("desk", name, [32]byte{1}, []byte("body "+name))
	})
}

func (d *doer) erase(name, id string) error {
	if d.newest[id] == 0 || d.newest[id] == erased {
		return nil // there is nothing to erase
	}
	d.newest[id] = erased
	return d.s.Update(d.t.Context(), func(tx store.Tx) error {
		if _, err := tx.Erase("k", id); err != nil {
			return err
		}
		_, err := tx.Append("erase", []byte(name))
		return err
	})
}

// TestBackupErased: what was erased is in no byte of a backup that is carried on.
func TestBackupErased(t *testing.T) {
	t.Parallel()
	for _, size := range []int{5, 400, 5000} {
		t.Run(strconv.Itoa(size), func(t *testing.T) {
			t.Parallel()
			dir, dest, log := t.TempDir(), t.TempDir(), storetest.NewLog(t)
			s, err := at(dir)(log.Options())
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			secret := bytes.Repeat([]byte("heron"), size/5)
			const records = 60
			each(t, s, records, func(tx store.Tx, id string) error {
				if err := tx.Put(store.Record{Kind: "k", ID: id, Version: 1, Body: secret}); err != nil {
					return err
				}
				if err := tx.Send(store.Message{ID: id, To: "hall", Body: secret}); err != nil {
					return err
				}
				if _, err := tx.Append("put", []byte(id)); err != nil {
					return err
				}
				return tx.Remember("desk", id, [32]byte{1}, secret)
			})
			if n := backedUp(t, s, dest, "heron"); n < records {
				t.Fatalf("the backup holds what is to be erased %d times: this test proves nothing", n)
			}
			each(t, s, records, func(tx store.Tx, id string) error {
				if _, err := tx.Erase("k", id); err != nil {
					return err
				}
				_, err := tx.Append("erase", []byte("erase "+id))
				return err
			})
			for seq := range int64(records) {
				if err := s.Carried(t.Context(), seq+1); err != nil {
					t.Fatal(err)
				}
			}
			if n := backedUp(t, s, dest, "heron"); n > 0 {
				t.Errorf("what was erased is still in the backup, %d times", n)
			}
		})
	}
}

// each does an act for each of so many records, in any order.
func each(t *testing.T, s store.Store, records int, fn func(store.Tx, string) error) {
	t.Helper()
	for _, i := range rand.Perm(records) {
		if err := s.Update(t.Context(), func(tx store.Tx) error { return fn(tx, strconv.Itoa(i)) }); err != nil {
			t.Fatal(err)
		}
	}
}

// backedUp backs up and counts a word in all files of the backup.
func backedUp(t *testing.T, s store.Store, dest, word string) (n int) {
	t.Helper()
	if _, err := s.Backup(t.Context(), dest, store.BackupOptions{}); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dest, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		n += bytes.Count(b, []byte(word))
	}
	return n
}

// backups backs up the store in dir into DEST until it is killed, and says each time what it has.
func backups(_ *storetest.Log, dir string) string {
	s, err := at(dir)(readOnly)
	if err != nil {
		return err.Error()
	}
	for n := 0; ; n++ {
		if n%8 == 7 { // copied as a whole, beside the one before
			os.RemoveAll(os.Getenv("DEST") + "-2")
			os.Rename(os.Getenv("DEST"), os.Getenv("DEST")+"-2")
		}
		b, err := s.Backup(context.Background(), os.Getenv("DEST"), store.BackupOptions{})
		if err != nil {
			return err.Error()
		}
		fmt.Println("confirmed", b.Leaves)
	}
}

// TestKillBackup kills a process that backs up, at random moments, while acts are recorded: the
// last backup that was confirmed is there or a newer one, whole.
func TestKillBackup(t *testing.T) {
	t.Parallel()
	rounds := 12
	if n, err := strconv.Atoi(os.Getenv("TOCSIN_KILL")); err == nil {
		rounds = max(rounds, n/10)
	}
	dir, dest, log := t.TempDir(), filepath.Join(t.TempDir(), "backup"), storetest.NewLog(t)
	s, err := at(dir)(log.Options())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	done := make(chan error, 1)
	ctx, stop := context.WithCancel(t.Context())
	go func() { done <- work(ctx, s) }()
	for range rounds {
		cmd := child(t, log, "backup", dir)
		cmd.Env = append(cmd.Env, "DEST="+dest)
		confirmed, _ := struck(t, cmd, time.Duration(rand.IntN(150))*time.Millisecond, func() { cmd.Process.Kill() })
		least, err := strconv.ParseInt(confirmed[len(confirmed)-1], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		folder := dest
		if _, err := os.Stat(db(folder)); err != nil {
			folder = dest + "-2" // killed while it was copied as a whole into a new folder
		}
		b, err := at(folder)(readOnly)
		if err != nil {
			t.Fatal(err)
		}
		if cp := log.Verify(t, b); cp.Size < least {
			t.Errorf("a backup of %d leaves was confirmed, and %d are there", least, cp.Size)
		}
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if _, err := s.Backup(t.Context(), dest, store.BackupOptions{Full: true}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(rows(t, dir), rows(t, dest)); diff != "" {
		t.Errorf("the backup is not the store:\n%s", diff)
	}
}

// work records acts until ctx ends, or there are enough, and erases some of what they say.
func work(ctx context.Context, s store.Store) error {
	for i := 0; i < 3000 && ctx.Err() == nil; i++ {
		id := strconv.Itoa(i)
		err := s.Update(context.Background(), func(tx store.Tx) error {
			if err := tx.Put(store.Record{Kind: "k", ID: id, Version: 1, Body: make([]byte, 3000)}); err != nil {
				return err
			}
			if i%5 == 4 {
				if _, err := tx.Erase("k", strconv.Itoa(i-2)); err != nil {
					return err
				}
			}
			_, err := tx.Append("put", []byte(id))
			return err
		})
		if err != nil {
			return err
		}
		time.Sleep(time.Millisecond)
	}
	return nil
}

// BenchmarkBackup is a whole backup of 100,000 acts beside one that carries on after 100 new ones.
func BenchmarkBackup(b *testing.B) {
	log := storetest.NewLog(b)
	opt := log.Options()
	dir, dest := b.TempDir(), filepath.Join(b.TempDir(), "backup")
	n := 0
	add := func(opt store.Options, acts int) {
		s, err := at(dir)(opt)
		if err != nil {
			b.Fatal(err)
		}
		for range acts {
			n++
			id := fmt.Sprintf("%032x", uint64(n)*0x9e3779b97f4a7c15)
			if err := s.Update(b.Context(), func(tx store.Tx) error { return benchAct(tx, id) }); err != nil {
				b.Fatal(err)
			}
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
	bulk := opt
	bulk.Bulk = true
	add(bulk, 100_000)
	backUp := func(want int64) {
		s, err := at(dir)(readOnly)
		if err != nil {
			b.Fatal(err)
		}
		defer s.Close()
		done, err := s.Backup(b.Context(), dest, store.BackupOptions{})
		if err != nil || done.New != want {
			b.Fatal(done.New, err)
		}
	}
	b.Run("whole", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			os.RemoveAll(dest)
			b.StartTimer()
			backUp(int64(n))
		}
	})
	b.Run("carried on", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			add(bulk, 100)
			b.StartTimer()
			backUp(100)
		}
	})
}
