package sqlite

import (
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tocsin/internal/store"
	"tocsin/internal/store/storetest"
)

// act puts a record with a body of n bytes and appends a leaf.
func act(id string, n int) func(store.Tx) error {
	return func(tx store.Tx) error {
		if err := tx.Put(store.Record{Kind: "threat", ID: id, Version: 1, Body: make([]byte, n)}); err != nil {
			return err
		}
		_, err := tx.Append("test", []byte(rand.Text()))
		return err
	}
}

func has(t *testing.T, s store.Store, id string) (found bool) {
	t.Helper()
	err := s.View(t.Context(), func(v store.View) error {
		_, err := v.Get("threat", id)
		if found = err == nil; errors.Is(err, store.ErrNotFound) {
			err = nil
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

var errDisk = errors.New("the disk is on fire")

// TestCommitFails: all callers learn that the outcome is unknown, and the store goes on from what
// is really there, whichever way it went.
func TestCommitFails(t *testing.T) {
	t.Parallel()
	for name, committed := range map[string]bool{"lost": false, "kept": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			log := storetest.NewLog(t)
			e := openEngine(t, log, t.TempDir())
			if err := e.Update(t.Context(), act("before", 10)); err != nil {
				t.Fatal(err)
			}
			e.committer.commit = func(w *writer) error {
				if committed {
					return errors.Join(commit(w), errDisk)
				}
				return errDisk
			}
			err := e.Update(t.Context(), act("a", 10))
			if !errors.Is(err, store.ErrUnknown) || !errors.Is(err, errDisk) {
				t.Errorf("got error %v, want ErrUnknown and the reason", err)
			}
			e.committer.commit = commit
			if got := has(t, e, "a"); got != committed {
				t.Errorf("the act is there: %v, want %v", got, committed)
			}
			if err := e.Update(t.Context(), act("b", 10)); err != nil {
				t.Fatal(err)
			}
			want := int64(2)
			if committed {
				want = 3
			}
			if cp := log.Verify(t, e); cp.Size != want {
				t.Errorf("%d leaves, want %d", cp.Size, want)
			}
		})
	}
}

// TestCommitFailsForAll: an act that was refused because of another act of its batch learns that
// the outcome is unknown, too.
func TestCommitFailsForAll(t *testing.T) {
	t.Parallel()
	e := openEngine(t, storetest.NewLog(t), t.TempDir())
	e.committer.commit = func(*writer) error { return errDisk }
	gate := make(chan bool)
	var wg sync.WaitGroup
	wg.Go(func() {
		err := e.Update(t.Context(), func(tx store.Tx) error {
			<-gate
			return act("same", 10)(tx)
		})
		if !errors.Is(err, store.ErrUnknown) {
			t.Errorf("got error %v, want ErrUnknown", err)
		}
	})
	for range 5 {
		wg.Go(func() {
			err := e.Update(t.Context(), act("same", 10))
			if !errors.Is(err, store.ErrUnknown) {
				t.Errorf("got error %v, want ErrUnknown", err)
			}
		})
	}
	close(gate)
	wg.Wait()
}

// TestNoTransaction: an act whose transaction cannot even begin is not taken for recorded.
func TestNoTransaction(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	e := openEngine(t, storetest.NewLog(t), dir)
	other, err := sql.Open("sqlite", writing(filepath.Join(dir, fileName)))
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	thief, err := other.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer thief.Close()
	if _, err := thief.ExecContext(t.Context(), "BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	if _, err := e.committer.w.exec("PRAGMA busy_timeout = 1"); err != nil {
		t.Fatal(err)
	}
	if err := e.Update(t.Context(), act("a", 1)); err == nil || !strings.Contains(err.Error(), "another program keeps the database locked") {
		t.Errorf("got error %v", err)
	}
	if _, err := thief.ExecContext(t.Context(), "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	if err := e.Update(t.Context(), act("a", 1)); err != nil {
		t.Error(err)
	}
}

// TestBubble: workers are tested on a clock that does not run, so the store must work there.
func TestBubble(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		log := storetest.NewLog(t)
		opt := log.Options()
		opt.Clock = nil // the bubble's
		s, err := Open(t.Context(), t.TempDir(), opt)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Update(t.Context(), act("a", 1)); err != nil {
			t.Fatal(err)
		}
		first := time.Now()
		time.Sleep(48 * time.Hour)
		if err := s.Update(t.Context(), act("b", 1)); err != nil {
			t.Fatal(err)
		}
		err = s.AsOf(t.Context(), first, func(v store.View) error {
			if v.Leaves() != 1 {
				t.Errorf("%d leaves, want 1", v.Leaves())
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	})
}

// TestDiskFull fills the database to a limit: the act that does not fit is refused with advice,
// even if it hides the error; nothing of it stays; with room again the store goes on.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	log := storetest.NewLog(t)
	e := openEngine(t, log, t.TempDir())
	limit := func(pages int) {
		if _, err := e.committer.w.exec(fmt.Sprintf("PRAGMA max_page_count = %d", pages)); err != nil {
			t.Fatal(err)
		}
	}
	limit(1) // no more than there are
	for name, fn := range map[string]func(store.Tx) error{
		"told": act("big", 1<<20),
		"hidden": func(tx store.Tx) error {
			act("big", 1<<20)(tx)
			act("small", 1)(tx)
			return nil
		},
	} {
		err := e.Update(t.Context(), fn)
		if err == nil || !strings.Contains(err.Error(), "the disk is full: make room") || !strings.Contains(err.Error(), e.dir) {
			t.Errorf("%s: got error %v", name, err)
		}
		if has(t, e, "big") || has(t, e, "small") {
			t.Errorf("%s: something of the act stayed", name)
		}
	}
	limit(1 << 30)
	if err := e.Update(t.Context(), act("big", 1<<20)); err != nil {
		t.Fatal(err)
	}
	if cp := log.Verify(t, e); cp.Size != 1 {
		t.Errorf("%d leaves, want 1", cp.Size)
	}
}

// TestFrontier compares the edge that is kept in memory with the rows, as the log grows.
func TestFrontier(t *testing.T) {
	t.Parallel()
	e := openEngine(t, storetest.NewLog(t), t.TempDir())
	for i := range 40 {
		if err := e.Update(t.Context(), act(fmt.Sprint(i), 1)); err != nil {
			t.Fatal(err)
		}
		kept := e.committer.at
		read, err := loadFrontier(t.Context(), e.readers)
		if err != nil {
			t.Fatal(err)
		}
		if fmt.Sprint(kept) != fmt.Sprint(read) {
			t.Fatalf("in memory %v, in the rows %v", kept, read)
		}
	}
}
