package desk_test

import (
	"fmt"
	"testing"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/tocsintest"
)

// crowded opens many files of what seems one danger, with as many reports beside them.
func crowded(t testing.TB, threats, reports int) *tocsintest.World {
	w := newWorld(t)
	for i := range reports {
		r := withID(plotReport(t), tocsin.ReportID(fmt.Sprintf("r-%d", i)))
		r.Origin = fmt.Sprintf("o-%d", i)
		w.Act(guard, tocsin.Analyst, client.RecordReport{Report: r})
	}
	for i := range threats {
		x := threat(t)
		x.ID, x.Title = tocsin.ThreatID(fmt.Sprintf("t-%d", i)), fmt.Sprintf("File %d", i)
		w.Act(guard, tocsin.Analyst, client.OpenThreat{Threat: x})
	}
	return w
}

// TestAskedOnce: among files and reports that all seem to be of one danger each pair is asked about,
// and once, also when windows end, after a restart and after an act that was refused.
func TestAskedOnce(t *testing.T) {
	t.Parallel()
	const threats, reports = 5, 4
	w := crowded(t, threats, reports)
	all := func(when string) {
		t.Helper()
		asked := map[string]int{}
		for _, o := range w.Snap(guard).Obligations {
			if o.Kind == tocsin.OweJoin || o.Kind == tocsin.OweTwin {
				asked[string(o.Kind)+" "+o.About.ID+" "+o.Subject.ID]++
			}
		}
		for pair, n := range asked {
			if n != 1 {
				t.Errorf("%s: %s was asked %d times", when, pair, n)
			}
		}
		if want := threats*reports + threats*(threats-1); len(asked) != want {
			t.Errorf("%s: %d pairs were asked about, want %d", when, len(asked), want)
		}
	}
	all("when all were opened")
	w.Refused(guard, tocsin.Analyst, client.NameThreat{Threat: "t-0", Other: "t-0"}, tocsin.RuleForm)
	w.Clock.Set(day(t, "2024-03-09").Latest.Add(time.Hour))
	w.Tick(guard)
	if got := w.Owed(guard, tocsin.OweReview); len(got) != threats {
		t.Errorf("reviews: %v", got)
	}
	all("when the windows ended")
	w.Restart(guard, "")
	w.Act(guard, tocsin.Analyst, client.DeclareOrigin{About: tocsin.Ref{Kind: tocsin.KindReport, ID: "r-0"}, Lineage: tocsin.Lineage{Origin: "o-9"}})
	for i := range threats {
		w.Act(guard, tocsin.Analyst, client.JoinReport{Report: "r-0", Threat: tocsin.ThreatID(fmt.Sprintf("t-%d", i))})
	}
	all("after a restart")
	checkLog(t, w, guard)
}

// TestTrackFollows: the record of a source that is kept in memory is what the record says, after each
// act that changes it.
func TestTrackFollows(t *testing.T) {
	t.Parallel()
	w := crowded(t, 2, 0)
	tell := func(id tocsin.ReportID, threat tocsin.ThreatID) {
		r := withID(plotReport(t), id)
		r.Origin, r.Access = "kestrel", tocsin.AccessRelayed
		w.Act(guard, tocsin.Analyst, client.RecordReport{Report: r})
		w.Act(guard, tocsin.Analyst, client.JoinReport{Report: id, Threat: threat})
	}
	misses := func(when string, want int) {
		t.Helper()
		if got := weigh(t, w, guard, "t-1").Accounts[0].Misses; got != want {
			t.Errorf("%s: %d misses, want %d", when, got, want)
		}
	}
	tell("new", "t-1")
	misses("at first", 0)
	tell("old", "t-0")
	for _, role := range []tocsin.Role{tocsin.DutyOfficer, tocsin.Approver} {
		w.Act(guard, role, client.DecidePart{Threat: "t-0", Part: "concert", Decision: tocsin.ReviewDecision{End: tocsin.CloseFalse, Reason: "He made it up", Evidence: "He says so himself", Successor: "As ever"}})
	}
	misses("closed as false", 1)
	w.Restart(guard, "")
	misses("after a restart", 1)
	w.Act(guard, tocsin.Analyst, client.DeclareOrigin{About: tocsin.Ref{Kind: tocsin.KindReport, ID: "old"}, Lineage: tocsin.Lineage{Origin: "heron"}})
	misses("it was another's", 0)
	w.Act(guard, tocsin.Analyst, client.DeclareOrigin{About: tocsin.Ref{Kind: tocsin.KindReport, ID: "old"}, Lineage: tocsin.Lineage{Origin: "kestrel"}})
	misses("it was not", 1)
	for _, o := range w.Snap(guard).Obligations {
		if o.About.ID == "old" && o.State == tocsin.Open {
			w.ActAs(guard, client.Caller{Role: tocsin.Analyst, Reason: "It is settled"}, client.Settle{Obligation: o.ID, How: "It is settled"})
		}
	}
	erased(w, guard, tocsin.KindReport, "old")
	misses("erased", 0)
}
