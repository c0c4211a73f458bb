package sqlite_test

import (
	"bufio"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tocsin/internal/store"
	"tocsin/internal/store/storetest"
)

// struck starts a child that writes, strikes some time after its first confirmation, and returns
// what it confirmed, and how much of that was read before the stroke. strike must bring the child
// to its end.
func struck(t *testing.T, cmd *exec.Cmd, after time.Duration, strike func()) (confirmed []string, before int) {
	t.Helper()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var n atomic.Int64
	done := make(chan bool)
	for lines := bufio.NewReader(out); ; {
		line, err := lines.ReadString('\n')
		if err != nil { // a last line without an end was cut off
			break
		}
		id, ok := strings.CutPrefix(strings.TrimSpace(line), "confirmed ")
		if !ok {
			t.Logf("the child says: %.200s", id)
			continue
		}
		confirmed = append(confirmed, id)
		if n.Add(1) == 1 {
			time.AfterFunc(after, func() {
				before = int(n.Load())
				strike()
				close(done)
			})
		}
	}
	if len(confirmed) == 0 {
		t.Fatal("the child confirmed nothing")
	}
	<-done
	cmd.Wait()
	return confirmed, before
}

// TestKill kills a writer five times in the midst of its work: whatever it had confirmed is
// there, nothing is there by half, and the log is whole.
func TestKill(t *testing.T) {
	t.Parallel()
	dir, log := t.TempDir(), storetest.NewLog(t)
	var confirmed []string
	for round := range 5 {
		cmd := child(t, log, "write", dir)
		after := time.Duration(20+50*round) * time.Millisecond
		more, _ := struck(t, cmd, after, func() { cmd.Process.Kill() })
		confirmed = append(confirmed, more...)
		checkConfirmed(t, dir, log, confirmed)
	}
	t.Logf("%d acts were confirmed in 5 rounds", len(confirmed))
}

// checkConfirmed opens what a struck writer left behind.
func checkConfirmed(t *testing.T, dir string, log *storetest.Log, confirmed []string) {
	t.Helper()
	s, err := at(dir)(log.Options())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	cp := log.Verify(t, s)
	err = s.View(t.Context(), func(v store.View) error {
		for _, id := range confirmed {
			if _, err := v.Get("killed", id); err != nil {
				t.Errorf("confirmed and lost: %v", err)
			}
		}
		n := int64(0)
		for r, err := range v.List(store.Query{Kind: "killed"}) {
			if err != nil {
				return err
			}
			if leaf, err := v.Leaf(r.Leaf); err != nil || string(leaf.Statement) != r.ID {
				t.Errorf("record %s: its leaf says %q (%v)", r.ID, leaf.Statement, err)
			}
			n++
		}
		if n != cp.Size || n < int64(len(confirmed)) {
			t.Errorf("%d records, %d leaves, %d confirmed", n, cp.Size, len(confirmed))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
