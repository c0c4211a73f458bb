package identity_test

import (
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/identity"
)

type spy struct{ see func(*http.Response) }

func (s spy) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err == nil {
		s.see(answer)
	}
	return answer, err
}

func hexOf(b []byte) string { return hex.EncodeToString(b) }

// bearer asks with a token.
func (w *world) bearer(authorization string) (identity.Principal, int) {
	w.t.Helper()
	r, err := http.NewRequest(http.MethodGet, w.url+"/", nil)
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("Authorization", authorization)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	status, body := read(w.t, answer)
	var p identity.Principal
	if status == http.StatusOK {
		if err := json.Unmarshal([]byte(body), &p); err != nil {
			w.t.Fatal(err)
		}
	}
	return p, status
}

func TestToken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n := client.NewToken{Name: "Turnstiles", Roles: []tocsin.Role{tocsin.SiteManager}, Scopes: []string{"measure.observe"}, Until: w.clock().Add(time.Hour)}
	made, err := w.service.IssueToken(t.Context(), admin, n)
	token, id := made.Token, made.Account
	if err != nil || !strings.HasPrefix(token, "tocsin_") || len(token) < 40 {
		t.Fatal(token, err)
	}
	p, status := w.bearer("Bearer " + token)
	if status != http.StatusOK || !p.Token || p.Name != "Turnstiles" || p.Account != string(id) || p.Role != tocsin.SiteManager || len(p.Scopes) != 1 {
		t.Errorf("%d %+v", status, p)
	}
	for _, bad := range []string{"Bearer " + token[:len(token)-1], "Bearer " + token + "x", "Bearer tocsin_", "Bearer", "Basic " + token, "Bearer " + strings.Repeat("x", 9000), token} {
		if _, status := w.bearer(bad); status != http.StatusUnauthorized {
			t.Errorf("%.30q: %d", bad, status)
		}
	}
	all, err := w.service.Holders(t.Context(), admin)
	if err != nil || len(all) != 1 || all[0].Name != "Turnstiles" || !all[0].Program {
		t.Errorf("%+v, %v", all, err)
	}
	if b, _ := json.Marshal(all); strings.Contains(string(b), token) {
		t.Error("the token is shown again")
	}
	if _, err := w.service.Revoke(t.Context(), client.Caller{Role: tocsin.Administrator, Reason: "taken out"}, id); err != nil {
		t.Fatal(err)
	}
	if _, status := w.bearer("Bearer " + token); status != http.StatusUnauthorized {
		t.Errorf("revoked: %d", status)
	}
	made, err = w.service.IssueToken(t.Context(), admin, n)
	token = made.Token
	if err != nil {
		t.Fatal(err)
	}
	w.advance(time.Hour)
	if _, status := w.bearer("Bearer " + token); status != http.StatusUnauthorized {
		t.Errorf("expired: %d", status)
	}
	if strings.Contains(w.logged(), "tocsin_") {
		t.Error("a token is in the log")
	}
}

func TestTokenRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	good := client.NewToken{Name: "x", Roles: []tocsin.Role{tocsin.SiteManager}, Until: w.clock().Add(time.Hour)}
	for name, change := range map[string]func(*client.NewToken, *client.Caller){
		"no name":    func(n *client.NewToken, _ *client.Caller) { n.Name = " " },
		"no end":     func(n *client.NewToken, _ *client.Caller) { n.Until = time.Time{} },
		"a long end": func(n *client.NewToken, _ *client.Caller) { n.Until = w.clock().AddDate(2, 0, 0) },
		"no role":    func(n *client.NewToken, _ *client.Caller) { n.Roles = nil },
		"not by him": func(_ *client.NewToken, c *client.Caller) { c.Role = tocsin.Approver },
		"no such":    func(n *client.NewToken, _ *client.Caller) { n.Scopes = []string{"measure.obsreve"} },
		"two in one": func(n *client.NewToken, _ *client.Caller) {
			n.Roles = []tocsin.Role{tocsin.Inspector, tocsin.Analyst}
		},
		"lines in name": func(n *client.NewToken, _ *client.Caller) { n.Name = "a\nb" },
	} {
		n, who := good, admin
		change(&n, &who)
		if made, err := w.service.IssueToken(t.Context(), who, n); err == nil || made.Token != "" {
			t.Errorf("%s: issued", name)
		}
	}
}

// TestOrigins: a node is told at the beginning where no browser would give it a passkey.
func TestOrigins(t *testing.T) {
	t.Parallel()
	for origin, good := range map[string]bool{
		"https://desk.example.org": true, "https://desk.example.org:8443": true, "http://localhost:8437": true,
		"http://desk.example.org": false, "http://127.0.0.1:8437": false, "https://192.0.2.1": false, "https://[::1]": false,
		"desk.example.org": false, "": false, "https://desk.example.org/path": false, "ftp://localhost": false,
	} {
		_, err := identity.New(identity.Options{Origin: origin, Title: "x"})
		if (err == nil) != good {
			t.Errorf("%q: %v", origin, err)
		}
	}
}
