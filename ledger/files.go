package ledger

import (
	"errors"
	"fmt"
	"io"
	"io/fs"

	"golang.org/x/mod/sumdb/tlog"
)

// tileFiles reads tiles for tlog, which checks them against the root.
type tileFiles struct{ fsys fs.FS }

func (tileFiles) Height() int                         { return tileHeight }
func (tileFiles) SaveTiles(_ []tlog.Tile, _ [][]byte) {}

func (s tileFiles) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, t := range tiles {
		var err error
		if data[i], err = s.read(Tile{t.L, t.N, t.W}); err != nil {
			return nil, err
		}
	}
	return data, nil
}

// read returns the content of a tile or bundle. Where a partial one is gone it takes the first
// part of the full one.
// C2SP tlog-tiles, Partial Tiles
func (s tileFiles) read(t Tile) ([]byte, error) {
	data, err := s.readExactly(t)
	if t.Width < TileWidth && errors.Is(err, fs.ErrNotExist) {
		if full, err := s.readExactly(t.full()); err == nil {
			return full[:t.size()], nil
		}
	}
	return data, err
}

func (s tileFiles) readExactly(t Tile) ([]byte, error) {
	data, err := readFile(s.fsys, t.Path(), t.size())
	if err == nil && len(data) != t.size() {
		err = fmt.Errorf("%s has %d bytes, it needs %d", t.Path(), len(data), t.size())
	}
	return data, err
}

// readFile reads a file of at most this many bytes.
func readFile(fsys fs.FS, name string, most int) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, int64(most)+1))
	if err != nil {
		return nil, err
	}
	if len(data) > most {
		return nil, fmt.Errorf("%s has more than %d bytes", name, most)
	}
	return data, nil
}
