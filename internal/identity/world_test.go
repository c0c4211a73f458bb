package identity_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/identity"
	"tocsin/internal/node"

	"github.com/descope/virtualwebauthn"
)

// world is one organisation with its identities, served on loopback.
type world struct {
	t       *testing.T
	node    *node.Node
	service *identity.Service
	url     string
	mu      sync.Mutex // guards now and log
	now     time.Time
	log     bytes.Buffer
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) advance(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// Write takes the log.
func (w *world) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.log.Write(b)
}

func (w *world) logged() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.log.String()
}

// newWorld serves one organisation. Behind the identities stands a page that says who asks.
func newWorld(t *testing.T, providers ...identity.Provider) *world {
	t.Helper()
	w := &world{t: t, now: time.Now()}
	n, err := node.Open(t.Context(), t.TempDir(), "hall", node.Options{Clock: w.clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { n.Close() })
	w.node = n
	mux := http.NewServeMux()
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	u, _ := url.Parse(srv.URL)
	w.url = "http://localhost:" + u.Port()
	w.service, err = n.Identity(identity.Options{
		Title: "The hall", Origin: w.url, OIDC: providers, Log: slog.New(slog.NewTextHandler(w, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range identity.Patterns {
		mux.Handle(p, w.service.Handler())
	}
	mux.Handle("/", w.service.Middleware(http.HandlerFunc(whoAmI)))
	return w
}

// whoAmI says who asks.
func whoAmI(w http.ResponseWriter, r *http.Request) {
	p, ok := identity.From(r.Context())
	if !ok {
		http.Error(w, "nobody", http.StatusUnauthorized)
		return
	}
	json.NewEncoder(w).Encode(p)
}

var admin = client.Caller{Role: tocsin.Administrator}

// browser is one browser, with its cookies and the device that keeps its passkeys.
type browser struct {
	w      *world
	http   *http.Client
	device virtualwebauthn.Authenticator
	party  virtualwebauthn.RelyingParty
}

func (w *world) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		w.t.Fatal(err)
	}
	return &browser{
		w: w, http: &http.Client{Jar: jar, Timeout: 10 * time.Second},
		device: virtualwebauthn.NewAuthenticator(),
		party:  virtualwebauthn.RelyingParty{Name: "The hall", ID: "localhost", Origin: w.url},
	}
}

// post sends a body and returns status and answer.
func (b *browser) post(path, kind, body string) (int, string) {
	b.w.t.Helper()
	answer, err := b.http.Post(b.w.url+path, kind, strings.NewReader(body))
	if err != nil {
		b.w.t.Fatal(err)
	}
	return read(b.w.t, answer)
}

func (b *browser) get(path string) (int, string) {
	b.w.t.Helper()
	answer, err := b.http.Get(b.w.url + path)
	if err != nil {
		b.w.t.Fatal(err)
	}
	return read(b.w.t, answer)
}

func read(t *testing.T, answer *http.Response) (int, string) {
	t.Helper()
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

// newKey is the key of a passkey. The device of the tests leaves leading zeros out of a coordinate,
// which one key in 128 has and no server takes: then another is made.
func newKey() virtualwebauthn.Credential {
	const whole = 77 // bytes of a COSE key on P-256
	for {
		if key := virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2); len(key.Key.AttestationData()) == whole {
			return key
		}
	}
}

const asJSON = "application/json"

// enrol makes a passkey with a link, or for who is signed in.
func (b *browser) enrol(path string) (int, string) {
	b.w.t.Helper()
	status, options := b.post(path+"/begin", asJSON, "{}")
	if status != http.StatusOK {
		return status, options
	}
	asked, err := virtualwebauthn.ParseAttestationOptions(options)
	if err != nil {
		b.w.t.Fatal(err)
	}
	key := newKey()
	b.device.Options.UserHandle = []byte(asked.UserID)
	status, answer := b.post(path+"/finish", asJSON, virtualwebauthn.CreateAttestationResponse(b.party, b.device, key, *asked))
	if status == http.StatusOK {
		b.device.AddCredential(key)
	}
	return status, answer
}

// assertion begins to sign in, and is what the device answers with one of its passkeys.
func (b *browser) assertion(key int) string {
	b.w.t.Helper()
	status, options := b.post("/login/passkey/begin", asJSON, "{}")
	if status != http.StatusOK {
		b.w.t.Fatal(status, options)
	}
	asked, err := virtualwebauthn.ParseAssertionOptions(options)
	if err != nil {
		b.w.t.Fatal(err)
	}
	return virtualwebauthn.CreateAssertionResponse(b.party, b.device, b.device.Credentials[key], *asked)
}

func (b *browser) signIn() (int, string) {
	b.w.t.Helper()
	b.device.Credentials[0].Counter++
	return b.post("/login/passkey/finish", asJSON, b.assertion(0))
}

// who is who the browser is to the node; ok is false for nobody.
func (b *browser) who() (p identity.Principal, ok bool) {
	b.w.t.Helper()
	status, body := b.get("/")
	if status != http.StatusOK {
		return p, false
	}
	if err := json.Unmarshal([]byte(body), &p); err != nil {
		b.w.t.Fatal(err, body)
	}
	return p, true
}

// invite admits a person, who enrols in a new browser.
func (w *world) invite(name string, roles ...tocsin.Role) *browser {
	w.t.Helper()
	in, err := w.service.Invite(w.t.Context(), admin, client.Invitee{Name: name, Roles: roles})
	if err != nil {
		w.t.Fatal(err)
	}
	b := w.browser()
	if status, answer := b.enrol(strings.TrimPrefix(in.Link, w.url)); status != http.StatusOK {
		w.t.Fatal(status, answer)
	}
	return b
}
