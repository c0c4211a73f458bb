package cap_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"tocsin/cap"
)

// TestPageOfRules holds the table of rules in docs/formats/cap.md to the rules.
func TestPageOfRules(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../docs/formats/cap.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range cap.Rules() {
		grade := string(r.Grade)
		if r.Owed {
			grade += ", owed by the writer"
		}
		row := fmt.Sprintf("| `%s` | %s | %s | %s |\n", r.Code, r.Clause, grade, r.Checks)
		if !strings.Contains(string(page), row) {
			t.Errorf("the page has no row\n%s", row)
		}
	}
	if n := strings.Count(string(page), "\n| `"); n != len(cap.Rules()) {
		t.Errorf("%d rows for %d rules", n, len(cap.Rules()))
	}
}
