package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"time"

	"tocsin/internal/store"
)

// row is one row of a table of ours: pointers to what its columns hold, in the table's order.
type row[R any] interface {
	*R
	columns() []any
	table() table
}

// read returns the rows that a condition selects, each checked by its sum.
func read[R any, P row[R]](ctx context.Context, q querier, where string, args ...any) (all []R, err error) {
	t := P(new(R)).table()
	rows, err := q.QueryContext(ctx, "SELECT "+t.list+" FROM "+t.name+" "+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var r R
		if err := t.scan(rows, P(&r).columns()); err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, rows.Err()
}

// readOne returns the row that a condition selects, if there is one.
func readOne[R any, P row[R]](ctx context.Context, q querier, where string, args ...any) (r R, found bool, err error) {
	all, err := read[R, P](ctx, q, where, args...)
	if err != nil || len(all) == 0 {
		return r, false, err
	}
	return all[0], true, nil
}

// scan reads a row of columns and sum, and then more, into columns and more.
func (t table) scan(rows *sql.Rows, columns []any, more ...any) error {
	var stored int64
	if err := rows.Scan(append(append(columns[:len(columns):len(columns)], &stored), more...)...); err != nil {
		return cmp.Or(rows.Err(), t.damaged("a column is of another type", columns...))
	}
	return t.check(stored, columns...)
}

// version is one version of a record. What the contract has no type of SQLite's for stands beside it.
type version struct {
	store.Record
	recorded, wall int64
	due, erased    sql.NullInt64
}

func (*version) table() table { return versionTable }

func (v *version) columns() []any {
	return []any{&v.Kind, &v.ID, &v.Version, &v.Leaf, &v.recorded, &v.wall, &v.Schema,
		&v.Parent, &v.State, &v.due, &v.Label, &v.Body, &v.Salt, &v.erased}
}

// record is the version as the contract has it.
func (v *version) record() store.Record {
	r := v.Record
	r.Recorded, r.Wall = instant(v.recorded), instant(v.wall)
	if v.due.Valid {
		r.Due = instant(v.due.Int64)
	}
	r.Body, r.Salt = filled(r.Body), filled(r.Salt)
	r.Erased, r.ErasedBy = v.erased.Valid, v.erased.Int64
	return r
}

// head says which version of a record is the newest, and what lists filter by.
type head struct {
	kind, id       string
	version, first int64
	parent, state  string
	due            sql.NullInt64
	label          string
}

func (*head) table() table { return headTable }

func (h *head) columns() []any {
	return []any{&h.kind, &h.id, &h.version, &h.first, &h.parent, &h.state, &h.due, &h.label}
}

// request is what is remembered of a request id.
type request struct {
	caller, id     string
	digest, result []byte
	leaf           int64
}

func (*request) table() table { return requestTable }

func (r *request) columns() []any {
	return []any{&r.caller, &r.id, &r.digest, &r.result, &r.leaf}
}

// message is one row of the outbox.
type message struct {
	store.Message
	recorded, leaf  int64
	carried, erased sql.NullInt64
}

func (*message) table() table { return outboxTable }

func (m *message) columns() []any {
	return []any{&m.Seq, &m.ID, &m.To, &m.Kind, &m.Body, &m.recorded, &m.carried, &m.leaf, &m.erased}
}

// delivery is one row of the queue. changed grows with every act and claim that changes rows: by it a
// backup finds what is new.
type delivery struct {
	store.Delivery
	seq, changed int64
	due          sql.NullInt64
}

func (*delivery) table() table { return deliveryTable }

func (d *delivery) columns() []any {
	return []any{&d.ID, &d.seq, &d.Case, &d.To, &d.Channel, &d.Step, &d.State, &d.due, &d.Attempt, &d.Owner, &d.Last, &d.Leaf, &d.changed}
}

// delivery is the row as the contract has it.
func (d *delivery) delivery() store.Delivery {
	out := d.Delivery
	if out.Due = (time.Time{}); d.due.Valid {
		out.Due = instant(d.due.Int64)
	}
	return out
}

// leafRow is one leaf of the log.
type leafRow struct {
	index     int64
	id        []byte
	recorded  int64
	act       string
	statement []byte
}

func (*leafRow) table() table { return leafTable }

func (l *leafRow) columns() []any {
	return []any{&l.index, &l.id, &l.recorded, &l.act, &l.statement}
}

// leaf is the row as the contract has it.
func (l *leafRow) leaf() (store.Leaf, error) {
	if len(l.id) != 32 {
		return store.Leaf{}, leafTable.damaged("its id has not 32 bytes", l.index)
	}
	return store.Leaf{Index: l.index, ID: [32]byte(l.id), Recorded: instant(l.recorded), Act: l.act, Statement: l.statement}, nil
}

// hashRow is one hash of the tree.
type hashRow struct {
	index int64
	hash  []byte
}

func (*hashRow) table() table { return hashTable }

func (h *hashRow) columns() []any { return []any{&h.index, &h.hash} }

// noteRow is the newest checkpoint.
type noteRow struct {
	id   int64
	note []byte
}

func (*noteRow) table() table { return checkpointTable }

func (n *noteRow) columns() []any { return []any{&n.id, &n.note} }

// logRow is one of the logs of the store.
type logRow struct{ store.Log }

func (*logRow) table() table { return logTable }

func (l *logRow) columns() []any { return []any{&l.Number, &l.Origin, &l.First, &l.Key, &l.Known} }

// metaRow is one thing that the store notes about itself.
type metaRow struct{ name, value string }

func (*metaRow) table() table { return metaTable }

func (m *metaRow) columns() []any { return []any{&m.name, &m.value} }
