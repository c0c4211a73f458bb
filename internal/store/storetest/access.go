package storetest

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin/internal/store"
	"tocsin/internal/store/accounts"
)

// change changes the bookkeeping.
func change(t testing.TB, s store.Store, fn func(accounts.Tx) error) error {
	t.Helper()
	a, err := accounts.Of(s)
	if err != nil {
		t.Fatal(err)
	}
	return a.ChangeAccess(t.Context(), fn)
}

// kept lists what is kept of a kind.
func kept(t testing.TB, s store.Store, kind, account string) (ids []string) {
	t.Helper()
	a, err := accounts.Of(s)
	if err != nil {
		t.Fatal(err)
	}
	err = a.ReadAccess(t.Context(), func(v accounts.View) error {
		rows, err := v.List(kind, account)
		for _, r := range rows {
			ids = append(ids, r.ID)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

func want(t testing.TB, what string, got []string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s: %s", what, diff)
	}
}

func row(kind, id, account string, after time.Duration) accounts.Row {
	r := accounts.Row{Kind: kind, ID: id, Account: account, Body: []byte("of " + id)}
	if after != 0 {
		r.Expires = Start.Add(after)
	}
	return r
}

func testAccess(t *testing.T, p Place) {
	s, log := start(t, p)
	err := change(t, s, func(tx accounts.Tx) error {
		return errors.Join(tx.Put(row("session", "z", "ann", time.Hour)), tx.Put(row("session", "a", "ann", 2*time.Hour)),
			tx.Put(row("session", "m", "bob", 0)), tx.Put(row("token", "a", "bob", time.Hour)),
			tx.Put(row("session", "a", "ann", 3*time.Hour))) // again: the later one stands
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, p, log.Options())
	want(t, "all", kept(t, s, "session", ""), "a", "m", "z")
	want(t, "of one account", kept(t, s, "session", "ann"), "a", "z")
	err = change(t, s, func(tx accounts.Tx) error {
		got, err := tx.Get("session", "a")
		if diff := cmp.Diff(row("session", "a", "ann", 3*time.Hour), got); diff != "" {
			t.Error(diff)
		}
		_, missing := tx.Get("token", "z")
		wantErr(t, "of another kind", missing, store.ErrNotFound)
		wantErr(t, "drop nothing", tx.Drop("token", "z"), store.ErrNotFound)
		n, expired := tx.DropExpired(Start.Add(time.Hour)) // inclusive
		if n != 2 {
			t.Errorf("%d expired, want 2", n)
		}
		return errors.Join(err, expired)
	})
	if err != nil {
		t.Fatal(err)
	}
	want(t, "what did not expire", kept(t, s, "session", ""), "a", "m")
	want(t, "no token", kept(t, s, "token", ""))
	err = change(t, s, func(tx accounts.Tx) error { _, err := tx.DropOf("session", "ann"); return err })
	want(t, "of the other account", kept(t, s, "session", ""), "m")
	if err != nil || leaves(t, s) != 0 {
		t.Errorf("%v, %d leaves, want none", err, leaves(t, s))
	}
	for _, bad := range []accounts.Row{{ID: "x"}, {Kind: "x"}, {Kind: "x", ID: "\x00"}, {Kind: "x", ID: "x", Account: "\xff"}} {
		if err := change(t, s, func(tx accounts.Tx) error { return tx.Put(bad) }); err == nil {
			t.Errorf("%+v was kept", bad)
		}
	}
}

// testAccessUndone: an error undoes all of it, and a Tx is of no use afterwards.
func testAccessUndone(t *testing.T, p Place) {
	s, _ := start(t, p)
	var late accounts.Tx
	wantErr(t, "change", change(t, s, func(tx accounts.Tx) error {
		late = tx
		if err := tx.Put(row("token", "a", "ann", 0)); err != nil {
			return err
		}
		return errWanted
	}), errWanted)
	want(t, "undone", kept(t, s, "token", ""))
	if err := late.Put(row("token", "a", "ann", 0)); err == nil {
		t.Error("put after the closure had returned")
	}
	put(t, s, rec("threat", "a", 1)) // acts go on
}

// testAccessOnce: of many who use up one row, one does.
func testAccessOnce(t *testing.T, p Place) {
	s, _ := start(t, p)
	if err := change(t, s, func(tx accounts.Tx) error { return tx.Put(row("invitation", "a", "ann", 0)) }); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	won := 0
	for i := range 16 {
		wg.Go(func() {
			err := change(t, s, func(tx accounts.Tx) error {
				if err := tx.Drop("invitation", "a"); err != nil {
					return err
				}
				return tx.Put(row("credential", fmt.Sprint(i), "ann", 0))
			})
			if err == nil {
				mu.Lock()
				won++
				mu.Unlock()
			} else if !errors.Is(err, store.ErrNotFound) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := len(kept(t, s, "credential", "")); won != 1 || n != 1 {
		t.Errorf("%d used it up, %d credentials", won, n)
	}
}
