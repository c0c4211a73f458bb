package storetest

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tocsin/internal/store"
)

// testPast compares every reading of the present and of the past with an oracle that keeps all
// versions in a slice, over random acts: clocks that go back, acts that fail, several versions
// in one act, records that change state, parent and due date.
func testPast(t *testing.T, place func(*testing.T) Place) {
	log := NewLog(t)
	rapid.Check(t, func(rt *rapid.T) {
		p := place(t)
		s, err := p(log.Options())
		if err != nil {
			rt.Fatal(err)
		}
		defer func() { s.Close() }()
		o := &oracle{newest: map[string]int64{}}
		clock := Start
		for range rapid.IntRange(0, 25).Draw(rt, "acts") {
			clock = clock.Add(rapid.SampledFrom(steps).Draw(rt, "step"))
			log.Set(clock)
			o.act(t, rt, s, clock)
			if rapid.IntRange(0, 7).Draw(rt, "look") == 0 {
				o.compare(t, rt, s)
			}
		}
		if rapid.Bool().Draw(rt, "reopen") {
			if err := s.Close(); err != nil {
				rt.Fatal(err)
			}
			if s, err = p(log.Options()); err != nil {
				rt.Fatal(err)
			}
		}
		for range 8 {
			o.compare(t, rt, s)
		}
	})
}

var (
	steps   = []time.Duration{0, 0, 0, time.Microsecond, time.Second, time.Minute, -time.Microsecond, -time.Hour}
	kinds   = []string{"threat", "duty"}
	ids     = []string{"a", "aa", "ab", "b", "c"}
	parents = []string{"", "p", "q"}
	states  = []string{"", "open", "closed"}
	dues    = []time.Time{{}, Start, Start.Add(time.Microsecond), Start.Add(time.Minute)}
)

// oracle is the store's contract in the plainest way.
type oracle struct {
	versions []store.Record // in the order of recording
	leaves   []time.Time    // when each was recorded
	newest   map[string]int64
}

// act runs one random act on the store, and notes it if it is to be kept.
func (o *oracle) act(t *testing.T, rt *rapid.T, s store.Store, clock time.Time) {
	recorded := clock
	if n := len(o.leaves); n > 0 && o.leaves[n-1].After(clock) {
		recorded = o.leaves[n-1]
	}
	records, newest := o.draw(rt, clock, recorded)
	run, want := s.Update, error(nil)
	switch rapid.IntRange(0, 5).Draw(rt, "fate") {
	case 0:
		want = errWanted
	case 1:
		run = s.Rehearse
	default:
		o.versions, o.leaves = append(o.versions, records...), append(o.leaves, recorded)
		maps.Copy(o.newest, newest)
	}
	err := run(t.Context(), func(tx store.Tx) error {
		for _, r := range records {
			if err := tx.Put(r); err != nil {
				return err
			}
		}
		if _, err := tx.Append("test", statement()); err != nil {
			return err
		}
		return want
	})
	if !errors.Is(err, want) {
		rt.Fatalf("act: got error %v, want %v", err, want)
	}
}

// draw makes records for one act, and says which versions are the newest after it.
func (o *oracle) draw(rt *rapid.T, clock, recorded time.Time) (records []store.Record, newest map[string]int64) {
	newest = map[string]int64{}
	for range rapid.IntRange(0, 3).Draw(rt, "puts") {
		r := store.Record{
			Kind: rapid.SampledFrom(kinds).Draw(rt, "kind"), ID: rapid.SampledFrom(ids).Draw(rt, "id"),
			Parent: rapid.SampledFrom(parents).Draw(rt, "parent"), State: rapid.SampledFrom(states).Draw(rt, "state"),
			Due: rapid.SampledFrom(dues).Draw(rt, "due"), Schema: rapid.IntRange(0, 3).Draw(rt, "schema"),
			Leaf: int64(len(o.leaves)), Recorded: recorded, Wall: clock,
		}
		key := r.Kind + " " + r.ID
		if _, ok := newest[key]; !ok {
			newest[key] = o.newest[key]
		}
		newest[key]++
		r.Version = newest[key]
		records = append(records, r)
	}
	return records, newest
}

// compare asks one random question of the store and of the oracle, of now or of a past moment.
func (o *oracle) compare(t *testing.T, rt *rapid.T, s store.Store) {
	past := &oracle{versions: o.versions, leaves: o.leaves}
	look := func(v store.View) error { past.question(rt, v); return nil }
	if !rapid.Bool().Draw(rt, "past") {
		if err := s.View(t.Context(), look); err != nil {
			rt.Fatal(err)
		}
		return
	}
	at := Start.Add(rapid.SampledFrom(steps).Draw(rt, "early"))
	if len(o.leaves) > 0 {
		at = rapid.SampledFrom(o.leaves).Draw(rt, "at").Add(rapid.SampledFrom([]time.Duration{-1, 0, 1, 999}).Draw(rt, "off"))
	}
	past = o.until(at)
	if err := s.AsOf(t.Context(), at, look); err != nil {
		rt.Fatal(err)
	}
}

