package console_test

import (
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestFirstWarningGuide holds the guide to the program: its lines are taken as they stand, and the
// words that it tells the reader to press are on the pages.
func TestFirstWarningGuide(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile("../../docs/guide/first-warning.md")
	if err != nil {
		t.Fatal(err)
	}
	lines := regexp.MustCompile("(?s)```\n(name, role, address.*?)```").FindSubmatch(guide)
	if lines == nil {
		t.Fatal("the guide shows no lines to paste")
	}
	h := empty(t)
	status, page := h.post("/start", starterForm(string(lines[1]), "form-1"))
	if status != http.StatusOK || !strings.Contains(page, "1 site, 2 organisations that can be warned, 3 contacts") {
		t.Fatalf("the lines of the guide: %d\n%s", status, page)
	}
	var words strings.Builder
	for _, dir := range []string{"templates", "../identity/pages", "../answer"} {
		files, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if strings.HasSuffix(f.Name(), ".html") {
				b, err := os.ReadFile(dir + "/" + f.Name())
				if err != nil {
					t.Fatal(err)
				}
				words.Write(b)
			}
		}
	}
	pressed := regexp.MustCompile(`(?:[Pp]ress|presses) \*\*([^*]+)\*\*`).FindAllStringSubmatch(strings.ReplaceAll(string(guide), "\n", " "), -1)
	if len(pressed) < 5 {
		t.Fatalf("the guide tells what to press %d times only", len(pressed))
	}
	for _, p := range pressed {
		if !strings.Contains(words.String(), p[1]) {
			t.Errorf("the guide says to press %q, and no page has that", p[1])
		}
	}
}
