package storetest

import (
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"tocsin/internal/store"
)

// open opens a place, and closes it when the test ends.
func open(t testing.TB, p Place, opt store.Options) store.Store {
	t.Helper()
	s, err := p(opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// start opens a place with a log of its own.
func start(t testing.TB, p Place) (store.Store, *Log) {
	t.Helper()
	l := NewLog(t)
	return open(t, p, l.Options()), l
}

// errWanted is an error that a closure returns on purpose.
var errWanted = errors.New("wanted")

var statements atomic.Int64

// statement is one that no act had before.
func statement() []byte {
	return fmt.Appendf(nil, "tocsin/act/v1\n%d\n", statements.Add(1))
}

// act runs fn and appends a leaf.
func act(t testing.TB, s store.Store, fn func(store.Tx) error) {
	t.Helper()
	err := s.Update(t.Context(), func(tx store.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		_, err := tx.Append("test", statement())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// put puts records in one act.
func put(t testing.TB, s store.Store, records ...store.Record) {
	t.Helper()
	act(t, s, func(tx store.Tx) error {
		for _, r := range records {
			if err := tx.Put(r); err != nil {
				return err
			}
		}
		return nil
	})
}

// rec is a short record.
func rec(kind, id string, version int64) store.Record {
	return store.Record{Kind: kind, ID: id, Version: version, Body: fmt.Appendf(nil, "%s %s %d", kind, id, version)}
}

// view reads within a View and ends the test on an error.
func view(t testing.TB, s store.Store, fn func(store.View) error) {
	t.Helper()
	if err := s.View(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

// leaves counts the leaves.
func leaves(t testing.TB, s store.Store) (n int64) {
	t.Helper()
	view(t, s, func(v store.View) error {
		n = v.Leaves()
		return nil
	})
	return n
}

// wantErr ends the test unless err is want.
func wantErr(t testing.TB, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("%s: got error %v, want %v", what, err, want)
	}
}
