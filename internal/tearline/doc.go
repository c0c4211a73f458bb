// Package tearline finds what must not cross the line. A warning exists at three levels,
// full > tearline > public (doctrine: ICD 209); what is withheld at a level must not stand in
// any text of that level, nor of a lower one, in any form a reader could undo.
//
// [Check] looks for each withheld value as it is and in these forms, and says which:
//
//	other case            CROCUS
//	other script          Крокус, كروكوس (Cyrillic, Greek, Arabic and Persian letters)
//	other spelling        Krokus, Crokus, Krocuss: same skeleton, or 1 edit from 5 letters on, 2 from 8 on
//	inside a longer word  CrocusCityHall2024, антикрокус: values of 5 letters or more, of 2 in Chinese and the like
//	joined, split         Crocus-City, CrocusCityHall; Cro-cus, Cro cus
//	spaced out            C r o c u s, C.r.o.c.u.s
//	hidden or look-alike  zero-width characters, soft hyphens, letters of another script, Cr0cus, small capitals
//	another notation      2024-03-09: 9 March 2024, March 9, 09.03.2024, 9 марта; +7 (495) 123-45-67: 84951234567
//	encoded               %D0%9A.., &#1050;, \u041a, =D0=9A; of a protected source also base64, hex, rot13
//	reversed              of a protected source only
//
// A value of several words is met by each telling word of it alone ("the Crocus"). Not telling
// are words that say what kind of thing it is or where in the world (generic.go: hall, street,
// the, Moscow), words under four letters, and, if the value has names, that is words with a
// capital, its words without. An ordinary word in a name (the Stone of Anna Stone) is met with
// a capital only, and not at the start of a sentence unless it is a source's. A value without
// a telling word (City Hall, Golden Horse) is met as the full phrase only, in each of the
// forms above; one that is a date or dates, in each notation. A value of at most three
// letters is met as a whole word only; if it is an acronym that is also a common word (US, IS)
// in capitals only. Acronyms of up to five letters, plates and numbers are not met by edit
// distance: another digit is another number.
//
// So that authors keep reading the findings, an ordinary word of a text (ordinary.go) is not
// taken for a misspelt or hidden name: "never" is no Enver.
//
// Not found: paraphrase ("the hall in Krasnogorsk"), a name's form in another language (Joseph,
// Iosif), an alias that nobody declared (IS-K for ISIS-K), a disguise that is itself an ordinary
// word, a typing error inside a longer or a split word, a changed ending in a word of up to four letters (Уфа, Уфе), $ and @ as
// letters in short values, dates in words ("the ninth") or relative ("on Saturday"), numbers
// in words, punycode, text in pictures, base64 over UTF-16, Arabic-script values of fewer than
// four consonants in a Latin text, Hebrew, Georgian, Armenian, Chinese against Latin. The
// check helps a person who reads; it does not replace her.
//
// The package is pure. Cost is bounded by the limits beside [Check]; what exceeds them is
// reported as not checked, never passed.
package tearline
