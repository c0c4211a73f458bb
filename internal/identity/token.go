package identity

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/store/accounts"
)

// tokenPrefix begins every token, so that one that was left somewhere is found.
const tokenPrefix = "tocsin_"

// longestToken is how long a token lasts at most.
const longestToken = 366 * 24 * time.Hour

// IssueToken admits a program and returns its token, which is shown this once.
func (s *Service) IssueToken(ctx context.Context, who client.Caller, n client.NewToken) (client.IssuedToken, error) {
	if err := s.checkToken(n); err != nil {
		return client.IssuedToken{}, err
	}
	r, err := s.desk(who).Act(ctx, client.AdmitAccount{Account: tocsin.Account{Roles: n.Roles, Compartments: n.Compartments, Program: true, Until: n.Until}})
	if err == nil {
		err = s.unknown(ctx, r.Object.ID)
	}
	if err != nil {
		return client.IssuedToken{}, err
	}
	text, _ := secret()
	out := client.IssuedToken{Account: tocsin.AccountID(r.Object.ID), Token: tokenPrefix + text, Until: n.Until, Leaf: r.Leaf}
	digest, _ := digestOf(out.Token)
	now := s.o.Now()
	kept := accounts.Token{Digest: digest, Account: r.Object.ID, Scopes: n.Scopes, Created: now, Until: n.Until}
	err = s.change(ctx, func(tx accounts.Tx) error {
		return errors.Join(accounts.Keep(tx, accounts.Account{ID: r.Object.ID, Name: n.Name, Created: now}), accounts.Keep(tx, kept))
	})
	if err != nil {
		return client.IssuedToken{}, fmt.Errorf("the program was admitted and its token is not kept: revoke %s and issue another: %w", r.Object.ID, err)
	}
	return out, nil
}

// checkToken refuses a token that has no end, or a scope that there is not.
func (s *Service) checkToken(n client.NewToken) error {
	if err := checkName(n.Name); err != nil {
		return err
	}
	if now := s.o.Now(); !n.Until.After(now) || n.Until.Sub(now) > longestToken {
		return tocsin.Refuse(tocsin.RuleForm, "choose an end within a year", "a token ends, at the latest in a year")
	}
	if len(n.Scopes) > maxScopes {
		return tocsin.Refuse(tocsin.RuleForm, "leave them out, or issue two tokens", "a token has at most %d scopes", maxScopes)
	}
	for _, scope := range n.Scopes {
		if len(s.o.Scopes) > 0 && !slices.Contains(s.o.Scopes, scope) {
			return tocsin.Refuse(tocsin.RuleForm, "name messages as /api/v1/docs has them, `read` or `metrics`", "there is no scope %.60q", scope)
		}
	}
	return nil
}

// maxScopes is the most messages that a token names.
const maxScopes = 128

// program is who shows a token.
func (s *Service) program(ctx context.Context, token string) (Principal, error) {
	digest, ok := digestOf(token)
	if !ok || !strings.HasPrefix(token, tokenPrefix) {
		return Principal{}, errNobody
	}
	var kept accounts.Token
	var name accounts.Account
	err := s.o.Store.ReadAccess(ctx, func(v accounts.View) (err error) {
		if kept, err = accounts.LoadSecret[accounts.Token](v, digest); err != nil {
			return err
		}
		name, err = accounts.Load[accounts.Account](v, kept.Account)
		return err
	})
	same := subtle.ConstantTimeCompare(kept.Digest[:], digest[:]) == 1 // of digests: where they differ tells nothing
	if errors.Is(err, accounts.ErrNotFound) || err == nil && (!same || !s.o.Now().Before(kept.Until)) {
		return Principal{}, errNobody
	}
	if err != nil {
		return Principal{}, err
	}
	a, err := s.active(ctx, kept.Account)
	if err != nil {
		return Principal{}, err
	}
	p := principal(a, "")
	p.Name, p.Scopes = name.Name, kept.Scopes
	return p, nil
}
