package desk_test

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"testing"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/desk"
	"tocsin/internal/node"
	"tocsin/internal/store"
	"tocsin/internal/tocsintest"
	"tocsin/seal"

	"github.com/google/go-cmp/cmp"
)

// checkLog holds an organisation's log to its records: each leaf is a statement that decodes under
// the desk's key, commits to exactly the versions that were written with it, and says what it was.
// It returns how often each act stands in the log.
func checkLog(t testing.TB, w *tocsintest.World, org tocsin.OrgID) map[desk.Act]int {
	t.Helper()
	want := map[int64]map[string]string{} // leaf -> record -> digest
	for _, kind := range desk.Kinds {
		w.View(org, func(v store.View) error {
			for cur, err := range v.List(store.Query{Kind: kind}) {
				if err != nil {
					return err
				}
				for r, err := range v.History(kind, cur.ID) {
					if err != nil {
						return err
					}
					name := fmt.Sprintf("%s/%s/%d", r.Kind, r.ID, r.Version)
					if want[r.Leaf] == nil {
						want[r.Leaf] = map[string]string{}
					}
					if r.Erased {
						want[r.Leaf][name] = "erased"
						continue
					}
					digest, err := seal.Commit(r.Salt, r.Body)
					if err != nil {
						return err
					}
					want[r.Leaf][name] = hex.EncodeToString(digest[:])
				}
			}
			return nil
		})
	}
	seen := map[desk.Act]int{}
	for _, l := range w.Leaves(org) {
		var s seal.Act
		if _, err := seal.Decode(l.Statement, seal.ActType, &s, w.Verifiers(org)); err != nil {
			t.Fatalf("%s, leaf %d (%s): %v", org, l.Index, l.Act, err)
		}
		got := map[string]string{}
		for _, c := range s.Content {
			if got[c.Record] = c.Digest; want[l.Index][c.Record] == "erased" {
				got[c.Record] = "erased"
			}
		}
		if diff := cmp.Diff(want[l.Index], got); diff != "" {
			t.Errorf("%s, leaf %d (%s): commits to other versions than were written (-written +committed):\n%s", org, l.Index, l.Act, diff)
		}
		if s.Act != l.Act || s.At != seal.FormatTime(l.Recorded) || seal.ID(l.Statement) != l.ID {
			t.Errorf("%s, leaf %d: the statement says %s at %s, the leaf %s at %s", org, l.Index, s.Act, s.At, l.Act, l.Recorded)
		}
		seen[desk.Act(l.Act)]++
	}
	checkVerified(t, w, org)
	return seen
}

// checkVerified has the desk and the store verify an organisation's record: nothing is found.
func checkVerified(t testing.TB, w *tocsintest.World, org tocsin.OrgID) desk.Verification {
	t.Helper()
	got, err := w.Desk(org).Verify(t.Context(), desk.VerifyOptions{Keys: w.Verifiers(org)})
	if err != nil || got.Err() != nil || got.Statements == 0 {
		t.Fatalf("%s: %v, %+v", org, err, got.Findings)
	}
	found, err := w.Stored(org).Verify(t.Context(), store.VerifyOptions{})
	if err != nil || found.Err() != nil {
		t.Fatalf("%s: the store: %v, %v", org, err, found.Err())
	}
	if got.Versions != found.Versions || got.Erased != found.Erased {
		t.Errorf("%s: the desk verified %d versions of which %d were erased, the store %d and %d", org, got.Versions, got.Erased, found.Versions, found.Erased)
	}
	return got
}

// teller sends the messages of a story, each one twice: the second time must answer the same and
// leave no leaf, and another input under the same id must be refused.
type teller struct {
	*tocsintest.World
	t     testing.TB
	n     int
	once  bool // send each message once only
	named bool // the names of those who act are kept
	then  func(tocsin.OrgID, client.Caller, client.Message)
}

// personFor names somebody where an act takes a named person.
func personFor(role tocsin.Role, m client.Message) string {
	switch m.(type) {
	case client.AskOrder, client.GiveOrder:
		return "the " + string(role)
	}
	return ""
}

