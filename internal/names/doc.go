// Package names brings the spellings of one name together: across case, script,
// transliteration and simple typing errors. It is pure: no clock, no input, no output, no
// list of people.
//
// A name has four keys, from strict to coarse. Equal keys mean "may be the same name", never
// "is the same person": who acts on a hit needs a second factor (a date of birth, a place).
//
//   - [Fold]: the canonical Latin skeleton. Case, marks, width, invisible characters and
//     look-alike letters of another script are gone; Cyrillic, Greek and Arabic letters are
//     transliterated.
//   - [Sound]: as Fold, but each letter is read in its own script. It differs from Fold only
//     in words that mix scripts ("Crocус").
//   - [Look]: what the eye reads: look-alikes of any script and digits used as letters.
//   - [Skeleton]: the usual transliterations meet; [Consonants] for scripts without vowels.
//
// [Near] compares two tokens or phrases and says why they meet. This is the first, small
// version; the matcher for lists of people is to be built on the same keys.
//
// Known not to meet: Iosif and Joseph, Shaman and Sherman (two names, not two spellings),
// ISIS-K and IS-K (declare the alias), ö and oe, Ukrainian г read as h in short names,
// short names with a changed ending (Уфа, Уфе), Hebrew, Georgian, Armenian, Chinese and
// other scripts against Latin (they are compared in their own script only).
package names
