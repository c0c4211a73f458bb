package ledger

import (
	"context"
	"maps"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// fsckSays is what transparency-dev's checker says of a sound log. Its exit code says nothing:
// v1.0.4 prints what does not agree and exits 0.
const fsckSays = "Successfully fsck'd log with size "

// fsck finds the checker of github.com/transparency-dev/tessera v1.0.4. The fsck on the path of
// most machines is that for disks.
func fsck(t *testing.T) string {
	t.Helper()
	if tool := os.Getenv("TOCSIN_FSCK"); tool != "" {
		return tool
	}
	tool, err := exec.LookPath("tessera-fsck")
	if err != nil {
		t.Skip("tessera's fsck is not here: go install github.com/transparency-dev/tessera/cmd/fsck@v1.0.4, and give its path in TOCSIN_FSCK")
	}
	return tool
}

// fsckFinds runs the checker over a folder. It needs more than one worker, or it waits for ever
// on some damage, and a time limit.
func (k *keeper) fsckFinds(t *testing.T, tool, dir string, size int64) (sound bool, output string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	key := filepath.Join(t.TempDir(), "log.pub")
	if err := os.WriteFile(key, []byte(k.vkey+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	at := url.URL{Scheme: "file", Path: filepath.ToSlash(dir)}
	cmd := exec.CommandContext(ctx, tool, "-ui=false", "-logtostderr", "-N=4", "-storage_url="+at.String(), "-public_key="+key, "-origin="+k.origin)
	cmd.WaitDelay = 5 * time.Second
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Logf("fsck: %v", err)
	}
	return strings.Contains(string(out), fsckSays+strconv.FormatInt(size, 10)+" "), string(out)
}

// TestFsck has the logs that we publish checked by other people's tool, and then flips one bit in
// a file of each kind.
func TestFsck(t *testing.T) {
	t.Parallel()
	tool := fsck(t)
	for _, size := range []int64{1, 255, 256, 257, 700, 70_000} {
		t.Run(strconv.FormatInt(size, 10), func(t *testing.T) {
			t.Parallel()
			k, dir := keep(t, testOrigin, 1, size), t.TempDir()
			k.export(t, dir, size/2) // in two steps, as it happens
			k.export(t, dir, size)
			if sound, out := k.fsckFinds(t, tool, dir, size); !sound {
				t.Fatalf("fsck does not say %q:\n%.2000s", fsckSays, out)
			}
			kinds := oneOfEachKind(t, dir)
			t.Logf("to be damaged: %q", slices.Sorted(maps.Keys(kinds)))
			for kind, name := range kinds {
				restore := flipFile(t, filepath.Join(dir, name))
				if sound, _ := k.fsckFinds(t, tool, dir, size); sound {
					t.Errorf("fsck finds the log sound with a bit of %s flipped, %s", kind, name)
				}
				if k.verify(os.DirFS(dir)) == nil {
					t.Errorf("we find the log sound with a bit of %s flipped, %s", kind, name)
				}
				restore()
			}
			if sound, out := k.fsckFinds(t, tool, dir, size); !sound {
				t.Errorf("fsck does not say %q of the log as it was:\n%.2000s", fsckSays, out)
			}
		})
	}
}

// oneOfEachKind gives a file of each level of tiles, of the full and of the partial bundles, and
// the checkpoint. Partial tiles of the size before are in the folder too: they are left out.
func oneOfEachKind(t *testing.T, dir string) map[string]string {
	t.Helper()
	kinds := map[string]string{"checkpoint": checkpointFile}
	for _, name := range slices.Sorted(maps.Keys(files(t, dir))) {
		x, err := ParseTilePath(name)
		if err != nil {
			continue
		}
		level, _, _ := strings.Cut(strings.TrimPrefix(name, "tile/"), "/")
		kind := level + ", full"
		if x.Width < TileWidth {
			kind = level + ", partial"
		}
		if before, ok := kinds[kind]; ok {
			if b, _ := ParseTilePath(before); b.end() > x.end() {
				continue
			}
		}
		kinds[kind] = name
	}
	return kinds
}

// flipFile flips a bit in the middle of a file and returns a func that puts it back.
func flipFile(t *testing.T, name string) (restore func()) {
	t.Helper()
	good, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	write := func(b []byte) {
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	bad := slices.Clone(good)
	bad[len(bad)/2] ^= 1
	write(bad)
	return func() { write(good) }
}
