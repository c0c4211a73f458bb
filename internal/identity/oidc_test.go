package identity_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"tocsin"
	"tocsin/internal/identity"

	"github.com/go-jose/go-jose/v4"
)

// issuer is a provider of OpenID Connect: discovery, keys, authorisation code with PKCE, id tokens.
type issuer struct {
	t    *testing.T
	url  string
	key  *ecdsa.PrivateKey
	mu   sync.Mutex // guards what follows
	code map[string]asked

	subject string
	groups  []string
	change  func(claims map[string]any) // what a bad issuer says instead
	other   *ecdsa.PrivateKey           // signs instead
}

type asked struct{ challenge, nonce, redirect string }

func newIssuer(t *testing.T) *issuer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	i := &issuer{t: t, key: key, code: map[string]asked{}, subject: "u-1", groups: []string{"watch"}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		json.NewEncoder(w).Encode(map[string]any{
			"issuer": i.url, "authorization_endpoint": i.url + "/authorize", "token_endpoint": i.url + "/token", "jwks_uri": i.url + "/keys",
			"id_token_signing_alg_values_supported": []string{"ES256"}, "response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"},
		})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		json.NewEncoder(w).Encode(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: &key.PublicKey, KeyID: "k1", Algorithm: "ES256", Use: "sig"}}})
	})
	mux.HandleFunc("GET /authorize", i.authorize)
	mux.HandleFunc("POST /token", i.token)
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	i.url = srv.URL
	return i
}

// authorize signs everybody in, and sends the browser back with a code.
func (i *issuer) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if q.Get("client_id") != "tocsin" || q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" || q.Get("state") == "" {
		http.Error(w, "not what was agreed", http.StatusBadRequest)
		return
	}
	code := rand.Text()
	i.mu.Lock()
	i.code[code] = asked{q.Get("code_challenge"), q.Get("nonce"), q.Get("redirect_uri")}
	i.mu.Unlock()
	to, _ := url.Parse(q.Get("redirect_uri"))
	to.RawQuery = url.Values{"code": {code}, "state": {q.Get("state")}}.Encode()
	http.Redirect(w, r, to.String(), http.StatusFound)
}

// token gives an id token for a code, once, to who has the verifier.
func (i *issuer) token(w http.ResponseWriter, r *http.Request) {
	i.mu.Lock()
	defer i.mu.Unlock()
	id, secret, _ := r.BasicAuth()
	if id == "" {
		id, secret = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	}
	a, ok := i.code[r.PostFormValue("code")]
	delete(i.code, r.PostFormValue("code"))
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	if !ok || id != "tocsin" || secret != "agreed" || a.challenge != base64.RawURLEncoding.EncodeToString(sum[:]) || a.redirect != r.PostFormValue("redirect_uri") {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		w.Write([]byte(`{"error":"invalid_grant"}`))
		return
	}
	claims := map[string]any{
		"iss": i.url, "sub": i.subject, "aud": "tocsin", "nonce": a.nonce, "name": "Ann of the service",
		"iat": time.Now().Unix(), "exp": time.Now().Add(time.Minute).Unix(), "groups": i.groups,
	}
	if i.change != nil {
		i.change(claims)
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(map[string]any{"access_token": "a", "token_type": "Bearer", "id_token": i.sign(claims)})
}

func (i *issuer) sign(claims map[string]any) string {
	key := i.key
	if i.other != nil {
		key = i.other
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: key, KeyID: "k1"}}, nil)
	if err != nil {
		i.t.Error(err)
		return ""
	}
	body, _ := json.Marshal(claims)
	signed, err := signer.Sign(body)
	if err != nil {
		i.t.Error(err)
		return ""
	}
	out, _ := signed.CompactSerialize()
	return out
}

func (i *issuer) provider() identity.Provider {
	return identity.Provider{
		Name: "service", Title: "The service", Issuer: i.url, ClientID: "tocsin", Secret: "agreed",
		Roles:        map[string][]tocsin.Role{"watch": {tocsin.DutyOfficer}, "desk": {tocsin.Analyst, tocsin.WarningOfficer}},
		Compartments: map[string][]string{"desk": {"river"}},
	}
}

func (i *issuer) set(fn func()) {
	i.mu.Lock()
	defer i.mu.Unlock()
	fn()
}

