package identity

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"tocsin"
	"tocsin/internal/store/accounts"
)

// Middleware says who makes a request: what it wraps finds a [Principal] in the context, or none.
// It lets nobody's requests pass: what nobody may have is for the handler to say. A token that
// is not valid is refused here, since a program that shows one does not mean to be nobody.
func (s *Service) Middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		turn := s.follow.now()
		p, err := s.who(r)
		switch {
		case errors.Is(err, errNobody) && r.Header.Get("Authorization") != "":
			w.Header().Set("WWW-Authenticate", `Bearer realm="tocsin", error="invalid_token"`)
			problem(w, http.StatusUnauthorized, "the token is not valid: ask an administrator for a new one")
			return
		case errors.Is(err, errNobody):
			if _, err := r.Cookie(s.cookie()); err == nil {
				s.setCookie(w, s.cookie(), "", http.SameSiteLaxMode, 0)
			}
		case err != nil:
			s.failed(r, "who makes a request", err)
			problem(w, http.StatusServiceUnavailable, "it cannot be told who you are: try again")
			return
		default:
			ctx := context.WithValue(r.Context(), lastingKey{}, &lasting{f: &s.follow, account: p.Account, turn: turn})
			r = r.WithContext(With(ctx, p))
		}
		next.ServeHTTP(w, r)
	})
}

// who is the principal of a request.
func (s *Service) who(r *http.Request) (Principal, error) {
	if h := r.Header.Get("Authorization"); h != "" {
		scheme, token, _ := strings.Cut(h, " ")
		if !strings.EqualFold(scheme, "Bearer") {
			return Principal{}, errNobody
		}
		return s.program(r.Context(), strings.TrimSpace(token))
	}
	in, a, err := s.session(r)
	if err != nil {
		return Principal{}, err
	}
	if err := s.used(r.Context(), in); err != nil {
		s.failed(r, "note the use of a session", err) // the request is answered all the same
	}
	p := principal(a, in.Role)
	err = s.o.Store.ReadAccess(r.Context(), func(v accounts.View) error {
		known, err := accounts.Load[accounts.Account](v, in.Account)
		p.Name = known.Name
		return err
	})
	if errors.Is(err, accounts.ErrNotFound) {
		err = nil
	}
	return p, err
}

// principal is an account as it acts in one request.
func principal(a tocsin.Account, role string) Principal {
	p := Principal{Account: string(a.ID), Roles: a.Roles, Sees: a.Compartments, Token: a.Program}
	if len(a.Roles) > 0 {
		p.Role = a.Roles[0]
	}
	if slices.Contains(a.Roles, tocsin.Role(role)) {
		p.Role = tocsin.Role(role)
	}
	return p
}
