package desk

import (
	"context"
	"slices"

	"tocsin"
)

// StartMeasure starts a measure at a site: one officer.
func (d *Desk) StartMeasure(ctx context.Context, who Caller, m tocsin.Measure) (Receipt, error) {
	return d.update(ctx, who, ActMeasure, m, func(a *act) (tocsin.Ref, error) {
		m := tocsin.Measure{
			ID: m.ID, Site: m.Site, What: m.What, Family: m.Family, Owner: m.Owner, Threat: m.Threat, Started: m.Started,
			Sustainable: m.Sustainable, Substitutes: m.Substitutes, State: tocsin.MeasureInForce, Times: m.Times,
		}
		if err := a.checkMeasure(m); err != nil {
			return tocsin.Ref{}, err
		}
		var err error
		if m.ID, err = fresh(a, tocsin.KindMeasure, m.ID); err != nil {
			return tocsin.Ref{}, err
		}
		a.stamp(&m.Times)
		if m.Started.IsZero() {
			m.Started = m.Times.Happened
		}
		return tocsin.Ref{Kind: tocsin.KindMeasure, ID: string(m.ID)}, a.save(&m)
	})
}

func (a *act) checkMeasure(m tocsin.Measure) error {
	if err := m.Check(); err != nil {
		return err
	}
	if !slices.Contains(tocsin.Roles, m.Owner) {
		return tocsin.Refuse(tocsin.RuleForm, "name a role that there is", "the measure is owned by the unknown role %q", clip(string(m.Owner), maxID))
	}
	if err := checkWindow(tocsin.Window{Start: m.Started, End: m.Sustainable}); err != nil {
		return err
	}
	if _, err := load[tocsin.Site](a, tocsin.KindSite, string(m.Site)); err != nil {
		return err
	}
	if m.Threat == "" {
		return nil
	}
	_, err := load[tocsin.Threat](a, tocsin.KindThreat, string(m.Threat))
	return err
}

func (d *Desk) onMeasure(ctx context.Context, who Caller, name Act, id tocsin.MeasureID, in any, fn func(*act, *tocsin.Measure) error) (Receipt, error) {
	input := struct {
		ID tocsin.MeasureID
		In any
	}{id, in}
	return d.update(ctx, who, name, input, func(a *act) (tocsin.Ref, error) {
		ref := tocsin.Ref{Kind: tocsin.KindMeasure, ID: string(id)}
		m, err := load[tocsin.Measure](a, ref.Kind, ref.ID)
		if err != nil {
			return ref, err
		}
		if err := fn(a, m); err != nil {
			return ref, err
		}
		return ref, a.save(m)
	})
}

// Observe records what somebody saw of a measure. Seeing it gone does not end it: only a decision
// does.
func (d *Desk) Observe(ctx context.Context, who Caller, id tocsin.MeasureID, o tocsin.Observation) (Receipt, error) {
	return d.onMeasure(ctx, who, ActObserve, id, o, func(a *act, m *tocsin.Measure) error {
		o := o
		if err := checkInstant(o.At); err != nil {
			return err
		}
		if o.At.IsZero() {
			o.At = tocsin.At(a.now)
		}
		m.Observed = append(m.Observed, o)
		return nil
	})
}

// LowerMeasure ends a measure: two persons, a reason, and no young open alert on the place.
func (d *Desk) LowerMeasure(ctx context.Context, who Caller, id tocsin.MeasureID) (Receipt, error) {
	return d.onMeasure(ctx, who, ActLower, id, who.Reason, func(a *act, m *tocsin.Measure) error {
		p, err := a.clocks()
		if err != nil {
			return err
		}
		alerts, err := a.alerts(m.Site)
		if err != nil {
			return err
		}
		done, err := m.Lower(a.by, alerts, p)
		if err != nil {
			return err
		}
		a.receipt.Pending = !done
		if !done {
			return nil
		}
		return a.meet(tocsin.OweSustain, tocsin.Ref{Kind: tocsin.KindMeasure, ID: string(id)}, "lowered by two", nil)
	})
}

// SubstituteMeasure puts an equivalent measure in place: one signature.
func (d *Desk) SubstituteMeasure(ctx context.Context, who Caller, id tocsin.MeasureID, with string, next tocsin.MeasureID) (Receipt, error) {
	return d.onMeasure(ctx, who, ActSubstitute, id, []string{with, string(next)}, func(a *act, m *tocsin.Measure) error {
		other, err := fresh(a, tocsin.KindMeasure, next)
		if err != nil {
			return err
		}
		stands, err := m.Substitute(with, other, a.by)
		if err != nil {
			return err
		}
		stands.Asked, stands.Times = false, tocsin.Now(a.now)
		if err := a.meet(tocsin.OweSustain, tocsin.Ref{Kind: tocsin.KindMeasure, ID: string(id)}, "substituted by "+with, nil); err != nil {
			return err
		}
		return a.save(&stands)
	})
}
