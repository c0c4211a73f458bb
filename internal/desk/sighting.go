package desk

import (
	"context"
	"slices"
	"strings"

	"tocsin"
)

// RecordSighting writes down what somebody did at a site. At a warned site it joins the open
// threats at once, without waiting for vetting; a protector outside gets it in the same act, without
// our ids and without what it joined here.
func (d *Desk) RecordSighting(ctx context.Context, who Caller, s tocsin.Sighting) (Receipt, error) {
	return d.update(ctx, who, ActSighting, s, func(a *act) (tocsin.Ref, error) {
		return a.sightingHere(s)
	})
}

// sightingHere writes a sighting down, and passes it on to the protector of the site.
func (a *act) sightingHere(s tocsin.Sighting) (tocsin.Ref, error) {
	ref, site, err := a.sighting(s)
	if err != nil || site.Protector == "" || site.Protector == a.d.org {
		return ref, err
	}
	out := s
	out.ID, out.Threats, out.Vetting = "", nil, ""
	return ref, a.send(site.Protector, "sighting", out)
}

// ReceiveSighting takes in a sighting that a peer passed on. It gets an id of ours, and we learn
// of it now, whatever it says.
func (d *Desk) ReceiveSighting(ctx context.Context, who Caller, peer tocsin.OrgID, s tocsin.Sighting) (Receipt, error) {
	return d.update(ctx, who, ActForwarded, s, func(a *act) (tocsin.Ref, error) {
		if err := a.admitted(peer); err != nil {
			return tocsin.Ref{}, err
		}
		s := s
		s.ID, s.Vetting = "", ""
		s.Times.HappenedEvidence, s.Times.Learned, s.Times.LearnedEvidence = tocsin.Asserted, tocsin.At(a.now), tocsin.Recorded
		ref, _, err := a.sighting(s)
		return ref, err
	})
}

func (a *act) sighting(s tocsin.Sighting) (tocsin.Ref, *tocsin.Site, error) {
	if err := s.Check(); err != nil {
		return tocsin.Ref{}, nil, err
	}
	site, err := load[tocsin.Site](a, tocsin.KindSite, string(s.Site))
	if err != nil {
		return tocsin.Ref{}, nil, err
	}
	if s.ID, err = fresh(a, tocsin.KindSighting, s.ID); err != nil {
		return tocsin.Ref{}, nil, err
	}
	if s.Vetting == "" {
		s.Vetting = tocsin.VettingStates[0]
	}
	if !slices.Contains(tocsin.VettingStates, s.Vetting) {
		return tocsin.Ref{}, nil, tocsin.Refuse(tocsin.RuleForm, "use one of: "+strings.Join(tocsin.VettingStates, ", "), "%q is not a state of vetting", clip(s.Vetting, maxID))
	}
	a.stamp(&s.Times)
	open, err := a.openThreats()
	if err != nil {
		return tocsin.Ref{}, nil, err
	}
	threats := make([]tocsin.Threat, len(open))
	for i, t := range open {
		threats[i] = *t
	}
	s.Threats = s.Joins(threats)
	a.receipt.Joined = append(a.receipt.Joined, s.Threats...)
	return tocsin.Ref{Kind: tocsin.KindSighting, ID: string(s.ID)}, site, a.save(&s)
}