func (w *teller) do(org tocsin.OrgID, role tocsin.Role, reason string, m client.Message) client.Receipt {
	w.t.Helper()
	if w.once {
		who := client.Caller{Role: role, Person: personFor(role, m), Reason: reason}
		r := w.ActAs(org, who, m)
		if w.then != nil {
			w.then(org, who, m)
		}
		return r
	}
	w.n++
	who := client.Caller{Role: role, Person: personFor(role, m), Reason: reason, Request: fmt.Sprintf("r-%d", w.n)}
	before := w.Count(org)
	first := w.ActAs(org, who, m)
	if n := w.Count(org); n != before+1 || first.Leaf != int64(before) {
		w.t.Fatalf("%s left %d leaves, at %d, want one at %d", m.Name(), n-before, first.Leaf, before)
	}
	if got := w.Leaf(org, before).Act; got != m.Name() {
		w.t.Errorf("the leaf of %s says %s", m.Name(), got)
	}
	if diff := cmp.Diff(first, w.ActAs(org, who, m)); diff != "" {
		w.t.Errorf("%s answers otherwise when it is repeated (-first +second):\n%s", m.Name(), diff)
	}
	who.Reason += " otherwise"
	_, err := w.As(org, who).Act(w.t.Context(), m)
	_, dec := m.(client.DecidePart) // these three take their reason from the message
	_, par := m.(client.Parity)
	_, dis := m.(client.Dismiss)
	_, clo := m.(client.CloseInstruction)
	if ruled := dec || par || dis || clo; !ruled && !errors.Is(err, store.ErrReused) {
		w.t.Errorf("%s with another input under one request id: got %v, want it refused", m.Name(), err)
	}
	if n := w.Count(org); n != before+1 {
		w.t.Errorf("%s left %d more leaves when it was repeated", m.Name(), n-before-1)
	}
	return first
}

