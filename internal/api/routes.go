package api

import (
	"context"

	"tocsin/client"
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
	client.SignWarning{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.SignWarning) (desk.Receipt, error) {
		return d.SignWarning(ctx, who, m.Warning)
	}),
	client.IssueUrgent{}.Name(): act(func(ctx context.Context, d *desk.Desk, who desk.Caller, m client.IssueUrgent) (desk.Receipt, error) {
		return d.IssueUrgent(ctx, who, m.Warning)
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
	client.CheckLeaks{}.Name(): questionFor(desk.ActDraft, func(ctx context.Context, d *desk.Desk, m client.CheckLeaks) (any, error) {
		return d.Leaks(ctx, m.Warning)
	}),
	client.AsOf{}.Name(): question(func(ctx context.Context, d *desk.Desk, m client.AsOf) (any, error) {
		return d.AsOf(ctx, m.At)
	}),
	client.Tick{}.Name(): question(func(ctx context.Context, d *desk.Desk, m client.Tick) (any, error) {
		return d.Tick(ctx, m.Now)
	}),
}
