package replay

import (
	"context"
	"maps"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/casefile"
	"tocsin/internal/desk"
)

func (h House) transport() client.Transport { return h.To(h.Desk) }

// rehearse plays the steps of a counterfactual event at every desk of the case at once, lets what
// they send arrive, and undoes all of it: nothing of it enters any record, and what the case
// calls things afterwards is what it called them before.
func (p *player) rehearse(ctx context.Context, steps []casefile.Step) error {
	stage := *p
	stage.houses, stage.names = maps.Clone(p.houses), maps.Clone(p.names)
	stage.release, stage.arrives = maps.Clone(p.release), maps.Clone(p.arrives)
	stage.quiet = map[tocsin.OrgID]struct{}{}
	stage.due, stage.transit = maps.Clone(p.due), nil
	return p.onStage(ctx, p.c.Orgs, &stage, func() error {
		for _, s := range steps {
			if err := stage.step(ctx, s); err != nil {
				return err
			}
		}
		return nil
	})
}

// onStage opens a rehearsal of each organisation inside that of the one before, and runs fn in all.
func (p *player) onStage(ctx context.Context, orgs []casefile.Org, stage *player, fn func() error) error {
	if len(orgs) == 0 {
		return fn()
	}
	house := p.houses[orgs[0].ID]
	return house.Desk.Rehearse(ctx, func(d *desk.Desk) error {
		on := house
		on.Desk = d
		stage.houses[orgs[0].ID] = on
		return p.onStage(ctx, orgs[1:], stage, fn)
	})
}
