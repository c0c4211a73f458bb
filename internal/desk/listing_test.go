package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/tocsintest"
)

// entry is an entry of a watchlist that has all it needs.
func entry(id tocsin.ListingID, report string, reviewBy time.Time) tocsin.Listing {
	return tocsin.Listing{
		ID: id, List: "armed-groups", Subject: tocsin.Subject{Kind: tocsin.ListedPerson, Names: []string{"Q. Sample"}},
		Act:     tocsin.ListedAct{Kind: tocsin.ViolencePrepared, Harm: "killing", What: "Bought two rifles and tested a bomb in a wood."},
		Ground:  tocsin.LegalGround{Law: "Criminal code, article 105", Decision: "court order 12"},
		Reasons: "Two witnesses saw the rifles.", Evidence: []tocsin.Ref{{Kind: tocsin.KindReport, ID: report}},
		Authority: "County prosecutor", ReviewBy: reviewBy,
	}
}

// dissidents are entries as a list has them that is sent under the title "terrorists".
func dissidents(n int) []tocsin.IncomingEntry {
	out := make([]tocsin.IncomingEntry, n)
	for i := range out {
		out[i] = tocsin.IncomingEntry{
			Subject: tocsin.Subject{Kind: tocsin.ListedPerson, Names: []string{fmt.Sprintf("D. Nobody %d", i)}},
			Reasons: "A dissident abroad and critic of the government.",
		}
	}
	return out
}

func gunmen(n int) []tocsin.IncomingEntry {
	out := make([]tocsin.IncomingEntry, n)
	for i := range out {
		out[i] = tocsin.IncomingEntry{
			Subject: tocsin.Subject{Kind: tocsin.ListedPerson, Names: []string{fmt.Sprintf("G. Nobody %d", i)}},
			Act:     tocsin.ListedAct{Kind: tocsin.ViolenceDone, Harm: "killing", What: "Shot two guards."},
			Ground:  tocsin.LegalGround{Law: "Criminal code, article 105", Decision: "judgment 7"}, Reasons: "Convicted of the killing.",
		}
	}
	return out
}

var (
	protectedOne = []tocsin.Factor{{Kind: tocsin.FactorStatus, Lean: tocsin.LeansProtected, Words: "a journalist"}}
	proved       = []tocsin.Factor{{Kind: tocsin.FactorFacts, Lean: tocsin.LeansOrdinary, Words: "the shooting is proved"}}
)

// withEvidence has an organisation hold a report and put an entry on a list for a number of days.
func withEvidence(t testing.TB, w *tocsintest.World, org tocsin.OrgID, days int) {
	t.Helper()
	w.Act(org, tocsin.Analyst, client.RecordReport{Report: withID(plotReport(t), "r")})
	w.Act(org, tocsin.Analyst, client.AddListing{Listing: entry("l", "r", w.Clock.Now().AddDate(0, 0, days))})
}

func listingOf(w *tocsintest.World, org tocsin.OrgID) tocsin.Listing {
	w.T.Helper()
	s := w.Snap(org)
	if len(s.Listings) != 1 {
		w.T.Fatalf("%s has %d entries, want 1", org, len(s.Listings))
	}
	return s.Listings[0]
}

func because(role tocsin.Role, person, reason string) client.Caller {
	return client.Caller{Role: role, Person: person, Reason: reason}
}