// until is the oracle of a store to which nothing came after at.
func (o *oracle) until(at time.Time) *oracle {
	past := &oracle{}
	for _, r := range o.versions {
		if !r.Recorded.After(at) {
			past.versions = append(past.versions, r)
		}
	}
	for _, recorded := range o.leaves {
		if !recorded.After(at) {
			past.leaves = append(past.leaves, recorded)
		}
	}
	return past
}

func (o *oracle) question(rt *rapid.T, v store.View) {
	kind := rapid.SampledFrom(kinds).Draw(rt, "of kind")
	q := store.Query{
		Kind: kind, Parent: rapid.SampledFrom(parents).Draw(rt, "with parent"),
		State:     rapid.SampledFrom(states).Draw(rt, "in state"),
		DueBefore: rapid.SampledFrom(dues).Draw(rt, "due before"), Limit: rapid.IntRange(0, 3).Draw(rt, "limit"),
		DueFrom: rapid.SampledFrom(dues).Draw(rt, "due from"),
		Newest:  rapid.Bool().Draw(rt, "newest first"),
	}
	got, err := collect(v.List(q))
	same(rt, fmt.Sprintf("list %+v", q), o.list(q), got, err)
	n, err := v.Count(kind)
	same(rt, "count", int64(len(o.list(store.Query{Kind: kind}))), n, err)

	id := rapid.SampledFrom(ids).Draw(rt, "with id")
	history := o.history(kind, id)
	got, err = collect(v.History(kind, id))
	same(rt, "history", history, got, err)

	one, err := v.Get(kind, id)
	if len(history) > 0 {
		same(rt, "get", history[len(history)-1], one, err)
	} else if !errors.Is(err, store.ErrNotFound) {
		rt.Fatalf("get %s %s: %+v, %v, want nothing", kind, id, one, err)
	}
	prefix := rapid.SampledFrom([]string{"", "a", "ab", "x"}).Draw(rt, "prefix")
	found, err := v.Find(kind, prefix, q.Limit)
	same(rt, "find "+prefix, o.find(kind, prefix, q.Limit), found, err)

	same(rt, "leaves", int64(len(o.leaves)), v.Leaves(), nil)
	i := rapid.Int64Range(0, 30).Draw(rt, "leaf")
	leaf, err := v.Leaf(i)
	if i < int64(len(o.leaves)) {
		same(rt, "leaf", o.leaves[i], leaf.Recorded, err)
	} else if !errors.Is(err, store.ErrNotFound) {
		rt.Fatalf("leaf %d: %+v, %v, want nothing", i, leaf, err)
	}
}

func same(rt *rapid.T, what string, want, got any, err error) {
	if diff := gocmp.Diff(want, got); err != nil || diff != "" {
		rt.Fatalf("%s: %v\n%s", what, err, diff)
	}
}

func (o *oracle) history(kind, id string) (all []store.Record) {
	for _, r := range o.versions {
		if r.Kind == kind && r.ID == id {
			all = append(all, r)
		}
	}
	return all
}

func (o *oracle) list(q store.Query) (all []store.Record) {
	first := map[string]int64{} // leaf of the first version
	for _, id := range ids {
		history := o.history(q.Kind, id)
		if len(history) == 0 {
			continue
		}
		first[id] = history[0].Leaf
		r := history[len(history)-1]
		if q.Parent != "" && r.Parent != q.Parent || q.State != "" && r.State != q.State {
			continue
		}
		if !q.DueBefore.IsZero() && (r.Due.IsZero() || r.Due.After(q.DueBefore)) {
			continue
		}
		if !q.DueFrom.IsZero() && (r.Due.IsZero() || r.Due.Before(q.DueFrom)) {
			continue
		}
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b store.Record) int {
		return cmp.Or(cmp.Compare(first[a.ID], first[b.ID]), strings.Compare(a.ID, b.ID))
	})
	if q.Newest {
		slices.Reverse(all)
	}
	if q.Limit > 0 && len(all) > q.Limit {
		all = all[:q.Limit]
	}
	return all
}

func (o *oracle) find(kind, prefix string, limit int) (found []string) {
	for _, id := range ids { // which are sorted
		if strings.HasPrefix(id, prefix) && len(o.history(kind, id)) > 0 && (limit <= 0 || len(found) < limit) {
			found = append(found, id)
		}
	}
	return found
}
