package names

import (
	"unicode"
	"unicode/utf8"
)

// script is the writing system of a word. Japanese syllables and Chinese characters are two.
type script uint8

const (
	unknownScript script = iota
	digits
	latinScript
	cyrillic
	arabic
	greek
	hebrew
	armenian
	georgian
	hangul
	kana
	han
	indic // the nine Brahmic scripts that Unicode lays out alike, U+0900 to U+0D7F
	thai
	khmer
	ethiopic
	otherScript
)

// blocks are the first and last rune of each script, in order.
var blocks = []struct {
	lo, hi rune
	s      script
}{
	{'0', '9', digits},
	{'A', 'Z', latinScript}, {'a', 'z', latinScript}, {0xAA, 0x2AF, latinScript},
	{0x370, 0x3FF, greek}, {0x400, 0x52F, cyrillic}, {0x531, 0x58F, armenian}, {0x591, 0x5F4, hebrew},
	{0x600, 0x6FF, arabic}, {0x750, 0x77F, arabic}, {0x8A0, 0x8FF, arabic}, {0x900, 0xD7F, indic},
	{0xE00, 0xE7F, thai}, {0x10A0, 0x10FF, georgian}, {0x1100, 0x11FF, hangul}, {0x1200, 0x137F, ethiopic},
	{0x1780, 0x17DD, khmer}, {0x1C90, 0x1CBF, georgian}, {0x1E00, 0x1EFF, latinScript}, {0x1F00, 0x1FFF, greek},
	{0x3005, 0x3007, han}, {0x3041, 0x30FF, kana}, {0x3130, 0x318F, hangul}, {0x3400, 0x9FFF, han},
	{0xAC00, 0xD7A3, hangul}, {0xF900, 0xFAFF, han}, {0xFB1D, 0xFB4F, hebrew}, {0xFB50, 0xFDFF, arabic},
	{0xFE70, 0xFEFC, arabic}, {0xFF66, 0xFF9F, kana}, {0x20000, 0x3FFFF, han},
}

func scriptOf(r rune) script {
	if r < utf8.RuneSelf {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z':
			return latinScript
		case '0' <= r && r <= '9':
			return digits
		}
		return unknownScript
	}
	lo, hi := 0, len(blocks)
	for lo < hi {
		if mid := (lo + hi) / 2; r > blocks[mid].hi {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(blocks) && r >= blocks[lo].lo {
		return blocks[lo].s
	}
	if unicode.IsLetter(r) {
		return otherScript
	}
	return unknownScript
}

// mainScript is the script of most letters of a word; digits only if it has no letter, and of two
// with as many letters the first.
func mainScript(word string) script {
	var n [otherScript + 1]int
	best := unknownScript
	for _, r := range word {
		if s := scriptOf(r); s > digits {
			n[s]++
			if best == unknownScript || n[s] > n[best] {
				best = s
			}
		} else if s == digits {
			n[digits]++
		}
	}
	if best == unknownScript && n[digits] > 0 {
		return digits
	}
	return best
}

// unvowelled reports whether the script leaves out most vowels, or whether we read none of them.
func (s script) unvowelled() bool { return s == arabic || s == hebrew || s == thai || s == khmer }