// tell runs through every act of the desk.
func (w *teller) tell() {
	const da, an, wo, ap, sm, ad = tocsin.DutyOfficer, tocsin.Analyst, tocsin.WarningOfficer, tocsin.Approver, tocsin.SiteManager, tocsin.Administrator
	t := w.t
	w.do(embassy, ad, "", client.Admit{Org: tocsin.Org{ID: "late-comer", Name: "A friend"}})
	w.do(embassy, an, "", client.AddSource{Compartment: "QUARTZFIELD", Names: []string{"LIMERICK SEVEN"}})
	w.do(embassy, an, "", client.RecordReport{Report: withID(plotReport(t), "rep-1")})
	w.do(embassy, an, "", client.GradeReport{Report: "rep-1", Reliability: "B", Credibility: 2})
	w.do(embassy, an, "", client.OpenThreat{Threat: threat(t)})
	w.do(embassy, an, "", client.JoinReport{Report: "rep-1", Threat: "t-1"})
	w.dots(an)
	w.do(embassy, an, "", client.Judge{Threat: "t-1", Judgement: tocsin.Judgement{Text: "It is likely that they try."}})
	threshold := tocsin.Threshold{Credible: tocsin.Yes, Specific: tocsin.No, Impending: tocsin.Yes, Harm: "killing"}
	w.do(embassy, an, "", client.DecideDuty{Duty: tocsin.DutyDecision{ID: "d-1", Threat: "t-1", Threshold: threshold, Outcome: tocsin.NotMet, Reason: "No place yet"}})
	w.do(embassy, ap, "", client.AffirmDuty{Duty: "d-1"})
	w.do(embassy, wo, "", client.DraftWarning{Warning: warning(t)})
	w.do(embassy, ap, "", client.SignWarning{Warning: "w-1"})
	w.do(embassy, wo, "", client.Release{Warning: "w-1", Level: tocsin.Full})
	w.do(embassy, wo, "", client.Release{Warning: "w-1", Level: tocsin.Public})
	w.do(embassy, wo, "", client.Parity{Warning: "w-1", Reason: "The public version is out"})
	w.do(embassy, wo, "", client.CloseInstruction{Warning: "w-1", Level: tocsin.Public, How: "ended", Words: "It is over."})
	urgent := warning(t)
	urgent.ID = "w-2"
	w.do(embassy, wo, "", client.DraftWarning{Warning: urgent})
	urgent.Title += ", tomorrow"
	w.do(embassy, wo, "", client.ReviseWarning{Warning: urgent})
	w.do(embassy, wo, "It is tomorrow", client.IssueUrgent{Warning: "w-2", Revision: 1})
	dropped := warning(t)
	dropped.ID = "w-0"
	w.do(embassy, wo, "", client.DraftWarning{Warning: dropped})
	w.do(embassy, wo, "It says no more than the other", client.WithdrawWarning{Warning: "w-0"})
	w.Carry()
	in := w.Snap(guard).Received[0]
	w.do(guard, da, "", client.OpenReceived{Received: in.ID})
	w.do(guard, da, "", client.GradeBlind{Received: in.ID, Credibility: 2})
	w.do(guard, da, "", client.Reveal{Received: in.ID})
	w.do(guard, da, "", client.GradeSource{Received: in.ID, Reliability: "B"})
	w.do(guard, da, "", client.Protect{Received: in.ID, What: "Patrols doubled"})
	w.do(guard, da, "", client.OpenLead{Received: in.ID, Lead: tocsin.Lead{ID: "l-1", What: "A flat"}})
	w.do(guard, da, "", client.CloseLead{Received: in.ID, Lead: "l-1", Outcome: "acted_not_substantiated", Acts: "Searched", Doubt: "Which entrance?"})
	w.do(guard, da, "", client.Ask{Received: in.ID, Words: "Which hour?"})
	w.do(guard, da, "", client.OnwardDone{Received: in.ID, Victim: "venue", Words: "By telephone"})
	w.Carry()
	w.do(embassy, wo, "", client.GiveDetail{Release: w.Snap(embassy).Sent[0].Release.ID, Words: "There is no more."})
	w.do(guard, wo, "", client.Dismiss{Received: in.ID, Reason: tocsin.AlreadyDisrupted, Evidence: "They were held on 8 March"})
	w.site(sm, ap)
	w.do(embassy, an, "", client.RecordClaim{Claim: tocsin.Claim{Question: "deaths", Claimant: "a ministry", Answer: "none"}})
	w.Carry()
	for _, end := range []tocsin.Role{wo, ap} {
		w.do(embassy, end, "", client.DecidePart{Threat: "t-1", Part: "concert", Decision: tocsin.ReviewDecision{
			End: tocsin.CloseMitigated, Reason: "Held", Successor: "As on any night",
		}})
	}
	w.lists()
	w.orders(an, ap)
	w.reaching(da, wo, ad)
}

// reaching is the part of the story in which people are told.
func (w *teller) reaching(da, wo, ad tocsin.Role) {
	t := w.t
	w.do(embassy, ad, "", client.SetContacts{Contacts: []tocsin.Contact{
		{ID: "us", For: tocsin.Party{Role: wo}, Channel: tocsin.ByMail, Address: "duty@embassy.example"},
		{ID: "them", For: tocsin.Party{Org: guard}, Channel: tocsin.ByMail, Address: "desk@guard.example"},
		{ID: "gone", For: tocsin.Party{Org: guard}, Channel: tocsin.ByCall, Address: "+1 555 0100"},
	}})
	w.do(embassy, ad, "", client.EndContact{Contact: "gone"})
	w.do(embassy, ad, "", client.TestContact{Contact: "us"})
	n := telling(t, w.World, embassy, tocsin.NotificationTest)
	w.do(embassy, wo, "", client.RevokeLinks{Notice: n.ID})
	w.do(embassy, wo, "", client.Acknowledge{Notice: n.ID})
	w.do(embassy, ad, "", client.TestContact{Contact: "them"})
	n = telling(t, w.World, embassy, tocsin.NotificationTest)
	m := claimed(t, w.World, embassy, "w")
	came(t, w.World, "w", tocsin.AttemptRelayed, "", m...)
	w.do(embassy, da, "", client.RecordTold{Notice: n.ID, Told: tocsin.Told{Channel: tocsin.InPerson, Whom: "the sergeant", Outcome: "no_answer"}})
	if _, err := w.Desk(embassy).Answer(t.Context(), m[0].Token, desk.Reaction{How: "seen"}, ""); err != nil {
		t.Fatal(err)
	}
	w.do(embassy, ad, "", client.TestContact{Contact: "us"}) // nobody answers: the clock goes on
	w.do(embassy, ad, "", client.EndContact{Contact: "us"})
	w.do(hall, ad, "", client.MakePoster{Site: arena})
	code, _, err := w.Desk(hall).Poster(t.Context(), arena)
	if err == nil {
		_, err = w.Desk(hall).SightingByPoster(t.Context(), code, tocsin.Sighting{Code: "PHOTO", What: "Filmed the doors"}, "")
	}
	if err != nil {
		t.Fatal(err)
	}
}

