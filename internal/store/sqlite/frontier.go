package sqlite

import (
	"fmt"
	"math/bits"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"tocsin/ledger"
)

// frontier is the right edge of the log: all that is needed to append a leaf and to compute the
// root without reading rows. It is a value: an act that is undone leaves the older one as it was.
type frontier struct {
	size     int64         // number of leaves
	recorded int64         // when the newest leaf was recorded, microseconds
	edge     []ledger.Hash // roots of the complete subtrees, largest first
}

// edgeIndexes are the places of a tree's complete subtrees among its stored hashes.
func edgeIndexes(size int64) []int64 {
	var out []int64
	var begin int64
	for rest := uint64(size); rest != 0; {
		level := bits.Len64(rest) - 1
		out = append(out, tlog.StoredHashIndex(level, begin>>level))
		begin += 1 << level
		rest &^= 1 << level
	}
	return out
}

// ReadHashes gives the hashes of the edge, and no others.
func (f frontier) ReadHashes(indexes []int64) ([]ledger.Hash, error) {
	at := edgeIndexes(f.size)
	out := make([]ledger.Hash, len(indexes))
	for i, x := range indexes {
		k := slices.Index(at, x)
		if k < 0 {
			return nil, fmt.Errorf("hash %d is not on the edge of a log of size %d", x, f.size)
		}
		out[i] = f.edge[k]
	}
	return out, nil
}

// append adds a leaf and returns the new frontier and the hashes to be stored from
// ledger.StoredCount(f.size) on.
func (f frontier) append(id [32]byte, recorded int64) (frontier, []ledger.Hash, error) {
	fresh, err := ledger.Append(f.size, id, f)
	if err != nil {
		return f, nil, err
	}
	return f.with(fresh, recorded), fresh, nil
}

// with is the frontier after a leaf that added these hashes. It completes a subtree for each
// complete one that stands beside it.
func (f frontier) with(fresh []ledger.Hash, recorded int64) frontier {
	keep := len(f.edge) - (len(fresh) - 1)
	edge := append(slices.Clone(f.edge[:keep]), fresh[len(fresh)-1])
	return frontier{size: f.size + 1, recorded: recorded, edge: edge}
}

// checkpoint describes the log at this point.
func (f frontier) checkpoint(origin string) (ledger.Checkpoint, error) {
	root, err := ledger.Root(f.size, f)
	return ledger.Checkpoint{Origin: origin, Size: f.size, Root: root}, err
}
