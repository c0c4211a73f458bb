package desk_test

import (
	"strings"
	"testing"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/tocsintest"
)

func TestWindowEndAsksForADecision(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Act(embassy, tocsin.Analyst, client.OpenThreat{Threat: threat(t)})
	w.Act(embassy, tocsin.SiteManager, client.StartMeasure{Measure: tocsin.Measure{ID: "m-1", Site: arena, What: "Dogs", Owner: tocsin.SiteManager, Threat: "t-1"}})
	w.AdvanceTo(time.Date(2024, 3, 8, 23, 59, 59, 0, time.UTC))
	if got := w.Owed(embassy, tocsin.OweReview); len(got) != 0 {
		t.Fatalf("asked before the window can have ended: %v", got)
	}
	w.Advance(time.Second) // the window ends on 9 March, at an hour that nobody said
	if got := w.Owed(embassy, tocsin.OweReview); len(got) != 1 {
		t.Fatalf("owed: %v", got)
	}
	w.Advance(14 * 24 * time.Hour)
	s := w.Snap(embassy)
	if got := s.Threats[0]; got.Now(w.Clock.Now()) != tocsin.ReviewDue || !got.IsOpen() || s.Measures[0].State != tocsin.MeasureInForce {
		t.Errorf("after two weeks: %s, measure %s", got.Now(w.Clock.Now()), s.Measures[0].State)
	}
	if got := w.Owed(embassy, tocsin.OweReview)[0]; got.Step != len(got.Chain) {
		t.Errorf("unanswered for two weeks, it is at step %d of %d", got.Step, len(got.Chain))
	}
	decide := func(end tocsin.WindowEnd, until string) client.DecidePart {
		d := tocsin.ReviewDecision{End: end, Reason: "r", Successor: "as ever"}
		if until != "" {
			d.Window.End = day(t, until)
		}
		return client.DecidePart{Threat: "t-1", Decision: d}
	}
	w.Act(embassy, tocsin.DutyOfficer, decide(tocsin.Extend, "2024-04-10"))
	if got := w.Owed(embassy, tocsin.OweReview); len(got) != 0 {
		t.Errorf("still owed after it was extended: %v", got)
	}
	w.AdvanceTo(time.Date(2024, 4, 10, 0, 0, 0, 0, time.UTC))
	if got := w.Owed(embassy, tocsin.OweReview); len(got) != 1 {
		t.Fatalf("the extension is not asked about when it ends: %v", got)
	}
	w.Act(embassy, tocsin.DutyOfficer, decide(tocsin.CloseMitigated, ""))
	if got := w.Owed(embassy, tocsin.OweReview); len(got) != 1 || !w.Snap(embassy).Threats[0].IsOpen() {
		t.Error("one signature ended it")
	}
	w.Act(embassy, tocsin.Approver, decide(tocsin.CloseMitigated, ""))
	if got := w.Owed(embassy, tocsin.OweReview); len(got) != 0 || w.Snap(embassy).Threats[0].IsOpen() {
		t.Error("two signatures did not end it")
	}
}

// An end that is told to the day opens its review with the first hour of the day, is due with the last, and is
// not said to have passed before it has.
func TestEndOfADay(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ end, says string }{
		"to the day":    {"2024-03-09", "runs until Sat 9 Mar 2024, and nobody has decided"},
		"to the minute": {"2024-03-09T00:00", "has ended, and nobody has decided"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			th := threat(t)
			th.Parts[0].Window = tocsin.Window{End: day(t, c.end)}
			w.Act(embassy, tocsin.Analyst, client.OpenThreat{Threat: th})
			w.AdvanceTo(day(t, "2024-03-09").Earliest.Add(time.Second))
			owed := w.Owed(embassy, tocsin.OweReview)
			if len(owed) != 1 || !strings.Contains(owed[0].What, c.says) || !owed[0].Due.Equal(day(t, c.end).Latest) {
				t.Errorf("owed: %+v", owed)
			}
		})
	}
}

// Times that a caller gives to less than a microsecond come due once, and then there is an end of it.
func TestLessThanAMicrosecond(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	fine := tocsintest.Start.Add(24*time.Hour + 367*time.Nanosecond)
	th := threat(t)
	th.Parts[0].Window = tocsin.Window{End: tocsin.Instant{Earliest: fine, Latest: fine, Precision: tocsin.ToSecond}}
	w.Act(embassy, tocsin.Analyst, client.OpenThreat{Threat: th})
	report := w.Act(embassy, tocsin.Analyst, client.RecordReport{Report: withID(plotReport(t), "r")})
	w.Act(embassy, tocsin.Analyst, client.AddListing{Listing: entry("l", report.Object.ID, fine)})
	w.Advance(30 * 24 * time.Hour)
	if got := w.Owed(embassy, tocsin.OweReview); len(got) != 1 || got[0].Step != len(got[0].Chain) {
		t.Errorf("the review: %+v", got)
	}
	if got := w.Snap(embassy).Listings; len(got) != 1 || got[0].State != tocsin.ListedLapsed {
		t.Errorf("the entry: %+v", got)
	}
	checkLog(t, w, embassy)
}

