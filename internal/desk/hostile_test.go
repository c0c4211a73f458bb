package desk_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/desk"
	"tocsin/internal/tocsintest"
)

// plain is a release of the embassy to the guard.
func plain(t testing.TB, id tocsin.ReleaseID) tocsin.Release {
	t.Helper()
	return tocsin.Release{ID: id, From: embassy, To: guard, Level: tocsin.Full, TLP: tocsin.TLPAmber, Title: "A plan", Parts: []tocsin.Part{plot(t)}, Issued: tocsin.At(tocsintest.Start)}
}

func TestTakeIsSafeToRepeat(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first, err := take(t, w, guard, embassy, "release", plain(t, "rel-1"))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(plain(t, "rel-1"))
	if err != nil {
		t.Fatal(err)
	}
	leaves := w.Count(guard)
	again, err := w.Desk(guard).Take(t.Context(), embassy, desk.Parcel{ID: "another parcel", To: guard, Kind: "release", Body: raw})
	if err != nil || again.Leaf != first.Leaf || w.Count(guard) != leaves {
		t.Errorf("the same release in another parcel: leaf %d and %d, %v", first.Leaf, again.Leaf, err)
	}
	other := plain(t, "rel-1")
	other.Title = "Never mind"
	if _, err := take(t, w, guard, embassy, "release", other); refusalOf(err) == nil {
		t.Errorf("another release under the same id: %v", err)
	}
	if got := w.Snap(guard); len(got.Received) != 1 || len(got.Threats) != 1 || got.Received[0].Release.Title != "A plan" {
		t.Errorf("after three parcels: %d received, %d threats", len(got.Received), len(got.Threats))
	}
	// Another peer may use the same id: it is that peer's own.
	theirs := plain(t, "rel-1")
	theirs.From = hall
	if _, err := take(t, w, guard, hall, "release", theirs); err != nil {
		t.Error(err)
	}
	detail := tocsin.Reply{Release: "rel-1", From: hall, To: guard, Status: tocsin.GaveDetail, Words: "more", At: w.Clock.Now()}
	for range 2 {
		if _, err := take(t, w, guard, hall, "reply", detail); err != nil {
			t.Fatal(err)
		}
	}
	s := w.Snap(guard)
	if len(s.Received[0].Detail) != 0 || len(s.Received[1].Detail) != 1 {
		t.Errorf("one peer's detail went to another's release, or counted twice: %v, %v", s.Received[0].Detail, s.Received[1].Detail)
	}
	if w.Desk(guard).Org() != guard {
		t.Error("the desk does not know its name")
	}
}

func TestRefusedMessageIsTakenOnceItsPeerIsAdmitted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := plain(t, "rel-1")
	r.From = "late-comer"
	if _, err := take(t, w, guard, "late-comer", "release", r); refusalOf(err) == nil || refusalOf(err).Rule != tocsin.RuleUnknownPeer {
		t.Fatalf("a stranger's release: %v", err)
	}
	w.Act(guard, tocsin.Administrator, client.Admit{Org: tocsin.Org{ID: "late-comer", Name: "A friend"}})
	if _, err := take(t, w, guard, "late-comer", "release", r); err != nil {
		t.Errorf("the same release after its sender was admitted: %v", err)
	}
}

