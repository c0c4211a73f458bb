package replay

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/casefile"
	"tocsin/internal/desk"
)

// setUp opens the houses and tells each of the others, of the sites, and of its own sources. The
// organisations of a case are peers of each other from its beginning.
func (p *player) setUp(ctx context.Context, digest [32]byte, open Opener) error {
	for _, o := range p.c.Orgs {
		seed := sha256.Sum256(append(digest[:], o.ID...))
		h, err := open(ctx, o.ID, p.clock, &seeded{seed: seed})
		if err != nil {
			return err
		}
		h.Org = o
		p.houses[o.ID] = h
	}
	for _, o := range p.c.Orgs {
		for _, peer := range p.c.Orgs {
			if err := p.admin(ctx, o.ID, client.Admit{Org: orgOf(peer)}); err != nil {
				return fmt.Errorf("admit %s at %s: %w", peer.ID, o.ID, err)
			}
		}
		if err := p.furnish(ctx, o); err != nil {
			return fmt.Errorf("set up %s: %w", o.ID, err)
		}
	}
	return nil
}

// furnish writes down the sites at every desk, and the sources at their own.
func (p *player) furnish(ctx context.Context, o casefile.Org) error {
	if o.Kind == tocsin.OrgAudience {
		return nil
	}
	for _, s := range p.c.Sites {
		site := tocsin.Site{ID: s.ID, Name: s.Name, Aliases: s.Aliases, Operator: s.Operator, Protector: s.Protector, Capacity: s.Capacity, Posture: s.Posture}
		if err := p.admin(ctx, o.ID, client.AddSite{Site: site}); err != nil {
			return err
		}
	}
	for _, s := range p.c.Protected {
		if s.Org != o.ID {
			continue
		}
		r, err := p.send(ctx, o.ID, client.Caller{Role: tocsin.Analyst}, client.AddSource{Compartment: s.Compartment, Names: s.Names, Collection: s.Collection})
		if err != nil {
			return err
		}
		p.names[key{o.ID, "source", s.ID}] = r.Object.ID
	}
	return nil
}

func (p *player) admin(ctx context.Context, org tocsin.OrgID, m client.Message) error {
	_, err := p.send(ctx, org, client.Caller{Role: tocsin.Administrator}, m)
	return err
}

func (p *player) send(ctx context.Context, org tocsin.OrgID, who client.Caller, m client.Message) (client.Receipt, error) {
	return client.Client{Transport: p.houses[org].transport(), Caller: who}.Act(ctx, m)
}

func orgOf(o casefile.Org) tocsin.Org {
	out := tocsin.Org{
		ID: o.ID, Name: o.Name, Aliases: o.Aliases, Kind: o.Kind, Profile: tocsin.ProfileStandard, Partner: o.Partner,
		Policy: tocsin.Policy{
			StepDownDays: o.Policy.StepDownDays, JustifyDays: o.Policy.JustifyDays, ParallelAlerts: o.Policy.ParallelAlerts,
			StepEvery: time.Duration(o.Policy.StepEvery), Chain: o.Policy.Chain,
		},
	}
	if o.Small {
		out.Profile = tocsin.ProfileSmall
	}
	return out
}

// A transit is a parcel on its way between two houses of the case.
type transit struct {
	at       time.Time
	from, to tocsin.OrgID
	parcel   desk.Parcel
	seq      int64
}

// carry takes what waits in every outbox to its addressee: at once, or when the case says that it
// arrives. What never arrives stays in the outbox, as it would.
func (p *player) carry(ctx context.Context) error {
	for again := true; again; {
		again = false
		for _, o := range p.c.Orgs {
			if _, quiet := p.quiet[o.ID]; quiet {
				continue // it has done nothing since its outbox was last emptied
			}
			parcels, seqs, err := p.houses[o.ID].Desk.Outbox(ctx)
			if err != nil {
				return err
			}
			for i, parcel := range parcels {
				at, ok := p.arrival(o.ID, parcel)
				if !ok || p.waiting(o.ID, seqs[i]) {
					continue
				}
				t := transit{at: at, from: o.ID, to: parcel.To, parcel: parcel, seq: seqs[i]}
				if at.After(p.clock.Now()) {
					p.transit = append(p.transit, t)
					continue
				}
				again = true
				if err := p.hand(ctx, t); err != nil {
					return err
				}
			}
			p.quiet[o.ID] = struct{}{}
		}
	}
	return nil
}

