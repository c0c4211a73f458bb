package names

import (
	"cmp"
	"slices"
	"strings"
)

// near is the difference up to which two words can be the same word.
const near = 40

// joinNear is the difference up to which several words count as one word written apart.
const joinNear = 14

// A link lays words of one name beside words of the other: one word beside one, or one beside
// several that are written apart.
type link struct {
	a, b []int // places in the parts
	diff int   // hundredths, see difference
	how  manner
}

// manner says why two words were laid side by side.
type manner uint8

const (
	likeWords manner = iota
	asJoined         // written together on one side
	asInitial        // one is the first letter of the other
	asLetters        // one is the first letters of several others
	asOther          // nothing else is left on either side
)

// alignment is how the words of two names lie beside each other.
type alignment struct {
	a, b  []part
	usedA []bool
	usedB []bool
	links []link
	diffs []int // differences of all pairs of words, row by row
}

// bears reports whether a part carries a name: it is laid beside parts of the other side by its
// letters, and weighs when it has no counterpart.
func (p *part) bears() bool {
	return p.role == word || p.role == patronymic || p.role == initial || p.role == number
}

// align lays the words of b beside those of a: first words that are written together on one side,
// then the nearest single words, then letters for words; what is left on both sides contradicts.
func align(a, b []part) *alignment {
	al := &alignment{a: a, b: b, usedA: make([]bool, len(a)), usedB: make([]bool, len(b))}
	al.measure()
	al.joined()
	al.pairs(near - 1)
	al.initials()
	al.pairs(apart)
	slices.SortFunc(al.links, func(x, y link) int { return cmp.Compare(x.a[0], y.a[0]) })
	return al
}

// measure fills the table of differences.
func (al *alignment) measure() {
	al.diffs = make([]int, len(al.a)*len(al.b))
	for i := range al.a {
		for j := range al.b {
			al.diffs[i*len(al.b)+j] = partDifference(&al.a[i], &al.b[j])
		}
	}
}

// Differences beyond different: apart is that of two parts that can only contradict each other,
// never that of two that are not compared at all.
const (
	apart = different + 1
	never = different + 2
)

func partDifference(p, q *part) int {
	switch {
	case !p.bears() || !q.bears() || (p.role == number) != (q.role == number):
		return never
	case p.role == number:
		if p.canon == q.canon {
			return 0
		}
		return apart
	case p.role == initial && q.role == initial:
		if sameStart(p, q) {
			return 0
		}
		return apart
	case p.role == initial || q.role == initial:
		return apart
	}
	return difference(p.lexeme, q.lexeme, near)
}

// pairs lays the nearest free words side by side, up to limit.
func (al *alignment) pairs(limit int) {
	type pair struct{ diff, off, i, j int }
	var list []pair
	for i := range al.a {
		for j := range al.b {
			if d := al.diffs[i*len(al.b)+j]; d <= limit && !al.usedA[i] && !al.usedB[j] {
				list = append(list, pair{d, max(i-j, j-i), i, j})
			}
		}
	}
	slices.SortFunc(list, func(x, y pair) int {
		return cmp.Or(cmp.Compare(x.diff, y.diff), cmp.Compare(x.off, y.off), cmp.Compare(x.i+x.j, y.i+y.j), cmp.Compare(x.i, y.i))
	})
	for _, p := range list {
		how := likeWords
		if p.diff >= near {
			how = asOther
		}
		al.take(link{[]int{p.i}, []int{p.j}, p.diff, how})
	}
}

// take adds a link if its words are free.
func (al *alignment) take(l link) bool {
	for _, i := range l.a {
		if al.usedA[i] {
			return false
		}
	}
	for _, j := range l.b {
		if al.usedB[j] {
			return false
		}
	}
	for _, i := range l.a {
		al.usedA[i] = true
	}
	for _, j := range l.b {
		al.usedB[j] = true
	}
	al.links = append(al.links, l)
	return true
}

// joined finds words of one side that the other writes in two to four.
func (al *alignment) joined() {
	var list []link
	for i := range al.a {
		if al.nearestA(i) > spelt {
			list = appendJoined(list, &al.a[i], al.b, func(run []int, d int) link { return link{[]int{i}, run, d, asJoined} })
		}
	}
	for j := range al.b {
		if al.nearestB(j) > spelt {
			list = appendJoined(list, &al.b[j], al.a, func(run []int, d int) link { return link{run, []int{j}, d, asJoined} })
		}
	}
	slices.SortStableFunc(list, func(x, y link) int { return cmp.Compare(x.diff, y.diff) })
	for _, l := range list {
		al.take(l)
	}
}

