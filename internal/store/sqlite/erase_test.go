package sqlite

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tocsin/internal/store"
	"tocsin/internal/store/storetest"
)

// secrets are texts that are to be erased, each found in a file by its mark.
type secrets struct {
	t *testing.T
	e *engine
}

func mark(id string) string { return "<secret of " + id + ">" }

// tell records what is to be erased, of a size, in a body, a salt, an answer and a message.
func (s *secrets) tell(id string, version int64, size int) {
	s.t.Helper()
	said := []byte(mark(id) + strings.Repeat("x", size) + mark(id))
	name := fmt.Sprint(id, "-", version)
	err := s.e.Update(s.t.Context(), func(tx store.Tx) error {
		r := store.Record{Kind: "threat", ID: id, Version: version, State: "open", Body: said, Salt: []byte(mark(id))}
		if err := tx.Put(r); err != nil {
			return err
		}
		if err := tx.Send(store.Message{ID: name, To: "hall", Body: said}); err != nil {
			return err
		}
		if _, err := tx.Append("tell", []byte("tell "+name)); err != nil {
			return err
		}
		return tx.Remember("desk", name, [32]byte{}, said)
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *secrets) erase(ids ...string) {
	s.t.Helper()
	err := s.e.Update(s.t.Context(), func(tx store.Tx) error {
		for _, id := range ids {
			if _, err := tx.Erase("threat", id); err != nil {
				return err
			}
		}
		_, err := tx.Append("erase", []byte("erase "+ids[0]))
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// carry carries all that waits.
func (s *secrets) carry() {
	s.t.Helper()
	all, err := s.e.Outbox(s.t.Context(), 0)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, m := range all {
		if err := s.e.Carried(s.t.Context(), m.Seq); err != nil {
			s.t.Fatal(err)
		}
	}
}

// left says in which files of the folder a mark can be read. Reading tocsin.db takes our own locks
// away, which nobody misses here.
func left(t *testing.T, dir, id string) (files []string) {
	t.Helper()
	all, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range all {
		data, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if n := bytes.Count(data, []byte(mark(id))); n > 0 {
			files = append(files, fmt.Sprint(f.Name(), ": ", n))
		}
	}
	return files
}

// TestErasedBytes looks into the files: what was erased is in none of them, whatever its size was
// and whatever was written around it, and what was not erased is.
func TestErasedBytes(t *testing.T) {
	t.Parallel()
	log, dir := storetest.NewLog(t), t.TempDir()
	s := &secrets{t: t, e: openEngine(t, log, dir)}
	var ids []string
	draw := rand.New(rand.NewPCG(1, 2))
	for i := range 300 {
		id := fmt.Sprint(i)
		ids = append(ids, id)
		s.tell(id, 1, draw.IntN([]int{50, 1000, 4000, 20000}[i%4]))
		if i%3 == 0 {
			back := fmt.Sprint(draw.IntN(i + 1))
			if v, err := newestOf(s.e, back); err == nil {
				s.tell(back, v+1, draw.IntN(3000))
			}
		}
	}
	s.carry()
	draw.Shuffle(len(ids), func(i, k int) { ids[i], ids[k] = ids[k], ids[i] })
	gone, kept := ids[:150], ids[150:]
	for some := range slices.Chunk(gone, 7) {
		s.erase(some...)
		if files := left(t, dir, some[0]); len(files) > 0 {
			t.Errorf("right after its erasure %s is in %v", some[0], files)
		}
	}
	for _, id := range gone {
		if files := left(t, dir, id); len(files) > 0 {
			t.Errorf("%s was erased and is in %v", id, files)
		}
	}
	for _, id := range kept {
		if len(left(t, dir, id)) == 0 {
			t.Errorf("%s was not erased and is not there", id)
		}
	}
	if v, err := s.e.Verify(t.Context(), store.VerifyOptions{}); err != nil || v.Err() != nil {
		t.Errorf("%v, %+v", err, v.Findings)
	}
}

func newestOf(e *engine, id string) (version int64, err error) {
	err = e.View(context.Background(), func(v store.View) error {
		r, err := v.Get("threat", id)
		version = r.Version
		return err
	})
	return version, err
}

// TestErasedUnderReader: a reader of an older state keeps the write-ahead log as it is; as soon as
// he has gone, it is emptied.
func TestErasedUnderReader(t *testing.T) {
	t.Parallel()
	log, dir := storetest.NewLog(t), t.TempDir()
	s := &secrets{t: t, e: openEngine(t, log, dir)}
	s.tell("a", 1, 100)
	s.carry()
	err := s.e.View(t.Context(), func(v store.View) error {
		s.erase("a")
		if len(left(t, dir, "a")) == 0 {
			t.Error("it is gone while somebody reads it: the test shows nothing")
		}
		r, err := v.Get("threat", "a")
		if r.Erased || !bytes.Contains(r.Body, []byte(mark("a"))) {
			t.Errorf("the reader sees %+v", r)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	waitGone(t, dir, "a")
}

func waitGone(t *testing.T, dir, id string) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); len(left(t, dir, id)) > 0; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s is still in %v", id, left(t, dir, id))
		}
	}
}

// TestErasedWhenCarried: a message that waits is blanked when it is carried.
func TestErasedWhenCarried(t *testing.T) {
	t.Parallel()
	log, dir := storetest.NewLog(t), t.TempDir()
	s := &secrets{t: t, e: openEngine(t, log, dir)}
	s.tell("a", 1, 100)
	s.erase("a")
	if len(left(t, dir, "a")) == 0 {
		t.Error("a message that was not carried is gone")
	}
	s.carry()
	waitGone(t, dir, "a")
}

// TestErasedBeforeCrash: an erasure that was the last act before a crash is finished when the store
// is opened.
func TestErasedBeforeCrash(t *testing.T) {
	t.Parallel()
	log, dir := storetest.NewLog(t), t.TempDir()
	s := &secrets{t: t, e: openEngine(t, log, dir)}
	s.tell("a", 1, 100)
	s.carry()
	crashed := t.TempDir()
	err := s.e.View(t.Context(), func(v store.View) error { // keeps the write-ahead log as it is
		if _, err := v.Get("threat", "a"); err != nil {
			return err
		}
		s.erase("a")
		return os.CopyFS(crashed, os.DirFS(dir))
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(left(t, crashed, "a")) == 0 {
		t.Error("the copy holds nothing to be erased: the test shows nothing")
	}
	openEngine(t, log, crashed)
	waitGone(t, crashed, "a")
}

// TestErasedUnknown: an erasure whose commit failed and is there all the same leaves nothing in the
// write-ahead log either.
func TestErasedUnknown(t *testing.T) {
	t.Parallel()
	log, dir := storetest.NewLog(t), t.TempDir()
	s := &secrets{t: t, e: openEngine(t, log, dir)}
	s.tell("a", 1, 100)
	s.carry()
	s.e.committer.commit = func(w *writer) error {
		s.e.committer.commit = commit
		return errors.Join(commit(w), errors.New("said to have failed"))
	}
	err := s.e.Update(t.Context(), func(tx store.Tx) error {
		if _, err := tx.Erase("threat", "a"); err != nil {
			return err
		}
		_, err := tx.Append("erase", []byte("erase a"))
		return err
	})
	if !errors.Is(err, store.ErrUnknown) {
		t.Fatalf("erase: %v", err)
	}
	waitGone(t, dir, "a")
}
