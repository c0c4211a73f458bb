package sqlite

import (
	"context"
	"fmt"
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
		{Kind: "k"}, {Kind: "k", State: "open"}, {Kind: "k", Parent: "p"}, {Kind: "k", Limit: 5},
		{Kind: "k", DueBefore: time.Now()}, {Kind: "k", State: "open", Parent: "p", DueBefore: time.Now()},
	} {
		query, args := current(q)
		checkPlan(t, e, fmt.Sprintf("%+v", q), query, args, q.DueBefore.IsZero())
		query, args = past(q, 7)
		checkPlan(t, e, fmt.Sprintf("past %+v", q), query, args, false)
	}
	checkPlan(t, e, "leaves until", leavesUntil, []any{7}, true)
}

func checkPlan(t *testing.T, e *engine, name, query string, args []any, ordered bool) {
	t.Helper()
	rows, err := e.readers.Query("EXPLAIN QUERY PLAN "+query, args...)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %s", name, step)
		scan := strings.HasPrefix(step, "SCAN") && step != "SCAN CONSTANT ROW" && step != "SCAN c" // c: the children of one parent
		if scan || ordered && strings.Contains(step, "TEMP B-TREE") {
			t.Errorf("%s: %s", name, step)
		}
	}
}
