package sqlite_test

import (
	"context"
	crand "crypto/rand"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"tocsin/internal/store"
	"tocsin/internal/store/storetest"
)

// What another process does to a folder is tested with another process: this test program, run
// again with a role.
const childRole = "TOCSIN_STORE_CHILD"

func TestMain(m *testing.M) {
	if role := os.Getenv(childRole); role != "" {
		fmt.Println(play(role, os.Getenv("DIR")))
		return
	}
	os.Exit(m.Run())
}

// child is a command that plays a role on a folder.
func child(t *testing.T, log *storetest.Log, role, dir string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), childRole+"="+role, "DIR="+dir, "SECRET="+log.Secret, "PUBLIC="+log.Public)
	cmd.Stderr = os.Stderr
	return cmd
}

// says runs a child to its end and returns what it says.
func says(t *testing.T, cmd *exec.Cmd) string {
	t.Helper()
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// play runs in the child: it says what it found, or the error.
func play(role, dir string) string {
	log, err := storetest.LogOf(os.Getenv("SECRET"), os.Getenv("PUBLIC"))
	if err != nil {
		return err.Error()
	}
	if act, ok := roles[role]; ok {
		return act(log, dir)
	}
	opt := log.Options()
	if role == "read" {
		opt = store.Options{ReadOnly: true}
	}
	s, err := at(dir)(opt)
	if err != nil {
		return err.Error()
	}
	defer s.Close()
	if role == "write" {
		write(s) // until it is killed
	}
	n := int64(-1) // roles "open" and "read"
	if err := s.View(context.Background(), func(v store.View) error { n = v.Leaves(); return nil }); err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%d leaves", n)
}

// write has 8 producers record acts, and prints the id of each as soon as it is confirmed.
func write(s store.Store) {
	var wg sync.WaitGroup
	for producer := range 8 {
		wg.Go(func() {
			for i := 0; ; i++ {
				id := fmt.Sprintf("%d-%d-%d", os.Getpid(), producer, i)
				err := s.Update(context.Background(), func(tx store.Tx) error {
					if err := tx.Put(store.Record{Kind: "killed", ID: id, Version: 1, Body: []byte(id)}); err != nil {
						return err
					}
					_, err := tx.Append("act", []byte(id))
					return err
				})
				if err != nil {
					fmt.Println("error:", err)
					return
				}
				fmt.Println("confirmed", id)
			}
		})
	}
	wg.Wait()
}

func TestLock(t *testing.T) {
	t.Parallel()
	dir, log := t.TempDir(), storetest.NewLog(t)
	s, err := at(dir)(log.Options())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if got := says(t, child(t, log, "open", dir)); !strings.Contains(got, store.ErrLocked.Error()) || !strings.Contains(got, dir) {
		t.Errorf("second process: %s", got)
	}
	wantOpenErr(t, dir, log.Options(), store.ErrLocked.Error(), dir)
	if got := says(t, child(t, log, "read", dir)); got != "0 leaves" {
		t.Errorf("reader beside the writer: %s", got)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err = at(dir)(log.Options()); err != nil {
		t.Errorf("after the first closed: %v", err)
	}
}

// wantOpenErr checks that a folder is refused, and that the error says so in these words.
func wantOpenErr(t *testing.T, dir string, opt store.Options, words ...string) {
	t.Helper()
	s, err := at(dir)(opt)
	if err == nil {
		s.Close()
		t.Fatalf("opened, want an error that says %q", words)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("got error %q, want it to say %q", err, w)
		}
	}
}

// copyFile copies a file of a closed store.
func copyFile(t *testing.T, to, from string) {
	t.Helper()
	r, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	w, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o755)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(w, r); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// filled makes a closed store with n acts.
func filled(t *testing.T, log *storetest.Log, dir string, n int) {
	t.Helper()
	s, err := at(dir)(log.Options())
	if err != nil {
		t.Fatal(err)
	}
	for range n {
		if err := s.Update(t.Context(), func(tx store.Tx) error { return benchAct(tx, crand.Text()) }); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func db(dir string) string { return filepath.Join(dir, "tocsin.db") }
