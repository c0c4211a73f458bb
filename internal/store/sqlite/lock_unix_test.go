//go:build unix

package sqlite

import (
	"syscall"
	"testing"

	"tocsin/internal/store/storetest"
)

// TestLockGoesWithClose: the lock is free when Close returns, even while a child that is just
// being started still holds a copy of our files.
func TestLockGoesWithClose(t *testing.T) {
	t.Parallel()
	log, dir := storetest.NewLog(t), t.TempDir()
	e := openEngine(t, log, dir)
	copied, err := syscall.Dup(int(e.lock.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(copied)
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	openEngine(t, log, dir)
}
