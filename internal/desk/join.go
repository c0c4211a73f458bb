package desk

import (
	"context"
	"fmt"
	"slices"

	"tocsin"
	"tocsin/internal/store"
)

// JoinReport lays a report beside a threat.
func (d *Desk) JoinReport(ctx context.Context, who Caller, report tocsin.ReportID, threat tocsin.ThreatID) (Receipt, error) {
	in := []string{string(report), string(threat)}
	return d.update(ctx, who, ActJoin, in, func(a *act) (tocsin.Ref, error) {
		ref := tocsin.Ref{Kind: tocsin.KindThreat, ID: string(threat)}
		t, err := load[tocsin.Threat](a, ref.Kind, ref.ID)
		if err != nil {
			return ref, err
		}
		if slices.Contains(t.Reports, report) {
			return ref, tocsin.Refuse(tocsin.RuleState, "nothing is needed", "the report is joined already")
		}
		t.Reports = append(t.Reports, report)
		if err := a.save(t); err != nil {
			return ref, err
		}
		if err := a.join(report, t); err != nil {
			return ref, err
		}
		if err := a.twins(t); err != nil {
			return ref, err
		}
		return ref, a.circles(t)
	})
}

// join writes the threat into a report that is behind it, and starts the duty clock if it is due.
func (a *act) join(id tocsin.ReportID, t *tocsin.Threat) error {
	r, err := load[tocsin.Report](a, tocsin.KindReport, string(id))
	if err != nil {
		return err
	}
	if err := checkFlow(r.Compartments, t.Compartments); err != nil {
		return err
	}
	if !slices.Contains(r.Threats, t.ID) {
		r.Threats = append(r.Threats, t.ID)
		if err := a.save(r); err != nil {
			return err
		}
	}
	a.receipt.Joined = append(a.receipt.Joined, t.ID)
	ref := tocsin.Ref{Kind: tocsin.KindReport, ID: string(id)}
	if err := a.drop(tocsin.OweDutyDecision, ref, "carried on under the threat "+t.Title); err != nil {
		return err
	}
	to := func(o *tocsin.Obligation) bool { return o.Subject.ID == string(t.ID) }
	if err := a.meet(tocsin.OweJoin, ref, "joined", to); err != nil {
		return err
	}
	if err := a.meet(tocsin.OweFile, ref, "it lies in the file "+t.Title, nil); err != nil {
		return err
	}
	return a.startDuty(r)
}

// maxAround bounds how many records one act may write: its statement commits to each, and has a
// greatest size. The reports beyond it are asked about when the threat next changes.
const maxAround = 300

// lookAround opens what a new or changed threat makes owed around it: reports that may belong to
// it, other files of the same danger, and events at the place inside the window.
func (a *act) lookAround(t *tocsin.Threat) error {
	if err := a.callIn(t); err != nil {
		return err
	}
	if err := a.twins(t); err != nil {
		return err
	}
	events, err := list[tocsin.Event](a, store.Query{Kind: tocsin.KindEvent})
	if err != nil {
		return err
	}
	for _, e := range events {
		if err := a.crossed(e, t); err != nil {
			return err
		}
	}
	return nil
}

// openThreats are the threats that are not closed. They are the caller's own.
func (a *act) openThreats() ([]*tocsin.Threat, error) {
	records, err := a.d.open.get(a.Stamp(tocsin.KindThreat), func() (all []store.Record, err error) {
		for r, err := range a.List(store.Query{Kind: tocsin.KindThreat, State: tocsin.PartOpen}) {
			if err != nil {
				return nil, err
			}
			all = append(all, r)
		}
		return all, nil
	})
	if err != nil {
		return nil, fmt.Errorf("list the open threats: %w", err)
	}
	threats := make([]*tocsin.Threat, len(records))
	for i, r := range records {
		if threats[i], err = decode[tocsin.Threat](r); err != nil {
			return nil, err
		}
	}
	return threats, nil
}
