package sqlite

import (
	"database/sql"
	"errors"
	"fmt"

	"tocsin/internal/store"
)

// recordKey is how a record is kept in mind.
func recordKey(kind, id string) string { return kind + "\x00" + id }

// spoil keeps in mind that a record has a row that is not as it was written.
func (v *verifier) spoil(kind, id string) {
	if len(v.bad) < manyBad {
		v.bad[recordKey(kind, id)] = true
	}
}

// odd takes down what is wrong with a record, unless it may follow from a row that was found.
func (v *verifier) odd(t table, kind, id, what string, key ...any) {
	if !v.bad[recordKey(kind, id)] {
		v.wrong(t, what, key...)
	}
}

// times answers when leaves were recorded, asked in their order.
type times struct {
	v    *verifier
	rows *sql.Rows
	more bool

	index, recorded int64
}

func (v *verifier) times() *times {
	t := &times{v: v}
	var err error
	if t.rows, err = v.q.QueryContext(v.ctx, `SELECT idx, recorded FROM leaf ORDER BY idx`); err != nil {
		v.fail(leafTable, err)
		return t
	}
	t.step()
	return t
}

func (t *times) step() {
	if t.more = t.rows.Next(); !t.more {
		return
	}
	if err := t.rows.Scan(&t.index, &t.recorded); err != nil {
		t.v.fail(leafTable, err)
	}
}

// of is when a leaf was recorded; known is false when that cannot be said.
func (t *times) of(leaf int64) (recorded int64, known bool) {
	for t.more && t.index < leaf {
		t.step()
	}
	return t.recorded, t.more && t.index == leaf && !t.v.badLeaf[leaf]
}

func (t *times) close() {
	if t.rows == nil {
		return
	}
	if err := errors.Join(t.rows.Err(), t.rows.Close()); err != nil && t.v.err == nil {
		t.v.fail(leafTable, err)
	}
}

// versions reads every version in the order of the leaves that wrote them.
func (v *verifier) versions() {
	times := v.times()
	defer times.close()
	rows := over[version](v, `ORDER BY leaf, rowid`)
	defer rows.close()
	for rows.next() {
		r := &rows.at
		v.out.Versions++
		if r.erased.Valid {
			v.out.Erased++
		}
		if !rows.good {
			v.spoil(r.Kind, r.ID)
			continue
		}
		wrong := func(what string) { v.wrong(versionTable, what, r.columns()...) }
		switch at, known := times.of(r.Leaf); {
		case r.Leaf < 0 || r.Leaf >= v.out.Leaves:
			wrong(fmt.Sprintf("it was written by leaf %d, which there is not", r.Leaf))
		case known && at != r.recorded:
			wrong(fmt.Sprintf("it was recorded at %v, and its leaf %d at %v", instant(r.recorded), r.Leaf, instant(at)))
		}
		switch {
		case !r.erased.Valid:
		case r.erased.Int64 < r.Leaf || r.erased.Int64 >= v.out.Leaves:
			wrong(fmt.Sprintf("it was erased by leaf %d, which cannot be", r.erased.Int64))
		case len(r.Body) > 0 || len(r.Salt) > 0:
			wrong("it was erased and is still there")
		}
	}
}

// records compares the versions of each record with one another, and the newest with its head.
func (v *verifier) records() {
	w := recordWalk{v: v, heads: over[head](v, `ORDER BY kind, id`)}
	defer w.heads.close()
	rows, err := v.q.QueryContext(v.ctx, `SELECT kind, id, version, leaf, parent, state, due, label, erased
		FROM version ORDER BY kind, id, version`)
	if err != nil {
		v.fail(versionTable, err)
		return
	}
	defer rows.Close()
	w.step()
	for rows.Next() && v.err == nil {
		var r version
		if err := rows.Scan(&r.Kind, &r.ID, &r.Version, &r.Leaf, &r.Parent, &r.State, &r.due, &r.Label, &r.erased); err != nil {
			v.fail(versionTable, err)
			return
		}
		v.row()
		w.version(r)
	}
	if err := rows.Err(); err != nil {
		v.fail(versionTable, err)
		return
	}
	w.end()
	if w.seen != v.out.Versions && v.err == nil {
		v.wrong(versionTable, fmt.Sprintf("%d rows are found by leaf and %d by record", v.out.Versions, w.seen))
	}
}

// recordWalk goes through the versions of each record, and beside them through the heads.
type recordWalk struct {
	v     *verifier
	heads *cursor[head, *head]
	more  bool // there is a head under the cursor

	seen   int64   // versions
	first  int64   // leaf of the record's first version
	newest version // of the record
	turned bool    // a version of the record was erased otherwise than the one before it
}

// step goes to the next head and counts the records.
func (w *recordWalk) step() {
	if w.more = w.heads.next(); !w.more {
		return
	}
	w.v.out.Records++
	if !w.heads.good {
		w.v.spoil(w.heads.at.kind, w.heads.at.id)
	}
}

