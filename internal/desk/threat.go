package desk

import (
	"context"
	"slices"

	"tocsin"
	"tocsin/internal/store"
)

// OpenThreat opens a threat, with the reports behind it.
func (d *Desk) OpenThreat(ctx context.Context, who Caller, t tocsin.Threat) (Receipt, error) {
	return d.update(ctx, who, ActThreat, t, func(a *act) (tocsin.Ref, error) {
		t := tocsin.Threat{ID: t.ID, Title: t.Title, Parts: slices.Clone(t.Parts), Reports: unique(t.Reports), Victims: t.Victims, Label: t.Label, Compartments: t.Compartments, Times: t.Times}
		var err error
		if t.ID, err = fresh(a, tocsin.KindThreat, t.ID); err != nil {
			return tocsin.Ref{}, err
		}
		a.stamp(&t.Times)
		if err := a.openThreat(&t); err != nil {
			return tocsin.Ref{}, err
		}
		for _, id := range t.Reports {
			if err := a.join(id, &t); err != nil {
				return tocsin.Ref{}, err
			}
		}
		ref := tocsin.Ref{Kind: tocsin.KindThreat, ID: string(t.ID)}
		if err := a.lookAround(&t); err != nil {
			return ref, err
		}
		return ref, a.circles(&t)
	})
}

// openThreat writes a threat whose parts are as new: what was decided on them, or signed by one of
// two, comes only from acts of this desk.
func (a *act) openThreat(t *tocsin.Threat) error {
	for i := range t.Parts {
		if err := a.newPart(&t.Parts[i]); err != nil {
			return err
		}
	}
	if err := t.Check(); err != nil {
		return err
	}
	return a.save(t)
}

// newPart keeps of a part what a caller may say: its names, its facets and its window.
func (a *act) newPart(p *tocsin.Part) error {
	*p = tocsin.Part{ID: p.ID, Name: p.Name, Facets: p.Facets.Normal(), Window: p.Window, State: tocsin.PartOpen}
	if p.Name == "" {
		p.Name = string(p.ID)
	}
	if err := checkWindow(p.Window); err != nil {
		return err
	}
	return a.place(&p.Facets)
}

