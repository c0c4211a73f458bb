package strict

import (
	"strings"
	"unicode/utf8"
)

// Suggest returns the candidate that the writer of word most likely meant: the same word
// in another case or with other separators, one that differs by at most two slips of the
// finger, or one that begins with it. The first of equally good candidates wins.
func Suggest(word string, candidates []string) (string, bool) {
	if word == "" || len(word) > 256 {
		return "", false
	}
	w := []rune(fold(word))
	best, bestCost := "", 100
	for _, c := range candidates {
		f := []rune(fold(c))
		if cost := cost(w, f); cost < bestCost {
			best, bestCost = c, cost
		}
	}
	return best, bestCost < 100
}

// cost is lower the more alike two folded words are; 100 means unlike.
func cost(word, candidate []rune) int {
	d := distance(word, candidate)
	switch {
	case d <= slips(max(len(word), len(candidate))):
		return d
	case min(len(word), len(candidate)) >= 3 && (prefixed(word, candidate) || prefixed(candidate, word)):
		return 10
	}
	return 100
}

// slips is how many slips are still the same word: in a short one every second letter
// wrong makes another word.
func slips(length int) int {
	if length <= 3 {
		return 1
	}
	return 2
}

func prefixed(word, prefix []rune) bool {
	return len(word) >= len(prefix) && string(word[:len(prefix)]) == string(prefix)
}

func fold(s string) string {
	return strings.NewReplacer("_", "-", " ", "-").Replace(strings.ToLower(s))
}

// distance is the number of letters added, left out, changed or swapped with their
// neighbour (optimal string alignment); a large number if the lengths already say more than 2.
func distance(a, b []rune) int {
	if len(a)-len(b) > 2 || len(b)-len(a) > 2 {
		return 100
	}
	var older []int
	prev := make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := range a {
		row := make([]int, len(b)+1)
		row[0] = i + 1
		for j := range b {
			change := prev[j]
			if a[i] != b[j] {
				change++
			}
			row[j+1] = min(change, prev[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], older[j-1]+1)
			}
		}
		older, prev = prev, row
	}
	return prev[len(b)]
}

// quoted returns text of the input for use in a message: in back quotes, on one line, not
// too long, with nothing in it that a terminal would obey.
func quoted(s string) string { return "`" + plain(s, 60) + "`" }

// plain makes text of the input safe and short enough to stand in a message.
func plain(s string, limit int) string {
	var b strings.Builder
	n := 0
	for _, r := range s {
		if n++; n > limit {
			return b.String() + "…"
		}
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			r = ' '
		case hidden(r):
			r = utf8.RuneError
		}
		b.WriteRune(r)
	}
	return b.String()
}