// TestPeersMayNot sends what no peer may send.
func TestPeersMayNot(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Act(embassy, tocsin.DutyOfficer, client.Release{Warning: issued(t, w), Level: tocsin.Full})
	w.Carry()
	sent := w.Snap(embassy).Sent[0].Release.ID
	reply := func(change func(*tocsin.Reply)) tocsin.Reply {
		r := tocsin.Reply{Release: sent, From: guard, To: embassy, Status: tocsin.Acting, At: w.Clock.Now()}
		change(&r)
		return r
	}
	release := func(change func(*tocsin.Release)) tocsin.Release {
		r := plain(t, "rel-9")
		r.From, r.To = guard, embassy
		change(&r)
		return r
	}
	for name, c := range map[string]struct {
		from tocsin.OrgID
		kind string
		body any
		rule tocsin.Rule
	}{
		"answer for another":         {hall, "reply", reply(func(r *tocsin.Reply) { r.From = hall }), tocsin.RuleUnknownPeer},
		"answer in another's name":   {hall, "reply", reply(func(*tocsin.Reply) {}), tocsin.RuleUnknownPeer},
		"answer by a stranger":       {"stranger", "reply", reply(func(r *tocsin.Reply) { r.From = "stranger" }), tocsin.RuleUnknownPeer},
		"answer to somebody else":    {guard, "reply", reply(func(r *tocsin.Reply) { r.To = hall }), tocsin.RuleUnknownPeer},
		"answer to nothing":          {guard, "reply", reply(func(r *tocsin.Reply) { r.Release = "rel-0" }), tocsin.RuleUnknownPeer},
		"say that it failed":         {guard, "reply", reply(func(r *tocsin.Reply) { r.Status = tocsin.Failed }), tocsin.RuleForm},
		"say that we queued it":      {guard, "reply", reply(func(r *tocsin.Reply) { r.Status = tocsin.Queued }), tocsin.RuleForm},
		"say nonsense":               {guard, "reply", reply(func(r *tocsin.Reply) { r.Status = "glad" }), tocsin.RuleForm},
		"say very much":              {guard, "reply", reply(func(r *tocsin.Reply) { r.Words = strings.Repeat("x", 100_000) }), tocsin.RuleForm},
		"give detail on our release": {guard, "reply", reply(func(r *tocsin.Reply) { r.Status = tocsin.GaveDetail }), tocsin.RuleUnknownPeer},
		"a release by a stranger":    {"stranger", "release", release(func(r *tocsin.Release) { r.From = "stranger" }), tocsin.RuleUnknownPeer},
		"a release from ourselves":   {embassy, "release", release(func(r *tocsin.Release) { r.From = embassy }), tocsin.RuleUnknownPeer},
		"a release for another":      {guard, "release", release(func(r *tocsin.Release) { r.To = hall }), tocsin.RuleUnknownPeer},
		"a release without an id":    {guard, "release", release(func(r *tocsin.Release) { r.ID = "" }), tocsin.RuleForm},
		"an id with a NUL":           {guard, "release", release(func(r *tocsin.Release) { r.ID = "a\x00b" }), tocsin.RuleForm},
		"no level":                   {guard, "release", release(func(r *tocsin.Release) { r.Level = "secret" }), tocsin.RuleForm},
		"a huge text":                {guard, "release", release(func(r *tocsin.Release) { r.Text = []tocsin.Text{{Words: strings.Repeat("x", 100_000)}} }), tocsin.RuleForm},
		"too many to tell":           {guard, "release", release(func(r *tocsin.Release) { r.Onward = make([]tocsin.Onward, 10_000) }), tocsin.RuleForm},
		"too many parts":             {guard, "release", release(func(r *tocsin.Release) { r.Parts = make([]tocsin.Part, 1000) }), tocsin.RuleForm},
		"a sighting by a stranger":   {"stranger", "sighting", tocsin.Sighting{Site: arena, Code: "PHOTO", What: "x"}, tocsin.RuleUnknownPeer},
		"an unknown field":           {guard, "reply", map[string]any{"release": sent, "trust": true}, tocsin.RuleForm},
		"another kind":               {guard, "order", map[string]any{}, tocsin.RuleForm},
	} {
		_, err := take(t, w, embassy, c.from, c.kind, c.body)
		if r := refusalOf(err); r == nil || r.Rule != c.rule {
			t.Errorf("%s: got %v, want a refusal by %s", name, err, c.rule)
		}
	}
	for name, body := range map[string]string{"twice": `{"release":"a","release":"b"}`, "more": `{} {}`, "deep": strings.Repeat("[", 5000), "none": ""} {
		_, err := w.Desk(embassy).Take(t.Context(), guard, desk.Parcel{ID: "x", To: embassy, Kind: "reply", Body: []byte(body)})
		if r := refusalOf(err); r == nil || r.Rule != tocsin.RuleForm {
			t.Errorf("JSON %s: %v", name, err)
		}
	}
	if got := w.Snap(embassy).Sent[0]; got.State != tocsin.ReceivedOK || len(got.Replies) != 1 {
		t.Errorf("after all of this the release is %s with %d replies", got.State, len(got.Replies))
	}
	checkLog(t, w, embassy)
}

