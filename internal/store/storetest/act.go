package storetest

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin/internal/store"
)

// testClockBack turns the clock years back and forth, with restarts in between: what is recorded
// never goes back, and the wall's time is kept beside it.
func testClockBack(t *testing.T, p Place) {
	s, log := start(t, p)
	const year = 365 * 24 * time.Hour
	last := time.Time{}
	var want []store.Record
	for i, off := range []time.Duration{0, -time.Hour, -time.Microsecond, 0, 3 * year, -70 * year, 2 * year, 3*year - 1, 3*year + time.Microsecond, -10 * year, 200 * year, 0} {
		wall := Start.Add(off).Truncate(time.Microsecond)
		log.Set(wall)
		recorded := wall
		if last.After(wall) {
			recorded = last
		}
		last = recorded
		r := rec("threat", "a", int64(i+1))
		act(t, s, func(tx store.Tx) error {
			if got := tx.Now(); got != recorded {
				t.Errorf("Now is %v when the clock says %v, want %v", got, wall, recorded)
			}
			return tx.Put(r)
		})
		r.Leaf, r.Recorded, r.Wall = int64(i), recorded, wall
		want = append(want, r)
		if i%3 != 0 {
			continue
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s = open(t, p, log.Options())
	}
	view(t, s, func(v store.View) error {
		all, err := collect(v.History("threat", "a"))
		if diff := cmp.Diff(want, all); diff != "" {
			t.Error(diff)
		}
		return err
	})
	for i, r := range want {
		n := int64(i + 1) // of the versions until then: the last of those that were recorded at the same time
		for n < int64(len(want)) && want[n].Recorded.Equal(r.Recorded) {
			n++
		}
		if err := s.AsOf(t.Context(), r.Recorded, func(v store.View) error {
			got, err := v.Get("threat", "a")
			if got.Version != n {
				t.Errorf("at %v: version %d, want %d", r.Recorded, got.Version, n)
			}
			return err
		}); err != nil {
			t.Error(err)
		}
	}
	verified(t, s)
}

func testOneLeaf(t *testing.T, p Place) {
	s, _ := start(t, p)
	ctx := t.Context()
	if err := s.Update(ctx, func(store.Tx) error { return nil }); err != nil {
		t.Errorf("an act that did nothing: %v", err)
	}
	if err := s.Update(ctx, func(tx store.Tx) error { return tx.Put(rec("threat", "a", 1)) }); err == nil {
		t.Error("a put without a leaf was kept")
	}
	if err := s.Update(ctx, func(tx store.Tx) error { return tx.Send(store.Message{ID: "m", To: "hall"}) }); err == nil {
		t.Error("a message without a leaf was kept")
	}
	err := s.Update(ctx, func(tx store.Tx) error {
		if _, err := tx.Append("test", statement()); err != nil {
			return err
		}
		_, err := tx.Append("test", statement())
		return err
	})
	if err == nil {
		t.Error("two leaves were kept")
	}
	err = s.Update(ctx, func(tx store.Tx) error {
		if err := tx.Remember("desk", "r", [32]byte{1}, nil); err != nil {
			return err
		}
		_, err := tx.Append("test", statement())
		return err
	})
	if err == nil {
		t.Error("a result was kept without the leaf of its act")
	}
	if err := s.Update(ctx, func(tx store.Tx) error { _, err := tx.Append("test", nil); return err }); err == nil {
		t.Error("a leaf without a statement was kept")
	}
	nothing(t, s, 0)
	act(t, s, func(store.Tx) error { return nil }) // a leaf alone is an act
	if got := leaves(t, s); got != 1 {
		t.Errorf("%d leaves, want 1", got)
	}
}

// nothing checks that no record and no message is there, and n leaves.
func nothing(t testing.TB, s store.Store, n int64) {
	t.Helper()
	view(t, s, func(v store.View) error {
		if ids := list(t, v, store.Query{Kind: "threat"}); len(ids) != 0 {
			t.Errorf("records %v, want none", ids)
		}
		if got := v.Leaves(); got != n {
			t.Errorf("%d leaves, want %d", got, n)
		}
		_, err := v.Leaf(n)
		wantErr(t, "leaf beyond the last", err, store.ErrNotFound)
		return nil
	})
	if m, err := s.Outbox(t.Context(), 0); err != nil || len(m) != 0 {
		t.Errorf("outbox: %v, %v, want nothing", m, err)
	}
}

// full does all that an act can do, and then fails or not.
func full(then error) func(store.Tx) error {
	return func(tx store.Tx) error {
		if err := tx.Put(rec("threat", "a", 1)); err != nil {
			return err
		}
		if err := tx.Send(store.Message{ID: "m", To: "hall", Body: []byte("x")}); err != nil {
			return err
		}
		if _, err := tx.Append("test", statement()); err != nil {
			return err
		}
		if err := tx.Remember("desk", "r1", [32]byte{1}, []byte("result")); err != nil {
			return err
		}
		return then
	}
}

func testUndo(t *testing.T, p Place) {
	s, log := start(t, p)
	err := s.Update(t.Context(), full(errWanted))
	if err != errWanted {
		t.Fatalf("got error %v, want exactly the closure's", err)
	}
	nothing(t, s, 0)
	if err := s.Update(t.Context(), full(nil)); err != nil {
		t.Fatalf("the same act after it was undone: %v", err)
	}
	log.Verify(t, s)
}

func testPanic(t *testing.T, p Place) {
	s, log := start(t, p)
	err := s.Update(t.Context(), func(tx store.Tx) error {
		if err := full(nil)(tx); err != nil {
			return err
		}
		panic("wanted")
	})
	var panicked *store.Panic
	if !errors.As(err, &panicked) || panicked.Value != "wanted" || !strings.Contains(string(panicked.Stack), "testPanic") {
		t.Errorf("got error %#v", err)
	}
	nothing(t, s, 0)
	put(t, s, rec("threat", "a", 1))
	log.Verify(t, s)
}

// A closure that ends the goroutine it runs on does not take the store with it.
func testGoexit(t *testing.T, p Place) {
	s, log := start(t, p)
	done := make(chan error, 1)
	go func() {
		returned := false
		defer func() {
			if !returned { // an engine may run closures on the caller's goroutine
				done <- errWanted
			}
		}()
		err := s.Update(context.Background(), func(tx store.Tx) error {
			if err := full(nil)(tx); err != nil {
				return err
			}
			runtime.Goexit()
			return nil
		})
		returned = true
		done <- err
	}()
	if err := <-done; err == nil {
		t.Error("an act that did not return was kept")
	}
	nothing(t, s, 0)
	put(t, s, rec("threat", "a", 1))
	log.Verify(t, s)
}

func testCancel(t *testing.T, p Place) {
	s, _ := start(t, p)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	called := false
	note := func(store.Tx) error { called = true; return nil }
	wantErr(t, "Update", s.Update(ctx, note), context.Canceled)
	wantErr(t, "Rehearse", s.Rehearse(ctx, note), context.Canceled)
	if err := s.View(ctx, func(v store.View) error { _, err := v.Get("threat", "a"); return err }); err == nil || errors.Is(err, store.ErrNotFound) {
		t.Errorf("View answered: %v", err)
	}
	if called {
		t.Error("the closure ran")
	}

	// Who waits behind a slow act can go away; what goes away in the midst of an act is kept.
	slow, cancelSlow := context.WithCancel(t.Context())
	began, end := make(chan bool), make(chan bool)
	done := make(chan error, 1)
	go func() {
		done <- s.Update(slow, func(tx store.Tx) error {
			close(began)
			<-end
			return full(nil)(tx)
		})
	}()
	<-began
	waiting, cancelWaiting := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancelWaiting()
	wantErr(t, "waiting Update", s.Update(waiting, note), context.DeadlineExceeded)
	cancelSlow()
	close(end)
	if err := <-done; err != nil {
		t.Errorf("act whose caller went away: %v", err)
	}
	if got := leaves(t, s); got != 1 || called {
		t.Errorf("%d leaves, want 1; the one who went away ran: %v", got, called)
	}
}

// An act must not reach the database after it is over.
func testOver(t *testing.T, p Place) {
	s, _ := start(t, p)
	var kept store.Tx
	act(t, s, func(tx store.Tx) error { kept = tx; return nil })
	if err := kept.Put(rec("threat", "a", 1)); err == nil {
		t.Error("Put after the act was over")
	}
	if _, err := kept.Get("threat", "a"); err == nil || errors.Is(err, store.ErrNotFound) {
		t.Errorf("Get after the act was over: %v", err)
	}
	nothing(t, s, 1)
}

func testRehearse(t *testing.T, p Place) {
	s, log := start(t, p)
	before, err := s.Checkpoint(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := s.Rehearse(t.Context(), full(nil)); err != nil {
			t.Fatal(err)
		}
		err := s.Rehearse(t.Context(), full(errWanted))
		if err != errWanted {
			t.Errorf("got error %v, want exactly the closure's", err)
		}
		if err := s.Rehearse(t.Context(), func(tx store.Tx) error { // no leaf needed
			if err := tx.Put(rec("threat", "a", 1)); err != nil {
				return err
			}
			_, err := tx.Get("threat", "a")
			return err
		}); err != nil {
			t.Error(err)
		}
	}
	nothing(t, s, 0)
	after, err := s.Checkpoint(t.Context())
	if diff := cmp.Diff(before, after); err != nil || diff != "" {
		t.Errorf("checkpoint changed: %v\n%s", err, diff)
	}
	if _, err := s.Hashes(t.Context()).ReadHashes([]int64{0}); err == nil {
		t.Error("a hash was left behind")
	}
	if err := s.Update(t.Context(), full(nil)); err != nil {
		t.Fatal(err)
	}
	log.Verify(t, s)
}
