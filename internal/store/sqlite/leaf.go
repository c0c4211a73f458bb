package sqlite

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"tocsin/internal/store"
	"tocsin/ledger"
)

// entry is the leaf of one act between the act's closure and the rows: its statement may still be
// under the pen of another goroutine.
type entry struct {
	index    int64
	act      string
	recorded int64 // microseconds
	sign     func() ([]byte, error)

	once      sync.Once
	ready     atomic.Bool // what follows is final
	statement []byte
	id        [32]byte
	err       error
}

// run makes the statement, if nobody has or does, and returns when it is there.
func (l *entry) run() {
	l.once.Do(func() {
		l.err = errQuit // unless we get to the end
		defer func() {
			if v := recover(); v != nil {
				l.err = &store.Panic{Value: v, Stack: debug.Stack()}
			}
			l.ready.Store(true)
		}()
		l.statement, l.err = l.sign()
		if l.err == nil && len(l.statement) == 0 {
			l.err = errNoStatement
		}
		l.id = sha256.Sum256(l.statement)
	})
}

// soon is how often one looks whether a statement is there before one sleeps until it is: to sign one
// takes about as long as to be woken.
const soon = 200

// wait returns the error of a statement when it is there. It makes it on a goroutine of its own,
// if nobody does, because what makes it must not be able to end the committer's.
func (l *entry) wait() error {
	for i := 0; i < soon && !l.ready.Load(); i++ {
		runtime.Gosched()
	}
	if !l.ready.Load() {
		done := make(chan bool)
		go func() {
			defer close(done)
			l.run()
		}()
		<-done
	}
	return l.err
}

var errNoStatement = errors.New("append: a leaf needs a statement")

// Append gives the act a statement that is there already.
func (t *tx) Append(act string, statement []byte) (int64, error) {
	if err := t.alive(); err != nil {
		return 0, err
	}
	if len(statement) == 0 {
		return 0, errNoStatement
	}
	id := sha256.Sum256(statement)
	found, err := one(t.ctx, t, `SELECT 1 FROM leaf WHERE id = $1`, []any{id[:]}, new(int64))
	if err != nil {
		return 0, t.fail(fmt.Errorf("append: %w", err))
	}
	same := func(l *entry) bool { return l.sign == nil && l.id == id }
	if found || slices.ContainsFunc(t.ahead, same) {
		return 0, fmt.Errorf("append statement %x: %w", id, store.ErrExists)
	}
	l := &entry{act: act, statement: statement, id: id}
	l.once.Do(func() { l.ready.Store(true) })
	return t.append(l)
}

// AppendLater gives the act a statement that is made while other acts run.
func (t *tx) AppendLater(act string, sign func() ([]byte, error)) (int64, error) {
	return t.append(&entry{act: act, sign: sign})
}

func (t *tx) append(l *entry) (int64, error) {
	switch err := t.alive(); {
	case err != nil:
		return 0, err
	case t.leaf != nil:
		return 0, errTwoLeaf
	case t.remembered:
		return 0, errLate
	}
	l.index, l.recorded = t.index, t.now
	t.leaf, t.leaves, t.wrote = l, t.index+1, true
	if !l.ready.Load() {
		t.hand(l)
	}
	return t.index, nil
}

// Leaf finds those leaves of this transaction that have no rows yet.
func (t *tx) Leaf(i int64) (store.Leaf, error) {
	if err := t.alive(); err != nil {
		return store.Leaf{}, err
	}
	pending := t.ahead
	if t.leaf != nil {
		pending = append(slices.Clip(pending), t.leaf)
	}
	k := int64(len(pending)) - (t.leaves - i)
	if i >= t.leaves || k < 0 {
		return t.view.Leaf(i)
	}
	l := pending[k]
	if err := l.wait(); err != nil {
		return store.Leaf{}, t.fail(err)
	}
	return store.Leaf{Index: i, ID: l.id, Recorded: instant(l.recorded), Act: l.act, Statement: l.statement}, nil
}

// grow writes the leaves of a transaction and the hashes that they complete, and returns the
// frontier after them. The tree needs them in order, so here the pens are waited for.
func grow(w *writer, at frontier, leaves []*entry) (frontier, error) {
	rows, tree := make([]any, 0, 6*len(leaves)), make([]any, 0, 6*len(leaves))
	for _, l := range leaves {
		if err := l.wait(); err != nil {
			return at, spoiled{err}
		}
		first := ledger.StoredCount(at.size)
		next, fresh, err := at.append(l.id, l.recorded)
		if err != nil {
			return at, err
		}
		for i, h := range fresh {
			tree = append(tree, hashTable.summed(first+int64(i), h[:])...)
		}
		rows = append(rows, leafTable.summed(l.index, l.id[:], l.recorded, l.act, l.statement)...)
		at = next
	}
	n, err := w.insert(leafTable, ` ON CONFLICT (id) DO NOTHING`, rows)
	if err == nil && n < int64(len(leaves)) {
		err = spoiled{fmt.Errorf("append statement: %w", store.ErrExists)}
	}
	if err == nil {
		_, err = w.insert(hashTable, ``, tree)
	}
	return at, err
}

// spoiled is the fault of one act that came to light when it was too late to undo it alone.
type spoiled struct{ error }

func (s spoiled) Unwrap() error { return s.error }

const atOnce = 16 // rows in one INSERT: about where more of them no longer help

// insert inserts rows, many at once, and returns how many there are now. values are those of one
// row after the other, each with its sum.
func (w *writer) insert(to table, conflict string, values []any) (n int64, err error) {
	columns := len(to.columns) + 1
	for len(values) > 0 {
		rows, into := 1, to.one
		if len(values) >= atOnce*columns {
			rows, into = atOnce, to.many
		}
		k, err := w.exec(into+conflict, values[:rows*columns]...)
		if err != nil {
			return n, err
		}
		n, values = n+k, values[rows*columns:]
	}
	return n, nil
}

// places are the numbered places of so many rows: ($1, $2), ($3, $4).
func places(rows, columns int) string {
	var b strings.Builder
	for i := range rows * columns {
		switch {
		case i == 0:
			b.WriteString("(")
		case i%columns == 0:
			b.WriteString("), (")
		default:
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "$%d", i+1)
	}
	return b.String() + ")"
}
