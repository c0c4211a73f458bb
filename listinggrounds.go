package tocsin

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// A WhoGround is what a reason speaks of when it says who somebody is and not what was done. None of
// them is a ground to list anybody (INTERPOL's constitution, article 3, forbids what is political,
// military, religious or racial).
type WhoGround string

const (
	OfOpinion     WhoGround = "opinion"
	OfBelief      WhoGround = "belief"
	OfOrigin      WhoGround = "origin"
	OfOrientation WhoGround = "orientation"
	OfLabel       WhoGround = "label" // a word of judgement without a fact: "extremist"
)

// WhoGrounds lists them in the order in which they are counted.
var WhoGrounds = []WhoGround{OfOpinion, OfBelief, OfOrigin, OfOrientation, OfLabel}

// A Found is a word of a text that speaks of who somebody is.
type Found struct {
	Ground WhoGround `json:"ground"`
	Word   string    `json:"word"`
}

// A Reading is what the words of a reason speak of, as far as lists of words can tell. It is a first
// look: it can be misled in both directions, and a person decides.
type Reading struct {
	Acts []string `json:"acts,omitempty"` // words of violence that are not denied or only talked about
	Who  []Found  `json:"who,omitempty"`
}

// OnlyWho reports whether the words say who somebody is and name no violence.
func (r Reading) OnlyWho() bool { return len(r.Who) > 0 && len(r.Acts) == 0 }

// ReadReasons looks for words of violence and for words of who somebody is, in the languages that
// the desk's people are likely to write. "No violence", "wrote about the attack" and "discredited
// the armed forces" name no act.
func ReadReasons(texts ...string) Reading {
	var r Reading
	for _, text := range texts {
		begin := 0
		for i, c := range text {
			if end := i + utf8.RuneLen(c); ends(c, text[min(end, len(text)):]) {
				r.sentence(text[begin:i])
				begin = i
			}
		}
		r.sentence(text[begin:])
	}
	return r
}

// ends reports whether a sentence ends at c: "L.G.B.T." has no end inside.
func ends(c rune, rest string) bool {
	return c == '\n' || strings.ContainsRune(".!?;:…؟", c) && strings.HasPrefix(rest, " ")
}

func (r *Reading) sentence(s string) {
	s = " " + strings.ReplaceAll(strings.ToLower(strings.Join(plainWords(s), " ")), "ё", "е") + " "
	for _, p := range harmless {
		s = strings.ReplaceAll(s, " "+p, " ∅ ")
	}
	words := strings.Fields(s)
	rest := " " + strings.Join(words, " ") + " "
	for i, w := range words {
		if g, ok := whoIs(rest); ok {
			r.Who = append(r.Who, Found{g, w})
		}
		if violence.begins(rest) && !turned(words[max(0, i-3):i]) {
			r.Acts = append(r.Acts, w)
		}
		rest = rest[1+len(w):]
	}
}

// turned reports whether the words before one of violence deny it, reject it or only speak of it.
func turned(before []string) bool {
	return slices.ContainsFunc(before, func(w string) bool {
		return slices.Contains(turning, w) || turningStems.begins(" "+w+" ")
	})
}

func whoIs(rest string) (WhoGround, bool) {
	for _, g := range WhoGrounds {
		if who[g].begins(rest) {
			return g, true
		}
	}
	return "", false
}

// Stems are beginnings of words, by their first letter.
type stems map[rune][]string

func stemsOf(list ...string) stems {
	s := stems{}
	for _, stem := range list {
		first, _ := utf8.DecodeRuneInString(stem)
		s[first] = append(s[first], stem)
	}
	return s
}

// begins reports whether a text that has a blank before it begins with one of the stems.
func (s stems) begins(rest string) bool {
	first, _ := utf8.DecodeRuneInString(rest[1:])
	return slices.ContainsFunc(s[first], func(stem string) bool { return strings.HasPrefix(rest[1:], stem) })
}

// checkReasons refuses texts that together say who somebody is and name no violence.
func checkReasons(texts ...string) error {
	r := ReadReasons(texts...)
	if !r.OnlyWho() {
		return nil
	}
	f := r.Who[0]
	what := map[WhoGround]string{
		OfOpinion: "what somebody thinks or says", OfBelief: "what somebody believes", OfOrigin: "where somebody comes from",
		OfOrientation: "whom somebody loves or what they are", OfLabel: "a judgement without a fact",
	}[f.Ground]
	return refuse(RuleListedAct, "say what was done, prepared or called for: the act of violence, when, against whom",
		"the reasons name %s (%q) and no act of violence", what, f.Word)
}
