package node_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tocsin/internal/node"
	"tocsin/internal/store"
	"tocsin/internal/store/sqlite"
)

// cutDuring cuts the power somewhere in the midst of work, and says whether work had ended before.
// Within how long it cuts it learns from that, so that about every second cut comes too late.
func (d *looped) cutDuring(within *time.Duration, work func() error) (ended bool) {
	d.t.Helper()
	done := make(chan error, 1)
	go func() { done <- work() }()
	time.Sleep(rand.N(*within))
	d.cut(func() {
		select {
		case err := <-done:
			if ended = err == nil; err != nil {
				d.t.Error(err)
			}
			done <- err
		default:
		}
	})
	<-done // on a dead disk it comes to an end of some kind
	d.remount()
	if *within = *within * 5 / 4; ended {
		*within = *within * 3 / 5
	}
	return ended
}

// TestPowerCutRestore cuts the power under a restore: either it has not happened, or it is whole; one
// that was confirmed is whole; and the same restore again brings it to its end, once.
func TestPowerCutRestore(t *testing.T) {
	d, n := loopDisk(t)
	h := newHome(t, 6)
	older := h.copied()
	backup, _ := h.backUp(node.BackupOptions{WithKeys: true})
	h.acts(2)
	elsewhere, acted, confirmed, whole := h.dir, h.acted, 0, 0
	within := 120 * time.Millisecond
	for round := range n {
		h.dir, h.acted = filepath.Join(d.root, fmt.Sprint(round)), acted
		if err := os.CopyFS(h.dir, os.DirFS(elsewhere)); err != nil {
			t.Fatal(err)
		}
		r := node.RestoreOptions{}
		switch round % 3 {
		case 0: // the folder is lost
			h.remove("hall")
			r.Backup = backup
		case 1: // what is left of it has keys
			h.remove("hall/tocsin.db")
			r.Backup = backup
		case 2: // an older copy was put back
			h.put("", older)
		}
		d.remount() // and this is durable
		ended := d.cutDuring(&within, func() error {
			_, err := h.restore(r)
			return err
		})
		hall, err := node.Open(t.Context(), h.dir, "hall", h.options())
		switch {
		case err == nil:
			whole++
			if err := hall.Close(); err != nil {
				t.Fatal(err)
			}
		case ended:
			t.Errorf("round %d: a restore was confirmed, and is not there: %v", round, err)
		case !strings.Contains(err.Error(), "tocsin restore ") && !strings.Contains(err.Error(), "give the restore again"):
			t.Errorf("round %d: %v", round, err)
		}
		if ended {
			confirmed++
		}
		if got, rerr := h.restore(r); rerr != nil || got.Log != "tocsin/hall/2" || got.Lost != 2 || got.Before != (err == nil) {
			t.Fatalf("round %d: repeated: %+v, %v", round, got, rerr)
		}
		h.acts(1)
		if leaves, logs := h.verify(); leaves != 8 || len(logs) != 2 {
			t.Errorf("round %d: %d leaves, %d logs", round, leaves, len(logs))
		}
		h.closeStores()
		if err := os.RemoveAll(h.dir); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d cuts: %d restores were whole, %d of them confirmed", n, whole, confirmed)
}

// TestPowerCutBackup cuts the power under a backup: the last one that was confirmed is there, or a
// newer one, whole, and is carried on.
func TestPowerCutBackup(t *testing.T) {
	d, n := loopDisk(t)
	h := newHome(t, 3)
	reader := h.store()
	dest := filepath.Join(d.root, "backup")
	confirmed, made := int64(0), 0
	within := 60 * time.Millisecond
	for round := range n {
		h.acts(1 + round%5)
		var now store.Backup
		ended := d.cutDuring(&within, func() (err error) {
			now, err = reader.Backup(t.Context(), dest, store.BackupOptions{})
			return err
		})
		if ended {
			confirmed, made = now.Leaves, made+1
		}
		if _, err := os.Stat(filepath.Join(dest, "tocsin.db")); err != nil && confirmed == 0 {
			continue // none was ever made
		}
		b, err := sqlite.Open(t.Context(), dest, store.Options{ReadOnly: true})
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		if v, err := b.Verify(t.Context(), store.VerifyOptions{}); err != nil || v.Err() != nil || v.Leaves < confirmed {
			t.Errorf("round %d: %d leaves, %d confirmed, %v, %v", round, v.Leaves, confirmed, v.Err(), err)
		}
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := reader.Backup(t.Context(), dest, store.BackupOptions{Full: true}); err != nil {
		t.Error(err)
	}
	t.Logf("%d cuts, %d backups confirmed before", n, made)
}
