package ledger

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"
)

func FuzzParseTilePath(f *testing.F) {
	f.Add("tile/0/x001/234.p/5")
	f.Add("tile/entries/x001/x234/067")
	f.Add("tile/6/000.p/32")
	f.Add("tile/00/x000/001.p/256")
	f.Fuzz(func(t *testing.T, path string) {
		x, err := ParseTilePath(path)
		if err != nil {
			return
		}
		if x.Path() != path || !strings.HasPrefix(path, "tile/") || strings.Contains(path, "..") {
			t.Errorf("%q parses to %+v, %q", path, x, x.Path())
		}
		if _, err := ReadTile(x, broken{n: x.Width}); err != nil && x.Level != Entries {
			t.Errorf("%q parses and cannot be read: %v", path, err)
		}
	})
}

func FuzzParseTile(f *testing.F) {
	f.Add(0, int64(0), 2, make([]byte, 64))
	f.Add(Entries, int64(0), 2, FormatBundle(make([][32]byte, 2)))
	f.Add(6, int64(1)<<62, 256, []byte{})
	f.Fuzz(func(t *testing.T, level int, index int64, width int, data []byte) {
		x := Tile{level, index, width}
		if hashes, err := ParseTile(x, data); err == nil {
			var back []byte
			for _, h := range hashes {
				back = append(back, h[:]...)
			}
			if !bytes.Equal(back, data) || len(hashes) != width {
				t.Errorf("%+v: %x parses to %v", x, data, hashes)
			}
		}
		if ids, err := ParseBundle(x, data); err == nil && (!bytes.Equal(FormatBundle(ids), data) || len(ids) != width) {
			t.Errorf("%+v: %x parses to %x", x, data, ids)
		}
	})
}

func FuzzParseProofFile(f *testing.F) {
	k := keep(f, testOrigin, 1, 5)
	f.Add(k.proofFile(f, 5, 3).Text())
	f.Add(k.proofFile(f, 1, 0).Text())
	f.Add([]byte(proofHeader + "\nextra AAAA\nindex 0\n\n" + emptyText))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := ParseProofFile(data)
		if err != nil {
			return
		}
		if !bytes.Equal(p.Text(), data) {
			t.Errorf("%q parses to %q", data, p.Text())
		}
		for i := range int64(5) {
			if _, err := p.Verify(k.origin, k.known(), k.statement(i)); err == nil && p.Index != i {
				t.Errorf("statement %d verifies as leaf %d", i, p.Index)
			}
		}
	})
}

// FuzzFolder reads any files. What verifies has the root of what it holds.
func FuzzFolder(f *testing.F) {
	k := keep(f, "o", 1, 3)
	m := k.published(f, 3)
	f.Add(m[checkpointFile].Data, m["tile/0/000.p/3"].Data, m["tile/entries/000.p/3"].Data, uint8(3))
	f.Add([]byte(emptyText+"\n— o AAAAAAAA\n"), []byte{}, []byte{}, uint8(1))
	f.Fuzz(func(t *testing.T, note, tile, bundle []byte, width uint8) {
		files := fstest.MapFS{checkpointFile: &fstest.MapFile{Data: note}}
		for path, data := range map[string][]byte{Tile{0, 0, int(width)}.Path(): tile, Tile{Entries, 0, int(width)}.Path(): bundle} {
			files[path] = &fstest.MapFile{Data: data}
		}
		folder, err := OpenFolder(files, "o", anyKey{})
		if err != nil || folder.Verify() != nil {
			return
		}
		cp := folder.Checkpoint()
		ids, err := folder.IDs(0, cp.Size)
		if err != nil || mth(ids) != cp.Root {
			t.Errorf("%d ids (%v) with another root than %v verify", len(ids), err, cp.Root)
		}
	})
}

// FuzzSuccession: what verifies is consistent with both checkpoints by the loop of the RFC.
func FuzzSuccession(f *testing.F) {
	f.Add(int64(2), int64(3), int64(5), make([]byte, 3*32), 1)
	f.Add(int64(1)<<62, int64(1)<<62+1, int64(1)<<62+2, make([]byte, 62*32), 31)
	f.Fuzz(func(t *testing.T, held, oldSize, newSize int64, raw []byte, split int) {
		var p Proof
		for ; len(raw) >= 32; raw = raw[32:] {
			p = append(p, Hash(raw[:32]))
		}
		cut := min(max(split, 0), len(p))
		s := Succession{Held: held, Root: LeafHash(testID(0)), Old: p[:cut], New: p[cut:]}
		old, successor := Checkpoint{"o", oldSize, s.Root}, Checkpoint{"o/2", newSize, mth([][32]byte{testID(0), testID(1)})}
		if VerifySuccession(old, successor, s) != nil {
			return
		}
		if base := (Checkpoint{"", held, s.Root}); !consistent(base, old, s.Old) || !consistent(base, successor, s.New) {
			t.Errorf("%d held of %d and %d verifies with %v", held, oldSize, newSize, p)
		}
	})
}
