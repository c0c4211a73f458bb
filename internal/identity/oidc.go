package identity

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"sync"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/store/accounts"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// A Provider is an issuer of OpenID Connect that the operator trusts to say who somebody is, and in
// which groups. Nobody else is asked.
type Provider struct {
	Name     string // short; stands in paths
	Title    string // on the button
	Issuer   string // https://...
	ClientID string
	Secret   string
	Scopes   []string // beside openid and profile
	Claim    string   // that lists the groups; empty: groups

	Roles        map[string][]tocsin.Role // of a group
	Compartments map[string][]string      // of a group

	// Hosts may be reached beside the issuer's own, where its keys or its token endpoint are.
	Hosts []string
	// Transport carries the requests. Nil: the usual one, without a proxy. For tests.
	Transport http.RoundTripper
}

// issuer is a provider with what was learnt of it.
type issuer struct {
	Provider
	http     *http.Client
	redirect string

	mu    sync.Mutex // guards known
	known *oidc.Provider
}

// oidcState is what has to come back from the issuer.
type oidcState struct {
	name, state, nonce, verifier string
}

var providerName = regexp.MustCompile(`^[a-z0-9-]{1,40}$`)

const issuerTime = 10 * time.Second

func newIssuer(p Provider, origin *url.URL) (*issuer, error) {
	u, err := url.Parse(p.Issuer)
	local := err == nil && u.Scheme == "http" && (u.Hostname() == "localhost" || u.Hostname() == "127.0.0.1")
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && !local:
		return nil, fmt.Errorf("the issuer %q is no https address", p.Issuer)
	case !providerName.MatchString(p.Name):
		return nil, errors.New("its name takes lower-case letters, digits and hyphens")
	case p.ClientID == "":
		return nil, errors.New("it has no client id: the issuer gives one when the node is registered there")
	case len(p.Roles) == 0:
		return nil, errors.New("no group has a role, so that nobody could come in")
	}
	next := p.Transport
	if next == nil {
		t := http.DefaultTransport.(*http.Transport).Clone()
		t.Proxy = nil
		next = t
	}
	return &issuer{
		Provider: p, redirect: origin.String() + "/login/oidc/" + p.Name + "/callback",
		http: &http.Client{
			Transport: onlyHosts{append([]string{u.Host}, p.Hosts...), next}, Timeout: issuerTime,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

// onlyHosts reaches the hosts that the operator named and no other, whatever a document says.
type onlyHosts struct {
	hosts []string
	next  http.RoundTripper
}

const maxIssuerAnswer = 1 << 20

func (o onlyHosts) RoundTrip(r *http.Request) (*http.Response, error) {
	if !slices.Contains(o.hosts, r.URL.Host) {
		return nil, fmt.Errorf("%s is not among the hosts of this issuer: name it, if it is right", r.URL.Host)
	}
	answer, err := o.next.RoundTrip(r)
	if err == nil {
		answer.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(answer.Body, maxIssuerAnswer), answer.Body}
	}
	return answer, err
}

// provider reads what the issuer says of itself, once it answers.
func (i *issuer) provider(ctx context.Context) (*oidc.Provider, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.known != nil {
		return i.known, nil
	}
	// What is learnt outlives the request: it keeps the client and not the request's end.
	p, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), i.http), i.Issuer)
	if err == nil {
		i.known = p
	}
	return p, err
}

func (i *issuer) config(p *oidc.Provider) oauth2.Config {
	return oauth2.Config{
		ClientID: i.ClientID, ClientSecret: i.Secret, RedirectURL: i.redirect, Endpoint: p.Endpoint(),
		Scopes: append([]string{oidc.ScopeOpenID, "profile"}, i.Scopes...),
	}
}

// toIssuer sends a browser to the issuer: code flow, with PKCE (RFC 7636), state and nonce.
func (s *Service) toIssuer(w http.ResponseWriter, r *http.Request) {
	i, ok := s.issuer[r.PathValue("name")]
	if !ok {
		s.said(w, r, http.StatusNotFound, "Nothing here", "There is no such way to sign in.")
		return
	}
	if !s.here(w, r) {
		return
	}
	p, err := i.provider(r.Context())
	if err != nil {
		s.failed(r, "ask the issuer", err)
		s.said(w, r, http.StatusBadGateway, "Your organisation does not answer", "Try again, or sign in with a passkey.")
		return
	}
	state, _ := secret()
	nonce, _ := secret()
	st := oidcState{name: i.Name, state: state, nonce: nonce, verifier: oauth2.GenerateVerifier()}
	if !s.hold(w, ceremony{state: st}, http.SameSiteLaxMode) {
		s.said(w, r, http.StatusServiceUnavailable, "Too many at once", "Wait a minute and try again.")
		return
	}
	c := i.config(p)
	http.Redirect(w, r, c.AuthCodeURL(st.state, oidc.Nonce(st.nonce), oauth2.S256ChallengeOption(st.verifier)), http.StatusFound)
}

