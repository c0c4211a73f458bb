package sqlite_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"tocsin/internal/store/storetest"
)

// loopDisk makes a file system in a file and returns where it is mounted, and how. It needs root
// and loop devices, so it skips the test unless TOCSIN_POWERCUT says how many rounds are wanted.
func loopDisk(t *testing.T) (disk, mount string, rounds int) {
	if fmt.Sscan(os.Getenv("TOCSIN_POWERCUT"), &rounds); rounds == 0 {
		t.Skip("set TOCSIN_POWERCUT to a number of rounds; needs root and loop devices")
	}
	image := filepath.Join(t.TempDir(), "image")
	disk = t.TempDir()
	shell(t, "truncate -s 800M "+image+" && mkfs.ext4 -q -F "+image)
	mount = "mount -o loop " + image + " " + disk
	shell(t, mount)
	t.Cleanup(func() { exec.Command("umount", disk).Run() })
	return disk, mount, rounds
}

// TestPowerCut cuts the power of a disk under a writer: all that was not synced is gone, and all
// that was confirmed must be there.
func TestPowerCut(t *testing.T) {
	disk, mount, rounds := loopDisk(t)
	log, dir := storetest.NewLog(t), filepath.Join(disk, "org")
	var confirmed []string
	for range rounds {
		cmd := child(t, log, "write", dir)
		after := time.Duration(200+rand.IntN(1000)) * time.Millisecond
		more, before := struck(t, cmd, after, func() {
			cutPower(t, disk)
			time.Sleep(100 * time.Millisecond)
			cmd.Process.Kill()
		})
		// A power cut would have ended the writer at once; this one lets it confirm what it
		// was just syncing, which then is not there, as a plain append and fsync shows too.
		confirmed = append(confirmed, more[:before]...)
		shell(t, "umount "+disk+" && "+mount)
		checkConfirmed(t, dir, log, confirmed)
	}
	t.Logf("%d acts were confirmed in %d rounds", len(confirmed), rounds)
}

// TestPowerCutAfterBulk cuts the power as soon as a bulk of acts is closed: all must be there.
func TestPowerCutAfterBulk(t *testing.T) {
	disk, mount, rounds := loopDisk(t)
	log, dir := storetest.NewLog(t), filepath.Join(disk, "org")
	var confirmed []string
	for range rounds {
		lines := strings.Split(says(t, child(t, log, "bulk", dir)), "\n")
		cutPower(t, disk)
		if last := lines[len(lines)-1]; last != "closed" {
			t.Fatal(last)
		}
		for _, line := range lines[:len(lines)-1] {
			confirmed = append(confirmed, strings.TrimPrefix(line, "confirmed "))
		}
		shell(t, "umount "+disk+" && "+mount)
		checkConfirmed(t, dir, log, confirmed)
	}
	t.Logf("%d acts were confirmed in %d rounds", len(confirmed), rounds)
}

func shell(t *testing.T, line string) {
	t.Helper()
	if out, err := exec.Command("sh", "-c", line).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v: %s", line, err, strings.TrimSpace(string(out)))
	}
}

// cutPower shuts the file system as a power cut would: EXT4_IOC_SHUTDOWN without a flush of the
// journal.
func cutPower(t *testing.T, disk string) {
	f, err := os.Open(disk)
	if err != nil {
		t.Error(err)
		return
	}
	defer f.Close()
	noLogFlush := uint32(2)
	const shutdown = 0x8004587d
	if _, _, e := syscall.Syscall(syscall.SYS_IOCTL, f.Fd(), shutdown, uintptr(unsafe.Pointer(&noLogFlush))); e != 0 {
		t.Errorf("shutdown ioctl: %v", e)
	}
}