// lists is the part of the story about watchlists.
func (w *teller) lists() {
	const an, wo, ap, in = tocsin.Analyst, tocsin.WarningOfficer, tocsin.Approver, tocsin.Inspector
	t := w.t
	for i, org := range []tocsin.OrgID{embassy, guard} {
		w.do(org, an, "", client.RecordReport{Report: withID(plotReport(t), tocsin.ReportID(fmt.Sprintf("rep-l%d", i)))})
	}
	e := entry("l-1", "rep-l0", w.Clock.Now().AddDate(0, 0, 20))
	w.do(embassy, an, "", client.AddListing{Listing: e})
	w.do(embassy, wo, "", client.SendListings{Listings: []tocsin.ListingID{"l-1"}, To: guard, Title: "Armed groups"})
	w.do(embassy, wo, "", client.PassedOn{Listing: "l-1", Holder: guard, To: "third-party"})
	w.Carry()
	e.Reasons += " A third witness was heard."
	w.do(embassy, an, "The third witness was missing", client.CorrectListing{Listing: "l-1", Entry: e})
	w.do(embassy, wo, "By letter", client.TellHolder{Listing: "l-1", To: "third-party"})
	w.do(embassy, wo, "", client.ConfirmCorrection{Listing: "l-1", Holder: "third-party"})
	w.Carry()
	w.do(embassy, in, "Each ground stands", client.RenewListing{Listing: "l-1", Reasons: e.Reasons, ReviewBy: w.Clock.Now().AddDate(0, 0, 30)})
	w.do(embassy, an, "", client.LodgeAppeal{Listing: "l-1", Who: "counsel", Words: "He was abroad."})
	answer := client.Caller{Role: in, Person: "another inspector", Reason: "He was seen here with the rifles by two witnesses"}
	if _, err := w.As(embassy, answer).Act(t.Context(), client.AnswerAppeal{Listing: "l-1"}); err != nil {
		t.Fatal(err)
	}
	w.do(embassy, an, "", client.AddListing{Listing: entry("l-2", "rep-l0", w.Clock.Now().AddDate(0, 0, 30))})
	w.do(embassy, an, "Another person was meant", client.RemoveListing{Listing: "l-2", Ground: tocsin.WrongSubject})
	came := w.do(guard, wo, "", client.TakeIn{List: tocsin.IncomingList{From: "a-ministry", Title: "Terrorists", Entries: dissidents(3)}}).Object
	id := tocsin.IntakeID(came.ID)
	w.do(guard, an, "", client.WeighEntry{Intake: id, Entry: 1, Factors: protectedOne})
	w.do(guard, ap, "Nothing in it is an act of violence", client.RefuseList{Intake: id})
	held := w.do(guard, wo, "", client.TakeIn{List: tocsin.IncomingList{From: "a-ministry", Title: "Gunmen", Entries: gunmen(3)}}).Object
	id = tocsin.IntakeID(held.ID)
	w.do(guard, an, "", client.WeighEntry{Intake: id, Entry: 1, Factors: protectedOne})
	w.RefusedAs(guard, client.Caller{Role: ap, Reason: "so"}, client.AdmitList{Intake: id}, tocsin.RulePredominance)
	w.do(guard, an, "", client.WeighEntry{Intake: id, Entry: 1, Factors: proved})
	w.do(guard, ap, "The status was another person's", client.AdmitList{Intake: id})
	register := counted()
	register.Categories = slices.Clone(register.Categories)
	register.Categories[0].Threat = ""
	w.do(embassy, in, "", client.ImportRegister{Register: register})
	w.do(embassy, an, "", client.RecordEffort{Effort: tocsin.EffortReturn{Rows: []tocsin.EffortRow{row("2024-03-01", "bloggers", 60)}}})
	w.do(embassy, in, "", client.StatePriority{Priority: tocsin.Priority{Day: "2024-03-01", Who: "the director", Order: []tocsin.AttentionSubject{{Other: "bloggers"}}}})
	w.Carry()
}

