package tearline

import (
	"math/bits"
	"slices"
	"unicode/utf8"

	"tocsin/internal/names"
)

// The three keys by which words are run together; see package names.
const (
	byFold = iota
	bySkel
	byLook
	keys
)

// index finds needles by their keys without trying each one.
type index struct {
	needles []needle
	whole   [keys]map[string][]int  // a word's key is the needle's
	inside  [keys]map[[4]byte][]int // by the first four bytes, of needles met inside words
	runs    [keys]map[[2]byte][]int // by the first two bytes
	cons    map[string][]int
	arabic  bool          // whether any needle is of the Arabic script
	phrased bool          // whether any needle is part of a phrase
	edits   map[int][]int // by length in runes
	seen    map[needle]bool
}

func newIndex() *index {
	x := &index{cons: map[string][]int{}, edits: map[int][]int{}, seen: map[needle]bool{}}
	for k := range keys {
		x.whole[k], x.inside[k], x.runs[k] = map[string][]int{}, map[[4]byte][]int{}, map[[2]byte][]int{}
	}
	return x
}

// add puts n into every part of the index that serves it, once.
func (x *index) add(n needle) {
	if x.seen[n] {
		return
	}
	x.seen[n] = true
	id := len(x.needles)
	x.needles = append(x.needles, n)
	for k, key := range [keys]string{n.fold, n.skelJoined, n.look} {
		if key == "" || k == bySkel && len(key) < 4 {
			continue
		}
		x.whole[k][key] = append(x.whole[k][key], id)
		if n.inside && len(key) >= 4 && utf8.RuneCountInString(key) >= min(n.runes, names.MinInside) {
			g := [4]byte([]byte(key[:4]))
			x.inside[k][g] = append(x.inside[k][g], id)
		}
	}
	for k, key := range [keys]string{n.fold, n.skel, n.look} {
		if len(key) >= 2 && n.phrase == 0 && (k == byFold || len(key) >= names.MinInside) {
			g := [2]byte{key[0], key[1]}
			x.runs[k][g] = append(x.runs[k][g], id)
		}
	}
	x.arabic = x.arabic || n.arabic
	x.phrased = x.phrased || n.phrase > 0
	if n.cons != "" {
		x.cons[n.cons] = append(x.cons[n.cons], id)
	}
	if n.edits {
		x.edits[n.runes] = append(x.edits[n.runes], id)
	}
}

// meeting is a needle met by one word; how is empty where the text itself must tell.
type meeting struct {
	needle int
	how    string
}

// word is what is known of one spelling, whatever its place.
type word struct {
	fold, skel, look string
	single           bool // one sign as it stands
	ordinary         bool
	script           int
	meets            []meeting
}

func (x *index) newWord(text string) *word {
	k := names.KeysOf(text)
	w := &word{fold: k.Fold, skel: k.Skeleton, look: figures.Replace(k.Look)}
	w.single = utf8.RuneCountInString(text) == 1 || len(w.fold) == 1
	w.script = script(text)
	w.ordinary = ordinary(text, w.fold, w.script)
	m := meetings{x: x, w: w, text: text}
	m.equal(x.whole[byFold][w.fold], "")
	if w.ordinary && !x.phrased {
		return w
	}
	if k.Sound != w.fold {
		m.equal(x.whole[byFold][k.Sound], LookAlike)
		m.equal(x.whole[bySkel][names.Skeleton(k.Sound)], LookAlike)
	}
	m.equal(x.whole[byLook][w.look], LookAlike)
	m.equal(x.whole[bySkel][w.skel], Spelling)
	m.consonants()
	m.near()
	m.within(byFold, w.fold)
	m.within(bySkel, w.skel)
	m.within(byLook, w.look)
	if k.Sound != w.fold {
		m.within(byFold, k.Sound)
	}
	return w
}

// meetings collects the needles that one word meets, each once, the plainest way first.
type meetings struct {
	x    *index
	w    *word
	text string
}

func (m *meetings) add(id int, how string) {
	if n := &m.x.needles[id]; m.w.ordinary && how != "" && n.phrase == 0 {
		return // an ordinary word is itself, or part of a phrase
	}
	if !slices.ContainsFunc(m.w.meets, func(o meeting) bool { return o.needle == id }) {
		m.w.meets = append(m.w.meets, meeting{id, how})
	}
}

func (m *meetings) equal(ids []int, how string) {
	for _, id := range ids {
		if m.x.needles[id].sameRun {
			continue // 2000 is not 20:00
		}
		m.add(id, how)
	}
}

// consonants compares words of the Arabic script with words of others: three consonants do
// for an Arabic text, four for an Arabic value, because texts in Latin letters are longer.
func (m *meetings) consonants() {
	arabic := names.Arabic(m.text)
	if !arabic && !m.x.arabic || len(m.x.cons) == 0 {
		return
	}
	key := names.Consonants(m.text)
	for _, id := range m.x.cons[key] {
		n := m.x.needles[id]
		if arabic != n.arabic && (len(key) >= 4 || arabic && len(key) == 3) {
			m.add(id, OtherScript)
		}
	}
}

// near adds the needles within the edit distance that names.Tolerance allows.
func (m *meetings) near() {
	fold := m.w.fold
	n := utf8.RuneCountInString(fold)
	if n < names.MinInside-1 || n > 64 || countDigits(fold) > 0 || m.w.ordinary && !m.x.phrased {
		return
	}
	mask := maskOf(fold)
	for length := n - 2; length <= n+2; length++ {
		for _, id := range m.x.edits[length] {
			needle := &m.x.needles[id]
			limit := 1
			if max(n, length) >= 8 {
				limit = 2
			}
			if bits.OnesCount64(mask^needle.mask) > 2*limit {
				continue
			}
			if limit = names.Tolerance(fold, needle.fold); fold[0] != needle.fold[0] {
				limit = min(limit, 1) // two edits only between words that begin alike
			}
			if names.Distance(fold, needle.fold, limit) <= limit {
				m.add(id, Spelling)
			}
		}
	}
}

// within adds the needles that stand inside the word.
func (m *meetings) within(k int, key string) {
	if len(m.x.inside[k]) == 0 {
		return
	}
	for i := 0; i+4 <= len(key); i++ {
		for _, id := range m.x.inside[k][[4]byte([]byte(key[i:i+4]))] {
			n := &m.x.needles[id]
			want := [keys]string{n.fold, n.skelJoined, n.look}[k]
			if k == bySkel && len(want) <= names.MinInside && m.w.script == n.script {
				continue // "Erika" is not in "Americans"
			}
			if len(key)-i >= len(want) && key[i:i+len(want)] == want {
				m.add(id, Inside)
			}
		}
	}
}
