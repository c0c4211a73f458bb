package names

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Skeleton returns a coarse key of one token: the usual transliterations of a name meet in
// it. It reads the token from left to right and replaces the longest piece of this table:
//
//	class  written as                                        example
//	h      kh h ch tch tsch cz č ć ç, x except as ks         Kholodovsky, Cholodowski, Холодовский
//	S      sh sch shch schtsch stch sz š ş щ                 Sharipov, Scharipow, Šaripov
//	s      s ts tz, c before e i y                           Tsarnaev, Zarnajew (no: German z), Kuznetsov
//	k      k ck q, c elsewhere                               Crocus, Krokus, Qorqmas
//	ks     x between vowels or at the end                    Alexander, Aleksandr
//	i      y i j zh ž dj dzh dsch and their doubles          Jamal, Djamal, Dzhamal; Dmitry, Dmitriy
//	ia     ya ja ia iya ija                                  Tatyana, Tatjana, Tatiana
//	e      e ye je ie ee eye eje; yo jo after a consonant    Yevgeny, Jewgeni; Fyodor, Fedor
//	iu     yo jo io yu ju iu                                 Iosif, Yosif; Yuri, Juri
//	u      o u ou oo                                         Muhammad, Mohammad; Yousef, Yusef
//	v      v w, ff at the end                                Romanov, Romanoff, Romanow
//	f t g d b   ph th gh dh bh, gu before e i (g)            Faruq, Pharuq; Evgueni
//	-      a final e after a consonant and n                 Dorozhin, Dorojine
//
// Doubled letters fall together at the end. ch and kh share a class because ch is х in Polish
// and German and ч in English: coarse, and meant so. The key is for equality, not for reading.
func Skeleton(token string) string {
	var b strings.Builder
	for _, sp := range Spans(token) {
		b.WriteString(skeletonOf(foldWord(hacek(token[sp.Start:sp.End]), byMix)))
	}
	return undouble(b.String())
}

// hacek spells the Latin letters whose mark makes another sound, before Fold drops the mark.
func hacek(w string) string {
	for i := range len(w) {
		if w[i] >= 0x80 {
			return hacekLetters.Replace(norm.NFC.String(w))
		}
	}
	return w
}

var hacekLetters = strings.NewReplacer("š", "sh", "Š", "Sh", "ş", "sh", "Ş", "Sh", "ș", "sh", "Ș", "Sh",
	"č", "ch", "Č", "Ch", "ć", "ch", "Ć", "Ch", "ç", "ch", "Ç", "Ch", "ž", "zh", "Ž", "Zh",
	"đ", "dj", "Đ", "Dj", "ñ", "n", "ż", "zh", "Ż", "Zh", "ź", "z", "ś", "sh", "Ś", "Sh")

// classes is the table of Skeleton, longest first in each initial; rules that need the
// neighbours (c, x, gu, yo, final e) are in context.
var classes = [256][][2]string{
	'a': {{"a", "a"}},
	'b': {{"bh", "b"}},
	'c': {{"ch", "h"}, {"ck", "k"}, {"cz", "h"}},
	'd': {{"dsch", "i"}, {"dzh", "i"}, {"dj", "i"}, {"dh", "d"}},
	'e': {{"eye", "e"}, {"eje", "e"}, {"ee", "e"}},
	'g': {{"gh", "g"}},
	'i': {
		{"iya", "ia"}, {"ija", "ia"}, {"iye", "e"}, {"ije", "e"}, {"iou", "iu"}, {"ia", "ia"},
		{"ie", "e"}, {"io", "iu"}, {"iu", "iu"}, {"iy", "i"}, {"ij", "i"}, {"ii", "i"},
	},
	'j': {{"ja", "ia"}, {"je", "e"}, {"jo", "iu"}, {"ju", "iu"}, {"j", "i"}},
	'k': {{"kh", "h"}},
	'o': {{"ou", "u"}, {"oo", "u"}, {"o", "u"}},
	'p': {{"ph", "f"}},
	'q': {{"q", "k"}},
	's': {{"schtsch", "S"}, {"shch", "S"}, {"stch", "S"}, {"sch", "S"}, {"sh", "S"}, {"sz", "S"}},
	't': {{"tsch", "h"}, {"tch", "h"}, {"ts", "s"}, {"tz", "s"}, {"th", "t"}},
	'w': {{"w", "v"}},
	'y': {
		{"you", "iu"}, {"ya", "ia"}, {"ye", "e"}, {"yo", "iu"}, {"yu", "iu"}, {"yi", "i"},
		{"yy", "i"}, {"yj", "i"}, {"y", "i"},
	},
	'z': {{"zh", "i"}},
}

func skeletonOf(w string) string {
	var b strings.Builder
	b.Grow(len(w))
	for i := 0; i < len(w); {
		n, class := context(w, i)
		if n == 0 {
			n, class = 1, w[i:i+1]
			for _, c := range classes[w[i]] {
				if strings.HasPrefix(w[i:], c[0]) {
					n, class = len(c[0]), c[1]
					break
				}
			}
		}
		b.WriteString(class)
		i += n
	}
	return undouble(b.String())
}

// context holds the rules that look at the neighbours; n is 0 when none applies.
func context(w string, i int) (n int, class string) {
	rest := w[i:]
	switch w[i] {
	case 'c':
		if len(rest) > 1 && strings.IndexByte("eiy", rest[1]) >= 0 {
			return 1, "s"
		}
		if !strings.HasPrefix(rest, "ch") && !strings.HasPrefix(rest, "ck") && !strings.HasPrefix(rest, "cz") {
			return 1, "k"
		}
	case 'x':
		if i > 0 && vowel(w[i-1]) && (len(rest) == 1 || vowel(rest[1])) {
			return 1, "ks"
		}
		return 1, "h"
	case 'g':
		if len(rest) > 2 && rest[1] == 'u' && (rest[2] == 'e' || rest[2] == 'i') {
			return 2, "g"
		}
	case 'y', 'j':
		if len(rest) > 1 && rest[1] == 'o' && i > 0 && !vowel(w[i-1]) {
			return 2, "e"
		}
	case 'f':
		if rest == "ff" {
			return 2, "v"
		}
	case 'e':
		if len(rest) == 1 && len(w) > 4 && w[i-1] == 'n' && vowel(w[i-2]) {
			return 1, ""
		}
	}
	return 0, ""
}

func vowel(c byte) bool { return strings.IndexByte("aeiouy", c) >= 0 }

// undouble lets neighbouring equal bytes below 0x80 fall together, digits excepted.
func undouble(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for i := range len(s) {
		if i > 0 && s[i] == s[i-1] && s[i] < 0x80 && (s[i] < '0' || s[i] > '9') {
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
