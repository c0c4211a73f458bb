package api

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"

	"tocsin"
	"tocsin/internal/desk"
	"tocsin/internal/identity"
)

// Base is where the API stands.
const Base = "/api/v1/"

// ScopeRead is the scope of a token that may read records and follow the stream.
const ScopeRead = "read"

// Options are what the API needs of its node.
type Options struct {
	Desk    *desk.Desk
	Log     *slog.Logger
	Version string            // of the program
	Stop    <-chan struct{}   // closed when the node stops: streams end then
	People  *identity.Service // who lets people and programs in; nil: nobody is kept
}

// surface is the API of one desk over HTTP.
type surface struct {
	Options
	streams streams
	spec    func() []byte // the OpenAPI document, made once
}

// A route is one path and method of the API: the same table serves it, documents it and is tested.
type route struct {
	method, path string // the path without Base; {id} is a wildcard
	open         bool   // nobody needs an account
	scope        string // what a token with scopes needs one for: a message's name, or ScopeRead
	serve        func(*surface, http.ResponseWriter, *http.Request, identity.Principal) error
	describe     func(*describer) operation
}

// Handler serves the API. It is to be given the requests below [Base], with a principal in their
// context if there is one.
func Handler(o Options) http.Handler {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &surface{Options: o}
	s.spec = sync.OnceValue(func() []byte { return document(o.Version) })
	mux := http.NewServeMux()
	methods := map[string][]string{}
	for _, r := range routes() {
		methods[r.path] = append(methods[r.path], r.method)
		mux.Handle(r.method+" "+Base+r.path, s.answer(r))
	}
	for path, allowed := range methods {
		mux.Handle(Base+path, s.notAllowed(path, allowed))
	}
	mux.HandleFunc(Base, func(w http.ResponseWriter, r *http.Request) {
		RequestOf(r.Context()).Route = "none"
		p := newProblem(http.StatusNotFound, "there is nothing at this path")
		p.Instead = "see " + Base + "docs"
		problemOf(r.Context(), p).write(w)
	})
	return mux
}

// answer serves one route: who asks, the act, and an error as a problem.
func (s *surface) answer(r route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		RequestOf(req.Context()).Route = Base + r.path
		who, known := identity.From(req.Context())
		if !known && !r.open {
			w.Header().Set("WWW-Authenticate", "Bearer")
			p := newProblem(http.StatusUnauthorized, "nobody is known behind this request")
			p.Rule, p.Instead = tocsin.RulePermission, "sign in, or send a token: Authorization: Bearer TOKEN"
			problemOf(req.Context(), p).write(w)
			return
		}
		if !r.open && len(who.Scopes) > 0 && !slices.Contains(who.Scopes, r.scope) {
			s.fail(w, req, tocsin.Refuse(tocsin.RulePermission, "use a token whose scopes name it", "this token has not the scope %q", r.scope))
			return
		}
		if err := r.serve(s, w, req, who); err != nil {
			s.fail(w, req, err)
		}
	})
}

// fail answers with a problem. What is no refusal is told to the log, without a word of a source.
func (s *surface) fail(w http.ResponseWriter, r *http.Request, err error) {
	p := problemOf(r.Context(), err)
	if p.Status >= http.StatusInternalServerError {
		ctx := context.WithoutCancel(r.Context())
		s.Log.LogAttrs(ctx, slog.LevelError, "a request was not answered", slog.String("request", p.Request), slog.String("error", s.Desk.Hide(ctx, err.Error())))
	}
	p.write(w)
}

func (s *surface) notAllowed(path string, allowed []string) http.Handler {
	if slices.Contains(allowed, http.MethodGet) {
		allowed = append(allowed, http.MethodHead)
	}
	slices.Sort(allowed)
	list := strings.Join(allowed, ", ")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		RequestOf(r.Context()).Route = Base + path
		w.Header().Set("Allow", list)
		p := newProblem(http.StatusMethodNotAllowed, "this path takes another method")
		p.Instead = "use " + list
		problemOf(r.Context(), p).write(w)
	})
}

// viewer is a principal as a reader of the record.
func viewer(p identity.Principal) desk.Viewer {
	return desk.Viewer{Role: p.Role, Compartments: p.Sees}
}