// fromIssuer takes the browser back, and signs in whom the issuer names.
func (s *Service) fromIssuer(w http.ResponseWriter, r *http.Request) {
	c, ok := s.held(w, r)
	i := s.issuer[r.PathValue("name")]
	state := r.URL.Query().Get("state")
	if !ok || i == nil || c.state.name != i.Name || subtle.ConstantTimeCompare([]byte(state), []byte(c.state.state)) != 1 {
		s.said(w, r, http.StatusBadRequest, "Begin again", "This took too long, or was begun in another window.")
		return
	}
	id, err := s.idToken(r, i, c.state)
	if err != nil {
		s.o.Log.LogAttrs(r.Context(), slog.LevelWarn, "identity: an issuer's word was not taken", slog.String("why", err.Error()))
		s.said(w, r, http.StatusForbidden, "This did not let you in", "Try again, or ask an administrator.")
		return
	}
	account, err := s.admitted(r.Context(), i, id)
	if err == nil {
		err = s.begin(w, r, account, "oidc")
	}
	if _, refused := errors.AsType[*tocsin.Refusal](err); refused || errors.Is(err, errNobody) {
		s.o.Log.LogAttrs(r.Context(), slog.LevelWarn, "identity: an issuer named somebody who may not act", slog.String("why", err.Error()))
		s.said(w, r, http.StatusForbidden, "You have no role here", "None of your groups gives you a role at this desk, or your account was revoked. Ask an administrator.")
		return
	}
	if err != nil {
		s.fault(w, r, "sign in", err)
		return
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// claims are what of an issuer's word is used.
type claims struct {
	issuer, subject string
	name            string
	groups          []string
}

// idToken exchanges the code and verifies what comes: signature, issuer, audience, time, nonce.
func (s *Service) idToken(r *http.Request, i *issuer, st oidcState) (c claims, err error) {
	p, err := i.provider(r.Context())
	if err != nil {
		return c, err
	}
	ctx := oidc.ClientContext(r.Context(), i.http)
	config := i.config(p)
	token, err := config.Exchange(ctx, r.URL.Query().Get("code"), oauth2.VerifierOption(st.verifier))
	if err != nil {
		if e, ok := errors.AsType[*oauth2.RetrieveError](err); ok {
			return c, fmt.Errorf("the code was not taken: %s", e.ErrorCode) // the answer itself may hold a secret
		}
		return c, errors.New("the token endpoint did not answer")
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return c, errors.New("the answer has no id token")
	}
	id, err := p.Verifier(&oidc.Config{ClientID: i.ClientID, Now: s.o.Now, SupportedSigningAlgs: []string{oidc.RS256, oidc.ES256, oidc.PS256, oidc.EdDSA}}).Verify(ctx, raw)
	if err != nil {
		return c, err
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(st.nonce)) != 1 {
		return c, errors.New("the nonce is another")
	}
	var all map[string]any
	if err := id.Claims(&all); err != nil {
		return c, err
	}
	return claims{issuer: id.Issuer, subject: id.Subject, name: nameIn(all), groups: groupsIn(all, i.Claim)}, nil
}

// nameIn is how the issuer calls somebody.
func nameIn(all map[string]any) string {
	for _, key := range []string{"name", "preferred_username", "email"} {
		if n, ok := all[key].(string); ok && checkName(n) == nil {
			return n
		}
	}
	return "Somebody without a name"
}

// groupsIn are the groups that a claim lists, or the one that it is.
func groupsIn(all map[string]any, claim string) (groups []string) {
	if claim == "" {
		claim = "groups"
	}
	switch v := all[claim].(type) {
	case string:
		groups = append(groups, v)
	case []any:
		for _, g := range v {
			if text, ok := g.(string); ok {
				groups = append(groups, text)
			}
		}
	}
	return groups
}

// granted are the roles and compartments of somebody's groups, in the order of the documentation.
func (i *issuer) granted(groups []string) (roles []tocsin.Role, compartments []string) {
	for _, r := range tocsin.PersonRoles {
		if slices.ContainsFunc(groups, func(g string) bool { return slices.Contains(i.Roles[g], r) }) {
			roles = append(roles, r)
		}
	}
	for _, g := range groups {
		compartments = append(compartments, i.Compartments[g]...)
	}
	slices.Sort(compartments)
	return roles, slices.Compact(compartments)
}

// admitted is the account of a subject. The first time the machine admits it, on the operator's
// word that its groups have these roles; later it follows what the groups have become.
func (s *Service) admitted(ctx context.Context, i *issuer, c claims) (string, error) {
	roles, compartments := i.granted(c.groups)
	if len(roles) == 0 {
		return "", errNobody
	}
	s.admitting.Lock()
	defer s.admitting.Unlock()
	var known accounts.Subject
	err := s.o.Store.ReadAccess(ctx, func(v accounts.View) (err error) {
		known, err = accounts.Load[accounts.Subject](v, accounts.SubjectID(c.issuer, c.subject))
		return err
	})
	if errors.Is(err, accounts.ErrNotFound) {
		return s.admit(ctx, c, roles, compartments)
	}
	if err != nil {
		return "", err
	}
	a, err := s.active(ctx, known.Account)
	if err != nil || slices.Equal(sorted(a.Roles), sorted(roles)) && slices.Equal(a.Compartments, compartments) {
		return known.Account, err
	}
	_, err = s.SetRoles(ctx, machine, a.ID, roles, compartments)
	return known.Account, err
}

var machine = client.Caller{Role: tocsin.Gateway, Reason: "groups at the issuer"}

func sorted(roles []tocsin.Role) []tocsin.Role { return slices.Sorted(slices.Values(roles)) }

func (s *Service) admit(ctx context.Context, c claims, roles []tocsin.Role, compartments []string) (string, error) {
	r, err := s.desk(machine).Act(ctx, client.AdmitAccount{Account: tocsin.Account{Roles: roles, Compartments: compartments}})
	if err != nil {
		return "", err
	}
	return r.Object.ID, s.change(ctx, func(tx accounts.Tx) error {
		if err := s.named(tx, r.Object.ID, c.name); err != nil {
			return err
		}
		return accounts.Keep(tx, accounts.Subject{Issuer: c.issuer, Subject: c.subject, Account: r.Object.ID})
	})
}
