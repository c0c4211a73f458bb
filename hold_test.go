package tocsin_test

import (
	"testing"

	"tocsin"
)

func held(t testing.TB, threat tocsin.ThreatID) *tocsin.Hold {
	t.Helper()
	h, err := tocsin.PlaceHold("h", threat, sign(tocsin.DutyOfficer, "ada", "an inquiry"))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestPlaceHold(t *testing.T) {
	t.Parallel()
	_, err := tocsin.PlaceHold("h", "", sign(tocsin.DutyOfficer, "ada", "\t"))
	wantRefusal(t, err, tocsin.RuleReasonOwed)
	if h := held(t, "t-1"); h.State != tocsin.HoldStands || h.Scope() != "the threat t-1 with all that hangs on it" || held(t, "").Scope() != "everything" {
		t.Errorf("the hold is %+v", h)
	}
}

// TestHoldCovers: what belongs to another threat is free, what belongs to none that is named is not.
func TestHoldCovers(t *testing.T) {
	t.Parallel()
	one, two := tocsin.ThreatID("t-1"), tocsin.ThreatID("t-2")
	for _, c := range []struct {
		scope   tocsin.ThreatID
		threats []tocsin.ThreatID
		want    bool
	}{
		{one, []tocsin.ThreatID{one}, true},
		{one, []tocsin.ThreatID{two, one}, true},
		{one, []tocsin.ThreatID{two}, false},
		{one, nil, true},
		{"", []tocsin.ThreatID{two}, true},
		{"", nil, true},
	} {
		h := held(t, c.scope)
		if got := h.Covers(c.threats); got != c.want {
			t.Errorf("a hold on %s covers a record of %v: %v, want %v", h.Scope(), c.threats, got, c.want)
		}
		other := *held(t, "t-9")
		other.State = tocsin.HoldLifted
		err := tocsin.CheckHolds([]tocsin.Hold{other, *h}, c.threats)
		if c.want {
			wantRefusal(t, err, tocsin.RuleHold)
		} else if err != nil {
			t.Error(err)
		}
		h.State = tocsin.HoldLifted
		if h.Covers(c.threats) || tocsin.CheckHolds([]tocsin.Hold{*h}, c.threats) != nil {
			t.Errorf("a hold on %s that was lifted covers %v", h.Scope(), c.threats)
		}
	}
}

// TestLiftBy lifts a hold by an order of two, and by nothing less.
func TestLiftBy(t *testing.T) {
	t.Parallel()
	by := sign(tocsin.Inspector, "boris", "")
	given := func(change func(*tocsin.Order)) tocsin.Order {
		o := asked(t, tocsin.Lift, tocsin.Analyst, "ada")
		if err := o.Give(by, orderWithin); err != nil {
			t.Fatal(err)
		}
		change(o)
		return *o
	}
	for name, change := range map[string]func(*tocsin.Order){
		"of another kind":      func(o *tocsin.Order) { o.Kind = tocsin.Erase },
		"about another hold":   func(o *tocsin.Order) { o.About.ID = "h-2" },
		"not given":            func(o *tocsin.Order) { o.State, o.Given = tocsin.OrderAsked, nil },
		"said to be given":     func(o *tocsin.Order) { o.Given = nil },
		"carried out already":  func(o *tocsin.Order) { o.State = tocsin.OrderDone },
		"given by who asked":   func(o *tocsin.Order) { o.Given.Tag = "ada" },
		"given in one role":    func(o *tocsin.Order) { o.Asked.Role = tocsin.Inspector },
		"by the administrator": func(o *tocsin.Order) { o.Given.Role = tocsin.Administrator },
	} {
		h := held(t, "")
		wantRule(t, h.LiftBy(given(change), by), tocsin.RuleTwoRoles)
		if h.State != tocsin.HoldStands || h.Lifted != nil {
			t.Errorf("an order %s lifted the hold", name)
		}
	}
	h := held(t, "")
	if err := h.LiftBy(given(func(*tocsin.Order) {}), by); err != nil || h.State != tocsin.HoldLifted || h.Order != "o" {
		t.Errorf("lifted: %v, %+v", err, h)
	}
	wantRefusal(t, h.LiftBy(given(func(*tocsin.Order) {}), by), tocsin.RuleState)
}
