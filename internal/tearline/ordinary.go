package tearline

import (
	_ "embed"
	"strings"
	"unicode/utf8"

	"tocsin/internal/names"
)

// Words that everybody uses. An ordinary word of a text is not read as a misspelt name ("never"
// is no Enver), and the chance end of two of them is no name split ("has an" is no Hasan); it
// is met only as itself. An ordinary word of a longer value is met alone only where it stands
// as a name: see [needle.proper].
//
// English: full words, compiled for this package from the vocabulary of this project's notes
// and of Go's own comments, with the words that warnings use. Russian: stems that may carry an
// ending of up to four letters.
var (
	//go:embed ordinary_en.txt
	ordinaryEnglish string
	//go:embed ordinary_ru.txt
	ordinaryRussian string

	englishWords = fold(ordinaryEnglish)
	russianStems = fold(ordinaryRussian)
)

// common reports whether a folded word of a value is an ordinary English word.
func common(fold string) bool { return englishWords[fold] }

// ordinary reports whether a word of a text, and its fold, are generic or ordinary, with or
// without an ending.
func ordinary(text, fold string, script int) bool {
	if generic(fold) || common(fold) {
		return true
	}
	switch script {
	case latin:
		for _, e := range [][2]string{{"ies", "y"}, {"es", ""}, {"s", ""}, {"ed", ""}, {"ed", "e"}, {"ing", ""}, {"ing", "e"}, {"ly", ""}, {"er", ""}} {
			if stem, ok := strings.CutSuffix(fold, e[0]); ok && len(stem) >= 3 && (generic(stem+e[1]) || common(stem+e[1])) {
				return true
			}
		}
	case cyrillic:
		rs := []rune(text)
		for n := max(4, len(rs)-4); n <= min(len(rs), 24); n++ {
			if russianStems[names.Fold(string(rs[:n]))] {
				return true
			}
		}
	}
	return false
}

// capitalised reports whether s begins with a capital letter.
func capitalised(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return upper(string(r))
}

// startsSentence reports whether nothing but spaces and quotation marks stand between i and
// the end of the sentence before.
func startsSentence(body string, i int) bool {
	before := strings.TrimRight(body[:i], " \t\"'«„“”‘’([-–—*#")
	return before == "" || strings.ContainsAny(before[len(before)-1:], ".!?:;\n\r") || strings.HasSuffix(before, "…")
}
