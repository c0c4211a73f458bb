package names

import "unicode/utf8"

// Distance returns the number of single-rune insertions, deletions, substitutions and swaps
// of neighbours (Damerau-Levenshtein, no rune edited twice) between a and b, or limit+1 as
// soon as it is known to be more than limit.
func Distance(a, b string, limit int) int {
	if a == b {
		return 0
	}
	var bufA, bufB [64]rune
	ra, rb := appendRunes(bufA[:0], a), appendRunes(bufB[:0], b)
	if d := len(ra) - len(rb); d > limit || -d > limit {
		return limit + 1
	}
	var bufs [3][65]int
	rows := [3][]int{bufs[0][:], bufs[1][:], bufs[2][:]}
	if len(rb) > 64 {
		for i := range rows {
			rows[i] = make([]int, len(rb)+1)
		}
	}
	before, prev, cur := rows[0], rows[1], rows[2]
	for j := range len(rb) + 1 {
		prev[j] = j
	}
	for i := 1; i <= len(ra); i++ {
		cur[0] = i
		best := i
		for j := 1; j <= len(rb); j++ {
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost(ra[i-1], rb[j-1]))
			if i > 1 && j > 1 && ra[i-1] == rb[j-2] && ra[i-2] == rb[j-1] {
				cur[j] = min(cur[j], before[j-2]+1)
			}
			best = min(best, cur[j])
		}
		if best > limit {
			return limit + 1
		}
		before, prev, cur = prev, cur, before
	}
	return min(prev[len(rb)], limit+1)
}

func appendRunes(dst []rune, s string) []rune {
	for _, r := range s {
		dst = append(dst, r)
	}
	return dst
}

func cost(a, b rune) int {
	if a == b {
		return 0
	}
	return 1
}

// Tolerance returns how many edits two words may lie apart and still be near: 0 up to 4
// runes, 1 for 5 to 7, 2 from 8 on. The longer word decides, so that Badoni (6) is near
// Baridoni (8): names lose letters more often than they gain them.
func Tolerance(a, b string) int {
	switch n := max(utf8.RuneCountInString(a), utf8.RuneCountInString(b)); {
	case n <= 4:
		return 0
	case n <= 7:
		return 1
	default:
		return 2
	}
}
