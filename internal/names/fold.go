package names

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// reading says how the letters of a word that mixes scripts are read.
type reading int

const (
	byMix    reading = iota // the minority script is read as look-alikes where it can be
	byScript                // every letter in its own script
	byLook                  // every letter as the Latin letter that it looks like; digits too
)

// Fold returns the words of s as a canonical Latin skeleton, one space between words: NFKD,
// lower case, no marks, no invisible characters, no punctuation; look-alike letters of
// another script put right; Cyrillic, Greek and Arabic letters transliterated. Letters of
// other scripts stay as they are. Digits stay digits: see [Look].
func Fold(s string) string { return foldAll(s, byMix) }

// Sound returns s folded with every letter read in its own script: "Crocус" gives "crocus",
// where Fold takes the last two letters for a Latin y and c.
func Sound(s string) string { return foldAll(s, byScript) }

// Look returns s folded by the eye: letters of any script as the Latin letter that they look
// like, and inside a word that has letters 0 as o, 1 and l as i, 3 as e, 4 as a, 5 as s, 7 as
// t. It is a key for equality only, looser than Fold: "Cr0cus" meets "Crocus", "A123BC" in
// Latin letters meets the same plate in Cyrillic ones.
func Look(s string) string { return foldAll(s, byLook) }

func foldAll(s string, how reading) string {
	var b strings.Builder
	for i, sp := range Spans(s) {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(foldWord(s[sp.Start:sp.End], how))
	}
	return b.String()
}

// foldWord folds one word. The result is empty only if the word is: letters that no
// transliteration writes (ь, ع) are kept when there is nothing else.
func foldWord(w string, how reading) string {
	if lower, ok := foldASCII(w); ok {
		if how == byLook {
			return lookASCII(lower)
		}
		return lower
	}
	return foldRunes(w, decompose(w), how)
}

// foldRunes folds the word w, decomposed to rs, which it may change.
func foldRunes(w string, rs []rune, how reading) string {
	switch how {
	case byMix:
		unmix(rs)
	case byLook:
		looks(rs)
	case byScript:
	}
	var b strings.Builder
	b.Grow(len(w))
	for i := 0; i < len(rs); i++ {
		i += spell(&b, rs, i)
	}
	if b.Len() == 0 {
		return strings.ToLower(strings.ToValidUTF8(w, ""))
	}
	return b.String()
}

// foldASCII lowers a word of ASCII letters and digits; any other word is not its business.
func foldASCII(w string) (string, bool) {
	for i := range len(w) {
		if c := w[i]; c >= utf8.RuneSelf || c == '\'' || c == '`' {
			return "", false
		}
	}
	return strings.ToLower(w), true
}

// decompose returns the runes of w in NFKD without the invisible ones and apostrophes, and
// with every script's digits as ASCII digits.
func decompose(w string) []rune {
	rs := make([]rune, 0, len(w))
	for _, r := range norm.NFKD.String(w) {
		switch {
		case invisible(r) || apostrophe(r) || r == ' ' || r == '⁄':
		case r >= utf8.RuneSelf && unicode.Is(unicode.Nd, r):
			rs = append(rs, '0'+digit(r))
		default:
			rs = append(rs, r)
		}
	}
	return rs
}

// digit returns the value of a decimal digit of any script: they come in runs of ten.
func digit(r rune) rune {
	for _, g := range unicode.Nd.R16 {
		if rune(g.Lo) <= r && r <= rune(g.Hi) {
			return (r - rune(g.Lo)) % 10
		}
	}
	for _, g := range unicode.Nd.R32 {
		if rune(g.Lo) <= r && r <= rune(g.Hi) {
			return (r - rune(g.Lo)) % 10
		}
	}
	return 0
}

// spell writes the Latin letters for rs[i] and returns how many runes after it were used up.
func spell(b *strings.Builder, rs []rune, i int) int {
	r := unicode.ToLower(rs[i])
	if r < utf8.RuneSelf {
		b.WriteByte(byte(r))
		return 0
	}
	if mark(r) {
		return 0
	}
	if i+1 < len(rs) && mark(rs[i+1]) {
		if t, ok := marked[[2]rune{r, rs[i+1]}]; ok {
			b.WriteString(t)
			return 1
		}
	}
	if t, ok := latin[r]; ok {
		b.WriteString(t)
		return 0
	}
	for _, c := range norm.NFKD.String(string(r)) { // lower case may decompose again
		if !mark(c) {
			b.WriteRune(c)
		}
	}
	return 0
}

func mark(r rune) bool { return r >= 0x300 && unicode.Is(unicode.M, r) }
