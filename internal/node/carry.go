package node

import (
	"context"
	"errors"
	"fmt"

	"tocsin"
	"tocsin/internal/desk"
)

// A Carriage is one parcel that was taken from one organisation's outbox to another's desk, or
// that could not be.
type Carriage struct {
	From    tocsin.OrgID    `json:"from"`
	To      tocsin.OrgID    `json:"to"`
	Kind    string          `json:"kind"`
	Receipt desk.Receipt    `json:"receipt,omitzero"`
	Refusal *tocsin.Refusal `json:"refusal,omitempty"` // the addressee's desk refused it: it stays in the outbox
	Away    bool            `json:"away,omitempty"`    // the addressee is not among the nodes: it stays in the outbox
}

// Carry takes what waits in the outbox of each node to its addressee's desk, and the answers
// back, until nothing moves any more. What is carried twice is taken once: a parcel's id is its
// request id. What a desk refuses, or whose addressee is not here, stays and is reported once.
func Carry(ctx context.Context, nodes []*Node) ([]Carriage, error) {
	byOrg := map[tocsin.OrgID]*Node{}
	for _, n := range nodes {
		byOrg[n.Org] = n
	}
	var out []Carriage
	stuck := map[string]bool{}
	for moved := true; moved; {
		moved = false
		for _, n := range nodes {
			did, err := n.carry(ctx, byOrg, stuck)
			out = append(out, did...)
			for _, c := range did {
				moved = moved || c.Refusal == nil && !c.Away
			}
			if err != nil {
				return out, err
			}
		}
	}
	return out, nil
}

func (n *Node) carry(ctx context.Context, byOrg map[tocsin.OrgID]*Node, stuck map[string]bool) ([]Carriage, error) {
	parcels, seqs, err := n.Desk.Outbox(ctx)
	if err != nil {
		return nil, err
	}
	var out []Carriage
	for i, p := range parcels {
		id := string(n.Org) + "/" + p.ID
		if stuck[id] {
			continue
		}
		c := Carriage{From: n.Org, To: p.To, Kind: p.Kind}
		to, here := byOrg[p.To]
		if !here {
			c.Away, stuck[id] = true, true
			out = append(out, c)
			continue
		}
		c.Receipt, err = to.Desk.Take(ctx, n.Org, p)
		if refusal, ok := errors.AsType[*tocsin.Refusal](err); ok {
			c.Refusal, stuck[id], err = refusal, true, nil
		} else if err == nil {
			err = n.Desk.Carried(ctx, seqs[i])
		}
		if err != nil {
			return out, fmt.Errorf("carry a %s from %s to %s: %w", p.Kind, n.Org, p.To, err)
		}
		out = append(out, c)
	}
	return out, nil
}
