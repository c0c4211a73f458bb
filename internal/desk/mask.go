package desk

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"tocsin"
	"tocsin/internal/names"
)

const bar = "▇▇▇"

// minInside is the shortest word, in letters, that is also hidden inside a longer one.
const minInside = 5

// hideSource blacks out the words of protected sources. Long ones also inside longer words.
func hideSource(text string, words []string) string {
	return hideAll(text, words, func(w string) bool { return len([]rune(w)) >= minInside })
}

// maskWords blacks out every occurrence of a name as whole words, in any case; a name of at most
// three letters that is written in capitals only in capitals, so that "US" does not hide "us".
// A name of one long word is also hidden where it is declined or derived, in any script:
// "Norland" in "Norlandish", "Норландия" in "Норландии". To hide too much costs the blind step
// nothing.
func maskWords(text string, hide []string) string {
	return hideDerived(hideAll(text, hide, func(string) bool { return false }), hide)
}

// hideDerived hides the words that begin with the stem of a one-word name.
func hideDerived(text string, hide []string) string {
	var stems []string
	for _, h := range hide {
		if f := names.Fold(h); len(f) >= minInside && !strings.Contains(f, " ") {
			if stem := strings.TrimRight(f, "aeiouy"); len(stem) >= minInside {
				f = stem
			}
			stems = append(stems, f)
		}
	}
	var b strings.Builder
	at := 0
	for _, t := range names.Tokens(text) {
		if slices.ContainsFunc(stems, func(s string) bool { return strings.HasPrefix(t.Fold, s) }) {
			b.WriteString(text[at:t.Start] + bar)
			at = t.End
		}
	}
	return b.String() + text[at:]
}

// hideAll hides longer words first, so that no part of one is left standing.
func hideAll(text string, hide []string, inside func(string) bool) string {
	hide = slices.Clone(hide)
	slices.SortFunc(hide, func(a, b string) int { return len(b) - len(a) })
	for _, w := range hide {
		if w = strings.TrimSpace(w); w != "" {
			text = hideOne(text, w, inside(w))
		}
	}
	return text
}

func hideOne(text, word string, inside bool) string {
	acronym := len([]rune(word)) <= 3 && strings.ToUpper(word) == word
	var b strings.Builder
	rest, at := text, 0
	for rest != "" {
		n := matches(rest, word, acronym)
		if n > 0 && (inside || !letterBefore(text, at) && !letterAfter(text, at+n)) {
			b.WriteString(bar)
			rest, at = rest[n:], at+n
			continue
		}
		_, size := utf8.DecodeRuneInString(rest)
		b.WriteString(rest[:size])
		rest, at = rest[size:], at+size
	}
	return b.String()
}

// matches says how many bytes at the beginning of text are word, and 0 when they are not it. Case
// does not count, nor how wide a gap between two words is.
func matches(text, word string, exact bool) int {
	n := 0
	for word != "" {
		w, size := utf8.DecodeRuneInString(word)
		word = word[size:]
		r, have := utf8.DecodeRuneInString(text[n:])
		switch {
		case have == 0:
			return 0
		case unicode.IsSpace(w) && unicode.IsSpace(r):
			word = strings.TrimLeftFunc(word, unicode.IsSpace)
			n += len(text[n:]) - len(strings.TrimLeftFunc(text[n:], unicode.IsSpace))
			continue
		case r != w && (exact || unicode.ToLower(unicode.ToUpper(r)) != unicode.ToLower(unicode.ToUpper(w))):
			return 0
		}
		n += have
	}
	return n
}

func letterBefore(s string, i int) bool {
	r, _ := utf8.DecodeLastRuneInString(s[:i])
	return i > 0 && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

func letterAfter(s string, i int) bool {
	r, _ := utf8.DecodeRuneInString(s[i:])
	return i < len(s) && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// maskAll changes every text in what v points to. What v points to is the caller's alone.
func maskAll(v any, change func(string) string) { maskValue(reflect.ValueOf(v), change) }

var timeType = reflect.TypeFor[time.Time]()

func maskValue(v reflect.Value, change func(string) string) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			maskValue(v.Elem(), change)
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			maskValue(v.Index(i), change)
		}
	case reflect.Struct:
		if v.Type() == timeType {
			return
		}
		for _, f := range v.Fields() {
			maskValue(f, change)
		}
	case reflect.String:
		if s := v.String(); s != "" && v.CanSet() {
			if masked := change(s); masked != s {
				v.SetString(masked)
			}
		}
	}
}

// maskReceipt keeps the words of protected sources out of what an act answers.
func (a *act) maskReceipt() error {
	words, err := a.sourceWords()
	if err != nil || len(words) == 0 || len(a.receipt.Opened)+len(a.receipt.Ended) == 0 {
		return err
	}
	for _, list := range []*[]tocsin.Obligation{&a.receipt.Opened, &a.receipt.Ended} {
		b, err := json.Marshal(*list) // a copy: the receipt shares its slices with the policy
		if err != nil {
			return err
		}
		*list = nil
		if err := json.Unmarshal(b, list); err != nil {
			return err
		}
		maskAll(list, func(s string) string { return hideSource(s, words) })
	}
	return nil
}

// clip cuts a text that somebody else wrote to at most n bytes, at a whole letter.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}
