package names

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Span is a half-open range of byte offsets in a text.
type Span struct{ Start, End int }

// Token is a word of a text: as it stands there, its [Fold], and its byte offsets.
type Token struct {
	Text string
	Fold string
	Span
}

// Tokens returns the words of s in order. A word is a run of letters, digits and marks;
// invisible characters and an apostrophe between two letters do not end it, except the
// apostrophe of an English possessive ("Lemp's" is "Lemp", "s").
func Tokens(s string) []Token {
	spans := Spans(s)
	out := make([]Token, len(spans))
	for i, sp := range spans {
		text := s[sp.Start:sp.End]
		out[i] = Token{Text: text, Fold: foldWord(text, byMix), Span: sp}
	}
	return out
}

// Spans returns where the words of s stand, without folding them.
func Spans(s string) []Span {
	var out []Span
	start, end := -1, 0 // start of the open word, end of its last visible rune
	for i := 0; i < len(s); {
		r, n := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(s[i:])
		}
		switch {
		case wordRune(r):
			if start < 0 {
				start = i
			}
			end = i + n
		case start >= 0 && (unicode.Is(unicode.M, r) || invisible(r) || joins(s, i, n)):
			// Stays in the word, but does not make its end.
		case start >= 0:
			out = append(out, Span{start, end})
			start = -1
		}
		i += n
	}
	if start >= 0 {
		out = append(out, Span{start, end})
	}
	return out
}

// wordRune reports whether r, or what it is a typographic variant of, is a letter or a digit.
func wordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	if r == utf8.RuneError || invisible(r) || apostrophe(r) {
		return false
	}
	if unicode.IsLetter(r) || unicode.IsNumber(r) {
		return true
	}
	if unicode.Is(unicode.M, r) {
		return false
	}
	var buf [utf8.UTFMax]byte
	d := norm.NFKD.Properties(buf[:utf8.EncodeRune(buf[:], r)]).Decomposition()
	for len(d) > 0 {
		c, n := utf8.DecodeRune(d)
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			return true // circled letters and the like
		}
		d = d[n:]
	}
	return false
}

// invisible reports whether r takes no room on paper: zero-width characters, soft hyphens,
// direction marks, variation selectors, fillers, the Arabic tatweel.
func invisible(r rune) bool {
	switch r {
	case 0x0640, 0x115F, 0x1160, 0x3164, 0xFFA0, 0x034F, 0x17B4, 0x17B5:
		return true
	}
	return r >= 0xAD && (unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r))
}

func apostrophe(r rune) bool {
	switch r {
	case '\'', '’', '‘', 'ʼ', 'ʻ', 'ʹ', '`', '´', '′':
		return true
	}
	return false
}

// joins reports whether the rune at s[i:i+n] is an apostrophe inside a word.
func joins(s string, i, n int) bool {
	if r, _ := utf8.DecodeRuneInString(s[i:]); !apostrophe(r) {
		return false
	}
	next, m := utf8.DecodeRuneInString(s[i+n:])
	if !wordRune(next) {
		return false
	}
	if next != 's' && next != 'S' {
		return true
	}
	after, _ := utf8.DecodeRuneInString(s[i+n+m:])
	return wordRune(after)
}
