package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"tocsin/internal/store"
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

// scanned receives one row of columns.
type scanned struct {
	r              store.Record
	recorded, wall int64
	due            sql.NullInt64
}

func (s *scanned) dest() []any {
	r := &s.r
	return []any{&r.Kind, &r.ID, &r.Version, &r.Leaf, &s.recorded, &s.wall, &r.Schema,
		&r.Parent, &r.State, &s.due, &r.Label, &r.Body, &r.Salt}
}

func (s *scanned) record() store.Record {
	r := s.r
	r.Recorded, r.Wall = instant(s.recorded), instant(s.wall)
	if s.due.Valid {
		r.Due = instant(s.due.Int64)
	}
	r.Body, r.Salt = filled(r.Body), filled(r.Salt)
	return r
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
		var b []byte
		found, err := one(h.ctx, h.q, `SELECT hash FROM hash WHERE idx = $1`, []any{x}, &b)
		switch {
		case err != nil:
			return nil, fmt.Errorf("read hash %d: %w", x, err)
		case !found:
			return nil, fmt.Errorf("hash %d %w", x, errNoHash)
		case copy(out[i][:], b) != len(out[i]) || len(b) != len(out[i]):
			return nil, fmt.Errorf("hash %d has %d bytes: %w", x, len(b), store.ErrDamaged)
		}
	}
	return out, nil
}
