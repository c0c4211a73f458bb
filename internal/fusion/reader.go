package fusion

import (
	"cmp"
	"math"
	"slices"

	"tocsin"
	"tocsin/internal/names"
)

// A Reader turns materials into views. Locate finds a place or a target on the map and may be nil;
// Kinds are the taxonomies of target, method and actor. Stat is the statistic that rarity is taken
// from: a report is added to it before it is read.
type Reader struct {
	Stat   *Stat
	Locate func(tocsin.Facet) Spot
	Kinds  map[tocsin.FacetName]*Taxonomy

	last Material // the texts read last: a desk learns a report, reads it and lays it beside files in one act
}

// NewReader returns a reader with the built-in taxonomies and no map.
func NewReader(s *Stat) *Reader { return &Reader{Stat: s, Kinds: BuiltIn()} }

// Learn counts a report in the statistic. A report is learned once, before it is read.
func (rd *Reader) Learn(m Material) { rd.Stat.add(rd.keys(&m), m.Sender) }

// Take learns a report and reads it: what a desk does with each one that comes in.
func (rd *Reader) Take(m Material) View {
	rd.Learn(m)
	return rd.View(m)
}

// Forget takes a report out of the statistic again, for example one that was erased.
func (rd *Reader) Forget(m Material) { rd.Stat.remove(rd.keys(&m), m.Sender) }

// keys are the material's own entries and the levels of the taxonomies on which its values lie.
func (rd *Reader) keys(m *Material) map[uint64]string {
	rd.read(m)
	out := m.keys()
	for _, n := range valueNames {
		for _, level := range rd.value(n, *m.Facets.Get(n)).path {
			out[levelID(n, level)] = level
		}
	}
	return out
}

func levelID(f tocsin.FacetName, level string) uint64 { return hash(kindValue, string(f)+"/"+level) }

// read reads the texts of a material, or takes over what was read of the same texts just before.
func (rd *Reader) read(m *Material) {
	if m.keep == nil && len(m.Texts) > 0 && slices.Equal(m.Texts, rd.last.Texts) {
		m.keep = rd.last.keep
		return
	}
	rd.last = Material{Texts: m.Texts, keep: m.words()}
}

// View reads a material. A reader serves one at a time.
func (rd *Reader) View(m Material) View {
	rd.read(&m)
	v := View{Ref: m.Ref, Sender: m.Sender, wide: rd.Stat.reports >= wide}
	v.venue = cmp.Or(m.Facets.Place.Site, m.Facets.Target.Site)
	v.window, v.told = windowSpan(m.Window, m.Told), instantSpan(m.Told)
	v.place = rd.value(tocsin.Place, m.Facets.Place)
	for i, n := range valueNames {
		v.values[i] = rd.value(n, *m.Facets.Get(n))
	}
	if rd.Locate != nil {
		if v.spot = rd.Locate(m.Facets.Place); !v.spot.Known {
			v.spot = rd.Locate(m.Facets.Target)
		}
	}
	rd.addWords(&v, &m)
	rd.addFigures(&v, &m)
	return v
}

// valueNames are the facets that are compared by kind and by name.
var valueNames = [3]tocsin.FacetName{tocsin.Target, tocsin.Method, tocsin.Actor}

// addWords gives the view the words of the texts and of the values, with their weights.
func (rd *Reader) addWords(v *View, m *Material) {
	n := len(m.Words)
	for _, t := range m.words() {
		n += len(t.words)
	}
	all := make([]word, 0, n)
	add := func(id uint64, n int, name bool) {
		all = append(all, word{id: id, n: uint16(min(n, math.MaxUint16)), name: name})
	}
	for t, n := range m.Words {
		add(hash(kindWord, t), n, false)
	}
	for _, t := range m.words() {
		for _, w := range t.words {
			add(w.id, w.n, w.name)
			if w.name {
				rd.Stat.spell(w.id, w.text)
			}
		}
	}
	v.words = eachOnce(all)
	v.count = len(v.words)
	for i, val := range []value{v.place, v.values[0], v.values[1], v.values[2]} {
		for _, n := range val.names {
			for _, t := range n {
				if at, ok := slices.BinarySearchFunc(v.words, t.id, func(w word, id uint64) int { return cmp.Compare(w.id, id) }); ok {
					v.words[at].facet |= inPlace << i
				}
			}
		}
	}
	for i := range v.words {
		w := &v.words[i]
		share := rd.Stat.share(w.id, w.name)
		idf := math.Log(1 / share)
		w.share, w.weight = float32(share), float32((1+math.Log(float64(w.n)))*idf)
		w.house = m.Sender != "" && rd.Stat.isHouse(m.Sender, w.id)
		v.norm += float64(w.weight) * float64(w.weight)
		if share < rareShare {
			v.rare += idf * math.Log1p(float64(w.n))
		}
	}
	v.norm = math.Sqrt(v.norm)
}

// eachOnce sorts words by id, and makes one of those that are the same.
func eachOnce(all []word) []word {
	slices.SortFunc(all, func(a, b word) int { return cmp.Compare(a.id, b.id) })
	out := all[:0]
	for _, w := range all {
		if n := len(out); n > 0 && out[n-1].id == w.id {
			last := &out[n-1]
			last.n, last.name = uint16(min(int(last.n)+int(w.n), math.MaxUint16)), last.name || w.name
			continue
		}
		out = append(out, w)
	}
	if len(out) < len(all) {
		return slices.Clone(out) // it is kept, and with it what it is cut from
	}
	return out
}

// addFigures gives the view its ages and its other figures, each once.
func (rd *Reader) addFigures(v *View, m *Material) {
	all := slices.Clone(m.Figures)
	for _, t := range m.words() {
		all = append(all, t.figures...)
	}
	slices.Sort(all)
	for _, f := range slices.Compact(all) {
		x := figure{id: hash(kindFigure, f)}
		x.share = rd.Stat.share(x.id, true)
		if len(f) > 4 && f[:4] == "age:" {
			v.ages = append(v.ages, x)
		} else if len(f) > 1 {
			v.others = append(v.others, x)
		}
	}
	byID := func(a, b figure) int { return cmp.Compare(a.id, b.id) }
	slices.SortFunc(v.ages, byID)
	slices.SortFunc(v.others, byID)
}

// value reads a facet: what is withheld or not held is not known, whatever else stands there.
func (rd *Reader) value(name tocsin.FacetName, f tocsin.Facet) value {
	if !f.Held() || f.Value == "" {
		return value{}
	}
	out := value{known: true, shown: f.Value}
	for _, s := range append([]string{f.Value}, f.Aliases...) {
		var tokens []nameToken
		for _, t := range properWords(s) {
			x := nameToken{id: wordID(t.fold), word: names.ReadWord(t.text), consonants: names.Consonants(t.fold)}
			x.info = math.Log(1 / rd.Stat.share(x.id, t.proper))
			tokens, out.rarest = append(tokens, x), math.Max(out.rarest, x.info)
		}
		if len(tokens) > 0 {
			out.names = append(out.names, tokens)
		}
		if out.path == nil && rd.Kinds[name] != nil {
			out.path = rd.Kinds[name].Path(s)
		}
	}
	return out
}