func unique[T comparable](in []T) []T {
	var out []T
	for _, x := range in {
		if !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}

// Judge records a judgement on a threat.
func (d *Desk) Judge(ctx context.Context, who Caller, threat tocsin.ThreatID, j tocsin.Judgement) (Receipt, error) {
	in := struct {
		T tocsin.ThreatID
		J tocsin.Judgement
	}{threat, j}
	return d.update(ctx, who, ActJudge, in, func(a *act) (tocsin.Ref, error) {
		ref := tocsin.Ref{Kind: tocsin.KindThreat, ID: string(threat)}
		t, err := load[tocsin.Threat](a, ref.Kind, ref.ID)
		if err != nil {
			return ref, err
		}
		if err := j.Check(t.Judgements); err != nil {
			return ref, err
		}
		j := j
		j.By = a.by
		t.Judgements = append(t.Judgements, j)
		return ref, a.save(t)
	})
}

// DecidePart takes a decision on one part of a threat. Ending takes two persons: the first call
// leaves it pending. A displaced threat opens the part that it moved to in the same act.
func (d *Desk) DecidePart(ctx context.Context, who Caller, threat tocsin.ThreatID, part tocsin.PartID, dec tocsin.ReviewDecision, moved *tocsin.Part) (Receipt, error) {
	in := struct {
		T tocsin.ThreatID
		P tocsin.PartID
		D tocsin.ReviewDecision
		M *tocsin.Part
	}{threat, part, dec, moved}
	who.Reason = dec.Reason
	return d.update(ctx, who, ActDecide, in, func(a *act) (tocsin.Ref, error) {
		ref := tocsin.Ref{Kind: tocsin.KindThreat, ID: string(threat), Part: part}
		t, err := load[tocsin.Threat](a, tocsin.KindThreat, string(threat))
		if err != nil {
			return ref, err
		}
		p, err := waiting(t, part, dec)
		if err != nil {
			return ref, err
		}
		ref.Part = p.ID
		if err := a.decide(t, p, dec, moved); err != nil {
			return ref, err
		}
		if err := a.save(t); err != nil {
			return ref, err
		}
		return ref, a.lookAround(t)
	})
}

// waiting finds the part that a decision speaks of. One that names no part signs, as second, the
// one that waits for this signature.
func waiting(t *tocsin.Threat, part tocsin.PartID, dec tocsin.ReviewDecision) (*tocsin.Part, error) {
	if dec.End == "acted_not_substantiated" {
		return &t.Parts[0], nil // refused whatever the part: its rule says why
	}
	if part == "" {
		signed := func(p tocsin.Part) bool { return p.Pending != nil && p.Pending.End == dec.End }
		i := slices.IndexFunc(t.Parts, signed)
		if i >= 0 && !slices.ContainsFunc(t.Parts[i+1:], signed) {
			return &t.Parts[i], nil
		}
	}
	return t.PartFor(part)
}

// decide takes the decision. Of what the caller sent it keeps what a caller may say: signatures
// come from the act itself.
func (a *act) decide(t *tocsin.Threat, p *tocsin.Part, dec tocsin.ReviewDecision, moved *tocsin.Part) error {
	dec.First, dec.Second = tocsin.Signature{}, nil
	if err := checkWindow(dec.Window); err != nil {
		return err
	}
	if moved != nil {
		dec.MovedTo = moved.ID
	}
	part, was := p.ID, slices.Clone(t.Parts)
	done, err := p.Decide(dec, a.by)
	if err != nil {
		return err
	}
	a.receipt.Pending = !done
	if err := a.displace(t, dec, moved, was); err != nil || !done {
		return err
	}
	return a.decided(t, part, dec)
}

// displace opens the part that a threat moved to. It opens with the first signature: a danger is
// added by one officer, and the part that it left closes by two.
func (a *act) displace(t *tocsin.Threat, dec tocsin.ReviewDecision, moved *tocsin.Part, was []tocsin.Part) error {
	if dec.End != tocsin.Displaced {
		return nil
	}
	if i := slices.IndexFunc(was, func(p tocsin.Part) bool { return p.ID == dec.MovedTo }); i >= 0 {
		if was[i].State == tocsin.PartClosed {
			return tocsin.Refuse(tocsin.RuleState, "open the part it moved to under another name", "part %s is closed already", dec.MovedTo)
		}
		return nil
	}
	if moved == nil {
		return tocsin.Refuse(tocsin.RuleForm, "describe the part: what, where, when, whom", "the threat has no part %q to have moved to", dec.MovedTo)
	}
	m := *moved
	if err := a.newPart(&m); err != nil {
		return err
	}
	t.Parts, t.Alerted = append(t.Parts, m), a.now
	return t.Check()
}

// decided carries out what follows from a decision that has taken effect.
func (a *act) decided(t *tocsin.Threat, part tocsin.PartID, dec tocsin.ReviewDecision) error {
	if dec.End == tocsin.Extend {
		t.Alerted = a.now
	}
	if !t.IsOpen() {
		if err := a.parityAnswered(t); err != nil {
			return err
		}
	}
	about := tocsin.Ref{Kind: tocsin.KindThreat, ID: string(t.ID)}
	return a.meet(tocsin.OweReview, about, string(dec.End)+": "+dec.Reason, func(o *tocsin.Obligation) bool { return o.About.Part == part })
}

// parityAnswered refuses to close a threat while nobody has said who else shares the danger.
func (a *act) parityAnswered(t *tocsin.Threat) error {
	warnings, err := list[tocsin.Warning](a, store.Query{Kind: tocsin.KindWarning, Parent: string(t.ID)})
	if err != nil {
		return err
	}
	for _, w := range warnings {
		open, err := a.owed(tocsin.OweParity, tocsin.Ref{Kind: tocsin.KindWarning, ID: string(w.ID)})
		if err != nil {
			return err
		}
		if len(open) > 0 {
			return tocsin.Refuse(tocsin.RuleParity, "release a public version, or record why nobody else is exposed", "the threat cannot be closed while it is open who else shares the danger (%s)", w.Title)
		}
	}
	return nil
}
