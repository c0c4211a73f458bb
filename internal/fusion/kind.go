package fusion

import (
	"math"
	"slices"
	"strings"

	"tocsin"
)

// Terms of target, method and actor.
const (
	contradicts = -6.0 // dB: the taxonomy knows both, and they share no level
	nameCap     = 20.0 // dB
	nameEnough  = 0.75 // how much of the shorter name must be in the longer one, by rarity
)

var valueTerms = [3]TermName{TermTarget, TermType, TermActor}

// kind compares one of target, method and actor: by name, then by kind. What the taxonomy does not
// know is not known, and is never a contradiction.
func (s *Scorer) kind(i int, a, b *View, say bool) (Term, facetSet) {
	t := Term{Name: valueTerms[i], Why: "not known on both sides"}
	x, y := &a.values[i], &b.values[i]
	if !x.known || !y.known {
		return t, 0
	}
	byName, shared := matchNames(*x, *y)
	byKind, level := s.byKind(valueNames[i], x.path, y.path)
	switch {
	case byName > 0 && byName >= byKind:
		t.Weight = byName
		because(&t, say, "both name %q", shared)
	case level != "":
		t.Weight = byKind
		because(&t, say, "%q and %q are both: %s", x.shown, y.shown, level)
	case byKind < 0:
		t.Weight = byKind
		because(&t, say, "%q and %q are of different kinds", x.shown, y.shown)
	default:
		because(&t, say, "%q and %q: whether they are the same is not known", x.shown, y.shown)
		return t, 0
	}
	return t, inTarget << i
}

// byKind is the weight of two paths: the finest level that they share weighs as much as it is rare,
// and the levels below it, on which they differ, count against it by their share of the path.
func (s *Scorer) byKind(f tocsin.FacetName, x, y []string) (Weight, string) {
	if len(x) == 0 || len(y) == 0 {
		return 0, ""
	}
	for i, l := range x {
		if slices.Contains(y, l) {
			coarse := float64(i) / float64(len(x))
			db := 10*math.Log10(1/s.Stat.odds(levelID(f, l)))*(1-coarse) + contradicts*coarse
			return weightOf(math.Min(db, nameCap)), l
		}
	}
	return weightOf(contradicts), ""
}

// matchNames compares the names and aliases of two values and returns the weight of the best match:
// 10*log10(1/share) of its rarest word, by how much of the shorter name is found. It is 0 where no
// two names meet, which says nothing: aliases are many.
func matchNames(x, y value) (Weight, string) {
	best := Weight(0)
	for _, a := range x.names {
		for _, b := range y.names {
			best = max(best, matchName(a, b))
		}
	}
	if best == 0 || strings.EqualFold(x.shown, y.shown) {
		return best, x.shown
	}
	return best, x.shown + " / " + y.shown
}

func matchName(a, b []nameToken) Weight {
	x, wholeA, rarest := found(a, b)
	y, wholeB, _ := found(b, a)
	least, both := math.Min(wholeA, wholeB), math.Min(x, y)
	if least <= 0 || both < nameEnough*least {
		return 0
	}
	return weightOf(math.Min(10*math.Log10E*rarest*math.Min(1, both/least), nameCap))
}

// found is how much of the rarity of a name is found in another one, how much it has, and the
// rarity of its rarest word that is found. A slip of the pen is found by the part that agrees.
func found(a, b []nameToken) (sum, whole, rarest float64) {
	for _, t := range a {
		whole += t.info
		part, rare := 0.0, 0.0
		for _, u := range b {
			if p := t.agreement(u); p > part {
				part, rare = p, math.Min(t.info, u.info)
			}
		}
		sum += part * t.info
		rarest = math.Max(rarest, part*rare)
	}
	return sum, whole, rarest
}

// agreement is how much two words of names are spellings of one, in any script.
func (t nameToken) agreement(o nameToken) float64 {
	if t.id == o.id {
		return 1
	}
	return t.word.Agreement(o.word)
}
