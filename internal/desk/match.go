package desk

import (
	"strings"

	"tocsin/internal/names"
)

// near is the score from which two names count as one: same words, same sound, or one edit.
const near = 0.75

// minName is the shortest name, in letters, that is looked for inside a longer text.
const minName = 4

// same reports whether two texts name the same actor, place or target: near as a whole, or one as
// whole words inside the other. A match only ever asks a person to look; it decides nothing.
func same(a, b string) bool {
	if score, why := names.Near(a, b); score >= near && !strings.HasPrefix(why, "phrase") {
		return true
	}
	x, y := " "+names.Fold(a)+" ", " "+names.Fold(b)+" "
	if len(x) > len(y) {
		x, y = y, x
	}
	return len(strings.ReplaceAll(x, " ", "")) >= minName && strings.Contains(y, x)
}
