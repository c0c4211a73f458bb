package identity

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"sort"

	"tocsin"
	"tocsin/internal/store/accounts"
)

// maxBody bounds what a browser sends here, in bytes.
const maxBody = 64 << 10

// Patterns are where the handler stands in the mux of a node.
var Patterns = []string{"/login", "/login/", "/logout", "/role", "/enrol/", "/account", "/account/", "/identity/"}

// Routes are all that the handler answers, as "METHOD pattern", for tables that hold who may what.
func Routes() []string {
	var all []string
	for p := range (*Service)(nil).routes() {
		all = append(all, p)
	}
	sort.Strings(all)
	return all
}

// routes is the whole surface, one line each.
func (s *Service) routes() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"GET /login":                      s.loginPage,
		"POST /login/passkey/begin":       s.tried(s.beginLogin),
		"POST /login/passkey/finish":      s.tried(s.finishLogin),
		"GET /login/oidc/{name}":          s.tried(s.toIssuer),
		"GET /login/oidc/{name}/callback": s.tried(s.fromIssuer),
		"POST /logout":                    s.logout,
		"POST /role":                      s.signedIn(s.chooseRole),
		"GET /enrol/{secret}":             s.tried(s.enrolPage),
		"POST /enrol/{secret}/begin":      s.tried(s.enrolBegin),
		"POST /enrol/{secret}/finish":     s.tried(s.enrolFinish),
		"GET /account":                    s.signedIn(s.accountPage),
		"POST /account/passkey/begin":     s.signedIn(s.moreBegin),
		"POST /account/passkey/finish":    s.signedIn(s.moreFinish),
		"POST /account/passkey/drop":      s.signedIn(s.dropPasskey),
		"GET /identity/static/":           static().ServeHTTP,
	}
}

// Handler answers the pages and the requests of signing in. It stands at [Patterns].
func (s *Service) Handler() http.Handler {
	mux := http.NewServeMux()
	for pattern, h := range s.routes() {
		mux.Handle(pattern, h)
	}
	limited := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		mux.ServeHTTP(w, r)
	})
	return http.NewCrossOriginProtection().Handler(limited)
}

// here sends a browser that came by an address to the name that passkeys are bound to.
func (s *Service) here(w http.ResponseWriter, r *http.Request) bool {
	if r.Host == s.origin.Host {
		return true
	}
	http.Redirect(w, r, s.origin.String()+r.URL.EscapedPath(), http.StatusFound)
	return false
}

func (s *Service) loginPage(w http.ResponseWriter, r *http.Request) {
	if !s.here(w, r) {
		return
	}
	var others []Provider
	for _, p := range s.o.OIDC {
		others = append(others, Provider{Name: p.Name, Title: p.Title})
	}
	s.page(w, r, http.StatusOK, "login.html", map[string]any{"Title": "Sign in", "Providers": others})
}

// logout ends the session, or all sessions of the account.
func (s *Service) logout(w http.ResponseWriter, r *http.Request) {
	in, _, err := s.session(r)
	if err == nil {
		err = s.end(r.Context(), in, r.PostFormValue("everywhere") != "")
	}
	if err != nil && !errors.Is(err, errNobody) {
		s.fault(w, r, "sign out", err)
		return
	}
	s.setCookie(w, s.cookie(), "", http.SameSiteLaxMode, 0)
	http.Redirect(w, r, "/login", http.StatusSeeOther)
}

// sessionHandler answers who is signed in.
type sessionHandler func(http.ResponseWriter, *http.Request, accounts.Session, tocsin.Account)

// signedIn lets only who is signed in, in a browser.
func (s *Service) signedIn(next sessionHandler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		in, a, err := s.session(r)
		switch {
		case errors.Is(err, errNobody) && r.Method == http.MethodGet:
			http.Redirect(w, r, "/login", http.StatusSeeOther)
		case errors.Is(err, errNobody):
			problem(w, http.StatusUnauthorized, "sign in first")
		case err != nil:
			s.fault(w, r, "who makes a request", err)
		default:
			next(w, r, in, a)
		}
	}
}

// chooseRole sets as which of its roles the account acts in this session.
func (s *Service) chooseRole(w http.ResponseWriter, r *http.Request, in accounts.Session, a tocsin.Account) {
	role := r.PostFormValue("role")
	if !slices.Contains(a.Roles, tocsin.Role(role)) {
		problem(w, http.StatusForbidden, "your account has not that role")
		return
	}
	if err := s.again(r.Context(), in.Digest, func(in *accounts.Session) { in.Role = role }); err != nil {
		s.fault(w, r, "choose a role", err)
		return
	}
	s.follow.cut(in.Account)
	http.Redirect(w, r, back(r.PostFormValue("back")), http.StatusSeeOther)
}

// back is a path of ours, or the beginning: never another site.
func back(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || len(to) < 1 || to[0] != '/' || len(to) > 1 && (to[1] == '/' || to[1] == '\\') {
		return "/"
	}
	return u.String()
}

// invited finds the invitation of a link that is good still.
func (s *Service) invited(r *http.Request) (in accounts.Invitation, err error) {
	digest, ok := digestOf(r.PathValue("secret"))
	if !ok {
		return in, errNobody
	}
	err = s.o.Store.ReadAccess(r.Context(), func(v accounts.View) error {
		in, err = accounts.LoadSecret[accounts.Invitation](v, digest)
		return err
	})
	if errors.Is(err, accounts.ErrNotFound) || err == nil && !s.o.Now().Before(in.Until) {
		return in, errNobody
	}
	if err == nil {
		_, err = s.active(r.Context(), in.Account)
	}
	return in, err
}

// enrolPage shows what the link is for. Opening it uses nothing up: mail scanners open links.
func (s *Service) enrolPage(w http.ResponseWriter, r *http.Request) {
	if !s.here(w, r) {
		return
	}
	in, err := s.invited(r)
	switch {
	case errors.Is(err, errNobody):
		s.said(w, r, http.StatusGone, "This link is not good any more", "It was used, or is too old. Ask an administrator for another.")
	case err != nil:
		s.fault(w, r, "read an invitation", err)
	default:
		h, err := s.passkeys(r.Context(), in.Account)
		if err != nil {
			s.fault(w, r, "read an account", err)
			return
		}
		s.page(w, r, http.StatusOK, "enrol.html", map[string]any{"Title": "Make your passkey", "Name": h.Name, "Secret": r.PathValue("secret"), "Until": in.Until.UTC()})
	}
}

func (s *Service) enrolBegin(w http.ResponseWriter, r *http.Request) {
	if in, ok := s.invitedOr(w, r); ok {
		s.beginEnrol(w, r, in.Account, in.Digest)
	}
}

func (s *Service) enrolFinish(w http.ResponseWriter, r *http.Request) {
	in, ok := s.invitedOr(w, r)
	if !ok || !s.finishEnrol(w, r, in.Account, in.Digest) {
		return
	}
	if err := s.begin(w, r, in.Account, "passkey"); err != nil {
		s.fault(w, r, "sign in", err)
		return
	}
	answer(w, map[string]string{"next": "/"})
}

func (s *Service) invitedOr(w http.ResponseWriter, r *http.Request) (accounts.Invitation, bool) {
	in, err := s.invited(r)
	switch {
	case errors.Is(err, errNobody):
		problem(w, http.StatusGone, errUsedUp)
	case err != nil:
		s.fault(w, r, "read an invitation", err)
	}
	return in, err == nil
}
