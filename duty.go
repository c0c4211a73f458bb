package tocsin

import (
	"slices"
	"strings"
	"time"
)

// Harm is what the duty to warn is about (ICD 191).
type Harm string

// Harms is the closed list.
var Harms = []Harm{"killing", "serious_bodily_injury", "kidnapping"}

// Answer is how one element of the threshold was judged. Doubt is an answer.
type Answer string

const (
	Yes   Answer = "yes"
	No    Answer = "no"
	Doubt Answer = "doubt"
)

// Answers lists them.
var Answers = []Answer{Yes, No, Doubt}

// A Threshold is the test of the duty: credible and specific information of an impending threat of
// intentional killing, serious bodily injury or kidnapping (ICD 191).
type Threshold struct {
	Credible  Answer `json:"credible"`
	Specific  Answer `json:"specific"`
	Impending Answer `json:"impending"`
	Harm      Harm   `json:"harm,omitempty"`
}

// Met reports whether the duty applies. Doubt goes to warning.
func (t Threshold) Met() bool {
	return t.Credible != No && t.Specific != No && t.Impending != No && t.Harm != ""
}

// DutyOutcome is the decision.
type DutyOutcome string

const (
	Warn         DutyOutcome = "warn"
	Waive        DutyOutcome = "waive"
	NotMet       DutyOutcome = "not_met"
	AlreadyAware DutyOutcome = "already_aware"
)

// DutyOutcomes is the closed list.
var DutyOutcomes = []DutyOutcome{Warn, Waive, NotMet, AlreadyAware}

// WaiverGround is a ground on which a warning may be waived.
type WaiverGround string

// WaiverGrounds is the closed list (ICD 191; doctrine 1.1 says which were read in print).
var WaiverGrounds = []WaiverGround{
	"already_aware", "armed_participant", "violent_actor",
	"endangers_own_sources_ops", "endangers_partner_sources_ops", "no_reasonable_way",
}

// A DutyDecision says whether the duty to warn applies to a threat, and what follows.
type DutyDecision struct {
	ID        DutyID       `json:"id"`
	Threat    ThreatID     `json:"threat"`
	Threshold Threshold    `json:"threshold"`
	Outcome   DutyOutcome  `json:"outcome"`
	Ground    WaiverGround `json:"ground,omitempty"`
	Reason    string       `json:"reason"`
	Reports   []ReportID   `json:"reports,omitempty"`
	Drafter   Signature    `json:"drafter"`
	Officer   *Signature   `json:"officer,omitempty"` // who affirmed or waived; owed for anything but `warn`
	Times     Times        `json:"times"`
}

// Effective reports whether the decision stands: `warn` at once, anything else when a second
// person has signed it.
func (d DutyDecision) Effective() bool { return d.Outcome == Warn || d.Officer != nil }

// Check refuses a decision that the threshold does not carry.
func (d DutyDecision) Check() error {
	if err := d.Threshold.check(); err != nil {
		return err
	}
	if !slices.Contains(DutyOutcomes, d.Outcome) {
		return refuse(RuleForm, "use one of: "+join(DutyOutcomes), "%q is not an outcome of the duty", d.Outcome)
	}
	if strings.TrimSpace(d.Reason) == "" {
		return refuse(RuleReasonOwed, "write why, in a sentence", "a decision on the duty to warn needs a reason, whatever it is")
	}
	switch d.Outcome {
	case NotMet:
		if t := d.Threshold; t.Credible != No && t.Specific != No && t.Impending != No { // a harm left out is doubt too
			return refuse(RuleDoubtWarns, "warn, or waive on a ground of the list", "no element of the threshold was answered no, and doubt goes to warning")
		}
	case Waive, AlreadyAware:
		if d.Outcome == Waive && !slices.Contains(WaiverGrounds, d.Ground) {
			return refuse(RuleWaiverGround, "use one of: "+join(WaiverGrounds), "%q is no ground to waive a warning", d.Ground)
		}
	}
	return nil
}

func (t Threshold) check() error {
	for _, e := range []struct {
		name   string
		answer Answer
	}{{"credible", t.Credible}, {"specific", t.Specific}, {"impending", t.Impending}} {
		if !slices.Contains(Answers, e.answer) {
			return refuse(RuleForm, "answer yes, no or doubt", "the threshold's element %q is not answered", e.name)
		}
	}
	if t.Harm != "" && !slices.Contains(Harms, t.Harm) {
		return refuse(RuleForm, "use one of: "+join(Harms), "%q is not a harm of the duty", t.Harm)
	}
	return nil
}

// Affirm is the senior officer's signature. The drafter may not waive, nor find that the duty is
// not met: that takes another person, in a senior role.
func (d *DutyDecision) Affirm(by Signature) error {
	if d.Officer != nil {
		return refuse(RuleState, "record a new decision if it changed", "this decision is signed already")
	}
	if d.Outcome != Warn && d.Drafter.SamePerson(by.Signer) {
		return refuse(RuleDrafterWaives, "ask the approver", "who drafted this may not also decide that nobody is warned")
	}
	if d.Outcome != Warn && by.Role != Approver {
		return refuse(RulePermission, "ask the approver", "a %s may not decide that nobody is warned", by.Role)
	}
	d.Officer = &by
	return nil
}

// DutyClock is how long a decision may take: less when the danger may begin within a day.
func DutyClock(p Policy, w Window, now time.Time) time.Duration {
	p = p.WithDefaults()
	if w.Opens(now, 24*time.Hour) {
		return p.DutyUrgent
	}
	return p.DutyWithin
}
