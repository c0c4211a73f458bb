package tocsin_test

import (
	"testing"
	"time"

	"tocsin"
)

func threshold(credible, specific, impending tocsin.Answer) tocsin.Threshold {
	return tocsin.Threshold{Credible: credible, Specific: specific, Impending: impending, Harm: "killing"}
}

// TestDoubtGoesToWarning goes through all answers: not met needs one that is no.
func TestDoubtGoesToWarning(t *testing.T) {
	t.Parallel()
	for _, c := range tocsin.Answers {
		for _, s := range tocsin.Answers {
			for _, i := range tocsin.Answers {
				th := threshold(c, s, i)
				no := c == tocsin.No || s == tocsin.No || i == tocsin.No
				if got := th.Met(); got == no {
					t.Errorf("%s %s %s: got met %v", c, s, i, got)
				}
				rule := tocsin.RuleDoubtWarns
				if no {
					rule = ""
				}
				d := tocsin.DutyDecision{Threshold: th, Outcome: tocsin.NotMet, Reason: "the account contradicts itself"}
				wantRule(t, d.Check(), rule)
				d.Threshold.Harm = "" // left out: that is doubt, not a no
				wantRule(t, d.Check(), rule)
				d.Outcome = tocsin.Warn // one may always warn
				wantRule(t, d.Check(), "")
			}
		}
	}
}

func TestDutyCheck(t *testing.T) {
	t.Parallel()
	met := threshold(tocsin.Yes, tocsin.Yes, tocsin.Doubt)
	for _, c := range []struct {
		name string
		d    tocsin.DutyDecision
		rule tocsin.Rule
	}{
		{"warn", tocsin.DutyDecision{Threshold: met, Outcome: tocsin.Warn, Reason: "credible"}, ""},
		{"warn without a reason", tocsin.DutyDecision{Threshold: met, Outcome: tocsin.Warn, Reason: " "}, tocsin.RuleReasonOwed},
		{"already aware", tocsin.DutyDecision{Threshold: met, Outcome: tocsin.AlreadyAware, Reason: "they told us"}, ""},
		{"already aware without a reason", tocsin.DutyDecision{Threshold: met, Outcome: tocsin.AlreadyAware}, tocsin.RuleReasonOwed},
		{"waive without a ground", tocsin.DutyDecision{Threshold: met, Outcome: tocsin.Waive, Reason: "better not"}, tocsin.RuleWaiverGround},
		{"waive on no ground of the list", tocsin.DutyDecision{Threshold: met, Outcome: tocsin.Waive, Ground: "they are hostile", Reason: "better not"}, tocsin.RuleWaiverGround},
		{"no outcome", tocsin.DutyDecision{Threshold: met, Reason: "?"}, tocsin.RuleForm},
		{"no answer", tocsin.DutyDecision{Threshold: threshold(tocsin.Yes, "", tocsin.Yes), Outcome: tocsin.Warn, Reason: "x"}, tocsin.RuleForm},
		{"no harm of the duty", tocsin.DutyDecision{Threshold: tocsin.Threshold{Credible: "yes", Specific: "yes", Impending: "yes", Harm: "arson"}, Outcome: tocsin.Warn, Reason: "x"}, tocsin.RuleForm},
	} {
		t.Run(c.name, func(t *testing.T) { wantRule(t, c.d.Check(), c.rule) })
	}
	for _, g := range tocsin.WaiverGrounds {
		wantRule(t, tocsin.DutyDecision{Threshold: met, Outcome: tocsin.Waive, Ground: g, Reason: "x"}.Check(), "")
	}
}

func TestDutyAffirm(t *testing.T) {
	t.Parallel()
	other := sign(tocsin.WarningOfficer, "carla", "")
	drafterAsApprover := sign(tocsin.Approver, "ada", "")
	unnamed := sign(tocsin.Approver, "", "")
	for _, c := range []struct {
		outcome tocsin.DutyOutcome
		by      tocsin.Signature
		rule    tocsin.Rule
	}{
		{tocsin.Warn, boris, ""},
		{tocsin.Warn, ada, ""}, // to warn needs no second person
		{tocsin.Waive, boris, ""},
		{tocsin.Waive, ada, tocsin.RuleDrafterWaives},
		{tocsin.Waive, drafterAsApprover, tocsin.RuleDrafterWaives},
		{tocsin.Waive, unnamed, tocsin.RuleDrafterWaives},
		{tocsin.Waive, other, tocsin.RulePermission},
		{tocsin.NotMet, boris, ""},
		{tocsin.NotMet, drafterAsApprover, tocsin.RuleDrafterWaives},
		{tocsin.NotMet, other, tocsin.RulePermission},
		{tocsin.AlreadyAware, boris, ""},
		{tocsin.AlreadyAware, drafterAsApprover, tocsin.RuleDrafterWaives},
		{tocsin.AlreadyAware, other, tocsin.RulePermission},
	} {
		t.Run(string(c.outcome)+" by "+string(c.by.Role)+" "+c.by.Tag, func(t *testing.T) {
			d := tocsin.DutyDecision{Outcome: c.outcome, Drafter: ada}
			if got, want := d.Effective(), c.outcome == tocsin.Warn; got != want {
				t.Errorf("unsigned: got effective %v, want %v", got, want)
			}
			wantRule(t, d.Affirm(c.by), c.rule)
			if got, want := d.Effective(), c.outcome == tocsin.Warn || c.rule == ""; got != want {
				t.Errorf("got effective %v, want %v", got, want)
			}
			if c.rule == "" {
				wantRefusal(t, d.Affirm(boris), tocsin.RuleState)
			}
		})
	}
}

func TestDutyClock(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from, to string
		p        tocsin.Policy
		want     time.Duration
	}{
		{"2024-03-09", "2024-03-10", tocsin.Policy{}, 4 * time.Hour},
		{"2024-03-08", "2024-03-10", tocsin.Policy{}, time.Hour},
		{"2024-03-01", "2024-03-10", tocsin.Policy{}, time.Hour},
		{"", "2024-03-10", tocsin.Policy{}, time.Hour}, // it may begin at any moment
		{"", "", tocsin.Policy{}, 4 * time.Hour},
		{"2024-03-08", "", tocsin.Policy{DutyUrgent: time.Minute}, time.Minute},
	} {
		w := window(t, c.from, c.to)
		if got := tocsin.DutyClock(c.p, w, noon); got != c.want {
			t.Errorf("%s: got %s, want %s", w, got, c.want)
		}
		if got, want := tocsin.GradeClock(c.p, []tocsin.Window{{}, w}, noon), c.want; c.p.DutyUrgent == 0 && got != want {
			t.Errorf("%s: got %s to grade, want %s", w, got, want)
		}
	}
}
