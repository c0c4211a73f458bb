package tocsin

import "fmt"

// A Refusal is a rule that said no. It is an error with a stable code: the code stands in the
// ledger, in the answer to a caller, and in docs/doctrine.md. Its text is written for the person
// who was refused: what is wrong, and what to do instead.
type Refusal struct {
	Rule    Rule   `json:"rule"`
	Reason  string `json:"reason"`
	Instead string `json:"instead,omitempty"`
}

func (r *Refusal) Error() string {
	if r.Instead == "" {
		return fmt.Sprintf("%s [%s]", r.Reason, r.Rule)
	}
	return fmt.Sprintf("%s; %s [%s]", r.Reason, r.Instead, r.Rule)
}

func refuse(rule Rule, instead, format string, args ...any) *Refusal {
	return &Refusal{Rule: rule, Reason: fmt.Sprintf(format, args...), Instead: instead}
}

// Refuse builds a refusal for the machines outside this package.
func Refuse(rule Rule, instead, format string, args ...any) *Refusal {
	return refuse(rule, instead, format, args...)
}

// A RefusedAct is the record of an act that a rule refused: who tried, what, and which rule.
// That it was tried is itself something a person could later dispute, so it has its leaf.
type RefusedAct struct {
	ID      string  `json:"id"`
	Act     string  `json:"act"`
	Object  Ref     `json:"object"`
	By      Signer  `json:"by"`
	Refusal Refusal `json:"refusal"`
	Words   string  `json:"words,omitempty"` // the reason that was given and refused
	Times   Times   `json:"times"`
}

// A Rule is the stable code of a rule.
type Rule string

// The rules that can refuse. docs/doctrine.md gives the source of each and how sure we are.
const (
	RuleForm               Rule = "form"                      // a field is missing or malformed
	RulePermission         Rule = "permission"                // the role may not do this
	RuleState              Rule = "state"                     // the record is not in a state for this act
	RuleTwoPersons         Rule = "two-persons"               // the second signature must be another person's
	RuleNotJudged          Rule = "not-judged"                // F and 6 are not the low end
	RuleConfirmedComputed  Rule = "confirmed-is-computed"     // credibility 1 cannot be entered
	RuleDoubtWarns         Rule = "doubt-goes-to-warning"     // not met needs a threshold that is not met
	RuleWaiverGround       Rule = "waiver-ground"             // a waiver needs a ground of the list
	RuleDrafterWaives      Rule = "drafter-may-not-waive"     // separation of duties
	RuleVictimAddressed    Rule = "victim-addressed"          // a named victim or its protector is told
	RulePrivateFirst       Rule = "private-first"             // private precedes or equals public
	RuleParity             Rule = "no-double-standard"        // who shares the danger has a version or a reason
	RuleMonotone           Rule = "levels-monotone"           // lower levels never state what higher ones do not
	RuleWithheldReason     Rule = "withheld-needs-reason"     // each facet withheld has its reason
	RuleLeakSource         Rule = "source-leak"               // a hit on a source refuses, always
	RuleLeak               Rule = "withheld-leak"             // a hit on a withheld value, not overridden
	RuleWindow             Rule = "window"                    // a window must have an order, an extension must extend
	RuleReasonOwed         Rule = "reason-owed"               // a decision without a reason
	RuleSuccessor          Rule = "successor-posture"         // what stands after the decision
	RuleEnding             Rule = "ending"                    // ending takes one of the listed decisions
	RuleLeadNotThreat      Rule = "lead-is-not-threat"        // a lead's outcome closes no threat
	RulePartialOutcome     Rule = "partial-outcome"           // one part's outcome closes nothing else
	RuleStepDownFrozen     Rule = "step-down-frozen"          // an open alert on the place is too young
	RuleEquivalent         Rule = "substitute-not-equivalent" // one signature only for an equivalent
	RuleBlindFirst         Rule = "content-before-sender"     // the content digit before the reveal
	RuleDistrust           Rule = "distrust-is-no-reason"     // a reason that speaks of the sender
	RuleDismissalReason    Rule = "dismissal-reason"          // one of five, with evidence
	RuleUrgent             Rule = "urgent"                    // alone only within 24 hours, with a reason
	RuleClosingMessage     Rule = "closing-message"           // an instruction ends with a message
	RuleChangeReason       Rule = "change-reason"             // a new judgement explains the change
	RuleLikelihoodSentence Rule = "likelihood-and-confidence" // not in one sentence, one row of terms
	RuleUnknownPeer        Rule = "unknown-peer"              // nobody admitted this sender
	RuleExercise           Rule = "exercise"                  // nothing passes between an exercise and the real thing
	RuleGoNoGo             Rule = "go-or-no-go"               // the decision on an event needs a reason
	RuleTwoRoles           Rule = "two-roles"                 // an order is given by another role than asked
	RuleOrderExpired       Rule = "order-expired"             // nobody gave it, or carried it out, in time
	RuleHold               Rule = "incident-hold"             // nothing under a hold is erased
	RuleInForce            Rule = "still-in-force"            // what is open, owed or in force is not erased
	RuleKept               Rule = "kept-for-good"             // who did what, and what was owed, is not erased
	RuleErased             Rule = "erased"                    // the record said something once
	RuleSealed             Rule = "sealed"                    // the key that opens it was not given
	RuleListedAct          Rule = "listed-for-an-act"         // violence done, prepared or incited; never who somebody is
	RuleListedGrounds      Rule = "listing-has-grounds"       // legal ground, reasons, evidence, authority
	RuleListReview         Rule = "list-review"               // a date of review, at most 180 days away
	RuleListLapsed         Rule = "list-lapsed"               // what nobody renewed, or answered for, is over
	RuleIndependent        Rule = "independent-review"        // another role and another person than those who listed
	RuleSeparation         Rule = "separation-of-duties"      // roles of which one looks at what the other does
	RuleCompartment        Rule = "compartment"               // what is closed to some is not repeated where they read
	RulePredominance       Rule = "predominance"              // what is not predominantly an ordinary crime is not used
)
