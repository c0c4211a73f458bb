package storetest

import (
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"sync"
	"testing"

	"tocsin/internal/store"
)

// testLater appends statements that are made after the closure: each stands in the log at the
// index that its act was told, and an act sees those before it.
func testLater(t *testing.T, p Place) {
	s, log := start(t, p)
	const n = 300
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			st := fmt.Appendf(nil, "later %d", i)
			var at int64
			err := s.Update(t.Context(), func(tx store.Tx) (err error) {
				if err := tx.Put(rec("duty", strconv.Itoa(i), 1)); err != nil {
					return err
				}
				if at, err = tx.AppendLater("test", func() ([]byte, error) { return st, nil }); err != nil || at == 0 {
					return err
				}
				own, err := tx.Leaf(at)
				if err == nil && (string(own.Statement) != string(st) || tx.Leaves() != at+1) {
					err = fmt.Errorf("leaf %d of %d says %q", at, tx.Leaves(), own.Statement)
				}
				if err == nil {
					_, err = tx.Leaf(at - 1)
				}
				return err
			})
			if err != nil {
				t.Errorf("act %d: %v", i, err)
				return
			}
			view(t, s, func(v store.View) error {
				if l, err := v.Leaf(at); err != nil || string(l.Statement) != string(st) {
					t.Errorf("leaf %d says %q (%v), want %q", at, l.Statement, err, st)
				}
				return nil
			})
		})
	}
	wg.Wait()
	if cp := log.Verify(t, s); cp.Size != n {
		t.Errorf("%d leaves, want %d", cp.Size, n)
	}
}

var errPen = errors.New("the pen broke")

// spoilers are pens that fail, each in its way, and what the act is told.
var spoilers = []struct {
	name string
	sign func() ([]byte, error)
	told func(error) bool
}{
	{"error", func() ([]byte, error) { return nil, errPen }, func(err error) bool { return errors.Is(err, errPen) }},
	{"nothing", func() ([]byte, error) { return nil, nil }, func(err error) bool { return err != nil }},
	{"panic", func() ([]byte, error) { panic("wanted") }, func(err error) bool {
		p, ok := errors.AsType[*store.Panic](err)
		return ok && p.Value == "wanted"
	}},
	{"goexit", func() ([]byte, error) { runtime.Goexit(); return nil, nil }, func(err error) bool { return err != nil }},
	{"same", func() ([]byte, error) { return []byte("the same"), nil }, func(err error) bool { return errors.Is(err, store.ErrExists) }},
}

// testLaterFails has pens fail among many that do not: each act stands or falls alone.
func testLaterFails(t *testing.T, p Place) {
	s, log := start(t, p)
	act(t, s, func(tx store.Tx) error { return tx.Put(rec("threat", "first", 1)) })
	err := s.Update(t.Context(), func(tx store.Tx) error {
		_, err := tx.AppendLater("test", spoilers[4].sign)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	const n = 120
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			sign := func() ([]byte, error) { return fmt.Appendf(nil, "good %d", i), nil }
			bad := i%4 == 1
			spoiler := spoilers[i/4%len(spoilers)]
			if bad {
				sign = spoiler.sign
			}
			err := s.Update(t.Context(), func(tx store.Tx) error {
				if err := tx.Put(rec("duty", strconv.Itoa(i), 1)); err != nil {
					return err
				}
				_, err := tx.AppendLater("test", sign)
				return err
			})
			switch {
			case bad && !spoiler.told(err):
				t.Errorf("act %d (%s) was told %v", i, spoiler.name, err)
			case !bad && err != nil:
				t.Errorf("act %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	view(t, s, func(v store.View) error {
		for _, id := range list(t, v, store.Query{Kind: "duty"}) {
			if i, err := strconv.Atoi(id); err != nil || i%4 == 1 {
				t.Errorf("record %s is of an act that was undone", id)
			}
		}
		return nil
	})
	if cp := log.Verify(t, s); cp.Size != 2+n*3/4 {
		t.Errorf("%d leaves, want %d", cp.Size, 2+n*3/4)
	}
}
