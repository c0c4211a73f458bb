package desk

import (
	"context"

	"tocsin"
)

// RecordClaim writes down what somebody said about a question.
func (d *Desk) RecordClaim(ctx context.Context, who Caller, c tocsin.Claim) (Receipt, error) {
	return d.update(ctx, who, ActClaim, c, func(a *act) (tocsin.Ref, error) {
		c := c
		if err := c.Check(); err != nil {
			return tocsin.Ref{}, err
		}
		var err error
		if c.ID, err = fresh(a, tocsin.KindClaim, c.ID); err != nil {
			return tocsin.Ref{}, err
		}
		a.stamp(&c.Times)
		return tocsin.Ref{Kind: tocsin.KindClaim, ID: string(c.ID)}, a.save(&c)
	})
}
