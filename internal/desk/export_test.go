package desk

import (
	"slices"
)

// Kinds are all kinds of records.
var Kinds = kinds

// Acts are all acts that stand in the log, sorted.
func Acts() []Act {
	out := []Act{ActRefused}
	for act := range permissions {
		out = append(out, act)
	}
	slices.Sort(out)
	return out
}

// Latest is latest.
var Latest = latest
