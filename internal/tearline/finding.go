package tearline

import (
	"cmp"
	"fmt"
	"slices"
	"unicode/utf8"
)

// context is how many bytes an excerpt shows on each side of the hit, and longest how many
// bytes of a hit.
const (
	context = 24
	longest = 200
)

// findings scans one text and returns its findings in the order of offsets and secrets.
func (s *scanner) findings(t Text) []Finding {
	hits := append(s.scan(t.Body).hits, s.encoded(t.Body)...)
	bySecret := make([][]hit, len(s.secrets))
	for _, h := range hits {
		bySecret[h.secret] = append(bySecret[h.secret], h)
	}
	var out []Finding
	for i, x := range s.secrets {
		kept := apart(bySecret[i])
		for j, h := range kept {
			f := Finding{
				Secret: x.Name, Level: t.Level, Where: t.Where, Start: h.start, End: h.end,
				Excerpt: excerpt(t.Body, h.start, h.end), Match: h.match, How: h.how, Source: x.Source,
			}
			if j == MaxHits {
				f.Match, f.How = fmt.Sprintf("%d more places", len(kept)-MaxHits), More
			}
			out = append(out, f)
			if j == MaxHits {
				break
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
	})
	return out
}

// apart keeps of overlapping hits the plainest, then the longest, and returns those left in
// the order of the text.
func apart(hits []hit) []hit {
	slices.SortFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(rank(a.how), rank(b.how)), cmp.Compare(b.end-b.start, a.end-a.start),
			cmp.Compare(a.start, b.start), cmp.Compare(a.match, b.match))
	})
	byStart := func(h hit, start int) int { return cmp.Compare(h.start, start) }
	var kept []hit
	for _, h := range hits {
		i, _ := slices.BinarySearchFunc(kept, h.start, byStart)
		if i > 0 && kept[i-1].end > h.start || i < len(kept) && kept[i].start < h.end {
			continue
		}
		kept = slices.Insert(kept, i, h)
	}
	return kept
}

// excerpt cuts the hit and a little round it out of body, at whole runes.
func excerpt(body string, start, end int) string {
	end = min(end, start+longest)
	from, to := max(0, start-context), min(len(body), end+context)
	for from > 0 && !utf8.RuneStart(body[from]) {
		from--
	}
	for to < len(body) && !utf8.RuneStart(body[to]) {
		to++
	}
	return body[from:to]
}
