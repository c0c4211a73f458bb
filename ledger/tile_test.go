package ledger

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/tlog"
)

func TestTilePath(t *testing.T) {
	t.Parallel()
	tests := []struct {
		tile Tile
		want string
	}{
		{Tile{0, 0, 256}, "tile/0/000"},
		{Tile{0, 1234, 5}, "tile/0/x001/234.p/5"},
		{Tile{0, 1234067, 256}, "tile/0/x001/x234/067"}, // the example of C2SP tlog-tiles
		{Tile{1, 1, 17}, "tile/1/001.p/17"},
		{Tile{2, 999, 256}, "tile/2/999"},
		{Tile{2, 1000, 255}, "tile/2/x001/000.p/255"},
		{Tile{Entries, 0, 1}, "tile/entries/000.p/1"},
		{Tile{Entries, 1000, 256}, "tile/entries/x001/000"},
		{Tile{6, 0, 32}, "tile/6/000.p/32"},
		{Tile{0, MaxSize/256 - 1, 256}, "tile/0/x035/x184/x372/x088/831"},
	}
	for _, tt := range tests {
		if got := tt.tile.Path(); got != tt.want {
			t.Errorf("%+v.Path() = %q, want %q", tt.tile, got, tt.want)
		}
		if got, err := ParseTilePath(tt.want); err != nil || got != tt.tile {
			t.Errorf("ParseTilePath(%q) = %+v, %v, want %+v", tt.want, got, err, tt.tile)
		}
	}
}

func TestParseTilePathRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct{ path, want string }{
		{"", `begins with "tile/"`},
		{"/tile/0/000", `begins with "tile/"`},
		{"tile/8/0/000", "it is spelled"}, // the Go checksum database has the height in the path
		{"tile/0", "not three digits"},
		{"tile//000", "neither a level nor entries"},
		{"tile/data/000", "neither a level nor entries"},
		{"tile/-1/000", "neither a level nor entries"},
		{"tile/00/000", "it is spelled"},
		{"tile/+0/000", "it is spelled"},
		{"tile/7/000", "level 7 is outside"},
		{"tile/9223372036854775808/000", "neither a level nor entries"},
		{"tile/0/0", "it is spelled"},
		{"tile/0/0000", "it is spelled"},
		{"tile/0/-01", "not three digits"},
		{"tile/0/+01", "not three digits"},
		{"tile/0/1000", "not three digits"},
		{"tile/0/000/", "not three digits"},
		{"tile/0/x000/001", "it is spelled"},
		{"tile/0/001/001", "it is spelled"},
		{"tile/0/x001", "it is spelled"},
		{"tile/0/xx01/001", "not three digits"},
		{"tile/0/000.p", "not three digits"},
		{"tile/0/000.p/", "is not a number"},
		{"tile/0/000.p/0", "width 0 is outside"},
		{"tile/0/000.p/01", "it is spelled"},
		{"tile/0/000.p/256", "it is spelled"},
		{"tile/0/000.p/257", "width 257 is outside"},
		{"tile/0/000.p/-1", "width -1 is outside"},
		{"tile/0/000.p/1.p/1", "is not a number"},
		{"tile/0/x035/x184/x372/x088/832", "beyond a log of"},
		{"tile/6/000", "beyond a log of"},
		{"tile/0/" + strings.Repeat("x999/", 10) + "999", "beyond a log of"},
		{"tile/0/" + strings.Repeat("x999/", 20) + "999", "at most 64 bytes"},
		{"tile/0/../000", "not three digits"},
		{`tile\0\000`, `begins with "tile/"`},
	}
	for _, tt := range tests {
		got, err := ParseTilePath(tt.path)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: got error %v, want one with %q", tt.path, err, tt.want)
		}
		if got != (Tile{}) {
			t.Errorf("%q: got %+v beside an error", tt.path, got)
		}
	}
}

// TestNewTilesAreTlogs compares with tlog's own list, for growth across the edges of tiles.
func TestNewTilesAreTlogs(t *testing.T) {
	t.Parallel()
	sizes := []int64{0, 1, 2, 255, 256, 257, 511, 512, 700, 65535, 65536, 65537, 70_000, 131_072, 200_001}
	for i, oldSize := range sizes {
		for _, newSize := range sizes[i:] {
			var want []Tile
			for _, x := range tlog.NewTiles(tileHeight, oldSize, newSize) {
				want = append(want, Tile{x.L, x.N, x.W})
			}
			var got, bundles []Tile
			for x := range newTiles(oldSize, newSize) {
				if x.Level == Entries {
					bundles = append(bundles, Tile{0, x.Index, x.Width})
				} else {
					got = append(got, x)
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("new tiles from %d to %d (-want +got):\n%s", oldSize, newSize, diff)
			}
			atZero := slices.DeleteFunc(slices.Clone(want), func(x Tile) bool { return x.Level > 0 })
			if diff := cmp.Diff(atZero, bundles); diff != "" {
				t.Errorf("new bundles from %d to %d (-want +got):\n%s", oldSize, newSize, diff)
			}
		}
	}
}

// TestTilesOfTheExample counts as C2SP tlog-tiles does for a log of 70,000 leaves.
func TestTilesOfTheExample(t *testing.T) {
	t.Parallel()
	got := map[Tile]int{}
	for x := range newTiles(0, 70_000) {
		if x.Level != Entries {
			got[Tile{Level: x.Level, Width: x.Width}]++
		}
	}
	want := map[Tile]int{{0, 0, 256}: 273, {0, 0, 112}: 1, {1, 0, 256}: 1, {1, 0, 17}: 1, {2, 0, 1}: 1}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("tiles by level and width (-want +got):\n%s", diff)
	}
}
