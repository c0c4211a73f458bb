package main

import (
	"fmt"
	"io"

	"tocsin"
)

// of notes in which organisation a command is: of an exercise all that is printed says so first.
func (e *env) of(org tocsin.OrgID) {
	if org.Exercise() {
		e.drill = org
	}
}

// mark says once, before anything else, that the command is in an exercise. What is written for programs
// bears it in the short name of the organisation, and what is printed on paper in its own first line.
func (e *env) mark() { e.markOn(e.out) }

func (e *env) markOn(w io.Writer) {
	if e.drill == "" || e.marked {
		return
	}
	e.marked = true
	fmt.Fprintf(w, "%s: %s. Nothing here is real.\n", tocsin.ExerciseMark, e.drill)
}
