package ledger

import (
	"encoding/binary"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

const (
	idLen    = 32
	entryLen = 2 + idLen // its length as two bytes, and the id
)

// size is how many bytes the tile has.
func (t Tile) size() int {
	if t.Level == Entries {
		return t.Width * entryLen
	}
	return t.Width * tlog.HashSize
}

// ReadTile makes the content of a tile from stored hashes: the hashes, one after the other. It
// does not make bundles: see [FormatBundle].
// C2SP tlog-tiles, Merkle Tree
func ReadTile(t Tile, r HashReader) ([]byte, error) {
	if err := t.check(); err != nil {
		return nil, fmt.Errorf("read tile: %w", err)
	}
	if t.Level == Entries {
		return nil, fmt.Errorf("read tile %s: it holds no hashes", t.Path())
	}
	if r == nil {
		return nil, fmt.Errorf("read tile %s: %w", t.Path(), errNoReader)
	}
	data, err := tlog.ReadTileData(tlog.Tile{H: tileHeight, L: t.Level, N: t.Index, W: t.Width}, r)
	if err != nil {
		return nil, fmt.Errorf("read tile %s: %w", t.Path(), err)
	}
	return data, nil
}

// ParseTile reads the content of a tile of hashes. It must be exactly as long as the tile is wide.
// Whether the hashes are those of a log is for a [Folder] to say.
func ParseTile(t Tile, data []byte) ([]Hash, error) {
	if err := t.checkData(data, t.Level != Entries); err != nil {
		return nil, fmt.Errorf("parse tile: %w", err)
	}
	hashes := make([]Hash, t.Width)
	for i := range hashes {
		hashes[i] = Hash(data[i*tlog.HashSize:])
	}
	return hashes, nil
}

// FormatBundle makes the content of an entry bundle: each entry is the 32-byte id of a statement,
// preceded by its length, so that its record hash is [LeafHash] of the id.
// C2SP tlog-tiles, Log entries
func FormatBundle(ids [][32]byte) []byte {
	data := make([]byte, 0, len(ids)*entryLen)
	for _, id := range ids {
		data = binary.BigEndian.AppendUint16(data, idLen)
		data = append(data, id[:]...)
	}
	return data
}

// ParseBundle reads the content of an entry bundle. It refuses entries that are not ids, and more
// or fewer of them than the bundle is wide.
func ParseBundle(t Tile, data []byte) ([][32]byte, error) {
	if err := t.checkData(data, t.Level == Entries); err != nil {
		return nil, fmt.Errorf("parse bundle: %w", err)
	}
	ids := make([][32]byte, t.Width)
	for i := range ids {
		entry := data[i*entryLen : (i+1)*entryLen]
		if n := binary.BigEndian.Uint16(entry); n != idLen {
			return nil, fmt.Errorf("parse bundle: entry %d of %s has %d bytes, an id has %d", i, t.Path(), n, idLen)
		}
		ids[i] = [32]byte(entry[2:])
	}
	return ids, nil
}

// checkData refuses content of another length, and a tile of the other kind.
func (t Tile) checkData(data []byte, kind bool) error {
	if err := t.check(); err != nil {
		return err
	}
	if !kind {
		return fmt.Errorf("%s is of the other kind", t.Path())
	}
	if len(data) != t.size() {
		return fmt.Errorf("%s has %d bytes, it needs %d", t.Path(), len(data), t.size())
	}
	return nil
}
