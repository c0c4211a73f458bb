// Package dossier writes a played case as one HTML file that an inspector or a journalist can take
// away: the two lanes as a picture and as tables, what was owed and how it ended, what the rules
// refused, who knew what when, and claims beside claims. The file needs no network, no script and
// no other file, and prints.
//
// It draws no conclusion of its own. Whatever stands in it was reported by the case, or opened by
// a rule at a desk while the case was played; what was only rehearsed is marked.
package dossier
