package fusion

import (
	"fmt"
	"math"
	"strings"
)

// Bounds between words that are very rare, uncommon and ordinary, as shares of all reports.
const (
	veryRare  = 0.004
	uncommon  = 0.04
	rareShare = 0.02
	flat      = 10.0 // added to the rarity of the shorter text, so that a few words are not all of it
)

// Measures of two texts. The tables turn each into a weight; they were fitted together, so that
// what one measure says is not counted again by the next.
type measures struct {
	cosine float64 // of the words' weights, 0 to 1
	names  float64 // rarity of the shared words that are very rare
	words  float64 // the same for the uncommon ones
	share  float64 // rarity shared, of what the shorter text has
	focus  float64 // the shared rare word on which both insist most: count times rarity
	ids    []uint64
	name   float64 // in dB: the rarest shared name, where too few reports were seen for the other measures
	named  uint64
}

// measure compares the words of two views, without those of facets that were counted already, and,
// where one sender told both, without what that sender prints in most of its reports.
func measure(a, b *View, counted facetSet, keep bool) measures {
	var m measures
	dot, common := 0.0, 0.0
	house := a.Sender != "" && a.Sender == b.Sender
	for i, j := 0, 0; i < len(a.words) && j < len(b.words); {
		x, y := &a.words[i], &b.words[j]
		switch {
		case x.id < y.id:
			i++
			continue
		case x.id > y.id:
			j++
			continue
		}
		i, j = i+1, j+1
		if (x.facet|y.facet)&counted != 0 || house && (x.house || y.house) {
			continue
		}
		dot += float64(x.weight) * float64(y.weight)
		share := math.Max(float64(x.share), float64(y.share))
		n := float64(min(x.n, y.n))
		if db := 10 * math.Log10(1/share); x.name && y.name && db > m.name {
			m.name, m.named = db, x.id
		}
		if share < rareShare {
			common += math.Log(1/share) * math.Log1p(n)
			m.focus = math.Max(m.focus, n*math.Log(1/share))
			if keep {
				m.ids = append(m.ids, x.id)
			}
		}
		switch {
		case share < veryRare:
			m.names += math.Log(2*veryRare/share) * math.Log1p(n)
		case share < uncommon:
			m.words += math.Log(2*uncommon/share) * math.Log1p(n)
		}
	}
	if a.norm > 0 && b.norm > 0 {
		m.cosine = dot / (a.norm * b.norm)
	}
	m.share = common / (math.Min(a.rare, b.rare) + flat)
	return m
}

// texts are the terms of the wording. Where one side has no text they are not known.
func (s *Scorer) texts(a, b *View, counted facetSet, say bool) []Term {
	out := []Term{{Name: TermNames}, {Name: TermWords}, {Name: TermShare}, {Name: TermFocus}, {Name: TermText}}
	if a.count == 0 || b.count == 0 {
		for i := range out {
			out[i].Why = "no text on both sides"
		}
		return out
	}
	m := measure(a, b, counted, say)
	if !a.wide || !b.wide {
		return s.fewTexts(out, m)
	}
	for i, w := range s.weights(m) {
		out[i].Weight = w
	}
	if say {
		s.explain(out, m)
	}
	return out
}

// weights are those of the terms of the wording.
func (s *Scorer) weights(m measures) [5]Weight {
	t := &s.Tables
	return [5]Weight{t.Names.At(m.names), t.Words.At(m.words), t.Share.At(m.share), t.Focus.At(m.focus), t.Text.At(m.cosine)}
}

// ofTexts is what the terms of the wording come to.
func (s *Scorer) ofTexts(a, b *View, counted facetSet) (sum Weight) {
	if a.count == 0 || b.count == 0 {
		return 0
	}
	m := measure(a, b, counted, false)
	if !a.wide || !b.wide {
		return weightOf(math.Min(m.name, nameCap))
	}
	for _, w := range s.weights(m) {
		sum += w
	}
	return sum
}

// fewTexts are the terms of the wording while too few reports were seen to call a word rare: the
// tables do not hold then. A name in both texts counts as one in both facets does; the rest is not
// known.
func (s *Scorer) fewTexts(out []Term, m measures) []Term {
	for i := range out {
		out[i].Why = "not known: too few reports were seen yet to say which words are rare"
	}
	if m.name > 0 {
		out[0].Weight = weightOf(math.Min(m.name, nameCap))
		out[0].Why = "a name in both texts: " + strings.Join(s.Stat.texts([]uint64{m.named}, 1), "")
	}
	return out
}

// explain writes the reasons of the terms of the wording.
func (s *Scorer) explain(out []Term, m measures) {
	shown := "none"
	if list := s.Stat.texts(m.ids, 5); len(list) > 0 {
		shown = strings.Join(list, ", ")
	}
	out[0].Why = fmt.Sprintf("very rare words in both: %.1f (rare ones: %s)", m.names, shown)
	out[1].Why = fmt.Sprintf("uncommon words in both: %.1f", m.words)
	out[2].Why = fmt.Sprintf("%.0f %% of the rare words of the shorter one are in both", 100*math.Min(1, m.share))
	out[3].Why = fmt.Sprintf("the rare word that both repeat most: %.1f", m.focus)
	out[4].Why = fmt.Sprintf("the wording as a whole: %.2f alike", m.cosine)
}

// figures compares exact figures: the rarity of the ages that both give, or that they give
// different ones; any other figure in both counts by its rarity, and its absence says nothing.
func (s *Scorer) figures(a, b *View, say bool) Term {
	t := Term{Name: TermFigures, Why: "none to compare"}
	ages, n := sharedFigures(a.ages, b.ages)
	switch {
	case n > 0:
		t.Weight = s.Tables.Ages.At(ages)
		because(&t, say, "%d ages in both", n)
	case len(a.ages) > 0 && len(b.ages) > 0:
		t.Weight, t.Why = s.Tables.Ages.At(-1), "both give ages, and none is in both"
	}
	if other, k := sharedFigures(a.others, b.others); k > 0 {
		if w := max(0, s.Tables.Ages.At(other)); w > t.Weight {
			t.Weight = w
			because(&t, say, "%d figures in both", k)
		}
	}
	return t
}

func sharedFigures(a, b []figure) (rarity float64, n int) {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].id < b[j].id:
			i++
		case a[i].id > b[j].id:
			j++
		default:
			rarity, n = rarity+math.Log(1/a[i].share), n+1
			i, j = i+1, j+1
		}
	}
	return rarity, n
}
