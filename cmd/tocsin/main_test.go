package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain runs the program, by a clock that the script sets, when the test binary is called so.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"tocsin": func() {
		ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
		defer stop()
		os.Exit(runAt(ctx, scriptClock(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}})
}

// scriptClock is the time in NOW, or the wall's. It is part of no program but this test.
func scriptClock() func() time.Time {
	at, err := time.Parse(time.RFC3339, os.Getenv("NOW"))
	if err != nil {
		return time.Now
	}
	return func() time.Time { return at }
}

func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: false,
		UpdateScripts:       os.Getenv("UPDATE") != "",
		Setup: func(e *testscript.Env) error {
			e.Setenv("NOW", "2024-03-07T10:00:00Z")
			e.Setenv("TOCSIN_DATA", e.WorkDir+"/data")
			e.Setenv("COLUMNS", "100")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"capture": capture, "damage": damage, "exits": exits, "masked": masked},
	})
}

// capture NAME PATTERN sets NAME to the first group of the pattern in the last standard output.
func capture(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: capture NAME PATTERN")
	}
	found := regexp.MustCompile(args[1]).FindStringSubmatch(ts.ReadFile("stdout"))
	if len(found) < 2 {
		ts.Fatalf("no match for %s in standard output", args[1])
	}
	ts.Setenv(args[0], found[1])
}

var drawn = regexp.MustCompile(`\b[0-9a-z]{26}\b`)

// masked FILE writes the last standard output to a file, with the names of what was captured, or
// ID, in place of the ids that were drawn.
func masked(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: masked FILE")
	}
	text := ts.ReadFile("stdout")
	for _, name := range []string{"REPORT", "THREAT", "WARNING", "RECEIVED", "RELEASE", "DUTY"} {
		if id := ts.Getenv(name); id != "" {
			text = strings.ReplaceAll(text, id, name)
			text = strings.ReplaceAll(text, id[:6], name)
		}
	}
	text = drawn.ReplaceAllString(text, "ID")
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o644))
}

// damage FILE WORD changes a word in a file, wherever it stands, and nothing of its length.
func damage(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: damage FILE WORD")
	}
	was := ts.ReadFile(args[0])
	is := strings.ReplaceAll(was, args[1], strings.ToUpper(args[1]))
	if is == was {
		ts.Fatalf("%s does not hold %q", args[0], args[1])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(is), 0o600))
}

// exits CODE COMMAND... runs a command that must end with the exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	err = ts.Exec(args[1], args[2:]...)
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}
