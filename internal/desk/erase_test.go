package desk_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/desk"
	"tocsin/internal/store"
	"tocsin/internal/tocsintest"
)

// askErase asks for an order to erase a record, as the analyst.
func askErase(w *tocsintest.World, org tocsin.OrgID, kind, id string) tocsin.OrderID {
	w.T.Helper()
	r := w.ActAs(org, client.Caller{Role: tocsin.Analyst, Reason: "a court asks for it"}, client.AskOrder{Kind: tocsin.Erase, About: tocsin.Ref{Kind: kind, ID: id}})
	return tocsin.OrderID(r.Object.ID)
}

// erased has a record erased by the order of two.
func erased(w *tocsintest.World, org tocsin.OrgID, kind, id string) client.Receipt {
	w.T.Helper()
	return w.Act(org, tocsin.Inspector, client.GiveOrder{Order: askErase(w, org, kind, id)})
}

// notErased has an order to erase refused by a rule, and nothing erased.
func notErased(w *tocsintest.World, org tocsin.OrgID, kind, id string, rule tocsin.Rule) {
	w.T.Helper()
	before := w.Snap(org)
	w.RefusedAs(org, client.Caller{Role: tocsin.Analyst, Reason: "a court asks for it"}, client.AskOrder{Kind: tocsin.Erase, About: tocsin.Ref{Kind: kind, ID: id}}, rule)
	if after := w.Snap(org); len(after.Orders) != len(before.Orders) || len(after.Erased) != len(before.Erased) {
		w.T.Errorf("what was refused left an order: %+v", after.Orders)
	}
}

