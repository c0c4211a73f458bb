package names

import (
	"cmp"
	"math"
	"slices"
)

// Bounds of one search. Raising them finds more and costs more; docs/names.md has the figures.
const (
	mostWords    = 12    // words of the query that are looked up
	mostCompared = 32    // names that are compared in full
	mostMeeting  = 500   // words that meet under one edited key
	mostWalked   = 20000 // names that are walked; those of the rarest word in any case
)

// search is the desk that one search works at; it is used again.
type search struct {
	names []tally  // by place in names
	words []uint32 // by place in words: the lookup that saw it last
	round uint32   // this search
	look  uint32   // this lookup of a word
	seen  []int32  // places in names that this search has touched
	rare  map[match]float32
}

// match is a word of the query beside a word of the dictionary, by its place plus one.
type match struct {
	query *lexeme
	at    int32
}

// tally is what the words of the query give to a name.
type tally struct {
	round uint32
	by    uint32  // the last word of the query that gave
	sum   float32 // points of surprise that agree
}

// similar is a word of the dictionary that is like one of the query, and what a name gets for it.
type similar struct {
	at    int32
	diff  int
	gives float32
}

// begin makes the desk ready for an index of so many names and words.
func (s *search) begin(names, words int) {
	if len(s.names) < names {
		s.names = make([]tally, names+names/4)
	}
	if len(s.words) < words {
		s.words = make([]uint32, words+words/4)
	}
	if s.seen = s.seen[:0]; s.round == math.MaxUint32 {
		clear(s.names)
		s.round = 0
	}
	s.round++
	if s.rare == nil {
		s.rare = map[match]float32{}
	}
	clear(s.rare)
}

// certain is what a name gets that has all the words of the query: it is always compared.
const certain = 1e6

// gather adds up what the names of the index share with the query.
func (x *Index) gather(s *search, parts []part) {
	var lists [][]similar
	for i := range parts[:min(len(parts), mostWords)] {
		p := &parts[i]
		if p.role == word || p.role == patronymic || p.role == number {
			own, edited := p.keys(true)
			lists = append(lists, x.similarTo(s, p.lexeme, own, edited, searchNear))
		}
		for n := 2; n <= 4 && i+n <= len(parts); n++ {
			if l := together(parts[i : i+n]); l != nil {
				full := []key{keyOf(l.skeletons()[0], -1, fullTag)}
				lists = append(lists, x.similarTo(s, l, full, nil, joinNear))
			}
		}
	}
	lists = slices.DeleteFunc(lists, func(l []similar) bool { return len(l) == 0 })
	slices.SortStableFunc(lists, func(a, b []similar) int { return cmp.Compare(b[0].gives, a[0].gives) })
	walked := 0
	for w, list := range lists {
		for _, m := range list {
			names := x.words[m.at].names
			if walked += len(names); w == 0 || walked <= mostWalked {
				s.give(names, m.gives, uint32(w+1))
			}
		}
	}
	by := uint32(len(lists) + 1)
	for i := range parts[:min(len(parts), mostWords)] {
		if p := &parts[i]; p.role == word {
			s.give(x.glued[gluedKey(p.own, p.skeletons()[0])], float32(p.surprise()), by)
		}
	}
	s.give(x.whole[wholeKey(parts)], certain, by+1)
}

// give adds to the tallies of names, once for each word of the query.
func (s *search) give(names []int32, gives float32, by uint32) {
	for _, at := range names {
		t := &s.names[at]
		if t.round != s.round {
			*t = tally{round: s.round}
			s.seen = append(s.seen, at)
		}
		if t.by != by {
			t.by = by
			t.sum += gives
		}
	}
}

// searchNear is the difference up to which words bring a name forward.
const searchNear = 34

// similarTo looks up the words of the dictionary under the keys of a word that differ from it by at
// most limit, those that give most first. An edited key under which very many words meet tells
// nothing: it is passed over, whatever the order in which they came.
func (x *Index) similarTo(s *search, l *lexeme, own, edited []key, limit int) []similar {
	var out []similar
	if s.look++; s.look == 0 {
		clear(s.words)
		s.look = 1
	}
	for i, k := range slices.Concat(own, edited) {
		words := x.meeting[k]
		if i >= len(own) && len(words) > mostMeeting {
			continue
		}
		for _, at := range words {
			if s.words[at] == s.look {
				continue
			}
			s.words[at] = s.look
			w := &x.words[at]
			if len(w.names) == 0 {
				continue
			}
			if d := difference(l, w.lexeme, limit); d <= limit {
				out = append(out, similar{at: at, diff: d})
			}
		}
	}
	x.value(s, l, out)
	slices.SortFunc(out, func(a, b similar) int {
		return cmp.Or(cmp.Compare(b.gives, a.gives), cmp.Compare(x.words[a.at].lower, x.words[b.at].lower))
	})
	return out
}

// value says how many points of surprise each similar word holds: as many as it takes to find one
// of the names that have it or a word nearer to the query. So a slip in a common name brings
// little, and a rare spelling of a common name no more than the usual one.
func (x *Index) value(s *search, l *lexeme, list []similar) {
	slices.SortFunc(list, func(a, b similar) int { return cmp.Compare(a.diff, b.diff) })
	query := part{lexeme: l}
	most := query.surprise()
	names := 0
	for i := 0; i < len(list); {
		j := i
		for ; j < len(list) && list[j].diff <= max(list[i].diff, spelt); j++ {
			names += len(x.words[list[j].at].names)
		}
		rare := 100*math.Log10(float64(x.count)/float64(names)) + 30
		for ; i < j; i++ {
			m := &list[i]
			p := part{lexeme: x.words[m.at].lexeme}
			m.gives = float32(max(0, min(most, p.surprise(), rare)) * agreement(m.diff))
			s.rare[match{l, m.at + 1}] = m.gives
		}
	}
}

// promising returns the names with the highest tallies, best first. A name of many more or fewer
// words than the query comes later.
func (x *Index) promising(s *search, kind Kind, words int) []int32 {
	type ranked struct {
		at    int32
		score float32
	}
	top := make([]ranked, 0, mostCompared+1)
	before := func(a, b ranked) int {
		m, n := &x.names[a.at], &x.names[b.at]
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(m.ref, n.ref), cmp.Compare(m.text, n.text), cmp.Compare(m.kind, n.kind))
	}
	for _, at := range s.seen {
		n := &x.names[at]
		if kind != Any && n.kind != kind {
			continue
		}
		const tax = 20 // points for each word
		r := ranked{at, s.names[at].sum - tax*float32(max(len(n.parts)-words, words-len(n.parts)))}
		if len(top) == mostCompared && r.score < top[mostCompared-1].score {
			continue
		}
		i, _ := slices.BinarySearchFunc(top, r, before)
		top = slices.Insert(top, i, r)
		top = top[:min(len(top), mostCompared)]
	}
	out := make([]int32, len(top))
	for i, r := range top {
		out[i] = r.at
	}
	return out
}
