package storetest

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tocsin/internal/store"
)

// RunBackups proves an engine's backups. place makes a new, empty place each time; folder is the
// place of a backup.
func RunBackups(t *testing.T, place func(t *testing.T) Place, folder func(dir string) Place) {
	for name, test := range map[string]func(*testing.T, Place, func(string) Place){
		"carried on":   testCarriedOn,
		"beside acts":  testBackupBesideActs,
		"of a reader":  testBackupOfReader,
		"other log":    testBackupOfAnother,
		"ahead":        testBackupAhead,
		"takes no act": testBackupTakesNoAct,
		"cancelled":    testBackupCancelled,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, place(t), folder)
		})
	}
}

// backUp backs a store up, and checks what is said of it.
func backUp(t testing.TB, s store.Store, dest string, opt store.BackupOptions, leaves, fresh int64) {
	t.Helper()
	b, err := s.Backup(t.Context(), dest, opt)
	if err != nil {
		t.Fatal(err)
	}
	note, err := s.Checkpoint(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := store.Backup{Log: Origin, Leaves: leaves, New: fresh, Whole: b.Whole, Checkpoint: note, Recorded: b.Recorded}
	if diff := cmp.Diff(want, b); diff != "" {
		t.Errorf("the backup:\n%s", diff)
	}
}

// contents is everything that a reader can see of a store.
func contents(t testing.TB, s store.Store) (out []any) {
	t.Helper()
	view(t, s, func(v store.View) error {
		for i := range v.Leaves() {
			l, err := v.Leaf(i)
			if err != nil {
				return err
			}
			out = append(out, l)
		}
		for _, kind := range []string{"threat", "other"} {
			for r, err := range v.List(store.Query{Kind: kind}) {
				if err != nil {
					return err
				}
				for h, err := range v.History(r.Kind, r.ID) {
					if err != nil {
						return err
					}
					out = append(out, h)
				}
			}
		}
		return nil
	})
	all, err := s.Outbox(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	logs, err := s.Logs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return append(out, all, logs)
}

// sameAs compares a backup with the store, and verifies its log.
func sameAs(t testing.TB, s store.Store, log *Log, backup Place) {
	t.Helper()
	b := open(t, backup, store.Options{ReadOnly: true})
	if diff := cmp.Diff(contents(t, s), contents(t, b)); diff != "" {
		t.Errorf("the backup is not as the store:\n%s", diff)
	}
	log.Verify(t, b)
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
}

// testCarriedOn backs up after every few acts of all kinds, and each time the backup is the store.
func testCarriedOn(t *testing.T, p Place, folder func(string) Place) {
	s, log := start(t, p)
	dest := filepath.Join(t.TempDir(), "deep", "backup")
	backUp(t, s, dest, store.BackupOptions{}, 0, 0)
	sameAs(t, s, log, folder(dest))

	say(t, s, secret("a", 1))
	say(t, s, secret("b", 1))
	put(t, s, rec("other", "x", 1), rec("other", "y", 1))
	backUp(t, s, dest, store.BackupOptions{}, 3, 3)
	sameAs(t, s, log, folder(dest))

	say(t, s, secret("a", 2))
	all, err := s.Outbox(t.Context(), 0)
	if err != nil || len(all) != 3 {
		t.Fatal(len(all), err)
	}
	for _, m := range all[:2] {
		if err := s.Carried(t.Context(), m.Seq); err != nil {
			t.Fatal(err)
		}
	}
	backUp(t, s, dest, store.BackupOptions{}, 4, 1)
	sameAs(t, s, log, folder(dest))

	erase(t, s, "a", 2)
	backUp(t, s, dest, store.BackupOptions{Full: true}, 5, 1)
	sameAs(t, s, log, folder(dest))
	if err := s.Carried(t.Context(), all[2].Seq); err != nil { // nothing else is new, and its body is erased now
		t.Fatal(err)
	}
	for range 2 {
		backUp(t, s, dest, store.BackupOptions{Full: true}, 5, 0)
		sameAs(t, s, log, folder(dest))
	}
}

// testBackupBesideActs backs up while acts are recorded: each backup is one moment of the store.
func testBackupBesideActs(t *testing.T, p Place, folder func(string) Place) {
	s, log := start(t, p)
	dest := t.TempDir()
	ctx, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	for producer := range 3 {
		wg.Go(func() {
			for i := 0; i < 150 && ctx.Err() == nil; i++ { // each look at a backup costs more than the last
				id := fmt.Sprintf("%d-%d", producer, i)
				err := s.Update(t.Context(), func(tx store.Tx) error {
					if err := tx.Put(rec("threat", id, 1)); err != nil {
						return err
					}
					_, err := tx.Append("test", []byte(id))
					return err
				})
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	var last int64
	for range 8 {
		done, err := s.Backup(t.Context(), dest, store.BackupOptions{})
		if err != nil {
			t.Error(err)
			break
		}
		if done.Leaves < last || done.New > done.Leaves-last {
			t.Errorf("%d leaves, %d of them new, after %d", done.Leaves, done.New, last)
		}
		last = done.Leaves
		b := open(t, folder(dest), store.Options{ReadOnly: true})
		if cp := log.Verify(t, b); cp.Size != done.Leaves || int64(len(contents(t, b))) != 2*cp.Size+2 {
			t.Errorf("%d leaves, %d things, the backup says %d", cp.Size, len(contents(t, b)), done.Leaves)
		}
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	}
	stop()
	wg.Wait()
	if last == 0 {
		t.Error("no backup held anything")
	}
}

func testBackupOfReader(t *testing.T, p Place, folder func(string) Place) {
	s, log := start(t, p)
	dest := t.TempDir()
	reader := open(t, p, store.Options{ReadOnly: true})
	for i := range int64(3) {
		put(t, s, rec("threat", fmt.Sprint(i), 1))
		backUp(t, reader, dest, store.BackupOptions{}, i+1, 1)
		sameAs(t, s, log, folder(dest))
	}
}

func testBackupOfAnother(t *testing.T, p Place, folder func(string) Place) {
	s, log := start(t, p)
	put(t, s, rec("threat", "a", 1))
	dest := t.TempDir()
	other, err := folder(filepath.Join(t.TempDir(), "other"))(log.Options()) // the same name, other leaves
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	put(t, other, rec("threat", "b", 1))
	backUp(t, other, dest, store.BackupOptions{}, 1, 1)
	if _, err := s.Backup(t.Context(), dest, store.BackupOptions{}); err == nil {
		t.Error("it was written over the backup of another store")
	}
	sameAs(t, other, log, folder(dest))

	live := filepath.Join(t.TempDir(), "live")
	third := open(t, folder(live), log.Options())
	if err := third.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Backup(t.Context(), live, store.BackupOptions{}); err == nil {
		t.Error("it was written over a store")
	}
}

// testBackupAhead: a backup that holds more than the store is all that is left of that.
func testBackupAhead(t *testing.T, p Place, folder func(string) Place) {
	log := NewLog(t)
	first, second := filepath.Join(t.TempDir(), "one"), filepath.Join(t.TempDir(), "two")
	s := open(t, p, log.Options())
	put(t, s, rec("threat", "a", 1))
	backUp(t, s, first, store.BackupOptions{}, 1, 1)
	put(t, s, rec("threat", "b", 1))
	backUp(t, s, second, store.BackupOptions{}, 2, 2)
	older := open(t, folder(first), store.Options{ReadOnly: true}) // stands for a store that was put back
	if _, err := older.Backup(t.Context(), second, store.BackupOptions{}); err == nil {
		t.Error("what was newer was written over")
	}
	sameAs(t, s, log, folder(second))
}

func testBackupTakesNoAct(t *testing.T, p Place, folder func(string) Place) {
	s, log := start(t, p)
	put(t, s, rec("threat", "a", 1))
	dest := t.TempDir()
	for i := range int64(2) {
		backUp(t, s, dest, store.BackupOptions{}, 1, 1-i)
		b, err := folder(dest)(log.Options())
		if behind, ok := errors.AsType[*store.Behind](err); !ok || behind.Held != 1 || behind.Log != Origin {
			t.Errorf("a backup was opened for writing: %v, %v", b, err)
		}
	}
}

func testBackupCancelled(t *testing.T, p Place, folder func(string) Place) {
	s, log := start(t, p)
	dest := t.TempDir()
	put(t, s, rec("threat", "a", 1))
	backUp(t, s, dest, store.BackupOptions{}, 1, 1)
	put(t, s, rec("threat", "b", 1))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Backup(ctx, dest, store.BackupOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got error %v", err)
	}
	b := open(t, folder(dest), store.Options{ReadOnly: true})
	if cp := log.Verify(t, b); cp.Size != 1 {
		t.Errorf("%d leaves, want 1", cp.Size)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	backUp(t, s, dest, store.BackupOptions{}, 2, 1)
	sameAs(t, s, log, folder(dest))
}
