package desk_test

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"strings"
	"testing"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/desk"
	"tocsin/internal/store"
	"tocsin/internal/tocsintest"
)

// altered is a store as somebody left it who changed its rows, sums and all.
type altered struct {
	store.Store
	record func(*store.Record) (keep bool)
	leaf   func(*store.Leaf)
}

func (s altered) View(ctx context.Context, fn func(store.View) error) error {
	return s.Store.View(ctx, func(v store.View) error { return fn(alteredView{v, s}) })
}

type alteredView struct {
	store.View
	s altered
}

func (v alteredView) Get(kind, id string) (store.Record, error) {
	r, err := v.View.Get(kind, id)
	if err == nil && v.s.record != nil && !v.s.record(&r) {
		return r, store.ErrNotFound
	}
	return r, err
}

func (v alteredView) all(in iter.Seq2[store.Record, error]) iter.Seq2[store.Record, error] {
	return func(yield func(store.Record, error) bool) {
		for r, err := range in {
			if err == nil && v.s.record != nil && !v.s.record(&r) {
				continue
			}
			if !yield(r, err) {
				return
			}
		}
	}
}

func (v alteredView) List(q store.Query) iter.Seq2[store.Record, error] { return v.all(v.View.List(q)) }

func (v alteredView) History(kind, id string) iter.Seq2[store.Record, error] {
	return v.all(v.View.History(kind, id))
}

func (v alteredView) Leaf(i int64) (store.Leaf, error) {
	l, err := v.View.Leaf(i)
	if err == nil && v.s.leaf != nil {
		v.s.leaf(&l)
	}
	return l, err
}