// TestSloppyReleaseIsStillAWarning sends releases with faults in them: each is kept, opens a threat
// that stands, and makes owed what it should.
func TestSloppyReleaseIsStillAWarning(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Deaf = []tocsin.OrgID{embassy}
	far := time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	for i, change := range []func(*tocsin.Release){
		func(r *tocsin.Release) { r.Parts = append(r.Parts, r.Parts[0]) },
		func(r *tocsin.Release) { r.Parts[0].ID = "a part/with\nlines" },
		func(r *tocsin.Release) { r.Parts = nil },
		func(r *tocsin.Release) { r.Parts[0].Facets.Place = tocsin.Facet{State: "stated"} },
		func(r *tocsin.Release) { r.Parts[0].Facets.Place.State = "shouted" },
		func(r *tocsin.Release) { r.Parts[0].Facets.Place.Site = "someone-elses" },
		func(r *tocsin.Release) {
			r.Parts[0].State, r.Parts[0].Standing, r.Parts[0].Reviewed = tocsin.PartClosed, true, true
		},
		func(r *tocsin.Release) { r.Parts[0].Pending = &tocsin.ReviewDecision{End: tocsin.CloseFalse} },
		func(r *tocsin.Release) { r.Parts[0].Window.End.Earliest = time.Time{} },
		func(r *tocsin.Release) { r.Parts[0].Window.End = tocsin.At(far) },
		func(r *tocsin.Release) {
			r.Parts[0].Window.Start, r.Parts[0].Window.End = r.Parts[0].Window.End, tocsin.At(tocsintest.Start.AddDate(-1, 0, 0))
		},
		func(r *tocsin.Release) { r.Issued = tocsin.At(far) },
		func(r *tocsin.Release) { r.TLP, r.Title = "TLP:\x00MAUVE", " " },
		func(r *tocsin.Release) {
			r.Onward = []tocsin.Onward{{Victim: "v", Name: "V"}, {Victim: "v", Name: "W", By: far}, {Name: "X", Part: "no-such"}, {Victim: "a b", By: time.Date(1, 1, 1, 1, 0, 0, 0, time.UTC)}}
		},
		func(r *tocsin.Release) { r.Replaces = "rel-unknown"; r.Closing = &tocsin.ClosingMsg{How: "gone"} },
	} {
		r := plain(t, tocsin.ReleaseID(fmt.Sprintf("rel-%d", i)))
		change(&r)
		if _, err := take(t, w, guard, embassy, "release", r); err != nil {
			t.Errorf("release %d: %v", i, err)
			continue
		}
		s := w.Snap(guard)
		in := s.Received[len(s.Received)-1]
		if r.Closing != nil {
			if in.Threat != "" || in.Release.Closing == nil {
				t.Errorf("release %d: a message that ends nothing stands beside %q", i, in.Threat)
			}
			continue
		}
		th := s.Threats[len(s.Threats)-1]
		if th.ID != in.Threat || !th.IsOpen() || th.Check() != nil {
			t.Errorf("release %d: the threat is %+v", i, th)
		}
		for _, p := range th.Parts {
			if p.Standing || p.Pending != nil || p.Facets.Place.Site == "someone-elses" {
				t.Errorf("release %d: the sender decided about our part: %+v", i, p)
			}
		}
		seen := map[string]bool{}
		for _, o := range w.Owed(guard, tocsin.OweOnward) {
			if o.About.ID != string(in.ID) {
				continue
			}
			if o.Due.Before(w.Clock.Now()) || o.Due.After(w.Clock.Now().Add(12*time.Hour)) || seen[o.Subject.ID] {
				t.Errorf("release %d: to tell %s is due %s", i, o.Subject.ID, o.Due)
			}
			seen[o.Subject.ID] = true
		}
		if len(seen) != len(r.Onward) {
			t.Errorf("release %d: %d duties to tell somebody, want %d", i, len(seen), len(r.Onward))
		}
	}
	w.Advance(100 * 24 * time.Hour)
	for _, th := range w.Snap(guard).Threats {
		if !th.IsOpen() {
			t.Errorf("%q ended without a decision", th.Title)
		}
	}
	checkLog(t, w, guard)
}

