package sqlite_test

import (
	"crypto/rand"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tocsin/internal/store"
	"tocsin/internal/store/storetest"
)

// smallDisks make file systems of a few megabytes on a folder. They need root.
var smallDisks = map[string]string{
	"tmpfs": "mount -t tmpfs -o size=6m tmpfs %[2]s",
	"ext4":  "truncate -s 8M %[1]s && mkfs.ext4 -q -F -m 0 -O ^has_journal %[1]s && mount -o loop %[1]s %[2]s",
}

// smallDisk mounts one of them for a test, or skips it.
func smallDisk(t *testing.T, kind string) (dir string) {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("only root can mount a small disk")
	}
	dir = t.TempDir()
	image := filepath.Join(t.TempDir(), "image")
	if out, err := exec.Command("sh", "-c", fmt.Sprintf(smallDisks[kind], image, dir)).CombinedOutput(); err != nil {
		t.Skipf("this machine mounts no %s: %v: %s", kind, err, out)
	}
	t.Cleanup(func() {
		// A child of another test that is just being started holds our files until it runs its program.
		for tries := 1; ; tries++ {
			out, err := exec.Command("umount", dir).CombinedOutput()
			if err == nil {
				return
			}
			if tries == 50 {
				t.Errorf("umount: %v: %s", err, out)
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
	})
	return dir
}

// onDisks runs a test on every kind of small disk.
func onDisks(t *testing.T, test func(t *testing.T, disk string)) {
	t.Parallel()
	for kind := range smallDisks {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			test(t, smallDisk(t, kind))
		})
	}
}

// TestFullDisk fills a real disk: the act that does not fit is refused with words that say what to
// do, what was confirmed stays, and with room again the store goes on.
func TestFullDisk(t *testing.T) {
	onDisks(t, func(t *testing.T, disk string) {
		log, dir := storetest.NewLog(t), filepath.Join(disk, "org")
		s, err := at(dir)(log.Options())
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		filler := filepath.Join(disk, "filler")
		if err := os.WriteFile(filler, make([]byte, 1<<20), 0o600); err != nil {
			t.Fatal(err)
		}
		confirmed := int64(0)
		for ; confirmed < 1000; confirmed++ {
			if err = largeAct(t, s, int(confirmed), 50_000); err != nil {
				break
			}
		}
		for i := range 5 {
			wantFull(t, dir, err)
			err = largeAct(t, s, 2000+i, 500_000)
		}
		if v, err := s.Verify(t.Context(), store.VerifyOptions{}); err != nil || v.Err() != nil || v.Leaves != confirmed || v.Records != confirmed {
			t.Errorf("%d acts were confirmed: %v, %+v", confirmed, err, v)
		}
		if err := os.Remove(filler); err != nil {
			t.Fatal(err)
		}
		if err := largeAct(t, s, 3000, 50_000); err != nil {
			t.Errorf("with room again: %v", err)
		}
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
		if s, err = at(dir)(log.Options()); err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if cp := log.Verify(t, s); cp.Size != confirmed+1 {
			t.Errorf("%d leaves, want %d", cp.Size, confirmed+1)
		}
		t.Logf("%d acts went into it", confirmed)
	})
}

func largeAct(t *testing.T, s store.Store, i, size int) error {
	return s.Update(t.Context(), func(tx store.Tx) error {
		body := make([]byte, size)
		rand.Read(body)
		if err := tx.Put(store.Record{Kind: "large", ID: fmt.Sprint(i), Version: 1, Body: body}); err != nil {
			return err
		}
		_, err := tx.Append("act", fmt.Appendf(nil, "large %d", i))
		return err
	})
}

func wantFull(t *testing.T, dir string, err error) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), "the disk is full: make room") || !strings.Contains(err.Error(), dir) {
		t.Errorf("got error %v, want it to say that the disk is full, and where", err)
	}
}

// TestOpenOnFullDisk opens a store, a new one and one that was there, on a disk without any room.
func TestOpenOnFullDisk(t *testing.T) {
	onDisks(t, func(t *testing.T, disk string) {
		log, dir, fresh := storetest.NewLog(t), filepath.Join(disk, "org"), filepath.Join(disk, "fresh")
		filled(t, log, dir, 3)
		if err := os.Mkdir(fresh, 0o700); err != nil {
			t.Fatal(err)
		}
		for _, block := range []int{1 << 20, 4096, 1} {
			for i := 0; ; i++ {
				if err := os.WriteFile(filepath.Join(disk, fmt.Sprint("filler", block, "-", i)), make([]byte, block), 0o600); err != nil {
					break
				}
			}
		}
		for _, dir := range []string{fresh, dir} {
			s, err := at(dir)(log.Options())
			if err == nil {
				err = largeAct(t, s, 1, 1000)
				s.Close()
			}
			wantFull(t, dir, err)
		}
		for _, f := range mustGlob(t, filepath.Join(disk, "filler*")) {
			if err := os.Remove(f); err != nil {
				t.Fatal(err)
			}
		}
		s, err := at(dir)(log.Options())
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if v, err := s.Verify(t.Context(), store.VerifyOptions{}); err != nil || v.Err() != nil || v.Leaves != 3 {
			t.Errorf("with room again: %v, %+v", err, v)
		}
		filled(t, log, fresh, 3)
	})
}

func mustGlob(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestReadOnlyDisk: on a disk that is mounted for reading only, a store can be read if it was closed
// in order, and whoever wants to write is told how the disk is mounted.
func TestReadOnlyDisk(t *testing.T) {
	onDisks(t, func(t *testing.T, disk string) {
		log, dir := storetest.NewLog(t), filepath.Join(disk, "org")
		filled(t, log, dir, 3)
		if out, err := exec.Command("mount", "-o", "remount,ro", disk).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		wantOpenErr(t, dir, log.Options(), "cannot be written", "how the disk is mounted", dir)
		wantOpenErr(t, filepath.Join(disk, "new"), log.Options(), "cannot be written", "how the disk is mounted", disk)
		s, err := at(dir)(readOnly)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if v, err := s.Verify(t.Context(), store.VerifyOptions{}); err != nil || v.Err() != nil || v.Leaves != 3 {
			t.Errorf("%v, %+v", err, v)
		}
	})
}