// TestVerifyFinds changes one thing at a time in a record with everything in it: it is found, and
// named.
func TestVerifyFinds(t *testing.T) {
	t.Parallel()
	w := &teller{World: worldOf(t, keyed(t, tocsintest.Options{Seed: "desk"}), everybody), t: t, once: true, named: true}
	w.tell()
	w.Act(embassy, tocsin.Analyst, client.OpenThreat{Threat: threat2(t)})
	w.Act(embassy, tocsin.WarningOfficer, client.RecordReport{Report: withID(plotReport(t), "rep-2")}) // a duty is open
	good := checkVerified(t, w.World, embassy)
	if len(good.Gone) != 1 || good.Gone[0].Asked != tocsin.Analyst || good.Gone[0].Given != tocsin.Inspector {
		t.Errorf("gone: %+v", good.Gone)
	}
	gone := good.Gone[0]
	only := func(kind, id string, version int64, change func(*store.Record) bool) func(*store.Record) bool {
		return func(r *store.Record) bool {
			if r.Kind != kind || id != "" && r.ID != id || version > 0 && r.Version != version {
				return true
			}
			return change(r)
		}
	}
	for name, c := range map[string]struct {
		s    altered
		want string
	}{
		"a word": {altered{record: only("threat", "t-2", 0, func(r *store.Record) bool {
			r.Body = bytes.Replace(r.Body, []byte("Attack"), []byte("Attach"), 1)
			return true
		})}, "version, row threat/t-2/1: it says something else"},
		"the salt":          {altered{record: only("report", "rep-1", 1, func(r *store.Record) bool { r.Salt = make([]byte, 32); return true })}, "version, row report/rep-1/1: it says something else"},
		"a version is gone": {altered{record: only("report", "rep-1", 2, func(*store.Record) bool { return false })}, "its statement commits to report/rep-1/2, which is not there"},
		"a record is gone":  {altered{record: only("duty", "d-1", 0, func(*store.Record) bool { return false })}, "its statement commits to duty/d-1/1, which is not there"},
		"one too many":      {altered{record: only("report", "rep-2", 1, func(r *store.Record) bool { r.Version = 7; return true })}, "row report/rep-2/7: no statement commits to it"},
		"another's leaf":    {altered{record: only("report", "rep-2", 1, func(r *store.Record) bool { r.Leaf = 3; return true })}, "it names leaf 3"},
		"its state":         {altered{record: only("threat", "t-2", 1, func(r *store.Record) bool { r.State = "closed"; return true })}, `its column state is "closed", and it says "open"`},
		"its parent":        {altered{record: only("warning", "w-1", 1, func(r *store.Record) bool { r.Parent = "t-2"; return true })}, `its column parent is "t-2"`},
		"its label":         {altered{record: only("warning", "w-1", 1, func(r *store.Record) bool { r.Label = "TLP:CLEAR"; return true })}, `its column label is "TLP:CLEAR"`},
		"when it is due":    {altered{record: only("threat", "t-2", 1, func(r *store.Record) bool { r.Due = r.Due.Add(time.Hour); return true })}, "its column due is"},
		"nothing is due":    {altered{record: only("obligation", "", 1, func(r *store.Record) bool { r.Due = time.Time{}; return true })}, `its column due is ""`},
		"quietly erased":    {altered{record: only("report", "rep-2", 0, func(r *store.Record) bool { r.Body, r.Salt, r.Erased, r.ErasedBy = nil, nil, true, r.Leaf; return true })}, "report/rep-2: leaf"},
		"erased by another's order": {altered{record: only("report", "rep-2", 0, func(r *store.Record) bool {
			r.Body, r.Salt, r.Erased, r.ErasedBy = nil, nil, true, gone.Leaf
			return true
		})}, "and erased report/rep-2"},
		"erased by nobody": {altered{record: only("report", "rep-2", 0, func(r *store.Record) bool { r.Body, r.Salt, r.Erased, r.ErasedBy = nil, nil, true, 1<<40; return true })}, "is not there"},
		"erased in part": {altered{record: only("report", "rep-1", 1, func(r *store.Record) bool {
			r.Body, r.Salt, r.Erased, r.ErasedBy = nil, nil, true, gone.Leaf
			return true
		})}, "and erased report/rep-1"},
		"the order is gone": {altered{record: only("order", string(gone.Order), 0, func(*store.Record) bool { return false })}, "is no order to erase"},
		"the order's state": {altered{record: only("order", string(gone.Order), 0, func(r *store.Record) bool {
			r.Body = bytes.Replace(r.Body, []byte("carried_out"), []byte("given"), 1)
			return true
		})}, "no two roles stand behind it"},
		"the act of a leaf": {altered{leaf: func(l *store.Leaf) {
			if l.Index == 5 {
				l.Act = "threat.judge"
			}
		}}, "leaf, row 5: the row says threat.judge"},
		"a statement": {altered{leaf: func(l *store.Leaf) {
			if l.Index == 5 {
				l.Statement = bytes.Replace(l.Statement, []byte(`"at":"2024`), []byte(`"at":"2023`), 1)
			}
		}}, "leaf, row 5: "},
		"no statement": {altered{leaf: func(l *store.Leaf) {
			if l.Index == 5 {
				l.Statement = []byte("hello")
			}
		}}, "leaf, row 5: it is no statement"},
		"when it was": {altered{leaf: func(l *store.Leaf) {
			if l.Index == 5 {
				l.Recorded = l.Recorded.Add(time.Second)
			}
		}}, "leaf, row 5: the row says"},
	} {
		c.s.Store = w.Stored(embassy)
		got, err := desk.Verify(t.Context(), c.s, desk.VerifyOptions{Keys: w.Verifiers(embassy)})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var all []string
		for _, f := range got.Findings {
			all = append(all, f.Error())
		}
		if text := strings.Join(all, "\n"); !strings.Contains(text, c.want) || !errors.Is(got.Err(), store.ErrDamaged) {
			t.Errorf("%s: want %q, found:\n%s", name, c.want, text)
		}
	}
	others, err := desk.Verify(t.Context(), w.Stored(embassy), desk.VerifyOptions{Keys: w.Verifiers(guard), Limit: 3})
	if err != nil || len(others.Findings) != 3 || others.More == 0 || !strings.Contains(others.Err().Error(), "unknown key") {
		t.Errorf("under another's key: %v, %v", err, others.Findings)
	}
	ctx, stop := context.WithCancel(t.Context())
	_, err = desk.Verify(ctx, w.Stored(embassy), desk.VerifyOptions{Keys: w.Verifiers(embassy), Progress: func(string, int64, int64) { stop() }})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("a verification that nobody waits for: %v", err)
	}
}
