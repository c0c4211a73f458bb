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
	copyFile(t, self, cmd.Path)
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