func (p *player) waiting(from tocsin.OrgID, seq int64) bool {
	for _, t := range p.transit {
		if t.from == from && t.seq == seq {
			return true
		}
	}
	return false
}

// arrival says when a parcel arrives, and false when it never does.
func (p *player) arrival(from tocsin.OrgID, parcel desk.Parcel) (time.Time, bool) {
	if parcel.Kind != "release" {
		return p.clock.Now(), true
	}
	id := releaseOf(parcel)
	name, known := p.release[id]
	if !known {
		name = p.current
		p.release[id] = name
	}
	when, ok := p.arrives[name][string(parcel.To)]
	if !ok {
		return p.clock.Now(), true
	}
	return when.When.Latest, when.When.Known()
}

func releaseOf(parcel desk.Parcel) tocsin.ReleaseID {
	var r struct {
		ID tocsin.ReleaseID `json:"id"`
	}
	_ = json.Unmarshal(parcel.Body, &r) // our own desk wrote it
	return r.ID
}

func (p *player) nextArrival() int {
	next := -1
	for i := range p.transit {
		if next < 0 || p.transit[i].at.Before(p.transit[next].at) {
			next = i
		}
	}
	return next
}

func (p *player) arrive(ctx context.Context, i int) error {
	t := p.transit[i]
	p.transit = append(p.transit[:i], p.transit[i+1:]...)
	p.clock.set(t.at)
	if err := p.hand(ctx, t); err != nil {
		return err
	}
	return p.carry(ctx)
}

// hand gives a parcel to its addressee's desk, and remembers what the case will call it there.
func (p *player) hand(ctx context.Context, t transit) error {
	house, ok := p.houses[t.to]
	if !ok {
		return fmt.Errorf("%s sends to %s, which is not in the case", t.from, t.to)
	}
	delete(p.quiet, t.to)
	r, err := house.Desk.Take(ctx, t.from, t.parcel)
	if err != nil {
		return fmt.Errorf("%s takes in a %s from %s: %w", t.to, t.parcel.Kind, t.from, err)
	}
	delete(p.due, t.to)
	delete(p.due, t.from)
	if err := p.cameOf(ctx, t.to, r.Opened, r.Joined); err != nil {
		return err
	}
	if name := p.release[releaseOf(t.parcel)]; t.parcel.Kind == "release" && name != "" {
		if _, had := p.names[key{t.to, "received", name}]; !had || len(r.Joined) > 0 {
			p.names[key{t.to, "received", name}] = r.Object.ID
		}
		if len(r.Joined) > 0 {
			p.names[key{t.to, "threat-of", name}] = string(r.Joined[0])
		}
		p.names[key{t.from, "release-to-" + string(t.to), name}] = string(releaseOf(t.parcel))
	}
	return p.houses[t.from].Desk.Carried(ctx, t.seq)
}

// cameOf notes, for the step under way, what opened and what was joined at a desk.
func (p *player) cameOf(ctx context.Context, org tocsin.OrgID, opened []tocsin.Obligation, joined []tocsin.ThreatID) error {
	if p.came == nil {
		return nil
	}
	for _, o := range opened {
		p.came.Opened = append(p.came.Opened, Opening{Org: org, Duty: o})
	}
	for _, id := range joined {
		threat, err := p.houses[org].Desk.Threat(ctx, id)
		if err != nil {
			return err
		}
		p.came.Joined = append(p.came.Joined, fmt.Sprintf("%s: %s", org, threat.Title))
	}
	return nil
}