// TestListingNeedsEvidenceHere: evidence that is not on record is none.
func TestListingNeedsEvidenceHere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	until := w.Clock.Now().AddDate(0, 0, 30)
	w.Refused(embassy, tocsin.Analyst, client.AddListing{Listing: entry("l", "r", until)}, tocsin.RuleListedGrounds)
	w.Act(embassy, tocsin.Analyst, client.RecordReport{Report: withID(plotReport(t), "r")})
	for name, c := range map[string]struct {
		change func(*tocsin.Listing)
		rule   tocsin.Rule
	}{
		"no act":          {func(l *tocsin.Listing) { l.Act = tocsin.ListedAct{} }, tocsin.RuleListedAct},
		"a review late":   {func(l *tocsin.Listing) { l.ReviewBy = l.ReviewBy.AddDate(1, 0, 0) }, tocsin.RuleListReview},
		"a long name":     {func(l *tocsin.Listing) { l.Subject.Names[0] = strings.Repeat("n", 501) }, tocsin.RuleForm},
		"from no list":    {func(l *tocsin.Listing) { l.Taken = tocsin.TakenFrom{Intake: "i", Entry: 1} }, tocsin.RuleForm},
		"who somebody is": {func(l *tocsin.Listing) { l.Act.What, l.Reasons = "Spoke at a rally.", "A dissident." }, tocsin.RuleListedAct},
	} {
		l := entry("l", "r", until)
		c.change(&l)
		_, err := w.As(embassy, client.Caller{Role: tocsin.Analyst}).Act(t.Context(), client.AddListing{Listing: l})
		if r := refusalOf(err); r == nil || r.Rule != c.rule {
			t.Errorf("%s: %v, want %s", name, err, c.rule)
		}
	}
	w.Act(embassy, tocsin.Analyst, client.AddListing{Listing: entry("l", "r", until)})
	w.Refused(embassy, tocsin.Analyst, client.AddListing{Listing: entry("l", "r", until)}, tocsin.RuleState)
	l := listingOf(w, embassy)
	if l.State != tocsin.Listed || l.Version != 1 || len(w.Owed(embassy, tocsin.OweListReview)) != 1 {
		t.Errorf("got %+v", l)
	}
}

// TestListLapsesAndWarningDoesNot lets the clock run over an entry and over a warning: the entry is
// gone, with a correction to who had it, and the warning's threat is still open.
func TestListLapsesAndWarningDoesNot(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	withEvidence(t, w, embassy, 30)
	w.Act(embassy, tocsin.WarningOfficer, client.SendListings{Listings: []tocsin.ListingID{"l"}, To: guard, Title: "Armed groups"})
	w.Act(embassy, tocsin.Analyst, client.OpenThreat{Threat: threat(t)})
	w.Carry()
	if in := w.Snap(guard).Intakes; len(in) != 1 || in[0].State != tocsin.IntakeHeld || in[0].Usable(0, w.Clock.Now()) == nil {
		t.Fatalf("the guard has %+v", in)
	}
	if n := w.Snap(embassy).Notices; len(n) != 1 || n[0].State != tocsin.IntakeHeld || n[0].Counts.Ordinary != 1 {
		t.Fatalf("the embassy was told %+v", n)
	}
	in := tocsin.IntakeID(w.Snap(guard).Intakes[0].ID)
	w.Act(guard, tocsin.Analyst, client.WeighEntry{Intake: in, Entry: 1, Factors: proved})
	w.Act(guard, tocsin.Analyst, client.RecordReport{Report: withID(plotReport(t), "r")})
	ours := entry("ours", "r", w.Clock.Now().AddDate(0, 0, 90))
	ours.Taken = tocsin.TakenFrom{Intake: in, Entry: 1}
	w.Act(guard, tocsin.Analyst, client.AddListing{Listing: ours})

	w.AdvanceTo(tocsintest.Start.AddDate(0, 0, 31))
	w.Carry()
	l := listingOf(w, embassy)
	if l.State != tocsin.ListedLapsed || l.Version != 2 {
		t.Fatalf("after its review day it is %s", l.State)
	}
	if th := w.Snap(embassy).Threats[0]; !th.IsOpen() {
		t.Error("the threat ended with the list")
	}
	if open := w.Owed(embassy, tocsin.OweListReview); len(open) != 0 {
		t.Errorf("the review is owed still: %+v", open)
	}
	if len(l.Unconfirmed()) != 0 || len(w.Owed(embassy, tocsin.OweCorrection)) != 0 {
		t.Errorf("unconfirmed: %q, owed %+v", l.Unconfirmed(), w.Owed(embassy, tocsin.OweCorrection))
	}
	e := w.Snap(guard).Intakes[0].Entries[0]
	if e.Fell == nil || e.Fell.How != tocsin.ListingFell {
		t.Errorf("the guard's copy is %+v", e.Fell)
	}
	if owed := w.Owed(guard, tocsin.OweRecheck); len(owed) != 1 || owed[0].About.ID != "ours" {
		t.Fatalf("the guard owes %+v", owed)
	}
	w.RefusedAs(guard, because(tocsin.Analyst, "", "x"), client.RenewListing{Listing: "ours", Reasons: ours.Reasons, ReviewBy: w.Clock.Now().AddDate(0, 0, 9)}, tocsin.RulePermission)
	w.ActAs(guard, because(tocsin.Analyst, "", "its source is down"), client.RemoveListing{Listing: "ours", Ground: tocsin.GroundAnnulled})
	if owed := w.Owed(guard, tocsin.OweRecheck); len(owed) != 0 {
		t.Errorf("the guard owes %+v still", owed)
	}
	w.RefusedAs(embassy, because(tocsin.Inspector, "", "still so"), client.RenewListing{Listing: "l", Reasons: l.Reasons, ReviewBy: w.Clock.Now().AddDate(0, 0, 9)}, tocsin.RuleListLapsed)
}

