package sqlite

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tocsin/ledger"
)

// micros is an instant as it is stored, instant is its reverse. What is finer is cut off.
func micros(t time.Time) int64   { return t.UnixMicro() }
func instant(us int64) time.Time { return time.UnixMicro(us).UTC() }

// due is a column value: NULL for never.
func due(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return micros(t)
}

// blob is a column value that is not NULL, which would mean erased.
func blob(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// filled turns an empty blob into nil, so that what is read equals what was put.
func filled(b []byte) []byte {
	if len(b) == 0 {
		return nil
	}
	return b
}

// rowHashes reads the tree's hashes from their rows.
type rowHashes struct {
	ctx context.Context
	q   querier
}

var errNoHash = errors.New("is not stored")

func (h rowHashes) ReadHashes(indexes []int64) ([]ledger.Hash, error) {
	out := make([]ledger.Hash, len(indexes))
	for i, x := range indexes {
		r, found, err := readOne[hashRow](h.ctx, h.q, `WHERE idx = $1`, x)
		switch {
		case err != nil:
			return nil, fmt.Errorf("read hash %d: %w", x, err)
		case !found:
			return nil, fmt.Errorf("hash %d %w", x, errNoHash)
		case copy(out[i][:], r.hash) != len(out[i]) || len(r.hash) != len(out[i]):
			return nil, hashTable.damaged("it has not 32 bytes", x)
		}
	}
	return out, nil
}
