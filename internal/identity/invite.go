package identity

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/store/accounts"
)

// invitationLasts is how long a link to enrol is good for.
const invitationLasts = 48 * time.Hour

// maxName is the most bytes of a name.
const maxName = 120

func checkName(name string) error {
	if strings.TrimSpace(name) == "" || len(name) > maxName || !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl) {
		return tocsin.Refuse(tocsin.RuleForm, "write the name on one line, in at most 120 bytes", "the account has no name that can be kept")
	}
	return nil
}

// Invite admits a person, and returns the link with which he makes his first passkey. A request that
// is repeated admits nobody again, and shows no second link.
func (s *Service) Invite(ctx context.Context, who client.Caller, n client.Invitee) (client.Invited, error) {
	if err := checkName(n.Name); err != nil {
		return client.Invited{}, err
	}
	r, err := s.desk(who).Act(ctx, client.AdmitAccount{Account: tocsin.Account{Roles: n.Roles, Compartments: n.Compartments}})
	if err == nil {
		err = s.unknown(ctx, r.Object.ID)
	}
	if err != nil {
		return client.Invited{}, err
	}
	return s.invitation(ctx, r, n.Name)
}

// unknown refuses an account that was given its link or its token already: whoever repeats the
// request would get another, and nothing on record would say so.
func (s *Service) unknown(ctx context.Context, account string) error {
	err := s.o.Store.ReadAccess(ctx, func(v accounts.View) error {
		_, err := accounts.Load[accounts.Account](v, account)
		return err
	})
	switch {
	case errors.Is(err, accounts.ErrNotFound):
		return nil
	case err != nil:
		return err
	}
	return tocsin.Refuse(tocsin.RuleState, "invite the account again, or revoke the token and make another", "this was done before, for the account %s: a link and a token are shown once", account)
}

// InviteAgain gives the holder of an account another link: he lost his passkey, or the link.
// Links that were given before are no longer good. Each link is an act of its own: a request that is
// repeated is done again, and the record says so.
func (s *Service) InviteAgain(ctx context.Context, who client.Caller, id tocsin.AccountID) (client.Invited, error) {
	who.Request = ""
	r, err := s.desk(who).Act(ctx, client.InviteAccount{Account: id})
	if err != nil {
		return client.Invited{}, err
	}
	return s.invitation(ctx, r, "")
}

// invitation keeps an invitation, and the name of an account that is new.
func (s *Service) invitation(ctx context.Context, r client.Receipt, name string) (client.Invited, error) {
	now, account := s.o.Now(), r.Object.ID
	text, digest := secret()
	in := accounts.Invitation{Digest: digest, Account: account, Created: now, Until: now.Add(invitationLasts)}
	err := s.change(ctx, func(tx accounts.Tx) error {
		if _, err := tx.DropOf(accounts.KindInvitation, account); err != nil {
			return err
		}
		if err := s.named(tx, account, name); err != nil {
			return err
		}
		return accounts.Keep(tx, in)
	})
	return client.Invited{Account: tocsin.AccountID(account), Link: s.origin.String() + "/enrol/" + text, Until: in.Until, Leaf: r.Leaf}, err
}

// named keeps the name of an account, and the handle by which its passkeys name it.
func (s *Service) named(tx accounts.Tx, account, name string) error {
	known, err := accounts.Load[accounts.Account](tx, account)
	if err != nil && !errors.Is(err, accounts.ErrNotFound) {
		return err
	}
	if errors.Is(err, accounts.ErrNotFound) {
		known = accounts.Account{ID: account, Handle: make([]byte, 64), Created: s.o.Now()}
		rand.Read(known.Handle)
	}
	if name != "" {
		known.Name = name
	}
	return errors.Join(accounts.Keep(tx, known), accounts.Keep(tx, accounts.Handle{Handle: known.Handle, Account: account}))
}

