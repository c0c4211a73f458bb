package tearline

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"tocsin/internal/names"
)

// needle is one thing to look for: a value, a telling word of it, a word of a phrase, or a
// disguise of one of these. The keys are those of package names; an empty key is not used.
type needle struct {
	secret int
	match  string // as declared, shown in the finding
	words  int    // how many words match has
	how    string // set for disguises: every hit is of this kind

	fold, look string
	skel       string // of the words one by one
	skelJoined string // of the words written together
	cons       string

	runes    int // in fold
	mask     uint64
	edits    bool // may be met by edit distance
	inside   bool // may be met inside a longer word
	splits   bool // may be met split over words
	sameRun  bool // only as the same number of words (20:00)
	caps     bool // an acronym of up to three letters
	proper   bool // an ordinary word of a longer value: only with a capital, not at the start of a sentence
	script   int
	arabic   bool
	phrase   int // number of the phrase it is part of, from 1; 0 for none
	position int // in the phrase
}

// newNeedle prepares all keys for the words of text.
func newNeedle(secret int, toks []names.Token, text string) needle {
	n := needle{secret: secret, words: len(toks), match: text[toks[0].Start:toks[len(toks)-1].End]}
	var raw strings.Builder
	for _, t := range toks {
		raw.WriteString(t.Text)
		n.fold += t.Fold
		n.look += joinedLook(t.Text)
		n.skel += names.Skeleton(t.Text)
	}
	n.runes = utf8.RuneCountInString(n.fold)
	n.mask = maskOf(n.fold)
	digits := countDigits(n.fold)
	n.script = script(n.match)
	n.arabic = names.Arabic(text)
	short, number := n.runes <= 3, digits == n.runes
	acronym := n.runes <= 5 && upper(n.match)
	n.caps = short && acronym
	if short || number {
		n.look, n.skel = "", ""
	}
	if !short && digits == 0 {
		n.skelJoined = names.Skeleton(raw.String())
		n.cons = names.Consonants(raw.String())
	}
	n.edits = digits == 0 && !acronym && len(toks) == 1 && n.runes > 4
	n.inside = n.runes >= names.MinInside && (!number || n.runes >= 7) || unspaced(n.fold)
	n.splits = len(toks) > 1 || n.runes >= names.MinInside
	n.sameRun = number && digits < 6 && len(toks) > 1
	return n
}

// disguise returns n with another fold and no coarser key: only this very string is met.
func (n needle) disguise(fold, how string) needle {
	d := needle{secret: n.secret, match: n.match, words: n.words, how: how, fold: fold}
	d.runes = utf8.RuneCountInString(fold)
	d.inside, d.splits = d.runes >= names.MinInside, d.runes >= names.MinInside
	return d
}

// joinedLook is names.Look with the digits of numbers read as letters too, so that a plate is
// met however it is cut into words.
func joinedLook(s string) string { return figures.Replace(names.Look(s)) }

var figures = strings.NewReplacer(" ", "", "0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t")

// maskOf has a bit for each letter and digit of fold: two words within k edits differ in at
// most 2k bits.
func maskOf(fold string) uint64 {
	var m uint64
	for _, r := range fold {
		m |= 1 << (uint32(r) % 64)
	}
	return m
}

func countDigits(s string) int {
	n := 0
	for _, r := range s {
		if '0' <= r && r <= '9' {
			n++
		}
	}
	return n
}

// upper reports whether s has letters and all of them are capitals.
func upper(s string) bool {
	letters := false
	for _, r := range s {
		if unicode.IsLetter(r) {
			letters = true
			if !unicode.IsUpper(r) {
				return false
			}
		}
	}
	return letters
}

// unspaced reports whether s is of a script that puts no spaces between words, so that a
// value of two signs must be looked for inside a longer run.
func unspaced(s string) bool {
	n := 0
	for _, r := range s {
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) {
			n++
		}
	}
	return n >= 2
}