func TestPartialOutcomeAndDisplacement(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	th := threat(t)
	second := plot(t)
	second.ID, second.Facets.Place, second.Facets.Target = "temple", stated("The Old Temple"), stated("worshippers")
	th.Parts = append(th.Parts, second)
	w.Act(embassy, tocsin.Analyst, client.OpenThreat{Threat: th})
	held := tocsin.ReviewDecision{End: tocsin.CloseDisrupted, Reason: "The men were killed", Evidence: "raid", Successor: "as ever"}
	w.Refused(embassy, tocsin.WarningOfficer, client.DecidePart{Threat: "t-1", Decision: held}, tocsin.RulePartialOutcome)
	w.Refused(embassy, tocsin.WarningOfficer, client.DecidePart{Threat: "t-1", Decision: tocsin.ReviewDecision{End: "acted_not_substantiated", Reason: "r"}}, tocsin.RuleLeadNotThreat)
	for _, role := range []tocsin.Role{tocsin.WarningOfficer, tocsin.Approver} {
		w.Act(embassy, role, client.DecidePart{Threat: "t-1", Part: "temple", Decision: held})
	}
	if got := w.Snap(embassy).Threats[0]; !got.IsOpen() || got.Part("concert").State != tocsin.PartOpen {
		t.Error("one part's outcome closed another")
	}
	w.Act(embassy, tocsin.SiteManager, client.AddSite{Site: tocsin.Site{ID: "stadium", Name: "Stadium of Peace"}})
	w.Act(embassy, tocsin.SiteManager, client.AddEvent{Event: tocsin.Event{ID: "match", Site: "stadium", Name: "Match", At: day(t, "2024-03-09")}})
	moved := plot(t)
	moved.ID, moved.Facets.Place = "match", stated("Stadium of Peace")
	moved.State, moved.Reviewed, moved.Pending = tocsin.PartClosed, true, &held
	away := client.DecidePart{Threat: "t-1", Decision: tocsin.ReviewDecision{End: tocsin.Displaced, Reason: "The doors are watched", Successor: "as ever"}, Moved: &moved}
	w.Refused(embassy, tocsin.WarningOfficer, client.DecidePart{Threat: "t-1", Decision: tocsin.ReviewDecision{End: tocsin.Displaced, Reason: "r", Successor: "s", MovedTo: "nowhere"}}, tocsin.RuleForm)
	r := w.Act(embassy, tocsin.WarningOfficer, away)
	if !r.Pending {
		t.Error("one signature moved it")
	}
	got := w.Snap(embassy).Threats[0]
	if p := got.Part("match"); p == nil || p.State != tocsin.PartOpen || p.Pending != nil || p.Reviewed || p.Facets.Place.Site != "stadium" {
		t.Fatalf("the part that it moved to: %+v", p)
	}
	if owed := w.Owed(embassy, tocsin.OweGoNoGo); len(owed) != 1 || owed[0].About.ID != "match" {
		t.Errorf("the event where it moved to: %v", owed)
	}
	w.Act(embassy, tocsin.Approver, away)
	got = w.Snap(embassy).Threats[0]
	if got.Part("concert").State != tocsin.PartClosed || got.Part("match").State != tocsin.PartOpen || len(got.Parts) != 3 {
		t.Errorf("after both signed: %+v", got.Parts)
	}
}

