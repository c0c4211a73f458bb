package sqlite

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"tocsin/internal/store"
	"tocsin/internal/store/storetest"
)

// TestNeverSignedOver has the disk, or the memory, change something between the writing of a batch
// and its signature, or in the edge that it is added to: nothing is signed, the row is named, and
// the store goes on as soon as what it reads is right again.
func TestNeverSignedOver(t *testing.T) {
	t.Parallel()
	const leaves = 5 // the edge: hash 6 over leaves 0 to 3, hash 7 of leaf 4
	for name, c := range map[string]struct{ on, do, names string }{
		"statement":          {"leaf", `UPDATE leaf SET statement = CAST('another' AS BLOB) WHERE idx = 5`, "table leaf, row 5"},
		"statement and sum":  {"leaf", `UPDATE leaf SET statement = x'00', sum = tocsin_sum('leaf', idx, id, recorded, act, x'00') WHERE idx = 5`, "table leaf, row 5"},
		"id":                 {"leaf", `UPDATE leaf SET id = zeroblob(32) WHERE idx = 5`, "table leaf, row 5"},
		"time":               {"leaf", `UPDATE leaf SET recorded = recorded + 1 WHERE idx = 5`, "table leaf, row 5"},
		"time and sum":       {"leaf", `UPDATE leaf SET recorded = 1, sum = tocsin_sum('leaf', idx, id, 1, act, statement) WHERE idx = 5`, "table leaf, row 5"},
		"act":                {"leaf", `UPDATE leaf SET act = 'another' WHERE idx = 5`, "table leaf, row 5"},
		"sum":                {"leaf", `UPDATE leaf SET sum = sum + 1 WHERE idx = 5`, "table leaf, row 5"},
		"leaf lost":          {"hash", `DELETE FROM leaf WHERE idx = 5`, "table leaf, row 5"},
		"hash":               {"hash", `UPDATE hash SET hash = zeroblob(32) WHERE idx = 8`, "table hash, row 8"},
		"hash and sum":       {"hash", `UPDATE hash SET hash = zeroblob(32), sum = tocsin_sum('hash', idx, zeroblob(32)) WHERE idx = 8`, "table hash, row 8"},
		"upper hash and sum": {"hash", `UPDATE hash SET hash = zeroblob(32), sum = tocsin_sum('hash', idx, zeroblob(32)) WHERE idx = 9`, "table hash, row 9"},
		"hash lost":          {"hash", `DELETE FROM hash WHERE idx = 8`, "table hash, row 8"},
		"edge":               {"leaf", `UPDATE hash SET hash = zeroblob(32) WHERE idx = 6`, "table hash, row 6"},
		"edge and sum":       {"leaf", `UPDATE hash SET hash = zeroblob(32), sum = tocsin_sum('hash', idx, zeroblob(32)) WHERE idx = 6`, "another log"},
		"edge cut":           {"leaf", `UPDATE hash SET hash = x'00', sum = tocsin_sum('hash', idx, x'00') WHERE idx = 7`, "table hash, row 7"},
		"edge lost":          {"leaf", `DELETE FROM hash WHERE idx = 7`, "table hash, row 7"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			log := storetest.NewLog(t)
			e := openEngine(t, log, t.TempDir())
			for i := range leaves {
				if err := e.Update(t.Context(), act(fmt.Sprint(i), 1)); err != nil {
					t.Fatal(err)
				}
			}
			before, err := e.Checkpoint(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := e.committer.w.exec(`CREATE TEMP TRIGGER t AFTER INSERT ON main.` + c.on + ` BEGIN ` + c.do + `; END`); err != nil {
				t.Fatal(err)
			}
			for range 2 {
				err = e.Update(t.Context(), act("a", 1))
				if !errors.Is(err, store.ErrDamaged) || !strings.Contains(err.Error(), c.names) || !strings.Contains(err.Error(), "nothing was signed") {
					t.Errorf("got error %v, want ErrDamaged and %q", err, c.names)
				}
			}
			if after, err := e.Checkpoint(t.Context()); err != nil || string(after) != string(before) {
				t.Errorf("it was signed: %s (%v)", after, err)
			}
			if _, err := e.committer.w.exec(`DROP TRIGGER t`); err != nil {
				t.Fatal(err)
			}
			if err := e.Update(t.Context(), act("a", 1)); err != nil {
				t.Fatal(err)
			}
			if cp := log.Verify(t, e); cp.Size != leaves+1 {
				t.Errorf("%d leaves, want %d", cp.Size, leaves+1)
			}
		})
	}
}
