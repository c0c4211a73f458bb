package names

import "slices"

// The index finds words by keys of their consonant skeleton: two words meet if their skeletons are
// equal or one consonant apart (one more, one less, another, two swapped). Vowels, y, w and h do
// not count, and consonants that transliterations exchange are one. Words of a script that we do
// not read are their own skeleton.

// skeletonClass gives the consonant of a sound, 0 for what does not count. Upper case marks sounds
// with a second reading, in skeletonSecond.
var skeletonClass = [128]byte{
	'b': 'b', 'p': 'b', 'f': 'f', 'v': 'f', 'm': 'm', 'n': 'n', 'l': 'l', 'r': 'r',
	't': 't', 'd': 't', 'T': 't', 'D': 't', 'k': 'k', 'g': 'k', 'q': 'k', 'G': 'k', 'x': 'k',
	's': 's', 'z': 's', 'c': 's', 'S': 's', 'Z': 's', 'C': 's', 'W': 's', 'J': 's', '3': 's',
}

// skeletonSecond is the other reading of a sound: 0 for dropping it.
var skeletonSecond = map[byte]byte{'j': 's', 'w': 'f', 'A': 'l', 'C': 'k', 'x': 0, 'T': 's', 'D': 's', 'J': 'k', '3': 'k', 'G': 0}

// mostReadings is how many skeletons a word has at most.
const mostReadings = 4

// skeletons returns the readings of a word as skeletons, the first one first.
func (l *lexeme) skeletons() [][]uint16 {
	if len(l.sound) == 0 {
		return [][]uint16{l.own}
	}
	all := [][]uint16{make([]uint16, 0, len(l.sound))}
	for _, s := range l.sound {
		first := uint16(skeletonClass[s&127])
		second, two := skeletonSecond[byte(s)]
		n := len(all)
		for i := range n {
			if two && len(all) < mostReadings {
				all = append(all, addConsonant(slices.Clone(all[i]), uint16(second)))
			}
			all[i] = addConsonant(all[i], first)
		}
	}
	return all
}

// addConsonant adds c, unless it is none or repeats the last.
func addConsonant(skel []uint16, c uint16) []uint16 {
	if c == 0 || len(skel) > 0 && skel[len(skel)-1] == c {
		return skel
	}
	return append(skel, c)
}

// key is the hash of a skeleton, or of another row of numbers.
type key uint64

// Tags keep keys of different kinds apart.
const (
	fullTag  uint16 = 0      // the whole skeleton
	ownTag   uint16 = 0x4000 // the letters of a short word, or what is left of them without one
	kinTag   uint16 = 0x6000 // the name of which the word is a form
	lessTag  uint16 = 0x8000 // the skeleton without one consonant
	placeTag uint16 = 0x8001 // the same with the place of the consonant, for short skeletons
)

// keyOf hashes a row (FNV-1a, 64 bits, a number at a time) without the number at skip; -1 leaves
// out none.
func keyOf(row []uint16, skip int, tag uint16) key {
	h := (14695981039346656037 ^ uint64(tag)) * 1099511628211
	for i, c := range row {
		if i != skip {
			h = (h ^ uint64(c)) * 1099511628211
		}
	}
	return key(h ^ h>>29)
}

const (
	lessFrom  = 3 // shortest skeleton that is found with a consonant more, less or exchanged
	placeUpTo = 4 // up to this length an exchanged consonant must stand at the same place
	ownUpTo   = 5 // words of so many letters are also found by these
)

// keys returns the keys of a word, each once: those of its own, and those of what an edit makes of
// it. A word is entered under them, and looked up under somewhat others.
func (l *lexeme) keys(lookup bool) (own, edited []key) {
	short := len(l.own) <= ownUpTo
	for _, s := range l.skeletons() {
		own = append(own, keyOf(s, -1, fullTag))
		if len(s) < lessFrom {
			short = true
			continue
		}
		if lookup {
			edited = append(edited, keyOf(s, -1, lessTag)) // words with a consonant more
		}
		for i := range s {
			if lookup {
				edited = append(edited, keyOf(s, i, fullTag)) // words with a consonant less
			}
			edited = appendExchanged(edited, s, i, lookup)
		}
	}
	if short || len(l.sound) == 0 {
		own = append(own, keyOf(l.own, -1, ownTag+uint16(l.script)))
		for i := range l.own {
			edited = append(edited, keyOf(l.own, i, ownTag+uint16(l.script)))
		}
	}
	if l.kin != "" {
		own = append(own, keyOf(units(l.kin, 0), -1, kinTag))
	}
	slices.Sort(own)
	slices.Sort(edited)
	own = slices.Compact(own)
	edited = slices.DeleteFunc(slices.Compact(edited), func(k key) bool { _, ok := slices.BinarySearch(own, k); return ok })
	return own, edited
}

// appendExchanged adds the keys under which words meet whose consonants at i differ, or at i and
// its neighbour stand the other way round.
func appendExchanged(out []key, s []uint16, i int, lookup bool) []key {
	if len(s) > placeUpTo {
		return append(out, keyOf(s, i, lessTag))
	}
	out = append(out, keyOf(s, i, placeTag+uint16(i)))
	if !lookup {
		return append(out, keyOf(s, i, lessTag))
	}
	if i > 0 {
		out = append(out, keyOf(s, i, placeTag+uint16(i-1)))
	}
	return append(out, keyOf(s, i, placeTag+uint16(i+1)))
}

// gluedFrom is the shortest skeleton under which words that are written together are found;
// shorter ones are found by their very letters.
const gluedFrom = 5

// gluedKey is the key of a word that may be several words written together.
func gluedKey(own, skel []uint16) key {
	if len(skel) >= gluedFrom {
		return keyOf(skel, -1, fullTag)
	}
	return keyOf(own, -1, lessTag)
}

// gluedKeys returns keys for words that are written together, from two to four in a row.
func gluedKeys(parts []part) []key {
	var out []key
	for i := range parts {
		var own, skel []uint16
		for j := i; j < min(i+4, len(parts)) && parts[j].glues(); j++ {
			own = append(own, parts[j].own...)
			for _, c := range parts[j].skeletons()[0] {
				skel = addConsonant(skel, c)
			}
			if j > i {
				out = append(out, gluedKey(own, skel))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