func TestGoOrNoGo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	event := func(id, on string) client.AddEvent {
		return client.AddEvent{Event: tocsin.Event{ID: tocsin.EventID(id), Site: arena, Name: id, At: day(t, on)}}
	}
	owed := func() (ids []string) {
		for _, o := range w.Owed(guard, tocsin.OweGoNoGo) {
			ids = append(ids, o.About.ID)
		}
		return ids
	}
	want := func(when string, ids ...string) {
		t.Helper()
		got := owed()
		if len(got) != len(ids) {
			t.Errorf("%s: owed for %v, want %v", when, got, ids)
		}
	}
	w.Act(guard, tocsin.SiteManager, event("before", "2024-03-07"))
	w.Act(guard, tocsin.SiteManager, event("decided-early", "2024-03-08"))
	w.ActAs(guard, client.Caller{Role: tocsin.SiteManager, Reason: "as always"}, client.DecideEvent{Event: "decided-early", Decision: tocsin.Go})
	w.Act(guard, tocsin.Analyst, client.OpenThreat{Threat: threat(t)})
	want("the threat meets events on the calendar", "before", "decided-early")
	w.Act(guard, tocsin.SiteManager, event("within", "2024-03-08"))
	w.Act(guard, tocsin.SiteManager, event("after", "2024-03-22"))
	want("an event within the window", "before", "decided-early", "within")
	w.Refused(guard, tocsin.SiteManager, client.DecideEvent{Event: "within", Decision: tocsin.Go}, tocsin.RuleGoNoGo)
	for _, id := range []string{"before", "within", "decided-early"} {
		w.ActAs(guard, client.Caller{Role: tocsin.SiteManager, Reason: "doors are searched"}, client.DecideEvent{Event: tocsin.EventID(id), Decision: tocsin.Go})
	}
	want("decided")
	w.AdvanceTo(time.Date(2024, 3, 10, 0, 0, 0, 0, time.UTC))
	want("the window ended and nobody decided", "after")
	w.Act(guard, tocsin.SiteManager, event("late", "2024-03-23"))
	want("an event after the window that nobody decided on", "after", "late")
	w.Act(guard, tocsin.DutyOfficer, client.DecidePart{Threat: "t-1", Decision: tocsin.ReviewDecision{End: tocsin.Extend, Reason: "r", Window: tocsin.Window{End: day(t, "2024-03-30")}}})
	want("extended", "after", "late")
}

func TestSitesAndMeasures(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	by := func(role tocsin.Role, reason string) client.Caller { return client.Caller{Role: role, Reason: reason} }
	w.Act(guard, tocsin.SiteManager, client.RaiseSite{Site: arena, To: tocsin.Heightened})
	w.Act(guard, tocsin.SiteManager, client.StartMeasure{Measure: tocsin.Measure{
		ID: "dogs", Site: arena, What: "Dogs", Owner: tocsin.SiteManager, Sustainable: tocsin.At(tocsintest.Start.Add(72 * time.Hour)),
		Substitutes: []tocsin.Substitute{{What: "Bags", Equivalent: true}, {What: "Signs"}},
	}})
	w.Act(guard, tocsin.Analyst, client.OpenThreat{Threat: threat(t)})
	w.RefusedAs(guard, by(tocsin.SiteManager, "quiet"), client.LowerMeasure{Measure: "dogs"}, tocsin.RuleStepDownFrozen)
	w.RefusedAs(guard, by(tocsin.SiteManager, "quiet"), client.LowerSite{Site: arena, To: tocsin.Normal}, tocsin.RuleStepDownFrozen)
	w.Refused(guard, tocsin.SiteManager, client.SubstituteMeasure{Measure: "dogs", With: "Signs"}, tocsin.RuleEquivalent)
	w.Refused(guard, tocsin.SiteManager, client.SubstituteMeasure{Measure: "dogs", With: "Bags", ID: "dogs"}, tocsin.RuleState)
	w.Advance(72 * time.Hour)
	if got := w.Owed(guard, tocsin.OweSustain); len(got) != 1 || w.Snap(guard).Measures[0].State != tocsin.MeasureInForce {
		t.Fatalf("at the end of what can be kept up: %v", got)
	}
	w.Act(guard, tocsin.SiteManager, client.SubstituteMeasure{Measure: "dogs", With: "Bags", ID: "bags"})
	if got := w.Owed(guard, tocsin.OweSustain); len(got) != 0 {
		t.Errorf("still owed after it was substituted: %v", got)
	}
	w.AdvanceTo(tocsintest.Start.AddDate(0, 0, 29))
	w.RefusedAs(guard, by(tocsin.SiteManager, "quiet"), client.LowerMeasure{Measure: "bags"}, tocsin.RuleStepDownFrozen)
	w.AdvanceTo(tocsintest.Start.AddDate(0, 0, 30))
	if got := w.Owed(guard, tocsin.OweJustify); len(got) != 1 {
		t.Fatalf("after 30 days heightened: %v", got)
	}
	w.Refused(guard, tocsin.SiteManager, client.JustifySite{Site: arena}, tocsin.RuleReasonOwed)
	w.ActAs(guard, by(tocsin.SiteManager, "the threat is open"), client.JustifySite{Site: arena})
	w.Advance(30 * 24 * time.Hour)
	if got := w.Owed(guard, tocsin.OweJustify); len(got) != 1 {
		t.Errorf("not asked again 30 days after it was justified: %v", got)
	}
	for _, m := range []client.Message{client.LowerMeasure{Measure: "bags"}, client.LowerSite{Site: arena, To: tocsin.Normal}} {
		w.ActAs(guard, by(tocsin.SiteManager, "quiet"), m)
		w.ActAs(guard, by(tocsin.Approver, ""), m)
	}
	if got := w.Snap(guard); got.Measures[1].State != tocsin.MeasureLowered || got.Sites[0].Posture != tocsin.Normal || len(w.Owed(guard, tocsin.OweJustify)) != 0 {
		t.Errorf("lowered by two: measure %s, site %s", got.Measures[1].State, got.Sites[0].Posture)
	}
}

