package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestGuideQuotes runs the commands of the walk through the founding case, and holds every line
// that it quotes to what they print.
func TestGuideQuotes(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "guide", "founding-case.md"))
	if err != nil {
		t.Fatal(err)
	}
	commands, quotes := blocks(string(page))
	dir := filepath.Join(t.TempDir(), "record")
	var out bytes.Buffer
	for _, c := range commands {
		args := strings.Fields(strings.TrimPrefix(c, "./tocsin "))
		if !strings.HasPrefix(c, "./tocsin ") || strings.Contains(c, "NAME") || args[0] == "case" || args[0] == "replay" || args[0] == "dossier" {
			continue
		}
		if args[0] != "demo" {
			args = append(args, "--data", dir)
		} else {
			args = []string{"demo", "--data", dir}
		}
		if code := run(t.Context(), args, strings.NewReader(""), &out, &out); code != exitOK {
			t.Fatalf("%s: exit %d\n%s", c, code, out.String())
		}
	}
	printed := map[string]bool{}
	for line := range strings.Lines(out.String()) {
		printed[strings.TrimSpace(line)] = true
	}
	for _, q := range quotes {
		if q = strings.TrimSpace(q); q != "" && !refusalLine(q) && !printed[q] {
			t.Errorf("the guide quotes a line that no command printed: %q", q)
		}
	}
	if len(quotes) < 15 {
		t.Errorf("only %d quoted lines were found: has the page changed its form?", len(quotes))
	}
}

func refusalLine(s string) bool {
	return strings.HasPrefix(s, "Refused:") || strings.HasPrefix(s, "Instead:") || strings.HasPrefix(s, "Rule:")
}

// blocks takes the commands and the quoted output out of a page: fenced blocks without a language
// are commands, those marked text are output.
func blocks(page string) (commands, quotes []string) {
	kind, in := "", false
	for line := range strings.Lines(page) {
		line = strings.TrimRight(line, "\n")
		switch {
		case strings.HasPrefix(line, "```"):
			in, kind = !in, strings.TrimPrefix(line, "```")
		case in && kind == "text":
			quotes = append(quotes, line)
		case in && kind == "":
			commands = append(commands, line)
		}
	}
	return commands, quotes
}
