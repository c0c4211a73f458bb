package desk

import (
	"context"
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
		return ref, a.join(report, t)
	})
}

// join writes the threat into a report that is behind it, and starts the duty clock if it is due.
func (a *act) join(id tocsin.ReportID, t *tocsin.Threat) error {
	r, err := load[tocsin.Report](a, tocsin.KindReport, string(id))
	if err != nil {
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
	return a.startDuty(r)
}

// maxAround bounds how many records one act may write: its statement commits to each, and has a
// greatest size. The reports beyond it are asked about when the threat next changes.
const maxAround = 300

// lookAround opens what a new or changed threat makes owed around it: reports that speak of the
// same thing, and events at the place inside the window.
func (a *act) lookAround(t *tocsin.Threat) error {
	reports, err := list[tocsin.Report](a, store.Query{Kind: tocsin.KindReport})
	if err != nil {
		return err
	}
	for _, r := range reports {
		if len(r.Threats) > 0 || len(a.written) > maxAround {
			continue
		}
		if err := a.unjoined(r, t); err != nil {
			return err
		}
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

// unjoined opens the duty to lay a report beside a threat when both speak of the same actor or
// place and neither names the other.
func (a *act) unjoined(r *tocsin.Report, t *tocsin.Threat) error {
	if r.Background || slices.Contains(r.Threats, t.ID) || slices.Contains(t.Reports, r.ID) {
		return nil
	}
	what := ""
	for _, p := range t.Parts {
		if p.State == tocsin.PartClosed {
			continue
		}
		if what = meets(r.Facets, p.Facets); what != "" {
			break
		}
	}
	if what == "" {
		return nil
	}
	about, subject := tocsin.Ref{Kind: tocsin.KindReport, ID: string(r.ID)}, tocsin.Ref{Kind: tocsin.KindThreat, ID: string(t.ID)}
	asked, err := a.asked(tocsin.OweJoin, about, subject)
	if err != nil || asked {
		return err
	}
	p, err := a.clocks()
	if err != nil {
		return err
	}
	return a.owe(debt{
		kind: tocsin.OweJoin, owes: a.us(tocsin.Analyst), to: a.us(tocsin.WarningOfficer), about: about, subject: subject,
		what:     "Two files, the same " + what + ", and neither names the other: \"" + r.Title + "\" and \"" + t.Title + "\"",
		doneWhen: "the report is joined to the threat, or an analyst says why it does not belong there",
		rule:     "one's own report is laid beside the warning it may belong to",
		due:      a.now.Add(p.JoinWithin),
	})
}

// meets says on which facet two files speak of the same thing.
func meets(x, y tocsin.Facets) string {
	for _, n := range []tocsin.FacetName{tocsin.Actor, tocsin.Place, tocsin.Target} {
		p, q := *x.Get(n), *y.Get(n)
		if p.State != tocsin.Stated || q.State != tocsin.Stated {
			continue
		}
		if p.Site != "" && p.Site == q.Site {
			return string(n)
		}
		for _, v := range append(slices.Clone(p.Aliases), p.Value) {
			if slices.ContainsFunc(append(slices.Clone(q.Aliases), q.Value), func(w string) bool { return same(v, w) }) {
				return string(n)
			}
		}
	}
	return ""
}

func (a *act) openThreats() ([]*tocsin.Threat, error) {
	return list[tocsin.Threat](a, store.Query{Kind: tocsin.KindThreat, State: tocsin.PartOpen})
}