// nearestA is the smallest difference of a word of a from any of b, nearestB the other way.
func (al *alignment) nearestA(i int) int {
	least := never
	for _, d := range al.diffs[i*len(al.b) : (i+1)*len(al.b)] {
		least = min(least, d)
	}
	return least
}

func (al *alignment) nearestB(j int) int {
	least := never
	for i := range al.a {
		least = min(least, al.diffs[i*len(al.b)+j])
	}
	return least
}

// appendJoined adds the runs of two to four parts that, written together, are the word p.
func appendJoined(list []link, p *part, parts []part, link func([]int, int) link) []link {
	if p.role != word && p.role != patronymic {
		return list
	}
	for from := range parts {
		size := 0
		for n := 1; n <= 4 && from+n <= len(parts); n++ {
			q := &parts[from+n-1]
			if !q.glues() || q.script != parts[from].script {
				break
			}
			if size += len(q.own); n == 1 || !sizesNear(p.lexeme, q.script, size) {
				continue
			}
			if d := difference(p.lexeme, together(parts[from:from+n]), joinNear); d <= joinNear {
				list = append(list, link(places(from, n), d))
			}
		}
	}
	return list
}

// sizesNear reports whether size letters of a script can be the word l: within one script they
// must be about as many.
func sizesNear(l *lexeme, s script, size int) bool {
	n := len(l.own)
	return l.script != s || max(n, size)*4 <= min(n, size)*5+4
}

// places are the n places from from on.
func places(from, n int) []int {
	run := make([]int, n)
	for k := range run {
		run[k] = from + k
	}
	return run
}

// together writes words of one script as one; nil if they are not, or one is a legal form, a
// title or a number.
func together(parts []part) *lexeme {
	l := &lexeme{script: parts[0].script}
	var own, sound []uint16
	for i := range parts {
		p := &parts[i]
		if p.script != l.script || !p.glues() {
			return nil
		}
		if p.article && i > 0 {
			own, sound = append(own, 'ل'-arabicBase), append(sound, 'A')
		}
		l.digits += p.digits
		l.lower += p.lower
		own = append(own, p.own...)
		sound = append(sound, p.sound...)
	}
	l.spell(own, sound)
	return l
}

// glues reports whether a word can be written together with its neighbours.
func (p *part) glues() bool { return p.role != form && p.role != title && p.role != number }

// initials lays single letters beside words that begin with them, and words of capitals beside the
// words whose first letters they are.
func (al *alignment) initials() {
	for i := range al.a {
		for j := range al.b {
			p, q := &al.a[i], &al.b[j]
			if (p.role == initial) != (q.role == initial) && p.bears() && q.bears() && sameStart(p, q) {
				al.take(link{[]int{i}, []int{j}, 0, asInitial})
			}
		}
	}
	for i := range al.a {
		if run := lettersFor(&al.a[i], al.b, al.usedB); run != nil {
			al.take(link{[]int{i}, run, 0, asLetters})
		}
	}
	for j := range al.b {
		if run := lettersFor(&al.b[j], al.a, al.usedA); run != nil {
			al.take(link{run, []int{j}, 0, asLetters})
		}
	}
}

// sameStart reports whether two words begin with the same letter, or sound if their scripts differ.
func sameStart(p, q *part) bool {
	if p.role == number || q.role == number {
		return false
	}
	if p.script == q.script {
		return len(p.own) > 0 && len(q.own) > 0 && p.own[0] == q.own[0]
	}
	return len(p.sound) > 0 && len(q.sound) > 0 && soundCosts.replace(p.sound[0], q.sound[0]) <= 20
}

// lettersFor finds a run of free words whose first letters are the word p: "JC" for "Jean-Claude".
func lettersFor(p *part, parts []part, used []bool) []int {
	n := len(p.own)
	if p.role != word || n < 2 || n > 6 || p.script != latinScript || strings.ToUpper(p.text) != p.text {
		return nil
	}
	for from := 0; from+n <= len(parts); from++ {
		k := 0
		for k < n && !used[from+k] && parts[from+k].begins(p.own[k]) {
			k++
		}
		if k == n {
			return places(from, n)
		}
	}
	return nil
}

// begins reports whether a word of two letters or more begins with a letter.
func (p *part) begins(letter uint16) bool {
	return p.role != number && p.role != form && len(p.own) > 1 && p.own[0] == letter
}
