package ledger

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestReadTile compares each hash of each tile with the tree hash as it is defined.
func TestReadTile(t *testing.T) {
	t.Parallel()
	const n = 700
	k := keep(t, testOrigin, 1, n)
	for x := range newTiles(0, n) {
		if x.Level == Entries {
			continue
		}
		data, err := ReadTile(x, k.mem)
		if err != nil {
			t.Fatal(err)
		}
		got, err := ParseTile(x, data)
		if err != nil {
			t.Fatal(err)
		}
		var want []Hash
		for i := x.first(); i < x.end(); i++ {
			want = append(want, mth(k.ids[i<<shift(x.Level):(i+1)<<shift(x.Level)]))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", x.Path(), diff)
		}
	}
}

func TestBundle(t *testing.T) {
	t.Parallel()
	ids := [][32]byte{{1}, {31: 2}}
	data := FormatBundle(ids)
	want := slices.Concat([]byte{0, 32, 1}, make([]byte, 31), []byte{0, 32}, make([]byte, 31), []byte{2})
	if !bytes.Equal(data, want) {
		t.Errorf("FormatBundle = %x, want %x", data, want)
	}
	got, err := ParseBundle(Tile{Entries, 3, 2}, data)
	if diff := cmp.Diff(ids, got); err != nil || diff != "" {
		t.Errorf("ParseBundle: %v (-want +got):\n%s", err, diff)
	}
}

func TestTileDataRefuses(t *testing.T) {
	t.Parallel()
	m := testLog(t, 3)
	call := func(_ any, err error) error { return err }
	two := FormatBundle(make([][32]byte, 2))
	short := slices.Clone(two)
	short[1], short[34] = 31, 31
	tests := []struct {
		name string
		err  error
		want string
	}{
		{"read beyond the log", call(ReadTile(Tile{0, 0, 4}, m)), "is not stored"},
		{"read at level 1", call(ReadTile(Tile{1, 0, 1}, m)), "is not stored"},
		{"read level 7", call(ReadTile(Tile{7, 0, 1}, m)), "level 7 is outside"},
		{"read width 0", call(ReadTile(Tile{0, 0, 0}, m)), "width 0 is outside"},
		{"read index negative", call(ReadTile(Tile{0, -1, 1}, m)), "index -1"},
		{"read index huge", call(ReadTile(Tile{0, 1 << 62, 1}, m)), "beyond a log of"},
		{"read a bundle", call(ReadTile(Tile{Entries, 0, 3}, m)), "holds no hashes"},
		{"read without reader", call(ReadTile(Tile{0, 0, 3}, nil)), "no reader"},
		{"read, reader short", call(ReadTile(Tile{0, 0, 3}, broken{n: 1})), "= 1 hashes"},
		{"read, reader fails", call(ReadTile(Tile{0, 0, 3}, broken{err: errors.New("disk on fire")})), "disk on fire"},
		{"parse short", call(ParseTile(Tile{0, 0, 3}, make([]byte, 95))), "has 95 bytes, it needs 96"},
		{"parse long", call(ParseTile(Tile{0, 0, 3}, make([]byte, 128))), "has 128 bytes, it needs 96"},
		{"parse nothing", call(ParseTile(Tile{}, nil)), "width 0"},
		{"parse a bundle as a tile", call(ParseTile(Tile{Entries, 0, 2}, two)), "other kind"},
		{"parse a tile as a bundle", call(ParseBundle(Tile{0, 0, 2}, make([]byte, 64))), "other kind"},
		{"bundle short", call(ParseBundle(Tile{Entries, 0, 2}, two[:67])), "has 67 bytes, it needs 68"},
		{"bundle of one more", call(ParseBundle(Tile{Entries, 0, 1}, two)), "has 68 bytes, it needs 34"},
		{"entry of 31 bytes", call(ParseBundle(Tile{Entries, 0, 2}, short)), "entry 0 of tile/entries/000.p/2 has 31 bytes"},
	}
	for _, tt := range tests {
		if tt.err == nil || !strings.Contains(tt.err.Error(), tt.want) {
			t.Errorf("%s: got error %v, want one with %q", tt.name, tt.err, tt.want)
		}
	}
}
