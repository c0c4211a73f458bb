package dossier

import (
	"strings"
	"unicode"
)

// textWidth estimates how wide a text is at a font size, for any sans-serif of a system: a little
// too wide rather than too narrow.
func textWidth(s string, size float64) float64 {
	var w float64
	for _, r := range s {
		w += runeWidth(r)
	}
	return w * size
}

func runeWidth(r rune) float64 {
	switch {
	case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r):
		return 0
	case strings.ContainsRune("ilj.,:;'| ", r):
		return 0.33
	case strings.ContainsRune("ftr-I!()[]", r):
		return 0.41
	case strings.ContainsRune("mwMW%@", r):
		return 0.95
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) || r > 0xffff:
		return 1.1
	case unicode.IsUpper(r):
		return 0.74
	case r > 0x24f:
		return 0.68
	}
	return 0.6
}

// fit shortens a text to a width, at a word where one ends near.
func fit(s string, size, width float64) string {
	s = strings.Join(strings.Fields(s), " ")
	if textWidth(s, size) <= width {
		return s
	}
	room := width - textWidth("…", size)
	cut, used := 0, 0.0
	for i, r := range s {
		if used += runeWidth(r) * size; used > room {
			break
		}
		cut = i + len(string(r))
	}
	short := s[:cut]
	if i := strings.LastIndexByte(short, ' '); i > cut*2/3 {
		short = short[:i]
	}
	return strings.TrimRight(short, " ,.:;-") + "…"
}

// lines breaks a text at its words into at most so many lines of a width; the last is shortened.
func lines(s string, size, width float64, most int) []string {
	var out []string
	words := strings.Fields(s)
	for len(words) > 0 {
		if len(out)+1 == most {
			return append(out, fit(strings.Join(words, " "), size, width))
		}
		n := 1
		for n < len(words) && textWidth(strings.Join(words[:n+1], " "), size) <= width {
			n++
		}
		out = append(out, fit(strings.Join(words[:n], " "), size, width))
		words = words[n:]
	}
	return out
}
