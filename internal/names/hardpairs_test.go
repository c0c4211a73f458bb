package names

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the table of hard pairs in docs/names.md anew")

const page = "../../docs/names.md"

// TestHardPairs holds the table of docs/names.md to what Compare says: each row names two names,
// and shows their total with every term. Rows are added to the page by hand, with the first three
// cells; -update fills in the rest.
func TestHardPairs(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(b), "\n")
	inside, rows := false, 0
	for i, line := range lines {
		if strings.HasPrefix(line, "<!-- hard pairs") {
			inside = !inside
		}
		cells := strings.Split(line, " | ")
		if !inside || len(cells) < 3 || strings.HasPrefix(line, "| kind |") {
			continue
		}
		rows++
		kind := Kind(strings.TrimPrefix(cells[0], "| "))
		want := hardPair(kind, strings.TrimSpace(cells[1]), strings.Trim(strings.TrimSpace(cells[2]), " |"))
		if line != want && !*update {
			t.Errorf("docs/names.md has\n%swant\n%s", line, want)
		}
		lines[i] = want
	}
	if rows < 40 {
		t.Errorf("%d hard pairs were read", rows)
	}
	if *update {
		if err := os.WriteFile(page, []byte(strings.Join(lines, "")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// hardPair is one row of the table.
func hardPair(kind Kind, a, b string) string {
	l := Compare(kind, a, b)
	var terms []string
	for _, t := range l.Terms {
		words := strings.TrimSpace(t.A + " / " + t.B)
		if t.A == t.B {
			words = t.A
		}
		terms = append(terms, strings.TrimSpace(fmt.Sprintf("%s %s %s", t.Points, t.Why, strings.Trim(words, " /"))))
	}
	return fmt.Sprintf("| %s | %s | %s | %s %s | %s |\n", kind, a, b, l.Total, l.Band(), strings.Join(terms, "; "))
}
