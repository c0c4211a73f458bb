package client

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"

	"tocsin"
)

// People is who may act at a node over the network, for an administrator: what stands on record, and
// beside it the names, and the links and tokens that let somebody in. A link and a token are on one
// answer and nowhere else: when that answer is lost, the person is invited again, and the program's
// account revoked.
type People struct{ Server *HTTP }

// Holders lists all accounts, with what is known of who holds them.
func (p People) Holders(ctx context.Context, who Caller) (out []Holder, err error) {
	path := "people"
	if who.Role != "" {
		path += "?as=" + url.QueryEscape(string(who.Role))
	}
	return out, p.Server.read(ctx, path, &out)
}

// Invite admits a person and gives the link with which he makes his first passkey.
func (p People) Invite(ctx context.Context, who Caller, n Invitee) (out Invited, err error) {
	return out, p.ask(ctx, who, "people", n, &out)
}

// InviteAgain gives the holder of an account another link; those that were given before are no longer good.
func (p People) InviteAgain(ctx context.Context, who Caller, id tocsin.AccountID) (out Invited, err error) {
	return out, p.ask(ctx, who, "people/"+url.PathEscape(string(id))+"/link", AnotherLink{}, &out)
}

// IssueToken admits a program and gives its token.
func (p People) IssueToken(ctx context.Context, who Caller, n NewToken) (out IssuedToken, err error) {
	return out, p.ask(ctx, who, "tokens", n, &out)
}

// SetRoles gives an account other roles and compartments.
func (p People) SetRoles(ctx context.Context, who Caller, id tocsin.AccountID, roles []tocsin.Role, compartments []string) (Receipt, error) {
	return Client{Transport: p.Server, Caller: who}.Act(ctx, SetRoles{Account: id, Roles: roles, Compartments: compartments})
}

// Revoke ends an account, for the reason of the caller.
func (p People) Revoke(ctx context.Context, who Caller, id tocsin.AccountID) (Receipt, error) {
	return Client{Transport: p.Server, Caller: who}.Act(ctx, RevokeAccount{Account: id})
}

func (p People) ask(ctx context.Context, who Caller, path string, in, into any) error {
	b, err := json.Marshal(in)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	answer, err := p.Server.post(ctx, path, who, b)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(answer, into); err != nil {
		return fmt.Errorf("read the answer of %s: %w", p.Server.base, err)
	}
	return nil
}
