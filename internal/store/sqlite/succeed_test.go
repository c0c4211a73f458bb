package sqlite_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin/internal/store"
	"tocsin/internal/store/sqlite"
	"tocsin/internal/store/storetest"
	"tocsin/ledger"
)

// successor is a log that succeeds another: its key and its name.
type successor struct {
	origin, key string
	signer      ledger.Signer
}

func newSuccessor(t *testing.T, origin string) successor {
	t.Helper()
	secret, key, err := ledger.GenerateKey(rand.Reader, origin)
	if err != nil {
		t.Fatal(err)
	}
	s, err := ledger.NewSigner(secret)
	if err != nil {
		t.Fatal(err)
	}
	return successor{origin, key, s}
}

func (n successor) sign(text []byte) ([]byte, error) { return ledger.SignCheckpoint(text, n.signer) }

// succeed puts a successor in place of the log in the house, as if known was the newest checkpoint
// of that, and goes on under its name.
func (h *house) succeed(n successor, known []byte) {
	h.t.Helper()
	f, err := sqlite.OpenFormer(h.t.Context(), h.dir, h.options())
	if err != nil {
		h.t.Fatal(err)
	}
	err = f.Succeed(h.t.Context(), store.Log{Origin: n.origin, Key: n.key, Known: known}, n.sign,
		func(at time.Time) ([]byte, error) { return fmt.Appendf(nil, "%s since %s", n.origin, at), nil })
	if err := errors.Join(err, f.Close()); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) open(n successor) store.Store {
	h.t.Helper()
	opt := h.options()
	opt.Origin, opt.Key, opt.Sign = n.origin, n.key, n.sign
	s, err := at(h.dir)(opt)
	if err != nil {
		h.t.Fatal(err)
	}
	return s
}

// goOn does so many acts under the successor's name.
func (h *house) goOn(n successor, acts int) {
	h.t.Helper()
	s := h.open(n)
	for range acts {
		if err := s.Update(h.t.Context(), func(tx store.Tx) error { return benchAct(tx, rand.Text()) }); err != nil {
			h.t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		h.t.Fatal(err)
	}
}

// putBack puts the database of older in place of the house's.
func (h *house) putBack(older string) {
	h.t.Helper()
	copyFile(h.t, db(h.dir), db(older))
}

func (h *house) copied() string {
	h.t.Helper()
	older := filepath.Join(h.t.TempDir(), "older")
	if err := os.CopyFS(older, os.DirFS(h.dir)); err != nil {
		h.t.Fatal(err)
	}
	return older
}

// TestSucceed: a store that was put back goes on as a successor, with all that it held, and never
// again as what it was.
func TestSucceed(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 1)
	h.acts(3)
	older := h.copied()
	h.acts(2)
	known := h.read(h.file[0])
	h.putBack(older)
	h.refused(store.Behind{Log: storetest.Origin, Held: 3, Where: filepath.Join(h.dir, "checkpoint"), Says: storetest.Origin, Known: 5})

	second := newSuccessor(t, storetest.Origin+"/2")
	h.succeed(second, []byte(known))
	if s, err := at(h.dir)(h.options()); !errors.Is(err, store.ErrOtherLog) {
		t.Errorf("it was opened under its old name: %v, %v", s, err)
	}
	h.goOn(second, 2)
	want := []store.Log{
		{Number: 1, Origin: storetest.Origin, Key: h.log.Public},
		{Number: 2, Origin: second.origin, First: 3, Key: second.key, Known: []byte(known)},
	}
	s := h.open(second)
	defer s.Close()
	got, err := s.Logs(t.Context())
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("logs: %v\n%s", err, diff)
	}
	checkSuccession(t, h, s, older, second)
	if v, err := s.Verify(t.Context(), store.VerifyOptions{}); err != nil || v.Err() != nil || v.Leaves != 6 {
		t.Errorf("verification: %d leaves, %v, %v", v.Leaves, v.Err(), err)
	}
	if got := h.read(h.file[0]); got == known || !strings.HasPrefix(got, second.origin+"\n6\n") {
		t.Errorf("the place elsewhere holds %q", got)
	}
	h.warned(0)
}