// version takes the next version, of the same record or of another one.
func (w *recordWalk) version(r version) {
	last := w.newest
	if w.seen++; w.seen == 1 || last.Kind != r.Kind || last.ID != r.ID {
		if w.seen > 1 {
			w.close()
		}
		last = version{}
		w.first, w.turned = r.Leaf, false
	}
	w.newest = r
	odd := func(what string, number int64) {
		w.v.odd(versionTable, r.Kind, r.ID, what, r.Kind, r.ID, number)
	}
	switch {
	case r.Version != last.Version+1:
		odd(fmt.Sprintf("it is not there: the next one is version %d", r.Version), last.Version+1)
	case last.Version == 0:
	case r.Leaf < last.Leaf:
		odd(fmt.Sprintf("its leaf %d comes before leaf %d of the version before it", r.Leaf, last.Leaf), r.Version)
	case r.erased != last.erased:
		w.turned = true
		// What goes on was written by the act that erased what stood before it, and no sooner.
		if !last.erased.Valid || r.Leaf != last.erased.Int64 || r.erased.Valid && r.erased.Int64 <= last.erased.Int64 {
			odd("it was not erased together with the version before it", r.Version)
		}
	}
}

// close compares the newest version of a record with its head.
func (w *recordWalk) close() {
	r, h := &w.newest, &w.heads.at
	for w.more && (h.kind < r.Kind || h.kind == r.Kind && h.id < r.ID) {
		w.lone()
	}
	if !w.more || h.kind != r.Kind || h.id != r.ID {
		w.v.odd(headTable, r.Kind, r.ID, "it is not there", r.Kind, r.ID)
		return
	}
	want := head{kind: r.Kind, id: r.ID, version: r.Version, first: w.first, parent: r.Parent, state: r.State, due: r.due, label: r.Label}
	if r.erased.Valid && w.turned {
		w.v.odd(versionTable, r.Kind, r.ID, "the record was erased, and not all of its versions by one act", r.Kind, r.ID, r.Version)
	}
	if r.erased.Valid {
		want.state, want.due = store.StateErased, sql.NullInt64{}
	}
	if *h != want {
		w.v.odd(headTable, r.Kind, r.ID, "it does not agree with the versions of the record", h.columns()...)
	}
	w.step()
}

// lone passes a head without versions.
func (w *recordWalk) lone() {
	h := &w.heads.at
	w.v.odd(headTable, h.kind, h.id, "no version of it is there", h.columns()...)
	w.step()
}

func (w *recordWalk) end() {
	if w.seen > 0 {
		w.close()
	}
	for w.more {
		w.lone()
	}
}

// requests reads what is remembered of requests.
func (v *verifier) requests() {
	for rows := over[request](v, `ORDER BY rowid`); rows.next(); {
		r := &rows.at
		v.out.Requests++
		switch {
		case !rows.good:
		case len(r.digest) != 32:
			v.wrong(requestTable, "its digest has not 32 bytes", r.columns()...)
		case r.leaf < noLeaf || r.leaf >= v.out.Leaves:
			v.wrong(requestTable, fmt.Sprintf("it led to leaf %d, which there is not", r.leaf), r.columns()...)
		}
	}
}

// messages reads the outbox.
func (v *verifier) messages() {
	for rows := over[message](v, `ORDER BY seq`); rows.next(); {
		m := &rows.at
		v.out.Messages++
		wrong := func(what string) { v.wrong(outboxTable, what, m.columns()...) }
		switch {
		case !rows.good:
		case m.leaf < noLeaf || m.leaf >= v.out.Leaves:
			wrong(fmt.Sprintf("leaf %d sent it, which there is not", m.leaf))
		case m.erased.Valid && (m.erased.Int64 < m.leaf || m.erased.Int64 >= v.out.Leaves):
			wrong(fmt.Sprintf("it was erased by leaf %d, which cannot be", m.erased.Int64))
		case m.erased.Valid && m.carried.Valid && len(m.Body) > 0:
			wrong("it was erased and is still there")
		}
	}
}

// deliveries reads the queue.
func (v *verifier) deliveries() {
	for rows := over[delivery](v, `ORDER BY id`); rows.next(); {
		d := &rows.at
		v.out.Deliveries++
		switch {
		case !rows.good:
		case d.Leaf < 0 || d.Leaf >= v.out.Leaves:
			v.wrong(deliveryTable, fmt.Sprintf("leaf %d queued it, which there is not", d.Leaf), d.columns()...)
		case d.ID == "" || d.Case == "" || d.Channel == "":
			v.wrong(deliveryTable, "it has no id, case or channel", d.columns()...)
		}
	}
}

// notes reads what the store notes of itself: above all which logs it is and was.
func (v *verifier) notes() {
	for rows := over[metaRow](v, `ORDER BY name`); rows.next(); {
	}
	for rows := over[accessRow](v, `ORDER BY kind, id`); rows.next(); {
	}
	last := int64(0)
	for rows := over[logRow](v, `ORDER BY number`); rows.next(); {
		l := &rows.at
		switch {
		case !rows.good:
		case last == 0 && l.Number != 1:
			v.wrong(logTable, "it is not there", 1)
		case l.First < 0 || l.First > v.out.Leaves || l.Number > 1 && l.First == v.out.Leaves:
			v.wrong(logTable, fmt.Sprintf("it begins with leaf %d, which there is not", l.First), l.columns()...)
		}
		last = max(last, l.Number)
	}
	if last == 0 && v.err == nil {
		v.wrong(logTable, "it is not there", 1)
	}
}
