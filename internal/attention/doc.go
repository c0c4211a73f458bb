// Package attention shows what lists, hours and senior time go to, beside the threats that are
// assessed: the make-up of a register over time ([Register], [Composition], [Flow]), effort by threat
// ([Spent]), priorities as dated statements ([Statement]), the load of alerts ([LoadOf]), and the
// questions that follow ([Alarm]).
//
// It measures and asks; it decides nothing and knows nobody: an entry of a register is an opaque id,
// a category and two days. What a register is made of is told by its keeper or inferred by us, and
// each category says which ([Basis]). Every number that is shown is a [Total] or a [Share] that can be
// recomputed from its shown terms. docs/attention.md defines the measures. The package is pure: no
// clock, no input, no output; decoders take bytes.
package attention
