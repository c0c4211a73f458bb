package tocsin

import "strings"

// ExercisePrefix begins the short name of an organisation that only exercises. It is a part of the
// name and no setting beside it: so every record, receipt, statement and key says by itself that it
// is of an exercise, in the log of every peer too, and nobody can take it off.
const ExercisePrefix = "exercise-"

// ExerciseMark is what an exercise says first and last, as procedure on the air has it: three times,
// so that who hears one word of it has heard it.
const ExerciseMark = "EXERCISE, EXERCISE, EXERCISE"

// Exercise reports whether the organisation is one that only exercises.
func (id OrgID) Exercise() bool { return strings.HasPrefix(string(id), ExercisePrefix) }

// AsExercise is the short name under which an organisation exercises: its own, with the prefix.
func (id OrgID) AsExercise() OrgID {
	if id.Exercise() {
		return id
	}
	return ExercisePrefix + id
}

// CheckMeets refuses what would pass between an exercise and a real organisation, in either direction.
func (id OrgID) CheckMeets(other OrgID) error {
	switch {
	case id.Exercise() && !other.Exercise():
		return refuse(RuleExercise, "write down the one that exercises with you, as "+string(other.AsExercise()), "%s is an exercise, and %s is not: nothing passes between the two", id, other)
	case other.Exercise() && !id.Exercise():
		return refuse(RuleExercise, "run the exercise in a folder of its own: `tocsin start --exercise`", "%s is an exercise, and %s is not: nothing passes between the two", other, id)
	}
	return nil
}
