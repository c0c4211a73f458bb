package tearline

import (
	"fmt"
	"slices"
)

// The limits of one check. Beyond them Check answers "not checked" rather than nothing. A
// text of MaxText bytes against 200 secrets of three values takes about 0.2 s if the words are
// ordinary, about 1 s if nearly every word is new (BenchmarkCheck).
const (
	MaxText   = 1 << 20 // bytes in one text
	MaxTotal  = 4 << 20 // bytes in all texts of one check
	MaxValues = 2000    // values of all secrets of one level
	MaxValue  = 1024    // bytes in one value
	MaxHits   = 50      // findings of one secret in one text; one more says how many were left out
)

func tooLarge(t Text, total int) string {
	switch {
	case !slices.Contains(levels, t.Level):
		return fmt.Sprintf("unknown level %q", t.Level)
	case len(t.Body) > MaxText:
		return fmt.Sprintf("the text has %d bytes, the limit is %d", len(t.Body), MaxText)
	case total > MaxTotal:
		return fmt.Sprintf("with this text all texts have %d bytes, the limit is %d", total, MaxTotal)
	}
	return ""
}