// checkSuccession proves to somebody who knows the old log's checkpoint that the new log goes on
// from there.
func checkSuccession(t *testing.T, h *house, s store.Store, older string, n successor) {
	t.Helper()
	keys := func(key string) ledger.Verifiers {
		v, err := ledger.NewVerifier(key)
		if err != nil {
			t.Fatal(err)
		}
		return ledger.VerifierList(v)
	}
	old, err := ledger.OpenCheckpoint([]byte(h.read(filepath.Join(older, "checkpoint"))), storetest.Origin, keys(h.log.Public))
	if err != nil {
		t.Fatal(err)
	}
	note, err := s.Checkpoint(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	next, err := ledger.OpenCheckpoint(note, n.origin, keys(n.key))
	if err != nil {
		t.Fatal(err)
	}
	proof, err := ledger.ProveSuccession(3, 3, nil, next.Size, s.Hashes(t.Context()))
	if err != nil {
		t.Fatal(err)
	}
	if err := ledger.VerifySuccession(old, next, proof); err != nil {
		t.Error(err)
	}
	err = s.View(t.Context(), func(v store.View) error {
		l, err := v.Leaf(3)
		if err != nil || l.Act != "succeed" || !strings.HasPrefix(string(l.Statement), n.origin+" since ") {
			t.Errorf("leaf 3: %+v, %v", l, err)
		}
		proof, err := ledger.ProveInclusion(next.Size, 3, s.Hashes(t.Context()))
		if err != nil {
			return err
		}
		return ledger.VerifyInclusion(next, 3, l.ID, proof)
	})
	if err != nil {
		t.Error(err)
	}
}

// TestSucceedAgain: each restore has a name of its own, and a copy of before any of them is known.
func TestSucceedAgain(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 1)
	h.acts(2)
	first := h.copied()
	second, third := newSuccessor(t, storetest.Origin+"/2"), newSuccessor(t, storetest.Origin+"/3")
	h.succeed(second, []byte(h.read(h.file[0])))
	h.goOn(second, 1)
	h.succeed(third, []byte(h.read(h.file[0])))
	h.goOn(third, 1)
	if got := h.read(h.file[0]); !strings.HasPrefix(got, third.origin+"\n6\n") {
		t.Errorf("the place elsewhere holds %q", got)
	}
	h.warned(0)
	if err := os.RemoveAll(h.dir); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(h.dir, os.DirFS(first)); err != nil {
		t.Fatal(err)
	}
	h.refused(store.Behind{Log: storetest.Origin, Held: 2, Where: h.file[0], Says: third.origin, Known: 6})
	newest := h.read(h.file[0])
	if err := os.Remove(h.file[0]); err != nil {
		t.Fatal(err)
	}
	h.acts(7) // unnoticed, until the file is there again
	h.write(h.file[0], []byte(newest))
	h.refused(store.Behind{Log: storetest.Origin, Held: 9, Where: h.file[0], Says: third.origin, Known: 6})
}