func TestOpenIDConnect(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	w := newWorld(t, i.provider())
	b := w.browser()
	if _, page := b.get("/login"); !strings.Contains(page, "/login/oidc/service") {
		t.Error("the page does not offer it")
	}
	if status, page := b.get("/login/oidc/service"); status != http.StatusOK {
		t.Fatal(status, page, w.logged())
	}
	p, ok := b.who()
	if !ok || p.Role != tocsin.DutyOfficer || p.Name != "Ann of the service" || len(p.Sees) != 0 {
		t.Fatalf("%+v %v", p, ok)
	}
	i.set(func() { i.groups = []string{"desk", "unknown"} }) // moved to another desk
	b.get("/login/oidc/service")
	q, ok := b.who()
	if !ok || q.Account != p.Account || len(q.Roles) != 2 || q.Role != tocsin.Analyst || len(q.Sees) != 1 || q.Sees[0] != "river" {
		t.Fatalf("the same person with other groups: %+v %v", q, ok)
	}
	i.set(func() { i.subject = "u-2" })
	other := w.browser()
	other.get("/login/oidc/service")
	if r, ok := other.who(); !ok || r.Account == p.Account {
		t.Errorf("another subject: %+v", r)
	}
	i.set(func() { i.subject, i.groups = "u-3", []string{"visitors"} })
	none := w.browser()
	if status, page := none.get("/login/oidc/service"); status != http.StatusForbidden || !strings.Contains(page, "no role") {
		t.Errorf("a group without a role: %d", status)
	}
	if strings.Contains(w.logged(), "agreed") {
		t.Error("the client's secret is in the log")
	}
}

// TestBadIssuer: nothing that an issuer, or somebody who plays it, says wrongly lets anybody in.
func TestBadIssuer(t *testing.T) {
	t.Parallel()
	other, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*issuer){
		"another audience": func(i *issuer) { i.change = func(c map[string]any) { c["aud"] = "other" } },
		"another issuer":   func(i *issuer) { i.change = func(c map[string]any) { c["iss"] = "https://evil.example" } },
		"another nonce":    func(i *issuer) { i.change = func(c map[string]any) { c["nonce"] = "x" } },
		"no nonce":         func(i *issuer) { i.change = func(c map[string]any) { delete(c, "nonce") } },
		"expired":          func(i *issuer) { i.change = func(c map[string]any) { c["exp"] = time.Now().Add(-time.Hour).Unix() } },
		"another key":      func(i *issuer) { i.other = other },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			i := newIssuer(t)
			spoil(i)
			w := newWorld(t, i.provider())
			b := w.browser()
			if status, _ := b.get("/login/oidc/service"); status != http.StatusForbidden {
				t.Errorf("%d", status)
			}
			if p, ok := b.who(); ok {
				t.Errorf("let in: %+v", p)
			}
		})
	}
}

// TestForgedCallback: a callback that this browser did not begin, or begins again, is not taken.
func TestForgedCallback(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	w := newWorld(t, i.provider())
	victim := w.browser()
	stay := *victim.http
	stay.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	answer, err := stay.Get(w.url + "/login/oidc/service")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	to := answer.Header.Get("Location")
	answer, err = stay.Get(to) // at the issuer
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	callback := strings.TrimPrefix(answer.Header.Get("Location"), w.url)
	if status, _ := w.browser().get(callback); status != http.StatusBadRequest {
		t.Errorf("another browser: %d", status)
	}
	if status, _ := victim.get(strings.Replace(callback, "state=", "state=x", 1)); status != http.StatusBadRequest {
		t.Errorf("another state: %d", status)
	}
	if status, _ := victim.get(callback); status != http.StatusBadRequest {
		t.Errorf("a ceremony is good twice: %d", status)
	}
	if _, ok := victim.who(); ok {
		t.Error("let in")
	}
}

// TestIssuerReachesNoOther: what a discovery document names is not reached if the operator did not.
func TestIssuerReachesNoOther(t *testing.T) {
	t.Parallel()
	reached := false
	inner := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	t.Cleanup(inner.Close)
	i := newIssuer(t)
	mux := http.NewServeMux()
	front := httptest.NewServer(mux)
	t.Cleanup(front.Close)
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		json.NewEncoder(w).Encode(map[string]any{"issuer": front.URL, "authorization_endpoint": front.URL + "/authorize", "token_endpoint": inner.URL + "/token", "jwks_uri": inner.URL + "/keys", "id_token_signing_alg_values_supported": []string{"ES256"}})
	})
	mux.HandleFunc("GET /authorize", i.authorize)
	p := i.provider()
	p.Issuer = front.URL
	w := newWorld(t, p)
	if status, _ := w.browser().get("/login/oidc/service"); status != http.StatusForbidden || reached {
		t.Errorf("%d, reached: %v", status, reached)
	}
}
