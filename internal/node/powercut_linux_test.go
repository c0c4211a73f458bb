package node_test

import (
	"errors"
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
)

// A looped disk is an ext4 file system in a file, whose power can be cut.
type looped struct {
	t           *testing.T
	home        string // holds image and mount point
	image, root string
}

const loopedPrefix = "tocsin-powercut-"

// loopDisk makes a disk and mounts it. It needs root and loop devices, and takes its time, so it
// skips the test unless TOCSIN_POWERCUT says how many cuts are wanted.
func loopDisk(t *testing.T) (*looped, int) {
	t.Helper()
	n := rounds(t, "TOCSIN_POWERCUT", 0)
	if n == 0 {
		t.Skip("set TOCSIN_POWERCUT to the number of cuts; needs root, losetup and mkfs.ext4")
	}
	sweep(t)
	home, err := os.MkdirTemp("", loopedPrefix)
	if err != nil {
		t.Fatal(err)
	}
	d := &looped{t: t, home: home, image: filepath.Join(home, "image"), root: filepath.Join(home, "root")}
	alive, err := os.Create(filepath.Join(home, "alive"))
	if err == nil {
		err = syscall.Flock(int(alive.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	}
	if err := errors.Join(err, os.Mkdir(d.root, 0o700)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		release(t, home)
		alive.Close()
	})
	shell(t, "truncate -s 1G "+d.image+" && mkfs.ext4 -q -F "+d.image)
	d.mount()
	return d, n
}

// sweep removes what an earlier run left that was broken off.
func sweep(t *testing.T) {
	t.Helper()
	left, err := filepath.Glob(filepath.Join(os.TempDir(), loopedPrefix+"*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, home := range left {
		alive, err := os.Open(filepath.Join(home, "alive"))
		if err != nil {
			continue // it is just being made
		}
		if syscall.Flock(int(alive.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil {
			release(t, home)
		}
		alive.Close()
	}
}

// release unmounts a disk, which gives its loop device back, and removes it.
func release(t *testing.T, home string) {
	root := filepath.Join(home, "root")
	if err := unmount(root); err != nil && mounted(root) {
		t.Error(err)
		exec.Command("umount", "-l", root).Run()
	}
	if err := os.RemoveAll(home); err != nil {
		t.Error(err)
	}
}

// unmount unmounts a file system as soon as nobody uses it any more.
func unmount(root string) error {
	for tries := 1; ; tries++ {
		out, err := exec.Command("umount", root).CombinedOutput()
		if err == nil || tries == 50 || !mounted(root) {
			if err != nil {
				err = fmt.Errorf("umount: %w: %s", err, out)
			}
			return err
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func mounted(root string) bool {
	b, err := os.ReadFile("/proc/self/mounts")
	return err == nil && strings.Contains(string(b), " "+root+" ")
}

func (d *looped) mount() {
	d.t.Helper()
	shell(d.t, "mount -o loop "+d.image+" "+d.root)
}

// remount is the power that comes back.
func (d *looped) remount() {
	d.t.Helper()
	if err := unmount(d.root); err != nil {
		d.t.Fatal(err)
	}
	d.mount()
}

// cut shuts the file system as a power cut would, EXT4_IOC_SHUTDOWN without a flush of its journal,
// right after first.
func (d *looped) cut(first func()) {
	d.t.Helper()
	f, err := os.Open(d.root)
	if err != nil {
		d.t.Fatal(err)
	}
	defer f.Close()
	noLogFlush := uint32(2)
	const shutdown = 0x8004587d
	first()
	if _, _, e := syscall.Syscall(syscall.SYS_IOCTL, f.Fd(), shutdown, uintptr(unsafe.Pointer(&noLogFlush))); e != 0 {
		d.t.Fatalf("shutdown ioctl: %v", e)
	}
}

// under cuts the power under a child at work and returns what it said, and how much of that had
// been heard before the cut: only that is confirmed. The child is killed in the same moment, as a
// cut would have it: what it was just syncing goes on in the kernel, and is cut, but it learns
// nothing of that any more. Left alive it would be told that a sync went well which did not, and
// could say so, or write it to another disk.
func (d *looped) under(o order, after time.Duration, fromStart bool) ([]line, int) {
	d.t.Helper()
	said, before := o.struck(d.t, after, fromStart, func(c *child) {
		d.cut(func() { c.cmd.Process.Kill() })
	})
	d.remount()
	return said, before
}

func shell(t *testing.T, command string) {
	t.Helper()
	if out, err := exec.Command("sh", "-c", command).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v: %s", command, err, strings.TrimSpace(string(out)))
	}
}

// moment is when the next cut comes: 0.2 to 1 s after the first answer, one time in five a second
// later, when the checkpoints outside were written, and one time in ten so long after the process
// was started.
func moment(i int) (after time.Duration, fromStart bool) {
	after = time.Duration(200+rand.IntN(800)) * time.Millisecond
	if i%5 == 1 {
		after += time.Second
	}
	return after, i%10 == 9
}

const keepCut = 5 // cuts for which the hall keeps its folder

// TestPowerCut cuts the power under two organisations at work: all that was confirmed before is
// there, and what was not answered is asked again and is there once. As a control the same is done
// without the sync that every commit waits for: that must lose something, or the cuts are none.
func TestPowerCut(t *testing.T) {
	d, n := loopDisk(t)
	p := &pair{order: order{Role: "load", City: d.root, Apart: t.TempDir(), Producers: 8, Epoch: time.Now()}, city: newWitness(city)}
	confirmed, unanswered := 0, 0
	for i := range n {
		if i%keepCut == 0 {
			if i > 0 {
				shell(t, "rm -rf "+p.Hall)
			}
			p.renew(t, d.root, i)
		}
		p.Run = fmt.Sprintf("c%d", i)
		after, fromStart := moment(i)
		said, before := d.under(p.order, after, fromStart)
		p.hear(t, said, before)
		unanswered += len(p.hall.asked) + len(p.city.asked)
		confirmed += p.check(t, i, n, keepCut)
		if t.Failed() {
			t.Fatalf("in cut %d, after %s", i, after)
		}
	}
	t.Logf("%d cuts, synchronous=FULL: %d acts were confirmed before the cut, 0 are lost; %d requests were not answered, each is there once",
		n, confirmed, unanswered)
	d.control(n)
}

// control cuts as often with synchronous=NORMAL, in folders of their own.
func (d *looped) control(n int) {
	t := d.t
	lost, confirmed, bitten := 0, 0, 0
	for i := range n {
		dir := filepath.Join(d.root, fmt.Sprint("control-", i))
		o := order{Role: "load", Hall: dir, City: dir, Run: "n", Producers: 8, Epoch: time.Now(), Normal: true}
		after, _ := moment(i)
		said, before := d.under(o, after, false)
		here := 0
		for _, w := range []*witness{newWitness(hall), newWitness(city)} {
			w.listen(t, said, before)
			gone, all := w.lost(t, dir)
			here, confirmed = here+gone, confirmed+all
		}
		if here > 0 {
			bitten++
		}
		lost += here
		shell(t, "rm -rf "+dir)
	}
	t.Logf("%d cuts, synchronous=NORMAL, as a control: %d acts were confirmed before the cut, %d are lost, in %d cuts", n, confirmed, lost, bitten)
	if lost == 0 {
		t.Error("the control lost nothing: these cuts cut nothing off, and prove nothing")
	}
}

// TestPowerCutAfterBulk cuts the power as soon as a bulk of acts is closed: all of it is there.
func TestPowerCutAfterBulk(t *testing.T) {
	d, n := loopDisk(t)
	confirmed := 0
	n = max(1, n/5)
	for i := range n {
		dir := filepath.Join(d.root, fmt.Sprint("bulk-", i))
		o := order{Role: "bulk", Hall: dir, Run: "b", Epoch: time.Now()}
		said, err := o.start(t).end(t)
		d.cut(func() {})
		if err != nil {
			t.Fatalf("%v: %+v", err, said)
		}
		d.remount()
		o.Role = ""
		w := newWitness(hall)
		w.listen(t, said, len(said))
		w.apart(t, o)
		nodes, err := o.openAll(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		confirmed += w.check(t, nodes[0])
		verify(t, nodes[0])
		if err := nodes[0].Close(); err != nil {
			t.Error(err)
		}
		if t.Failed() {
			t.FailNow()
		}
	}
	t.Logf("%d cuts after a bulk: %d acts were confirmed by its end, 0 are lost", n, confirmed)
}
