package desk_test

import (
	"strings"
	"testing"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/tocsintest"
)

func TestReceiptIsOwedUntilItComes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Act(embassy, tocsin.DutyOfficer, client.Release{Warning: issued(t, w), Level: tocsin.Full})
	owed := w.Owed(embassy, tocsin.OweReceipt)
	if len(owed) != 1 || owed[0].Owes.Org != guard {
		t.Fatalf("owed: %v", owed)
	}
	w.RefusedAs(embassy, client.Caller{Role: tocsin.DutyOfficer}, client.Settle{Obligation: owed[0].ID, How: "They have it"}, tocsin.RuleState)
	w.Clock.Set(w.Clock.Now().Add(2 * time.Hour)) // nothing was carried yet
	w.Tick(embassy)
	if got := w.Owed(embassy, tocsin.OweReceipt)[0].Step; got != 1 {
		t.Errorf("after two hours it is at step %d", got)
	}
	w.Carry()
	if got := w.Owed(embassy, tocsin.OweReceipt); len(got) != 0 {
		t.Errorf("still owed after the receipt: %v", got)
	}
	if got := w.Snap(embassy).Sent[0].State; got != tocsin.ReceivedOK {
		t.Errorf("the release is %s", got)
	}
}

func TestOnwardDutyIsHeldOnBothSides(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := warned(t, w)
	here, there := w.Owed(guard, tocsin.OweOnward), w.Owed(embassy, tocsin.OweOnward)
	if len(here) != 1 || len(there) != 1 || here[0].Owes.Org != guard || there[0].Owes.Org != guard || !here[0].Due.Equal(there[0].Due) {
		t.Fatalf("here %+v\nthere %+v", here, there)
	}
	for org, o := range map[tocsin.OrgID]tocsin.Obligation{guard: here[0], embassy: there[0]} {
		w.Refused(org, tocsin.WarningOfficer, client.Settle{Obligation: o.ID, How: "done"}, tocsin.RuleState)
	}
	w.Refused(guard, tocsin.DutyOfficer, client.OnwardDone{Received: in.ID, Victim: "nobody", Words: "told"}, tocsin.RuleState)
	w.Refused(guard, tocsin.DutyOfficer, client.OnwardDone{Received: in.ID, Victim: "venue"}, tocsin.RuleForm)
	w.Act(guard, tocsin.DutyOfficer, client.OnwardDone{Received: in.ID, Victim: "venue", Words: "By telephone to the manager"})
	w.Carry()
	if a, b := w.Owed(guard, tocsin.OweOnward), w.Owed(embassy, tocsin.OweOnward); len(a)+len(b) != 0 {
		t.Errorf("still owed: here %v, there %v", a, b)
	}
	w.Refused(guard, tocsin.DutyOfficer, client.OnwardDone{Received: in.ID, Victim: "venue", Words: "again"}, tocsin.RuleState)
}

