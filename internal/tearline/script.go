package tearline

import (
	"strings"
	"unicode"
)

// The scripts told apart when a hit is described.
const (
	none = iota
	latin
	cyrillic
	arabic
	greek
	other
	mixed
)

// script returns the script of all letters of s.
func script(s string) int {
	found := none
	for _, r := range s {
		if !unicode.IsLetter(r) {
			continue
		}
		is := other
		switch {
		case unicode.Is(unicode.Latin, r):
			is = latin
		case unicode.Is(unicode.Cyrillic, r):
			is = cyrillic
		case unicode.Is(unicode.Arabic, r):
			is = arabic
		case unicode.Is(unicode.Greek, r):
			is = greek
		}
		if found != none && found != is {
			return mixed
		}
		found = is
	}
	return found
}

// hidden reports whether s has characters that take no room.
func hidden(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		return unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r) || r == 0x034F
	})
}