// inFiles finds words in the files of an organisation: the database, its log, the checkpoint.
func inFiles(t testing.TB, w *tocsintest.World, org tocsin.OrgID, words ...string) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(filepath.Join(w.Dir, string(org)), func(file string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(file)
		if os.IsNotExist(err) {
			return nil
		}
		for _, word := range words {
			if strings.Contains(string(b), word) {
				found = append(found, word+" in "+filepath.Base(file))
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// nowhere wants words in no file of an organisation. What a reader of an older state still holds in
// the log beside the database goes a moment later.
func nowhere(t testing.TB, w *tocsintest.World, org tocsin.OrgID, words ...string) {
	t.Helper()
	var found []string
	for range 40 {
		if found = inFiles(t, w, org, words...); len(found) == 0 {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Errorf("still in the files of %s: %q", org, found)
}

// shownAnywhere is everything that a reader of an organisation's record is shown, now and at t.
func shownAnywhere(t testing.TB, w *tocsintest.World, org tocsin.OrgID, at ...time.Time) string {
	t.Helper()
	var all strings.Builder
	for _, when := range append(at, time.Time{}) {
		b, err := json.Marshal(w.AsOf(org, when))
		if err != nil {
			t.Fatal(err)
		}
		all.Write(b)
	}
	parcels, _ := w.Outbox(org)
	for _, p := range parcels {
		all.Write(p.Body)
	}
	return all.String()
}

// marked says the mark of a test's record, in a word that stands nowhere else.
func marked(n int) string { return fmt.Sprintf("XMARK%dX", n) }

// TestEraseEachKind has a record of each kind that may be erased say a word, and erases it: the
// word is in no file, in no answer and in no view of the past, and that the record was there is.
func TestEraseEachKind(t *testing.T) {
	t.Parallel()
	for kind, make := range map[string]func(w *tocsintest.World, mark string) string{
		tocsin.KindReport: func(w *tocsintest.World, mark string) string {
			r := plotReport(t)
			r.Title, r.Text = "Men "+mark+" were heard", mark
			r.Facets.Actor = stated("The " + mark + " men")
			w.Act(embassy, tocsin.Analyst, client.RecordReport{Report: withID(r, "r")})
			w.Act(embassy, tocsin.Analyst, client.GradeReport{Report: "r", Reliability: "B", Credibility: 2})
			w.Act(embassy, tocsin.Analyst, client.OpenThreat{Threat: quiet(t, "t-9")})
			w.Act(embassy, tocsin.Analyst, client.JoinReport{Report: "r", Threat: "t-9"})
			w.Act(embassy, tocsin.Analyst, client.DecideDuty{Duty: tocsin.DutyDecision{Threat: "t-9", Threshold: tocsin.Threshold{Credible: "yes", Specific: "yes", Impending: "yes", Harm: "killing"}, Outcome: "warn", Reason: "so"}})
			closed(w, embassy, "t-9")
			return "r"
		},
		tocsin.KindThreat: func(w *tocsintest.World, mark string) string {
			th := quiet(t, "t")
			th.Title, th.Victims = "An attack "+mark, []tocsin.Victim{{ID: "v", Name: "The " + mark, Kind: "structure"}}
			w.Act(embassy, tocsin.Analyst, client.OpenThreat{Threat: th})
			w.Act(embassy, tocsin.Analyst, client.Judge{Threat: "t", Judgement: tocsin.Judgement{Text: mark + " is likely."}})
			closed(w, embassy, "t")
			return "t"
		},
		tocsin.KindWarning: func(w *tocsintest.World, mark string) string { return warnedWith(t, w, mark) },
		tocsin.KindListing: func(w *tocsintest.World, mark string) string {
			w.Act(embassy, tocsin.Analyst, client.RecordReport{Report: withID(plotReport(t), "r")})
			e := entry("l", "r", w.Clock.Now().AddDate(0, 0, 20))
			e.Subject.Names, e.Reasons = []string{mark}, e.Reasons+" "+mark
			w.Act(embassy, tocsin.Analyst, client.AddListing{Listing: e})
			w.Act(embassy, tocsin.WarningOfficer, client.SendListings{Listings: []tocsin.ListingID{"l"}, To: guard})
			w.Carry()
			w.ActAs(embassy, client.Caller{Role: tocsin.Analyst, Reason: "not " + mark}, client.RemoveListing{Listing: "l", Ground: tocsin.WrongSubject})
			w.Carry()
			return "l"
		},
		tocsin.KindIntake: func(w *tocsintest.World, mark string) string {
			in := dissidents(3)
			in[1].Subject.Names, in[2].Reasons = []string{mark}, "A dissident "+mark
			id := w.Act(embassy, tocsin.DutyOfficer, client.TakeIn{List: tocsin.IncomingList{From: guard, Title: "The " + mark, Entries: in}}).Object.ID
			w.ActAs(embassy, client.Caller{Role: tocsin.Approver, Reason: "no act is stated"}, client.RefuseList{Intake: tocsin.IntakeID(id)})
			return id
		},
		tocsin.KindRegister: func(w *tocsintest.World, mark string) string {
			r := counted()
			r.Categories = slices.Clone(r.Categories)
			r.Categories[0].Threat, r.Source = "", "told by "+mark
			rec := w.Act(embassy, tocsin.Analyst, client.ImportRegister{Register: r})
			for _, o := range rec.Opened {
				w.Act(embassy, tocsin.WarningOfficer, client.Settle{Obligation: o.ID, How: "as " + mark + " said"})
			}
			return rec.Object.ID
		},
		tocsin.KindSource: func(w *tocsintest.World, mark string) string {
			return w.Act(embassy, tocsin.Analyst, client.AddSource{Compartment: mark, Names: []string{mark + " TWO"}}).Object.ID
		},
		tocsin.KindClaim: func(w *tocsintest.World, mark string) string {
			return w.Act(embassy, tocsin.Analyst, client.RecordClaim{Claim: tocsin.Claim{Question: "deaths", Claimant: mark, Answer: mark, Words: mark}}).Object.ID
		},
		tocsin.KindBriefing: func(w *tocsintest.World, mark string) string {
			r := w.Act(embassy, tocsin.SiteManager, client.RecordBriefing{Briefing: tocsin.Briefing{Site: arena, What: "Watch for " + mark}})
			w.Act(embassy, tocsin.SiteManager, client.Settle{Obligation: r.Opened[0].ID, How: "until tonight"})
			return r.Object.ID
		},
		tocsin.KindSighting: func(w *tocsintest.World, mark string) string {
			return w.Act(embassy, tocsin.DutyOfficer, client.RecordSighting{Sighting: tocsin.Sighting{Site: arena, Code: "PHOTO", What: "Filmed " + mark, Person: mark}}).Object.ID
		},
	} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			mark := marked(len(kind))
			w.T = t
			id := make(w, mark)
			w.Carry()
			before := w.Clock.Now()
			w.Clock.Set(before.Add(time.Hour))
			if !strings.Contains(shownAnywhere(t, w, embassy)+strings.Join(inFiles(t, w, embassy, mark), ""), mark) {
				t.Fatal("the word is nowhere before it is erased: the test looks in the wrong place")
			}
			r := erased(w, embassy, kind, id)
			if r.Erasure == nil || r.Erasure.Versions == 0 {
				t.Fatalf("the receipt says %+v", r.Erasure)
			}
			if text := shownAnywhere(t, w, embassy, before); strings.Contains(text, mark) {
				i := strings.Index(text, mark)
				t.Errorf("shown: ...%s...", text[max(0, i-200):i+40])
			}
			nowhere(t, w, embassy, mark)
			for _, at := range []time.Time{{}, before} {
				s := w.AsOf(embassy, at)
				i := slices.IndexFunc(s.Erased, func(e desk.Erased) bool { return e.Record == (tocsin.Ref{Kind: kind, ID: id}) })
				if i < 0 {
					t.Fatalf("as of %v: erased is %+v", at, s.Erased)
				}
				if e := s.Erased[i]; e.Asked != tocsin.Analyst || e.Given != tocsin.Inspector || e.Reason != "a court asks for it" || e.Leaf != r.Leaf || !e.At.Equal(r.Recorded) {
					t.Errorf("as of %v: %+v", at, e)
				}
			}
			notErased(w, embassy, kind, id, tocsin.RuleErased)
			got := checkVerified(t, w, embassy)
			if len(got.Gone) == 0 || got.Erased == 0 {
				t.Errorf("the verification knows of nothing that is gone: %+v", got)
			}
			checkLog(t, w, embassy)
		})
	}
}

// quiet is a threat that meets nothing else.
func quiet(t testing.TB, id tocsin.ThreatID) tocsin.Threat {
	t.Helper()
	th := threat(t)
	th.ID, th.Victims = id, nil
	th.Parts[0].Facets = tocsin.Facets{Place: stated("Quay " + string(id)), Actor: stated("Nobody of " + string(id))}
	return th
}

// closed ends a threat's one part by two.
func closed(w *tocsintest.World, org tocsin.OrgID, id tocsin.ThreatID) {
	w.T.Helper()
	for _, role := range []tocsin.Role{tocsin.DutyOfficer, tocsin.Approver} {
		w.Act(org, role, client.DecidePart{Threat: id, Part: "concert", Decision: tocsin.ReviewDecision{End: tocsin.CloseMitigated, Reason: "Held", Successor: "As ever"}})
	}
}

// warnedWith has the embassy warn the guard in words with a mark, and everything that follows done.
func warnedWith(t testing.TB, w *tocsintest.World, mark string) string {
	t.Helper()
	w.Act(embassy, tocsin.Analyst, client.OpenThreat{Threat: quiet(t, "t-9")})
	draft := warning(t)
	draft.ID, draft.Threat, draft.Title = "w", "t-9", "A danger "+mark
	draft.Versions = draft.Versions[:1]
	draft.Versions[0].Parts[0].Facets = quiet(t, "t-9").Parts[0].Facets
	draft.Versions[0].Text = []tocsin.Text{{Lang: "en", Words: "Of " + mark}}
	draft.Addressees = []tocsin.Addressee{{Org: guard, Role: "protector", Level: tocsin.Full}}
	w.Act(embassy, tocsin.WarningOfficer, client.DraftWarning{Warning: draft})
	w.Act(embassy, tocsin.Approver, client.SignWarning{Warning: "w"})
	w.Act(embassy, tocsin.WarningOfficer, client.Release{Warning: "w", Level: tocsin.Full})
	w.Carry()
	w.Act(embassy, tocsin.WarningOfficer, client.Parity{Warning: "w", Reason: "only they " + mark})
	closed(w, embassy, "t-9")
	return "w"
}

// TestEraseReceived: the receiver erases a warning that came in, when nothing is owed about it.
func TestEraseReceived(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Deaf = []tocsin.OrgID{embassy}
	mark := marked(1)
	r := plain(t, "rel-1")
	r.Title, r.Text = "A plan", []tocsin.Text{{Lang: "en", Words: "Of " + mark}}
	if _, err := take(t, w, guard, embassy, "release", r); err != nil {
		t.Fatal(err)
	}
	in := w.Snap(guard).Received[0]
	w.Act(guard, tocsin.DutyOfficer, client.GradeBlind{Received: in.ID, Credibility: 4})
	notErased(w, guard, tocsin.KindReceived, string(in.ID), tocsin.RuleInForce)
	closed(w, guard, in.Threat)
	got := erased(w, guard, tocsin.KindReceived, string(in.ID))
	text, err := json.Marshal(got)
	if err != nil || strings.Contains(string(text), string(embassy)) {
		t.Errorf("the receipt tells the sender that nobody was shown: %s", text)
	}
	if !strings.Contains(string(text), "threat/"+string(in.Threat)) {
		t.Errorf("the receipt does not say that the threat opened from it stays: %s", text)
	}
	w.Deaf = nil
	for _, seq := range waiting(w, guard) {
		if err := w.Desk(guard).Carried(t.Context(), seq); err != nil {
			t.Fatal(err)
		}
	}
	nowhere(t, w, guard, mark)
	again, err := take(t, w, guard, embassy, "release", r)
	if err != nil || again.Object.ID != "" {
		t.Errorf("the same release, carried again after it was erased: %+v, %v", again, err)
	}
	if s := w.Snap(guard); len(s.Received) != 0 || len(s.Erased) != 1 {
		t.Errorf("%d received, %d erased", len(s.Received), len(s.Erased))
	}
	w.Refused(guard, tocsin.DutyOfficer, client.Reveal{Received: in.ID}, tocsin.RuleErased)
	checkLog(t, w, guard)
}

func waiting(w *tocsintest.World, org tocsin.OrgID) []int64 {
	_, seqs := w.Outbox(org)
	return seqs
}

// TestEraseRefused tries what stands in the way of an erasure, one by one.
func TestEraseRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const an = tocsin.Analyst
	w.Act(embassy, an, client.RecordReport{Report: withID(plotReport(t), "r")})
	w.Act(embassy, an, client.OpenThreat{Threat: threat(t)})
	notErased(w, embassy, tocsin.KindReport, "none", tocsin.RuleForm)
	notErased(w, embassy, tocsin.KindReport, "r", tocsin.RuleInForce) // a duty is open: to lay the two side by side
	w.Act(embassy, an, client.JoinReport{Report: "r", Threat: "t-1"})
	notErased(w, embassy, tocsin.KindReport, "r", tocsin.RuleInForce) // the threat is open
	notErased(w, embassy, tocsin.KindThreat, "t-1", tocsin.RuleInForce)
	for _, kind := range []string{tocsin.KindOrg, tocsin.KindDuty, tocsin.KindSite, tocsin.KindMeasure, tocsin.KindEvent, tocsin.KindObligation, tocsin.KindRefusal, tocsin.KindOrder, tocsin.KindHold, tocsin.KindPerson, tocsin.KindNotice, tocsin.KindEffort, tocsin.KindPriority, tocsin.KindPublication, "leaf", "x"} {
		notErased(w, embassy, kind, "x", tocsin.RuleKept)
	}

	w.Act(embassy, tocsin.WarningOfficer, client.DraftWarning{Warning: warning(t)})
	w.Act(embassy, tocsin.Approver, client.SignWarning{Warning: "w-1"})
	for _, l := range []tocsin.Level{tocsin.Full, tocsin.Public} {
		w.Act(embassy, tocsin.WarningOfficer, client.Release{Warning: "w-1", Level: l})
	}
	w.Act(embassy, tocsin.SiteManager, client.StartMeasure{Measure: tocsin.Measure{ID: "m", Site: arena, What: "Dogs", Owner: tocsin.SiteManager, Threat: "t-1"}})
	closed(w, embassy, "t-1")
	notErased(w, embassy, tocsin.KindThreat, "t-1", tocsin.RuleInForce) // a measure against it is in force
	notErased(w, embassy, tocsin.KindWarning, "w-1", tocsin.RuleInForce)
	w.ActAs(embassy, client.Caller{Role: tocsin.SiteManager, Reason: "no need"}, client.LowerMeasure{Measure: "m"})
	w.ActAs(embassy, client.Caller{Role: tocsin.Approver, Reason: "no need"}, client.LowerMeasure{Measure: "m"})
	w.Deaf = []tocsin.OrgID{}
	w.Carry()
	in := w.Snap(guard).Received[0]
	w.Act(guard, tocsin.DutyOfficer, client.OnwardDone{Received: in.ID, Victim: "venue", Words: "by telephone"})
	w.Carry()
	notErased(w, embassy, tocsin.KindWarning, "w-1", tocsin.RuleInForce) // its instruction has no end
	notErased(w, embassy, tocsin.KindRelease, string(w.Snap(embassy).Sent[1].Release.ID), tocsin.RuleKept)
	w.Act(embassy, tocsin.WarningOfficer, client.CloseInstruction{Warning: "w-1", Level: tocsin.Public, How: "ended", Words: "It is over."})
	erased(w, embassy, tocsin.KindWarning, "w-1")
	erased(w, embassy, tocsin.KindThreat, "t-1")
	erased(w, embassy, tocsin.KindReport, "r")

	w.Act(guard, tocsin.DutyOfficer, client.OpenLead{Received: in.ID, Lead: tocsin.Lead{ID: "l", What: "a flat"}})
	w.Act(guard, tocsin.DutyOfficer, client.GradeBlind{Received: in.ID, Credibility: 4})
	closed(w, guard, in.Threat)
	notErased(w, guard, tocsin.KindReceived, string(in.ID), tocsin.RuleInForce) // the lead is open
	b := w.Act(hall, tocsin.SiteManager, client.RecordBriefing{Briefing: tocsin.Briefing{Site: arena, What: "Watch", Until: tocsin.At(w.Clock.Now().Add(time.Hour))}})
	notErased(w, hall, tocsin.KindBriefing, b.Object.ID, tocsin.RuleInForce)
	w.Clock.Set(w.Clock.Now().Add(2 * time.Hour))
	erased(w, hall, tocsin.KindBriefing, b.Object.ID)
	for _, org := range w.Orgs {
		checkLog(t, w, org)
	}
}

// TestSilentPeerIsNoHindrance: who never answered a warning does not keep it from being erased when
// its danger has ended; what it owed falls away with it.
func TestSilentPeerIsNoHindrance(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Deaf = []tocsin.OrgID{guard}
	mark := marked(3)
	warnedWith(t, w, mark)
	if owed := w.Owed(embassy, tocsin.OweReceipt); len(owed) != 1 || owed[0].Owes.Org != guard {
		t.Fatalf("owed: %+v", owed)
	}
	r := erased(w, embassy, tocsin.KindWarning, "w")
	if len(r.Ended) != 1 || r.Ended[0].Kind != tocsin.OweReceipt || r.Ended[0].State != tocsin.Ended {
		t.Errorf("ended: %+v", r.Ended)
	}
	if s := w.Snap(embassy); len(s.Open()) != 0 {
		t.Errorf("still open: %+v", s.Open())
	}
	w.Deaf = nil
	w.Carry() // it is told all the same: what waits is carried
	if len(w.Snap(guard).Received) != 1 || len(waiting(w, guard)) != 0 {
		t.Error("the release that waited was not carried, or its receipt waits")
	}
	s := w.Snap(embassy)
	if len(s.Refusals) != 1 || s.Refusals[0].Act != "reply.receive" || s.Refusals[0].Refusal.Rule != tocsin.RuleErased || s.Refusals[0].Words != "" {
		t.Errorf("that the receipt came is not on record: %+v", s.Refusals)
	}
	got, err := take(t, w, embassy, guard, "reply", tocsin.Reply{Release: tocsin.ReleaseID(s.Erased[len(s.Erased)-1].Record.ID), From: guard, To: embassy, Status: tocsin.Acting, Words: mark})
	if b, jerr := json.Marshal(got); err != nil || jerr != nil || strings.Contains(string(b), "court") {
		t.Errorf("a late answer is told why: %s, %v", b, err)
	}
	nowhere(t, w, embassy, mark)
	checkLog(t, w, embassy)
}

// TestAskOrderOfNothing asks for orders about what cannot be written down.
func TestAskOrderOfNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	leaves := w.Count(embassy)
	for _, about := range []tocsin.Ref{{}, {Kind: "report"}, {ID: "x"}, {Kind: "re\x00port", ID: "x"}, {Kind: "report", ID: "a\nb"}, {Kind: "report", ID: strings.Repeat("x", 100)}, {Kind: strings.Repeat("x", 100), ID: "x"}} {
		w.RefusedAs(embassy, client.Caller{Role: tocsin.Analyst, Reason: "so"}, client.AskOrder{Kind: tocsin.Erase, About: about}, tocsin.RuleForm)
	}
	if got := w.Count(embassy); got != leaves {
		t.Errorf("%d leaves", got-leaves)
	}
}

// TestEraseSource: a source goes when nothing needs it any more, and nothing holds its words.
func TestEraseSource(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const an = tocsin.Analyst
	id := w.Act(embassy, an, client.AddSource{Compartment: planted, Names: []string{access}}).Object.ID
	rep := withID(plotReport(t), "r")
	rep.Source = tocsin.SourceID(id)
	w.Act(embassy, an, client.RecordReport{Report: rep})
	settleAll(w, embassy, tocsin.OweFile)
	notErased(w, embassy, tocsin.KindSource, id, tocsin.RuleInForce)
	erased(w, embassy, tocsin.KindReport, "r")
	claim := w.Act(embassy, an, client.RecordClaim{Claim: tocsin.Claim{Question: "who", Claimant: "c", Answer: "so " + planted + " says"}}).Object.ID
	b := w.Act(embassy, tocsin.SiteManager, client.RecordBriefing{Briefing: tocsin.Briefing{Site: arena, What: "As " + access + " says"}})
	notErased(w, embassy, tocsin.KindSource, id, tocsin.RuleInForce)
	erased(w, embassy, tocsin.KindClaim, claim)
	notErased(w, embassy, tocsin.KindSource, id, tocsin.RuleInForce)
	w.Act(embassy, tocsin.SiteManager, client.Settle{Obligation: b.Opened[0].ID, How: "till " + access + " is gone"})
	erased(w, embassy, tocsin.KindBriefing, b.Object.ID)
	w.RefusedAs(embassy, client.Caller{Role: an, Reason: "because of " + planted}, client.AskOrder{Kind: tocsin.Erase, About: tocsin.Ref{Kind: tocsin.KindSource, ID: id}}, tocsin.RuleLeakSource)
	w.RefusedAs(embassy, client.Caller{Role: an, Reason: "because of " + planted}, client.PlaceHold{}, tocsin.RuleLeakSource)
	erased(w, embassy, tocsin.KindSource, id)
	nowhere(t, w, embassy, planted, access)
	if found := tellsPlanted(shownAnywhere(t, w, embassy, tocsintest.Start)); found != "" {
		t.Errorf("shown: %s", found)
	}
	if s := w.Snap(embassy); s.Sources != 0 {
		t.Errorf("%d sources", s.Sources)
	}
	checkLog(t, w, embassy)
}

// TestEraseTakesTwo plays every pair of a role and a person that may ask and give.
func TestEraseTakesTwo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	claim := func() tocsin.Ref {
		return w.Act(embassy, tocsin.Analyst, client.RecordClaim{Claim: tocsin.Claim{Question: "q", Claimant: "c", Answer: "a"}}).Object
	}
	gone := 0
	for _, asker := range tocsin.OrderAskers {
		for _, giver := range tocsin.Roles {
			for _, person := range []string{"ann", "bob"} {
				about := claim()
				o := w.ActAs(embassy, client.Caller{Role: asker, Person: "ann", Reason: "why"}, client.AskOrder{Kind: tocsin.Erase, About: about}).Object
				_, err := w.As(embassy, client.Caller{Role: giver, Person: person}).Act(t.Context(), client.GiveOrder{Order: tocsin.OrderID(o.ID)})
				want := tocsin.Rule("")
				switch {
				case !slices.Contains(tocsin.OrderGivers, giver):
					want = tocsin.RulePermission
				case giver == asker:
					want = tocsin.RuleTwoRoles
				case person == "ann":
					want = tocsin.RuleTwoPersons
				}
				if r := refusalOf(err); (r == nil) != (want == "") || r != nil && r.Rule != want {
					t.Errorf("asked by %s, given by %s %s: %v, want %q", asker, giver, person, err, want)
				}
				if err == nil {
					gone++
				}
			}
		}
	}
	if s := w.Snap(embassy); len(s.Erased) != gone || gone != 12 {
		t.Errorf("%d of %d orders erased something, want 12", len(s.Erased), gone)
	}
	checkLog(t, w, embassy)
}

