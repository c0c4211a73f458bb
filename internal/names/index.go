package names

import (
	"math"
	"slices"
	"strings"
	"sync"
)

// Index finds the names in a list that are like a given one, without looking at them all. Fill it
// with [Index.Add], ask it with [Index.Search]. What it answers depends only on the names in it,
// not on the order in which they came. Many goroutines can search at the same time, but not while
// one adds or removes.
type Index struct {
	words   []entry          // the dictionary; a word that no name has any more stays for reuse
	wordOf  map[string]int32 // lower case -> place in words
	meeting map[key][]int32  // key of a word -> places in words
	glued   map[key][]int32  // key of words written together -> places in names
	whole   map[key][]int32  // key of all words of a name -> places in names
	plates  map[key][]int32  // key of a plate -> places in names
	names   []listed
	free    []int32            // places in names that are empty
	refs    map[string][]int32 // -> places in names
	kinds   map[Kind]int       // how many names of each kind
	count   int                // names
	desks   sync.Pool          // of *search
}

// entry is a word of the dictionary.
type entry struct {
	*lexeme
	names []int32 // the names that have it, each once
}

// listed is a name in the list.
type listed struct {
	Name
	ref  string
	used bool
}

// NewIndex returns an empty index.
func NewIndex() *Index {
	return &Index{
		wordOf: map[string]int32{}, meeting: map[key][]int32{}, glued: map[key][]int32{}, whole: map[key][]int32{},
		plates: map[key][]int32{}, refs: map[string][]int32{}, kinds: map[Kind]int{},
	}
}

// Names returns how many names the index holds, Refs how many refs they belong to.
func (x *Index) Names() int { return x.count }

// Refs returns to how many different refs the names belong.
func (x *Index) Refs() int { return len(x.refs) }

// Add puts a name of a kind into the index under a ref: whatever the caller knows the bearer by.
// A ref can have many names, in several kinds. A name that the ref has already is not added again.
func (x *Index) Add(ref string, kind Kind, name string) {
	n := read(kind, name, x.word)
	for _, at := range x.refs[ref] {
		if x.names[at].text == name && x.names[at].kind == n.kind {
			return
		}
	}
	at := int32(len(x.names))
	if k := len(x.free); k > 0 {
		at, x.free = x.free[k-1], x.free[:k-1]
		x.names[at] = listed{n, ref, true}
	} else {
		x.names = append(x.names, listed{n, ref, true})
	}
	x.refs[ref] = append(x.refs[ref], at)
	x.kinds[n.kind]++
	x.count++
	x.link(at)
}

// Remove takes all names of a ref out of the index, and reports whether there were any.
func (x *Index) Remove(ref string) bool {
	list, ok := x.refs[ref]
	for _, at := range list {
		x.unlink(at)
		x.kinds[x.names[at].kind]--
		x.names[at] = listed{}
		x.free = append(x.free, at)
		x.count--
	}
	delete(x.refs, ref)
	return ok
}

// word returns the lexeme of a word, new in the dictionary if need be.
func (x *Index) word(text string) *lexeme {
	lower := strings.ToLower(text)
	if at, ok := x.wordOf[lower]; ok {
		return x.words[at].lexeme
	}
	l := newLexeme(text)
	at := int32(len(x.words))
	x.words = append(x.words, entry{lexeme: l})
	l.at = at + 1
	x.wordOf[lower] = at
	own, edited := l.keys(false)
	for _, k := range append(own, edited...) {
		x.meeting[k] = append(x.meeting[k], at)
	}
	return l
}

// known returns the lexeme of a word without adding it.
func (x *Index) known(text string) *lexeme {
	if at, ok := x.wordOf[strings.ToLower(text)]; ok {
		return x.words[at].lexeme
	}
	return newLexeme(text)
}

// link enters a name under its words and keys.
func (x *Index) link(at int32) {
	x.eachKey(at, func(m map[key][]int32, k key) { m[k] = append(m[k], at) })
	x.eachWord(at, func(w *entry) { w.names = append(w.names, at) })
}

// unlink takes back what link did.
func (x *Index) unlink(at int32) {
	x.eachKey(at, func(m map[key][]int32, k key) {
		if m[k] = without(m[k], at); len(m[k]) == 0 {
			delete(m, k)
		}
	})
	x.eachWord(at, func(w *entry) { w.names = without(w.names, at) })
}

func without(list []int32, at int32) []int32 {
	if i := slices.Index(list, at); i >= 0 {
		list[i] = list[len(list)-1]
		list = list[:len(list)-1]
	}
	return list
}

func (x *Index) eachKey(at int32, do func(map[key][]int32, key)) {
	n := &x.names[at]
	if n.kind == Plate {
		for _, k := range n.plate.keys() {
			do(x.plates, k)
		}
		return
	}
	do(x.whole, wholeKey(n.parts))
	for _, k := range gluedKeys(n.parts) {
		do(x.glued, k)
	}
}

// eachWord visits the words that bear the name, each once.
func (x *Index) eachWord(at int32, do func(*entry)) {
	n := &x.names[at]
	for i := range n.parts {
		p := &n.parts[i]
		if p.bears() && !slices.ContainsFunc(n.parts[:i], func(q part) bool { return q.lexeme == p.lexeme && q.bears() }) {
			do(&x.words[p.at-1])
		}
	}
}

// wholeKey is the same for names of the same words in any order and script.
func wholeKey(parts []part) key {
	var words []string
	for i := range parts {
		if parts[i].bears() {
			words = append(words, parts[i].fold)
		}
	}
	slices.Sort(words)
	var row []uint16
	for _, w := range words {
		row = append(row, units(w, 0)...)
		row = append(row, 0)
	}
	return keyOf(row, -1, fullTag)
}

// rarity is how many points of surprise a word of a listed name holds: what its form says, or
// what the list says if it has the word more often.
func (x *Index) rarity(p *part) float64 {
	s := p.surprise()
	if p.at > 0 {
		if n := len(x.words[p.at-1].names); n > 0 {
			s = min(s, 100*math.Log10(float64(x.count)/float64(n))+30)
		}
	}
	return s
}
