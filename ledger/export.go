package ledger

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
)

// Source is a log as its keeper holds it: what [Export] writes out. A [Folder] has all that is
// needed for one, so that anybody can mirror a log.
type Source struct {
	Checkpoint []byte                                   // signed; it says how far the log goes
	Hashes     HashReader                               // the stored hashes
	IDs        func(first, n int64) ([][32]byte, error) // the ids of n leaves from first on, at most [TileWidth] at once
}

// Exported is what an export did.
type Exported struct {
	From, To int64 // the leaves that are new in the folder: To is the log's size now
	Files    int   // bundles and tiles that were written
}

// Export publishes a log as static files, or brings a folder up to date: it writes the bundles
// and tiles that are new since the checkpoint in the folder, reads them back, and only when they
// lead to the new checkpoint's root puts that in place, in one step. Whoever reads meanwhile, or
// after a crash, finds the older log whole. Partial tiles are kept until the full ones are there.
// C2SP tlog-tiles
//
// It refuses a checkpoint that known does not verify, and a folder with another log, with a newer
// checkpoint or with one that is not consistent with this log. It does not look at what it wrote
// earlier: see [Folder.Verify]. One export at a time may run on a folder.
func Export(dir *os.Root, origin string, known Verifiers, src Source) (Exported, error) {
	done, err := export(dir, origin, known, src)
	if err != nil {
		return Exported{}, fmt.Errorf("export %q: %w", origin, err)
	}
	return done, nil
}

func export(dir *os.Root, origin string, known Verifiers, src Source) (Exported, error) {
	cp, err := OpenCheckpoint(src.Checkpoint, origin, known)
	if err != nil {
		return Exported{}, err
	}
	if src.Hashes == nil || src.IDs == nil {
		return Exported{}, errNoReader
	}
	older, err := exportedBefore(dir, origin, known)
	if err != nil {
		return Exported{}, fmt.Errorf("the checkpoint in the folder: %w", err)
	}
	proof, err := ProveConsistency(older.Size, cp.Size, src.Hashes)
	if err != nil {
		return Exported{}, fmt.Errorf("the checkpoint in the folder: %w", err)
	}
	if err := VerifyConsistency(older, cp, proof); err != nil {
		return Exported{}, fmt.Errorf("the checkpoint in the folder: %w", err)
	}
	files, err := writeTiles(dir, older.Size, cp.Size, src)
	if err != nil {
		return Exported{}, err
	}
	if err := newFolder(dir.FS(), src.Checkpoint, cp).verifyFrom(older.Size); err != nil {
		return Exported{}, fmt.Errorf("reading back: %w", err)
	}
	if err := replace(dir, checkpointFile, src.Checkpoint); err != nil {
		return Exported{}, err
	}
	return Exported{older.Size, cp.Size, files}, prune(dir, older.Size, cp.Size)
}

// exportedBefore is the checkpoint that the folder holds, or that of the empty log.
func exportedBefore(dir *os.Root, origin string, known Verifiers) (Checkpoint, error) {
	f, err := OpenFolder(dir.FS(), origin, known)
	if errors.Is(err, fs.ErrNotExist) {
		return Checkpoint{Origin: origin, Root: emptyRoot}, nil
	}
	if err != nil {
		return Checkpoint{}, err
	}
	return f.Checkpoint(), nil
}

// writeTiles writes what a log of newSize leaves has and one of oldSize had not.
func writeTiles(dir *os.Root, oldSize, newSize int64, src Source) (files int, err error) {
	for t := range newTiles(oldSize, newSize) {
		data, err := src.tile(t)
		if err != nil {
			return files, err
		}
		if err := dir.MkdirAll(path.Dir(t.Path()), 0o755); err != nil {
			return files, err
		}
		if err := write(dir, t.Path(), data); err != nil {
			return files, err
		}
		files++
	}
	return files, nil
}

// tile makes the content of one tile or bundle.
func (src Source) tile(t Tile) ([]byte, error) {
	if t.Level != Entries {
		return ReadTile(t, src.Hashes)
	}
	ids, err := src.IDs(t.first(), int64(t.Width))
	if err != nil {
		return nil, err
	}
	if len(ids) != t.Width {
		return nil, fmt.Errorf("%d ids from leaf %d on, want %d", len(ids), t.first(), t.Width)
	}
	return FormatBundle(ids), nil
}

// prune removes the partial tiles that have become full ones.
// C2SP tlog-tiles, Partial Tiles
func prune(dir *os.Root, oldSize, newSize int64) error {
	for t := range newTiles(oldSize, newSize) {
		if t.Width < TileWidth || t.Index != oldSize>>shift(t.Level)/TileWidth {
			continue
		}
		if err := dir.RemoveAll(path.Dir(Tile{t.Level, t.Index, 1}.Path())); err != nil {
			return err
		}
	}
	return nil
}

// replace puts a file in place in one step. A power cut can leave the older file, which is whole.
func replace(dir *os.Root, name string, data []byte) error {
	if err := write(dir, name+".new", data); err != nil {
		return err
	}
	return dir.Rename(name+".new", name)
}

// write makes a file durable.
func write(dir *os.Root, name string, data []byte) error {
	f, err := dir.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Sync(), f.Close())
}
