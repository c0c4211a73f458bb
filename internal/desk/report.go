package desk

import (
	"context"
	"slices"

	"tocsin"
	"tocsin/internal/store"
)

// RecordReport writes a report down. A report whose actor or place meets an open threat that it is
// not joined to opens the duty to lay the two side by side.
func (d *Desk) RecordReport(ctx context.Context, who Caller, r tocsin.Report) (Receipt, error) {
	return d.update(ctx, who, ActReport, r, func(a *act) (tocsin.Ref, error) {
		r := r
		r.Facets = r.Facets.Normal()
		if err := a.place(&r.Facets); err != nil {
			return tocsin.Ref{}, err
		}
		if err := r.Check(); err != nil {
			return tocsin.Ref{}, err
		}
		if r.ID == "" {
			id, err := a.id()
			if err != nil {
				return tocsin.Ref{}, err
			}
			r.ID = tocsin.ReportID(id)
		}
		a.stamp(&r.Times)
		if err := a.save(&r); err != nil {
			return tocsin.Ref{}, err
		}
		ref := tocsin.Ref{Kind: tocsin.KindReport, ID: string(r.ID)}
		if len(r.Threats) > 0 {
			return ref, nil
		}
		threats, err := a.openThreats()
		if err != nil {
			return ref, err
		}
		for _, t := range threats {
			if err := a.unjoined(&r, t); err != nil {
				return ref, err
			}
		}
		return ref, nil
	})
}

// stamp fills in the times that the caller did not give.
func (a *act) stamp(t *tocsin.Times) {
	now := tocsin.Now(a.now)
	if !t.Happened.Known() && t.Happened.Words == "" {
		t.Happened, t.HappenedEvidence = now.Happened, tocsin.Recorded
	} else if t.HappenedEvidence == "" {
		t.HappenedEvidence = tocsin.Asserted
	}
	if !t.Learned.Known() && t.Learned.Words == "" {
		t.Learned, t.LearnedEvidence = now.Learned, tocsin.Recorded
	} else if t.LearnedEvidence == "" {
		t.LearnedEvidence = tocsin.Asserted
	}
	t.Recorded = a.now
}

// place finds the known site that a place or target names, by name or alias in any script.
func (a *act) place(f *tocsin.Facets) error {
	sites, err := list[tocsin.Site](a, store.Query{Kind: tocsin.KindSite})
	if err != nil {
		return err
	}
	for _, facet := range []*tocsin.Facet{&f.Place, &f.Target} {
		if facet.State != tocsin.Stated || facet.Site != "" {
			continue
		}
		for _, s := range sites {
			if slices.ContainsFunc(append(slices.Clone(facet.Aliases), facet.Value), func(v string) bool { return namesSite(v, s) }) {
				facet.Site = s.ID
				break
			}
		}
	}
	return nil
}

func namesSite(value string, s *tocsin.Site) bool {
	return slices.ContainsFunc(s.Names(), func(n string) bool { return same(value, n) })
}

// GradeReport grades a report. The digit 1 is computed. A report that is credible and specific
// starts the clock of the duty to warn.
func (d *Desk) GradeReport(ctx context.Context, who Caller, id tocsin.ReportID, r tocsin.Reliability, c tocsin.Credibility) (Receipt, error) {
	in := struct {
		ID tocsin.ReportID
		R  tocsin.Reliability
		C  tocsin.Credibility
	}{id, r, c}
	return d.update(ctx, who, ActGrade, in, func(a *act) (tocsin.Ref, error) {
		ref := tocsin.Ref{Kind: tocsin.KindReport, ID: string(id)}
		rep, err := load[tocsin.Report](a, ref.Kind, ref.ID)
		if err != nil {
			return ref, err
		}
		if err := r.Check(); err != nil {
			return ref, err
		}
		if err := c.CheckEntered(); err != nil {
			return ref, err
		}
		rep.Grade = tocsin.Grade{Reliability: r, Credibility: c, By: a.by}
		if err := a.save(rep); err != nil {
			return ref, err
		}
		return ref, a.startDuty(rep)
	})
}

// startDuty opens the decision on the duty to warn, once, when a report is credible and specific.
func (a *act) startDuty(r *tocsin.Report) error {
	if r.Internal || r.Background || !r.Grade.Credibility.Credible() || !r.Facets.Specific() {
		return nil
	}
	p, err := a.clocks()
	if err != nil {
		return err
	}
	about, window := tocsin.Ref{Kind: tocsin.KindReport, ID: string(r.ID)}, r.Window
	for _, id := range r.Threats {
		t, err := load[tocsin.Threat](a, tocsin.KindThreat, string(id))
		if err != nil {
			return err
		}
		decided, err := a.dutyDecided(t.ID)
		if err != nil || decided {
			return err
		}
		about = tocsin.Ref{Kind: tocsin.KindThreat, ID: string(id)}
		if len(t.Parts) > 0 {
			window = t.Parts[0].Window
		}
	}
	return a.owe(debt{
		kind: tocsin.OweDutyDecision, about: about, owes: a.us(tocsin.WarningOfficer), to: a.us(tocsin.Approver),
		what:     "Decide whether there is a duty to warn: " + r.Title,
		doneWhen: "a decision is on record: warn, or waive on a ground of the list, signed by two",
		rule:     "credible and specific information of an impending threat to life puts its holder under a duty to warn",
		due:      a.now.Add(tocsin.DutyClock(p, window, a.now)),
	})
}

func (a *act) dutyDecided(t tocsin.ThreatID) (bool, error) {
	ds, err := duties(a, t)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(ds, func(d *tocsin.DutyDecision) bool { return d.Effective() }), nil
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
	p, err := a.clocks()
	if err != nil {
		return err
	}
	return a.owe(debt{
		kind: tocsin.OweJoin, owes: a.us(tocsin.Analyst), to: a.us(tocsin.WarningOfficer),
		about:    tocsin.Ref{Kind: tocsin.KindReport, ID: string(r.ID)},
		subject:  tocsin.Ref{Kind: tocsin.KindThreat, ID: string(t.ID)},
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
