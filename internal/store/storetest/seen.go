package storetest

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin/internal/store"
)

// only lets through what carries one of these labels.
func only(labels ...string) store.Sight {
	return func(_, label string) bool { return slices.Contains(labels, label) }
}

// labelled is a record with a label.
func labelled(id, label string, version int64) store.Record {
	r := rec("threat", id, version)
	r.Label, r.Parent, r.State, r.Due = label, "p", "open", Start
	return r
}

// testSeen: what a sight does not let through is in no answer, and what it lets through is in all.
func testSeen(t *testing.T, p Place) {
	s, _ := start(t, p)
	all := map[string]string{"a1": "", "a2": "GREEN", "a3": "RED", "b1": "RED", "b2": "RED secret", "c1": "GREEN"}
	for _, id := range []string{"a1", "a2", "a3", "b1", "b2", "c1"} {
		put(t, s, labelled(id, all[id], 1))
	}
	put(t, s, rec("duty", "a1", 1)) // of a kind that has no other label
	for _, sight := range [][]string{nil, {""}, {"GREEN"}, {"RED"}, {"", "GREEN", "RED"}, {"RED secret", "GREEN"}, {"never"}} {
		var want []string
		for id, label := range all {
			if slices.Contains(sight, label) {
				want = append(want, id)
			}
		}
		slices.Sort(want)
		check := func(v store.View) error { checkSeen(t, fmt.Sprint(sight), v.Seen(only(sight...)), want); return nil }
		view(t, s, check)
		if err := s.Rehearse(t.Context(), func(tx store.Tx) error { return check(tx) }); err != nil {
			t.Fatal(err)
		}
		if err := s.AsOf(t.Context(), Start.Add(time.Hour), check); err != nil {
			t.Fatal(err)
		}
	}
	view(t, s, func(v store.View) error {
		checkSeen(t, "both decide", v.Seen(only("", "GREEN")).Seen(only("GREEN", "RED")), []string{"a2", "c1"})
		return nil
	})
}

// checkSeen asks every question about the threats of a view.
func checkSeen(t *testing.T, what string, v store.View, want []string) {
	t.Helper()
	for name, q := range map[string]store.Query{
		"all": {}, "parent": {Parent: "p"}, "state": {State: "open"}, "due": {DueBefore: Start}, "limit": {Limit: len(want) + 1},
	} {
		q.Kind = "threat"
		if diff := cmp.Diff(want, list(t, v, q)); diff != "" {
			t.Errorf("%s: list by %s: %s", what, name, diff)
		}
	}
	if n, err := v.Count("threat"); err != nil || n != int64(len(want)) {
		t.Errorf("%s: count %d, %v", what, n, err)
	}
	if n, err := v.Number(store.Query{Kind: "threat", State: "open"}, 0); err != nil || n != int64(len(want)) {
		t.Errorf("%s: number %d, %v", what, n, err)
	}
	for _, after := range []string{"a1", "a3", "b2"} { // a page that begins after what is not there has nothing
		rest := []string(nil)
		if i := slices.Index(want, after); i >= 0 && i+1 < len(want) {
			rest = want[i+1:]
		}
		if diff := cmp.Diff(rest, list(t, v, store.Query{Kind: "threat", After: after})); diff != "" {
			t.Errorf("%s: a page after %s: %s", what, after, diff)
		}
	}
	ids, err := v.Find("threat", "", 0)
	if diff := cmp.Diff(want, ids); diff != "" || err != nil {
		t.Errorf("%s: find: %v %s", what, err, diff)
	}
	for _, id := range []string{"a1", "a2", "a3", "b1", "b2", "c1", "nowhere"} {
		there := slices.Contains(want, id)
		_, err := v.Get("threat", id)
		_, never := v.Get("threat", "never")
		if there != (err == nil) || !there && !errors.Is(err, store.ErrNotFound) || !errors.Is(never, store.ErrNotFound) {
			t.Errorf("%s: get %s: %v", what, id, err)
		}
		n := 0
		for _, err := range v.History("threat", id) {
			if n++; err != nil {
				t.Error(err)
			}
		}
		if there != (n > 0) {
			t.Errorf("%s: history of %s has %d", what, id, n)
		}
	}
	if v.Leaves() == 0 {
		t.Errorf("%s: no leaves", what)
	}
}

// testSeenAsOf: the newest label decides, in the past too.
func testSeenAsOf(t *testing.T, p Place) {
	s, log := start(t, p)
	put(t, s, labelled("closed", "GREEN", 1), labelled("opened", "RED", 1), labelled("c1", "GREEN", 1))
	log.Set(Start.Add(time.Hour))
	put(t, s, labelled("closed", "RED", 2), labelled("opened", "GREEN", 2))
	for _, at := range []time.Time{Start, Start.Add(time.Hour)} {
		err := s.AsOf(t.Context(), at, func(v store.View) error {
			checkSeen(t, at.String(), v.Seen(only("GREEN")), []string{"c1", "opened"})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
