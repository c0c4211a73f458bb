// Package identity says who is asking: people by passkey or OpenID Connect, programs by a token.
//
// A request that was let in carries a [Principal] in its context. As which role somebody acts is
// chosen for each act among the roles of the account; the name goes no further than the desk, which
// keeps a tag of it and never the name itself.
package identity

import (
	"context"
	"slices"

	"tocsin"
	"tocsin/client"
)

// A Principal is who makes a request.
type Principal struct {
	Account string        // id of the account or of the token: random, without meaning
	Name    string        // as its holder is shown; for programs what the token is for
	Roles   []tocsin.Role // as which it may act, the usual one first
	Role    tocsin.Role   // as which it acts in this request: one of Roles
	Sees    []string      // the compartments that it may read
	Token   bool          // a program, not a person
	Scopes  []string      // of a token: the messages that it may send; empty: all of its roles
}

// As returns the principal acting as another of its roles; false when it has no such role.
func (p Principal) As(r tocsin.Role) (Principal, bool) {
	if !slices.Contains(p.Roles, r) {
		return p, false
	}
	p.Role = r
	return p, true
}

// Caller is the principal as the caller of a message. The request id makes it safe to repeat.
func (p Principal) Caller(request, reason string) client.Caller {
	return client.Caller{Role: p.Role, Person: p.Account, Request: request, Reason: reason}
}

type key struct{}

// With returns a context in which p makes the request.
func With(ctx context.Context, p Principal) context.Context {
	return context.WithValue(ctx, key{}, p)
}

// From returns who makes the request; false for nobody.
func From(ctx context.Context) (Principal, bool) {
	p, ok := ctx.Value(key{}).(Principal)
	return p, ok
}
