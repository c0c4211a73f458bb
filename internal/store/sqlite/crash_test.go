package sqlite_test

import (
	"bufio"
	"fmt"
	"os/exec"
	"strings"
	"sync"
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
	first, done := make(chan bool), make(chan []string, 1)
	go func() {
		var all []string
		defer func() { done <- all }()
		for lines := bufio.NewReader(out); ; {
			line, err := lines.ReadString('\n')
			if err != nil { // a last line without an end was cut off
				return
			}
			id, ok := strings.CutPrefix(strings.TrimSpace(line), "confirmed ")
			if !ok {
				t.Logf("the child says: %.200s", id)
				continue
			}
			all = append(all, id)
			if n.Add(1) == 1 {
				close(first)
			}
		}
	}()
	select {
	case <-first:
	case <-done:
		t.Fatalf("the child confirmed nothing: %v", cmd.Wait())
	}
	time.Sleep(after)
	before = int(n.Load())
	strike()
	confirmed = <-done
	cmd.Wait()
	return confirmed, before
}

// TestWriters: while one process writes nobody else gets the folder for writing, and as soon as it
// was killed anybody does: no lock is left behind.
func TestWriters(t *testing.T) {
	t.Parallel()
	dir, log := t.TempDir(), storetest.NewLog(t)
	all := 0
	for range 3 {
		cmd := child(t, log, "write", dir)
		confirmed, _ := struck(t, cmd, 20*time.Millisecond, func() {
			wantOpenErr(t, dir, log.Options(), store.ErrLocked.Error(), dir)
			if got := says(t, child(t, log, "open", dir)); !strings.Contains(got, store.ErrLocked.Error()) {
				t.Errorf("a third process: %s", got)
			}
			cmd.Process.Kill()
		})
		all += len(confirmed)
		s, err := at(dir)(log.Options())
		if err != nil {
			t.Fatal(err)
		}
		if cp := log.Verify(t, s); cp.Size < int64(all) {
			t.Errorf("%d leaves, %d acts were confirmed", cp.Size, all)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestReadersThroughKills has one reader read on while the writers beside it are killed, one after
// another. It is never refused, sees whole acts only, and never fewer than before.
func TestReadersThroughKills(t *testing.T) {
	t.Parallel()
	dir, log := t.TempDir(), storetest.NewLog(t)
	filled(t, log, dir, 1)
	reader, err := at(dir)(readOnly)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	reads, leaves := 0, int64(0)
	read := func(v store.View) error {
		n, err := v.Count("killed")
		if err != nil {
			return err
		}
		if now := v.Leaves(); now < leaves || now != n+1 {
			return fmt.Errorf("%d leaves, with %d records; there were %d leaves", now, n, leaves)
		}
		leaves = v.Leaves()
		reads++
		return nil
	}
	quit := make(chan bool)
	var going sync.WaitGroup
	going.Go(func() {
		for {
			select {
			case <-quit:
				return
			default:
			}
			if err := reader.View(t.Context(), read); err != nil {
				t.Errorf("read %d: %v", reads, err)
				return
			}
		}
	})
	var confirmed []string
	for range 4 {
		cmd := child(t, log, "write", dir)
		more, _ := struck(t, cmd, 60*time.Millisecond, func() { cmd.Process.Kill() })
		confirmed = append(confirmed, more...)
	}
	close(quit)
	going.Wait()
	err = reader.View(t.Context(), func(v store.View) error {
		for _, id := range confirmed {
			if _, err := v.Get("killed", id); err != nil {
				t.Errorf("confirmed, and the reader does not see it: %v", err)
			}
		}
		return read(v)
	})
	if err != nil {
		t.Error(err)
	}
	log.Verify(t, reader)
	t.Logf("%d reads through 4 kills, %d acts were confirmed", reads, len(confirmed))
}