// Revoke ends an account, for the reason of the caller: it is signed out everywhere, what it follows
// is cut off, and nothing lets it in again. Its name is kept, so that it can still be said whose acts
// were whose.
func (s *Service) Revoke(ctx context.Context, who client.Caller, id tocsin.AccountID) (client.Receipt, error) {
	r, err := s.desk(who).Act(ctx, client.RevokeAccount{Account: id})
	if err != nil {
		return r, err
	}
	return r, s.change(ctx, func(tx accounts.Tx) error {
		for _, kind := range []string{accounts.KindSession, accounts.KindCredential, accounts.KindToken, accounts.KindInvitation, accounts.KindSubject, accounts.KindHandle} {
			if _, err := tx.DropOf(kind, string(id)); err != nil {
				return err
			}
		}
		return nil
	})
}

// SetRoles gives an account other roles and compartments.
func (s *Service) SetRoles(ctx context.Context, who client.Caller, id tocsin.AccountID, roles []tocsin.Role, compartments []string) (client.Receipt, error) {
	return s.desk(who).Act(ctx, client.SetRoles{Account: id, Roles: roles, Compartments: compartments})
}

// Holders lists all accounts, to who may admit them.
func (s *Service) Holders(ctx context.Context, who client.Caller) ([]client.Holder, error) {
	all, err := client.Read[[]tocsin.Account](ctx, s.desk(who), client.Accounts{})
	if err != nil {
		return nil, err
	}
	out := make([]client.Holder, len(all))
	err = s.o.Store.ReadAccess(ctx, func(v accounts.View) error {
		for i, a := range all {
			if out[i], err = s.holder(v, a); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

func (s *Service) holder(v accounts.View, a tocsin.Account) (client.Holder, error) {
	h, id, now := client.Holder{Account: a}, string(a.ID), s.o.Now()
	known, err := accounts.Load[accounts.Account](v, id)
	if err != nil && !errors.Is(err, accounts.ErrNotFound) {
		return h, err
	}
	h.Name = known.Name
	keys, err1 := accounts.List[accounts.Credential](v, id)
	in, err2 := accounts.List[accounts.Session](v, id)
	links, err3 := accounts.List[accounts.Invitation](v, id)
	tokens, err4 := accounts.List[accounts.Token](v, id)
	others, err5 := accounts.List[accounts.Subject](v, id)
	h.Passkeys, h.Elsewhere = len(keys), len(others) > 0
	for _, x := range keys {
		if x.Used.After(h.Seen) {
			h.Seen = x.Used
		}
	}
	for _, x := range in {
		if now.Before(x.Until) {
			h.Sessions++
		}
		if x.Seen.After(h.Seen) {
			h.Seen = x.Seen
		}
	}
	for _, x := range links {
		if now.Before(x.Until) {
			h.LinkUntil = x.Until
		}
	}
	for _, x := range tokens {
		h.Scopes = x.Scopes
	}
	return h, errors.Join(err1, err2, err3, err4, err5)
}

// FirstAdministrator returns a link for the first account of the organisation, to be shown once, or
// false when somebody can administer it already, or has a link that is good.
func (s *Service) FirstAdministrator(ctx context.Context) (client.Invited, bool, error) {
	who := client.Caller{Role: tocsin.Administrator, Reason: "the first account, made by who has the folder"}
	all, err := s.Holders(ctx, who)
	if err != nil {
		return client.Invited{}, false, err
	}
	for _, h := range all {
		if h.Program || !h.Active(s.o.Now()) || !slices.Contains(h.Roles, tocsin.Administrator) {
			continue
		}
		if h.Passkeys > 0 || !h.LinkUntil.IsZero() {
			return client.Invited{}, false, nil
		}
		in, err := s.InviteAgain(ctx, who, h.ID)
		return in, err == nil, err
	}
	in, err := s.Invite(ctx, who, client.Invitee{Name: "First administrator", Roles: s.o.First})
	return in, err == nil, err
}
