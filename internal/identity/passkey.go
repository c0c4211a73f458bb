package identity

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"tocsin/internal/store/accounts"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// maxPasskeys is the most passkeys that an account has.
const maxPasskeys = 16

// holder is an account as the library needs it.
type passkeyHolder struct {
	accounts.Account
	keys []webauthn.Credential
}

func (h passkeyHolder) WebAuthnID() []byte                         { return h.Handle }
func (h passkeyHolder) WebAuthnName() string                       { return h.Name }
func (h passkeyHolder) WebAuthnDisplayName() string                { return h.Name }
func (h passkeyHolder) WebAuthnCredentials() []webauthn.Credential { return h.keys }

// passkeys reads an account with its passkeys.
func (s *Service) passkeys(ctx context.Context, id string) (h passkeyHolder, err error) {
	err = s.o.Store.ReadAccess(ctx, func(v accounts.View) error {
		if h.Account, err = accounts.Load[accounts.Account](v, id); err != nil {
			return err
		}
		kept, err := accounts.List[accounts.Credential](v, id)
		h.keys = make([]webauthn.Credential, len(kept))
		for i, c := range kept {
			if err := json.Unmarshal(c.Data, &h.keys[i]); err != nil {
				return fmt.Errorf("passkey %x: %w", c.ID, err)
			}
		}
		return err
	})
	return h, err
}

// beginLogin answers what a browser needs to ask for a passkey. Whose it is shows later.
func (s *Service) beginLogin(w http.ResponseWriter, r *http.Request) {
	options, data, err := s.keys.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		s.fault(w, r, "begin to sign in", err)
		return
	}
	s.answerCeremony(w, ceremony{data: *data}, options)
}

func (s *Service) answerCeremony(w http.ResponseWriter, c ceremony, options any) {
	if !s.hold(w, c, http.SameSiteStrictMode) {
		problem(w, http.StatusServiceUnavailable, "too many are signing in at once: wait a minute")
		return
	}
	answer(w, options)
}

// finishLogin signs in whoever the passkey names.
func (s *Service) finishLogin(w http.ResponseWriter, r *http.Request) {
	c, ok := s.held(w, r)
	if !ok {
		problem(w, http.StatusBadRequest, errStale)
		return
	}
	var found error
	who := func(_, handle []byte) (webauthn.User, error) {
		h, err := s.byHandle(r.Context(), handle)
		found = err
		return h, err
	}
	user, key, err := s.keys.FinishPasskeyLogin(who, c.data, r)
	if found != nil && !errors.Is(found, accounts.ErrNotFound) {
		s.fault(w, r, "read a passkey", found)
		return
	}
	if err != nil {
		s.refused(w, r, "a passkey was not taken", err)
		return
	}
	h := user.(passkeyHolder)
	if key.Authenticator.CloneWarning {
		s.refused(w, r, "a passkey's counter went back: it may have been copied", errors.New("account "+h.ID))
		return
	}
	if err := s.signIn(w, r, h.ID, key); err != nil {
		if errors.Is(err, errNobody) || errors.Is(err, accounts.ErrNotFound) {
			s.refused(w, r, "an account that may not act", errors.New("account "+h.ID))
			return
		}
		s.fault(w, r, "sign in", err)
		return
	}
	answer(w, map[string]string{"next": "/"})
}

// signIn notes the use of a passkey and begins a session.
func (s *Service) signIn(w http.ResponseWriter, r *http.Request, account string, key *webauthn.Credential) error {
	if _, err := s.active(r.Context(), account); err != nil {
		return err
	}
	data, err := json.Marshal(key)
	if err != nil {
		return err
	}
	err = s.change(r.Context(), func(tx accounts.Tx) error {
		kept, err := accounts.Load[accounts.Credential](tx, hex.EncodeToString(key.ID))
		if err != nil {
			return err // it was dropped meanwhile
		}
		kept.Data, kept.Used = data, s.o.Now()
		return accounts.Keep(tx, kept)
	})
	if err != nil {
		return err
	}
	return s.begin(w, r, account, "passkey")
}

func (s *Service) byHandle(ctx context.Context, handle []byte) (passkeyHolder, error) {
	var at accounts.Handle
	err := s.o.Store.ReadAccess(ctx, func(v accounts.View) (err error) {
		at, err = accounts.Load[accounts.Handle](v, hex.EncodeToString(handle))
		return err
	})
	if err != nil {
		return passkeyHolder{}, err
	}
	return s.passkeys(ctx, at.Account)
}

// beginEnrol answers what a browser needs to make a passkey, for an invitation or for who is signed in.
func (s *Service) beginEnrol(w http.ResponseWriter, r *http.Request, account string, invited [32]byte) {
	h, err := s.passkeys(r.Context(), account)
	if err != nil {
		s.fault(w, r, "begin to enrol", err)
		return
	}
	if len(h.keys) >= maxPasskeys {
		problem(w, http.StatusConflict, fmt.Sprintf("an account has at most %d passkeys: remove one first", maxPasskeys))
		return
	}
	options, data, err := s.keys.BeginRegistration(h, webauthn.WithExclusions(webauthn.Credentials(h.keys).CredentialDescriptors()), webauthn.WithRegistrationRelyingPartyName(s.title(r.Context())))
	if err != nil {
		s.fault(w, r, "begin to enrol", err)
		return
	}
	s.answerCeremony(w, ceremony{data: *data, account: account, invited: invited}, options)
}

// finishEnrol keeps a new passkey and uses the invitation up, both or neither.
func (s *Service) finishEnrol(w http.ResponseWriter, r *http.Request, account string, invited [32]byte) bool {
	c, ok := s.held(w, r)
	if !ok || c.account != account || c.invited != invited {
		problem(w, http.StatusBadRequest, errStale)
		return false
	}
	h, err := s.passkeys(r.Context(), account)
	if err != nil {
		s.fault(w, r, "enrol", err)
		return false
	}
	key, err := s.keys.FinishRegistration(h, c.data, r)
	if err == nil && !key.Flags.UserVerified {
		err = errors.New("the user was not verified")
	}
	if err != nil {
		s.refused(w, r, "a passkey was not enrolled", err)
		return false
	}
	switch err := s.keepPasskey(r.Context(), account, invited, key); {
	case errors.Is(err, accounts.ErrNotFound):
		problem(w, http.StatusGone, errUsedUp)
		return false
	case err != nil:
		s.fault(w, r, "keep a passkey", err)
		return false
	}
	return true
}

func (s *Service) keepPasskey(ctx context.Context, account string, invited [32]byte, key *webauthn.Credential) error {
	data, err := json.Marshal(key)
	if err != nil {
		return err
	}
	now := s.o.Now()
	return s.change(ctx, func(tx accounts.Tx) error {
		if invited != [32]byte{} {
			if err := accounts.Drop(tx, accounts.Invitation{Digest: invited}); err != nil {
				return err
			}
		}
		_, err := accounts.Load[accounts.Credential](tx, hex.EncodeToString(key.ID))
		if err == nil {
			return fmt.Errorf("passkey %x is enrolled already", key.ID)
		}
		if !errors.Is(err, accounts.ErrNotFound) {
			return err
		}
		return accounts.Keep(tx, accounts.Credential{ID: key.ID, Account: account, Label: "Passkey of " + now.UTC().Format("2 Jan 2006"), Data: data, Created: now})
	})
}

// What is told to somebody whose first half is gone, or whose link is.
const (
	errStale  = "this took too long, or was begun in another window: begin again"
	errUsedUp = "this link was used, or is too old: ask an administrator for another"
)
