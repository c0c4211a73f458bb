package sqlite

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestSource: the same file is meant by its relative and by its absolute path, whatever its name.
func TestSource(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"tocsin.db", "a folder/tocsin.db", "50% off?/#1/tocsin.db"} {
		abs, err := filepath.Abs(name)
		if err != nil {
			t.Fatal(err)
		}
		got, want := reading(name), reading(abs)
		if got != want || !strings.HasPrefix(got, "file:///") || strings.Count(got, "?") != 1 {
			t.Errorf("%q: %s, want %s", name, got, want)
		}
	}
}
