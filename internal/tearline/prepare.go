package tearline

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"tocsin/internal/names"
)

// newScanner prepares the secrets withheld at one level.
func newScanner(all []Secret, level string) *scanner {
	s := &scanner{index: newIndex()}
	values := 0
	for _, x := range all {
		yes, fault := x.withheld(level)
		if !yes {
			continue
		}
		s.secrets = append(s.secrets, x)
		if fault != "" {
			s.fault(x, fault)
		}
		if len(x.Values) == 0 {
			s.fault(x, "the secret has no value to look for")
		}
		for _, v := range x.Values {
			if values++; values > MaxValues {
				s.fault(x, fmt.Sprintf("more than %d values at this level", MaxValues))
				return s
			}
			s.addValue(len(s.secrets)-1, v)
		}
	}
	return s
}

func (s *scanner) fault(x Secret, reason string) {
	s.faults = append(s.faults, Finding{Secret: x.Name, How: NotChecked + reason, Source: x.Source})
}

// addValue adds the needles of one value.
func (s *scanner) addValue(secret int, value string) {
	toks := names.Tokens(value)
	switch v := strings.TrimSpace(value); {
	case v == "":
		s.fault(s.secrets[secret], "a value is empty")
		return
	case len(v) > MaxValue:
		s.fault(s.secrets[secret], fmt.Sprintf("a value has %d bytes, the limit is %d", len(v), MaxValue))
		return
	case len(toks) == 0:
		s.raws = append(s.raws, raw{secret, v})
		return
	}
	whole := newNeedle(secret, toks, value)
	if days := datesIn(toks, value); len(days) > 0 {
		for _, d := range days {
			d.secret, d.match = secret, whole.match
			s.dates = append(s.dates, d)
		}
		whole.edits, whole.inside = false, false
		s.add(whole)
		return
	}
	s.add(whole)
	s.addLocalNumber(whole)
	parts := s.parts(secret, toks, value, whole)
	if s.secrets[secret].Source {
		for _, n := range append(parts, whole) {
			s.addDisguises(n)
		}
	}
}

// parts adds and returns the telling words of a value of several words; if it has none, it
// adds the value as a phrase, word by word.
func (s *scanner) parts(secret int, toks []names.Token, value string, whole needle) []needle {
	if len(toks) < 2 || upper(whole.match) && whole.runes <= 8 {
		return nil // one word, or an acronym: ISIS-K
	}
	if told := tellingWords(toks); len(told) > 0 {
		var out []needle
		for _, t := range told {
			out = append(out, newNeedle(secret, []names.Token{t}, value))
			s.add(out[len(out)-1])
		}
		s.addProper(secret, toks, value)
		return out
	}
	s.phrases = append(s.phrases, phrase{match: whole.match, secret: secret, words: len(toks)})
	for i, t := range toks {
		n := newNeedle(secret, []names.Token{t}, value)
		n.inside, n.splits, n.phrase, n.position = false, false, len(s.phrases), i
		s.add(n)
	}
	return nil
}

// addProper adds the ordinary words that have a capital in a value with a telling word: the
// Stone of Anna Stone.
func (s *scanner) addProper(secret int, toks []names.Token, value string) {
	for _, t := range toks {
		if common(t.Fold) && !generic(t.Fold) && len(t.Fold) >= 4 && capitalised(t.Text) {
			n := newNeedle(secret, []names.Token{t}, value).disguise(t.Fold, "")
			n.inside, n.splits, n.proper = false, false, true
			s.add(n)
		}
	}
}

// tellingWords returns the words that give the value away alone: names, that is words with a
// capital letter, with a figure, or of a script without capitals; if there are none, every
// word that is not generic, so that "crocus city hall" in small letters is met too.
func tellingWords(toks []names.Token) []names.Token {
	var named, rest []names.Token
	for _, t := range toks {
		switch {
		case !isTelling(t):
		case strings.ToLower(t.Text) != t.Text || strings.ToUpper(t.Text) == t.Text:
			named = append(named, t)
		default:
			rest = append(rest, t)
		}
	}
	if len(named) > 0 {
		return named
	}
	return rest
}

// isTelling reports whether a word of a longer value gives the value away alone.
func isTelling(t names.Token) bool {
	n, digits := utf8.RuneCountInString(t.Fold), countDigits(t.Fold)
	switch {
	case generic(t.Fold), common(t.Fold):
		return false
	case digits > 0:
		return n >= 5
	}
	return n >= 4 || unspaced(t.Fold)
}

// addLocalNumber adds a telephone number without its country code.
func (s *scanner) addLocalNumber(whole needle) {
	if d := whole.fold; countDigits(d) == len(d) && len(d) > 10 && len(d) <= 15 {
		s.add(whole.disguise(d[len(d)-10:], Notation))
	}
}

// addDisguises adds what is looked for of protected sources only: reversed, rot13 and hex.
// base64 is undone in the text instead, because its letters depend on where the value starts.
func (s *scanner) addDisguises(n needle) {
	if n.runes < 4 {
		return
	}
	rs := []rune(n.fold)
	slices.Reverse(rs)
	for how, fold := range map[string]string{Reversed: string(rs), Encoded: rot13(n.fold)} {
		if n.runes >= names.MinInside && fold != n.fold && !generic(fold) { // TIDE is no "edit"
			s.add(n.disguise(fold, how))
		}
	}
	for _, v := range []string{n.match, strings.ToLower(n.match), strings.ToUpper(n.match)} {
		s.add(n.disguise(hex.EncodeToString([]byte(v)), Encoded))
	}
}

func rot13(s string) string {
	return strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' {
			return 'a' + (r-'a'+13)%26
		}
		return r
	}, s)
}
