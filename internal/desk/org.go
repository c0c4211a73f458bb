package desk

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"tocsin"
	"tocsin/internal/store"
)

// Admit writes down an organisation: our own with its policy, or a peer from which releases are
// taken. A peer that nobody admitted is refused.
func (d *Desk) Admit(ctx context.Context, who Caller, o tocsin.Org) (Receipt, error) {
	return d.update(ctx, who, ActOrg, o, func(a *act) (tocsin.Ref, error) {
		if err := tocsin.CheckOrgID(o.ID); err != nil {
			return tocsin.Ref{}, tocsin.Refuse(tocsin.RuleForm, "choose another short name", "%s", err)
		}
		for _, other := range []tocsin.OrgID{o.ID, o.Partner} {
			if err := a.meets(other); err != nil {
				return tocsin.Ref{}, err
			}
		}
		if strings.TrimSpace(o.Name) == "" {
			return tocsin.Ref{}, tocsin.Refuse(tocsin.RuleForm, "write its name as people know it", "the organisation has no name")
		}
		if err := a.checkNamed(string(o.ID)); err != nil {
			return tocsin.Ref{}, err
		}
		if err := checkPolicy(o.Policy); err != nil {
			return tocsin.Ref{}, err
		}
		o.Self = o.ID == d.org
		o.Times = tocsin.Now(a.now)
		return tocsin.Ref{Kind: tocsin.KindOrg, ID: string(o.ID)}, a.save(&o)
	})
}

// Self reads our own organisation. It is a refusal when it was not written down yet: the folder is
// an empty one.
func (d *Desk) Self(ctx context.Context) (o tocsin.Org, err error) {
	err = d.store.View(ctx, func(v store.View) error {
		me, err := load[tocsin.Org](v, tocsin.KindOrg, string(d.org))
		if err == nil {
			o = *me
		}
		return err
	})
	return o, err
}

// meets refuses what would pass between an exercise and a real organisation; empty is nobody.
func (a *act) meets(other tocsin.OrgID) error {
	if other == "" {
		return nil
	}
	return a.d.org.CheckMeets(other)
}

// checkPolicy refuses clocks that run backwards: with them nothing would ever be frozen or climb.
func checkPolicy(p tocsin.Policy) error {
	bad := p.StepDownDays < 0 || p.JustifyDays < 0 || p.ParallelAlerts < 0
	for _, d := range []time.Duration{
		p.DutyWithin, p.DutyUrgent, p.SecondWithin, p.GradeWithin, p.GradeUrgent, p.ReceiptWithin,
		p.OnwardWithin, p.ParityWithin, p.JoinWithin, p.DetailWithin, p.OrderWithin, p.StepEvery,
		p.TellEvery, p.TellAgain, p.LinkFor,
	} {
		bad = bad || d < 0
	}
	if bad {
		return tocsin.Refuse(tocsin.RuleForm, "leave it out for the default", "a time of the policy is negative")
	}
	if p.BaseRate < 0 || p.BaseRate >= 1 {
		return tocsin.Refuse(tocsin.RuleForm, "give it between 0 and 1, or leave it out for the default", "the base rate %g is no rate", p.BaseRate)
	}
	for _, r := range p.Chain {
		if !slices.Contains(tocsin.Roles, r) {
			return tocsin.Refuse(tocsin.RuleForm, "name roles that there are", "the chain names the unknown role %q", clip(string(r), maxID))
		}
	}
	return nil
}

// self reads our own organisation, with the policy's defaults filled in.
func (a *act) self() (*tocsin.Org, error) {
	o, err := a.d.me.get(a.Stamp(tocsin.KindOrg), func() (*tocsin.Org, error) { return self(a, a.d.org) })
	if err != nil {
		return nil, err
	}
	mine := *o
	return &mine, nil
}

func self(v store.View, id tocsin.OrgID) (*tocsin.Org, error) {
	o, err := load[tocsin.Org](v, tocsin.KindOrg, string(id))
	if err != nil {
		if _, missing := errors.AsType[*tocsin.Refusal](err); missing {
			return &tocsin.Org{ID: id, Name: string(id), Self: true, Policy: tocsin.DefaultPolicy()}, nil
		}
		return nil, err
	}
	o.Policy = o.Policy.WithDefaults()
	return o, nil
}

func (a *act) clocks() (tocsin.Policy, error) {
	if a.policy == nil {
		o, err := a.self()
		if err != nil {
			return tocsin.Policy{}, err
		}
		a.policy = &o.Policy
	}
	return *a.policy, nil
}