// TestHold: nothing under a hold is erased, and it ends by two.
func TestHold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const an, in = tocsin.Analyst, tocsin.Inspector
	for _, id := range []tocsin.ThreatID{"t-1", "t-2"} {
		w.Act(embassy, an, client.OpenThreat{Threat: quiet(t, id)})
		r := plotReport(t)
		r.Facets = quiet(t, id).Parts[0].Facets
		w.Act(embassy, an, client.RecordReport{Report: withID(r, tocsin.ReportID("r-"+id))})
		w.Act(embassy, an, client.JoinReport{Report: tocsin.ReportID("r-" + id), Threat: id})
		closed(w, embassy, id)
	}
	claim := w.Act(embassy, an, client.RecordClaim{Claim: tocsin.Claim{Question: "q", Claimant: "c", Answer: "a"}}).Object.ID
	early := askErase(w, embassy, tocsin.KindReport, "r-t-1")
	w.RefusedAs(embassy, client.Caller{Role: tocsin.Administrator, Reason: "x"}, client.PlaceHold{Threat: "t-1"}, tocsin.RulePermission)
	w.Refused(embassy, an, client.PlaceHold{Threat: "t-1"}, tocsin.RuleReasonOwed)
	w.RefusedAs(embassy, client.Caller{Role: an, Reason: "x"}, client.PlaceHold{Threat: "t-9"}, tocsin.RuleForm)
	hold := w.ActAs(embassy, client.Caller{Role: an, Reason: "an inquiry"}, client.PlaceHold{Threat: "t-1"}).Object
	w.Refused(embassy, in, client.GiveOrder{Order: early}, tocsin.RuleHold) // asked before it, given under it
	notErased(w, embassy, tocsin.KindThreat, "t-1", tocsin.RuleHold)
	notErased(w, embassy, tocsin.KindReport, "r-t-1", tocsin.RuleHold)
	notErased(w, embassy, tocsin.KindClaim, claim, tocsin.RuleHold) // to which threat it belongs nobody knows
	erased(w, embassy, tocsin.KindReport, "r-t-2")
	all := w.ActAs(embassy, client.Caller{Role: in, Reason: "a court"}, client.PlaceHold{}).Object
	notErased(w, embassy, tocsin.KindThreat, "t-2", tocsin.RuleHold)

	lift := func(hold tocsin.Ref) {
		t.Helper()
		o := w.ActAs(embassy, client.Caller{Role: an, Reason: "it is over"}, client.AskOrder{Kind: tocsin.Lift, About: hold}).Object
		w.Refused(embassy, tocsin.Administrator, client.GiveOrder{Order: tocsin.OrderID(o.ID)}, tocsin.RulePermission)
		w.Act(embassy, in, client.GiveOrder{Order: tocsin.OrderID(o.ID)})
		w.RefusedAs(embassy, client.Caller{Role: an, Reason: "again"}, client.AskOrder{Kind: tocsin.Lift, About: hold}, tocsin.RuleState)
	}
	lift(all)
	erased(w, embassy, tocsin.KindThreat, "t-2")
	notErased(w, embassy, tocsin.KindThreat, "t-1", tocsin.RuleHold)
	lift(hold)
	w.Act(embassy, in, client.GiveOrder{Order: early})
	s := w.Snap(embassy)
	if len(s.Holds) != 2 || s.Holds[0].State != tocsin.HoldLifted || s.Holds[0].Lifted.Role != in || s.Holds[0].Order == "" {
		t.Errorf("the holds are %+v", s.Holds)
	}
	checkLog(t, w, embassy)
}

