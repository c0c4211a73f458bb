package desk

import (
	"context"
	"slices"

	"tocsin"
	"tocsin/internal/store"
)

// RecordReport writes a report down. One that is likely to be of the danger of an open file opens
// the duty to lay the two side by side; one that names a place or a target, and of which no file is
// open, opens the duty to put it into one, however it is graded or not.
func (d *Desk) RecordReport(ctx context.Context, who Caller, r tocsin.Report) (Receipt, error) {
	return d.update(ctx, who, ActReport, r, func(a *act) (tocsin.Ref, error) {
		r := r
		r.Grade, r.Apart, r.Facets = tocsin.Grade{}, nil, r.Facets.Normal() // a grade is an act of its own
		if len(r.Threats) > 0 {
			return tocsin.Ref{}, tocsin.Refuse(tocsin.RuleForm, "write it down first, then join it", "a report is joined to a threat by an act of its own")
		}
		if err := a.place(&r.Facets); err != nil {
			return tocsin.Ref{}, err
		}
		if err := r.Check(); err != nil {
			return tocsin.Ref{}, err
		}
		if err := checkWindow(r.Window); err != nil {
			return tocsin.Ref{}, err
		}
		var err error
		if r.ID, err = fresh(a, tocsin.KindReport, r.ID); err != nil {
			return tocsin.Ref{}, err
		}
		ref := tocsin.Ref{Kind: tocsin.KindReport, ID: string(r.ID)}
		a.stamp(&r.Times)
		if err := a.save(&r); err != nil {
			return ref, err
		}
		return ref, a.placeReport(&r)
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
	sites, err := a.sites()
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

// sites are all sites of ours. They are shared: nobody may change them.
func (a *act) sites() ([]*tocsin.Site, error) {
	return a.d.sites.get(a.Stamp(tocsin.KindSite), func() ([]*tocsin.Site, error) {
		return list[tocsin.Site](a, store.Query{Kind: tocsin.KindSite})
	})
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

// startDuty opens the decision on the duty to warn, once for each threat that the report is behind
// and that nobody has decided on, when a report is credible and specific.
func (a *act) startDuty(r *tocsin.Report) error {
	if r.Internal || r.Background || !r.Grade.Credibility.Credible() || !r.Facets.Specific() {
		return nil
	}
	if len(r.Threats) == 0 {
		return a.oweDuty(r, tocsin.Ref{Kind: tocsin.KindReport, ID: string(r.ID)}, []tocsin.Window{r.Window})
	}
	for _, id := range r.Threats {
		t, err := load[tocsin.Threat](a, tocsin.KindThreat, string(id))
		if wasErased(err) {
			continue // it was closed
		}
		if err != nil {
			return err
		}
		decided, err := a.dutyDecided(t.ID, r)
		if err != nil {
			return err
		}
		if decided {
			continue
		}
		var windows []tocsin.Window
		for _, p := range t.Parts {
			if p.State != tocsin.PartClosed {
				windows = append(windows, p.Window)
			}
		}
		if err := a.oweDuty(r, tocsin.Ref{Kind: tocsin.KindThreat, ID: string(id)}, windows); err != nil {
			return err
		}
	}
	return nil
}

// oweDuty lets the shortest clock count that any of the windows asks for.
func (a *act) oweDuty(r *tocsin.Report, about tocsin.Ref, windows []tocsin.Window) error {
	p, err := a.clocks()
	if err != nil {
		return err
	}
	within := tocsin.DutyClock(p, tocsin.Window{}, a.now)
	for _, w := range windows {
		within = min(within, tocsin.DutyClock(p, w, a.now))
	}
	return a.owe(debt{
		kind: tocsin.OweDutyDecision, about: about, owes: a.us(tocsin.WarningOfficer), to: a.us(tocsin.Approver),
		what:     "Decide whether there is a duty to warn: " + r.Title,
		doneWhen: "a decision is on record: warn, or waive on a ground of the list, signed by two",
		rule:     "credible and specific information of an impending threat to life puts its holder under a duty to warn",
		due:      a.now.Add(within),
	})
}

// dutyDecided reports whether the duty to warn of a threat has been decided on, a report known. To
// warn is decided for good; that nobody is warned is decided anew when a newer report is credible
// and specific.
func (a *act) dutyDecided(t tocsin.ThreatID, r *tocsin.Report) (bool, error) {
	ds, err := duties(a, t)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(ds, func(d *tocsin.DutyDecision) bool {
		return d.Effective() && (d.Outcome == tocsin.Warn || !r.Times.Recorded.After(d.Times.Recorded))
	}), nil
}
