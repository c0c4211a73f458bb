package desk

import (
	"strings"

	"tocsin/internal/names"
)

// minName is the shortest name, in letters, that is looked for inside a longer text.
const minName = 4

// same reports whether two texts name the same actor, place or target: alike across spellings and
// scripts, or one as whole words inside the other. A match only ever asks a person to look; it
// decides nothing. Compared as places two halls of one name would be alike (Crocus Expo, Crocus
// City Hall): too loose for the name of a site.
func same(a, b string) bool {
	if names.Compare(names.Any, a, b).Band() == names.Alike {
		return true
	}
	x, y := " "+names.Fold(a)+" ", " "+names.Fold(b)+" "
	if len(x) > len(y) {
		x, y = y, x
	}
	return len(strings.ReplaceAll(x, " ", "")) >= minName && strings.Contains(y, x)
}
