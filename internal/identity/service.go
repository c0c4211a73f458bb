package identity

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/limit"
	"tocsin/internal/store/accounts"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// Options are what a service needs.
type Options struct {
	Store accounts.Store   // names, passkeys, sessions
	Desk  client.Transport // has on record who may act
	Title string           // the organisation, where it has not written down its name

	// Name is what the organisation calls itself now; nil or empty: Title.
	Name func(context.Context) string
	// Scopes are all that a token may be limited to; none: they are not looked at.
	Scopes []string

	Exercise bool // nothing here is real, and every page says so

	// Origin is where browsers reach the node: https://name, with a port if it is not the usual one,
	// or http://localhost:PORT on one machine. Passkeys are bound to its name, for good.
	Origin string

	OIDC  []Provider
	First []tocsin.Role // roles of the first account; empty: administrator

	Idle    time.Duration    // a session that is not used ends; zero: two hours
	Longest time.Duration    // a session ends, whatever is done with it; zero: twelve hours
	Now     func() time.Time // nil: the wall clock
	Log     *slog.Logger     // nil: nobody is told
}

// A Service lets people and programs in. It is safe for concurrent use.
type Service struct {
	o      Options
	origin *url.URL
	keys   *webauthn.WebAuthn
	under  ceremonies
	follow following
	limit  *limit.Limit
	issuer map[string]*issuer

	admitting sync.Mutex // guards that one subject is admitted once
}

// The usual life of a session: a watch of twelve hours, and a break within it.
const (
	usualIdle    = 2 * time.Hour
	usualLongest = 12 * time.Hour
)

// New returns a service. It refuses an origin to which no passkey can be bound.
func New(o Options) (*Service, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Idle <= 0 {
		o.Idle = usualIdle
	}
	if o.Longest <= 0 {
		o.Longest = usualLongest
	}
	if len(o.First) == 0 {
		o.First = []tocsin.Role{tocsin.Administrator}
	}
	s := &Service{o: o, issuer: map[string]*issuer{}, limit: newTries()}
	var err error
	if s.origin, err = checkOrigin(o.Origin); err != nil {
		return nil, err
	}
	if s.keys, err = relyingParty(o.Title, s.origin); err != nil {
		return nil, fmt.Errorf("passkeys at %s: %w", o.Origin, err)
	}
	for _, p := range o.OIDC {
		if s.issuer[p.Name], err = newIssuer(p, s.origin); err != nil {
			return nil, fmt.Errorf("OpenID Connect provider %q: %w", p.Name, err)
		}
	}
	return s, nil
}

// checkOrigin refuses what browsers know no passkeys and no safe cookies for.
func checkOrigin(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || u.Path != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil:
		return nil, fmt.Errorf("%q is not where a browser reaches the node: give scheme, name and port, for example https://desk.example.org", text)
	case net.ParseIP(u.Hostname()) != nil:
		return nil, fmt.Errorf("%s: browsers bind passkeys to names and not to addresses: use a name, or localhost", text)
	case u.Scheme == "https" || u.Scheme == "http" && u.Hostname() == "localhost":
		return u, nil
	}
	return nil, fmt.Errorf("%s: only https is safe over a network: give --tls-cert, or the address of the proxy that speaks TLS", text)
}

func relyingParty(title string, origin *url.URL) (*webauthn.WebAuthn, error) {
	need := protocol.ResidentKeyRequirementRequired
	timeout := webauthn.TimeoutConfig{Enforce: true, Timeout: ceremonyTime, TimeoutUVD: ceremonyTime}
	return webauthn.New(&webauthn.Config{
		RPID: origin.Hostname(), RPDisplayName: title, RPOrigins: []string{origin.String()},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: need, RequireResidentKey: protocol.ResidentKeyRequired(), UserVerification: protocol.VerificationRequired,
		},
		Timeouts: webauthn.TimeoutsConfig{Login: timeout, Registration: timeout},
	})
}

// secret draws 32 random bytes. Only their digest is kept.
func secret() (text string, digest [32]byte) {
	b := make([]byte, 32)
	rand.Read(b) // never fails: crypto/rand
	text = base64.RawURLEncoding.EncodeToString(b)
	return text, sha256.Sum256([]byte(text))
}

// digestOf is what is kept of a secret that somebody shows. One that cannot be ours has none.
func digestOf(text string) ([32]byte, bool) {
	if len(text) == 0 || len(text) > 200 {
		return [32]byte{}, false
	}
	return sha256.Sum256([]byte(text)), true
}

// title is the organisation, as people know it.
func (s *Service) title(ctx context.Context) string {
	if s.o.Name != nil {
		if name := s.o.Name(ctx); name != "" {
			return name
		}
	}
	return s.o.Title
}

// account reads what the desk has on record of an account, in the name of the machine.
func (s *Service) account(ctx context.Context, id string) (tocsin.Account, error) {
	return client.Read[tocsin.Account](ctx, s.desk(client.Caller{Role: tocsin.Gateway}), client.Account{Account: tocsin.AccountID(id)})
}

func (s *Service) desk(who client.Caller) client.Client {
	return client.Client{Transport: s.o.Desk, Caller: who}
}

// active reads an account that may act, or says that nobody is there.
func (s *Service) active(ctx context.Context, id string) (tocsin.Account, error) {
	a, err := s.account(ctx, id)
	if _, refused := errors.AsType[*tocsin.Refusal](err); refused || err == nil && !a.Active(s.o.Now()) {
		return a, errNobody
	}
	return a, err
}

// errNobody says that nobody who may act has shown anything. Why is told to nobody.
var errNobody = errors.New("nobody who may act")

// sweep drops what expired. It is called when something new is kept, so that nothing piles up.
func (s *Service) sweep(tx accounts.Tx) error {
	_, err := tx.DropExpired(s.o.Now())
	return err
}

// change runs fn in the bookkeeping, after what expired is gone.
func (s *Service) change(ctx context.Context, fn func(accounts.Tx) error) error {
	return s.o.Store.ChangeAccess(ctx, func(tx accounts.Tx) error {
		if err := s.sweep(tx); err != nil {
			return err
		}
		return fn(tx)
	})
}

// failed tells the operator, and nobody else, what went wrong. What failed names no secret.
func (s *Service) failed(r *http.Request, what string, err error) {
	s.o.Log.LogAttrs(r.Context(), slog.LevelError, "identity: "+what, slog.String("error", err.Error()))
}
