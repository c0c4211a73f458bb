//go:build unix

package sqlite_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"tocsin/internal/store"
	"tocsin/internal/store/storetest"
)

const nobody = 65534

// asNobody makes cmd run as a user to whom permissions apply, also when root runs the tests.
func asNobody(t *testing.T, cmd *exec.Cmd) *exec.Cmd {
	t.Helper()
	if os.Getuid() != 0 {
		return cmd
	}
	self := filepath.Join(openDir(t), "child") // go test's own folder is closed to others
	// Another process copies it: a child forked beside us while we have it open for writing would
	// keep it open, and then nobody can run it.
	if out, err := exec.Command("cp", cmd.Path, self).CombinedOutput(); err != nil {
		t.Fatalf("copy the test: %v: %s", err, out)
	}
	if err := os.Chmod(self, 0o755); err != nil {
		t.Fatal(err)
	}
	cmd.Path = self
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	return cmd
}

// openDir is a temporary folder that everybody can reach.
func openDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "tocsin")
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() {
		os.Chmod(dir, 0o700)
		os.RemoveAll(dir)
	})
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// freeze gives the files to nobody and takes all right to write in the folder.
func freeze(t *testing.T, dir string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if os.Getuid() == 0 {
			if err := os.Chown(f, nobody, nobody); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Chmod(f, 0o400); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
}

// TestFrozen reads a folder that cannot be written.
func TestFrozen(t *testing.T) {
	t.Parallel()
	dir, log := openDir(t), storetest.NewLog(t)
	filled(t, log, dir, 3)
	freeze(t, dir)
	if got := says(t, asNobody(t, child(t, log, "read", dir))); got != "3 leaves" {
		t.Errorf("reader: %s", got)
	}
	got := says(t, asNobody(t, child(t, log, "open", dir)))
	if !strings.Contains(got, "permission") || !strings.Contains(got, dir) {
		t.Errorf("writer: %s", got)
	}
}

// TestFrozenBesideWriter: without SQLite's shared memory a reader would not notice what a writer
// does, so it must not read at all.
func TestFrozenBesideWriter(t *testing.T) {
	t.Parallel()
	dir, log := openDir(t), storetest.NewLog(t)
	filled(t, log, dir, 3)
	s, err := at(dir)(log.Options())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	freeze(t, dir)
	if got := says(t, asNobody(t, child(t, log, "read", dir))); !strings.Contains(got, store.ErrLocked.Error()) && got != "3 leaves" {
		t.Errorf("reader: %s", got)
	}
}

// TestFrozenCutOff: what the last writer left in the write-ahead log must not be passed over.
func TestFrozenCutOff(t *testing.T) {
	t.Parallel()
	from, dir, log := t.TempDir(), openDir(t), storetest.NewLog(t)
	s, err := at(from)(log.Options())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Update(t.Context(), func(tx store.Tx) error { return benchAct(tx, "a") }); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"tocsin.db", "tocsin.db-wal"} { // as after a kill
		copyFile(t, filepath.Join(dir, name), filepath.Join(from, name))
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	freeze(t, dir)
	if got := says(t, asNobody(t, child(t, log, "read", dir))); !strings.Contains(got, "copy it to a disk") {
		t.Errorf("reader: %s", got)
	}
}

// TestOthersFolder: a folder that belongs to somebody else and is closed to us, and files that do.
func TestOthersFolder(t *testing.T) {
	t.Parallel()
	if os.Getuid() != 0 {
		t.Skip("only root can make a folder that belongs to somebody else")
	}
	for name, modes := range map[string]struct{ folder, files os.FileMode }{
		"folder": {0o700, 0o644},
		"files":  {0o777, 0o600},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, log := openDir(t), storetest.NewLog(t)
			filled(t, log, dir, 3)
			for _, file := range mustGlob(t, filepath.Join(dir, "*")) {
				if err := os.Chmod(file, modes.files); err != nil {
					t.Fatal(err)
				}
			}
			if err := os.Chmod(dir, modes.folder); err != nil {
				t.Fatal(err)
			}
			for _, role := range []string{"open", "read"} {
				got := says(t, asNobody(t, child(t, log, role, dir)))
				if !strings.Contains(got, "check the owner and the permissions") && !strings.Contains(got, "this user may read and write it") || !strings.Contains(got, dir) {
					t.Errorf("%s: %s", role, got)
				}
			}
		})
	}
}
