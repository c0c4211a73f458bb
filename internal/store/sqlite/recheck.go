package sqlite

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"sync"

	"tocsin/internal/store"
	"tocsin/ledger"
)

// recheck reads the leaves from at.size up to size again from their rows, with their statements
// and the hashes that they complete, computes all of it anew and returns the frontier that the
// rows give. It begins with the edge as it stands in the rows.
func recheck(ctx context.Context, q querier, at frontier, size int64) (frontier, error) {
	edge, err := loadEdge(ctx, q, at.size)
	if err != nil {
		return at, err
	}
	at.edge = edge
	leaves, err := read[leafRow](ctx, q, `WHERE idx >= $1 AND idx < $2 ORDER BY idx`, at.size, size)
	if err != nil {
		return at, err
	}
	first := ledger.StoredCount(at.size)
	hashes, err := read[hashRow](ctx, q, `WHERE idx >= $1 AND idx < $2 ORDER BY idx`, first, ledger.StoredCount(size))
	if err != nil {
		return at, err
	}
	for _, l := range leaves {
		if l.index != at.size {
			break
		}
		if err := l.check(at.recorded); err != nil {
			return at, err
		}
		next, fresh, err := at.append([32]byte(l.id), l.recorded)
		if err != nil {
			return at, err
		}
		if hashes, err = match(hashes, ledger.StoredCount(at.size), fresh); err != nil {
			return at, err
		}
		at = next
	}
	if at.size != size {
		return at, leafTable.damaged("it is not there", at.size)
	}
	return at, nil
}

// check compares a leaf with its statement, and its time with that of the leaf before it.
func (l *leafRow) check(before int64) error {
	id := sha256.Sum256(l.statement)
	switch {
	case !bytes.Equal(l.id, id[:]):
		return leafTable.damaged("its id is not that of its statement", l.index)
	case l.recorded < before:
		return leafTable.damaged("it was recorded before the leaf before it", l.index)
	}
	return nil
}

// match compares stored hashes, from index first on, with those that they must be, and returns
// the others.
func match(stored []hashRow, first int64, want []ledger.Hash) ([]hashRow, error) {
	for i, h := range want {
		index := first + int64(i)
		if len(stored) == 0 || stored[0].index != index {
			return nil, hashTable.damaged("it is not there", index)
		}
		if !bytes.Equal(stored[0].hash, h[:]) {
			return nil, hashTable.damaged("it is not the hash of what is under it", index)
		}
		stored = stored[1:]
	}
	return stored, nil
}

// loadEdge reads the roots of the complete subtrees of the first size leaves.
func loadEdge(ctx context.Context, q querier, size int64) ([]ledger.Hash, error) {
	indexes := edgeIndexes(size)
	if len(indexes) == 0 {
		return nil, nil
	}
	args := make([]any, len(indexes))
	for i, x := range indexes {
		args[i] = x
	}
	rows, err := read[hashRow](ctx, q, eachHash(len(indexes)), args...)
	if err != nil {
		return nil, err
	}
	edge := make([]ledger.Hash, len(indexes))
	for i, x := range indexes {
		k := slices.IndexFunc(rows, func(h hashRow) bool { return h.index == x })
		if k < 0 {
			return nil, hashTable.damaged("it is not there", x)
		}
		if copy(edge[i][:], rows[k].hash) != len(edge[i]) || len(rows[k].hash) != len(edge[i]) {
			return nil, hashTable.damaged("it has not 32 bytes", x)
		}
	}
	return edge, nil
}

// eachHash selects n hashes by their indexes, at most as many as a size has bits. One seek after the other:
// for IN, SQLite first makes a table of the indexes, which takes longer, and every act waits for it.
func eachHash(n int) string { return edgeQueries()[n] }

var edgeQueries = sync.OnceValue(func() []string {
	out, where := make([]string, 64), `WHERE idx = $1`
	for n := 1; n < len(out); n++ {
		out[n] = where
		where += fmt.Sprintf(` UNION ALL SELECT %s FROM %s WHERE idx = $%d`, hashTable.list, hashTable.name, n+1)
	}
	return out
})

// trust reads the leaves after before, and the hashes that they complete, again from their rows: the
// log that they give must be the one that we have in memory. A transaction has to pass that before
// its checkpoint is signed.
func trust(ctx context.Context, q querier, before, after frontier) error {
	got, err := recheck(ctx, q, before, after.size)
	if err == nil && (got.recorded != after.recorded || !slices.Equal(got.edge, after.edge)) {
		err = fmt.Errorf("%w: its rows give another log than the one in memory", store.ErrDamaged)
	}
	return err
}
