package sqlite

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tocsin/internal/store"
	"tocsin/internal/store/storetest"
)

// openEngine opens a new store and looks behind its interface.
func openEngine(t testing.TB, log *storetest.Log, dir string) *engine {
	t.Helper()
	s, err := Open(context.Background(), dir, log.Options())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s.(*engine)
}

// TestPlans reads how SQLite would answer: no query may read a whole table, and none that can be
// answered in the order of an index may sort.
func TestPlans(t *testing.T) {
	t.Parallel()
	e := openEngine(t, storetest.NewLog(t), t.TempDir())
	for _, q := range []store.Query{
		{Kind: "k"}, {Kind: "k", State: "open"}, {Kind: "k", Parent: "p"}, {Kind: "k", Limit: 5}, {Kind: "k", Limit: 5, Newest: true}, {Kind: "k", State: "open", Newest: true},
		{Kind: "k", DueBefore: time.Now()}, {Kind: "k", ByDue: true, DueFrom: time.Now()}, {Kind: "k", ByDue: true, DueBefore: time.Now()}, {Kind: "k", State: "open", Parent: "p", DueBefore: time.Now()},
	} {
		for _, seen := range []labels{{all: true}, {list: `["","GREEN"]`}} {
			query, args := current(q, nil, seen)
			checkPlan(t, e, fmt.Sprintf("%+v %s", q, seen.list), query, args, q.DueBefore.IsZero() && q.DueFrom.IsZero())
			query, args = current(q, &spot{3, "a"}, seen)
			checkPlan(t, e, fmt.Sprintf("a page of %+v %s", q, seen.list), query, args, q.DueBefore.IsZero() && q.DueFrom.IsZero())
			query, args = number(q, present, 10, seen)
			checkPlan(t, e, fmt.Sprintf("the number of %+v %s", q, seen.list), query, args, true)
			query, args = past(q, 7, nil, seen)
			checkPlan(t, e, fmt.Sprintf("past %+v %s", q, seen.list), query, args, false)
		}
	}
	old, oldArgs := number(store.Query{Kind: "k"}, 7, 10, labels{all: true})
	checkPlan(t, e, "the number of the past", old, oldArgs, true)
	checkPlan(t, e, "labels", distinctLabels, []any{"k"}, true)
	checkPlan(t, e, "leaves until", leavesUntil, []any{7}, true)
	query, args := current(store.Query{Kind: "k", State: "open", Limit: 5}, nil, labels{all: true})
	if plan := planOf(t, e, query, args); !strings.Contains(plan[0], "head_state") {
		t.Errorf("a state is not looked up: %s", plan)
	}
	for _, q := range []store.Query{{Kind: "k", ByDue: true, State: "open", Limit: 5}, {Kind: "k", ByDue: true, DueFrom: time.Now()}} {
		query, args = current(q, nil, labels{all: true})
		if plan := planOf(t, e, query, args); !strings.Contains(plan[0], "head_due") {
			t.Errorf("what is due is not looked up: %s", plan)
		}
	}
}

func planOf(t *testing.T, e *engine, query string, args []any) (plan []string) {
	t.Helper()
	rows, err := e.readers.Query("EXPLAIN QUERY PLAN "+query, args...)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			t.Fatal(err)
		}
		plan = append(plan, step)
	}
	return plan
}

// fewRows are steps that read few rows: the children of one parent, the labels of a kind.
var fewRows = []string{"SCAN CONSTANT ROW", "SCAN c", "SCAN l", "SCAN (subquery-1)", "SCAN (subquery-2)"}

func checkPlan(t *testing.T, e *engine, name, query string, args []any, ordered bool) {
	t.Helper()
	for _, step := range planOf(t, e, query, args) {
		t.Logf("%s: %s", name, step)
		scan := strings.HasPrefix(step, "SCAN") && !slices.Contains(fewRows, step) && !strings.HasPrefix(step, "SCAN json_each")
		if scan || ordered && strings.Contains(step, "TEMP B-TREE") {
			t.Errorf("%s: %s", name, step)
		}
	}
}
