package identity

import (
	"encoding/hex"
	"errors"
	"net/http"

	"tocsin"
	"tocsin/internal/store/accounts"
)

// accountPage shows one's own account: roles, passkeys, where one is signed in.
func (s *Service) accountPage(w http.ResponseWriter, r *http.Request, in accounts.Session, a tocsin.Account) {
	var known accounts.Account
	var keys []accounts.Credential
	var sessions []accounts.Session
	err := s.o.Store.ReadAccess(r.Context(), func(v accounts.View) (err error) {
		if known, err = accounts.Load[accounts.Account](v, in.Account); err != nil {
			return err
		}
		if keys, err = accounts.List[accounts.Credential](v, in.Account); err != nil {
			return err
		}
		sessions, err = accounts.List[accounts.Session](v, in.Account)
		return err
	})
	if err != nil {
		s.fault(w, r, "read an account", err)
		return
	}
	s.page(w, r, http.StatusOK, "account.html", map[string]any{
		"Title": "Your account", "Name": known.Name, "Account": a, "Role": principal(a, in.Role).Role, "Passkeys": keys, "Sessions": len(sessions), "In": true,
	})
}

func (s *Service) moreBegin(w http.ResponseWriter, r *http.Request, in accounts.Session, _ tocsin.Account) {
	s.beginEnrol(w, r, in.Account, [32]byte{})
}

func (s *Service) moreFinish(w http.ResponseWriter, r *http.Request, in accounts.Session, _ tocsin.Account) {
	if s.finishEnrol(w, r, in.Account, [32]byte{}) {
		answer(w, map[string]string{"next": "/account"})
	}
}

// errLast says that nothing would let the account in any more.
var errLast = errors.New("the last passkey")

// dropPasskey takes one of one's own passkeys away, and not the last.
func (s *Service) dropPasskey(w http.ResponseWriter, r *http.Request, in accounts.Session, _ tocsin.Account) {
	id, err := hex.DecodeString(r.PostFormValue("id"))
	if err == nil {
		err = s.change(r.Context(), func(tx accounts.Tx) error {
			key, err := accounts.Load[accounts.Credential](tx, hex.EncodeToString(id))
			if err != nil || key.Account != in.Account {
				return accounts.ErrNotFound
			}
			all, err := accounts.List[accounts.Credential](tx, in.Account)
			if err == nil && len(all) < 2 {
				err = errLast
			}
			if err != nil {
				return err
			}
			return accounts.Drop(tx, key)
		})
	} else {
		err = accounts.ErrNotFound
	}
	switch {
	case errors.Is(err, accounts.ErrNotFound):
		problem(w, http.StatusNotFound, "you have no such passkey")
	case errors.Is(err, errLast):
		problem(w, http.StatusConflict, "this is your last passkey: make another first")
	case err != nil:
		s.fault(w, r, "drop a passkey", err)
	default:
		http.Redirect(w, r, "/account", http.StatusSeeOther)
	}
}
