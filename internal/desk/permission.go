package desk

import (
	"slices"
	"strings"

	"tocsin"
)

// An Act names what a caller asks for. It stands in the ledger.
type Act string

// The acts.
const (
	ActOrg         Act = "org.admit"
	ActSource      Act = "source.add"
	ActReport      Act = "report.record"
	ActGrade       Act = "report.grade"
	ActThreat      Act = "threat.open"
	ActJoin        Act = "threat.join"
	ActJudge       Act = "threat.judge"
	ActDecide      Act = "threat.decide"
	ActDuty        Act = "duty.decide"
	ActAffirm      Act = "duty.affirm"
	ActDraft       Act = "warning.draft"
	ActSign        Act = "warning.sign"
	ActUrgent      Act = "warning.issue_urgent"
	ActRelease     Act = "warning.release"
	ActClosing     Act = "warning.closing_message"
	ActParity      Act = "warning.parity"
	ActDetail      Act = "warning.detail"
	ActReceive     Act = "release.receive"
	ActReply       Act = "reply.receive"
	ActOpen        Act = "received.open"
	ActBlind       Act = "received.grade"
	ActReveal      Act = "received.reveal"
	ActSourceGrade Act = "received.grade_source"
	ActProtect     Act = "received.protect"
	ActLead        Act = "received.lead"
	ActCloseLead   Act = "received.close_lead"
	ActAsk         Act = "received.ask"
	ActDismiss     Act = "received.dismiss"
	ActOnward      Act = "received.onward_done"
	ActSite        Act = "site.add"
	ActRaise       Act = "site.raise"
	ActLowerSite   Act = "site.lower"
	ActJustify     Act = "site.justify"
	ActMeasure     Act = "measure.start"
	ActObserve     Act = "measure.observe"
	ActLower       Act = "measure.lower"
	ActSubstitute  Act = "measure.substitute"
	ActBrief       Act = "site.brief"
	ActEvent       Act = "event.add"
	ActGo          Act = "event.decide"
	ActSighting    Act = "sighting.record"
	ActForwarded   Act = "sighting.receive"
	ActClaim       Act = "claim.record"
	ActSettle      Act = "obligation.settle"
	ActReview      Act = "clock.review"
	ActClimb       Act = "clock.escalate"
	ActAskClosing  Act = "clock.closing_message"
	ActAskRelief   Act = "clock.sustain"
	ActAskJustify  Act = "clock.justify"
	ActRefused     Act = "refused"
)

// officers are the roles on whose desks the work is done.
var (
	officers = []tocsin.Role{tocsin.DutyOfficer, tocsin.Analyst, tocsin.WarningOfficer, tocsin.Approver}
	warners  = []tocsin.Role{tocsin.DutyOfficer, tocsin.WarningOfficer, tocsin.Approver}
	sites    = []tocsin.Role{tocsin.SiteManager, tocsin.DutyOfficer, tocsin.WarningOfficer, tocsin.Approver}
	machine  = []tocsin.Role{tocsin.Gateway}
)

// permissions says which roles may ask for which act. An act without a row is refused to all.
var permissions = map[Act][]tocsin.Role{
	ActOrg: {tocsin.Administrator}, ActSite: {tocsin.Administrator, tocsin.SiteManager},
	ActSource: {tocsin.Analyst, tocsin.WarningOfficer},
	ActReport: append([]tocsin.Role{tocsin.SiteManager, tocsin.Gateway}, officers...),
	ActGrade:  officers, ActThreat: officers, ActJoin: officers, ActJudge: officers,
	ActDecide: warners, ActDuty: officers, ActAffirm: {tocsin.WarningOfficer, tocsin.Approver},
	ActDraft: officers, ActSign: {tocsin.WarningOfficer, tocsin.Approver}, ActUrgent: warners,
	ActRelease: warners, ActClosing: warners, ActParity: warners, ActDetail: officers,
	ActOpen: officers, ActBlind: officers, ActReveal: officers, ActSourceGrade: officers,
	ActProtect: append([]tocsin.Role{tocsin.SiteManager}, officers...),
	ActLead:    officers, ActCloseLead: officers, ActAsk: officers, ActDismiss: warners, ActOnward: officers,
	ActRaise: sites, ActLowerSite: sites, ActJustify: sites, ActMeasure: sites, ActLower: sites,
	ActSubstitute: sites, ActBrief: sites, ActEvent: sites, ActGo: sites,
	ActObserve:  append([]tocsin.Role{tocsin.Inspector, tocsin.Gateway}, sites...),
	ActSighting: append([]tocsin.Role{tocsin.SiteManager}, officers...),
	ActClaim:    append([]tocsin.Role{tocsin.Inspector, tocsin.Gateway}, officers...),
	ActSettle:   append([]tocsin.Role{tocsin.SiteManager}, officers...),
	ActReceive:  machine, ActReply: machine, ActForwarded: machine,
	ActReview: machine, ActClimb: machine, ActAskClosing: machine, ActAskRelief: machine, ActAskJustify: machine,
}

// May refuses a role that may not ask for the act.
func May(role tocsin.Role, name Act) error { return permit(Caller{Role: role}, name) }

// permit refuses a role that may not ask for the act, and names those that may.
func permit(who Caller, name Act) error {
	roles := permissions[name]
	if slices.Contains(roles, who.Role) {
		return nil
	}
	words := make([]string, len(roles))
	for i, r := range roles {
		words[i] = string(r)
	}
	return tocsin.Refuse(tocsin.RulePermission, "ask one of: "+strings.Join(words, ", "), "the role %q may not do %s", clip(string(who.Role), maxID), name)
}