// TestNothingIsWrittenOn gives every act that makes a record an id that is taken.
func TestNothingIsWrittenOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const an = tocsin.Analyst
	source := client.AddSource{ID: "x", Compartment: "QUARTZFIELD"}
	th, wa, sight := threat(t), warning(t), tocsin.Sighting{ID: "x", Site: arena, Code: "PHOTO", What: "x"}
	th.ID, wa.ID, wa.Threat = "x", "x", "x"
	made := []client.Message{
		client.RecordReport{Report: withID(plotReport(t), "x")}, client.OpenThreat{Threat: th}, client.DraftWarning{Warning: wa}, source,
		client.DecideDuty{Duty: tocsin.DutyDecision{ID: "x", Threat: "x", Threshold: tocsin.Threshold{Credible: "yes", Specific: "yes", Impending: "yes", Harm: "killing"}, Outcome: "warn", Reason: "r"}},
		client.RecordSighting{Sighting: sight}, client.RecordClaim{Claim: tocsin.Claim{ID: "x", Question: "q", Claimant: "c", Answer: "a"}},
		client.AddSite{Site: tocsin.Site{ID: "x", Name: "X"}}, client.StartMeasure{Measure: tocsin.Measure{ID: "x", Site: "x", What: "Dogs", Owner: tocsin.SiteManager}},
		client.RecordBriefing{Briefing: tocsin.Briefing{ID: "x", Site: "x", What: "Watch"}}, client.AddEvent{Event: tocsin.Event{ID: "x", Site: "x", Name: "X", At: day(t, "2024-05-01")}},
	}
	for _, m := range made {
		role := an
		switch m.(type) {
		case client.AddSite, client.StartMeasure, client.RecordBriefing, client.AddEvent:
			role = tocsin.SiteManager
		}
		w.Act(embassy, role, m)
		leaves := w.Count(embassy)
		w.Refused(embassy, role, m, tocsin.RuleState)
		if got := w.Count(embassy); got != leaves {
			t.Errorf("%s under an id that is taken left %d leaves", m.Name(), got-leaves)
		}
	}
	for _, id := range []tocsin.SiteID{"a b", "a/b", "../x", "a\x00", tocsin.SiteID(strings.Repeat("a", 100)), "é"} {
		w.Refused(embassy, tocsin.SiteManager, client.AddSite{Site: tocsin.Site{ID: id, Name: "X"}}, tocsin.RuleForm)
	}
	checkLog(t, w, embassy)
}

// TestSameIDOfTwoKinds has a report and a threat of one id: what is owed about the one is not met by
// the other.
func TestSameIDOfTwoKinds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Act(embassy, tocsin.Analyst, client.RecordReport{Report: withID(plotReport(t), "t-1")})
	w.Act(embassy, tocsin.Analyst, client.GradeReport{Report: "t-1", Reliability: "B", Credibility: 2})
	other := threat(t)
	other.Parts[0].Facets = tocsin.Facets{Place: stated("Somewhere else"), Actor: stated("Somebody else")}
	w.Act(embassy, tocsin.Analyst, client.OpenThreat{Threat: other})
	w.Act(embassy, tocsin.Analyst, client.DecideDuty{Duty: tocsin.DutyDecision{Threat: "t-1", Threshold: tocsin.Threshold{Credible: "yes", Specific: "yes", Impending: "yes", Harm: "killing"}, Outcome: "warn", Reason: "r"}})
	if got := w.Owed(embassy, tocsin.OweDutyDecision); len(got) != 1 {
		t.Errorf("the duty about the report was met by a decision about a threat of the same id")
	}
}

func TestCallerThatCannotBeWrittenDown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	m := client.RecordReport{Report: plotReport(t)}
	for _, who := range []client.Caller{
		{Role: tocsin.Analyst, Request: strings.Repeat("x", 200)}, {Role: tocsin.Analyst, Request: "a\nb"},
		{Role: tocsin.Analyst, Reason: strings.Repeat("x", 100_000)}, {Role: tocsin.Analyst, Org: "Not A Name"},
	} {
		w.RefusedAs(embassy, who, m, tocsin.RuleForm)
	}
	w.RefusedAs(embassy, client.Caller{Role: tocsin.Analyst, Org: guard}, m, tocsin.RulePermission)
	if _, err := w.Desk(embassy).Tick(t.Context(), w.Clock.Now().AddDate(100, 0, 0)); err != nil {
		t.Error(err)
	}
	if _, err := w.Desk(embassy).Take(t.Context(), guard, desk.Parcel{To: hall}); refusalOf(err) == nil || errors.Is(err, nil) {
		t.Errorf("a parcel for somebody else: %v", err)
	}
}