// TestReviewByAnother: who put an entry on a list does not keep it there, in no role.
func TestReviewByAnother(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Act(embassy, tocsin.Analyst, client.RecordReport{Report: withID(plotReport(t), "r")})
	w.ActAs(embassy, because(tocsin.Analyst, "ann", ""), client.AddListing{Listing: entry("l", "r", w.Clock.Now().AddDate(0, 0, 30))})
	renew := client.RenewListing{Listing: "l", Reasons: "Two witnesses saw the rifles, and were heard again.", ReviewBy: w.Clock.Now().AddDate(0, 0, 100)}
	w.RefusedAs(embassy, because(tocsin.Approver, "ann", "it stands"), renew, tocsin.RuleIndependent)
	w.RefusedAs(embassy, because(tocsin.Approver, "bea", ""), renew, tocsin.RuleReasonOwed)
	w.ActAs(embassy, because(tocsin.Approver, "bea", "both witnesses were heard again"), renew)
	w.AdvanceTo(tocsintest.Start.AddDate(0, 0, 60))
	if l := listingOf(w, embassy); l.State != tocsin.Listed || len(w.Owed(embassy, tocsin.OweListReview)) != 1 {
		t.Errorf("renewed, and is %s", l.State)
	}
	w.AdvanceTo(tocsintest.Start.AddDate(0, 0, 101))
	if l := listingOf(w, embassy); l.State != tocsin.ListedLapsed {
		t.Errorf("not renewed again, and is %s", l.State)
	}
}

// TestAppealClock answers one appeal, and leaves another unanswered.
func TestAppealClock(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	withEvidence(t, w, embassy, 170)
	w.Act(embassy, tocsin.SiteManager, client.LodgeAppeal{Listing: "l", Who: "counsel", Words: "He was abroad."})
	owed := w.Owed(embassy, tocsin.OweAppeal)
	if len(owed) != 1 || !owed[0].Due.Equal(w.Clock.Now().Add(tocsin.AppealWithin)) || owed[0].Owes.Role != tocsin.Inspector {
		t.Fatalf("owed %+v", owed)
	}
	w.RefusedAs(embassy, because(tocsin.Inspector, "ivan", "He is a dissident."), client.AnswerAppeal{Listing: "l"}, tocsin.RuleListedAct)
	w.RefusedAs(embassy, because(tocsin.Approver, "bea", "He shot."), client.AnswerAppeal{Listing: "l"}, tocsin.RulePermission)
	w.ActAs(embassy, because(tocsin.Inspector, "ivan", "Two witnesses saw him buy the rifles here."), client.AnswerAppeal{Listing: "l"})
	if owed := w.Owed(embassy, tocsin.OweAppeal); len(owed) != 0 {
		t.Fatalf("answered, and owed still: %+v", owed)
	}
	w.Act(embassy, tocsin.Analyst, client.LodgeAppeal{Listing: "l", Who: "family", Words: "It was his brother."})
	w.AdvanceTo(w.Clock.Now().AddDate(0, 0, 61))
	l := listingOf(w, embassy)
	if l.State != tocsin.ListedLapsed || l.Appeals[1].State != tocsin.AppealUnanswered || len(w.Owed(embassy, tocsin.OweAppeal)) != 0 {
		t.Errorf("nobody answered for 61 days: %s, %+v", l.State, l.Appeals)
	}
}

