package node

import (
	"context"

	"tocsin/internal/api"
	"tocsin/internal/identity"
	"tocsin/internal/store/accounts"
)

// Accounts is the bookkeeping of who may come in.
func (n *Node) Accounts() (accounts.Store, error) { return accounts.Of(n.store) }

// Identity lets people and programs in to this node. Store, desk and clock are the node's.
func (n *Node) Identity(o identity.Options) (*identity.Service, error) {
	s, err := n.Accounts()
	if err != nil {
		return nil, err
	}
	o.Store, o.Desk, o.Now, o.Name, o.Exercise = s, api.Local{Desk: n.Desk}, n.clock, n.ownName, n.Org.Exercise()
	o.Scopes = append(api.Scopes(), ScopeMetrics)
	if o.Title == "" {
		o.Title = string(n.Org)
	}
	people, err := identity.New(o)
	if err == nil {
		n.Desk.HeedAccounts(people.Changed)
	}
	return people, err
}

// ownName is what the organisation calls itself; empty while it has not said so.
func (n *Node) ownName(ctx context.Context) string {
	me, err := n.Desk.Self(ctx)
	if err != nil {
		return ""
	}
	return me.Name
}
