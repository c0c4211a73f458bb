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
	ActOrg           Act = "org.admit"
	ActSource        Act = "source.add"
	ActReport        Act = "report.record"
	ActGrade         Act = "report.grade"
	ActThreat        Act = "threat.open"
	ActJoin          Act = "threat.join"
	ActSplit         Act = "threat.split"
	ActKeepApart     Act = "threat.keep_apart"
	ActName          Act = "threat.name"
	ActTellApart     Act = "threat.tell_apart"
	ActOrigin        Act = "origin.declare"
	ActJudge         Act = "threat.judge"
	ActDecide        Act = "threat.decide"
	ActDuty          Act = "duty.decide"
	ActAffirm        Act = "duty.affirm"
	ActDraft         Act = "warning.draft"
	ActRevise        Act = "warning.revise"
	ActWithdraw      Act = "warning.withdraw"
	ActSign          Act = "warning.sign"
	ActUrgent        Act = "warning.issue_urgent"
	ActRelease       Act = "warning.release"
	ActClosing       Act = "warning.closing_message"
	ActParity        Act = "warning.parity"
	ActDetail        Act = "warning.detail"
	ActReceive       Act = "release.receive"
	ActReply         Act = "reply.receive"
	ActOpen          Act = "received.open"
	ActBlind         Act = "received.grade"
	ActReveal        Act = "received.reveal"
	ActSourceGrade   Act = "received.grade_source"
	ActProtect       Act = "received.protect"
	ActLead          Act = "received.lead"
	ActCloseLead     Act = "received.close_lead"
	ActAsk           Act = "received.ask"
	ActDismiss       Act = "received.dismiss"
	ActOnward        Act = "received.onward_done"
	ActSite          Act = "site.add"
	ActRaise         Act = "site.raise"
	ActLowerSite     Act = "site.lower"
	ActJustify       Act = "site.justify"
	ActMeasure       Act = "measure.start"
	ActObserve       Act = "measure.observe"
	ActLower         Act = "measure.lower"
	ActSubstitute    Act = "measure.substitute"
	ActBrief         Act = "site.brief"
	ActEvent         Act = "event.add"
	ActGo            Act = "event.decide"
	ActSighting      Act = "sighting.record"
	ActForwarded     Act = "sighting.receive"
	ActClaim         Act = "claim.record"
	ActSettle        Act = "obligation.settle"
	ActAskOrder      Act = "order.ask"
	ActGiveOrder     Act = "order.give"
	ActRefuseOrder   Act = "order.refuse"
	ActHold          Act = "hold.place"
	ActOpenPerson    Act = "person.open"
	ActSeal          Act = "source.seal"
	ActList          Act = "listing.add"
	ActRenew         Act = "listing.renew"
	ActCorrect       Act = "listing.correct"
	ActTakeDown      Act = "listing.remove"
	ActAppeal        Act = "listing.appeal"
	ActAnswerAppeal  Act = "listing.answer_appeal"
	ActSendList      Act = "listing.send"
	ActPassedOn      Act = "listing.passed_on"
	ActTellHolder    Act = "listing.tell"
	ActCorrected     Act = "listing.corrected"
	ActIntake        Act = "intake.take_in"
	ActWeigh         Act = "intake.weigh"
	ActAdmitList     Act = "intake.admit"
	ActRefuseList    Act = "intake.refuse"
	ActListCame      Act = "intake.receive"
	ActNoticeCame    Act = "notice.receive"
	ActCorrectedCame Act = "listing.correction_done"
	ActCorrection    Act = "intake.correction"
	ActRegister      Act = "attention.import"
	ActEffort        Act = "attention.effort"
	ActPriority      Act = "attention.priority"
	ActLapse         Act = "clock.lapse"
	ActExpire        Act = "clock.order"
	ActReview        Act = "clock.review"
	ActClimb         Act = "clock.escalate"
	ActAskClosing    Act = "clock.closing_message"
	ActAskRelief     Act = "clock.sustain"
	ActAskJustify    Act = "clock.justify"
	ActRefused       Act = "refused"
	ActAccount       Act = "account.admit"
	ActRole          Act = "account.role"
	ActRevoke        Act = "account.revoke"
	ActContact       Act = "contact.set"
	ActEndContact    Act = "contact.end"
	ActTestContact   Act = "contact.test"
	ActAnswer        Act = "notification.answer"
	ActAck           Act = "notification.acknowledge"
	ActTold          Act = "notification.told"
	ActRevokeLinks   Act = "notification.revoke_links"
	ActAttempts      Act = "delivery.attempts"
	ActPoster        Act = "site.poster"
	ActPosted        Act = "sighting.posted"
	ActNotify        Act = "clock.notify"
	ActInvite        Act = "account.invite"
	ActPublish       Act = "release.publish"
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
	ActSplit: officers, ActKeepApart: officers, ActName: officers, ActTellApart: officers, ActOrigin: officers,
	ActDecide: warners, ActDuty: officers, ActAffirm: {tocsin.WarningOfficer, tocsin.Approver},
	ActDraft: officers, ActRevise: officers, ActWithdraw: officers, ActSign: {tocsin.WarningOfficer, tocsin.Approver}, ActUrgent: warners,
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
	ActAskOrder: tocsin.OrderAskers, ActRefuseOrder: tocsin.OrderAskers, // who of them may refuse is the order's rule
	ActGiveOrder: tocsin.OrderGivers, ActOpenPerson: tocsin.OrderGivers,
	ActHold: append([]tocsin.Role{tocsin.Inspector}, officers...),
	ActSeal: {tocsin.Administrator, tocsin.Analyst, tocsin.WarningOfficer},
	ActList: tocsin.ListingAdders, ActCorrect: tocsin.ListingAdders, ActRenew: tocsin.ListReviewers,
	ActTakeDown: append([]tocsin.Role{tocsin.Inspector}, tocsin.ListingAdders...),
	ActAppeal:   append([]tocsin.Role{tocsin.SiteManager, tocsin.Inspector, tocsin.Administrator}, officers...), ActAnswerAppeal: tocsin.AppealReviewers,
	ActSendList: {tocsin.WarningOfficer, tocsin.Approver}, ActPassedOn: officers, ActTellHolder: officers, ActCorrected: officers,
	ActIntake: officers, ActWeigh: append([]tocsin.Role{tocsin.Inspector}, tocsin.ListingAdders...),
	ActAdmitList: tocsin.ListReviewers, ActRefuseList: tocsin.ListReviewers,
	ActRegister: append([]tocsin.Role{tocsin.Inspector}, officers...), ActEffort: append([]tocsin.Role{tocsin.Inspector, tocsin.SiteManager}, officers...), ActPriority: append([]tocsin.Role{tocsin.Inspector}, officers...),
	ActListCame: machine, ActNoticeCame: machine, ActCorrectedCame: machine, ActCorrection: machine, ActLapse: machine,
	ActAccount: {tocsin.Administrator, tocsin.Gateway}, ActRole: {tocsin.Administrator, tocsin.Gateway}, ActRevoke: {tocsin.Administrator},
	ActContact: {tocsin.Administrator, tocsin.WarningOfficer}, ActEndContact: {tocsin.Administrator, tocsin.WarningOfficer},
	ActTestContact: {tocsin.Administrator, tocsin.WarningOfficer},
	ActAck:         append([]tocsin.Role{tocsin.SiteManager, tocsin.Inspector, tocsin.Administrator}, officers...),
	ActTold:        append([]tocsin.Role{tocsin.SiteManager}, officers...), ActRevokeLinks: warners,
	ActAnswer: machine, ActAttempts: machine, ActPosted: machine, ActNotify: machine, ActPublish: machine,
	ActPoster: append([]tocsin.Role{tocsin.Administrator}, sites...),
	ActInvite: {tocsin.Administrator},
	ActExpire: machine, ActReview: machine, ActClimb: machine, ActAskClosing: machine, ActAskRelief: machine, ActAskJustify: machine,
}

// MayDo are the roles that may ask for an act.
func MayDo(name Act) []tocsin.Role { return slices.Clone(permissions[name]) }

// May refuses a role that may not ask for the act.
func May(role tocsin.Role, name Act) error { return permit(Caller{Role: role}, name) }

// permit refuses a role that may not ask for the act, and names those that may.
func permit(who Caller, name Act) error { return OneOf(who.Role, permissions[name], name) }

// OneOf refuses a role that is none of those that may do a thing, and names them.
func OneOf(role tocsin.Role, roles []tocsin.Role, name Act) error {
	if slices.Contains(roles, role) {
		return nil
	}
	words := make([]string, len(roles))
	for i, r := range roles {
		words[i] = string(r)
	}
	return tocsin.Refuse(tocsin.RulePermission, "ask one of: "+strings.Join(words, ", "), "the role %q may not do %s", clip(string(role), maxID), name)
}
