package tocsin_test

import (
	"errors"
	"testing"

	"tocsin"
)

// TestExerciseIsInTheName: what only exercises says so in its name, and meets nobody else.
func TestExerciseIsInTheName(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		a, b tocsin.OrgID
		meet bool
	}{
		{"police", "embassy", true}, {"exercise-police", "exercise-embassy", true},
		{"police", "exercise-embassy", false}, {"exercise-police", "embassy", false},
		{"exercised", "police", true}, {"police-exercise-", "police", true}, // the name begins with it, or it is none
	} {
		err := x.a.CheckMeets(x.b)
		if (err == nil) != x.meet {
			t.Errorf("%s and %s: %v", x.a, x.b, err)
		}
		if r, ok := errors.AsType[*tocsin.Refusal](err); err != nil && (!ok || r.Rule != tocsin.RuleExercise || r.Instead == "") {
			t.Errorf("%s and %s are refused without the rule, or what to do: %v", x.a, x.b, err)
		}
	}
	if got := tocsin.OrgID("police").AsExercise(); got != "exercise-police" || got.AsExercise() != got || !got.Exercise() {
		t.Errorf("the police exercises as %s", got)
	}
	for _, id := range []tocsin.OrgID{"exercise", "exercise-"} {
		if tocsin.CheckOrgID(id) == nil {
			t.Errorf("%q says that it is an exercise, and not whose, and is taken", id)
		}
	}
}

// TestQuiet: a machine is silent towards an address until somebody there takes part.
func TestQuiet(t *testing.T) {
	t.Parallel()
	for _, ch := range tocsin.Channels {
		c := tocsin.Contact{Channel: ch}
		if (c.Quiet() != "") != ch.Machine() {
			t.Errorf("%s: %q", ch, c.Quiet())
		}
		c.Takes = &tocsin.Signature{}
		if c.Quiet() != "" {
			t.Errorf("%s, who takes part: %q", ch, c.Quiet())
		}
	}
}
