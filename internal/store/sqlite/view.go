package sqlite

import (
	"context"
	"database/sql"
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
	// sight decides what is there; nil: everything.
	sight store.Sight
}

var _ store.View = (*view)(nil)

func (v *view) Leaves() int64 { return v.leaves }

func (v *view) Get(kind, id string) (store.Record, error) {
	r, found, err := readOne[version](v.ctx, v.q, newestVersion, kind, id, v.bound)
	if err == nil && found {
		err = r.is(kind, id)
	}
	if err == nil && found {
		found, err = v.sees(kind, id)
	}
	if err != nil {
		return store.Record{}, v.failed(fmt.Errorf("get %s %s: %w", kind, id, err))
	}
	if !found {
		return store.Record{}, fmt.Errorf("%s %s: %w", kind, id, store.ErrNotFound)
	}
	return r.record(), nil
}

// is says whether this is the record that was asked for.
func (r *version) is(kind, id string) error {
	if r.Kind == kind && r.ID == id {
		return nil
	}
	return versionTable.damaged("an index leads to it from "+kind+" "+id, r.columns()...)
}

func (v *view) History(kind, id string) iter.Seq2[store.Record, error] {
	if seen, err := v.sees(kind, id); err != nil || !seen {
		return v.empty(err)
	}
	all := selectVersion + `WHERE v.kind = $1 AND v.id = $2 AND v.leaf < $3 ORDER BY v.version`
	return v.records(func(rows *sql.Rows) (r version, err error) {
		if err = versionTable.scan(rows, r.columns()); err == nil {
			err = r.is(kind, id)
		}
		return r, err
	}, all, kind, id, v.bound)
}

func (v *view) List(q store.Query) iter.Seq2[store.Record, error] {
	if q.Kind == "" {
		return func(yield func(store.Record, error) bool) {
			yield(store.Record{}, fmt.Errorf("list: the query names no kind"))
		}
	}
	seen, err := v.seen(q.Kind)
	if err != nil {
		return v.empty(err)
	}
	at, err := v.placeOf(q)
	if err != nil || at == nil && q.After != "" {
		return v.empty(err)
	}
	query, args := current(q, at, seen)
	if v.bound != present {
		query, args = past(q, v.bound, at, seen)
	}
	return v.records(func(rows *sql.Rows) (r version, err error) {
		var h head
		var stored int64
		columns := h.columns()
		if err = versionTable.scan(rows, r.columns(), append(columns, &stored)...); err == nil {
			err = headTable.check(stored, columns...)
		}
		if err == nil {
			err = checkListed(q, v.bound, &r, &h)
		}
		if err == nil && !seen.has(h.label) {
			err = headTable.damaged("an index leads to it that should not", columns...)
		}
		return r, err
	}, query, args...)
}

// placeOf is where the record stands after which a page begins, or nil.
func (v *view) placeOf(q store.Query) (*spot, error) {
	if q.After == "" {
		return nil, nil
	}
	h, found, err := readOne[head](v.ctx, v.q, `WHERE kind = $1 AND id = $2 AND first_leaf < $3`, q.Kind, q.After, v.bound)
	if err == nil && found && (h.kind != q.Kind || h.id != q.After) {
		err = headTable.damaged("an index leads to it that should not", h.columns()...)
	}
	if err != nil || !found || v.sight != nil && !v.sight(q.Kind, h.label) {
		return nil, err
	}
	return &spot{first: h.first, id: h.id}, nil
}

// empty is a sequence without records, or with an error in their place.
func (v *view) empty(err error) iter.Seq2[store.Record, error] {
	return func(yield func(store.Record, error) bool) {
		if err != nil {
			yield(store.Record{}, v.failed(err))
		}
	}
}