func TestNotSubstantiatedAsksTheSender(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := warned(t, w)
	w.Act(guard, tocsin.DutyOfficer, client.OpenLead{Received: in.ID, Lead: tocsin.Lead{ID: "l-1", What: "A flat"}})
	w.Refused(guard, tocsin.DutyOfficer, client.OpenLead{Received: in.ID, Lead: tocsin.Lead{ID: "l-1", What: "Another"}}, tocsin.RuleState)
	no := client.CloseLead{Received: in.ID, Lead: "l-1", Outcome: "acted_not_substantiated", Acts: "Searched"}
	w.Refused(guard, tocsin.DutyOfficer, no, tocsin.RuleReasonOwed)
	no.Doubt = "Which entrance?"
	w.Act(guard, tocsin.DutyOfficer, no)
	if !w.Snap(guard).Threats[0].IsOpen() {
		t.Error("a lead that was not substantiated closed the threat")
	}
	w.Carry()
	asked, tracked := w.Owed(guard, tocsin.OweDetail), w.Owed(embassy, tocsin.OweDetail)
	if len(asked) != 1 || len(tracked) != 1 || tracked[0].Owes.Org != embassy || asked[0].Owes.Org != "" {
		t.Fatalf("asked %+v\ntracked %+v", asked, tracked)
	}
	w.Refused(guard, tocsin.Analyst, client.Settle{Obligation: asked[0].ID, How: "No need any more"}, tocsin.RuleState)
	release := w.Snap(embassy).Sent[0].Release.ID
	w.Act(embassy, tocsin.WarningOfficer, client.GiveDetail{Release: release, Words: "The entrance on the north side."})
	w.Carry()
	if a, b := w.Owed(guard, tocsin.OweDetail), w.Owed(embassy, tocsin.OweDetail); len(a)+len(b) != 0 {
		t.Errorf("still owed: here %v, there %v", a, b)
	}
	if got := w.Snap(guard).Received[0]; got.State != tocsin.NotSubstantiated || len(got.Detail) != 1 {
		t.Errorf("the warning at the guard: %s, detail %v", got.State, got.Detail)
	}
	w.Act(guard, tocsin.DutyOfficer, client.Ask{Received: in.ID, Words: "Which hour?"})
	w.Carry()
	if a, b := w.Owed(guard, tocsin.OweDetail), w.Owed(embassy, tocsin.OweDetail); len(a) != 1 || len(b) != 1 {
		t.Errorf("asked again: here %v, there %v", a, b)
	}
}

func TestDismissal(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := warned(t, w)
	try := func(rule tocsin.Rule, reason tocsin.DismissReason, evidence, words string) {
		t.Helper()
		w.Refused(guard, tocsin.WarningOfficer, client.Dismiss{Received: in.ID, Reason: reason, Evidence: evidence, Words: words}, rule)
	}
	try(tocsin.RuleBlindFirst, tocsin.KnownFalse, "The hall is closed that week", "")
	try(tocsin.RuleDismissalReason, "dislike", "none", "")
	try(tocsin.RuleDismissalReason, tocsin.KnownFalse, "", "")
	try(tocsin.RuleDistrust, tocsin.KnownFalse, "x", "This is blackmail")
	for _, o := range everybody { // whoever is named: the answer is the same, so nobody learns who it is
		if o.ID != guard {
			try(tocsin.RuleDistrust, tocsin.KnownFalse, "x", "What "+o.Name+" says is never so")
		}
	}
	w.Act(guard, tocsin.Analyst, client.GradeBlind{Received: in.ID, Credibility: 5})
	w.Act(guard, tocsin.Analyst, client.Reveal{Received: in.ID})
	try(tocsin.RuleDistrust, tocsin.KnownFalse, "x", "Norland says much")
	w.Act(guard, tocsin.WarningOfficer, client.Dismiss{Received: in.ID, Reason: tocsin.OutsideJurisdiction, Evidence: "Passed on to the Company that runs the venue"})
	try(tocsin.RuleState, tocsin.KnownFalse, "x", "")
	w.Carry()
	if got := w.Snap(embassy).Sent[0]; got.State != tocsin.Dismissed {
		t.Errorf("the sender sees %s", got.State)
	}
	if !w.Snap(guard).Threats[0].IsOpen() {
		t.Error("the dismissal closed the threat")
	}
}

// TestDigestRepeats makes the same acts with the same seed: the record is the same.
func TestDigestRepeats(t *testing.T) {
	t.Parallel()
	digest := func(seed string) string {
		w := &teller{World: worldOf(t, tocsintest.Options{Seed: seed}, everybody), t: t, once: true}
		w.tell()
		w.AdvanceTo(tocsintest.Start.AddDate(0, 1, 0))
		var all strings.Builder
		for _, org := range w.Orgs {
			d, err := w.Desk(org).Digest(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			all.WriteString(d)
		}
		return all.String()
	}
	one := digest("one")
	if digest("one") != one {
		t.Error("one seed gave two records")
	}
	if digest("two") == one {
		t.Error("two seeds gave one record")
	}
}
