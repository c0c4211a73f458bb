package node

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tocsin"
)

// TestBeginDuringRestore: while an organisation is being restored on a machine that knows nothing of
// it, nobody begins it anew; and who puts another record in its place is told, and loses neither.
func TestBeginDuringRestore(t *testing.T) {
	t.Parallel()
	from := filepath.Join(t.TempDir(), "from")
	act(t, from, 0, 3)
	dir, elsewhere := filepath.Join(t.TempDir(), "data"), filepath.Join(t.TempDir(), "elsewhere")
	home := filepath.Join(dir, "hall")
	act(t, elsewhere, 0, 1)
	r := RestoreOptions{Role: tocsin.Administrator, Reason: "a drill", Backup: from}

	cut := r
	cut.after = func(step string) {
		switch step {
		case "copied":
			if n, err := Open(t.Context(), dir, "hall", Options{}); err == nil || !strings.Contains(err.Error(), "is being restored") {
				t.Errorf("opened while it is restored: %v, %v", n, err)
			}
			if _, err := MakeIdentity(dir, "hall", ""); err == nil || !strings.Contains(err.Error(), "is being restored") {
				t.Errorf("begun while it is restored: %v", err)
			}
		case "keys settled":
			must(t, os.CopyFS(home, os.DirFS(filepath.Join(elsewhere, "hall"))))
		}
	}
	got, err := Restore(t.Context(), dir, "hall", cut, Options{})
	if err == nil || got.Done || !strings.Contains(err.Error(), "holds another record") {
		t.Fatalf("restored beside another record: %+v, %v", got, err)
	}
	must(t, os.Rename(home, home+".other"))
	if got, err := Restore(t.Context(), dir, "hall", r, Options{}); err != nil || !got.Before || got.Log != "tocsin/hall/2" || got.Held != 3 {
		t.Fatalf("repeated: %+v, %v", got, err)
	}
	act(t, dir, 3, 1)
}

// TestRestoreTwiceAtOnce: of two restores at the same time one is refused at each step of the other,
// and leaves what that one makes ready alone.
func TestRestoreTwiceAtOnce(t *testing.T) {
	t.Parallel()
	from := filepath.Join(t.TempDir(), "from")
	act(t, from, 0, 3)
	dir := filepath.Join(t.TempDir(), "data")
	r := RestoreOptions{Role: tocsin.Administrator, Reason: "a drill", Backup: from}
	first, steps := r, 0
	first.after = func(step string) {
		steps++
		if got, err := Restore(t.Context(), dir, "hall", r, Options{}); err == nil || !strings.Contains(err.Error(), "by another process") {
			t.Errorf("%s: a second one: %+v, %v", step, got, err)
		}
	}
	got, err := Restore(t.Context(), dir, "hall", first, Options{})
	if err != nil || !got.Done || got.Log != "tocsin/hall/2" || steps < 5 {
		t.Fatalf("restored in %d steps: %+v, %v", steps, got, err)
	}
	act(t, dir, 3, 1)
	if there, err := isThere(filepath.Join(dir, ".restoring")); err != nil || there {
		t.Errorf("something is left: %v", err)
	}
}

// TestRestoreForged: a record of the same name and another key is not restored where the key and the
// newest checkpoint of the true one are left.
func TestRestoreForged(t *testing.T) {
	t.Parallel()
	dir, forged := filepath.Join(t.TempDir(), "data"), filepath.Join(t.TempDir(), "forged")
	home := filepath.Join(dir, "hall")
	act(t, dir, 0, 3)
	act(t, forged, 0, 5)
	must(t, os.Remove(filepath.Join(home, databaseFile)))
	r := RestoreOptions{Role: tocsin.Administrator, Reason: "a drill", Backup: forged}
	got, err := Restore(t.Context(), dir, "hall", r, Options{})
	if err == nil || got.Done || !strings.Contains(err.Error(), "by another key of the log tocsin/hall") {
		t.Fatalf("restored: %+v, %v", got, err)
	}
	if there, err := isThere(stagingIn(dir, "restoring", "hall")); err != nil || there {
		t.Errorf("what was made ready is left: %v", err)
	}
}
