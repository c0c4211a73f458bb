package dossier

import "tocsin"

// ruleWords says each rule in a sentence, for readers who have no list of codes.
var ruleWords = map[tocsin.Rule]string{
	tocsin.RuleForm:               "every field of an act is there and well formed",
	tocsin.RulePermission:         "each role has its own acts",
	tocsin.RuleState:              "an act fits the state of the record",
	tocsin.RuleTwoPersons:         "the second signature is another person's",
	tocsin.RuleNotJudged:          "“not judged” is not the low end of a scale",
	tocsin.RuleConfirmedComputed:  "“confirmed” is computed from independent origins, never entered",
	tocsin.RuleDoubtWarns:         "doubt goes to warning",
	tocsin.RuleWaiverGround:       "a warning is waived only on a ground of the list",
	tocsin.RuleDrafterWaives:      "who drafts may not waive",
	tocsin.RuleVictimAddressed:    "a named victim, or its protector, is told",
	tocsin.RulePrivateFirst:       "those in danger are told no later than the public",
	tocsin.RuleParity:             "who shares the danger has a version, or a reason why not",
	tocsin.RuleMonotone:           "no level tells what the level above does not",
	tocsin.RuleWithheldReason:     "what is withheld has its reason",
	tocsin.RuleLeakSource:         "nothing that names a source leaves the house",
	tocsin.RuleLeak:               "a level does not tell by other words what it withholds",
	tocsin.RuleWindow:             "a window has an order, and an extension extends it",
	tocsin.RuleReasonOwed:         "a decision has a reason",
	tocsin.RuleSuccessor:          "an ending says what stands afterwards",
	tocsin.RuleEnding:             "a threat ends only by one of the listed decisions",
	tocsin.RuleLeadNotThreat:      "what a lead came to closes the lead, never the threat",
	tocsin.RulePartialOutcome:     "the outcome of one part closes nothing else",
	tocsin.RuleStepDownFrozen:     "no step down while an open alert on the place is young",
	tocsin.RuleEquivalent:         "only an equivalent takes a measure's place on one signature",
	tocsin.RuleBlindFirst:         "content before sender",
	tocsin.RuleDistrust:           "who sent a warning is no reason to dismiss what it says",
	tocsin.RuleDismissalReason:    "a dismissal has a reason of the list, with its evidence",
	tocsin.RuleUrgent:             "one officer warns alone only when it cannot wait, and says why",
	tocsin.RuleClosingMessage:     "an instruction ends with a message",
	tocsin.RuleChangeReason:       "a changed judgement says what changed",
	tocsin.RuleLikelihoodSentence: "likelihood and confidence are said apart",
	tocsin.RuleUnknownPeer:        "only an admitted sender is taken in",
	tocsin.RuleGoNoGo:             "a decision on an event has a reason",
}

func ruleIn(code tocsin.Rule) string {
	if w, ok := ruleWords[code]; ok {
		return w
	}
	return spaced(string(code))
}
