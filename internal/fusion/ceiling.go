package fusion

import "math"

// slackOfMean is by how much the total of a mean, each of whose terms is rounded, may lie above the
// mean of the totals.
const slackOfMean = 13

// ceiling is a total that a report cannot exceed beside a file: for a fraction of the work, because
// no two names are compared for it. Most candidates are told apart by it.
func (s *Scorer) ceiling(v *View, f *File) Weight {
	most := Weight(math.MinInt)
	for i := range f.Parts {
		most = max(most, s.most(v, &f.Parts[i]))
	}
	sum, n := Weight(0), Weight(0)
	for _, r := range f.recent(v.Ref) {
		sum, n = sum+s.most(v, r), n+1
	}
	if n > 0 {
		most = max(most, roundDiv(sum, n)+slackOfMean)
	}
	return most
}

// most is a total that the score of two views cannot exceed: names count as if their rarest words
// agreed, and no word of the texts is left out because a name was counted already.
func (s *Scorer) most(a, b *View) Weight {
	place, counted, venue := s.place(a, b, false)
	sum := s.Prior + place.Weight + s.when(a, b, false).Weight + s.figures(a, b, false).Weight
	for i := range valueNames {
		if i > 0 || !venue {
			sum += s.mostOfKind(i, &a.values[i], &b.values[i])
		}
	}
	return sum + s.ofTexts(a, b, counted)
}

func (s *Scorer) mostOfKind(i int, x, y *value) Weight {
	if !x.known || !y.known {
		return 0
	}
	byKind, _ := s.byKind(valueNames[i], x.path, y.path)
	if byName := weightOf(math.Min(10*math.Log10E*math.Min(x.rarest, y.rarest), nameCap)); byName > 0 {
		return max(byName, byKind)
	}
	return byKind
}
