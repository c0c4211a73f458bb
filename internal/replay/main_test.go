package replay_test

import (
	"flag"
	"os"
	"testing"
)

// TestMain sets how many random cases a plain `go test` plays: each is played once or twice
// through real databases. `go test ./internal/replay -rapid.checks=500` plays more.
func TestMain(m *testing.M) {
	flag.Parse()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "rapid.checks" })
	if !given {
		_ = flag.Set("rapid.checks", "12")
	}
	os.Exit(m.Run())
}
