package fusion

import (
	"cmp"
	"math"
	"slices"

	"tocsin"
)

// A TwinAlarm tells the owner of one open file that another one seems to be of the same threat, and
// that neither names the other. Each match gives two of them, one to each owner, and each shows only
// what that owner may see: its own file in full, and of the other what was shared.
type TwinAlarm struct {
	To       tocsin.OrgID `json:"to"`
	Own      string       `json:"own"`
	Other    string       `json:"other"`
	Owner    tocsin.OrgID `json:"owner"` // of the other
	With     string       `json:"with"`  // what of the two was nearest
	Score    Waterfall    `json:"score"` // as To may see it
	Standing Standing     `json:"standing"`
}

// Twins compares the files of one organisation with each other.
func (s *Scorer) Twins(files []*File) []TwinAlarm {
	return s.twins(files, files, func(own, other *File) (a, b []*View) { return own.views(), other.views() })
}

// TwinsAcross compares our files with those of partners, each seen as the other may see it. A
// partner's file needs nothing but what it shared. Where one side's whole file matches what the
// other shared, both are told, though the other may see less of why.
func (s *Scorer) TwinsAcross(ours, theirs []*File) []TwinAlarm {
	return s.twins(ours, theirs, func(own, other *File) (a, b []*View) { return own.views(), pointers(other.Shared) })
}

// twins compares two lists of files, that may be one, and returns the alarms, the surest first. see
// says what is compared when the first of two files is the reader's own.
func (s *Scorer) twins(left, right []*File, see func(own, other *File) (a, b []*View)) []TwinAlarm {
	x, at := NewIndex(), map[string]*File{}
	for _, f := range right {
		at[f.Ref] = f
		x.Add(f.Ref, append(f.views(), pointers(f.Shared)...)...)
	}
	with := *s
	with.Prior = PriorAmong(len(right))
	done := map[[2]string]bool{}
	var out []TwinAlarm
	for _, f := range left {
		for _, ref := range x.candidatesOf(append(f.views(), pointers(f.Shared)...), laid) {
			g := at[ref]
			pair := [2]string{min(f.Ref, ref), max(f.Ref, ref)}
			if done[pair] || f.Ref == ref || slices.Contains(f.Names, ref) || slices.Contains(g.Names, f.Ref) {
				continue
			}
			done[pair] = true
			out = append(out, with.pair(f, g, see)...)
		}
	}
	sortTwins(out)
	return out
}

func sortTwins(out []TwinAlarm) {
	slices.SortStableFunc(out, func(a, b TwinAlarm) int {
		return cmp.Or(cmp.Compare(b.Score.Total(), a.Score.Total()), cmp.Compare(a.Own, b.Own), cmp.Compare(a.Other, b.Other))
	})
}

// pair compares two files as each owner may see them, and tells both when one of the two sees
// enough.
func (s *Scorer) pair(f, g *File, see func(own, other *File) (a, b []*View)) []TwinAlarm {
	a, told := s.twin(f, g, see, ProposeAt)
	b, toldToo := s.twin(g, f, see, ProposeAt)
	switch {
	case !told && !toldToo:
		return nil
	case !told:
		a, _ = s.twin(f, g, see, math.MinInt)
	case !toldToo:
		b, _ = s.twin(g, f, see, math.MinInt)
	}
	return []TwinAlarm{a, b}
}

// twin is what the owner of a file is told of another one, when anything in the two comes to at
// least at.
func (s *Scorer) twin(own, other *File, see func(own, other *File) (a, b []*View), at Weight) (TwinAlarm, bool) {
	t := TwinAlarm{To: own.Owner, Own: own.Ref, Other: other.Ref, Owner: other.Owner, Standing: Hidden}
	mine, theirs := see(own, other)
	if len(mine) == 0 {
		mine = pointers(own.Shared) // a partner's file, of which we hold no more
	}
	x, y := s.nearest(mine, theirs, at)
	if x == nil {
		return t, false
	}
	t.With, t.Score = x.Ref+" and "+y.Ref, s.Score(x, y)
	t.Standing = StandingOf(t.Score)
	return t, true
}

// nearest are the two views with the highest total of at least at, of equals the first; nil when
// there are none. Reasons are written for no pair, and names compared only where they can decide.
func (s *Scorer) nearest(mine, theirs []*View, at Weight) (x, y *View) {
	for _, a := range mine {
		for _, b := range theirs {
			if s.most(a, b) < at {
				continue
			}
			if t := s.total(a, b); t >= at {
				x, y, at = a, b, t+1
			}
		}
	}
	return x, y
}

func pointers(views []View) []*View {
	out := make([]*View, len(views))
	for i := range views {
		out[i] = &views[i]
	}
	return out
}

// candidatesOf are the candidates for several views, the likeliest of each first.
func (x *Index) candidatesOf(views []*View, n int) []string {
	var out []string
	for _, v := range views {
		for _, ref := range x.Candidates(v, n) {
			if !slices.Contains(out, ref) {
				out = append(out, ref)
			}
		}
	}
	return out
}
