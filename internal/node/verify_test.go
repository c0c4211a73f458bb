package node_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/node"
)

// verified opens an organisation for reading and verifies it.
func verified(t *testing.T, dir string, o node.VerifyOptions) node.Verification {
	t.Helper()
	n, err := node.Open(t.Context(), dir, "hall", node.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	v, err := n.Verify(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// recorded makes an organisation with some reports on record.
func recorded(t *testing.T, dir string, reports int) {
	t.Helper()
	n, err := node.Open(t.Context(), dir, "hall", node.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	if _, err := n.Client(client.Caller{Role: tocsin.Administrator}).Act(t.Context(), client.Admit{Org: tocsin.Org{ID: "hall", Name: "Hall"}}); err != nil {
		t.Fatal(err)
	}
	for range reports {
		if _, err := n.Client(client.Caller{Role: tocsin.DutyOfficer}).Act(t.Context(), client.RecordReport{Report: tocsin.Report{Title: "two men", Text: "asked"}}); err != nil {
			t.Fatal(err)
		}
	}
}

// TestVerifyFinds changes a database behind its program's back, each time with the row's sum set
// right, as somebody who knows the program could: the statements give it away.
func TestVerifyFinds(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ change, want string }{
		"another text": {`UPDATE version SET body = CAST(replace(CAST(body AS TEXT), 'two men', 'two boys') AS BLOB) WHERE kind = 'report' AND leaf = 2`, "says something else"},
		"another leaf": {`UPDATE version SET leaf = 1 WHERE kind = 'report' AND leaf = 2`, ""},
		"a lost row":   {`DELETE FROM version WHERE kind = 'report' AND leaf = 2`, ""},
		"no order":     {`UPDATE version SET body = NULL, salt = NULL, erased = 1 WHERE kind = 'report' AND leaf = 2`, ""},
		"a statement":  {`UPDATE leaf SET statement = CAST(replace(CAST(statement AS TEXT), 'duty_officer', 'approver') AS BLOB) WHERE idx = 2`, ""},
		"a hash":       {`UPDATE hash SET hash = randomblob(32) WHERE idx = 0`, ""},
		"a last leaf":  {`DELETE FROM leaf WHERE idx = 0`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			recorded(t, dir, 3)
			if v := verified(t, dir, node.VerifyOptions{}); !v.Good() || v.Size != 4 {
				t.Fatalf("before: %+v", v)
			}
			db, err := sql.Open("sqlite", filepath.Join(dir, "hall", "tocsin.db"))
			if err != nil {
				t.Fatal(err)
			}
			if res, err := db.Exec(c.change); err != nil {
				t.Fatal(err)
			} else if n, _ := res.RowsAffected(); n != 1 {
				t.Fatalf("%d rows were changed, want 1", n)
			}
			for _, sum := range []string{
				`UPDATE version SET sum = tocsin_sum('version', kind, id, version, leaf, recorded, wall, schema, parent, state, due, label, body, salt, erased)`,
				`UPDATE leaf SET sum = tocsin_sum('leaf', idx, id, recorded, act, statement)`,
				`UPDATE hash SET sum = tocsin_sum('hash', idx, hash)`,
			} {
				if _, err := db.Exec(sum); err != nil {
					t.Fatal(err)
				}
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			n, err := node.Open(t.Context(), dir, "hall", node.Options{ReadOnly: true, Suspect: true})
			if err != nil {
				t.Fatal(err)
			}
			defer n.Close()
			v, err := n.Verify(t.Context(), node.VerifyOptions{})
			if err != nil {
				t.Fatal(err)
			}
			var found []string
			for _, f := range append(v.Rows.Findings, v.Said.Findings...) {
				found = append(found, f.Error())
			}
			if text := strings.Join(found, "\n"); v.Good() || !strings.Contains(text, c.want) {
				t.Errorf("found %q, want %q", text, c.want)
			} else {
				t.Log(text)
			}
		})
	}
}

// TestVerifyAgainstOthers lays a log beside checkpoints that others kept.
func TestVerifyAgainstOthers(t *testing.T) {
	t.Parallel()
	dir, elsewhere := t.TempDir(), t.TempDir()
	recorded(t, dir, 2)
	kept := filepath.Join(elsewhere, "kept")
	b, err := os.ReadFile(filepath.Join(dir, "hall", "checkpoint"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(kept, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if v := verified(t, dir, node.VerifyOptions{Checkpoints: []string{kept}}); !v.Good() || len(v.Known) != 1 || v.Known[0].Size != 3 {
		t.Errorf("%+v", v.Known)
	}
	forged := filepath.Join(elsewhere, "forged")
	if err := os.WriteFile(forged, []byte(strings.Replace(string(b), "\n3\n", "\n4\n", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if v := verified(t, dir, node.VerifyOptions{Checkpoints: []string{forged}}); v.Good() || !strings.Contains(v.Known[0].What, "not signed by the log's key") {
		t.Errorf("%+v", v.Known)
	}
}
