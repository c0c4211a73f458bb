package names

import "unicode"

// lookLatin gives the Latin letter that a letter of another alphabet looks like in either
// case: in a word that mixes scripts the fine differences (н and h) do not save a reader.
var lookLatin = pairs(
	"а", 'a', "в", 'b', "е", 'e', "к", 'k', "м", 'm', "н", 'h', "о", 'o', "р", 'p', "с", 'c',
	"т", 't', "у", 'y', "ү", 'y', "х", 'x', "і", 'i', "ј", 'j', "ѕ", 's', "ԁ", 'd', "һ", 'h',
	"ӏ", 'l', "ԛ", 'q', "ԝ", 'w', "ѵ", 'v', "ғ", 'f', "ь", 'b', "қ", 'k', "ҳ", 'x',
	"α", 'a', "β", 'b', "ε", 'e', "ζ", 'z', "η", 'n', "ι", 'i', "κ", 'k', "μ", 'm', "ν", 'v',
	"ο", 'o', "ρ", 'p', "τ", 't', "υ", 'u', "χ", 'x', "ω", 'w', "σ", 'o',
	"օ", 'o', "ո", 'n', "ս", 'u', "հ", 'h', "ց", 'g',
	"ᴀ", 'a', "ʙ", 'b', "ᴄ", 'c', "ᴅ", 'd', "ᴇ", 'e', "ꜰ", 'f', "ɢ", 'g', "ʜ", 'h', "ɪ", 'i',
	"ᴊ", 'j', "ᴋ", 'k', "ʟ", 'l', "ᴍ", 'm', "ɴ", 'n', "ᴏ", 'o', "ᴘ", 'p', "ʀ", 'r', "ꜱ", 's',
	"ᴛ", 't', "ᴜ", 'u', "ᴠ", 'v', "ᴡ", 'w', "ʏ", 'y', "ᴢ", 'z', "ɑ", 'a', "ɡ", 'g', "ı", 'i',
)

// lookCyrillic is the way back, for a Latin letter typed into a Cyrillic word.
var lookCyrillic = map[rune]rune{
	'a': 'а', 'b': 'в', 'e': 'е', 'k': 'к', 'm': 'м', 'h': 'н', 'o': 'о', 'p': 'р', 'c': 'с',
	't': 'т', 'y': 'у', 'x': 'х', 'i': 'і', 'j': 'ј', 's': 'ѕ',
}

// lookDigit gives the letter that a digit stands for inside a word; l goes with 1 and i.
var lookDigit = map[rune]rune{'0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', 'l': 'i'}

func pairs(list ...any) map[rune]rune {
	m := make(map[rune]rune, len(list)/2)
	for i := 0; i+1 < len(list); i += 2 {
		for _, r := range list[i].(string) {
			m[r] = list[i+1].(rune)
		}
	}
	return m
}

// unmix puts look-alikes right in a word that mixes scripts. The script with most letters
// gives the word's script (Latin on a tie); a run of another script is taken for look-alikes
// only if all its letters have one, so that the prefix of "антиCrocus" stays Cyrillic.
func unmix(rs []rune) {
	var lat, cyr, other int
	for _, r := range rs {
		switch {
		case unicode.Is(unicode.Latin, r):
			lat++
		case unicode.Is(unicode.Cyrillic, r):
			cyr++
		case unicode.IsLetter(r):
			other++
		}
	}
	if lat > 0 || other > 0 {
		smallCaps(rs)
	}
	if (lat == 0 || cyr == 0) && (other == 0 || lat+cyr == 0) {
		return
	}
	toLatin := lat >= cyr
	for i := 0; i < len(rs); {
		j := i
		for j < len(rs) && foreign(rs[j], toLatin) {
			j++
		}
		if j == i {
			i++
			continue
		}
		replaceRun(rs[i:j], toLatin)
		i = j
	}
}

// smallCaps reads phonetic small capitals, which count as Latin letters, as plain ones.
func smallCaps(rs []rune) {
	for i, r := range rs {
		if l, ok := lookLatin[r]; ok && unicode.Is(unicode.Latin, r) {
			rs[i] = l
		}
	}
}

// foreign reports whether r is a letter outside the word's script, or a mark on one.
func foreign(r rune, toLatin bool) bool {
	if toLatin {
		return unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r)
	}
	return unicode.IsLetter(r) && !unicode.Is(unicode.Cyrillic, r)
}

func replaceRun(run []rune, toLatin bool) {
	out := make([]rune, len(run))
	for i, r := range run {
		l, ok := asLatin(r)
		if ok && !toLatin {
			l, ok = lookCyrillic[l]
		}
		if !ok {
			return
		}
		out[i] = l
	}
	copy(run, out)
}

func asLatin(r rune) (rune, bool) {
	r = unicode.ToLower(r)
	if unicode.Is(unicode.Latin, r) {
		return r, true
	}
	l, ok := lookLatin[r]
	return l, ok
}

// looks replaces every letter by the Latin one that it looks like, and digits by letters if
// the word has letters at all. A word with a letter that looks like no Latin one is read by
// sound instead, as Fold reads it.
func looks(rs []rune) {
	out := make([]rune, len(rs))
	letters := false
	for i, r := range rs {
		out[i] = r
		if !unicode.IsLetter(r) {
			continue
		}
		letters = true
		l, ok := asLatin(r)
		if !ok {
			unmix(rs)
			copy(out, rs)
			break
		}
		if p, ok := lookLatin[l]; ok {
			l = p
		}
		out[i] = l
	}
	for i, r := range out {
		if d, ok := lookDigit[r]; ok && letters {
			out[i] = d
		}
	}
	copy(rs, out)
}
