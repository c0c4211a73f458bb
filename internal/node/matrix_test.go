package node

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/api"
	"tocsin/internal/console"
	"tocsin/internal/identity"

	"github.com/google/go-cmp/cmp"
)

var updateMatrix = flag.Bool("update-matrix", false, "write the authorisation matrix anew")

// allRoutes are all routes of a node, as "METHOD path": those that the surfaces list, and the
// patterns of the surfaces that know their own guests.
func allRoutes(t *testing.T, n *Node, m Mounts) []string {
	t.Helper()
	all := append(api.Routes(), identity.Routes()...)
	for _, r := range n.Console(console.Options{}).Routes() {
		all = append(all, r.Method+" "+r.Path)
	}
	for _, s := range m.surfaces() {
		for _, p := range s.patterns {
			if s.handler == nil {
				continue // not there: it needs a row when it comes
			}
			if !slices.ContainsFunc(all, func(r string) bool { _, path, _ := strings.Cut(r, " "); return strings.HasPrefix(path, p) }) {
				all = append(all, "GET "+p)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// ask asks one route, as a principal or as nobody, with nothing in it.
func askRoute(t *testing.T, h http.Handler, route string, who *identity.Principal) string {
	t.Helper()
	method, path, _ := strings.Cut(route, " ")
	for _, w := range []string{"{secret}", "{name}", "{id}", "{file}", "{kind}", "{level}", "{part}", "{report}", "{threat}", "{lead}", "{token}", "{code}", "{org}", "{release}", "{version}"} {
		path = strings.ReplaceAll(path, w, "x")
	}
	path = strings.TrimSuffix(path, "{$}")
	if strings.Contains(path, "{") {
		t.Fatalf("%s: say what stands for the wildcard", route)
	}
	kind, body := "application/x-www-form-urlencoded", ""
	if strings.HasPrefix(path, "/api/") {
		kind, body = "application/json", "{}"
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	if strings.HasSuffix(path, "/stream") {
		ctx, cancel = context.WithTimeout(t.Context(), 50*time.Millisecond) // it would go on
	}
	defer cancel()
	if who != nil {
		ctx = identity.With(ctx, *who)
	}
	r := httptest.NewRequestWithContext(ctx, method, "http://localhost:8437"+path, strings.NewReader(body))
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Idempotency-Key", "matrix"+strings.ReplaceAll(path, "/", "-"))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	to := w.Header().Get("Location")
	switch {
	case w.Code >= 500 && !strings.HasSuffix(path, "/readyz"): // of a clock that is not running
		t.Errorf("%s: %d %s", route, w.Code, w.Body)
		return "failed"
	case w.Code == http.StatusUnauthorized || w.Code/100 == 3 && strings.HasPrefix(to, "/login"):
		return "sign-in"
	case w.Code == http.StatusForbidden || strings.Contains(w.Body.String(), " may not do "): // a page says it with the form
		return "no"
	}
	return "yes"
}

// TestAuthorisation asks every route of a node in every role, and as nobody: who gets beyond the door
// is the committed table. A new route without a row fails.
func TestAuthorisation(t *testing.T) {
	t.Parallel()
	n, err := Open(t.Context(), t.TempDir(), "hall", Options{Public: &Public{Sender: "alerts@city.example", URL: "https://city.example"}})
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	if _, err := n.Client(client.Caller{Role: tocsin.Administrator}).Act(t.Context(), client.Admit{Org: tocsin.Org{ID: "hall", Name: "Hall", Kind: tocsin.OrgOperator}}); err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	clock := &ticker{n: n, log: log}
	people, err := n.Identity(identity.Options{Origin: "http://localhost:8437"})
	if err != nil {
		t.Fatal(err)
	}
	m := n.mounts(serving{clock: clock, metrics: newMetrics(n, clock, log), people: people, log: log, stop: make(chan struct{})})
	h := m.mux(func(next http.Handler) http.Handler { return next })
	var b strings.Builder
	acts := map[string]string{}
	for _, r := range n.Console(console.Options{}).Routes() {
		if r.Act != "" {
			acts[r.Method+" "+r.Path] = "as /api/v1/messages/" + r.Act // a form about nothing gets no further than its page
		}
	}
	for _, route := range allRoutes(t, n, m) {
		nobody := askRoute(t, h, route, nil)
		var may []string
		for _, role := range tocsin.Roles {
			who := identity.Principal{Account: "a-" + string(role), Role: role, Roles: []tocsin.Role{role}}
			if askRoute(t, h, route, &who) == "yes" {
				may = append(may, string(role))
			}
		}
		if len(may) == len(tocsin.Roles) {
			may = []string{"every role"}
		}
		if as := acts[route]; as != "" {
			may = []string{as}
		}
		fmt.Fprintf(&b, "%-58s nobody: %-8s %s\n", route, nobody, strings.Join(may, " "))
	}
	file := filepath.Join("testdata", "authorisation.golden")
	if *updateMatrix {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(b.String(), "\n")); diff != "" {
		t.Errorf("who may ask what; if the change is meant: go test ./internal/node -run TestAuthorisation -update-matrix (-committed +now):\n%s", diff)
	}
}
