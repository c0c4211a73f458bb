package sqlite_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tocsin/internal/store"
	"tocsin/internal/store/sqlite"
	"tocsin/internal/store/storetest"

	"github.com/google/go-cmp/cmp"
)

func init() {
	roles["victim"] = func(log *storetest.Log, dir string) string {
		return sqlite.PlayVictim(log, dir, os.Getenv("FAULT"), os.Getenv("AGAIN") != "")
	}
}

// asked are the requests that a fault strikes together.
var asked = []string{"first", "struck", "last"}

// TestNamedFaults lets one thing after another go wrong at each step of a commit, in a process of
// its own that is cut off afterwards. What each caller hears is true: what was done is there, what
// was refused is not, and of what is unknown a retry with the same request id makes one act.
func TestNamedFaults(t *testing.T) {
	t.Parallel()
	for _, f := range sqlite.Faults {
		if f.Others == "" {
			f.Others = f.Struck
		}
		t.Run(f.Name, func(t *testing.T) {
			t.Parallel()
			struckOnce(t, f, false)
		})
		if f.Struck == sqlite.Nothing || f.Dies || f.Left != "" {
			continue // nobody is left who could ask again
		}
		t.Run(f.Name+", and the store goes on", func(t *testing.T) {
			t.Parallel()
			struckOnce(t, f, true)
		})
	}
}

func struckOnce(t *testing.T, f sqlite.Fault, again bool) {
	dir, log := t.TempDir(), storetest.NewLog(t)
	cmd := child(t, log, "victim", dir)
	cmd.Env = append(cmd.Env, "FAULT="+f.Name)
	if again {
		cmd.Env = append(cmd.Env, "AGAIN=yes")
	}
	out, err := cmd.Output()
	if died := f.Struck == sqlite.Nothing || f.Dies; died != (err != nil) {
		t.Errorf("the process ended with %v", err)
	}
	want := []string{"before done"}
	if f.Struck != sqlite.Nothing {
		want = append(want, "first "+f.Others, "struck "+f.Struck, "last "+f.Others)
	}
	if again {
		want = append(want, "first done", "struck done", "last done", "later done")
	}
	var heard []string
	for line := range strings.Lines(string(out)) {
		cells := strings.SplitN(strings.TrimSpace(line), "\t", 3)
		if len(cells) != 3 {
			t.Fatalf("the child says %q", line)
		}
		heard = append(heard, cells[0]+" "+cells[1])
		if cells[0] == "struck" && cells[1] != sqlite.Nil && !strings.Contains(cells[2], f.Advice) {
			t.Errorf("the caller hears %s, want %q", cells[2], f.Advice)
		}
	}
	if diff := cmp.Diff(want, heard); diff != "" {
		t.Fatalf("what the callers hear (-want +got):\n%s", diff)
	}
	if f.Left != "" {
		if _, err := os.Stat(filepath.Join(dir, f.Left)); err != nil {
			t.Errorf("the fault did not come so far: %v", err)
		}
	}
	afterwards(t, f, dir, log, again)
}

// afterwards opens what the fault left, looks what is there, and asks for all of it again.
func afterwards(t *testing.T, f sqlite.Fault, dir string, log *storetest.Log, again bool) {
	s, err := at(dir)(log.Options())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	want := map[string]int{"before": 1}
	if again {
		want["later"] = 1
	}
	for _, id := range asked {
		heard := f.Others
		if id == "struck" {
			heard = f.Struck
		}
		if again || heard == sqlite.Nil || f.Kept {
			want[id] = 1
		}
	}
	if diff := cmp.Diff(want, counted(t, log, s)); diff != "" {
		t.Errorf("what is there (-want +got):\n%s", diff)
	}
	for _, id := range append([]string{"before"}, asked...) {
		want[id] = 1
		if err := sqlite.Ask(t.Context(), s, id, nil, func() error { return nil }); err != nil {
			t.Errorf("%s, again: %v", id, err)
		}
	}
	if diff := cmp.Diff(want, counted(t, log, s)); diff != "" {
		t.Errorf("what is there after all was asked again (-want +got):\n%s", diff)
	}
}

// counted verifies the log and counts the acts by their requests. Each has a record, a leaf and a
// message.
func counted(t *testing.T, log *storetest.Log, s store.Store) map[string]int {
	t.Helper()
	cp := log.Verify(t, s)
	n, all := map[string]int{}, int64(0)
	sent, err := s.Outbox(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	err = s.View(t.Context(), func(v store.View) error {
		for r, err := range v.List(store.Query{Kind: "act"}) {
			if err != nil {
				return err
			}
			if l, err := v.Leaf(r.Leaf); err != nil || string(l.Statement) != r.ID {
				return fmt.Errorf("record %s: its leaf says %q (%v)", r.ID, l.Statement, err)
			}
			n[r.Parent]++
			all++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if cp.Size != all || int64(len(sent)) != all {
		t.Errorf("%d records, %d leaves, %d messages", all, cp.Size, len(sent))
	}
	return n
}

// TestFaultsOnThePage holds the table of faults in docs/durability.md to the faults.
func TestFaultsOnThePage(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../../docs/durability.md")
	if err != nil {
		t.Fatal(err)
	}
	const head = "| what goes wrong | who asked for the act hears | who asked beside it | what is there |\n|---|---|---|---|\n"
	_, got, found := strings.Cut(string(page), head)
	if !found {
		t.Fatalf("the page has no table with the head\n%s", head)
	}
	got, _, _ = strings.Cut(got, "\n\n")
	var want strings.Builder
	for _, f := range sqlite.Faults {
		there := "none"
		switch {
		case f.Kept || f.Struck == sqlite.Nil:
			there = "all three"
		case f.Others == sqlite.Nil:
			there = "the other two"
		}
		if f.Others == "" {
			f.Others = f.Struck
		}
		fmt.Fprintf(&want, "| %s | %s | %s | %s |\n", f.Name, f.Struck, f.Others, there)
	}
	if diff := cmp.Diff(want.String(), got+"\n"); diff != "" {
		t.Errorf("the table (-faults +page):\n%s", diff)
	}
}
