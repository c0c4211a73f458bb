package desk

import (
	"context"
	"errors"
	"strings"

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
		if strings.TrimSpace(o.Name) == "" {
			return tocsin.Ref{}, tocsin.Refuse(tocsin.RuleForm, "write its name as people know it", "the organisation has no name")
		}
		o.Self = o.ID == d.org
		o.Times = tocsin.Now(a.now)
		return tocsin.Ref{Kind: tocsin.KindOrg, ID: string(o.ID)}, a.save(&o)
	})
}

// AddSource writes down a protected source. Its words are what no release may contain.
func (d *Desk) AddSource(ctx context.Context, who Caller, s tocsin.Source) (Receipt, error) {
	in := newSourceBody(s)
	return d.update(ctx, who, ActSource, in, func(a *act) (tocsin.Ref, error) {
		if s.Compartment == "" {
			return tocsin.Ref{}, tocsin.Refuse(tocsin.RuleForm, "name the compartment", "a source without a compartment cannot be protected")
		}
		body := in
		body.Times = tocsin.Now(a.now)
		if body.ID == "" {
			id, err := a.id()
			if err != nil {
				return tocsin.Ref{}, err
			}
			body.ID = tocsin.SourceID(id)
		}
		return tocsin.Ref{Kind: tocsin.KindSource, ID: string(body.ID)}, a.save(&body)
	})
}

func newSourceBody(s tocsin.Source) sourceBody {
	b := sourceBody{ID: s.ID, Compartment: s.Compartment.Reveal(), Collection: s.Collection.Reveal()}
	for _, n := range s.Names {
		b.Names = append(b.Names, n.Reveal())
	}
	return b
}

// self reads our own organisation, with the policy's defaults filled in.
func (a *act) self() (*tocsin.Org, error) { return self(a, a.d.org) }

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
