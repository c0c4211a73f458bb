package node_test

import (
	"os"
	"path/filepath"
	"testing"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/node"
	"tocsin/internal/store"
	"tocsin/internal/store/sqlite"
)

// TestOlderFolder opens folders as released programs left them, and goes on with them. What they
// hold is compared, row by row, where the schema is made: in internal/store/sqlite.
func TestOlderFolder(t *testing.T) {
	t.Parallel()
	dirs, err := filepath.Glob("testdata/schema*/hall")
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no folder (%v)", err)
	}
	for _, from := range dirs {
		t.Run(filepath.ToSlash(from), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if err := os.CopyFS(filepath.Join(dir, "hall"), os.DirFS(from)); err != nil {
				t.Fatal(err)
			}
			for _, id := range []tocsin.OrgID{"north", "south"} {
				n, err := node.Open(t.Context(), dir, "hall", node.Options{})
				if err != nil {
					t.Fatal(err)
				}
				c := n.Client(client.Caller{Role: tocsin.Administrator})
				if _, err := c.Act(t.Context(), client.Admit{Org: tocsin.Org{ID: id, Name: string(id)}}); err != nil {
					t.Error(err)
				}
				if err := n.Close(); err != nil {
					t.Fatal(err)
				}
			}
			s, err := sqlite.Open(t.Context(), filepath.Join(dir, "hall"), store.Options{ReadOnly: true})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			if v, err := s.Verify(t.Context(), store.VerifyOptions{}); err != nil || v.Err() != nil || v.Leaves < 30 {
				t.Errorf("verify: %v, %+v", err, v)
			}
		})
	}
}
