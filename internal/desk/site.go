package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"tocsin"
)

// AddSite writes a place down.
func (d *Desk) AddSite(ctx context.Context, who Caller, s tocsin.Site) (Receipt, error) {
	return d.update(ctx, who, ActSite, s, func(a *act) (tocsin.Ref, error) {
		s := tocsin.Site{
			ID: s.ID, Name: s.Name, Aliases: s.Aliases, Operator: s.Operator, Protector: s.Protector, Capacity: s.Capacity, Position: s.Position,
			Posture: s.Posture, Times: s.Times,
		}
		if strings.TrimSpace(s.Name) == "" {
			return tocsin.Ref{}, tocsin.Refuse(tocsin.RuleForm, "write the name as people know it", "the site has no name")
		}
		for _, other := range []tocsin.OrgID{s.Operator, s.Protector} {
			if err := a.meets(other); err != nil { // what is seen there goes to them
				return tocsin.Ref{}, err
			}
		}
		if err := s.Position.Check(); err != nil {
			return tocsin.Ref{}, err
		}
		if s.Posture == "" {
			s.Posture = tocsin.Normal
		}
		if !slices.Contains(tocsin.Postures, s.Posture) {
			return tocsin.Ref{}, tocsin.Refuse(tocsin.RuleForm, "use normal, heightened or exceptional", "%q is not a posture", clip(string(s.Posture), maxID))
		}
		var err error
		if s.ID, err = fresh(a, tocsin.KindSite, s.ID); err != nil {
			return tocsin.Ref{}, err
		}
		a.stamp(&s.Times)
		if s.Posture != tocsin.Normal {
			if err := a.heightened(&s); err != nil {
				return tocsin.Ref{}, err
			}
			s.Since = a.now
		}
		return tocsin.Ref{Kind: tocsin.KindSite, ID: string(s.ID)}, a.save(&s)
	})
}

func (a *act) heightened(s *tocsin.Site) error {
	p, err := a.clocks()
	if err != nil {
		return err
	}
	s.Justified, s.Asked = a.now, false
	s.JustifyBy = a.now.Add(time.Duration(p.JustifyDays) * 24 * time.Hour)
	return nil
}

func (d *Desk) onSite(ctx context.Context, who Caller, name Act, id tocsin.SiteID, in any, fn func(*act, *tocsin.Site) error) (Receipt, error) {
	input := struct {
		ID tocsin.SiteID
		In any
	}{id, in}
	return d.update(ctx, who, name, input, func(a *act) (tocsin.Ref, error) {
		ref := tocsin.Ref{Kind: tocsin.KindSite, ID: string(id)}
		s, err := load[tocsin.Site](a, ref.Kind, ref.ID)
		if err != nil {
			return ref, err
		}
		if err := fn(a, s); err != nil {
			return ref, err
		}
		return ref, a.save(s)
	})
}

// RaiseSite lifts a site's posture: one officer.
func (d *Desk) RaiseSite(ctx context.Context, who Caller, id tocsin.SiteID, to tocsin.Posture) (Receipt, error) {
	return d.onSite(ctx, who, ActRaise, id, to, func(a *act, s *tocsin.Site) error {
		if err := s.Raise(to, a.by); err != nil {
			return err
		}
		return a.heightened(s)
	})
}

// LowerSite steps a site's posture down: two persons, and no young open alert on the place.
func (d *Desk) LowerSite(ctx context.Context, who Caller, id tocsin.SiteID, to tocsin.Posture) (Receipt, error) {
	return d.onSite(ctx, who, ActLowerSite, id, to, func(a *act, s *tocsin.Site) error {
		p, err := a.clocks()
		if err != nil {
			return err
		}
		alerts, err := a.alerts(id)
		if err != nil {
			return err
		}
		done, err := s.Lower(to, a.by, alerts, p)
		if err != nil {
			return err
		}
		a.receipt.Pending = !done
		if !done || to != tocsin.Normal {
			return nil
		}
		return a.meet(tocsin.OweJustify, tocsin.Ref{Kind: tocsin.KindSite, ID: string(id)}, "lowered to normal", nil)
	})
}

// JustifySite renews the reason for a heightened state.
func (d *Desk) JustifySite(ctx context.Context, who Caller, id tocsin.SiteID) (Receipt, error) {
	return d.onSite(ctx, who, ActJustify, id, nil, func(a *act, s *tocsin.Site) error {
		if err := s.Justify(a.by); err != nil {
			return err
		}
		if err := a.heightened(s); err != nil {
			return err
		}
		return a.meet(tocsin.OweJustify, tocsin.Ref{Kind: tocsin.KindSite, ID: string(id)}, who.Reason, nil)
	})
}