// dots is the part of the story in which files are laid side by side, and apart.
func (w *teller) dots(an tocsin.Role) {
	t := w.t
	other := threat(t)
	other.ID, other.Reports = "t-other", nil
	w.do(embassy, an, "", client.OpenThreat{Threat: other})
	w.do(embassy, an, "Another hall", client.KeepApart{Report: "rep-1", Threat: "t-other"})
	w.do(embassy, an, "It was about another hall", client.SplitReport{Report: "rep-1", Threat: "t-1"})
	w.do(embassy, an, "", client.JoinReport{Report: "rep-1", Threat: "t-1"})
	w.do(embassy, an, "", client.DeclareOrigin{About: tocsin.Ref{Kind: tocsin.KindReport, ID: "rep-1"}, Lineage: tocsin.Lineage{Origin: "a", Access: tocsin.AccessDirect}})
	w.do(embassy, an, "", client.NameThreat{Threat: "t-1", Other: "t-other"})
	w.do(embassy, an, "Two groups of one name", client.TellApart{Threat: "t-1", Other: "t-other"})
	for _, end := range []tocsin.Role{tocsin.WarningOfficer, tocsin.Approver} {
		w.do(embassy, end, "", client.DecidePart{Threat: "t-other", Part: other.Parts[0].ID, Decision: tocsin.ReviewDecision{
			End: tocsin.CloseMitigated, Reason: "Held", Successor: "As on any night",
		}})
	}
}

// orders is the part of the story in which two roles want something.
func (w *teller) orders(an, ap tocsin.Role) {
	t, in := w.t, tocsin.Inspector
	held := w.do(embassy, an, "An inquiry was opened", client.PlaceHold{Threat: "t-1"}).Object
	lift := w.do(embassy, an, "The inquiry was closed", client.AskOrder{Kind: tocsin.Lift, About: held}).Object
	w.do(embassy, in, "", client.GiveOrder{Order: tocsin.OrderID(lift.ID)})
	claim := w.do(embassy, an, "", client.RecordClaim{Claim: tocsin.Claim{Question: "deaths", Claimant: "a friend", Answer: "two"}}).Object
	erase := client.AskOrder{Kind: tocsin.Erase, About: claim}
	no := w.do(embassy, an, "It was told in confidence", erase).Object
	w.do(embassy, ap, "Nobody asked for it", client.RefuseOrder{Order: tocsin.OrderID(no.ID)})
	yes := w.do(embassy, an, "It was told in confidence", erase).Object
	w.do(embassy, in, "", client.GiveOrder{Order: tocsin.OrderID(yes.ID)})
	if !w.named {
		return
	}
	_, prints := handed(t, w.World, embassy)
	who := w.do(embassy, in, "A court asks", client.AskOrder{Kind: tocsin.Identify, About: tocsin.Ref{Kind: tocsin.KindLeaf, ID: "0"}}).Object
	w.do(embassy, ap, "", client.GiveOrder{Order: tocsin.OrderID(who.ID)})
	w.do(embassy, in, "", client.OpenPerson{Order: tocsin.OrderID(who.ID), Keys: prints})
	w.do(embassy, an, "It is asked and forgotten", client.AskOrder{Kind: tocsin.Identify, About: tocsin.Ref{Kind: tocsin.KindLeaf, ID: "1"}})
}

