package tocsin_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tocsin"
)

func owed() tocsin.Obligation {
	return tocsin.Obligation{
		ID: "o1", Kind: tocsin.OweGrade, State: tocsin.Open, Opened: noon, Due: noon.Add(time.Hour), Every: time.Hour,
		Owes: tocsin.Party{Org: "city-police", Role: tocsin.DutyOfficer}, Chain: []tocsin.Role{tocsin.WarningOfficer, tocsin.Approver},
	}
}

func TestClimb(t *testing.T) {
	t.Parallel()
	o := owed()
	for _, c := range []struct {
		after    time.Duration
		climbs   bool
		holder   tocsin.Role
		standing string
	}{
		{0, false, tocsin.DutyOfficer, "owed"},
		{time.Hour - 1, false, tocsin.DutyOfficer, "owed"},
		{time.Hour, false, tocsin.DutyOfficer, "owed"}, // an answer now is in time
		{time.Hour + time.Microsecond, true, tocsin.WarningOfficer, "overdue, with warning_officer"},
		{2 * time.Hour, false, tocsin.WarningOfficer, "overdue, with warning_officer"},
		{2*time.Hour + time.Microsecond, true, tocsin.Approver, "overdue, unanswered at the top"},
		{1000 * time.Hour, false, tocsin.Approver, "overdue, unanswered at the top"},
	} {
		now := noon.Add(c.after)
		if got := o.Climb(now); got != c.climbs {
			t.Errorf("after %s: got climbs %v, want %v", c.after, got, c.climbs)
		}
		if o.Holder() != c.holder || o.Standing(now) != c.standing {
			t.Errorf("after %s: got %s, %q, want %s, %q", c.after, o.Holder(), o.Standing(now), c.holder, c.standing)
		}
	}
	if o.State != tocsin.Open || len(o.Climbed) != 2 {
		t.Errorf("got %s, climbed %d times", o.State, len(o.Climbed))
	}
	if _, ok := o.Next(); ok {
		t.Error("got a next step at the top")
	}
	bare := owed()
	bare.Chain = nil
	if bare.Climb(noon.Add(time.Hour*100)) || bare.Standing(noon.Add(time.Hour*100)) != "overdue, unanswered at the top" {
		t.Errorf("got %q for a duty with no chain", bare.Standing(noon.Add(time.Hour*100)))
	}
	timeless := owed()
	timeless.Due = time.Time{}
	if timeless.Climb(noon) || timeless.Overdue(noon) || timeless.Standing(noon) != "owed" {
		t.Errorf("got %q for a duty without a time", timeless.Standing(noon))
	}
}

func TestMeetNeedsWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		state string
		end   func(*tocsin.Obligation, string) error
	}{
		{tocsin.Met, func(o *tocsin.Obligation, how string) error { return o.Meet(ada, how) }},
		{tocsin.Ended, func(o *tocsin.Obligation, how string) error { return o.Drop(ada, how) }},
	} {
		o := owed()
		for _, how := range []string{"", " ", "\n\t"} {
			wantRefusal(t, c.end(&o, how), tocsin.RuleReasonOwed)
		}
		if o.State != tocsin.Open || o.End != nil {
			t.Fatalf("refused, and yet %+v", o)
		}
		wantRule(t, c.end(&o, "by telephone"), "")
		late := noon.Add(100 * time.Hour)
		if o.State != c.state || o.How != "by telephone" || o.End.Tag != "ada" || o.Standing(late) != c.state || o.Overdue(late) || o.Climb(late) {
			t.Errorf("got %+v, standing %q", o, o.Standing(late))
		}
		wantRefusal(t, c.end(&o, "again"), tocsin.RuleState)
	}
}

// TestTimeNeverEndsADuty: whatever the moments at which the clock looks, time only moves it up.
func TestTimeNeverEndsADuty(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		o := owed()
		o.Chain = o.Chain[:rapid.IntRange(0, 2).Draw(t, "chain")]
		o.Every = time.Duration(rapid.IntRange(0, 300).Draw(t, "every")) * time.Minute
		if rapid.IntRange(0, 9).Draw(t, "timeless") == 0 {
			o.Due = time.Time{}
		}
		now := noon
		for range rapid.IntRange(0, 20).Draw(t, "looks") {
			now = now.Add(time.Duration(rapid.IntRange(-60, 600).Draw(t, "minutes")) * time.Minute)
			before := o.Step
			next, moves := o.Next()
			climbed := o.Climb(now)
			if o.State != tocsin.Open || o.End != nil {
				t.Fatalf("time ended it: %+v", o)
			}
			if want := moves && !now.Before(next); climbed != want {
				t.Fatalf("at %s, next %s: got climbed %v", now, next, climbed)
			}
			if climbed && o.Step != before+1 || !climbed && o.Step != before || o.Step > len(o.Chain) || len(o.Climbed) != o.Step {
				t.Fatalf("from step %d to %d of %d", before, o.Step, len(o.Chain))
			}
			if later, ok := o.Next(); ok && later.Before(next) {
				t.Fatalf("the next step went back from %s to %s", next, later)
			}
		}
	})
}

func TestObligationKinds(t *testing.T) {
	t.Parallel()
	for i, k := range tocsin.ObligationKinds {
		if k.Plain() == "" || strings.Contains(k.Plain(), "_") || slices.Contains(tocsin.ObligationKinds[:i], k) {
			t.Errorf("%s: got %q, want words for a screen", k, k.Plain())
		}
	}
	if got := tocsin.ObligationKind("other").Plain(); got != "other" {
		t.Errorf("got %q", got)
	}
	if got := owed().Owes.String(); got != "city-police (duty_officer)" {
		t.Errorf("got %q", got)
	}
	if got := (tocsin.Party{Org: "city-police"}).String(); got != "city-police" {
		t.Errorf("got %q", got)
	}
}
