package sqlite_test

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin/internal/store"
	"tocsin/internal/store/sqlite"
	"tocsin/internal/store/storetest"
	"tocsin/ledger"
)

// house is a store with places for its checkpoint elsewhere.
type house struct {
	t    *testing.T
	dir  string
	log  *storetest.Log
	file []string

	mu   sync.Mutex // guards said
	said []string
}

func newHouse(t *testing.T, places int) *house {
	h := &house{t: t, dir: filepath.Join(t.TempDir(), "hall"), log: storetest.NewLog(t)}
	for range places {
		h.file = append(h.file, filepath.Join(t.TempDir(), "hall.checkpoint"))
	}
	return h
}

func (h *house) options() store.Options {
	opt := h.log.Options()
	opt.Checkpoints = h.file
	opt.Warn = func(what string) {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.said = append(h.said, what)
	}
	return opt
}

// acts opens the store, does so many acts and closes it.
func (h *house) acts(n int) {
	h.t.Helper()
	s, err := at(h.dir)(h.options())
	if err != nil {
		h.t.Fatal(err)
	}
	for range n {
		if err := s.Update(h.t.Context(), func(tx store.Tx) error { return benchAct(tx, rand.Text()) }); err != nil {
			h.t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		h.t.Fatal(err)
	}
}

// warned checks what was said since it was last asked: so many times, with these words in each.
func (h *house) warned(n int, words ...string) {
	h.t.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.said) != n {
		h.t.Errorf("%d warnings, want %d: %q", len(h.said), n, h.said)
	}
	for _, s := range h.said {
		for _, w := range words {
			if !strings.Contains(s, w) {
				h.t.Errorf("the warning %q does not say %q", s, w)
			}
		}
	}
	h.said = nil
}

func (h *house) refused(want store.Behind) {
	h.t.Helper()
	s, err := at(h.dir)(h.options())
	if err == nil {
		s.Close()
		h.t.Fatal("it was opened")
	}
	got, ok := errors.AsType[*store.Behind](err)
	if !ok || !errors.Is(err, store.ErrDamaged) || !strings.Contains(err.Error(), h.dir) {
		h.t.Fatalf("got error %v", err)
	}
	if diff := cmp.Diff(want, *got); diff != "" {
		h.t.Error(diff)
	}
}

func (h *house) write(path string, b []byte) {
	h.t.Helper()
	if err := os.WriteFile(path, b, 0o600); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) read(path string) string {
	h.t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		h.t.Fatal(err)
	}
	return string(b)
}

// signed is a checkpoint by a key of the log's name, the log's own if it is the log that signs.
func (h *house) signed(l *storetest.Log, size int64) []byte {
	h.t.Helper()
	note, err := l.Options().Sign(ledger.Checkpoint{Origin: storetest.Origin, Size: size, Root: ledger.Hash{9}}.Text())
	if err != nil {
		h.t.Fatal(err)
	}
	return note
}

// TestApart: every place follows the store, and each alone shows that an older database was put
// back, whatever was put back with it.
func TestApart(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 2)
	h.acts(3)
	older := filepath.Join(t.TempDir(), "older")
	if err := os.CopyFS(older, os.DirFS(h.dir)); err != nil {
		t.Fatal(err)
	}
	h.acts(5)
	newest := h.read(filepath.Join(h.dir, "checkpoint"))
	for _, f := range h.file {
		if got := h.read(f); got != newest || !strings.HasPrefix(got, storetest.Origin+"\n8\n") {
			t.Errorf("%s holds %q, the folder %q", f, got, newest)
		}
	}
	if err := os.RemoveAll(h.dir); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(h.dir, os.DirFS(older)); err != nil {
		t.Fatal(err)
	}
	for _, f := range h.file {
		h.refused(store.Behind{Log: storetest.Origin, Held: 3, Where: f, Says: storetest.Origin, Known: 8})
		if err := os.Remove(f); err != nil {
			t.Fatal(err)
		}
	}
	h.warned(0)
	h.write(h.file[1], h.signed(h.log, 2))
	h.refused(store.Behind{Log: storetest.Origin, Held: 3, Where: h.file[1], Says: storetest.Origin, Known: 2, Fork: true})
	if err := os.Remove(h.file[1]); err != nil {
		t.Fatal(err)
	}
	h.acts(0) // nothing tells any more: it cannot be noticed
}

