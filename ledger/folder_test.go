package ledger

import (
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// published is a log at size as files in memory.
func (k *keeper) published(t testing.TB, size int64) fstest.MapFS {
	t.Helper()
	m := fstest.MapFS{checkpointFile: &fstest.MapFile{Data: k.note(t, size)}}
	for x := range newTiles(0, size) {
		data, err := k.source(t, size).tile(x)
		if err != nil {
			t.Fatal(err)
		}
		m[x.Path()] = &fstest.MapFile{Data: data}
	}
	return m
}

// TestFolderProves makes every proof from tiles alone and compares it with that from the log.
func TestFolderProves(t *testing.T) {
	t.Parallel()
	k := keep(t, testOrigin, 1, 600)
	for _, size := range []int64{1, 2, 3, 255, 256, 257, 512, 600} {
		f, err := OpenFolder(k.published(t, size), k.origin, k.known())
		if err != nil {
			t.Fatal(err)
		}
		if got, want := f.Checkpoint(), k.at(t, size); got != want {
			t.Errorf("Checkpoint() = %+v, want %+v", got, want)
		}
		for i := int64(0); i < size; i += 1 + size/20 {
			want, _ := ProveInclusion(size, i, k.mem)
			got, err := ProveInclusion(size, i, f)
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("inclusion of %d in %d: %v (-want +got):\n%s", i, size, err, diff)
			}
			want, _ = ProveConsistency(i, size, k.mem)
			got, err = ProveConsistency(i, size, f)
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("consistency of %d with %d: %v (-want +got):\n%s", i, size, err, diff)
			}
		}
		got, err := f.IDs(0, size)
		if diff := cmp.Diff(k.ids[:size], got); err != nil || diff != "" {
			t.Errorf("IDs of size %d: %v (-want +got):\n%s", size, err, diff)
		}
	}
}

func TestFolderIDs(t *testing.T) {
	t.Parallel()
	k := keep(t, testOrigin, 1, 600)
	f, err := OpenFolder(k.published(t, 600), k.origin, k.known())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range [][2]int64{{0, 0}, {600, 0}, {0, 1}, {255, 2}, {256, 256}, {100, 400}, {599, 1}} {
		got, err := f.IDs(r[0], r[1])
		if err != nil || !slices.Equal(got, k.ids[r[0]:r[0]+r[1]]) {
			t.Errorf("IDs(%d, %d) = %d ids, %v", r[0], r[1], len(got), err)
		}
	}
	for _, r := range [][2]int64{{-1, 1}, {0, -1}, {0, 601}, {600, 1}, {1 << 62, 1 << 62}} {
		if got, err := f.IDs(r[0], r[1]); err == nil {
			t.Errorf("IDs(%d, %d) = %d ids", r[0], r[1], len(got))
		}
	}
	for _, x := range []int64{-1, StoredCount(600), 1 << 62} {
		if _, err := f.ReadHashes([]int64{0, x}); err == nil || !strings.Contains(err.Error(), "is not stored") {
			t.Errorf("ReadHashes(%d): got error %v, want that it is not stored", x, err)
		}
	}
}

// TestFolderOfTheEmptyLog: there is nothing to read, and nothing else is refused.
func TestFolderOfTheEmptyLog(t *testing.T) {
	t.Parallel()
	k := keep(t, testOrigin, 1, 0)
	f, err := OpenFolder(k.published(t, 0), k.origin, k.known())
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Verify(); err != nil {
		t.Error(err)
	}
	if got, err := f.ReadHashes([]int64{0}); err == nil {
		t.Errorf("ReadHashes of the empty log = %v", got)
	}
}

// TestFolderTakesTheFullTile: a partial tile may be gone once the full one is there.
func TestFolderTakesTheFullTile(t *testing.T) {
	t.Parallel()
	k := keep(t, testOrigin, 1, 600)
	m := k.published(t, 600)
	m[checkpointFile] = &fstest.MapFile{Data: k.note(t, 300)}
	delete(m, "tile/1/000.p/2")
	m["tile/1/000.p/1"] = &fstest.MapFile{Data: k.published(t, 300)["tile/1/000.p/1"].Data}
	f, err := OpenFolder(m, k.origin, k.known())
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Verify(); err != nil {
		t.Error(err)
	}
}

// TestFlippedFolder flips a bit in each byte of each file.
func TestFlippedFolder(t *testing.T) {
	t.Parallel()
	k := keep(t, testOrigin, 1, 257)
	m := k.published(t, 257)
	for name, file := range m {
		good := file.Data
		for i := range good {
			if len(good) > 1000 && i%37 != 0 {
				continue
			}
			file.Data = slices.Clone(good)
			file.Data[i] ^= 1 << (i % 8)
			if k.verify(m) == nil {
				t.Errorf("%s verifies with bit %d of byte %d flipped", name, i%8, i)
			}
		}
		file.Data = good
	}
	if err := k.verify(m); err != nil {
		t.Error(err)
	}
}

// verify opens a published log and reads all of it.
func (k *keeper) verify(fsys fs.FS) error {
	f, err := OpenFolder(fsys, k.origin, k.known())
	if err != nil {
		return err
	}
	return f.Verify()
}

func TestFolderRefuses(t *testing.T) {
	t.Parallel()
	k, other := keep(t, testOrigin, 1, 300), keep(t, "tocsin/other", 2, 300)
	tests := []struct {
		name   string
		change func(fstest.MapFS)
		want   string
	}{
		{"no checkpoint", func(m fstest.MapFS) { delete(m, checkpointFile) }, "file does not exist"},
		{"huge checkpoint", func(m fstest.MapFS) { m[checkpointFile].Data = make([]byte, maxNote+1) }, "has more than"},
		{"other log", func(m fstest.MapFS) { m[checkpointFile].Data = other.note(t, 300) }, "no verifiable signatures"},
		{"no bundle", func(m fstest.MapFS) { delete(m, "tile/entries/001.p/44") }, "tile/entries/001.p/44: file does not exist"},
		{"no tile", func(m fstest.MapFS) { delete(m, "tile/0/000") }, "tile/0/000: file does not exist"},
		{"short tile", func(m fstest.MapFS) { m["tile/0/000"].Data = make([]byte, 32) }, "has 32 bytes, it needs 8192"},
		{"long tile", func(m fstest.MapFS) { m["tile/1/000.p/1"].Data = make([]byte, 33) }, "has more than 32 bytes"},
		{"tile of another log", func(m fstest.MapFS) { m["tile/0/000"].Data = other.published(t, 300)["tile/0/000"].Data }, "inconsistent tile"},
		{"bundle of another log", func(m fstest.MapFS) {
			m["tile/entries/000"].Data = other.published(t, 300)["tile/entries/000"].Data
		}, "tile/entries/000: entry 0 is not leaf 0"},
		{"newer tile under an older checkpoint", func(m fstest.MapFS) { m[checkpointFile].Data = k.note(t, 299) }, "tile/0/001.p/43: file does not exist"},
		{"folder for a tile", func(m fstest.MapFS) {
			m["tile/0/000"].Mode = fs.ModeDir
		}, "tile/0/000"},
	}
	for _, tt := range tests {
		m := k.published(t, 300)
		tt.change(m)
		if err := k.verify(m); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got error %v, want one with %q", tt.name, err, tt.want)
		}
	}
	if _, err := OpenFolder(os.DirFS(t.TempDir()), k.origin, k.known()); err == nil {
		t.Error("an empty folder opens")
	}
}
