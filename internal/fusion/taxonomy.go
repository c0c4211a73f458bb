package fusion

import (
	"maps"
	"slices"
	"strings"

	"tocsin/internal/names"
)

// A Taxonomy says of what kind a value is, from fine to coarse: "philharmonic" is a concert hall,
// which is a place of culture, which is a crowded place. Two values agree on the finest level that
// they share. The words of one organisation can be put into the levels of another, as two data
// sets are joined (meltt does it in this way).
type Taxonomy struct {
	paths   map[string][]string // by the skeletons of a phrase
	longest int                 // words of the longest phrase
}

// NewTaxonomy returns an empty taxonomy.
func NewTaxonomy() *Taxonomy { return &Taxonomy{paths: map[string][]string{}} }

// Add puts a phrase under levels, the finest first. A phrase that is there already is moved.
func (t *Taxonomy) Add(phrase string, levels ...string) {
	words := skeletons(phrase)
	if len(words) == 0 {
		return
	}
	t.paths[strings.Join(words, " ")] = levels
	t.longest = max(t.longest, len(words))
}

// Path returns the levels of a value, the finest first: those of the longest phrase in it, the
// leftmost of equals. It is nil for a value of which the taxonomy knows nothing.
func (t *Taxonomy) Path(value string) []string {
	words := skeletons(value)
	for n := min(t.longest, len(words)); n > 0; n-- {
		for i := 0; i+n <= len(words); i++ {
			if p, ok := t.paths[strings.Join(words[i:i+n], " ")]; ok {
				return p
			}
		}
	}
	return nil
}

// Phrases lists the phrases, for a page that shows the taxonomy.
func (t *Taxonomy) Phrases() []string { return slices.Sorted(maps.Keys(t.paths)) }

func skeletons(s string) []string {
	var out []string
	for w := range strings.FieldsSeq(names.Fold(s)) {
		out = append(out, names.Skeleton(w))
	}
	return out
}
