package casefile

import (
	_ "embed"
	"slices"
)

//go:embed template.yaml
var template []byte

// Template is a small, complete, commented exercise case to begin one's own from.
func Template() []byte { return slices.Clone(template) }
