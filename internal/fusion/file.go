package fusion

import (
	"cmp"
	"fmt"
	"slices"

	"tocsin"
)

// A File is one open threat as it is compared: its parts as they are assessed, and the reports that
// a person has joined to it.
type File struct {
	Ref     string
	Owner   tocsin.OrgID // or the desk within it, as the caller names it
	Parts   []View
	Reports []View   // at most mostReports are compared: the newest
	Shared  []View   // what those outside may see of it: from its releases
	Names   []string // refs of other files, reports and releases that it names
}

// mostReports bounds the work for a file with very many reports.
const mostReports = 16

// A Link is a report laid beside a file. With says what in the file it was compared with: a part, or
// the mean of the file's reports, whichever is nearer. The middle of the reports counts, and not
// the nearest of them, so that a chain of lookalikes does not become one threat.
type Link struct {
	File     string    `json:"file"`
	With     string    `json:"with"`
	Score    Waterfall `json:"score"`
	Standing Standing  `json:"standing"`
}

// Lay lays a report beside a file.
func (s *Scorer) Lay(v *View, f *File) Link { return s.lay(v, f, true) }

func (s *Scorer) lay(v *View, f *File, say bool) Link {
	best := Link{File: f.Ref}
	for i := range f.Parts {
		best.take(f.Parts[i].Ref, s.score(v, &f.Parts[i], say))
	}
	if reports := f.recent(v.Ref); len(reports) > 0 {
		best.take(fmt.Sprintf("the middle of %d reports", len(reports)), s.mean(v, reports, say))
	}
	best.Standing = StandingOf(best.Score)
	return best
}

// take keeps the better of two comparisons; of equals the first.
func (l *Link) take(with string, w Waterfall) {
	if l.Score == nil || w.Total() > l.Score.Total() {
		l.With, l.Score = with, w
	}
}

// recent are the newest reports of a file, without the one that is laid beside it.
func (f *File) recent(but string) []*View {
	var out []*View
	for i := range f.Reports {
		if f.Reports[i].Ref != but {
			out = append(out, &f.Reports[i])
		}
	}
	slices.SortStableFunc(out, func(a, b *View) int { return cmp.Compare(b.told.to, a.told.to) })
	return out[:min(len(out), mostReports)]
}

// mean is the waterfall whose terms are the means of those against each report, rounded; its total
// is the sum of the rounded terms, as it is shown. Why is that of the report which is nearest.
func (s *Scorer) mean(v *View, reports []*View, say bool) Waterfall {
	var sums, near Waterfall
	for _, r := range reports {
		w := s.score(v, r, say)
		if near == nil || w.Total() > near.Total() {
			near = w
		}
		if sums == nil {
			sums = slices.Clone(w)
			continue
		}
		for i := range w {
			sums[i].Weight += w[i].Weight
		}
	}
	for i := range sums {
		sums[i].Weight = roundDiv(sums[i].Weight, Weight(len(reports)))
		sums[i].Why = near[i].Why
	}
	return sums
}

// roundDiv divides and rounds half away from zero.
func roundDiv(a, b Weight) Weight {
	if a < 0 {
		return -((-a + b/2) / b)
	}
	return (a + b/2) / b
}
