// Package inquiry lays things side by side and leaves the judgement to people: claims against
// claims ([Weigh]), what two organisations held and what went between them ([Compare]), the files
// of one organisation that nobody joined ([Unjoined]), and events in order ([Order], [Interval]).
//
// It never picks a winner and never averages. Every relation says in plain words why it holds, and
// what is not known for certain is said to be so. It is pure: no clock, no input, no output.
package inquiry
