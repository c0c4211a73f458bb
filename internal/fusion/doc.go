// Package fusion joins reports to threats, and says how much reports of one thing weigh together. It
// is pure: no clock, no input, no output. It proposes; a person accepts, splits or refuses, and each
// of these is an act of the desk. docs/fusion.md has the formulas, their sources and what was measured.
//
// Linking. A [Reader] turns a report, a part of a threat or a part of a release ([Material]) into a
// [View]; a [Scorer] compares two views and returns a [Waterfall]: one term for each thing that was
// compared, in tenths of a deciban, each with a sentence that says why. The total is the sum of the
// terms and there is nothing else in it. What one side does not say counts 0. What is one thing
// known twice (a venue, its city, its name in the text) counts once. A [Board] holds the open files
// and finds those that a report belongs to ([Board.Links]) through an [Index], at a cost that does
// not grow with their number. [Group] parts reports among themselves. [Scorer.Twins] and
// [Scorer.TwinsAcross] find two open files of one threat that do not name each other.
//
// Corroboration. [Corroborate] weighs accounts by origin: one origin counts once, however often it
// is told. Declared origins and derivations decide; likeness of wording is only a hint. Our own
// warning that comes back weighs nothing and raises an alarm, and so do many reports of one origin.
// The probability has a band, the base rate stands in the first term, and nothing closes a case.
package fusion
