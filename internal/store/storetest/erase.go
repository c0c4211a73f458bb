package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin/internal/store"
)

// secret is a record that says something that is to be erased, and is owed.
func secret(id string, version int64) store.Record {
	r := rec("threat", id, version)
	r.Parent, r.State, r.Due, r.Label = "p", "open", Start, "RED"
	r.Salt = []byte("salt")
	return r
}

// say puts a record, sends it to hall and remembers it as the result of a request.
func say(t testing.TB, s store.Store, r store.Record) {
	t.Helper()
	name := fmt.Sprintf("%s-%d", r.ID, r.Version)
	err := s.Update(t.Context(), func(tx store.Tx) error {
		if err := tx.Put(r); err != nil {
			return err
		}
		if err := tx.Send(store.Message{ID: name, To: "hall", Body: r.Body}); err != nil {
			return err
		}
		if _, err := tx.Append("say", statement()); err != nil {
			return err
		}
		return tx.Remember("desk", name, [32]byte{1}, r.Body)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// erase erases a record in an act, and checks how many versions that blanked.
func erase(t testing.TB, s store.Store, id string, want int) {
	t.Helper()
	act(t, s, func(tx store.Tx) error {
		got, err := tx.Erase("threat", id)
		if err == nil && got != want {
			t.Errorf("%d versions of %s were erased, want %d", got, id, want)
		}
		return err
	})
}

// result is what is remembered of a request.
func result(t testing.TB, s store.Store, id string) (got []byte) {
	t.Helper()
	err := s.Rehearse(t.Context(), func(tx store.Tx) error {
		var found bool
		var err error
		if got, found, err = tx.Request("desk", id, [32]byte{1}); err == nil && !found {
			err = fmt.Errorf("request %s is forgotten", id)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// testErase erases one record of two: what it said is nowhere, that it was there is everywhere,
// and the log stands.
func testErase(t *testing.T, p Place) {
	s, log := start(t, p)
	say(t, s, secret("a", 1))
	say(t, s, secret("b", 1))
	say(t, s, secret("a", 2))
	all, err := s.Outbox(t.Context(), 0)
	if err != nil || len(all) != 3 {
		t.Fatal(len(all), err)
	}
	for _, m := range all[:2] {
		if err := s.Carried(t.Context(), m.Seq); err != nil {
			t.Fatal(err)
		}
	}
	log.Set(Start.Add(time.Hour))
	erase(t, s, "a", 2) // leaf 3
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, p, log.Options())
	checkErased(t, s)
	for id, want := range map[string]string{"a-1": "", "a-2": "", "b-1": "threat b 1"} {
		if got := string(result(t, s, id)); got != want {
			t.Errorf("result of %s: %q, want %q", id, got, want)
		}
	}
	waits, err := s.Outbox(t.Context(), 0)
	if err != nil || len(waits) != 1 || string(waits[0].Body) != "threat a 2" {
		t.Errorf("the message that waits: %+v, %v", waits, err)
	}
	if err := s.Carried(t.Context(), waits[0].Seq); err != nil {
		t.Error(err)
	}
	waiting(t, s, 0)
	if cp := log.Verify(t, s); cp.Size != 4 {
		t.Errorf("%d leaves, want 4", cp.Size)
	}
}

// checkErased looks for record a, erased, and record b in the present and before the erasure.
func checkErased(t *testing.T, s store.Store) {
	t.Helper()
	first, second, other := secret("a", 1), secret("a", 2), secret("b", 1)
	for leaf, r := range map[int64]*store.Record{0: &first, 1: &other, 2: &second} {
		r.Leaf, r.Recorded, r.Wall = leaf, Start, Start
	}
	for _, r := range []*store.Record{&first, &second} {
		r.Body, r.Salt, r.Parent, r.Erased, r.ErasedBy = nil, nil, "", true, 3
	}
	same := func(what string, got []store.Record, err error, want ...store.Record) {
		t.Helper()
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", what, err, diff)
		}
	}
	for when, open := range map[time.Time][]store.Record{
		{}:                                      {other},
		Start.Add(time.Hour):                    {other},
		Start.Add(time.Hour - time.Microsecond): {second, other},
	} {
		look := func(v store.View) error {
			got, err := v.Get("threat", "a")
			same("get", []store.Record{got}, err, second)
			list := func(q store.Query) ([]store.Record, error) {
				q.Kind = "threat"
				return collect(v.List(q))
			}
			all, err := collect(v.History("threat", "a"))
			same("history", all, err, first, second)
			all, err = list(store.Query{})
			same("all", all, err, second, other)
			all, err = list(store.Query{State: "open"})
			same("open", all, err, open...)
			all, err = list(store.Query{DueBefore: Start})
			same("due", all, err, open...)
			all, err = list(store.Query{Parent: "p"})
			same("by its parent", all, err, other)
			all, err = list(store.Query{State: store.StateErased})
			if len(open) == 1 {
				same("erased", all, err, second)
			} else {
				same("erased", all, err)
			}
			return nil
		}
		var err error
		if when.IsZero() {
			err = s.View(t.Context(), look)
		} else {
			err = s.AsOf(t.Context(), when, look)
		}
		if err != nil {
			t.Error(err)
		}
	}
}

// testEraseRefused tries what an erasure may not do, and what may not follow one.
func testEraseRefused(t *testing.T, p Place) {
	s, log := start(t, p)
	ctx := t.Context()
	say(t, s, secret("a", 1))
	try := func(fn func(store.Tx) error) error { return s.Update(ctx, fn) }
	eraseA := func(tx store.Tx) error { _, err := tx.Erase("threat", "a"); return err }
	wantErr(t, "what is not there", try(func(tx store.Tx) error { _, err := tx.Erase("threat", "b"); return err }), store.ErrNotFound)
	if err := try(eraseA); err == nil {
		t.Error("an erasure without a leaf was kept")
	}
	wantErr(t, "undone", try(func(tx store.Tx) error {
		if err := eraseA(tx); err != nil {
			return err
		}
		if got, err := tx.Get("threat", "a"); err != nil || !got.Erased || got.Body != nil {
			t.Errorf("the act itself reads %+v, %v", got, err)
		}
		wantErr(t, "twice in one act", eraseA(tx), store.ErrExists)
		return errWanted
	}), errWanted)
	if err := s.Rehearse(ctx, eraseA); err != nil {
		t.Error(err)
	}
	view(t, s, func(v store.View) error {
		if got, err := v.Get("threat", "a"); err != nil || got.Erased || got.Body == nil {
			t.Errorf("after erasures that were undone: %+v, %v", got, err)
		}
		return nil
	})
	erase(t, s, "a", 1)
	wantErr(t, "twice", try(eraseA), store.ErrExists)
	for version := int64(1); version <= 3; version++ {
		err := try(func(tx store.Tx) error { return tx.Put(rec("threat", "a", version)) })
		wantErr(t, "put on an erased record", err, store.ErrErased)
	}
	err := try(func(tx store.Tx) error {
		r := rec("threat", "c", 1)
		r.State = store.StateErased
		return tx.Put(r)
	})
	if err == nil {
		t.Error("a record was put as erased")
	}
	if cp := log.Verify(t, s); cp.Size != 2 {
		t.Errorf("%d leaves, want 2", cp.Size)
	}
}

// testEraseEarlier writes a record anew without what it said before: it goes on, and views of the
// past have what was erased.
func testEraseEarlier(t *testing.T, p Place) {
	s, log := start(t, p)
	say(t, s, secret("a", 1))
	say(t, s, secret("b", 1))
	say(t, s, secret("a", 2))
	log.Set(Start.Add(time.Hour))
	earlier := func(id string, put, want int, wrong error) {
		t.Helper()
		err := s.Update(t.Context(), func(tx store.Tx) error {
			if put > 0 {
				if err := tx.Put(secret(id, int64(put))); err != nil {
					return err
				}
			}
			n, err := tx.EraseEarlier("threat", id)
			if err != nil {
				return err
			}
			if n != want {
				t.Errorf("%d versions of %s were erased, want %d", n, id, want)
			}
			_, err = tx.Append("rewrite", statement())
			return err
		})
		if wrong != nil {
			wantErr(t, "erase earlier "+id, err, wrong)
		} else if err != nil {
			t.Fatal(err)
		}
	}
	earlier("c", 0, 0, store.ErrNotFound)
	if err := s.Update(t.Context(), func(tx store.Tx) error { _, err := tx.EraseEarlier("threat", "a"); return err }); err == nil {
		t.Error("a record was left with nothing that goes on")
	}
	earlier("a", 3, 2, nil) // leaf 3
	earlier("a", 4, 1, nil) // leaf 4
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, p, log.Options())
	checkEarlier(t, s)
	if found, err := s.Verify(t.Context(), store.VerifyOptions{}); err != nil || found.Err() != nil || found.Erased != 3 {
		t.Errorf("verified: %d erased, %v, %v", found.Erased, err, found.Err())
	}
	for id, want := range map[string]string{"a-1": "", "a-2": "", "b-1": "threat b 1"} {
		if got := string(result(t, s, id)); got != want {
			t.Errorf("result of %s: %q, want %q", id, got, want)
		}
	}
	erase(t, s, "a", 4)
	earlier("a", 0, 0, store.ErrErased)
	if cp := log.Verify(t, s); cp.Size != 6 {
		t.Errorf("%d leaves, want 6", cp.Size)
	}
}

// checkEarlier looks for record a, whose versions 1 and 2 are erased by leaf 3 and version 3 by
// leaf 4, now and before that.
func checkEarlier(t *testing.T, s store.Store) {
	t.Helper()
	view(t, s, func(v store.View) error {
		got, err := v.Get("threat", "a")
		if err != nil || got.Version != 4 || got.Erased || string(got.Body) != "threat a 4" {
			t.Errorf("get: %+v, %v", got, err)
		}
		all, err := collect(v.History("threat", "a"))
		if err != nil || len(all) != 4 {
			t.Fatal(len(all), err)
		}
		for i, by := range []int64{3, 3, 4, 0} {
			if r := all[i]; r.Erased != (i < 3) || r.ErasedBy != by || (r.Body == nil) != r.Erased || r.State != "open" {
				t.Errorf("version %d: %+v", i+1, r)
			}
		}
		open, err := collect(v.List(store.Query{Kind: "threat", State: "open"}))
		if err != nil || len(open) != 2 {
			t.Errorf("open: %d, %v", len(open), err)
		}
		return nil
	})
	err := s.AsOf(t.Context(), Start, func(v store.View) error {
		got, err := v.Get("threat", "a")
		if err != nil || got.Version != 2 || !got.Erased || got.Body != nil || got.State != "open" {
			t.Errorf("before: %+v, %v", got, err)
		}
		open, err := collect(v.List(store.Query{Kind: "threat", State: "open"}))
		if err != nil || len(open) != 2 {
			t.Errorf("open before: %d, %v", len(open), err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
