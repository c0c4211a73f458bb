package desk

import (
	"context"
	"slices"

	"tocsin"
	"tocsin/internal/store"
)

// AdmitAccount lets a person or a program act for the organisation, as the roles that it names. The
// id is the desk's to draw; the receipt names it.
func (d *Desk) AdmitAccount(ctx context.Context, who Caller, n tocsin.Account) (Receipt, error) {
	in := n
	return d.update(ctx, who, ActAccount, in, func(a *act) (tocsin.Ref, error) {
		me, err := a.self()
		if err != nil {
			return tocsin.Ref{}, err
		}
		n := in
		n.By, n.Revoked, n.Times = a.by, nil, tocsin.Now(a.now)
		if err := n.Check(me.Profile); err != nil {
			return tocsin.Ref{}, err
		}
		id, err := a.id()
		if err != nil {
			return tocsin.Ref{}, err
		}
		n.ID = tocsin.AccountID(id)
		return tocsin.Ref{Kind: tocsin.KindAccount, ID: id}, a.save(&n)
	})
}

// SetRoles gives an account other roles and compartments. Nobody gives himself more than he had,
// but in a team of two.
func (d *Desk) SetRoles(ctx context.Context, who Caller, id tocsin.AccountID, roles []tocsin.Role, compartments []string) (Receipt, error) {
	in := []any{id, roles, compartments}
	return d.onAccount(ctx, who, ActRole, id, in, func(a *act, n *tocsin.Account) error {
		me, err := a.self()
		if err != nil {
			return err
		}
		if who.Person == string(id) && me.Profile != tocsin.ProfileSmall && more(n, roles, compartments) {
			return tocsin.Refuse(tocsin.RuleSeparation, "ask another administrator", "nobody gives himself a role or a compartment")
		}
		return n.Change(roles, compartments, me.Profile, a.by)
	})
}

// more reports whether somebody would have a role or a compartment that the account has not.
func more(n *tocsin.Account, roles []tocsin.Role, compartments []string) bool {
	return slices.ContainsFunc(roles, func(r tocsin.Role) bool { return !slices.Contains(n.Roles, r) }) ||
		slices.ContainsFunc(compartments, func(c string) bool { return !slices.Contains(n.Compartments, c) })
}

// InviteAccount writes down that the holder of an account is let in to enrol once more: who sends
// the link could use it himself.
func (d *Desk) InviteAccount(ctx context.Context, who Caller, id tocsin.AccountID) (Receipt, error) {
	return d.onAccount(ctx, who, ActInvite, id, id, func(a *act, n *tocsin.Account) error {
		return n.Invite(a.by)
	})
}

// RevokeAccount ends an account; the reason is who.Reason.
func (d *Desk) RevokeAccount(ctx context.Context, who Caller, id tocsin.AccountID) (Receipt, error) {
	return d.onAccount(ctx, who, ActRevoke, id, id, func(a *act, n *tocsin.Account) error {
		return n.Revoke(a.by)
	})
}

// HeedAccounts has fn told of every account that is changed or revoked, once that is durable and by
// whatever way it was done: what goes on for long in the name of the account must not go on.
func (d *Desk) HeedAccounts(fn func(tocsin.AccountID)) { d.heeds.Store(&fn) }

func (d *Desk) onAccount(ctx context.Context, who Caller, name Act, id tocsin.AccountID, in any, fn func(*act, *tocsin.Account) error) (Receipt, error) {
	r, err := d.update(ctx, who, name, in, func(a *act) (tocsin.Ref, error) {
		ref := tocsin.Ref{Kind: tocsin.KindAccount, ID: string(id)}
		n, err := load[tocsin.Account](a, ref.Kind, ref.ID)
		if err != nil {
			return ref, err
		}
		if err := fn(a, n); err != nil {
			return ref, err
		}
		return ref, a.save(n)
	})
	if heed := d.heeds.Load(); err == nil && heed != nil {
		(*heed)(id)
	}
	return r, err
}

// Account reads one account.
func (d *Desk) Account(ctx context.Context, id tocsin.AccountID) (n tocsin.Account, err error) {
	err = d.store.View(ctx, func(v store.View) error {
		found, err := load[tocsin.Account](v, tocsin.KindAccount, string(id))
		if err == nil {
			n = *found
		}
		return err
	})
	return n, err
}

// Accounts lists all accounts, those that were revoked too.
func (d *Desk) Accounts(ctx context.Context) (all []tocsin.Account, err error) {
	err = d.store.View(ctx, func(v store.View) error {
		found, err := list[tocsin.Account](v, store.Query{Kind: tocsin.KindAccount})
		for _, n := range found {
			all = append(all, *n)
		}
		return err
	})
	return all, err
}
