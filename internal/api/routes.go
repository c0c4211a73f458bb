package api

import (
	"cmp"
	"context"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/brief"
	"tocsin/internal/desk"
)

// handlers is the whole surface: one row for each message.
var handlers = map[string]handler{
	client.Admit{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.Admit) (desk.Receipt, error) {
		return d.Admit(ctx, who, m.Org)
	}),
	client.AddSource{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.AddSource) (desk.Receipt, error) {
		return d.AddSource(ctx, who, source(m))
	}),
	client.RecordReport{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.RecordReport) (desk.Receipt, error) {
		return d.RecordReport(ctx, who, m.Report)
	}),
	client.GradeReport{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.GradeReport) (desk.Receipt, error) {
		return d.GradeReport(ctx, who, m.Report, m.Reliability, m.Credibility)
	}),
	client.OpenThreat{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.OpenThreat) (desk.Receipt, error) {
		return d.OpenThreat(ctx, who, m.Threat)
	}),
	client.JoinReport{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.JoinReport) (desk.Receipt, error) {
		return d.JoinReport(ctx, who, m.Report, m.Threat)
	}),
	client.SplitReport{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.SplitReport) (desk.Receipt, error) {
		return d.SplitReport(ctx, who, m.Report, m.Threat)
	}),
	client.KeepApart{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.KeepApart) (desk.Receipt, error) {
		return d.KeepApart(ctx, who, m.Report, m.Threat)
	}),
	client.NameThreat{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.NameThreat) (desk.Receipt, error) {
		return d.NameThreat(ctx, who, m.Threat, m.Other)
	}),
	client.TellApart{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.TellApart) (desk.Receipt, error) {
		return d.TellApart(ctx, who, m.Threat, m.Other)
	}),
	client.DeclareOrigin{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.DeclareOrigin) (desk.Receipt, error) {
		return d.DeclareOrigin(ctx, who, m.About, m.Lineage)
	}),
	client.Judge{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.Judge) (desk.Receipt, error) {
		return d.Judge(ctx, who, m.Threat, m.Judgement)
	}),
	client.DecidePart{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.DecidePart) (desk.Receipt, error) {
		return d.DecidePart(ctx, who, m.Threat, m.Part, m.Decision, m.Moved)
	}),
	client.DecideDuty{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.DecideDuty) (desk.Receipt, error) {
		return d.DecideDuty(ctx, who, m.Duty)
	}),
	client.AffirmDuty{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.AffirmDuty) (desk.Receipt, error) {
		return d.AffirmDuty(ctx, who, m.Duty)
	}),
	client.DraftWarning{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.DraftWarning) (desk.Receipt, error) {
		return d.DraftWarning(ctx, who, m.Warning)
	}),
	client.ReviseWarning{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.ReviseWarning) (desk.Receipt, error) {
		return d.ReviseWarning(ctx, who, m.Warning)
	}),
	client.WithdrawWarning{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.WithdrawWarning) (desk.Receipt, error) {
		return d.WithdrawWarning(ctx, who, m.Warning, m.Revision)
	}),
	client.SignWarning{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.SignWarning) (desk.Receipt, error) {
		return d.SignWarning(ctx, who, m.Warning, m.Revision)
	}),
	client.IssueUrgent{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.IssueUrgent) (desk.Receipt, error) {
		return d.IssueUrgent(ctx, who, m.Warning, m.Revision)
	}),
	client.Release{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.Release) (desk.Receipt, error) {
		return d.Release(ctx, who, m.Warning, m.Level, m.To)
	}),
	client.CloseInstruction{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.CloseInstruction) (desk.Receipt, error) {
		return d.CloseInstruction(ctx, who, m.Warning, m.Level, m.How, m.Words, m.Until)
	}),
	client.Parity{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.Parity) (desk.Receipt, error) {
		return d.Parity(ctx, who, m.Warning, m.Reason)
	}),
	client.GiveDetail{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.GiveDetail) (desk.Receipt, error) {
		return d.GiveDetail(ctx, who, m.Release, m.Words)
	}),
	client.OpenReceived{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.OpenReceived) (desk.Receipt, error) {
		return d.OpenReceived(ctx, who, m.Received)
	}),
	client.GradeBlind{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.GradeBlind) (desk.Receipt, error) {
		return d.GradeBlind(ctx, who, m.Received, m.Credibility)
	}),
	client.Reveal{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.Reveal) (desk.Receipt, error) {
		return d.Reveal(ctx, who, m.Received)
	}),
	client.GradeSource{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.GradeSource) (desk.Receipt, error) {
		return d.GradeSource(ctx, who, m.Received, m.Reliability)
	}),
	client.Protect{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.Protect) (desk.Receipt, error) {
		return d.Protect(ctx, who, m.Received, m.What)
	}),
	client.OpenLead{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.OpenLead) (desk.Receipt, error) {
		return d.OpenLead(ctx, who, m.Received, m.Lead)
	}),
	client.CloseLead{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.CloseLead) (desk.Receipt, error) {
		return d.CloseLead(ctx, who, m.Received, m.Lead, m.Outcome, m.Acts, m.Doubt)
	}),
	client.Ask{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.Ask) (desk.Receipt, error) {
		return d.Ask(ctx, who, m.Received, m.Words)
	}),
	client.Dismiss{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.Dismiss) (desk.Receipt, error) {
		return d.Dismiss(ctx, who, m.Received, m.Reason, m.Evidence, m.Words)
	}),
	client.OnwardDone{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.OnwardDone) (desk.Receipt, error) {
		return d.OnwardDone(ctx, who, m.Received, m.Victim, m.Words)
	}),
	client.AddSite{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.AddSite) (desk.Receipt, error) {
		return d.AddSite(ctx, who, m.Site)
	}),
	client.RaiseSite{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.RaiseSite) (desk.Receipt, error) {
		return d.RaiseSite(ctx, who, m.Site, m.To)
	}),
	client.LowerSite{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.LowerSite) (desk.Receipt, error) {
		return d.LowerSite(ctx, who, m.Site, m.To)
	}),
	client.JustifySite{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.JustifySite) (desk.Receipt, error) {
		return d.JustifySite(ctx, who, m.Site)
	}),
	client.StartMeasure{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.StartMeasure) (desk.Receipt, error) {
		return d.StartMeasure(ctx, who, m.Measure)
	}),
	client.Observe{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.Observe) (desk.Receipt, error) {
		return d.Observe(ctx, who, m.Measure, m.Observation)
	}),
	client.LowerMeasure{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.LowerMeasure) (desk.Receipt, error) {
		return d.LowerMeasure(ctx, who, m.Measure)
	}),
	client.SubstituteMeasure{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.SubstituteMeasure) (desk.Receipt, error) {
		return d.SubstituteMeasure(ctx, who, m.Measure, m.With, m.ID)
	}),
	client.RecordBriefing{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.RecordBriefing) (desk.Receipt, error) {
		return d.RecordBriefing(ctx, who, m.Briefing)
	}),
	client.AddEvent{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.AddEvent) (desk.Receipt, error) {
		return d.AddEvent(ctx, who, m.Event)
	}),
	client.DecideEvent{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.DecideEvent) (desk.Receipt, error) {
		return d.DecideEvent(ctx, who, m.Event, m.Decision)
	}),
	client.RecordSighting{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.RecordSighting) (desk.Receipt, error) {
		return d.RecordSighting(ctx, who, m.Sighting)
	}),
	client.RecordClaim{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.RecordClaim) (desk.Receipt, error) {
		return d.RecordClaim(ctx, who, m.Claim)
	}),
	client.Settle{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.Settle) (desk.Receipt, error) {
		return d.Settle(ctx, who, m.Obligation, m.How)
	}),
	client.SetContacts{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.SetContacts) (desk.Receipt, error) {
		return d.SetContacts(ctx, who, m.Contacts)
	}),
	client.EndContact{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.EndContact) (desk.Receipt, error) {
		return d.EndContact(ctx, who, m.Contact)
	}),
	client.TestContact{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.TestContact) (desk.Receipt, error) {
		return d.TestContact(ctx, who, m.Contact)
	}),
	client.Acknowledge{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.Acknowledge) (desk.Receipt, error) {
		return d.Acknowledge(ctx, who, m.Notice)
	}),
	client.RecordTold{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.RecordTold) (desk.Receipt, error) {
		return d.RecordTold(ctx, who, m.Notice, m.Told)
	}),
	client.RevokeLinks{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.RevokeLinks) (desk.Receipt, error) {
		return d.RevokeLinks(ctx, who, m.Notice)
	}),
	client.MakePoster{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.MakePoster) (desk.Receipt, error) {
		return d.MakePoster(ctx, who, m.Site)
	}),
	client.ListContacts{}.Name(): questionOf(desk.ContactReaders, func(ctx context.Context, d *desk.Desk, _ desk.Viewer, m client.ListContacts) ([]tocsin.Contact, error) {
		return d.Contacts(ctx, m.Ended)
	}),
	client.WebhookSecret{}.Name(): questionFor(desk.ActContact, func(ctx context.Context, d *desk.Desk, m client.WebhookSecret) (string, error) {
		return d.WebhookSecret(m.Contact), nil
	}),
	client.ListNotifications{}.Name(): questionOf(desk.MayDo(desk.ActAck), func(ctx context.Context, d *desk.Desk, who desk.Viewer, m client.ListNotifications) ([]desk.Telling, error) {
		which := desk.TellingAll
		if m.Open {
			which = desk.TellingLive
		}
		return d.NotificationsAs(ctx, who, which, m.About, cmp.Or(m.Limit, 50))
	}),
	client.ListAttempts{}.Name(): questionOf(desk.MayDo(desk.ActAck), func(ctx context.Context, d *desk.Desk, who desk.Viewer, m client.ListAttempts) ([]tocsin.Attempt, error) {
		return d.AttemptsAs(ctx, who, m.Delivery, cmp.Or(m.Limit, 50))
	}),
	client.ListCalls{}.Name(): questionBy(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.ListCalls) ([]desk.Call, error) {
		return d.Calls(ctx, who, cmp.Or(m.Limit, 50))
	}),
	client.Audit{}.Name(): questionOf(desk.MayDo(desk.ActAck), func(ctx context.Context, d *desk.Desk, who desk.Viewer, _ client.Audit) (desk.Watch, error) {
		return d.WatchAs(ctx, who)
	}),
	client.ReadPoster{}.Name(): questionFor(desk.ActPoster, func(ctx context.Context, d *desk.Desk, m client.ReadPoster) (client.Poster, error) {
		code, site, err := d.Poster(ctx, m.Site)
		return client.Poster{Code: code, Site: site}, err
	}),
	client.NextCalls{}.Name(): questionBy(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.NextCalls) ([]desk.Message, error) {
		return d.NextCalls(ctx, who, cmp.Or(m.Limit, 1), cmp.Or(m.Lease, 15*time.Minute))
	}),
	client.AskOrder{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.AskOrder) (desk.Receipt, error) {
		return d.AskOrder(ctx, who, m.Kind, m.About)
	}),
	client.GiveOrder{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.GiveOrder) (desk.Receipt, error) {
		return d.GiveOrder(ctx, who, m.Order)
	}),
	client.RefuseOrder{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.RefuseOrder) (desk.Receipt, error) {
		return d.RefuseOrder(ctx, who, m.Order)
	}),
	client.PlaceHold{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.PlaceHold) (desk.Receipt, error) {
		return d.PlaceHold(ctx, who, m.Threat)
	}),
	client.OpenPerson{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.OpenPerson) (desk.Receipt, error) {
		return d.OpenPerson(ctx, who, m.Order, m.Keys)
	}),
	client.SealSource{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.SealSource) (desk.Receipt, error) {
		return d.SealSource(ctx, who, m.Source)
	}),
	client.AddListing{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.AddListing) (desk.Receipt, error) {
		return d.AddListing(ctx, who, m.Listing)
	}),
	client.RenewListing{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.RenewListing) (desk.Receipt, error) {
		return d.RenewListing(ctx, who, m.Listing, m.Reasons, m.Evidence, m.ReviewBy)
	}),
	client.CorrectListing{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.CorrectListing) (desk.Receipt, error) {
		return d.CorrectListing(ctx, who, m.Listing, m.Entry)
	}),
	client.RemoveListing{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.RemoveListing) (desk.Receipt, error) {
		return d.RemoveListing(ctx, who, m.Listing, m.Ground)
	}),
	client.LodgeAppeal{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.LodgeAppeal) (desk.Receipt, error) {
		return d.LodgeAppeal(ctx, who, m.Listing, m.Who, m.Words)
	}),
	client.AnswerAppeal{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.AnswerAppeal) (desk.Receipt, error) {
		return d.AnswerAppeal(ctx, who, m.Listing, m.Upheld)
	}),
	client.SendListings{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.SendListings) (desk.Receipt, error) {
		return d.SendListings(ctx, who, m.Listings, m.To, m.Title)
	}),
	client.PassedOn{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.PassedOn) (desk.Receipt, error) {
		return d.PassedOn(ctx, who, m.Listing, m.Holder, m.To)
	}),
	client.TellHolder{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.TellHolder) (desk.Receipt, error) {
		return d.TellHolder(ctx, who, m.Listing, m.To)
	}),
	client.ConfirmCorrection{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.ConfirmCorrection) (desk.Receipt, error) {
		return d.ConfirmCorrection(ctx, who, m.Listing, m.Holder)
	}),
	client.TakeIn{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.TakeIn) (desk.Receipt, error) {
		return d.TakeIn(ctx, who, m.List)
	}),
	client.WeighEntry{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.WeighEntry) (desk.Receipt, error) {
		return d.WeighEntry(ctx, who, m.Intake, m.Entry, m.Factors)
	}),
	client.AdmitList{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.AdmitList) (desk.Receipt, error) {
		return d.AdmitList(ctx, who, m.Intake)
	}),
	client.RefuseList{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.RefuseList) (desk.Receipt, error) {
		return d.RefuseList(ctx, who, m.Intake)
	}),
	client.AdmitAccount{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.AdmitAccount) (desk.Receipt, error) {
		return d.AdmitAccount(ctx, who, m.Account)
	}),
	client.SetRoles{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.SetRoles) (desk.Receipt, error) {
		return d.SetRoles(ctx, who, m.Account, m.Roles, m.Compartments)
	}),
	client.InviteAccount{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.InviteAccount) (desk.Receipt, error) {
		return d.InviteAccount(ctx, who, m.Account)
	}),
	client.RevokeAccount{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.RevokeAccount) (desk.Receipt, error) {
		return d.RevokeAccount(ctx, who, m.Account)
	}),
	client.Account{}.Name(): questionFor(desk.ActAccount, func(ctx context.Context, d *desk.Desk, m client.Account) (tocsin.Account, error) {
		return d.Account(ctx, m.Account)
	}),
	client.Accounts{}.Name(): questionFor(desk.ActAccount, func(ctx context.Context, d *desk.Desk, _ client.Accounts) ([]tocsin.Account, error) {
		return d.Accounts(ctx)
	}),
	client.ImportRegister{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.ImportRegister) (desk.Receipt, error) {
		return d.ImportRegister(ctx, who, m.Register)
	}),
	client.RecordEffort{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.RecordEffort) (desk.Receipt, error) {
		return d.RecordEffort(ctx, who, m.Effort)
	}),
	client.StatePriority{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.StatePriority) (desk.Receipt, error) {
		return d.StatePriority(ctx, who, m.Priority)
	}),
	client.Attention{}.Name(): questionAs(func(ctx context.Context, d *desk.Desk, who desk.Viewer, m client.Attention) (desk.AttentionView, error) {
		return d.Attention(ctx, who, m.At, m.From, m.Until)
	}),
	client.Sealing{}.Name(): questionFor(desk.ActSeal, func(ctx context.Context, d *desk.Desk, _ client.Sealing) (desk.Sealing, error) {
		return d.Sealing(ctx)
	}),
	client.CheckLeaks{}.Name(): questionOf(desk.MayDo(desk.ActDraft), func(ctx context.Context, d *desk.Desk, who desk.Viewer, m client.CheckLeaks) ([]desk.Finding, error) {
		return d.Leaks(ctx, who, m.Warning)
	}),
	client.Weigh{}.Name(): questionOf(desk.MayDo(desk.ActJudge), func(ctx context.Context, d *desk.Desk, who desk.Viewer, m client.Weigh) (desk.Weighing, error) {
		return d.Weigh(ctx, who, m.Threat)
	}),
	client.BriefSheet{}.Name(): questionOf(desk.MayDo(desk.ActJudge), func(ctx context.Context, d *desk.Desk, who desk.Viewer, m client.BriefSheet) (brief.Sheet, error) {
		return d.Brief(ctx, who, m.Threat, m.At)
	}),
	client.Near{}.Name(): questionOf(desk.MayDo(desk.ActJoin), func(ctx context.Context, d *desk.Desk, who desk.Viewer, m client.Near) ([]desk.Nearness, error) {
		return d.Near(ctx, who, m.Report)
	}),
	client.AsOf{}.Name(): questionAs(func(ctx context.Context, d *desk.Desk, who desk.Viewer, m client.AsOf) (desk.Snapshot, error) {
		return d.GlanceAs(ctx, who, m.At, desk.Scope{Most: m.Most, Also: m.Also})
	}),
	client.Tick{}.Name(): question(func(ctx context.Context, d *desk.Desk, m client.Tick) ([]desk.Receipt, error) {
		return d.Tick(ctx, m.Now)
	}),
}
