package ledger

import (
	"fmt"
	"iter"
	"strconv"
	"strings"
)

// TileWidth is how many hashes a full tile holds, and how many entries a full bundle.
const TileWidth = 256

const (
	tileHeight = 8  // levels of the tree from one level of tiles to the next
	maxLevel   = 6  // the highest level of tiles that a log of MaxSize leaves has
	maxPath    = 64 // bytes of a tile's path
)

// Entries is the Level of entry bundles. They lie beside the tiles of level 0.
const Entries = -1

// Tile names one file of a published log: consecutive hashes of one level of the tree, or with
// Level [Entries] the ids that the leaves of such a tile hold.
// C2SP tlog-tiles, Merkle Tree; Log entries
type Tile struct {
	Level int   // 0 holds the hashes of leaves, each higher one the roots of full tiles below
	Index int64 // among the tiles of its level, from 0
	Width int   // 1 to [TileWidth]; less than that in a partial tile
}

// Path is where the tile lies below the log's folder or address, for example
// "tile/0/x001/234" or "tile/entries/000.p/5".
func (t Tile) Path() string {
	level := "entries"
	if t.Level != Entries {
		level = strconv.Itoa(t.Level)
	}
	n := fmt.Sprintf("%03d", t.Index%1000)
	for rest := t.Index / 1000; rest > 0; rest /= 1000 {
		n = fmt.Sprintf("x%03d/%s", rest%1000, n)
	}
	path := "tile/" + level + "/" + n
	if t.Width != TileWidth {
		path += partial + strconv.Itoa(t.Width)
	}
	return path
}

// partial stands between a tile's path and the width of a partial tile.
const partial = ".p/"

// ParseTilePath reads what [Tile.Path] gives and nothing else: it refuses other spellings of the
// same tile, and tiles that no log of at most [MaxSize] leaves has.
func ParseTilePath(path string) (Tile, error) {
	t, err := parseTilePath(path)
	if err == nil && t.Path() != path {
		err = fmt.Errorf("it is spelled %q", t.Path())
	}
	if err == nil {
		err = t.check()
	}
	if err != nil {
		return Tile{}, fmt.Errorf("tile path: %w", err)
	}
	return t, nil
}

func parseTilePath(path string) (Tile, error) {
	rest, ok := strings.CutPrefix(path, "tile/")
	if !ok || len(path) > maxPath {
		return Tile{}, fmt.Errorf(`it begins with "tile/" and has at most %d bytes`, maxPath)
	}
	level, rest, _ := strings.Cut(rest, "/")
	t := Tile{Level: Entries, Width: TileWidth}
	var err error
	if level != "entries" {
		if t.Level, err = strconv.Atoi(level); err != nil || t.Level < 0 {
			return Tile{}, fmt.Errorf("%.20q is neither a level nor entries", level)
		}
	}
	rest, width, isPartial := strings.Cut(rest, partial)
	if isPartial {
		if t.Width, err = strconv.Atoi(width); err != nil {
			return Tile{}, fmt.Errorf("the width %.20q is not a number", width)
		}
	}
	for group := range strings.SplitSeq(rest, "/") {
		n, err := strconv.ParseUint(strings.TrimPrefix(group, "x"), 10, 16)
		if err != nil || n > 999 {
			return Tile{}, fmt.Errorf("%.20q is not three digits", group)
		}
		if t.Index = t.Index*1000 + int64(n); t.Index > MaxSize {
			return Tile{}, fmt.Errorf("the index is beyond a log of %d leaves", int64(MaxSize))
		}
	}
	return t, nil
}

// check refuses a tile that no log of at most MaxSize leaves has.
func (t Tile) check() error {
	switch {
	case t.Level < Entries || t.Level > maxLevel:
		return fmt.Errorf("level %d is outside %d..%d", t.Level, Entries, maxLevel)
	case t.Width < 1 || t.Width > TileWidth:
		return fmt.Errorf("width %d is outside 1..%d", t.Width, TileWidth)
	case t.Index < 0 || t.Index > MaxSize/TileWidth || t.end() > int64(MaxSize)>>shift(t.Level):
		return fmt.Errorf("index %d at level %d is beyond a log of %d leaves", t.Index, t.Level, int64(MaxSize))
	}
	return nil
}

// first is the place of the tile's first hash in its level, end that after its last.
func (t Tile) first() int64 { return t.Index * TileWidth }
func (t Tile) end() int64   { return t.first() + int64(t.Width) }

// full is the tile once it has grown to its whole width.
func (t Tile) full() Tile { return Tile{t.Level, t.Index, TileWidth} }

// shift is the height in the tree of a level of tiles: each of its hashes is over 1<<shift leaves.
func shift(level int) int { return tileHeight * max(level, 0) }

// newTiles are the bundles and tiles that a log of newSize leaves has and one of oldSize had not,
// bundles first. The sizes must be good.
// C2SP tlog-tiles, Partial Tiles
func newTiles(oldSize, newSize int64) iter.Seq[Tile] {
	return func(yield func(Tile) bool) {
		for level := Entries; newSize>>shift(level) > 0; level++ {
			from, to := oldSize>>shift(level), newSize>>shift(level)
			for from < to {
				n := from / TileWidth
				t := Tile{level, n, int(min(TileWidth, to-n*TileWidth))}
				if !yield(t) {
					return
				}
				from = t.end()
			}
		}
	}
}