// records runs a query for versions. The rows are closed when the loop ends, however it ends.
func (v *view) records(scan func(*sql.Rows) (version, error), query string, args ...any) iter.Seq2[store.Record, error] {
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
			r, err := scan(rows)
			if err != nil {
				yield(store.Record{}, v.failed(err))
				return
			}
			if !yield(r.record(), nil) {
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

func (v *view) Count(kind string) (n int64, err error) {
	seen, err := v.seen(kind)
	if err == nil {
		c := clause{args: []any{kind, v.bound}}
		c.labels("", seen)
		err = must(v.ctx, v.q, `SELECT count(*) FROM head WHERE kind = $1 AND first_leaf < $2`+c.text.String(), c.args, &n)
	}
	if err != nil {
		return 0, v.failed(fmt.Errorf("count %s: %w", kind, err))
	}
	return n, nil
}

func (v *view) Number(q store.Query, most int64) (n int64, err error) {
	most = max(most, 0)
	if most == 0 {
		most = math.MaxInt64
	}
	if v.bound != present && filters(q) { // what it says of today is in one index, what it said is not
		q.Limit, q.After = int(min(most, math.MaxInt32)), ""
		for _, err := range v.List(q) {
			if err != nil {
				return 0, err
			}
			n++
		}
		return n, nil
	}
	seen, err := v.seen(q.Kind)
	if err == nil {
		query, args := number(q, v.bound, most, seen)
		err = must(v.ctx, v.q, query, args, &n)
	}
	if err != nil {
		return 0, v.failed(fmt.Errorf("count %s: %w", q.Kind, err))
	}
	return n, nil
}

// filters reports whether a query asks for what can change from one version to the next.
func filters(q store.Query) bool {
	return q.Parent != "" || q.State != "" || q.ByDue || !q.DueBefore.IsZero() || !q.DueFrom.IsZero()
}

// Find needs no pattern language of the engine: ids that begin with prefix stand together.
func (v *view) Find(kind, prefix string, limit int) ([]string, error) {
	seen, err := v.seen(kind)
	var rows []head
	if err == nil {
		c := clause{args: []any{kind, prefix, after(prefix), v.bound}}
		c.labels("", seen)
		c.args = append(c.args, atMost(limit))
		rows, err = read[head](v.ctx, v.q, `WHERE kind = $1 AND id >= $2 AND id < $3 AND first_leaf < $4`+c.text.String()+
			fmt.Sprintf(` ORDER BY id LIMIT $%d`, len(c.args)), c.args...)
	}
	var ids []string
	for _, h := range rows {
		if err == nil && (h.kind != kind || !strings.HasPrefix(h.id, prefix) || !seen.has(h.label)) {
			err = headTable.damaged("an index leads to it that should not", h.columns()...)
		}
		ids = append(ids, h.id)
	}
	if err != nil {
		return nil, v.failed(fmt.Errorf("find %s %s: %w", kind, prefix, err))
	}
	return ids, nil
}

// after is a text that stands behind all that begin with prefix: no id has this byte, which UTF-8
// does not know.
func after(prefix string) string { return prefix + "\xff" }

func (v *view) Leaf(i int64) (store.Leaf, error) {
	l, found, err := v.leaf(i)
	if err == nil && (!found || i >= v.bound) {
		return store.Leaf{}, fmt.Errorf("leaf %d: %w", i, store.ErrNotFound)
	}
	if err == nil {
		var leaf store.Leaf
		if leaf, err = l.leaf(); err == nil {
			return leaf, nil
		}
	}
	return store.Leaf{}, v.failed(fmt.Errorf("leaf %d: %w", i, err))
}

func (v *view) leaf(i int64) (leafRow, bool, error) {
	return readOne[leafRow](v.ctx, v.q, `WHERE idx = $1`, i)
}

// checkBound says whether the view ends where the leaves say: those before it were recorded until
// then, and the next one later. The index that found the bound has no sums.
func (v *view) checkBound(until int64) error {
	last, found, err := v.leaf(v.bound - 1)
	if err == nil && v.bound > 0 && (!found || last.recorded > until) {
		err = leafTable.damaged("an index leads to it that should not", v.bound-1)
	}
	if err != nil {
		return err
	}
	next, found, err := v.leaf(v.bound)
	if err == nil && found && next.recorded <= until {
		err = leafTable.damaged("an index leads past it", v.bound)
	}
	return err
}