// TestOrderRunsOut: what nobody gives in time ends by the clock, and is not given late.
func TestOrderRunsOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	claim := w.Act(embassy, tocsin.Analyst, client.RecordClaim{Claim: tocsin.Claim{Question: "q", Claimant: "c", Answer: "a"}}).Object
	o := askErase(w, embassy, claim.Kind, claim.ID)
	w.RefusedAs(embassy, client.Caller{Role: tocsin.Approver, Reason: "too"}, client.AskOrder{Kind: tocsin.Erase, About: claim}, tocsin.RuleState)
	w.Clock.Set(w.Clock.Now().Add(24*time.Hour + time.Microsecond))
	w.Refused(embassy, tocsin.Inspector, client.GiveOrder{Order: o}, tocsin.RuleOrderExpired)
	w.Advance(time.Hour)
	if s := w.Snap(embassy); s.Orders[0].State != tocsin.OrderExpired || len(s.Erased) != 0 || len(s.Claims) != 1 {
		t.Errorf("%+v", s.Orders)
	}
	w.Refused(embassy, tocsin.Inspector, client.GiveOrder{Order: o}, tocsin.RuleOrderExpired)
	erased(w, embassy, claim.Kind, claim.ID)
	if at, due, err := w.Desk(embassy).NextDue(t.Context()); due || err != nil {
		t.Errorf("something is due at %s, %v", at, err)
	}
	checkLog(t, w, embassy)
}