// sealSources gives the embassy a key, after which the source that it has in plain is sealed.
func (w *teller) sealSources() (key string) {
	file := filepath.Join(w.t.TempDir(), "embassy.key")
	if err := node.MakeSealing(w.Dir, embassy, file); err != nil {
		w.t.Fatal(err)
	}
	w.Restart(embassy, file)
	open, err := client.Read[desk.Sealing](w.t.Context(), w.As(embassy, client.Caller{Role: tocsin.Administrator}), client.Sealing{})
	if err != nil || len(open.Plain) != 1 {
		w.t.Fatal(open, err)
	}
	w.do(embassy, tocsin.Administrator, "", client.SealSource{Source: open.Plain[0]})
	return file
}

// accounts is the part of the story in which somebody comes and goes.
func (w *teller) accounts(org tocsin.OrgID) {
	ad := tocsin.Administrator
	id := tocsin.AccountID(w.do(org, ad, "", client.AdmitAccount{Account: tocsin.Account{Roles: []tocsin.Role{tocsin.DutyOfficer}}}).Object.ID)
	w.do(org, ad, "", client.SetRoles{Account: id, Roles: []tocsin.Role{tocsin.Analyst}, Compartments: []string{"river"}})
	w.do(org, ad, "", client.InviteAccount{Account: id})
	w.do(org, ad, "Left the service", client.RevokeAccount{Account: id})
}

// site is the part of the story that plays at the venue.
func (w *teller) site(sm, ap tocsin.Role) {
	t := w.t
	w.do(hall, tocsin.Administrator, "", client.AddSite{Site: tocsin.Site{ID: "annex", Name: "The annex"}})
	w.do(hall, sm, "", client.RaiseSite{Site: "annex", To: tocsin.Heightened})
	w.do(hall, sm, "The fair goes on", client.JustifySite{Site: "annex"})
	w.do(hall, sm, "The fair is over", client.LowerSite{Site: "annex", To: tocsin.Normal})
	w.do(hall, ap, "", client.LowerSite{Site: "annex", To: tocsin.Normal})
	w.do(hall, sm, "", client.StartMeasure{Measure: tocsin.Measure{ID: "m-1", Site: "annex", What: "Dogs", Owner: sm, Substitutes: []tocsin.Substitute{{What: "Bags", Equivalent: true}}}})
	w.do(hall, sm, "", client.Observe{Measure: "m-1", Observation: tocsin.Observation{Present: true, By: "a visitor"}})
	w.do(hall, sm, "", client.SubstituteMeasure{Measure: "m-1", With: "Bags", ID: "m-2"})
	w.do(hall, sm, "No need", client.LowerMeasure{Measure: "m-2"})
	w.do(hall, ap, "", client.LowerMeasure{Measure: "m-2"})
	r := w.do(hall, sm, "", client.RecordBriefing{Briefing: tocsin.Briefing{Site: "annex", What: "Watch the doors"}})
	w.do(hall, sm, "", client.Settle{Obligation: r.Opened[0].ID, How: "Until the fair ends"})
	w.do(hall, sm, "", client.AddEvent{Event: tocsin.Event{ID: "e-1", Site: "annex", Name: "Fair", At: day(t, "2024-04-01")}})
	w.do(hall, sm, "Doors are searched", client.DecideEvent{Event: "e-1", Decision: tocsin.Go})
	w.do(hall, sm, "", client.RecordSighting{Sighting: tocsin.Sighting{Site: arena, Code: "PHOTO", What: "Filmed the doors"}})
}

func withID(r tocsin.Report, id tocsin.ReportID) tocsin.Report { r.ID = id; return r }

