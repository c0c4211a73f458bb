package fusion

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"tocsin/internal/names"
)

// textWords is one text, read: its words with how often each stands, and its exact figures.
type textWords struct {
	words   []textWord
	figures []string
}

type textWord struct {
	id   uint64
	text string // folded, for showing
	n    int
	name bool // written as a name is: with a capital inside a sentence
}

// readWords cuts a text into words and figures. A word is known by its skeleton, so that the usual
// transliterations of a name are one word; one with digits in it is a figure.
func readWords(text string) textWords {
	var out textWords
	at := map[uint64]int{}
	spans := names.Spans(text)
	before := 0
	for i, sp := range spans {
		word := text[sp.Start:sp.End]
		opens := i == 0 || strings.ContainsAny(text[before:sp.Start], ".!?:\n\"“«")
		before = sp.End
		if strings.ContainsAny(word, "0123456789") {
			out.figures = append(out.figures, figureOf(text, spans, i))
			continue
		}
		if utf8.RuneCountInString(word) < 3 {
			continue
		}
		first, _ := utf8.DecodeRuneInString(word)
		fold := names.Fold(word)
		id := wordID(fold)
		k, seen := at[id]
		if !seen {
			k = len(out.words)
			at[id] = k
			out.words = append(out.words, textWord{id: id, text: fold})
		}
		out.words[k].n++
		out.words[k].name = out.words[k].name || !opens && unicode.IsUpper(first)
	}
	return out
}

// wordID is the key of a folded word.
func wordID(fold string) uint64 { return hash(kindWord, names.Skeleton(fold)) }

// nameTokens are the folded words of a name or value, without those of one letter.
func nameTokens(s string) []string {
	var out []string
	for t := range strings.FieldsSeq(names.Fold(s)) {
		if utf8.RuneCountInString(t) > 1 {
			out = append(out, t)
		}
	}
	return out
}

// A properWord is a word of a value, and whether it is written as a proper name is: with a capital
// that is not only the one with which the value begins, or in a script that has none.
type properWord struct {
	text   string // as written
	fold   string
	proper bool
}

func properWords(s string) []properWord {
	var out []properWord
	for i, sp := range names.Spans(s) {
		word := s[sp.Start:sp.End]
		first, size := utf8.DecodeRuneInString(word)
		if size == len(word) {
			continue
		}
		proper := unicode.IsUpper(first) || !unicode.IsLower(first)
		if proper && len(out) == 1 && i > 0 {
			out[0].proper = true // the first word belongs to the name that the second begins
		}
		rest := strings.ContainsFunc(s[sp.End:], unicode.IsLetter)
		for t := range strings.FieldsSeq(names.Fold(word)) {
			out = append(out, properWord{word, t, proper && (len(out) > 0 || !rest || !unicode.IsUpper(first))})
		}
	}
	return out
}

// figureOf is the figure at the i-th word: "age:34" where the text says that somebody is that old,
// otherwise the figure as it stands, folded by the eye, so that a plate meets itself in Latin and
// in Cyrillic letters.
func figureOf(text string, spans []names.Span, i int) string {
	word := text[spans[i].Start:spans[i].End]
	n, err := strconv.Atoi(word)
	if err != nil || n < 1 || n > 110 {
		return names.Look(word)
	}
	next := func(k int) string {
		if i+k < 0 || i+k >= len(spans) {
			return ""
		}
		return strings.ToLower(text[spans[i+k].Start:spans[i+k].End])
	}
	switch {
	case (next(1) == "year" || next(1) == "years") && next(2) == "old",
		next(1) == "лет" || next(1) == "летний" || next(1) == "летняя" || next(1) == "летнего",
		next(-1) == "aged" || next(-1) == "age":
		return "age:" + word
	}
	return names.Look(word)
}

func sortedSet(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}
