package desk_test

import (
	"testing"
	"time"

	"tocsin"
	"tocsin/client"
)

// TestDutyIsDecidedAnewByANewerReport: that nobody is warned holds for what was known then. A
// newer report that is credible and specific asks again; that a warning goes out asks no more.
func TestDutyIsDecidedAnewByANewerReport(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Act(embassy, tocsin.Analyst, client.OpenThreat{Threat: threat(t)})
	join := func() {
		t.Helper()
		got := w.Act(embassy, tocsin.Analyst, client.RecordReport{Report: plotReport(t)})
		id := tocsin.ReportID(got.Object.ID)
		w.Act(embassy, tocsin.Analyst, client.GradeReport{Report: id, Reliability: "C", Credibility: 3})
		w.Act(embassy, tocsin.Analyst, client.JoinReport{Report: id, Threat: "t-1"})
	}
	decide := func(outcome tocsin.DutyOutcome, ground tocsin.WaiverGround) {
		t.Helper()
		got := w.Act(embassy, tocsin.Analyst, client.DecideDuty{Duty: tocsin.DutyDecision{
			Threat: "t-1", Outcome: outcome, Ground: ground, Reason: "as things stand",
			Threshold: tocsin.Threshold{Credible: "yes", Specific: "yes", Impending: "doubt", Harm: "killing"},
		}})
		if outcome != tocsin.Warn {
			w.Act(embassy, tocsin.Approver, client.AffirmDuty{Duty: tocsin.DutyID(got.Object.ID)})
		}
	}
	owed := func(want int, when string) {
		t.Helper()
		if got := w.Owed(embassy, tocsin.OweDutyDecision); len(got) != want {
			t.Errorf("%s: %d decisions are owed, want %d", when, len(got), want)
		}
	}
	join()
	owed(1, "after the first report")
	decide(tocsin.Waive, "no_reasonable_way")
	owed(0, "after the waiver was affirmed")
	w.Advance(time.Hour)
	join()
	owed(1, "after a newer report")
	decide(tocsin.Warn, "")
	owed(0, "after the decision to warn")
	w.Advance(time.Hour)
	join()
	owed(0, "after a report on what is warned of already")
}