// TestSucceedRefused: what cannot be a successor leaves the store as it was.
func TestSucceedRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 0)
	h.acts(2)
	known := []byte(h.read(filepath.Join(h.dir, "checkpoint")))
	next := newSuccessor(t, storetest.Origin+"/2")
	said := func(time.Time) ([]byte, error) { return []byte("said"), nil }
	for name, c := range map[string]struct {
		log  store.Log
		sign func([]byte) ([]byte, error)
		said func(time.Time) ([]byte, error)
	}{
		"the same name":    {store.Log{Origin: storetest.Origin, Key: h.log.Public, Known: known}, h.log.Options().Sign, said},
		"number 1":         {store.Log{Origin: storetest.Origin + "/1", Key: next.key, Known: known}, next.sign, said},
		"another name":     {store.Log{Origin: "tocsin/mill/2", Key: next.key, Known: known}, next.sign, said},
		"no key":           {store.Log{Origin: next.origin, Known: known}, next.sign, said},
		"the old signer":   {store.Log{Origin: next.origin, Key: next.key, Known: known}, h.log.Options().Sign, said},
		"no statement":     {store.Log{Origin: next.origin, Key: next.key, Known: known}, next.sign, func(time.Time) ([]byte, error) { return nil, errDone }},
		"an old statement": {store.Log{Origin: next.origin, Key: next.key, Known: known}, next.sign, func(time.Time) ([]byte, error) { return oldStatement(t, h), nil }},
	} {
		f, err := sqlite.OpenFormer(t.Context(), h.dir, h.options())
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Update(t.Context(), func(tx store.Tx) error { return benchAct(tx, "a") }); !errors.Is(err, store.ErrReadOnly) {
			t.Errorf("%s: a former store takes acts: %v", name, err)
		}
		if err := f.Succeed(t.Context(), c.log, c.sign, c.said); err == nil {
			t.Errorf("%s: it succeeded", name)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	h.acts(1)
	if s, err := sqlite.OpenFormer(context.Background(), t.TempDir(), h.options()); err == nil {
		s.Close()
		t.Error("a former store was made")
	}
}

var errDone = errors.New("enough")

func oldStatement(t *testing.T, h *house) (b []byte) {
	t.Helper()
	s, err := at(h.dir)(readOnly)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	err = s.View(t.Context(), func(v store.View) error {
		l, err := v.Leaf(0)
		b = l.Statement
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestFormerCheckpoints: a checkpoint of a log that was succeeded is written over, unless it says
// more than was known then, or something else: then it is kept.
func TestFormerCheckpoints(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 1)
	h.acts(2)
	two := []byte(h.read(h.file[0]))
	older := h.copied()
	h.acts(3)
	five := []byte(h.read(h.file[0]))
	h.acts(1)
	six := []byte(h.read(h.file[0]))
	h.putBack(older)
	next := newSuccessor(t, storetest.Origin+"/2")
	h.succeed(next, five) // the sixth act was known to a stick that was not there
	for name, c := range map[string]struct {
		note  []byte
		words []string
	}{
		"held":           {two, nil},
		"known":          {five, nil},
		"more":           {six, []string{"says 6 leaves of the log " + storetest.Origin, "5 leaves"}},
		"another root":   {h.signed(h.log, 2), []string{"another root for size 2", "forked before"}},
		"another root 5": {h.signed(h.log, 5), []string{"another root for size 5", "forked before"}},
	} {
		h.write(h.file[0], c.note)
		h.goOn(next, 1)
		if c.words == nil {
			h.warned(0)
		} else {
			h.warned(1, append(c.words, ".kept-")...)
		}
		if got := h.read(h.file[0]); !strings.HasPrefix(got, next.origin+"\n") {
			t.Errorf("%s: the file holds %q", name, got)
		}
	}
	kept, err := filepath.Glob(h.file[0] + ".kept-*")
	if err != nil || len(kept) != 3 {
		t.Errorf("kept %q (%v), want three", kept, err)
	}
}

// TestBackupOfSuccessor: the backup that a store was restored from is carried on, one that holds
// what was lost is left alone.
func TestBackupOfSuccessor(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 0)
	h.acts(3)
	dest, later := t.TempDir(), t.TempDir()
	backUp := func(s store.Store, dest string) error {
		_, err := s.Backup(t.Context(), dest, store.BackupOptions{Full: true})
		return err
	}
	reader, err := at(h.dir)(readOnly)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	if err := backUp(reader, dest); err != nil {
		t.Fatal(err)
	}
	h.acts(2)
	if err := backUp(reader, later); err != nil {
		t.Fatal(err)
	}
	if err := reader.Close(); err != nil {
		t.Fatal(err)
	}
	known := []byte(h.read(filepath.Join(h.dir, "checkpoint")))
	if err := os.RemoveAll(h.dir); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(h.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := sqlite.Copy(t.Context(), dest, h.dir); err != nil {
		t.Fatal(err)
	}
	h.refused(store.Behind{Log: storetest.Origin, Held: 3})
	next := newSuccessor(t, storetest.Origin+"/2")
	h.succeed(next, known)
	h.goOn(next, 4)
	s := h.open(next)
	defer s.Close()
	if err := backUp(s, dest); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(rows(t, h.dir), rows(t, dest)); diff != "" {
		t.Errorf("the backup is not the store:\n%s", diff)
	}
	if err := backUp(s, later); err == nil || !strings.Contains(err.Error(), "forked") {
		t.Errorf("a backup of what was lost was carried on: %v", err)
	}
}
