package names

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A lexeme is a word that was read once: every form of it that is compared. It never changes.
type lexeme struct {
	lower   string // lower case, NFKC
	fold    string // see Fold
	script  script
	article bool     // an Arabic article before it was cut off
	common  uint8    // hundredths of full weight left to a word that many names have
	at      int32    // its place in the dictionary of an index plus one; 0 if it is in none
	hard    int      // how many sounds are no vowels
	own     []uint16 // its letters, as the costs of its script count them
	sound   []uint16 // empty if the script is not read
	pole    string   // which of two opposites it is: north, south; mostly empty
	kin     string   // which name it is a form of, see kin; mostly empty
	digits  string   // the figures in it
}

// newLexeme reads one word.
func newLexeme(text string) *lexeme {
	l := &lexeme{lower: strings.ToLower(norm.NFKC.String(text)), fold: foldWord(text, byMix), script: mainScript(text)}
	if mixed(text, l.script) {
		l.lower = l.fold
		l.script = mainScript(l.fold)
	}
	if l.script == arabic {
		bare := noArticle(l.lower)
		l.article, l.lower = bare != l.lower, bare
	}
	l.spell(native(l.lower, l.script), voiced(l.lower, l.script))
	l.digits = figures(l.fold)
	l.common, l.pole, l.kin = commonness(l), opposites[l.fold], kin[l.fold]
	return l
}

// spell gives a lexeme its letters and sounds.
func (l *lexeme) spell(own, sound []uint16) {
	own, sound = own[:min(len(own), longest)], sound[:min(len(sound), longest)]
	both := slices.Concat(own, sound) // side by side, for a search reads thousands of them
	l.own, l.sound = both[:len(own):len(own)], both[len(own):]
	l.hard = consonants(l.sound)
}

// figures are the digits of a folded word.
func figures(fold string) string {
	if !strings.ContainsAny(fold, "0123456789") {
		return ""
	}
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, fold)
}

// mixed reports whether a word has Latin letters beside Cyrillic or Greek ones: look-alikes.
func mixed(text string, s script) bool {
	if s != latinScript && s != cyrillic && s != greek {
		return false
	}
	for _, r := range text {
		if o := scriptOf(r); o != s && (o == latinScript || o == cyrillic || o == greek) {
			return true
		}
	}
	return false
}

// Word is one word of a name that was read once, for those who compare words and not whole names.
// The zero value is no word.
type Word struct{ l *lexeme }

// ReadWord reads one word, as [Spans] cuts it.
func ReadWord(text string) Word { return Word{newLexeme(text)} }

// Agreement returns how much of a word another one is: 1 for the same word and spellings of it, less
// for a slip, 0 for another word. Slips of words of four letters or fewer are other words.
func (w Word) Agreement(o Word) float64 {
	if w.l == nil || o.l == nil {
		return 0
	}
	switch d := difference(w.l, o.l, slipped); {
	case d <= spelt:
		return 1
	case d > slipped || min(len(w.l.own), len(o.l.own)) <= 4:
		return 0
	default:
		return agreement(d)
	}
}

// Keys returns numbers under which spellings of one word meet, whatever the script: its consonants,
// read in at most four ways, if there are three or more, and the name of which it is a form. They
// bring words together that [Word.Agreement] then tells apart.
func (w Word) Keys() []uint64 {
	if w.l == nil {
		return nil
	}
	var out []uint64
	for _, s := range w.l.skeletons() {
		if len(s) >= lessFrom {
			out = append(out, uint64(keyOf(s, -1, fullTag)))
		}
	}
	if w.l.kin != "" {
		out = append(out, uint64(keyOf(units(w.l.kin, 0), -1, kinTag)))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// different is the difference of two words from which on they are two words.
const different = 100

// difference returns how unlike two words are: 0 for the same, different (100) for two words that
// have nothing to do with each other; in between hundredths of the letters that would have to
// change, cheap ones counted less. More than limit interests nobody: then it returns different.
//
// Two words of one script are compared in its letters, and in Latin by sound too if that is
// nearer; words of two scripts by sound. Other figures make another word. Two names that are known to be two
// are never a spelling of each other: Hasan and Husayn.
func difference(a, b *lexeme, limit int) int {
	switch {
	case a == b || a.script == b.script && slices.Equal(a.own, b.own) && a.lower == b.lower:
		return 0
	case a.digits != b.digits:
		return different
	case a.kin != "" && a.kin == b.kin:
		limit = min(limit, kinNear)
		return min(letterDifference(a, b, limit), kinNear)
	case a.kin != "" && b.kin != "":
		return max(letterDifference(a, b, limit), kinApart)
	case a.pole != "" && b.pole != "":
		if a.pole == b.pole {
			return spelt
		}
		return different
	}
	return letterDifference(a, b, limit)
}

func letterDifference(a, b *lexeme, limit int) int {
	if a.script != b.script {
		return acrossScripts(a, b, limit)
	}
	d := different
	if a.script == latinScript { // first, for it is mostly the nearer, and spares the other the way beyond
		d = soundCosts.per(a.sound, b.sound, max(len(a.sound), len(b.sound)), limit)
	}
	if d > 0 {
		d = min(d, ownCosts(a.script).per(a.own, b.own, max(len(a.own), len(b.own)), min(d, limit)))
	}
	if a.script == cyrillic && d > 8 && stemOf(a.lower) == stemOf(b.lower) {
		d = 8
	}
	return d
}

// per is the price between two words for each of n letters, different if it is more than limit.
func (c *costs) per(a, b []uint16, n, limit int) int {
	if n == 0 {
		return different
	}
	most := limit*n + n - 1 // the division below rounds down
	if cost := c.between(a, b, most); cost <= most {
		return min(cost/n, different)
	}
	return different
}

func acrossScripts(a, b *lexeme, limit int) int {
	if len(a.sound) == 0 || len(b.sound) == 0 {
		return different
	}
	n := max(len(a.sound), len(b.sound))
	if a.sparse() != b.sparse() {
		return unvowelledCosts.per(a.sound, b.sound, max(a.hard, b.hard, (n*2+1)/3, 2), limit)
	}
	return soundCosts.per(a.sound, b.sound, n, limit)
}

// sparse reports whether the vowels of a word are not to be relied on: its script leaves them out,
// or puts in some of its own.
func (l *lexeme) sparse() bool { return l.script.unvowelled() || l.script == kana }

// consonants counts the sounds that are no vowels.
func consonants(sound []uint16) int {
	n := 0
	for _, s := range sound {
		if s < utf8.RuneSelf && !vowel(byte(s)) {
			n++
		}
	}
	return n
}

// endings are the Russian case endings of names, longest first: Иванова, Иванову, Ивановым.
var endings = []string{"ого", "ому", "ыми", "ими", "ой", "ей", "ою", "ым", "им", "ом", "ем", "ых", "их", "ая", "ую", "ий", "ый", "а", "у", "е", "ы", "и", "ю", "я"}

// stemOf cuts a case ending off a Cyrillic word of six letters or more.
func stemOf(lower string) string {
	for _, e := range endings {
		if s, ok := strings.CutSuffix(lower, e); ok && utf8.RuneCountInString(s) >= 4 {
			return s
		}
	}
	return lower
}
