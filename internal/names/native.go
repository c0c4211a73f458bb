package names

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// native returns the letters of a word in its own script, as the numbers that the script's costs
// go by: marks that print leaves out are gone, shapes of one letter fall together.
func native(word string, s script) []uint16 {
	switch s {
	case latinScript:
		return units(plainLatin(word), 0)
	case cyrillic:
		return units(plainCyrillic(word), cyrillicBase)
	case arabic:
		return units(plainArabic(word), arabicBase)
	case greek, hebrew:
		return units(stripMarks(word), 0)
	case kana:
		return units(strings.Map(katakana, word), 0)
	case hangul:
		return units(norm.NFD.String(word), 0)
	}
	return units(word, 0)
}

// units gives each letter its number: the rune less base, cut to 16 bits. Runes below base stand
// high up, where no costs are.
func units(word string, base rune) []uint16 {
	out := make([]uint16, 0, len(word))
	for _, r := range word {
		out = append(out, uint16(r-base))
	}
	return out
}

// plainCyrillic drops stress marks, and writes ё as it is mostly printed.
func plainCyrillic(word string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == 'ё' || r == 'ѐ':
			return 'е'
		case r == 'ѝ':
			return 'и'
		case mark(r):
			return -1
		}
		return r
	}, word)
}

const (
	cyrillicBase = 0x400
	arabicBase   = 0x600
)

// ownCosts are the prices between the letters of one script; a script that has none pays full.
func ownCosts(s script) *costs {
	switch s {
	case latinScript:
		return latinCosts
	case cyrillic:
		return cyrillicCosts
	case arabic:
		return arabicCosts
	}
	return nil
}

var (
	latinCosts = newCosts(128, 0, `
iy 10
ae ao ei ou ey 45
ai au ia eo eu io iu oy uy ay 60
ck kq cq sz vw 35
gj jy ij 45
a e i o u y _ 60
h _ 50
`)

	cyrillicCosts = newCosts(256, cyrillicBase, `
иі ії эе єе гґ гғ кқ хҳ уӯ иӣ ўу өо үу ұу үұ әа ңн 10
ий иї ыи еэ еє ыі 20
оа еи ую ая ёо еа оу ыу 45
гх гҳ шщ жҷ цс чҷ чщ дҷ 35
зс дт бп вф гк кх жш жз чш цч 45
ь ъ _ 8
й _ 35
а е и о у ы э ю я і ї є _ 60
`)

	arabicCosts = newCosts(256, arabicBase, `
پب ڤف گك 10
چج ژز 20
تط سص زذ زظ ذظ ضظ 25
سث صث زض ذض ذد ضد تث دت قك قگ قغ حه شچ شس خح غگ غج جگ 40
وي 60
ا و ي ه _ 50
ع _ 55
`)
)
