package node

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/store"
)

// TestRestoreInterrupted ends a restore after each of its steps as a power cut would: either
// nothing has happened, or the organisation opens as the successor; and in both cases the same
// command brings it to its end, once.
func TestRestoreInterrupted(t *testing.T) {
	t.Parallel()
	steps := map[string][]string{
		"from a backup": {"copied", "verified", "key written", "succeeded", "keys settled", "ready", "installed"},
		"in place":      {"verified", "key written", "succeeded", "keys settled", "installed"},
		"keys left":     {"copied", "verified", "key written", "succeeded", "keys settled", "ready", "installed"},
	}
	whole := map[string]string{"from a backup": "ready", "in place": "succeeded", "keys left": "ready"}
	for way, names := range steps {
		happened := false
		for _, step := range names {
			happened = happened || step == whole[way]
			done := happened
			t.Run(way+", "+step, func(t *testing.T) {
				t.Parallel()
				interrupted(t, way, step, done)
			})
		}
	}
}

func interrupted(t *testing.T, way, step string, happened bool) {
	dir := filepath.Join(t.TempDir(), "data")
	home := filepath.Join(dir, "hall")
	act(t, dir, 0, 3)
	older := filepath.Join(t.TempDir(), "older")
	if err := os.CopyFS(older, os.DirFS(home)); err != nil {
		t.Fatal(err)
	}
	act(t, dir, 3, 2)
	r := RestoreOptions{Role: tocsin.Administrator, Reason: "a drill", Backup: older}
	switch way {
	case "from a backup":
		must(t, os.RemoveAll(home))
	case "keys left":
		must(t, os.Remove(filepath.Join(home, databaseFile)))
	case "in place":
		r.Backup = ""
		must(t, os.RemoveAll(home))
		must(t, os.CopyFS(home, os.DirFS(older)))
	}
	cut := r
	cut.after = func(at string) {
		if at == step {
			panic(step)
		}
	}
	func() {
		defer func() {
			if got := recover(); got != step {
				t.Errorf("the restore ended with %v", got)
			}
		}()
		_, err := Restore(t.Context(), dir, "hall", cut, Options{})
		t.Errorf("the restore came to its end: %v", err)
	}()

	if opened, err := Open(t.Context(), dir, "hall", Options{}); (err == nil) != happened {
		t.Errorf("it was opened: %v, %v; want %v", opened != nil, err, happened)
	} else if err == nil {
		must(t, opened.Close())
	}
	got, err := Restore(t.Context(), dir, "hall", r, Options{})
	if err != nil || got.Log != "tocsin/hall/2" || got.Held != 3 || got.Lost != 2 || got.Before != happened {
		t.Fatalf("repeated: %+v, %v", got, err)
	}
	act(t, dir, 5, 1)
	n, err := Open(t.Context(), dir, "hall", Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	logs, err := n.store.Logs(t.Context())
	if err != nil || len(logs) != 2 {
		t.Errorf("logs %+v, %v", logs, err)
	}
	if v, err := n.store.Verify(t.Context(), store.VerifyOptions{}); err != nil || v.Err() != nil || v.Leaves != 5 {
		t.Errorf("%d leaves, %v, %v", v.Leaves, v.Err(), err)
	}
	if b, err := os.ReadFile(filepath.Join(home, logKey)); err != nil {
		t.Error(err)
	} else if name, err := keyName(filepath.Join(home, logKey)); err != nil || name != "tocsin/hall/2" {
		t.Errorf("log.key is of %s (%d bytes), %v", name, len(b), err)
	}
	if there, err := isThere(filepath.Join(home, nextKey)); err != nil || there {
		t.Errorf("the key has not found its place: %v", err)
	}
}

// act opens the organisation and does so many acts.
func act(t *testing.T, dir string, from, n int) {
	t.Helper()
	hall, err := Open(t.Context(), dir, "hall", Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		o := tocsin.Org{ID: tocsin.OrgID(fmt.Sprintf("peer-%d", from+i)), Name: "A peer", Kind: tocsin.OrgOperator}
		if _, err := hall.Client(client.Caller{Role: tocsin.Administrator}).Act(t.Context(), client.Admit{Org: o}); err != nil {
			t.Fatal(err)
		}
	}
	must(t, hall.Close())
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
