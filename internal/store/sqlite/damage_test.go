package sqlite

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tocsin/internal/store"
)

// understood are the errors that say what a damaged folder is, apart from ErrDamaged itself: a damage
// can make it look like somebody else's.
var understood = []string{"is not a Tocsin database", "was made by another program", "was written by a newer Tocsin", "bring the database to this version"}

// opened opens a damaged store, reads everything and verifies it, and returns what is wrong with
// it. It must be told in one of these ways, or every row is what it was when there were so many
// leaves; and then nothing is missing that the checkpoint beside it confirms.
func (f *full) opened(t *testing.T, what string) (leaves int64, refused error) {
	t.Helper()
	s, err := Open(t.Context(), f.dir, f.opt)
	if err != nil {
		said := errors.Is(err, store.ErrDamaged)
		for _, words := range understood {
			said = said || strings.Contains(err.Error(), words)
		}
		if !said {
			t.Errorf("%s: nobody understands this: %v", what, err)
		}
		return 0, err
	}
	defer s.Close()
	v, err := s.Verify(t.Context(), store.VerifyOptions{})
	if err == nil {
		err = v.Err()
	}
	if err != nil {
		return v.Leaves, err
	}
	if err := touch(t, s); err != nil {
		t.Errorf("%s: a store that verifies cannot be read: %v", what, err)
	}
	if err := s.Close(); err != nil {
		t.Errorf("%s: close: %v", what, err)
	}
	if diff := cmp.Diff(f.at[v.Leaves], f.rows(t)); diff != "" {
		t.Errorf("%s: it verifies, and its rows are not what they were:\n%s", what, diff)
	}
	return v.Leaves, nil
}

// remember keeps what the rows are now.
func (f *full) remember(t *testing.T, leaves int64, rows map[string][]string) {
	t.Helper()
	for int64(len(f.at)) <= leaves {
		f.at = append(f.at, nil)
	}
	f.at[leaves] = rows
}

// cutOff is the store as a kill leaves it: 25 acts are in the write-ahead log only.
func cutOff(t *testing.T) *full {
	t.Helper()
	whole := everything(t)
	e := whole.open(t)
	left := *whole
	left.dir = t.TempDir()
	for i := range 26 {
		if i > 0 {
			if err := e.Update(t.Context(), act(fmt.Sprint("late", i), 10+100*i)); err != nil {
				t.Fatal(err)
			}
		}
		size := e.committer.at.size
		left.remember(t, size, sections(listTables(t, e.readers, strings.Split(strings.TrimSpace(allHeaders()), "\n"))))
	}
	if err := os.CopyFS(left.dir, os.DirFS(whole.dir)); err != nil {
		t.Fatal(err)
	}
	note, err := e.Checkpoint(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(left.beside(), note, 0o600); err != nil {
		t.Fatal(err)
	}
	return &left
}

func (f *full) beside() string { return filepath.Join(f.dir, besideName) }

// damage changes a file of the store.
func (f *full) damage(t *testing.T, name string, change func([]byte) []byte) {
	t.Helper()
	path := filepath.Join(f.dir, name)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, change(data), 0o600); err != nil {
		t.Fatal(err)
	}
}

// rounds is how often something random is tried.
func rounds(n int) int {
	if testing.Short() {
		return n / 10
	}
	return n
}

// TestFlipFile flips a bit anywhere in the file, or makes zeros or noise of a sector: it is told, or
// nothing was there that anybody reads.
func TestFlipFile(t *testing.T) {
	t.Parallel()
	whole := everything(t)
	e := whole.open(t)
	for i := range 150 { // so that most of the file holds something
		if err := e.Update(t.Context(), act(fmt.Sprint("more", i), 300)); err != nil {
			t.Fatal(err)
		}
	}
	size := e.committer.at.size
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	whole.remember(t, size, whole.rows(t))
	told := 0
	for range rounds(200) {
		f := whole.copied(t)
		var what string
		f.damage(t, fileName, func(data []byte) []byte {
			at := rand.IntN(len(data))
			switch rand.IntN(6) {
			case 0:
				at &^= 511
				clear(data[at : at+512])
				what = fmt.Sprintf("zeros at %d", at)
			case 1:
				at &^= 511
				for i := range 512 {
					data[at+i] = byte(rand.Uint32())
				}
				what = fmt.Sprintf("noise at %d", at)
			default:
				bit := rand.IntN(8)
				data[at] ^= 1 << bit
				what = fmt.Sprintf("bit %d of byte %d", bit, at)
			}
			return data
		})
		if _, refused := f.opened(t, what); refused != nil {
			told++
		}
		os.RemoveAll(f.dir)
	}
	t.Logf("told %d of %d times", told, rounds(200))
}

// TestFlipSchema flips a bit in the name of a column where SQLite keeps the schema: nothing that is
// asked for fits any more, and that is told as damage.
func TestFlipSchema(t *testing.T) {
	t.Parallel()
	whole := everything(t)
	for _, name := range []string{"value TEXT", "hash BLOB"} {
		f := whole.copied(t)
		f.damage(t, fileName, func(data []byte) []byte {
			data[bytes.Index(data, []byte(name))+1] ^= 4
			return data
		})
		if _, err := Open(t.Context(), f.dir, f.opt); !errors.Is(err, store.ErrDamaged) || !strings.Contains(err.Error(), "restore from a backup") {
			t.Errorf("%s: opened with %v", name, err)
		}
	}
}

// TestFlipWAL flips a bit anywhere in the write-ahead log that a kill left. SQLite forgets what
// follows: that is noticed by what stands beside, and without that by what stands behind.
func TestFlipWAL(t *testing.T) {
	t.Parallel()
	left := cutOff(t)
	newest := int64(len(left.at) - 1)
	told := 0
	for i := range rounds(300) {
		f := left.copied(t)
		var what string
		f.damage(t, fileName+"-wal", func(data []byte) []byte {
			at, bit := rand.IntN(len(data)), rand.IntN(8)
			data[at] ^= 1 << bit
			what = fmt.Sprintf("bit %d of byte %d of %d", bit, at, len(data))
			return data
		})
		alone := i%2 == 0
		if alone {
			if err := os.Remove(f.beside()); err != nil {
				t.Fatal(err)
			}
		}
		leaves, refused := f.opened(t, what)
		switch {
		case refused != nil:
			told++
		case leaves < newest-2 || leaves < newest && !alone:
			t.Errorf("%s: %d of %d leaves are left and nobody noticed", what, leaves, newest)
		}
		os.RemoveAll(f.dir)
	}
	t.Logf("told %d of %d times", told, rounds(300))
}

// TestTorn cuts the file, or the write-ahead log, at any length: what is left is whole acts, or it
// is told. What is missing is noticed by what stands beside.
func TestTorn(t *testing.T) {
	t.Parallel()
	left := cutOff(t)
	newest := int64(len(left.at) - 1)
	for i := range rounds(120) {
		f := left.copied(t)
		name := []string{fileName, fileName + "-wal"}[i%2]
		var what string
		f.damage(t, name, func(data []byte) []byte {
			n := rand.IntN(len(data))
			what = fmt.Sprintf("%s cut to %d of %d", name, n, len(data))
			return data[:n]
		})
		alone := i%4 < 2
		if alone {
			if err := os.Remove(f.beside()); err != nil {
				t.Fatal(err)
			}
		}
		leaves, refused := f.opened(t, what)
		if refused == nil && leaves < newest && !alone {
			t.Errorf("%s: %d of %d leaves are left and nobody noticed", what, leaves, newest)
		}
		os.RemoveAll(f.dir)
	}
}
