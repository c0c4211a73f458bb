package casefile

import (
	"reflect"

	"tocsin"
)

var (
	ruleType = reflect.TypeFor[tocsin.Rule]()
	roleType = reflect.TypeFor[tocsin.Role]()
)

// byType are the closed lists that a Go type stands for. Window ends and reasons to dismiss are
// plain texts in a case, so that it can show which of them are refused.
var byType = map[reflect.Type][]string{
	roleType:                                strs(tocsin.Roles),
	ruleType:                                strs(Rules),
	reflect.TypeFor[Basis]():                strs(bases),
	reflect.TypeFor[tocsin.OrgKind]():       strs(tocsin.OrgKinds),
	reflect.TypeFor[tocsin.Integrity]():     strs(tocsin.Integrities),
	reflect.TypeFor[tocsin.Posture]():       strs(tocsin.Postures),
	reflect.TypeFor[tocsin.ClaimStatus]():   strs(tocsin.ClaimStatuses),
	reflect.TypeFor[tocsin.FacetName]():     strs(tocsin.FacetNames),
	reflect.TypeFor[tocsin.FacetState]():    strs(tocsin.FacetStates),
	reflect.TypeFor[tocsin.VictimKind]():    strs(tocsin.VictimKinds),
	reflect.TypeFor[tocsin.Answer]():        strs(tocsin.Answers),
	reflect.TypeFor[tocsin.Harm]():          strs(tocsin.Harms),
	reflect.TypeFor[tocsin.ListedFor]():     strs(tocsin.ListedFors),
	reflect.TypeFor[tocsin.DutyOutcome]():   strs(tocsin.DutyOutcomes),
	reflect.TypeFor[tocsin.WaiverGround]():  strs(tocsin.WaiverGrounds),
	reflect.TypeFor[tocsin.RecipientRole](): strs(tocsin.RecipientRoles),
	reflect.TypeFor[tocsin.Level]():         strs(tocsin.Levels),

	reflect.TypeFor[tocsin.WithheldReason](): strs(tocsin.WithheldReasons),
	reflect.TypeFor[tocsin.Access]():         strs(tocsin.Accesses),
	reflect.TypeFor[tocsin.ObligationKind](): strs(tocsin.ObligationKinds),
}

// byTag are the closed lists of plain texts, by the tag `list`.
var byTag = map[string][]string{
	"bounds":        strs(tocsin.Bounds),
	"likelihoods":   tocsin.LikelihoodCodes(),
	"confidences":   tocsin.Confidences,
	"closing ways":  tocsin.ClosingWays,
	"lead outcomes": tocsin.LeadOutcomes,
	"families":      tocsin.MeasureFamilies,
	"decisions":     {tocsin.Go, tocsin.NoGo},
	"codes":         tocsin.SARCodes,
}

var bases = []Basis{Reported, Inferred, Counterfactual}

// Rules are the rules that an act can be expected to be refused by.
var Rules = []tocsin.Rule{
	tocsin.RuleForm, tocsin.RulePermission, tocsin.RuleState, tocsin.RuleTwoPersons, tocsin.RuleNotJudged,
	tocsin.RuleConfirmedComputed, tocsin.RuleDoubtWarns, tocsin.RuleWaiverGround, tocsin.RuleDrafterWaives,
	tocsin.RuleVictimAddressed, tocsin.RulePrivateFirst, tocsin.RuleParity, tocsin.RuleMonotone,
	tocsin.RuleWithheldReason, tocsin.RuleLeakSource, tocsin.RuleLeak, tocsin.RuleWindow, tocsin.RuleReasonOwed,
	tocsin.RuleSuccessor, tocsin.RuleEnding, tocsin.RuleLeadNotThreat, tocsin.RulePartialOutcome,
	tocsin.RuleStepDownFrozen, tocsin.RuleEquivalent, tocsin.RuleBlindFirst, tocsin.RuleDistrust,
	tocsin.RuleDismissalReason, tocsin.RuleUrgent, tocsin.RuleClosingMessage, tocsin.RuleChangeReason,
	tocsin.RuleLikelihoodSentence, tocsin.RuleUnknownPeer, tocsin.RuleGoNoGo,
}
