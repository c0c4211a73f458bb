package identity

import (
	"context"
	"errors"
	"net/http"
	"time"

	"tocsin"
	"tocsin/internal/store/accounts"
)

// seenEvery is how exactly the last use of a session is kept: each time costs a write.
const seenEvery = time.Minute

// cookie is the name of the session's cookie. A browser takes __Host- only over TLS.
func (s *Service) cookie() string {
	if s.origin.Scheme == "https" {
		return "__Host-tocsin"
	}
	return "tocsin-session"
}

func (s *Service) setCookie(w http.ResponseWriter, name, value string, same http.SameSite, life time.Duration) {
	c := &http.Cookie{
		Name: name, Value: value, Path: "/", HttpOnly: true, SameSite: same,
		Secure: s.origin.Scheme == "https", MaxAge: int(life / time.Second),
	}
	if value == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

// begin signs somebody in, in the browser that is being answered.
func (s *Service) begin(w http.ResponseWriter, r *http.Request, account, how string) error {
	now := s.o.Now()
	text, digest := secret()
	in := accounts.Session{Digest: digest, Account: account, How: how, Began: now, Seen: now, Ends: now.Add(s.o.Longest), Until: now.Add(min(s.o.Idle, s.o.Longest))}
	err := s.change(r.Context(), func(tx accounts.Tx) error {
		if old, err := r.Cookie(s.cookie()); err == nil { // one browser has one session
			if d, ok := digestOf(old.Value); ok {
				if err := accounts.Drop(tx, accounts.Session{Digest: d}); err != nil && !errors.Is(err, accounts.ErrNotFound) {
					return err
				}
			}
		}
		return accounts.Keep(tx, in)
	})
	if err == nil {
		s.setCookie(w, s.cookie(), text, http.SameSiteLaxMode, s.o.Longest)
	}
	return err
}

// session finds the session of a request, and the account behind it.
func (s *Service) session(r *http.Request) (in accounts.Session, who tocsin.Account, err error) {
	c, err := r.Cookie(s.cookie())
	if err != nil {
		return in, who, errNobody
	}
	digest, ok := digestOf(c.Value)
	if !ok {
		return in, who, errNobody
	}
	err = s.o.Store.ReadAccess(r.Context(), func(v accounts.View) error {
		in, err = accounts.LoadSecret[accounts.Session](v, digest)
		return err
	})
	now := s.o.Now()
	if errors.Is(err, accounts.ErrNotFound) || err == nil && (!now.Before(in.Until) || !now.Before(in.Ends)) {
		return in, who, errNobody
	}
	if err != nil {
		return in, who, err
	}
	who, err = s.active(r.Context(), in.Account)
	return in, who, err
}

// used notes that a session was used. One that was ended meanwhile stays so.
func (s *Service) used(ctx context.Context, in accounts.Session) error {
	now := s.o.Now()
	if now.Sub(in.Seen) < seenEvery {
		return nil
	}
	return s.again(ctx, in.Digest, func(in *accounts.Session) {
		in.Seen, in.Until = now, now.Add(s.o.Idle)
		if in.Until.After(in.Ends) {
			in.Until = in.Ends
		}
	})
}

// again changes a session that is there.
func (s *Service) again(ctx context.Context, digest [32]byte, fn func(*accounts.Session)) error {
	err := s.o.Store.ChangeAccess(ctx, func(tx accounts.Tx) error {
		in, err := accounts.LoadSecret[accounts.Session](tx, digest)
		if err != nil {
			return err
		}
		fn(&in)
		return accounts.Keep(tx, in)
	})
	if errors.Is(err, accounts.ErrNotFound) {
		return nil
	}
	return err
}

// end signs out: this browser, or all that the account is signed in with.
func (s *Service) end(ctx context.Context, in accounts.Session, everywhere bool) error {
	defer s.follow.cut(in.Account) // in its other browsers it comes back by itself, if it may
	return s.change(ctx, func(tx accounts.Tx) error {
		if everywhere {
			_, err := tx.DropOf(accounts.KindSession, in.Account)
			return err
		}
		err := accounts.Drop(tx, in)
		if errors.Is(err, accounts.ErrNotFound) {
			return nil
		}
		return err
	})
}
