package ledger

import (
	"bytes"
	"fmt"
	"io/fs"

	"golang.org/x/mod/sumdb/tlog"
)

// checkpointFile is where a published log keeps its newest checkpoint.
// C2SP tlog-tiles, Checkpoints
const checkpointFile = "checkpoint"

// Folder is a log that was published as static files, as somebody reads it who does not trust
// who published it: what it returns leads to the signed checkpoint, or is an error. It is a
// [HashReader], so that [ProveInclusion] and [ProveConsistency] need nothing else.
//
// It reads one file at a time and none longer than it must be, keeps nothing, and is safe for
// concurrent use if fsys is.
type Folder struct {
	note  []byte
	cp    Checkpoint
	files tileFiles
	tiles HashReader // checks every tile against the root
}

// OpenFolder opens the log named origin that was published in fsys, for example os.DirFS of a
// folder or a zip file. It verifies the checkpoint as [OpenCheckpoint] does, and no more: tiles
// are verified as they are read.
func OpenFolder(fsys fs.FS, origin string, known Verifiers) (*Folder, error) {
	note, err := readFile(fsys, checkpointFile, maxNote)
	if err != nil {
		return nil, fmt.Errorf("open folder of %q: %w", origin, err)
	}
	cp, err := OpenCheckpoint(note, origin, known)
	if err != nil {
		return nil, fmt.Errorf("open folder: %w", err)
	}
	return newFolder(fsys, note, cp), nil
}

func newFolder(fsys fs.FS, note []byte, cp Checkpoint) *Folder {
	files := tileFiles{fsys}
	tree := tlog.Tree{N: cp.Size, Hash: cp.Root}
	return &Folder{note, cp, files, tlog.TileHashReader(tree, files)}
}

// Checkpoint is the log's newest checkpoint, verified.
func (f *Folder) Checkpoint() Checkpoint { return f.cp }

// Note is the signed checkpoint as it was published.
func (f *Folder) Note() []byte { return bytes.Clone(f.note) }

// ReadHashes returns stored hashes with these indexes. Each leads to the checkpoint's root.
func (f *Folder) ReadHashes(indexes []int64) ([]Hash, error) {
	count := StoredCount(f.cp.Size)
	for _, x := range indexes {
		if x < 0 || x >= count { // tlog takes any number
			return nil, fmt.Errorf("hash %d is not stored: there are %d", x, count)
		}
	}
	if len(indexes) == 0 {
		return nil, nil
	}
	hashes, err := f.tiles.ReadHashes(indexes)
	if err != nil {
		return nil, fmt.Errorf("tiles of %q at size %d: %w", f.cp.Origin, f.cp.Size, err)
	}
	return hashes, nil
}

// IDs returns the ids of n leaves from first on. Each leads to the checkpoint's root.
func (f *Folder) IDs(first, n int64) ([][32]byte, error) {
	if first < 0 || n < 0 || first > f.cp.Size-n {
		return nil, fmt.Errorf("there are no %d leaves from %d on in a log of size %d", n, first, f.cp.Size)
	}
	var ids [][32]byte
	for end := first + n; first < end; {
		i := first / TileWidth
		bundle, err := f.bundle(i)
		if err != nil {
			return nil, err
		}
		from, to := first-i*TileWidth, min(end-i*TileWidth, TileWidth)
		ids = append(ids, bundle[from:to]...)
		first += to - from
	}
	return ids, nil
}

// bundle reads one bundle and holds each entry to the leaf's hash.
func (f *Folder) bundle(i int64) ([][32]byte, error) {
	t := Tile{Entries, i, int(min(TileWidth, f.cp.Size-i*TileWidth))}
	data, err := f.files.read(t)
	if err != nil {
		return nil, err
	}
	ids, err := ParseBundle(t, data)
	if err != nil {
		return nil, err
	}
	indexes := make([]int64, len(ids))
	for k := range indexes {
		indexes[k] = tlog.StoredHashIndex(0, t.first()+int64(k))
	}
	hashes, err := f.ReadHashes(indexes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", t.Path(), err)
	}
	for k, id := range ids {
		if LeafHash(id) != hashes[k] {
			return nil, fmt.Errorf("%s: entry %d is not leaf %d of the log", t.Path(), k, t.first()+int64(k))
		}
	}
	return ids, nil
}

// Verify reads every file of the log: all bundles and all tiles. It reports the first that is
// missing or does not lead to the checkpoint's root.
func (f *Folder) Verify() error {
	if err := f.verifyFrom(0); err != nil {
		return fmt.Errorf("verify folder of %q at size %d: %w", f.cp.Origin, f.cp.Size, err)
	}
	return nil
}

// verifyFrom reads the bundles that hold this leaf and those after it, with the tiles above.
func (f *Folder) verifyFrom(leaf int64) error {
	for i := leaf / TileWidth; i*TileWidth < f.cp.Size; i++ {
		if _, err := f.bundle(i); err != nil {
			return err
		}
	}
	return nil
}