// TestReasonStays: the reasons of an order are what is left, so they may not say what is to go.
func TestReasonStays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := plotReport(t)
	r.Title = "Ivan was seen at the depot"
	w.Act(embassy, tocsin.Analyst, client.RecordReport{Report: withID(r, "r")})
	settleAll(w, embassy, tocsin.OweFile)
	about := tocsin.Ref{Kind: tocsin.KindReport, ID: "r"}
	tells := "it is not true that IVAN was seen at the depot"
	w.RefusedAs(embassy, client.Caller{Role: tocsin.Analyst, Reason: tells}, client.AskOrder{Kind: tocsin.Erase, About: about}, tocsin.RuleForm)
	o := askErase(w, embassy, about.Kind, about.ID)
	w.RefusedAs(embassy, client.Caller{Role: tocsin.Inspector, Reason: tells}, client.RefuseOrder{Order: o}, tocsin.RuleForm)
	w.RefusedAs(embassy, client.Caller{Role: tocsin.Inspector, Reason: tells}, client.GiveOrder{Order: o}, tocsin.RuleForm)
	w.ActAs(embassy, client.Caller{Role: tocsin.Inspector, Reason: "as asked"}, client.GiveOrder{Order: o})
	if got := w.Snap(embassy).Orders[0]; got.Asked.Reason != "a court asks for it" || got.Given.Reason != "as asked" || got.Done == nil {
		t.Errorf("the order says %+v", got)
	}
}

