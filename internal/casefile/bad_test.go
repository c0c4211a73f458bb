package casefile

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tocsin/internal/strict"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "write the messages of testdata/bad anew")

// TestBad holds the messages for what people write wrong: each file of testdata/bad is a case with
// one fault, and what its writer is told.
func TestBad(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/bad/*.txtar")
	if err != nil || len(files) < 45 {
		t.Fatalf("%d bad cases, %v", len(files), err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			t.Parallel()
			ar, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			c, _, err := Parse("case.yaml", ar.Files[0].Data)
			if err == nil || c != nil {
				t.Fatal("nothing is found wrong with it")
			}
			got := err.Error() + "\n"
			if *update {
				ar.Files[1].Data = []byte(got)
				if err := os.WriteFile(name, txtar.Format(ar), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if d := cmp.Diff(string(ar.Files[1].Data), got); d != "" {
				t.Errorf("messages (-want +got):\n%s", d)
			}
			actionable(t, err)
		})
	}
}

// badCases are the cases of testdata/bad without their messages.
func badCases(t testing.TB) [][]byte {
	t.Helper()
	files, err := filepath.Glob("testdata/bad/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	var cases [][]byte
	for _, name := range files {
		ar, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		cases = append(cases, ar.Files[0].Data)
	}
	return cases
}

// actionable demands of every problem a place and what to write instead.
func actionable(t *testing.T, err error) {
	t.Helper()
	ps, ok := err.(strict.Problems)
	if !ok {
		t.Fatalf("%T is not a list of problems", err)
	}
	for _, p := range ps {
		if p.Line == 0 && !strings.HasPrefix(p.Message, "there are") || p.Hint == "" {
			t.Errorf("nobody can act on this: %s", p.Error())
		}
	}
}