// TestApartAway: a place that is away is told once, and no act is lost for it; when it is there
// again it is written.
func TestApartAway(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 1)
	stick := filepath.Join(t.TempDir(), "stick")
	h.file = append(h.file, filepath.Join(stick, "hall.checkpoint"))
	s, err := at(h.dir)(h.options())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	act := func() {
		t.Helper()
		if err := s.Update(t.Context(), func(tx store.Tx) error { return benchAct(tx, rand.Text()) }); err != nil {
			t.Fatal(err)
		}
	}
	told := func() int {
		h.mu.Lock()
		defer h.mu.Unlock()
		return len(h.said)
	}
	for end := time.Now().Add(10 * time.Second); told() == 0 && time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		act()
	}
	act()
	if err := os.Mkdir(stick, 0o700); err != nil {
		t.Fatal(err)
	}
	act()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	h.warned(1, stick, "could not be kept", "what was recorded is safe")
	if a, b := h.read(h.file[0]), h.read(h.file[1]); a != b {
		t.Errorf("the stick holds %q, the other place %q", b, a)
	}
}

// TestApartNotBelieved: what the log's key did not sign tells nothing. What is broken is written
// anew; a file of somebody else's is left as it is.
func TestApartNotBelieved(t *testing.T) {
	t.Parallel()
	other := storetest.NewLog(t)
	elsewhere, err := ledger.SignCheckpoint(ledger.Checkpoint{Origin: "tocsin/mill", Size: 3, Root: ledger.Hash{1}}.Text(), otherSigner(t, "tocsin/mill"))
	if err != nil {
		t.Fatal(err)
	}
	h := newHouse(t, 1)
	h.acts(2)
	for name, c := range map[string]struct {
		note  []byte
		words string
		kept  bool
	}{
		"letters":           {[]byte("Dear sirs,\n\nno.\n"), "not a checkpoint", false},
		"nothing":           {[]byte{}, "not a checkpoint", false},
		"unsigned":          {append(ledger.Checkpoint{Origin: storetest.Origin, Size: 9, Root: ledger.Hash{1}}.Text(), '\n'), "not rightly signed", false},
		"altered":           {[]byte(strings.Replace(string(h.signed(h.log, 9)), "\n9\n", "\n8\n", 1)), "not rightly signed", false},
		"another key":       {h.signed(other, 9), "not signed by the key", true},
		"another log":       {elsewhere, "of another log, tocsin/mill", true},
		"in the own folder": {h.signed(other, 9), "not signed by the key", false},
	} {
		path := h.file[0]
		if name == "in the own folder" {
			path = filepath.Join(h.dir, "checkpoint")
		}
		h.write(path, c.note)
		h.acts(1)
		h.warned(1, path, c.words)
		if got := h.read(path); (got == string(c.note)) != c.kept {
			t.Errorf("%s: the file now holds %q", name, got)
		}
		h.write(path, nil)
		h.acts(0)
		h.warned(1)
	}
}

func otherSigner(t *testing.T, origin string) ledger.Signer {
	t.Helper()
	secret, _, err := ledger.GenerateKey(rand.Reader, origin)
	if err != nil {
		t.Fatal(err)
	}
	s, err := ledger.NewSigner(secret)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestApartNeverAhead: a bulk of acts is not durable before its end, and no place may say so.
func TestApartNeverAhead(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 1)
	opt := h.options()
	opt.Bulk = true
	s, err := at(h.dir)(opt)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Update(t.Context(), func(tx store.Tx) error { return benchAct(tx, "a") }); err != nil {
		t.Fatal(err)
	}
	time.Sleep(1500 * time.Millisecond) // longer than a place waits for a newer checkpoint
	for _, f := range append(h.file, filepath.Join(h.dir, "checkpoint")) {
		if b, err := os.ReadFile(f); err == nil {
			t.Errorf("%s says %q of what is not durable", f, b)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if got := h.read(h.file[0]); !strings.HasPrefix(got, storetest.Origin+"\n1\n") {
		t.Errorf("after the end: %q", got)
	}
}

// TestOtherKey: a store knows the key that it was made with.
func TestOtherKey(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 0)
	h.acts(2)
	for name, opt := range map[string]store.Options{
		"key and signer": storetest.NewLog(t).Options(),
		"key":            {Origin: storetest.Origin, Sign: h.log.Options().Sign, Key: storetest.NewLog(t).Public},
		"reader":         {ReadOnly: true, Key: storetest.NewLog(t).Public},
	} {
		s, err := at(h.dir)(opt)
		if !errors.Is(err, store.ErrOtherLog) {
			t.Errorf("%s: got store %v and error %v", name, s, err)
		}
	}
	meddle(t, h.dir, fmt.Sprintf(`UPDATE checkpoint SET note = x'%x', sum = tocsin_sum('checkpoint', 1, x'%[1]x')`,
		strings.Replace(h.read(filepath.Join(h.dir, "checkpoint")), "— ", "— A", 1)))
	if s, err := sqlite.Open(t.Context(), h.dir, h.options()); err == nil {
		s.Close()
		t.Error("opened with a checkpoint that nobody signed")
	}
}