// TestErasedWordsGoEverywhere: the duties, refusals and answers that repeated a threat lose its
// words, and nothing else of them is lost, at any time.
func TestErasedWordsGoEverywhere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const an = tocsin.Analyst
	th := threat(t)
	th.Title, th.Victims[0].Name = "Attack on the Zephyr Rink", "The Zephyr Rink"
	th.Parts[0].Facets.Place = stated("Zephyr Rink")
	who := client.Caller{Role: an, Request: "open-1"}
	w.ActAs(embassy, who, client.OpenThreat{Threat: th})
	w.Act(embassy, an, client.RecordReport{Report: withID(plotReport(t), "r")})
	asked := w.Snap(embassy).Open()
	if len(asked) != 1 || !strings.Contains(asked[0].What, "Zephyr") {
		t.Fatalf("the duty does not quote the threat: %+v", asked)
	}
	bad := warning(t)
	bad.Versions[1].Text[0].Words = "Stay away from the Zéphyr-Rink."
	w.Refused(embassy, tocsin.WarningOfficer, client.DraftWarning{Warning: bad}, tocsin.RuleLeak)
	before := w.Clock.Now()
	w.Clock.Set(before.Add(30 * time.Hour)) // the duty has climbed once when it is settled
	w.Tick(embassy)
	w.ActAs(embassy, client.Caller{Role: an, Request: "settle-1"}, client.Settle{Obligation: asked[0].ID, How: "not about the Zephyr Rink"})
	closed(w, embassy, "t-1")
	settled := w.Clock.Now()
	w.Clock.Set(settled.Add(time.Hour))
	was := w.AsOf(embassy, before)
	got := erased(w, embassy, tocsin.KindThreat, "t-1")
	if len(got.Erasure.Took) < 2 {
		t.Errorf("words were taken out of %v", got.Erasure.Took)
	}
	if text := shownAnywhere(t, w, embassy, before, settled); strings.Contains(strings.ToLower(text), "phyr") {
		i := strings.Index(strings.ToLower(text), "phyr")
		t.Errorf("shown: ...%s...", text[max(0, i-300):i+40])
	}
	nowhere(t, w, embassy, "Zephyr", "Zéphyr")
	is := w.AsOf(embassy, before)
	same := func(what string, x, y any) {
		t.Helper()
		if a, b := fmt.Sprintf("%+v", x), fmt.Sprintf("%+v", y); a != b {
			t.Errorf("%s was\n%s\nis\n%s", what, a, b)
		}
	}
	o, p := was.Obligations[0], is.Obligations[0]
	o.What, p.What = "", ""
	for i := range o.Score {
		o.Score[i].Why, p.Score[i].Why = "", ""
	}
	same("the open duty, before it climbed,", o, p)
	after := w.Snap(embassy).Obligations[0]
	if after.State != tocsin.Met || after.Step == 0 || after.End.Role != an || after.How == "" || after.What == "" {
		t.Errorf("the duty is %+v", after)
	}
	x, y := was.Refusals[0], is.Refusals[0]
	x.Refusal.Reason, x.Refusal.Instead, y.Refusal.Reason, y.Refusal.Instead = "", "", "", ""
	same("the refusal", x, y)
	w.RefusedAs(embassy, who, client.OpenThreat{Threat: th}, tocsin.RuleErased)
	w.RefusedAs(embassy, client.Caller{Role: an, Request: "settle-1"}, client.Settle{Obligation: asked[0].ID, How: "not about the Zephyr Rink"}, tocsin.RuleErased)
	checkLog(t, w, embassy)
}

