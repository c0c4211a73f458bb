package names

import "slices"

// Keys are the keys of one word.
type Keys struct{ Fold, Sound, Look, Skeleton string }

// KeysOf returns the keys of one word as [Spans] cuts it; it does not look for spaces. It is
// what Fold, Sound, Look and Skeleton return for that word, for less work.
func KeysOf(word string) Keys {
	if lower, ok := foldASCII(word); ok {
		return Keys{Fold: lower, Sound: lower, Look: lookASCII(lower), Skeleton: skeletonOf(lower)}
	}
	rs := decompose(word)
	k := Keys{
		Sound: foldRunes(word, slices.Clone(rs), byScript),
		Look:  foldRunes(word, slices.Clone(rs), byLook),
	}
	k.Fold = foldRunes(word, rs, byMix)
	k.Skeleton = skeletonOf(k.Fold)
	if h := hacek(word); h != word {
		k.Skeleton = skeletonOf(foldWord(h, byMix))
	}
	return k
}

// lookASCII is Look for a word of ASCII letters and digits in lower case.
func lookASCII(lower string) string {
	if !containsLetter(lower) {
		return lower
	}
	b := []byte(lower)
	for i, c := range b {
		if d, ok := lookDigit[rune(c)]; ok {
			b[i] = byte(d)
		}
	}
	return string(b)
}

func containsLetter(lower string) bool {
	for i := range len(lower) {
		if lower[i] >= 'a' {
			return true
		}
	}
	return false
}
