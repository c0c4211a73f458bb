package sqlite

import (
	"fmt"
	"testing"
	"time"

	"tocsin/internal/store/storetest"
)

// TestMover: while acts keep coming, what they committed is moved into the database, and the
// write-ahead log begins anew long before SQLite would do that within a commit.
func TestMover(t *testing.T) {
	t.Parallel()
	e := openEngine(t, storetest.NewLog(t), t.TempDir())
	most := int64(0)
	for i := 0; ; i++ {
		if err := e.Update(t.Context(), act(fmt.Sprint(i), 64<<10)); err != nil {
			t.Fatal(err)
		}
		var busy, frames, moved int64
		if err := must(t.Context(), e.committer.mover.db, `PRAGMA wal_checkpoint(NOOP)`, nil, &busy, &frames, &moved); err != nil {
			t.Fatal(err)
		}
		if frames < most {
			break
		}
		if most = frames; most > moveAtOnce*3/4 {
			t.Fatalf("the write-ahead log has %d frames and did not begin anew", most)
		}
	}
	if most < moveAt {
		t.Errorf("it began anew after %d frames, want %d first", most, moveAt)
	}
}

// TestMoverLeavesTheLast: the committer moves what the mover leaves.
func TestMoverLeavesTheLast(t *testing.T) {
	t.Parallel()
	e := openEngine(t, storetest.NewLog(t), t.TempDir())
	m := e.committer.mover
	if err := e.Update(t.Context(), act("a", 10)); err != nil {
		t.Fatal(err)
	}
	if waiting, err := m.waiting(); err != nil || waiting == 0 {
		t.Fatalf("%d frames wait to be moved, want some (%v)", waiting, err)
	}
	signal(m.last)
	for range 3000 {
		if waiting, err := m.waiting(); err == nil && waiting == 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Error("the committer did not move it")
}