// TestAfterErasure does with what hung on an erased record all that could be done before.
func TestAfterErasure(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const an = tocsin.Analyst
	w.Act(embassy, an, client.RecordReport{Report: withID(plotReport(t), "r")})
	w.Act(embassy, an, client.OpenThreat{Threat: quiet(t, "t-1")})
	w.Act(embassy, an, client.JoinReport{Report: "r", Threat: "t-1"})
	w.Act(embassy, tocsin.WarningOfficer, client.DraftWarning{Warning: func() tocsin.Warning {
		d := warning(t)
		d.Versions = d.Versions[:1]
		d.Addressees = d.Addressees[:1]
		d.Addressees[0].Reaches = nil
		return d
	}()})
	closed(w, embassy, "t-1")
	erased(w, embassy, tocsin.KindThreat, "t-1")
	w.Act(embassy, an, client.GradeReport{Report: "r", Reliability: "B", Credibility: 2})
	for _, m := range []client.Message{
		client.Judge{Threat: "t-1", Judgement: tocsin.Judgement{Text: "So."}}, client.JoinReport{Report: "r", Threat: "t-1"},
		client.DecideDuty{Duty: tocsin.DutyDecision{Threat: "t-1", Threshold: tocsin.Threshold{Credible: "yes", Specific: "yes", Impending: "yes", Harm: "killing"}, Outcome: "warn", Reason: "so"}},
		client.DecidePart{Threat: "t-1", Part: "concert", Decision: tocsin.ReviewDecision{End: tocsin.Extend, Reason: "so"}},
		client.SignWarning{Warning: "w-1"}, client.IssueUrgent{Warning: "w-1"}, client.PlaceHold{Threat: "t-1"},
		client.DraftWarning{Warning: warning(t)},
	} {
		role := tocsin.Approver
		if _, draft := m.(client.DraftWarning); draft {
			w.RefusedAs(embassy, client.Caller{Role: role, Reason: "so"}, m, tocsin.RuleState) // the id is taken
			continue
		}
		w.RefusedAs(embassy, client.Caller{Role: role, Reason: "so"}, m, tocsin.RuleErased)
	}
	w.Act(embassy, an, client.OpenThreat{Threat: threat2(t)})
	w.Advance(365 * 24 * time.Hour)
	if _, err := w.Desk(embassy).Threat(t.Context(), "t-1"); refusalOf(err) == nil || refusalOf(err).Rule != tocsin.RuleErased {
		t.Errorf("reading it: %v", err)
	}
	w.View(embassy, func(v store.View) error {
		r, err := v.Get(tocsin.KindThreat, "t-1")
		if err != nil || !r.Erased || r.Body != nil || !r.Due.IsZero() && r.State == store.StateErased {
			t.Errorf("%+v, %v", r, err)
		}
		return nil
	})
	checkLog(t, w, embassy)
}

