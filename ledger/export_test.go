package ledger

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/tlog"
)

// files reads a whole folder.
func files(t testing.TB, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	fsys := os.DirFS(dir)
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(fsys, name)
		all[name] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestExportOfTheExample(t *testing.T) {
	t.Parallel()
	k := keep(t, testOrigin, 1, 257)
	dir := t.TempDir()
	if got, want := k.export(t, dir, 257), (Exported{0, 257, 5}); got != want {
		t.Errorf("Export = %+v, want %+v", got, want)
	}
	got := map[string]int{}
	for name, data := range files(t, dir) {
		got[name] = len(data)
	}
	want := map[string]int{
		"checkpoint":           len(k.note(t, 257)),
		"tile/0/000":           8192,
		"tile/0/001.p/1":       32,
		"tile/1/000.p/1":       32,
		"tile/entries/000":     256 * 34,
		"tile/entries/001.p/1": 34,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("files and their sizes (-want +got):\n%s", diff)
	}
}

// TestExportGrows brings one folder up to date step by step, and compares each step with a folder
// that was written at once. Partial tiles of earlier sizes may stay.
func TestExportGrows(t *testing.T) {
	t.Parallel()
	k := keep(t, testOrigin, 1, 700)
	dir := t.TempDir()
	older := int64(0)
	for _, size := range []int64{0, 1, 2, 2, 255, 256, 257, 511, 512, 513, 700} {
		if got := k.export(t, dir, size); got.From != older || got.To != size || (got.Files == 0) != (size == older) {
			t.Errorf("Export from %d to %d = %+v", older, size, got)
		}
		older = size
		if err := k.folder(t, dir).Verify(); err != nil {
			t.Errorf("size %d: %v", size, err)
		}
		once := t.TempDir()
		k.export(t, once, size)
		grown := files(t, dir)
		for name, data := range files(t, once) {
			if grown[name] != data {
				t.Errorf("size %d: %s differs from an export at once", size, name)
			}
		}
		for name := range grown {
			full, _, isPartial := strings.Cut(name, partial)
			if _, ok := grown[full]; isPartial && ok {
				t.Errorf("size %d: %s is still there beside the full one", size, name)
			}
		}
	}
}

// TestExportReplacesInOneStep: who has the older checkpoint open still reads all of it.
func TestExportReplacesInOneStep(t *testing.T) {
	t.Parallel()
	k, dir := keep(t, testOrigin, 1, 20), t.TempDir()
	k.export(t, dir, 10)
	older, err := os.Open(filepath.Join(dir, checkpointFile))
	if err != nil {
		t.Fatal(err)
	}
	defer older.Close()
	k.export(t, dir, 20)
	got, err := io.ReadAll(older)
	if diff := cmp.Diff(string(k.note(t, 10)), string(got)); err != nil || diff != "" {
		t.Errorf("the older checkpoint: %v (-want +got):\n%s", err, diff)
	}
}

// TestExportAfterACrash leaves wrong tiles of a later size behind: the next export writes them anew.
func TestExportAfterACrash(t *testing.T) {
	t.Parallel()
	k := keep(t, testOrigin, 1, 300)
	dir := t.TempDir()
	k.export(t, dir, 100)
	root := testRootDir(t, dir)
	torn := k.source(t, 300)
	torn.IDs = func(first, n int64) ([][32]byte, error) { return make([][32]byte, n), nil }
	if _, err := Export(root, k.origin, k.known(), torn); err == nil || !strings.Contains(err.Error(), "entry 0 is not leaf 0") {
		t.Errorf("ids that are not in the log: got error %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "tile/0/000"), []byte("torn"), 0o600); err != nil {
		t.Fatal(err)
	}
	if f := k.folder(t, dir); f.Checkpoint().Size != 100 || f.Verify() != nil {
		t.Errorf("after the crash: size %d, %v", f.Checkpoint().Size, f.Verify())
	}
	k.export(t, dir, 300)
	if err := k.folder(t, dir).Verify(); err != nil {
		t.Error(err)
	}
}

func TestExportRefuses(t *testing.T) {
	t.Parallel()
	k, other := keep(t, testOrigin, 1, 300), keep(t, "tocsin/other", 2, 300)
	fork := keep(t, testOrigin, 1, 0)
	for i := range int64(300) {
		fork.add(t, testID(i))
	}
	good := k.source(t, 200)
	change := func(f func(*Source)) Source { s := good; f(&s); return s }
	tests := []struct {
		name string
		src  Source
		want string
	}{
		{"older", k.source(t, 199), "older log has 200 leaves, more than"},
		{"fork", fork.source(t, 300), "the log was rewritten"},
		{"fork of one size", fork.source(t, 200), "two roots for one size"},
		{"other log", other.source(t, 300), "no verifiable signatures"},
		{"unsigned", change(func(s *Source) { s.Checkpoint = k.at(t, 200).Text() }), "malformed note"},
		{"no hashes", change(func(s *Source) { s.Hashes = nil }), "no reader"},
		{"no ids", change(func(s *Source) { s.IDs = nil }), "no reader"},
		{"hashes of another log", change(func(s *Source) { s.Checkpoint, s.Hashes = k.note(t, 300), other.mem }), "leads to another root"},
		{"hashes missing", change(func(s *Source) { s.Checkpoint, s.Hashes = k.note(t, 300), testLog(t, 20) }), "is not stored"},
		{"ids fail", change(func(s *Source) {
			s.Checkpoint = k.note(t, 300)
			s.IDs = func(_, _ int64) ([][32]byte, error) { return nil, errors.New("disk on fire") }
		}), "disk on fire"},
		{"ids short", change(func(s *Source) {
			s.Checkpoint = k.note(t, 300)
			s.IDs = func(_, _ int64) ([][32]byte, error) { return nil, nil }
		}), "0 ids from leaf 0 on, want 256"},
	}
	for _, tt := range tests {
		dir := t.TempDir()
		k.export(t, dir, 200)
		before := files(t, dir)
		got, err := Export(testRootDir(t, dir), k.origin, k.known(), tt.src)
		if err == nil || !strings.Contains(err.Error(), tt.want) || got != (Exported{}) {
			t.Errorf("%s: got %+v, %v, want an error with %q", tt.name, got, err, tt.want)
		}
		if now := files(t, dir); now[checkpointFile] != before[checkpointFile] {
			t.Errorf("%s: the checkpoint was replaced", tt.name)
		}
		if err := k.folder(t, dir).Verify(); err != nil {
			t.Errorf("%s: what was published before: %v", tt.name, err)
		}
	}
}

// damagedHash gives one stored hash wrong.
type damagedHash struct {
	HashReader
	index int64
}

func (d damagedHash) ReadHashes(indexes []int64) ([]Hash, error) {
	hashes, err := d.HashReader.ReadHashes(indexes)
	for i, x := range indexes {
		if x == d.index {
			hashes[i] = flip(hashes[i], 7)
		}
	}
	return hashes, err
}

// TestExportFindsDamage flips stored hashes in turn: none that goes into a tile is published.
func TestExportFindsDamage(t *testing.T) {
	t.Parallel()
	k := keep(t, testOrigin, 1, 600)
	damage := map[string]int64{"the root of tile 0": tlog.StoredHashIndex(8, 0), "the root of tile 1": tlog.StoredHashIndex(8, 1)}
	for _, leaf := range []int64{0, 1, 255, 256, 511, 512, 599} {
		damage[fmt.Sprintf("leaf %d", leaf)] = tlog.StoredHashIndex(0, leaf)
	}
	for what, index := range damage {
		dir := t.TempDir()
		src := k.source(t, 600)
		src.Hashes = damagedHash{k.mem, index}
		if _, err := Export(testRootDir(t, dir), k.origin, k.known(), src); err == nil {
			t.Errorf("%s damaged: exported", what)
		}
		if _, err := os.Stat(filepath.Join(dir, checkpointFile)); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s damaged: there is a checkpoint (%v)", what, err)
		}
	}
}

// TestExportStaysInFolder: a link that leads out of the folder is not followed.
func TestExportStaysInFolder(t *testing.T) {
	t.Parallel()
	k := keep(t, testOrigin, 1, 3)
	dir, outside := t.TempDir(), t.TempDir()
	if err := os.Symlink(outside, filepath.Join(dir, "tile")); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
	if _, err := Export(testRootDir(t, dir), k.origin, k.known(), k.source(t, 3)); err == nil {
		t.Error("exported through a link that leads out of the folder")
	}
	if left := files(t, outside); len(left) > 0 {
		t.Errorf("written outside: %v", left)
	}
}

// TestExportMirrors exports what was exported.
func TestExportMirrors(t *testing.T) {
	t.Parallel()
	k := keep(t, testOrigin, 1, 600)
	dir, mirror := t.TempDir(), t.TempDir()
	k.export(t, dir, 600)
	f := k.folder(t, dir)
	if _, err := Export(testRootDir(t, mirror), k.origin, k.known(), Source{f.Note(), f, f.IDs}); err != nil {
		t.Fatal(err)
	}
	if want, got := files(t, dir), files(t, mirror); !maps.Equal(want, got) {
		t.Errorf("the mirror has %d files, not the same %d", len(got), len(want))
	}
}
