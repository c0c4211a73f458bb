package names

import (
	"cmp"
	"math"
	"slices"
)

// Candidate is an entry of a list that somebody might look at, because its name is like the one
// that was asked for. It is no identity: see [Caution].
type Candidate struct {
	Ref string
	Likeness
}

// Search returns the entries whose names are like a name, at most limit, the likest first, one for
// each ref. Kind narrows the search; [Any] searches in all. Each candidate carries all its terms;
// nobody acts on one without a second factor.
func (x *Index) Search(kind Kind, name string, limit int) []Candidate {
	if limit <= 0 {
		return nil
	}
	var out []Candidate
	if kind == Plate || kind == Any && x.kinds[Plate] > 0 {
		out = x.searchPlates(name)
	}
	if kind != Plate {
		out = append(out, x.searchNames(kind, name)...)
	}
	slices.SortFunc(out, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(b.Total, a.Total), cmp.Compare(a.Ref, b.Ref), cmp.Compare(a.B, b.B), cmp.Compare(a.Kind, b.Kind))
	})
	refs := map[string]bool{}
	out = slices.DeleteFunc(out, func(c Candidate) bool {
		twice := refs[c.Ref]
		refs[c.Ref] = true
		return twice
	})
	return out[:min(limit, len(out))]
}

// searchNames gathers the names that share words with the query, and compares the most promising.
func (x *Index) searchNames(kind Kind, name string) []Candidate {
	s, _ := x.desks.Get().(*search)
	if s == nil {
		s = &search{}
	}
	defer x.desks.Put(s)
	s.begin(len(x.names), len(x.words))
	as := map[Kind]Name{} // the query, read as each kind
	query := func(k Kind) Name {
		if _, ok := as[k]; !ok {
			as[k] = read(k, name, x.known)
		}
		return as[k]
	}
	first := kind
	if kind == Any {
		first = Person
	}
	q := query(first)
	x.gather(s, q.parts)
	chance := func(al *alignment) float64 { return x.chance(s, al) }
	var out []Candidate
	for _, at := range x.promising(s, kind, len(q.parts)) {
		n := &x.names[at]
		if l := compareRead(query(n.kind), n.Name, chance); len(l.Terms) > 0 {
			out = append(out, Candidate{n.ref, l})
		}
	}
	return out
}

// chance says how much a likeness lacks for a list of this length: the words that agree must be
// rarer together than one name in the list. The same words, all of them, lack nothing.
func (x *Index) chance(s *search, al *alignment) float64 {
	if al.same() {
		return 0
	}
	sum := 0.0
	for _, l := range al.links {
		if l.how != likeWords && l.how != asJoined {
			continue
		}
		p, q := &al.a[l.a[0]], &al.b[l.b[0]]
		if rare, ok := s.rare[match{p.lexeme, q.at}]; ok {
			sum += float64(rare)
		} else if rare, ok := s.rare[match{q.lexeme, p.at}]; ok {
			sum += float64(rare)
		} else {
			sum += min(x.rarity(p), x.rarity(q)) * agreement(l.diff)
		}
	}
	return max(0, 100*math.Log10(float64(x.count))+rarer-sum)
}

// rarer is how much rarer, in points, the words that agree must be than one name in the list: the
// list holds one in ten such names by chance.
const rarer = 100

// same reports whether two names are the same words.
func (al *alignment) same() bool {
	for i := range al.a {
		if al.a[i].bears() && !al.usedA[i] {
			return false
		}
	}
	for j := range al.b {
		if al.b[j].bears() && !al.usedB[j] {
			return false
		}
	}
	return !slices.ContainsFunc(al.links, func(l link) bool { return l.diff > 0 || l.how == asInitial || l.how == asLetters })
}

// searchPlates compares the plates that are at most one sign away.
func (x *Index) searchPlates(text string) []Candidate {
	q := Read(Plate, text)
	seen := map[int32]bool{}
	var out []Candidate
	for _, k := range q.plate.keys() {
		for _, at := range x.plates[k] {
			if n := &x.names[at]; !seen[at] {
				seen[at] = true
				out = append(out, Candidate{n.ref, compareRead(q, n.Name, nil)})
			}
		}
	}
	return out
}

// keys are those of a plate and of what is left of it without one sign, with and without its
// region; signs that are taken for each other are one.
func (p plate) keys() []key {
	var out []key
	for _, n := range []int{len(p.signs), p.region} {
		row := make([]uint16, n)
		for i := range row {
			row[i] = uint16(lookSign(p.signs[i]))
		}
		if n < 4 {
			out = append(out, keyOf(row, -1, fullTag))
			continue
		}
		for i := -1; i < n; i++ {
			out = append(out, keyOf(row, i, lessTag))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// lookSign is one sign for all that look like it.
func lookSign(c byte) byte {
	for _, group := range []string{"0ODQ", "1IL7T", "2Z", "5S", "6G", "8B3", "MNH", "PR", "VYU", "KX"} {
		for i := range len(group) {
			if group[i] == c {
				return group[0]
			}
		}
	}
	return c
}
