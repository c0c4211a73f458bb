package storetest

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin/internal/store"
)

// collect reads a sequence to its end.
func collect(seq func(func(store.Record, error) bool)) (all []store.Record, err error) {
	for r, err := range seq {
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}

func testVersions(t *testing.T, p Place) {
	s, log := start(t, p)
	first := store.Record{
		Kind: "threat", ID: "t1", Version: 1, Schema: 3,
		Parent: "report", State: "open", Label: "AMBER", Due: Start.Add(time.Hour),
		Body: []byte("{}"), Salt: []byte(strings.Repeat("s", 32)),
	}
	put(t, s, first)
	log.Set(Start.Add(time.Minute))
	second := store.Record{Kind: "threat", ID: "t1", Version: 2, State: "closed"}
	put(t, s, rec("other", "x", 1), second)

	first.Leaf, first.Recorded, first.Wall = 0, Start, Start
	second.Leaf, second.Recorded, second.Wall = 1, Start.Add(time.Minute), Start.Add(time.Minute)
	view(t, s, func(v store.View) error {
		got, err := v.Get("threat", "t1")
		if diff := cmp.Diff(second, got); err != nil || diff != "" {
			t.Errorf("newest: %v\n%s", err, diff)
		}
		all, err := collect(v.History("threat", "t1"))
		if diff := cmp.Diff([]store.Record{first, second}, all); err != nil || diff != "" {
			t.Errorf("history: %v\n%s", err, diff)
		}
		_, err = v.Get("threat", "t2")
		wantErr(t, "Get of nothing", err, store.ErrNotFound)
		_, err = v.Get("report", "t1")
		wantErr(t, "Get of another kind", err, store.ErrNotFound)
		none, err := collect(v.History("threat", "t2"))
		if err != nil || len(none) != 0 {
			t.Errorf("history of nothing: %v, %v", none, err)
		}
		return nil
	})
}

func testConflict(t *testing.T, p Place) {
	s, _ := start(t, p)
	put(t, s, rec("threat", "a", 1))
	for _, version := range []int64{1, 3, 7} {
		err := s.Update(t.Context(), func(tx store.Tx) error { return tx.Put(rec("threat", "a", version)) })
		wantErr(t, "put beside version 1", err, store.ErrConflict)
	}
	err := s.Update(t.Context(), func(tx store.Tx) error { return tx.Put(rec("threat", "b", 2)) })
	wantErr(t, "put version 2 of nothing", err, store.ErrConflict)

	// A conflict does not spoil the act: it may read again and put the right version.
	act(t, s, func(tx store.Tx) error {
		wantErr(t, "put version 1 again", tx.Put(rec("threat", "a", 1)), store.ErrConflict)
		return tx.Put(rec("threat", "a", 2))
	})
	if got := leaves(t, s); got != 2 {
		t.Errorf("%d leaves, want 2", got)
	}
}

func testOwnPuts(t *testing.T, p Place) {
	s, _ := start(t, p)
	put(t, s, rec("threat", "a", 1))
	act(t, s, func(tx store.Tx) error {
		if err := tx.Put(rec("threat", "b", 1)); err != nil {
			return err
		}
		if err := tx.Put(rec("threat", "b", 2)); err != nil { // two versions in one act
			return err
		}
		got, err := tx.Get("threat", "b")
		if err != nil || got.Version != 2 || got.Leaf != 1 || !got.Recorded.Equal(tx.Now()) {
			t.Errorf("own put: %+v, %v", got, err)
		}
		for r, err := range tx.List(store.Query{Kind: "threat"}) { // putting while listing
			if err != nil {
				return err
			}
			if err := tx.Put(rec("threat", r.ID, r.Version+1)); err != nil {
				return err
			}
		}
		ids, err := tx.Find("threat", "", 0)
		if diff := cmp.Diff([]string{"a", "b"}, ids); err != nil || diff != "" {
			t.Errorf("find: %v\n%s", err, diff)
		}
		if got := tx.Leaves(); got != 1 {
			t.Errorf("%d leaves before Append, want 1", got)
		}
		return nil
	})
	view(t, s, func(v store.View) error {
		all, err := collect(v.History("threat", "b"))
		if err != nil || len(all) != 3 || all[2].Leaf != 1 {
			t.Errorf("history: %+v, %v", all, err)
		}
		return nil
	})
}

// Instants are kept to the microsecond, in UTC, whatever zone they came in.
func testInstants(t *testing.T, p Place) {
	s, log := start(t, p)
	due := time.Date(2024, 3, 22, 20, 1, 2, 123456789, time.FixedZone("MSK", 3*3600))
	log.Set(due)
	r := rec("threat", "a", 1)
	r.Due = due
	put(t, s, r)
	view(t, s, func(v store.View) error {
		got, err := v.Get("threat", "a")
		want := due.UTC().Truncate(time.Microsecond)
		for _, at := range []time.Time{got.Due, got.Recorded, got.Wall} {
			if err != nil || at != want {
				t.Errorf("got %v, want %v (%v)", at, want, err)
			}
		}
		return nil
	})
}

func testRefusedRecords(t *testing.T, p Place) {
	s, _ := start(t, p)
	for what, r := range map[string]store.Record{
		"no kind":   rec("", "a", 1),
		"no id":     rec("threat", "", 1),
		"version 0": rec("threat", "a", 0),
		"not UTF-8": rec("threat", "a\xff", 1),
		"NUL":       rec("threat", "a\x00b", 1),
	} {
		err := s.Update(context.Background(), func(tx store.Tx) error { return tx.Put(r) })
		if err == nil {
			t.Errorf("%s: was put", what)
		}
	}
	view(t, s, func(v store.View) error {
		if _, err := collect(v.List(store.Query{})); err == nil {
			t.Error("a query without a kind was answered")
		}
		return nil
	})
}
