package desk

import (
	"context"

	"tocsin"
	"tocsin/internal/store"
)

// DecideDuty drafts a decision on the duty to warn. `warn` stands at once; anything else waits
// for the approver's signature, and until then the duty stays open.
func (d *Desk) DecideDuty(ctx context.Context, who Caller, dec tocsin.DutyDecision) (Receipt, error) {
	return d.update(ctx, who, ActDuty, dec, func(a *act) (tocsin.Ref, error) {
		dec := dec
		var err error
		if dec.ID, err = fresh(a, tocsin.KindDuty, dec.ID); err != nil {
			return tocsin.Ref{}, err
		}
		ref := tocsin.Ref{Kind: tocsin.KindDuty, ID: string(dec.ID)}
		t, err := load[tocsin.Threat](a, tocsin.KindThreat, string(dec.Threat))
		if err != nil {
			return ref, err
		}
		dec.Drafter, dec.Officer = a.by, nil
		a.stamp(&dec.Times)
		if err := dec.Check(); err != nil {
			return ref, err
		}
		if err := a.save(&dec); err != nil {
			return ref, err
		}
		a.receipt.Pending = !dec.Effective()
		if a.receipt.Pending {
			return ref, nil
		}
		return ref, a.dutyMet(t, "decided: "+string(dec.Outcome))
	})
}

// AffirmDuty is the second signature on a decision.
func (d *Desk) AffirmDuty(ctx context.Context, who Caller, id tocsin.DutyID) (Receipt, error) {
	return d.update(ctx, who, ActAffirm, id, func(a *act) (tocsin.Ref, error) {
		ref := tocsin.Ref{Kind: tocsin.KindDuty, ID: string(id)}
		dec, err := load[tocsin.DutyDecision](a, ref.Kind, ref.ID)
		if err != nil {
			return ref, err
		}
		if err := dec.Affirm(a.by); err != nil {
			return ref, err
		}
		if err := a.save(dec); err != nil {
			return ref, err
		}
		t, err := load[tocsin.Threat](a, tocsin.KindThreat, string(dec.Threat))
		if err != nil {
			return ref, err
		}
		return ref, a.dutyMet(t, "decided and affirmed: "+string(dec.Outcome))
	})
}

// dutyMet ends the open duty decisions about a threat and the reports behind it.
func (a *act) dutyMet(t *tocsin.Threat, how string) error {
	if err := a.meet(tocsin.OweDutyDecision, tocsin.Ref{Kind: tocsin.KindThreat, ID: string(t.ID)}, how, nil); err != nil {
		return err
	}
	for _, r := range t.Reports {
		if err := a.meet(tocsin.OweDutyDecision, tocsin.Ref{Kind: tocsin.KindReport, ID: string(r)}, how, nil); err != nil {
			return err
		}
	}
	return nil
}

// duties lists the decisions on a threat.
func duties(v store.View, t tocsin.ThreatID) ([]*tocsin.DutyDecision, error) {
	return list[tocsin.DutyDecision](v, store.Query{Kind: tocsin.KindDuty, Parent: string(t)})
}
