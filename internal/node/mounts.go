package node

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"

	"tocsin/internal/answer"
	"tocsin/internal/api"
	"tocsin/internal/console"
	"tocsin/internal/identity"
)

// Mounts are the surfaces of a node, by where they stand. A surface that is nil is not there. Each
// is given whole paths: nothing is cut off the front.
type Mounts struct {
	Console   http.Handler // "/": whatever no other surface has
	API       http.Handler // "/api/v1/"
	Public    http.Handler // "/public/": the public feed, for everybody
	Answers   http.Handler // "/a/": answer pages of those who have no account
	Sightings http.Handler // "/s/": the form behind the code on a poster
	Identity  http.Handler // "/login" and the rest of [identity.Patterns]
	Health    http.Handler // "/livez", "/readyz"
	Metrics   http.Handler // "/metrics"
}

// serving is what a surface needs of the node that serves it, beside its desk.
type serving struct {
	clock   *ticker
	metrics *metrics
	people  *identity.Service // nil: nobody is let in
	log     *slog.Logger
	version string          // of the program
	stop    <-chan struct{} // closed when the node stops: what goes on for long ends then
}

// mounts are the surfaces of a node, one line each.
func (n *Node) mounts(s serving) Mounts {
	m := Mounts{
		Console: n.Console(console.Options{People: s.people, Errors: s.log, Version: s.version}),
		API:     api.Handler(api.Options{Desk: n.Desk, Log: s.log, Version: s.version, Stop: s.stop, People: s.people}),
		Health:  (&health{n: n, serving: s}).handler(),
		Metrics: s.metrics.handler(),

		Answers:   answer.Answers(answer.Options{Desk: n.Desk, Log: s.log}),
		Sightings: answer.Sightings(answer.Options{Desk: n.Desk, Log: s.log}),
		Public:    n.publicHandler(context.Background(), s.log),
	}
	if s.people != nil {
		m.Identity = s.people.Handler()
	}
	return m
}

// A surface is one mount: where it stands, how large a request it takes, and whether it is for
// those who have signed in.
type surface struct {
	patterns []string
	handler  http.Handler
	limit    int64 // bytes of a request's body
	open     bool  // no account is asked for: the surface knows its own guests
}

// The limits of a request's body, in bytes.
const (
	smallBody = 64 << 10
	usualBody = 2 << 20
)

// surfaces is the whole outside of a node, one line a surface.
func (m Mounts) surfaces() []surface {
	return []surface{
		{[]string{"/"}, m.Console, usualBody, false},
		{[]string{"/api/v1/"}, m.API, usualBody, false},
		{[]string{"/public/"}, m.Public, smallBody, true},
		{[]string{"/a/"}, m.Answers, smallBody, true},
		{[]string{"/s/"}, m.Sightings, smallBody, true},
		{identity.Patterns, m.Identity, smallBody, true},
		{[]string{"/livez", "/readyz"}, m.Health, smallBody, true},
		{[]string{"/metrics"}, m.Metrics, smallBody, false},
	}
}

// mux lays the surfaces out. authenticate says who makes a request; it lets nobody's requests pass,
// too, and the surface decides what nobody may have.
func (m Mounts) mux(authenticate func(http.Handler) http.Handler) *http.ServeMux {
	mux := http.NewServeMux()
	for _, s := range m.surfaces() {
		if s.handler == nil {
			continue
		}
		h := s.handler
		if !s.open && authenticate != nil {
			h = authenticate(h)
		}
		h = limited(h, s.limit)
		for _, p := range s.patterns {
			mux.Handle(p, h)
		}
	}
	if m.Console == nil {
		mux.HandleFunc("/", nothingHere)
	}
	return mux
}

// limited refuses a body that is larger.
func limited(h http.Handler, limit int64) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, limit)
		h.ServeHTTP(w, r)
	})
}

func nothingHere(w http.ResponseWriter, r *http.Request) {
	what := "There is nothing here."
	if r.URL.Path == "/" && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
		what = "This is a Tocsin node. Its API is at /api/v1/."
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if !strings.HasPrefix(what, "This") {
		w.WriteHeader(http.StatusNotFound)
	}
	fmt.Fprintln(w, what)
}
