package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	driver "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"tocsin/internal/store"
)

// Verify reads everything, as it stands at one moment, and computes anew what can be computed:
// every row's sum; statement to id to leaf hash to the tree's hashes to the root that was signed;
// the versions of each record without a gap and its newest one; the times. What SQLite says of its
// file comes last. It runs beside the writer and keeps nobody waiting, but the write-ahead log
// cannot shrink meanwhile. It goes on after a finding; only what has nothing to do with the
// database ends it with an error.
func (e *engine) Verify(ctx context.Context, opt store.VerifyOptions) (store.Verification, error) {
	if opt.Limit <= 0 {
		opt.Limit = 100
	}
	if opt.Progress == nil {
		opt.Progress = func(string, int64, int64) {}
	}
	tx, err := e.readers.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return store.Verification{}, e.explain(fmt.Errorf("verify: %w", err))
	}
	defer tx.Rollback()
	v := &verifier{ctx: ctx, e: e, q: tx, opt: opt, bad: map[string]bool{}, badLeaf: map[int64]bool{}}
	v.count()
	for _, step := range []struct {
		name string
		run  func()
	}{
		{"log", v.log}, {"versions", v.versions}, {"records", v.records},
		{"requests", v.requests}, {"messages", v.messages}, {"deliveries", v.deliveries}, {"notes", v.notes}, {"file", v.file},
	} {
		if v.err == nil {
			v.step = step.name
			v.progress()
			step.run()
		}
	}
	if v.err == nil {
		v.err = ctx.Err()
	}
	if v.err != nil {
		return store.Verification{}, e.explain(fmt.Errorf("verify: %w", v.err))
	}
	v.done = max(v.done, v.total)
	v.progress()
	return v.out, nil
}

// verifier is one verification under way.
type verifier struct {
	ctx context.Context
	e   *engine
	q   *sql.Tx
	opt store.VerifyOptions
	out store.Verification

	step        string
	done, total int64 // rows
	err         error // ends it

	// What is not as it was written: what follows from that is not told again.
	bad     map[string]bool // records
	badLeaf map[int64]bool
}

const (
	manyRows = 10000 // between two calls of progress
	manyBad  = 10000 // what is kept in mind of each: memory stays bounded
)

func (v *verifier) progress() { v.opt.Progress(v.step, min(v.done, v.total), v.total) }

// row counts a row that was read.
func (v *verifier) row() {
	if v.done++; v.done%manyRows == 0 {
		v.progress()
	}
}

// count guesses how many rows there are to read, without reading them.
func (v *verifier) count() {
	for _, t := range tables {
		n := int64(0)
		if err := must(v.ctx, v.q, `SELECT coalesce(max(rowid), 0) FROM `+t.name, nil, &n); err != nil {
			continue // it is found when the table is read
		}
		if t.name == versionTable.name {
			n *= 2 // read by leaf and by record
		}
		v.total += n
	}
}

// find takes down a finding; any other error ends the verification.
func (v *verifier) find(err error) {
	f, ok := errors.AsType[store.Finding](err)
	switch {
	case !ok:
		v.err = err
	case len(v.out.Findings) < v.opt.Limit:
		v.out.Findings = append(v.out.Findings, f)
	default:
		v.out.More++
	}
}

// wrong takes down a finding in the row that has these key values.
func (v *verifier) wrong(t table, what string, key ...any) { v.find(t.damaged(what, key...)) }

// fail takes down that a table cannot be read on, or ends the verification if that is not the
// database's fault.
func (v *verifier) fail(t table, err error) {
	e, ok := errors.AsType[*driver.Error](err)
	if !ok || v.ctx.Err() != nil {
		v.err = err
		return
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_ERROR:
		v.wrong(t, fmt.Sprintf("it cannot be read on from here: %v", err))
	default:
		v.err = err
	}
}

// cursor goes through the rows of one table.
type cursor[R any, P row[R]] struct {
	v    *verifier
	t    table
	rows *sql.Rows
	raw  []any // what the columns hold, with the sum

	at   R
	good bool // the row is as it was written
}

// over opens a cursor over the rows of a table in an order.
func over[R any, P row[R]](v *verifier, order string) *cursor[R, P] {
	t := P(new(R)).table()
	c := &cursor[R, P]{v: v, t: t, raw: make([]any, len(t.columns)+1)}
	rows, err := v.q.QueryContext(v.ctx, "SELECT "+t.list+" FROM "+t.name+" "+order)
	if err != nil {
		v.fail(t, err)
	} else {
		c.rows = rows
	}
	return c
}

// next goes to the next row, good or not. It is false at the end.
func (c *cursor[R, P]) next() bool {
	if c.rows == nil || c.v.err != nil || !c.rows.Next() {
		c.close()
		return false
	}
	c.v.row()
	dest := make([]any, len(c.raw))
	for i := range c.raw {
		c.raw[i], dest[i] = nil, &c.raw[i]
	}
	if err := c.rows.Scan(dest...); err != nil {
		c.v.fail(c.t, err)
		c.close()
		return false
	}
	c.at = *new(R)
	c.good = c.take()
	return true
}

// take checks the row that was read, and takes its values as far as they are of the right type.
func (c *cursor[R, P]) take() bool {
	values, stored := c.raw[:len(c.t.columns)], c.raw[len(c.t.columns)]
	fits := true
	for i, dest := range P(&c.at).columns() {
		fits = assign(dest, values[i]) && fits
	}
	sum, ok := stored.(int64)
	if err := c.t.check(sum, values...); err != nil || !ok {
		c.v.wrong(c.t, notAsWritten, values...)
		return false
	}
	if !fits {
		c.v.wrong(c.t, "a column is of another type", values...)
	}
	return fits
}

// close ends the reading, and takes down why it ended early.
func (c *cursor[R, P]) close() {
	if c.rows == nil {
		return
	}
	if err := errors.Join(c.rows.Err(), c.rows.Close()); err != nil && c.v.err == nil {
		c.v.fail(c.t, err)
	}
	c.rows = nil
}

// assign puts a value as SQLite has it where a column points to. It converts nothing.
func assign(dest, value any) bool {
	ok := true
	switch d := dest.(type) {
	case *int64:
		*d, ok = value.(int64)
	case *int:
		var n int64
		n, ok = value.(int64)
		*d = int(n)
	case *string:
		*d, ok = value.(string)
	case *[]byte:
		if value != nil {
			*d, ok = value.([]byte)
		}
	case *sql.NullInt64:
		if value != nil {
			d.Valid = true
			d.Int64, ok = value.(int64)
		}
	default:
		panic(fmt.Sprintf("a column into %T", dest))
	}
	return ok
}