func TestSightingGoesToTheProtector(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	warned(t, w)
	s := tocsin.Sighting{ID: "s-1", Site: arena, Code: "PHOTO", What: "Filmed the doors", Threats: []tocsin.ThreatID{"x"}}
	r := w.Act(hall, tocsin.SiteManager, client.RecordSighting{Sighting: s})
	if len(r.SentTo) != 1 || r.SentTo[0] != guard || len(r.Joined) != 0 {
		t.Errorf("the venue's receipt: %+v", r)
	}
	w.Carry()
	got := w.Snap(guard)
	if len(got.Sightings) != 1 || len(got.Sightings[0].Threats) != 1 || got.Sightings[0].Threats[0] != got.Threats[0].ID || got.Sightings[0].ID == "s-1" {
		t.Errorf("at the guard: %+v", got.Sightings)
	}
}

func TestReportsAreLaidSideBySide(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Act(guard, tocsin.Analyst, client.RecordReport{Report: withID(plotReport(t), "first")})
	w.Act(guard, tocsin.Analyst, client.OpenThreat{Threat: threat(t)})
	w.Act(guard, tocsin.Analyst, client.RecordReport{Report: withID(plotReport(t), "second")})
	owed := w.Owed(guard, tocsin.OweJoin)
	if len(owed) != 2 {
		t.Fatalf("owed: %v", owed)
	}
	w.Act(guard, tocsin.Analyst, client.JoinReport{Report: "first", Threat: "t-1"})
	w.Refused(guard, tocsin.Analyst, client.Settle{Obligation: owed[1].ID, How: " "}, tocsin.RuleReasonOwed)
	w.Act(guard, tocsin.Analyst, client.Settle{Obligation: owed[1].ID, How: "Another group of this name"})
	if got := w.Owed(guard, tocsin.OweJoin); len(got) != 0 {
		t.Errorf("still owed: %v", got)
	}
	w.Act(guard, tocsin.DutyOfficer, client.DecidePart{Threat: "t-1", Decision: tocsin.ReviewDecision{End: tocsin.Extend, Reason: "r", Window: tocsin.Window{End: day(t, "2024-03-30")}}})
	w.AdvanceTo(tocsintest.Start.AddDate(0, 1, 0))
	if got := w.Owed(guard, tocsin.OweJoin); len(got) != 0 {
		t.Errorf("what an analyst answered is asked again: %v", got)
	}
}

// TestTickIsIdempotent applies the clock after a long silence: everything that came due is done at
// once, and a second time nothing is.
func TestTickIsIdempotent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Act(embassy, tocsin.DutyOfficer, client.Release{Warning: issued(t, w), Level: tocsin.Full})
	w.Clock.Set(tocsintest.Start.AddDate(0, 3, 0))
	if n := w.Tick(embassy); n == 0 {
		t.Fatal("nothing came due in three months")
	}
	leaves := w.Count(embassy)
	if n := w.Tick(embassy); n != 0 || w.Count(embassy) != leaves {
		t.Errorf("a second time at the same moment it did %d things", n)
	}
	if next, ok, err := w.Desk(embassy).NextDue(t.Context()); ok || err != nil {
		t.Errorf("something is due at %s, %v", next, err)
	}
	if did, err := w.Desk(embassy).Tick(t.Context(), time.Time{}); err != nil || len(did) != 0 {
		t.Errorf("without a time: %v, %v", did, err)
	}
}

// TestNobodyMakesTimePass gives the clock a time that has not come.
func TestNobodyMakesTimePass(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Act(embassy, tocsin.Analyst, client.OpenThreat{Threat: threat(t)})
	if did, err := w.Desk(embassy).Tick(t.Context(), tocsintest.Start.AddDate(50, 0, 0)); err != nil || len(did) != 0 {
		t.Errorf("told that 50 years had passed: %v, %v", did, err)
	}
}
