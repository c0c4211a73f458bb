package names

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// voiced returns the sound of a word in its own script, nil if we cannot read the script. The
// word is in lower case and NFC.
func voiced(word string, s script) []uint16 {
	switch s {
	case latinScript:
		return spelled(plainLatin(word))
	case cyrillic:
		return spellOut(cyrillicSounds, word)
	case arabic:
		return spellAll(arabicSounds, plainArabic(word), false)
	case greek:
		return spellOut(greekSounds, stripMarks(word))
	case hebrew:
		return spellAll(hebrewSounds, stripMarks(word), false)
	case armenian:
		return spellOut(armenianSounds, word)
	case georgian:
		return spellOut(georgianSounds, word)
	case kana:
		return spellOut(kanaSounds, strings.Map(katakana, word))
	case hangul:
		return hangulSound(word)
	case indic:
		return indicSound(word)
	case thai:
		return spellOut(thaiSounds, word)
	case khmer:
		return spellOut(khmerSounds, word)
	case ethiopic:
		return ethiopicSound(word)
	}
	return nil
}

// spellOut reads a word by a table; what the table does not know is silent.
func spellOut(t spelling, word string) []uint16 { return spellAll(t, word, true) }

// spellAll is spellOut; with fall, of two equal sounds in a row one stays. Where vowels are left
// out two equal letters in a row are two: معمر is Muammar.
func spellAll(t spelling, word string, fall bool) []uint16 {
	out := make([]uint16, 0, len(word))
	for i := 0; i < len(word); {
		n, s := t.longest(word[i:])
		if n == 0 {
			n = 1
		}
		if fall {
			out = appendSound(out, s)
		} else {
			out = append(out, units(s, 0)...)
		}
		i += n
	}
	return out
}

// plainLatin spells a Latin word in the letters a to z.
func plainLatin(word string) string { return foldWord(hacek(word), byScript) }

// plainArabic drops vowel signs and lets the shapes of one letter fall together.
func plainArabic(word string) string { return arabicShapes.Replace(stripMarks(word)) }

var arabicShapes = strings.NewReplacer("أ", "ا", "إ", "ا", "آ", "ا", "ٱ", "ا", "ى", "ي", "ی", "ي", "ئ", "ي",
	"ؤ", "و", "ة", "ه", "ک", "ك", "ہ", "ه", "ۀ", "ه", "ء", "", "ـ", "", "ھ", "ه", "ە", "ه")

func stripMarks(word string) string {
	rs := make([]rune, 0, len(word))
	for _, r := range norm.NFKD.String(word) {
		if !mark(r) && !invisible(r) {
			rs = append(rs, r)
		}
	}
	return string(rs)
}

func katakana(r rune) rune {
	if 0x3041 <= r && r <= 0x3096 {
		return r + 0x60
	}
	return r
}

func hangulSound(word string) []uint16 {
	var out []uint16
	for _, r := range norm.NFC.String(word) {
		i := int(r - 0xAC00)
		if i < 0 || i >= 19*21*28 {
			continue
		}
		for _, s := range []string{hangulLead[i/588], hangulVowel[i/28%21], hangulTail[i%28]} {
			if s != "-" {
				out = appendSound(out, s)
			}
		}
	}
	return out
}

// indicSound reads the nine scripts that share one layout. A consonant carries an a unless a vowel
// sign or the virama follows it, or it ends the word, as in Hindi.
func indicSound(word string) []uint16 {
	var out []uint16
	open := false // the last letter is a consonant that still carries its a
	for _, r := range norm.NFC.String(word) {
		at := int(r-0x900) % 0x80
		if at == 0x4D { // virama
			open = false
			continue
		}
		s := indicLetter(at)
		sign := at >= 0x3E && at <= 0x4C
		if s == "" {
			continue
		}
		if open && !sign {
			out = appendSound(out, "a")
		}
		out = appendSound(out, s)
		open = at >= 0x15 && at <= 0x39 || at >= 0x58 && at <= 0x5F
	}
	return out
}

// indicLetter is the sound at a place of a Brahmic block, "" for none.
func indicLetter(at int) string {
	switch i := at - 0x05; {
	case at == 0x01 || at == 0x02:
		return "n"
	case i < 0 || i >= len(indicSounds) || indicSounds[i] == ".":
		return ""
	default:
		return indicSounds[i]
	}
}

func ethiopicSound(word string) []uint16 {
	var out []uint16
	for _, r := range word {
		i := int(r - 0x1200)
		if i < 0 || i/8 >= len(ethiopicSounds) {
			continue
		}
		for _, s := range []string{ethiopicSounds[i/8], ethiopicVowels[i%8]} {
			if s != "-" {
				out = appendSound(out, s)
			}
		}
	}
	return out
}
