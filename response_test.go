package tocsin_test

import (
	"encoding/json"
	"strings"
	"testing"

	"tocsin"
)

func received() tocsin.Received {
	return tocsin.Received{ID: "in1", KnownPeer: true, KeyGood: true, State: tocsin.ReceivedOK, Release: tocsin.Release{
		ID: "r9", From: "us-embassy", To: "city-police", Role: "partner_service", Replaces: "r8", Level: tocsin.Full,
		Closing: &tocsin.ClosingMsg{How: "ended", Words: "over", By: sign(tocsin.Approver, "sender-tag", "sender-reason")},
	}}
}

func graded(t *testing.T) tocsin.Received {
	t.Helper()
	r := received()
	if err := r.GradeBlind(2, ada); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestContentBeforeSender(t *testing.T) {
	t.Parallel()
	r := received()
	wantRefusal(t, r.Reveal(ada), tocsin.RuleBlindFirst)
	wantRefusal(t, r.GradeSource("B", ada), tocsin.RuleBlindFirst)
	wantRefusal(t, r.GradeBlind(1, ada), tocsin.RuleConfirmedComputed)
	wantRefusal(t, r.GradeBlind(7, ada), tocsin.RuleForm)
	if r.Blind != nil || r.State != tocsin.ReceivedOK {
		t.Fatalf("refused, and yet %+v", r)
	}
	wantRule(t, r.GradeBlind(3, ada), "")
	if r.State != tocsin.Assessed {
		t.Errorf("got %s, want %s", r.State, tocsin.Assessed)
	}
	wantRefusal(t, r.GradeBlind(2, ada), tocsin.RuleState)
	wantRefusal(t, r.GradeSource("B", ada), tocsin.RuleBlindFirst) // graded, and not yet revealed
	wantRule(t, r.Reveal(ada), "")
	first := r.Revealed
	wantRule(t, r.Reveal(boris), "")
	if r.Revealed != first {
		t.Error("a second reveal replaced the first")
	}
	wantRefusal(t, r.GradeSource("G", ada), tocsin.RuleForm)
	wantRule(t, r.GradeSource("F", ada), "")
	if r.Blind.Credibility != 3 || r.Source.Credibility != 3 || r.Source.Reliability != "F" {
		t.Errorf("got %s and %s, want the content digit as it was", r.Blind, r.Source)
	}
}

func TestMasked(t *testing.T) {
	t.Parallel()
	r := received()
	for range 2 { // before and after the grade
		b, err := json.Marshal(r.Masked())
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range []string{"us-embassy", "r9", "r8", "partner_service", "sender-tag", "sender-reason"} {
			if strings.Contains(string(b), s) {
				t.Errorf("before the reveal the desk sees %s:\n%s", s, b)
			}
		}
		if r.Release.From != "us-embassy" || r.Release.Closing.By.Tag != "sender-tag" {
			t.Fatal("Masked changed what it was called on")
		}
		if r.Blind == nil {
			wantRule(t, r.GradeBlind(2, ada), "")
		}
	}
	wantRule(t, r.Reveal(ada), "")
	if got := r.Masked().Release; got.From != "us-embassy" || got.ID != "r9" {
		t.Errorf("got %+v, want the sender after the reveal", got)
	}
}

func TestProtectiveActNeedsNothing(t *testing.T) {
	t.Parallel()
	r := received()
	wantRefusal(t, r.Act(" ", ada), tocsin.RuleForm)
	wantRule(t, r.Act("bags searched at every door", ada), "")
	if r.State != tocsin.Acting || len(r.Acts) != 1 {
		t.Errorf("got %+v", r)
	}
	wantRule(t, r.GradeBlind(3, ada), "")
	if r.State != tocsin.Acting {
		t.Errorf("got %s, want who acted before grading to go on acting", r.State)
	}
}

func TestDismissReasons(t *testing.T) {
	t.Parallel()
	for _, reason := range tocsin.DismissReasons {
		t.Run(string(reason), func(t *testing.T) {
			r := graded(t)
			wantRefusal(t, r.Dismiss(tocsin.Dismissal{Reason: reason, Evidence: " ", By: ada}, nil), tocsin.RuleDismissalReason)
			wantRule(t, r.Dismiss(tocsin.Dismissal{Reason: reason, Evidence: "file 12", By: ada}, nil), "")
			if r.State != tocsin.Dismissed || r.Dismissal.Reason != reason {
				t.Errorf("got %+v", r)
			}
			wantRefusal(t, r.Dismiss(tocsin.Dismissal{Reason: reason, Evidence: "file 12", By: ada}, nil), tocsin.RuleState)
		})
	}
	r := received()
	wantRefusal(t, r.Dismiss(tocsin.Dismissal{Reason: tocsin.KnownFalse, Evidence: "file 12", By: ada}, nil), tocsin.RuleBlindFirst)
	r = graded(t)
	for _, reason := range []tocsin.DismissReason{"", "quiet", "nothing_happened", "panic"} {
		wantRefusal(t, r.Dismiss(tocsin.Dismissal{Reason: reason, Evidence: "file 12", By: ada}, nil), tocsin.RuleDismissalReason)
	}
	if r.Dismissal != nil || r.State != tocsin.Assessed {
		t.Errorf("refused, and yet %+v", r)
	}
}

func TestDistrustIsNoReason(t *testing.T) {
	t.Parallel()
	senders := []string{"us-embassy", "United States", "US", "Госдеп"}
	by := func(reason string) tocsin.Signature { return sign(tocsin.DutyOfficer, "ada", reason) }
	for _, c := range []struct {
		name string
		d    tocsin.Dismissal
		rule tocsin.Rule
	}{
		{"the reason itself", tocsin.Dismissal{Reason: "distrust_of_sender", Evidence: "x"}, tocsin.RuleDistrust},
		{"in the words", tocsin.Dismissal{Reason: tocsin.KnownFalse, Evidence: "x", Words: "outright blackmail"}, tocsin.RuleDistrust},
		{"with the signature", tocsin.Dismissal{Reason: tocsin.KnownFalse, Evidence: "x", By: by("they only want to destabilise us")}, tocsin.RuleDistrust},
		{"as the evidence", tocsin.Dismissal{Reason: tocsin.KnownFalse, Evidence: "it is a provocation"}, tocsin.RuleDistrust},
		{"as the evidence of a repetition", tocsin.Dismissal{Reason: tocsin.DuplicateOf, Evidence: "their blackmail of Tuesday"}, tocsin.RuleDistrust},
		{"the sender as the evidence", tocsin.Dismissal{Reason: tocsin.BelowThreshold, Evidence: "it comes from the US"}, tocsin.RuleDistrust},
		{"the sender where evidence names others", tocsin.Dismissal{Reason: tocsin.OutsideJurisdiction, Evidence: "forwarded to the United States marshals"}, ""},
		{"the sender whose warning it repeats", tocsin.Dismissal{Reason: tocsin.DuplicateOf, Evidence: "the US alert of 7 March"}, ""},
		{"about the content", tocsin.Dismissal{Reason: tocsin.KnownFalse, Evidence: "the hall burned down in 2019", Words: "no such hall"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := graded(t)
			wantRule(t, r.Dismiss(c.d, senders), c.rule)
		})
	}
}

func TestLeads(t *testing.T) {
	t.Parallel()
	r := received()
	wantRefusal(t, r.OpenLead(tocsin.Lead{ID: "l1", What: " "}), tocsin.RuleForm)
	for _, id := range []tocsin.LeadID{"l1", "l2", "l3", "l4"} {
		wantRule(t, r.OpenLead(tocsin.Lead{ID: id, What: "the flat in the north"}), "")
	}
	for _, c := range []struct {
		id                   tocsin.LeadID
		outcome, acts, doubt string
		rule                 tocsin.Rule
	}{
		{"l9", "substantiated", "raid", "", tocsin.RuleForm},
		{"l1", "false", "raid", "", tocsin.RuleForm},
		{"l1", "substantiated", " ", "", tocsin.RuleReasonOwed},
		{"l1", "acted_not_substantiated", "raid", " ", tocsin.RuleReasonOwed},
		{"l1", "wrong_person", "raid", "", ""},
		{"l1", "wrong_person", "raid", "", tocsin.RuleState},
		{"l2", "substantiated", "raid", "", ""},
		{"l3", "disrupted", "raid", "", ""},
		{"l4", "acted_not_substantiated", "raid", "who rented it", ""},
	} {
		wantRule(t, r.CloseLead(c.id, c.outcome, c.acts, c.doubt, ada), c.rule)
	}
	if r.State != tocsin.NotSubstantiated || r.Dismissal != nil {
		t.Errorf("got %s, %v: a lead's outcome dismisses nothing", r.State, r.Dismissal)
	}
	wantRule(t, r.GradeBlind(3, ada), "")
	if r.State != tocsin.NotSubstantiated {
		t.Errorf("got %s, want the later state kept", r.State)
	}
}
