package desk

import (
	"context"

	"tocsin"
	"tocsin/internal/store"
)

// PlaceHold places an incident hold on a threat with all that hangs on it, or, without one, on
// everything; the reason is who.Reason. It takes one officer.
func (d *Desk) PlaceHold(ctx context.Context, who Caller, threat tocsin.ThreatID) (Receipt, error) {
	return d.update(ctx, who, ActHold, threat, func(a *act) (tocsin.Ref, error) {
		if threat != "" {
			if _, err := load[tocsin.Threat](a, tocsin.KindThreat, string(threat)); err != nil {
				return tocsin.Ref{}, err
			}
		}
		if err := a.checkReason(who.Reason); err != nil {
			return tocsin.Ref{}, err
		}
		id, err := a.id()
		if err != nil {
			return tocsin.Ref{}, err
		}
		h, err := tocsin.PlaceHold(tocsin.HoldID(id), threat, a.by)
		if err != nil {
			return tocsin.Ref{}, err
		}
		return tocsin.Ref{Kind: tocsin.KindHold, ID: id}, a.save(h)
	})
}

// holds are the holds that stand.
func holds(v store.View) ([]tocsin.Hold, error) {
	all, err := list[tocsin.Hold](v, store.Query{Kind: tocsin.KindHold, State: tocsin.HoldStands})
	if err != nil {
		return nil, err
	}
	out := make([]tocsin.Hold, len(all))
	for i, h := range all {
		out[i] = *h
	}
	return out, nil
}

// lift ends a hold by an order that is given.
func (a *act) lift(o *tocsin.Order) error {
	h, err := load[tocsin.Hold](a, tocsin.KindHold, o.About.ID)
	if err != nil {
		return err
	}
	if err := h.LiftBy(*o, a.by); err != nil {
		return err
	}
	return a.save(h)
}

// checkReason refuses a reason that stays for good and holds a protected source's word.
func (a *act) checkReason(reason string) error {
	words, err := a.sourceWords()
	if err != nil || hideSource(reason, words) == reason {
		return err
	}
	return tocsin.Refuse(tocsin.RuleLeakSource, "say it in other words: the reason stays for good", "the reason gives away a word of a protected source")
}
