package main

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestFit(t *testing.T) {
	t.Parallel()
	head := []string{"ID", "WHEN", "WHAT IT SAYS"}
	rows := [][]string{
		{"abc123", strings.Repeat("a", 60), strings.Repeat("ж", 80)},
		{"d", "short", "text"},
	}
	fit(head, rows, 70)
	for _, r := range append(rows, head) {
		n := 0
		for _, c := range r {
			n += utf8.RuneCountInString(c) + 2
		}
		if n > 72 {
			t.Errorf("%d characters in %q, want at most 72", n, r)
		}
	}
	if got := rows[1]; got[1] != "short" || got[2] != "text" {
		t.Errorf("short cells were cut: %q", got)
	}
}