func TestEveryActLeavesOneLeaf(t *testing.T) {
	t.Parallel()
	w := &teller{World: worldOf(t, keyed(t, tocsintest.Options{Seed: "desk"}), everybody), t: t, named: true}
	w.tell()
	sealed := w.sealSources()
	w.accounts(hall)
	w.Act(hall, tocsin.SiteManager, client.RaiseSite{Site: arena, To: tocsin.Heightened})
	w.Act(hall, tocsin.SiteManager, client.StartMeasure{Measure: tocsin.Measure{Site: arena, What: "Dogs", Owner: tocsin.SiteManager, Sustainable: day(t, "2024-03-20")}})
	open := warning(t)
	open.ID, open.Threat = "w-3", "t-2"
	standing := threat(t)
	standing.ID = "t-2"
	w.Act(embassy, tocsin.Analyst, client.OpenThreat{Threat: standing})
	w.Act(embassy, tocsin.WarningOfficer, client.DraftWarning{Warning: open})
	w.Act(embassy, tocsin.Approver, client.SignWarning{Warning: "w-3"})
	for _, l := range []tocsin.Level{tocsin.Full, tocsin.Public} {
		w.Act(embassy, tocsin.WarningOfficer, client.Release{Warning: "w-3", Level: l})
	}
	w.Refused(embassy, tocsin.Gateway, client.Parity{Warning: "w-3", Reason: "x"}, tocsin.RulePermission)
	w.Public = &node.Public{Sender: "alerts@embassy.example", URL: "https://embassy.example"}
	w.Restart(embassy, sealed)
	if n, err := w.Desk(embassy).PublishWaiting(t.Context()); err != nil || n == 0 {
		t.Fatalf("%d publications, %v", n, err)
	}
	w.AdvanceTo(tocsintest.Start.AddDate(0, 2, 0))

	seen := map[desk.Act]int{}
	for _, org := range w.Orgs {
		for act, n := range checkLog(t, w.World, org) {
			seen[act] += n
		}
	}
	got := slices.Sorted(maps.Keys(seen))
	if diff := cmp.Diff(desk.Acts(), got); diff != "" {
		t.Errorf("the story does not have every act (-there is +told):\n%s", diff)
	}
}

func TestRepeatedRefusal(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := warned(t, w)
	bare := func(s desk.Snapshot) string {
		s.Leaves, s.Refusals = 0, nil
		b, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	m := client.Dismiss{Received: in.ID, Reason: "dislike", Evidence: "none", Words: "It is blackmail"}
	who := client.Caller{Role: tocsin.WarningOfficer, Request: "again"}
	before, leaves := bare(w.Snap(guard)), w.Count(guard)
	first := w.RefusedAs(guard, who, m, tocsin.RuleDistrust)
	if diff := cmp.Diff(first, w.RefusedAs(guard, who, m, tocsin.RuleDistrust)); diff != "" {
		t.Errorf("the second answer differs (-first +second):\n%s", diff)
	}
	after := w.Snap(guard)
	if got := w.Count(guard); got != leaves+1 || first.Leaf != int64(leaves) || len(after.Refusals) != 1 {
		t.Errorf("a refusal left %d leaves and %d records, want one of each", got-leaves, len(after.Refusals))
	}
	if diff := cmp.Diff(before, bare(after)); diff != "" {
		t.Errorf("a refusal changed something (-before +after):\n%s", diff)
	}
	if got := after.Refusals[0]; got.Act != m.Name() || got.Words != m.Words || got.Object.ID != string(in.ID) || got.Refusal.Rule != tocsin.RuleDistrust {
		t.Errorf("the record of the refusal is %+v", got)
	}
	m.Words = "Their motive is plain"
	if _, err := w.As(guard, who).Act(t.Context(), m); !errors.Is(err, store.ErrReused) {
		t.Errorf("another input under the id of a refused request: %v", err)
	}
	w.RefusedAs(guard, who, client.GradeBlind{Received: in.ID, Credibility: 1}, tocsin.RuleState)
	checkLog(t, w, guard)
}
