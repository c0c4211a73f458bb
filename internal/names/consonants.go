package names

import (
	"strings"
	"unicode"
)

// Consonants returns a key of one token for scripts that do not write short vowels: محمد,
// Muhammad and Mohammed all give "mhmd". Vowels, w, y and their Arabic letters are dropped
// (و is o, u, w or v), p is b and v is f (Arabic has no p and no v), g is j and k (written
// غ, ج or ك), the article ال is dropped. It is very coarse: use it only when exactly one side is
// [Arabic], and only for keys of three letters or more.
func Consonants(token string) string {
	var b strings.Builder
	for _, sp := range Spans(token) {
		w := token[sp.Start:sp.End]
		if Arabic(w) {
			w = noArticle(w)
		}
		b.WriteString(consonantKey.Replace(foldWord(hacek(w), byMix)))
	}
	return undouble(b.String())
}

// Arabic reports whether s has a letter of the Arabic script.
func Arabic(s string) bool {
	for _, r := range s {
		if unicode.Is(unicode.Arabic, r) {
			return true
		}
	}
	return false
}

// noArticle drops the article, alone or after "and", "in", "like" and "for", from a word that
// has three letters or more besides it.
func noArticle(w string) string {
	for _, p := range []string{"وال", "بال", "كال", "لل", "ال"} {
		if rest, ok := strings.CutPrefix(w, p); ok && len([]rune(rest)) >= 3 {
			return rest
		}
	}
	return w
}

var consonantKey = strings.NewReplacer(
	"shch", "S", "tsch", "S", "sch", "S", "sh", "S", "tch", "S", "kh", "h", "ch", "h",
	"zh", "k", "dj", "k", "th", "t", "dh", "d", "ph", "f", "ck", "k", "gh", "k", "ts", "s", "tz", "s",
	"ce", "s", "ci", "s", "cy", "s", "c", "k", "q", "k", "g", "k", "j", "k", "x", "ks", "z", "s",
	"p", "b", "v", "f",
	"a", "", "e", "", "i", "", "o", "", "u", "", "w", "", "y", "",
)
