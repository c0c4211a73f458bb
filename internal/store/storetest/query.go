package storetest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin/internal/store"
)

// list returns the ids that a query gives.
func list(t testing.TB, v store.View, q store.Query) []string {
	t.Helper()
	var ids []string
	for r, err := range v.List(q) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, r.ID)
	}
	return ids
}

func testQuery(t *testing.T, p Place) {
	s, log := start(t, p)
	r := func(id, parent, state string, due time.Duration) store.Record {
		r := rec("duty", id, 1)
		r.Parent, r.State = parent, state
		if due != 0 {
			r.Due = Start.Add(due)
		}
		return r
	}
	put(t, s, r("z", "w1", "open", time.Hour))
	put(t, s, r("y", "w1", "done", time.Minute), r("b", "w2", "open", 0), r("a", "", "open", 2*time.Hour))
	log.Set(Start.Add(-time.Hour)) // order is that of recording, not of the wall clock
	put(t, s, r("m", "w2", "open", time.Minute), rec("other", "o", 1))
	again := r("z", "w1", "open", time.Hour)
	again.Version = 2
	put(t, s, again) // the place in the order is that of the first version

	for _, c := range []struct {
		name string
		q    store.Query
		want []string
	}{
		{"all", store.Query{}, []string{"z", "a", "b", "y", "m"}},
		{"limit", store.Query{Limit: 2}, []string{"z", "a"}},
		{"newest", store.Query{Newest: true}, []string{"m", "y", "b", "a", "z"}},
		{"the two newest", store.Query{Newest: true, Limit: 2}, []string{"m", "y"}},
		{"newest of a state", store.Query{Newest: true, State: "open", Limit: 3}, []string{"m", "b", "a"}},
		{"state", store.Query{State: "open"}, []string{"z", "a", "b", "m"}},
		{"parent", store.Query{Parent: "w1"}, []string{"z", "y"}},
		{"parent and state", store.Query{Parent: "w2", State: "open"}, []string{"b", "m"}},
		{"due, inclusive", store.Query{DueBefore: Start.Add(time.Hour)}, []string{"z", "y", "m"}},
		{"due, a bit earlier", store.Query{DueBefore: Start.Add(time.Hour - time.Microsecond)}, []string{"y", "m"}},
		{"due from, inclusive", store.Query{DueFrom: Start.Add(time.Hour)}, []string{"z", "a"}},
		{"due from, by due", store.Query{DueFrom: Start.Add(time.Hour), ByDue: true}, []string{"z", "a"}},
		{"due from a bit later", store.Query{DueFrom: Start.Add(time.Hour + time.Microsecond)}, []string{"a"}},
		{"due between", store.Query{DueFrom: Start.Add(time.Minute), DueBefore: Start.Add(time.Hour)}, []string{"z", "y", "m"}},
		{"due and state", store.Query{DueBefore: Start.Add(time.Hour), State: "open", Limit: 1}, []string{"z"}},
		{"nothing", store.Query{State: "never"}, nil},
		{"by due", store.Query{ByDue: true}, []string{"m", "y", "z", "a"}},
		{"by due of a state", store.Query{ByDue: true, State: "open", Limit: 2}, []string{"m", "z"}},
		{"a page", store.Query{After: "a", Limit: 2}, []string{"b", "y"}},
		{"a page of a state", store.Query{After: "a", State: "open"}, []string{"b", "m"}},
		{"a page of the newest", store.Query{Newest: true, After: "b"}, []string{"a", "z"}},
		{"a page by due", store.Query{ByDue: true, After: "m", AfterDue: Start.Add(time.Minute)}, []string{"y", "z", "a"}},
		{"a page after what moved since", store.Query{ByDue: true, After: "a", AfterDue: Start.Add(time.Minute)}, []string{"m", "y", "z", "a"}},
		{"the last page", store.Query{After: "m"}, nil},
		{"after what is not there", store.Query{After: "never"}, nil},
	} {
		c.q.Kind = "duty"
		view(t, s, func(v store.View) error {
			if diff := cmp.Diff(c.want, list(t, v, c.q)); diff != "" {
				t.Errorf("%s:\n%s", c.name, diff)
			}
			if c.q.Limit > 0 || c.q.After != "" {
				return nil
			}
			for most, want := range map[int64]int64{0: int64(len(c.want)), 1: min(1, int64(len(c.want)))} {
				if n, err := v.Number(c.q, most); err != nil || n != want {
					t.Errorf("%s: there are %d, of at most %d (%v)", c.name, n, most, err)
				}
			}
			return nil
		})
	}
	view(t, s, func(v store.View) error {
		for kind, want := range map[string]int64{"duty": 5, "other": 1, "none": 0} {
			if n, err := v.Count(kind); err != nil || n != want {
				t.Errorf("%d of %s (%v), want %d", n, kind, err, want)
			}
		}
		return nil
	})
}

// testLoop ends a loop early, and reads and puts while it runs.
func testLoop(t *testing.T, p Place) {
	s, _ := start(t, p)
	for _, id := range []string{"z", "a", "b"} {
		put(t, s, rec("duty", id, 1))
	}
	view(t, s, func(v store.View) error { return loop(t, v, func(store.Record) error { return nil }) })
	act(t, s, func(tx store.Tx) error {
		return loop(t, tx, func(r store.Record) error {
			return tx.Put(rec("duty", r.ID, r.Version+1))
		})
	})
}

// loop lists duties, and lists them again within, until it has come to the second.
func loop(t *testing.T, v store.View, each func(store.Record) error) error {
	q := store.Query{Kind: "duty"}
	var seen []string
	for r, err := range v.List(q) {
		if err != nil {
			return err
		}
		if err := each(r); err != nil {
			return err
		}
		if inner := list(t, v, q); len(inner) != 3 {
			t.Errorf("inner list while at %s: %v", r.ID, inner)
		}
		if seen = append(seen, r.ID); r.ID == "a" {
			break
		}
	}
	if diff := cmp.Diff([]string{"z", "a"}, seen); diff != "" {
		t.Errorf("a loop with a loop in it:\n%s", diff)
	}
	_, err := v.Get("duty", "a")
	return err
}

func testFind(t *testing.T, p Place) {
	s, _ := start(t, p)
	for _, id := range []string{"ab1", "b", "a%c", "ab2", "a_c", "ab", "Ab", "ä", "ab\x7f", "abé"} {
		put(t, s, rec("threat", id, 1))
	}
	put(t, s, rec("other", "ab3", 1))
	for _, c := range []struct {
		prefix string
		limit  int
		want   []string
	}{
		{"ab", 0, []string{"ab", "ab1", "ab2", "ab\x7f", "abé"}},
		{"ab", 2, []string{"ab", "ab1"}},
		{"ab1", 10, []string{"ab1"}},
		{"a%", 10, []string{"a%c"}},
		{"a_", 10, []string{"a_c"}},
		{"A", 10, []string{"Ab"}},
		{"", 2, []string{"Ab", "a%c"}},
		{"ä", 10, []string{"ä"}},
		{"c", 10, nil},
	} {
		view(t, s, func(v store.View) error {
			got, err := v.Find("threat", c.prefix, c.limit)
			if diff := cmp.Diff(c.want, got); err != nil || diff != "" {
				t.Errorf("prefix %q limit %d: %v\n%s", c.prefix, c.limit, err, diff)
			}
			return nil
		})
	}
}
