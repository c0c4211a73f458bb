package api

import (
	"maps"
	"slices"
)

// Names are the names of all messages, sorted.
func Names() []string { return slices.Sorted(maps.Keys(handlers)) }
