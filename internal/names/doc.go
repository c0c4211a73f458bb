// Package names brings the spellings of one name together: of people, organisations, places,
// vessels and plates, across case, script, transliteration and slips of the pen. It is pure: no
// clock, no input, no output, no list of people. docs/names.md has the method and its figures.
//
// Names that are alike are never an identity: nobody acts on a name alone. [Caution] goes with
// every likeness that people see.
//
// # Comparing
//
// [Compare] lays the words of two names beside each other and gives a [Likeness]: a total in
// tenths of a deciban with every [Term] of it. Words of one script are compared in that script,
// words of two by sound. A word that is unmatched on both sides speaks against; one that only one
// side has speaks against a little.
//
// [Index] finds in a list the names that are like a given one, without looking at them all: fill it
// with [Index.Add], ask it with [Index.Search]. A search adds a term for chance: the longer the
// list, the rarer the words must be that agree.
//
// # Keys
//
// For those who look words up in a text a name has four keys, from strict to coarse:
//
//   - [Fold]: the canonical Latin skeleton. Case, marks, width, invisible characters and
//     look-alike letters of another script are gone; Cyrillic, Greek and Arabic letters are
//     transliterated.
//   - [Sound]: as Fold, but each letter is read in its own script. It differs from Fold only
//     in words that mix scripts ("Crocус").
//   - [Look]: what the eye reads: look-alikes of any script and digits used as letters.
//   - [Skeleton]: the usual transliterations meet; [Consonants] for scripts without vowels.
//
// [Near] compares two words or phrases by these keys and says why they meet; it is quicker and
// stricter than [Compare], for many words of a text against a few.
package names
