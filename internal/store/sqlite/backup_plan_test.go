package sqlite

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tocsin/internal/store"
	"tocsin/internal/store/storetest"
)

// TestBackupPlans reads how SQLite would find what is new: no table that grows may be read from
// end to end, or a daily backup would cost as much as the first.
func TestBackupPlans(t *testing.T) {
	t.Parallel()
	e := openEngine(t, storetest.NewLog(t), t.TempDir())
	dest := t.TempDir()
	if _, err := e.Backup(t.Context(), dest, store.BackupOptions{}); err != nil {
		t.Fatal(err)
	}
	c, err := openCopy(t.Context(), filepath.Join(dest, fileName))
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	if _, err := c.exec(`ATTACH DATABASE $1 AS live`, e.live()); err != nil {
		t.Fatal(err)
	}
	small := []string{"SCAN live.checkpoint", "SCAN live.log", "SCAN live.meta", "SCAN live.access", "SCAN m USING INDEX outbox_waiting", "SCAN r USING INDEX request_alone"}
	for _, s := range news {
		query := "EXPLAIN QUERY PLAN " + strings.NewReplacer("LEAF", "7", "HASH", "11").Replace(s)
		rows, err := c.conn.QueryContext(t.Context(), query)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var id, parent, unused int
			var step string
			if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
				t.Fatal(err)
			}
			if strings.HasPrefix(step, "SCAN") && !slices.Contains(small, step) {
				t.Errorf("%s: %s", s, step)
			}
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