// TestCorrectionGoesAfterTheCopies has three holders: a peer, one through it, and one that no message
// reaches. Each is owed a correction by its own way, and it is owed until they say that it is done.
func TestCorrectionGoesAfterTheCopies(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	withEvidence(t, w, embassy, 100)
	w.Act(embassy, tocsin.WarningOfficer, client.SendListings{Listings: []tocsin.ListingID{"l"}, To: guard})
	w.Act(embassy, tocsin.WarningOfficer, client.PassedOn{Listing: "l", Holder: guard, To: hall})
	w.Act(embassy, tocsin.WarningOfficer, client.PassedOn{Listing: "l", Holder: guard, To: "far-office"})
	w.Refused(embassy, tocsin.WarningOfficer, client.PassedOn{Listing: "l", Holder: crowd, To: hall}, tocsin.RuleForm)
	w.Carry()
	fixed := entry("", "r", time.Time{})
	fixed.Subject.Names = []string{"Q. Sample the younger"}
	r := w.ActAs(embassy, because(tocsin.Analyst, "", "the brother was meant"), client.CorrectListing{Listing: "l", Entry: fixed})
	if len(r.Opened) != 3 {
		t.Fatalf("opened %+v", r.Opened)
	}
	w.Carry()
	in := w.Snap(guard).Intakes[0]
	if got := in.Entries[0]; got.Subject.Names[0] != "Q. Sample the younger" || got.Copy.Version != 2 || got.Judged != nil {
		t.Errorf("the guard's copy is %+v", got)
	}
	owed := func() (to []string) {
		for _, o := range w.Owed(embassy, tocsin.OweCorrection) {
			to = append(to, o.Subject.ID+" by "+string(o.Owes.Org))
		}
		slices.Sort(to)
		return to
	}
	if got := owed(); !slices.Equal(got, []string{"arena-hall by north-embassy", "far-office by north-embassy"}) {
		t.Fatalf("owed: %q", got)
	}
	w.RefusedAs(embassy, because(tocsin.WarningOfficer, "", "x"), client.TellHolder{Listing: "l", To: guard}, tocsin.RuleState)
	w.RefusedAs(embassy, because(tocsin.WarningOfficer, "", ""), client.TellHolder{Listing: "l", To: "far-office"}, tocsin.RuleReasonOwed)
	w.ActAs(embassy, because(tocsin.WarningOfficer, "", "by letter of today"), client.TellHolder{Listing: "l", To: "far-office"})
	if got := owed(); !slices.Equal(got, []string{"arena-hall by north-embassy", "far-office by far-office"}) {
		t.Fatalf("owed: %q", got)
	}
	w.Act(embassy, tocsin.WarningOfficer, client.ConfirmCorrection{Listing: "l", Holder: "far-office"})
	if got := owed(); !slices.Equal(got, []string{"arena-hall by north-embassy"}) {
		t.Fatalf("owed: %q", got)
	}
}

// TestQuarantine: a list of dissidents under the title "terrorists" is quarantined with its counts, and
// its sender told why, without a name.
func TestQuarantine(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.Act(embassy, tocsin.DutyOfficer, client.TakeIn{List: tocsin.IncomingList{From: guard, Title: "Terrorists", Entries: append(dissidents(9), gunmen(1)...)}})
	if !slices.Equal(r.SentTo, []tocsin.OrgID{guard}) || len(r.Opened) != 1 || r.Opened[0].Kind != tocsin.OweIntake {
		t.Fatalf("got %+v", r)
	}
	w.Carry()
	in := w.Snap(embassy).Intakes[0]
	if in.State != tocsin.IntakeQuarantined || in.Counts().Protected != 9 || in.Usable(9, w.Clock.Now()) == nil {
		t.Fatalf("got %s, %+v", in.State, in.Counts())
	}
	notices := w.Snap(guard).Notices
	if len(notices) != 1 || notices[0].Counts.NoAct != 9 || !strings.Contains(notices[0].Words, "9 of 10 state no act of violence") || strings.Contains(notices[0].Words, "Nobody") {
		t.Fatalf("the sender was told %+v", notices)
	}
	w.Refused(embassy, tocsin.Analyst, client.WeighEntry{Intake: in.ID, Entry: 1, Factors: proved}, tocsin.RulePredominance)
	taken := entry("l", "r", w.Clock.Now().AddDate(0, 0, 30))
	w.Act(embassy, tocsin.Analyst, client.RecordReport{Report: withID(plotReport(t), "r")})
	taken.Taken = tocsin.TakenFrom{Intake: in.ID, Entry: 10}
	w.Refused(embassy, tocsin.Analyst, client.AddListing{Listing: taken}, tocsin.RulePredominance)
	w.RefusedAs(embassy, because(tocsin.Approver, "", "so"), client.AdmitList{Intake: in.ID}, tocsin.RulePredominance)
	w.Refused(embassy, tocsin.DutyOfficer, client.RefuseList{Intake: in.ID}, tocsin.RulePermission)
	w.ActAs(embassy, because(tocsin.Approver, "", "nine of ten state no act"), client.RefuseList{Intake: in.ID})
	w.Carry()
	if owed := w.Owed(embassy, tocsin.OweIntake); len(owed) != 0 || len(w.Snap(guard).Notices) != 2 {
		t.Errorf("owed %+v, told %d times", owed, len(w.Snap(guard).Notices))
	}
	if len(w.Snap(embassy).Listings) != 0 {
		t.Error("something of it is on a list")
	}
}