func threat2(t testing.TB) tocsin.Threat {
	th := threat(t)
	th.ID = "t-2"
	return th
}

// TestOrdersTakeNamedPersons: a role account is nobody in particular, so it neither asks nor gives.
func TestOrdersTakeNamedPersons(t *testing.T) {
	t.Parallel()
	w := tocsintest.New(t, tocsintest.Options{}, "hall")
	w.Meet(tocsin.Org{ID: "hall", Name: "Hall"})
	r := w.Act("hall", tocsin.DutyOfficer, client.RecordReport{Report: tocsin.Report{Title: "a slip", Text: "a"}}).Object
	ask := client.AskOrder{Kind: tocsin.Erase, About: r}
	refused := func(who client.Caller, m client.Message) {
		t.Helper()
		_, err := w.As("hall", who).Act(t.Context(), m)
		if got, ok := errors.AsType[*tocsin.Refusal](err); !ok || got.Rule != tocsin.RuleTwoPersons {
			t.Errorf("%s %q: got %v, want a refusal by %s", who.Role, who.Person, err, tocsin.RuleTwoPersons)
		}
	}
	refused(client.Caller{Role: tocsin.Analyst, Reason: "a slip"}, ask)
	o, err := w.As("hall", client.Caller{Role: tocsin.Analyst, Person: "ann", Reason: "told in confidence"}).Act(t.Context(), ask)
	if err != nil {
		t.Fatal(err)
	}
	give := client.GiveOrder{Order: tocsin.OrderID(o.Object.ID)}
	refused(client.Caller{Role: tocsin.Inspector}, give)
	refused(client.Caller{Role: tocsin.Inspector, Person: "ann"}, give)
	if _, err := w.As("hall", client.Caller{Role: tocsin.Inspector, Person: "bob"}).Act(t.Context(), give); err != nil {
		t.Error(err)
	}
}

// settleAll meets the open duties of a kind by a word.
func settleAll(w *tocsintest.World, org tocsin.OrgID, kind tocsin.ObligationKind) {
	w.T.Helper()
	for _, o := range w.Owed(org, kind) {
		w.Act(org, tocsin.Analyst, client.Settle{Obligation: o.ID, How: "It is another matter"})
	}
}
