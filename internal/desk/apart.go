package desk

import (
	"context"

	"tocsin"
)

// a pair is what an act about two records takes.
type pair struct{ A, B string }

// SplitReport takes a report out of a threat again, with the reason in who.Reason. What the report
// opened while it lay there stays open; it is laid beside other files as if it had just come.
func (d *Desk) SplitReport(ctx context.Context, who Caller, report tocsin.ReportID, threat tocsin.ThreatID) (Receipt, error) {
	return d.update(ctx, who, ActSplit, pair{string(report), string(threat)}, func(a *act) (tocsin.Ref, error) {
		ref := tocsin.Ref{Kind: tocsin.KindThreat, ID: string(threat)}
		r, t, err := a.reportAndThreat(report, threat)
		if err != nil {
			return ref, err
		}
		if err := r.Split(t, a.by); err != nil {
			return ref, err
		}
		if err := a.save(r); err != nil {
			return ref, err
		}
		if err := a.save(t); err != nil {
			return ref, err
		}
		return ref, a.placeReport(r)
	})
}

// KeepApart refuses a proposal: the report does not belong to the threat, for the reason in
// who.Reason. It is not proposed there again.
func (d *Desk) KeepApart(ctx context.Context, who Caller, report tocsin.ReportID, threat tocsin.ThreatID) (Receipt, error) {
	return d.update(ctx, who, ActKeepApart, pair{string(report), string(threat)}, func(a *act) (tocsin.Ref, error) {
		ref := tocsin.Ref{Kind: tocsin.KindReport, ID: string(report)}
		r, _, err := a.reportAndThreat(report, threat)
		if err != nil {
			return ref, err
		}
		if err := r.KeepApart(threat, a.by); err != nil {
			return ref, err
		}
		if err := a.save(r); err != nil {
			return ref, err
		}
		this := func(o *tocsin.Obligation) bool { return o.Subject.ID == string(threat) }
		if err := a.meet(tocsin.OweJoin, ref, "kept apart: "+a.by.Reason, this); err != nil {
			return ref, err
		}
		open, err := a.owed(tocsin.OweJoin, ref)
		if err != nil || len(open) > 0 || len(r.Threats) > 0 {
			return ref, err
		}
		return ref, a.oweFile(r)
	})
}

func (a *act) reportAndThreat(report tocsin.ReportID, threat tocsin.ThreatID) (*tocsin.Report, *tocsin.Threat, error) {
	r, err := load[tocsin.Report](a, tocsin.KindReport, string(report))
	if err != nil {
		return nil, nil, err
	}
	t, err := load[tocsin.Threat](a, tocsin.KindThreat, string(threat))
	return r, t, err
}
