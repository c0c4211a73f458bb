package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestKillRestore kills `tocsin restore` at random moments: either it has not happened, and no act is
// taken, or it is whole; and the same command again brings it to its end, once.
func TestKillRestore(t *testing.T) {
	t.Parallel()
	rounds := 8
	if n, err := strconv.Atoi(os.Getenv("TOCSIN_KILL")); err == nil {
		rounds = max(rounds, n/10)
	}
	base := t.TempDir()
	backup, was := filepath.Join(base, "backup"), filepath.Join(base, "was")
	says(t, exitOK, was, "org", "init", "hall", "--name", "The hall", "--kind", "operator")
	for i := range 20 {
		says(t, exitOK, was, "report", "add", fmt.Sprintf("report %d", i))
	}
	says(t, exitOK, was, "backup", backup)
	older := filepath.Join(base, "older")
	if err := os.CopyFS(older, os.DirFS(filepath.Join(was, "hall"))); err != nil {
		t.Fatal(err)
	}
	says(t, exitOK, was, "report", "add", "lost")
	whole, within := 0, 200*time.Millisecond
	for round := range rounds {
		data := filepath.Join(base, fmt.Sprint("data", round))
		if err := os.CopyFS(data, os.DirFS(was)); err != nil {
			t.Fatal(err)
		}
		home := filepath.Join(data, "hall")
		args := []string{"restore", "--org", "hall", "--reason", "killed"}
		if round%2 == 0 { // from the backup; else in place
			args = append(args, backup)
		}
		err := os.RemoveAll(home)
		if err == nil && round%2 == 1 {
			err = os.CopyFS(home, os.DirFS(older))
		}
		if err != nil {
			t.Fatal(err)
		}
		killed(t, rand.N(within), append(args, "--data", data))
		done := 0
		var out bytes.Buffer
		within = within * 5 / 4 // learn how long one takes: about every second kill is to come too late
		if run(t.Context(), []string{"report", "add", "after", "--data", data, "--org", "hall"}, strings.NewReader(""), &out, &out) == exitOK {
			done, whole, within = 1, whole+1, within*3/5
		} else if !strings.Contains(out.String(), "tocsin restore") && !strings.Contains(out.String(), "holds no organisation") {
			t.Errorf("round %d: %s", round, out.String())
		}
		if done == 0 {
			says(t, exitOK, data, args...)
		}
		said := says(t, exitOK, data, "log", "verify", "--org", "hall")
		if want := fmt.Sprintf("Log tocsin/hall/2: %d leaves", 22+done); !strings.Contains(said, want) {
			t.Errorf("round %d: the log is not as it should be, %q:\n%s", round, want, said)
		}
	}
	t.Logf("%d of %d restores had happened when they were killed", whole, rounds)
}

// says runs a command that ends with this exit code, and returns what it prints.
func says(t *testing.T, code int, data string, args ...string) string {
	t.Helper()
	var out bytes.Buffer
	if got := run(t.Context(), append(args, "--data", data), strings.NewReader(""), &out, &out); got != code {
		t.Fatalf("tocsin %s: exit %d, want %d\n%s", strings.Join(args, " "), got, code, out.String())
	}
	return out.String()
}

// killed runs the program in a process of its own, and kills it after a while.
func killed(t *testing.T, after time.Duration, args []string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Args = append([]string{"tocsin"}, args...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(after)
	cmd.Process.Kill() // it may have ended by itself
	cmd.Wait()
}
