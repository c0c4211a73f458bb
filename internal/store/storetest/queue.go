package storetest

import (
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin/internal/store"
	"tocsin/internal/store/queue"
)

// queued is a delivery of a case, due at a second after Start.
func queued(id, of string, second int) store.Delivery {
	return store.Delivery{ID: id, Case: of, To: "c1", Channel: "mail", Step: 1, State: "queued", Due: at(second)}
}

func at(second int) time.Time { return Start.Add(time.Duration(second) * time.Second) }

// asQueue is the store's queue.
func asQueue(t testing.TB, s store.Store) queue.Queue {
	t.Helper()
	q, ok := s.(queue.Queue)
	if !ok {
		t.Fatalf("%T has no queue", s)
	}
	return q
}

func enqueue(t testing.TB, s store.Store, all ...store.Delivery) {
	t.Helper()
	act(t, s, func(tx store.Tx) error {
		for _, d := range all {
			if err := tx.Queue(d); err != nil {
				return err
			}
		}
		return nil
	})
}

func claim(t testing.TB, q queue.Queue, owner string, second int, ids ...string) []store.Delivery {
	t.Helper()
	got, err := q.Claim(t.Context(), queue.Claim{Owner: owner, Channels: []string{"mail", "webhook"}, Now: at(second), Lease: 10 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, d := range got {
		names = append(names, d.ID)
	}
	if diff := cmp.Diff(ids, names); diff != "" {
		t.Fatalf("claimed at %d s:\n%s", second, diff)
	}
	return got
}

// testQueue takes deliveries up, lets leases run out, and puts them down again; all of it lasts.
func testQueue(t *testing.T, p Place) {
	s, log := start(t, p)
	q := asQueue(t, s)
	call := queued("call", "n1", 0)
	call.Channel = "call"
	enqueue(t, s, queued("late", "n1", 5), queued("early", "n1", 1), queued("other", "n2", 2), call)
	wantErr(t, "the same id again", s.Update(t.Context(), func(tx store.Tx) error { return tx.Queue(queued("late", "n3", 0)) }), store.ErrExists)

	claim(t, q, "a", 0)
	claim(t, q, "a", 2, "early", "other")
	claim(t, q, "b", 4) // what is leased is nobody else's
	got := claim(t, q, "b", 12, "late", "early", "other")
	want := queued("early", "n1", 22)
	want.Owner, want.Attempt = "b", 2
	if diff := cmp.Diff(want, got[1]); diff != "" {
		t.Errorf("a lease ran out:\n%s", diff)
	}
	if err := q.GiveBack(t.Context(), "a", at(12), "early"); err != nil { // it is not a's any more
		t.Fatal(err)
	}
	claim(t, q, "c", 13)
	if err := q.GiveBack(t.Context(), "b", at(13), "early", "nobody"); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, p, log.Options())
	q = asQueue(t, s)
	back := claim(t, q, "c", 13, "early")
	if back[0].Attempt != 2 {
		t.Errorf("given back before it began: attempt %d, want 2", back[0].Attempt)
	}
	testRequeue(t, s, q, back[0])
}

func testRequeue(t *testing.T, s store.Store, q queue.Queue, d store.Delivery) {
	d.State, d.Due, d.Last, d.Case = "relayed", time.Time{}, "attempts-1", "elsewhere"
	act(t, s, func(tx store.Tx) error { return tx.Requeue(d) })
	d.Case = "n1" // a delivery stays with its case
	got, err := q.Delivery(t.Context(), "early")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(d, got); diff != "" {
		t.Errorf("requeued:\n%s", diff)
	}
	claim(t, q, "d", 1000, "late", "other") // what is done is not found, and calls are not mails
	ids := func(want queue.Query) (out []string) {
		all, err := q.Deliveries(t.Context(), want)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range all {
			out = append(out, d.ID)
		}
		return out
	}
	for _, c := range []struct {
		q    queue.Query
		want []string
	}{
		{queue.Query{Case: "n1"}, []string{"late", "early", "call"}},
		{queue.Query{Case: "n1", Open: true}, []string{"late", "call"}},
		{queue.Query{Channel: "call"}, []string{"call"}},
		{queue.Query{Limit: 2}, []string{"late", "early"}},
		{queue.Query{Case: "n9"}, nil},
	} {
		if diff := cmp.Diff(c.want, ids(c.q)); diff != "" {
			t.Errorf("%+v:\n%s", c.q, diff)
		}
	}
	load, err := q.Load(t.Context())
	if err != nil || load.Open != 3 || !load.Oldest.Equal(at(0)) {
		t.Errorf("load %+v, error %v: want 3, the oldest due at %v", load, err, at(0))
	}
	if load, err = q.Load(t.Context(), "mail"); err != nil || load.Open != 2 {
		t.Errorf("load of mail %+v, error %v: want 2", load, err)
	}
	wantErr(t, "requeue nothing", s.Update(t.Context(), func(tx store.Tx) error { return tx.Requeue(queued("x", "n", 0)) }), store.ErrNotFound)
	_, err = q.Delivery(t.Context(), "x")
	wantErr(t, "read nothing", err, store.ErrNotFound)
}

// testQueueUndone: what an act that fails has queued is not there, nor what it said of a delivery.
func testQueueUndone(t *testing.T, p Place) {
	s, _ := start(t, p)
	q := asQueue(t, s)
	enqueue(t, s, queued("a", "n1", 0))
	err := s.Update(t.Context(), func(tx store.Tx) error {
		d, err := tx.Delivery("a")
		if err != nil {
			return err
		}
		d.State, d.Due = "done", time.Time{}
		if err := tx.Requeue(d); err != nil {
			return err
		}
		if err := tx.Queue(queued("b", "n1", 0)); err != nil {
			return err
		}
		if all, err := tx.Deliveries("n1", true); err != nil || len(all) != 1 || all[0].ID != "b" {
			t.Errorf("within the act: %v, %v", all, err)
		}
		return errWanted
	})
	wantErr(t, "undone", err, errWanted)
	err = s.Update(t.Context(), func(tx store.Tx) error { return tx.Queue(queued("c", "n1", 0)) })
	if err == nil {
		t.Error("queued without a leaf")
	}
	claim(t, q, "w", 0, "a")
	v, err := s.Verify(t.Context(), store.VerifyOptions{})
	if err != nil || v.Err() != nil || v.Deliveries != 1 {
		t.Errorf("%d deliveries, %v, %v", v.Deliveries, err, v.Err())
	}
}

// testQueueCrowd: many claim at once, and nobody gets what another has.
func testQueueCrowd(t *testing.T, p Place) {
	s, _ := start(t, p)
	q := asQueue(t, s)
	const many = 300
	var all []store.Delivery
	for i := range many {
		d := queued(string(rune('a'+i%26))+time.Duration(i).String(), "n", 0)
		all = append(all, d)
	}
	enqueue(t, s, all...)
	var mu sync.Mutex // guards seen
	seen := map[string]int{}
	var wg sync.WaitGroup
	for _, owner := range []string{"a", "b", "c", "d"} {
		wg.Go(func() {
			for {
				got, err := q.Claim(t.Context(), queue.Claim{Owner: owner, Channels: []string{"mail"}, Now: at(1), Lease: time.Hour, Limit: 7})
				if err != nil {
					t.Error(err)
				}
				if len(got) == 0 {
					return
				}
				mu.Lock()
				for _, d := range got {
					seen[d.ID]++
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if len(seen) != many {
		t.Errorf("%d of %d were claimed", len(seen), many)
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("%s was claimed %d times", id, n)
		}
	}
}