// TestNoticeToNoPeer: where no message goes, telling the sender is owed with the words to say.
func TestNoticeToNoPeer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Act(embassy, tocsin.DutyOfficer, client.TakeIn{List: tocsin.IncomingList{From: "a-ministry", Title: "Terrorists", Entries: dissidents(4)}})
	owed := w.Owed(embassy, tocsin.OweNotice)
	if len(owed) != 1 || !strings.Contains(owed[0].What, "4 of 4 state no act") {
		t.Fatalf("owed %+v", owed)
	}
	w.Act(embassy, tocsin.WarningOfficer, client.Settle{Obligation: owed[0].ID, How: "read out to its liaison officer"})
	if owed := w.Owed(embassy, tocsin.OweNotice); len(owed) != 0 {
		t.Errorf("owed still: %+v", owed)
	}
}

// TestEvidenceOfAListingStays: what an entry in force rests on is not erased under it.
func TestEvidenceOfAListingStays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	withEvidence(t, w, embassy, 30)
	notErased(w, embassy, tocsin.KindListing, "l", tocsin.RuleInForce)
	notErased(w, embassy, tocsin.KindReport, "r", tocsin.RuleInForce)
	w.ActAs(embassy, because(tocsin.Analyst, "", "not needed"), client.RemoveListing{Listing: "l", Ground: tocsin.NoLonger})
	w.Act(embassy, tocsin.Analyst, client.RecordReport{Report: withID(plotReport(t), "r2")})
	settleAll(w, embassy, tocsin.OweFile)
	erased(w, embassy, tocsin.KindReport, "r")
	erased(w, embassy, tocsin.KindListing, "l")
}

// TestForgedListMessages: what a peer says of a list of another is not taken.
func TestForgedListMessages(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	withEvidence(t, w, embassy, 60)
	w.Act(embassy, tocsin.WarningOfficer, client.SendListings{Listings: []tocsin.ListingID{"l"}, To: guard})
	w.Carry()
	hurt := tocsin.Correction{Listing: "l", To: guard, Now: 9, How: tocsin.ListingRemoved}
	for name, c := range map[string]struct {
		kind string
		body any
	}{
		"from another":       {"list_correction", tocsin.SentCorrection{From: embassy, Correction: hurt}},
		"to another":         {"list_correction", tocsin.SentCorrection{From: hall, Correction: tocsin.Correction{Listing: "l", To: hall, How: tocsin.ListingRemoved}}},
		"a list of another":  {"list", tocsin.SentList{ID: "x", From: embassy, To: guard, Entries: []tocsin.SentEntry{{Subject: tocsin.Subject{Kind: "person", Names: []string{"n"}}}}}},
		"an empty list":      {"list", tocsin.SentList{ID: "x", From: hall, To: guard}},
		"a notice of anyone": {"list_notice", tocsin.ListNotice{From: embassy, To: guard}},
		"a done of another":  {"list_corrected", tocsin.CorrectionDone{Listing: "l", From: embassy, To: guard}},
	} {
		if _, err := take(t, w, guard, hall, c.kind, c.body); refusalOf(err) == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	// The hall's own word about an entry that it never sent changes no copy of the embassy's.
	if _, err := take(t, w, guard, hall, "list_correction", tocsin.SentCorrection{From: hall, Correction: hurt}); err != nil {
		t.Error(err)
	}
	if e := w.Snap(guard).Intakes[0].Entries[0]; e.Fell != nil {
		t.Errorf("a stranger took the copy down: %+v", e.Fell)
	}
}
