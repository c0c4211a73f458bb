package sqlite

import (
	"context"
	"fmt"
	"iter"
	"math"
	"strings"

	"tocsin/internal/store"
)

// present is the bound of a view that is not of the past: no leaf is too late for it.
const present = math.MaxInt64

// view reads one consistent state. A view of the past is the same rows without those of leaf
// bound and later: since recorded never goes back, that is all that was recorded until then.
type view struct {
	ctx    context.Context
	q      querier
	plain  querier // compiles anew: for a loop inside a loop. nil: q
	loops  int     // how many sequences are being read
	bound  int64   // rows of acts from this leaf on are not there
	leaves int64
	// whole reads all rows before the first is given out, so that whoever reads may put.
	whole bool
	// failed is told of every error of the engine.
	failed func(error) error
}

var _ store.View = (*view)(nil)

func (v *view) Leaves() int64 { return v.leaves }

func (v *view) Get(kind, id string) (store.Record, error) {
	const newest = selectVersion + `WHERE v.kind = $1 AND v.id = $2 AND v.leaf < $3 ORDER BY v.version DESC LIMIT 1`
	var s scanned
	found, err := one(v.ctx, v.q, newest, []any{kind, id, v.bound}, s.dest()...)
	if err != nil {
		return store.Record{}, v.failed(fmt.Errorf("get %s %s: %w", kind, id, err))
	}
	if !found {
		return store.Record{}, fmt.Errorf("%s %s: %w", kind, id, store.ErrNotFound)
	}
	return s.record(), nil
}

func (v *view) History(kind, id string) iter.Seq2[store.Record, error] {
	const all = selectVersion + `WHERE v.kind = $1 AND v.id = $2 AND v.leaf < $3 ORDER BY v.version`
	return v.records(all, kind, id, v.bound)
}

func (v *view) List(q store.Query) iter.Seq2[store.Record, error] {
	if q.Kind == "" {
		return func(yield func(store.Record, error) bool) {
			yield(store.Record{}, fmt.Errorf("list: the query names no kind"))
		}
	}
	query, args := current(q)
	if v.bound != present {
		query, args = past(q, v.bound)
	}
	return v.records(query, args...)
}

// records runs a query for versions. The rows are closed when the loop ends, however it ends.
func (v *view) records(query string, args ...any) iter.Seq2[store.Record, error] {
	stream := func(yield func(store.Record, error) bool) {
		q := v.q
		if v.loops > 0 && v.plain != nil {
			q = v.plain
		}
		v.loops++
		defer func() { v.loops-- }()
		rows, err := q.QueryContext(v.ctx, query, args...)
		if err != nil {
			yield(store.Record{}, v.failed(err))
			return
		}
		defer rows.Close()
		for rows.Next() {
			var s scanned
			if err := rows.Scan(s.dest()...); err != nil {
				yield(store.Record{}, v.failed(err))
				return
			}
			if !yield(s.record(), nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(store.Record{}, v.failed(err))
		}
	}
	if v.whole {
		return gathered(stream)
	}
	return stream
}

// gathered reads a sequence to its end before it gives out the first element.
func gathered(s iter.Seq2[store.Record, error]) iter.Seq2[store.Record, error] {
	return func(yield func(store.Record, error) bool) {
		var all []store.Record
		var failure error
		for r, err := range s {
			if failure = err; err == nil {
				all = append(all, r)
			}
		}
		for _, r := range all {
			if !yield(r, nil) {
				return
			}
		}
		if failure != nil {
			yield(store.Record{}, failure)
		}
	}
}

// Find needs no pattern language of the engine: ids that begin with prefix stand together.
func (v *view) Find(kind, prefix string, limit int) ([]string, error) {
	const from = `SELECT id FROM head WHERE kind = $1 AND id >= $2 AND first_leaf < $3 ORDER BY id LIMIT $4`
	rows, err := v.q.QueryContext(v.ctx, from, kind, prefix, v.bound, atMost(limit))
	if err != nil {
		return nil, v.failed(fmt.Errorf("find %s %s: %w", kind, prefix, err))
	}
	defer rows.Close()
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, v.failed(err)
		}
		if !strings.HasPrefix(id, prefix) {
			return ids, nil
		}
		ids = append(ids, id)
	}
	if err := rows.Err(); err != nil {
		return nil, v.failed(err)
	}
	return ids, nil
}

func (v *view) Leaf(i int64) (store.Leaf, error) {
	const get = `SELECT id, recorded, act, statement FROM leaf WHERE idx = $1 AND idx < $2`
	l := store.Leaf{Index: i}
	var id []byte
	var recorded int64
	found, err := one(v.ctx, v.q, get, []any{i, v.bound}, &id, &recorded, &l.Act, &l.Statement)
	if err == nil && found && copy(l.ID[:], id) != len(l.ID) {
		err = store.ErrDamaged
	}
	if err != nil {
		return store.Leaf{}, v.failed(fmt.Errorf("leaf %d: %w", i, err))
	}
	if !found {
		return store.Leaf{}, fmt.Errorf("leaf %d: %w", i, store.ErrNotFound)
	}
	l.Recorded = instant(recorded)
	return l, nil
}
