package node_test

import (
	"bufio"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/identity"
	"tocsin/internal/node"

	"github.com/descope/virtualwebauthn"
)

// A lodge is a served node that lets people in.
type lodge struct {
	served
	t      testing.TB
	people *identity.Service
	base   string // as browsers name it
	trust  http.RoundTripper
}

func newLodge(t testing.TB, o node.ServeOptions) *lodge {
	t.Helper()
	n := openHall(t, node.Options{})
	l := &lodge{t: t}
	o.Identity = func(at string) (*identity.Service, error) {
		l.base = strings.Replace(at, "127.0.0.1", "localhost", 1)
		var err error
		l.people, err = n.Identity(identity.Options{Origin: l.base, First: []tocsin.Role{tocsin.Administrator}})
		return l.people, err
	}
	l.served = serve(t, n, o)
	return l
}

var chief = client.Caller{Role: tocsin.Administrator}

// A guest is a browser with a device that keeps its passkeys.
type guest struct {
	*lodge
	http    *http.Client
	cookies []string // that were set, whole
}

func (g *guest) RoundTrip(r *http.Request) (*http.Response, error) {
	next := g.trust
	if next == nil {
		next = http.DefaultTransport
	}
	answer, err := next.RoundTrip(r)
	if err == nil {
		g.cookies = append(g.cookies, answer.Header.Values("Set-Cookie")...)
	}
	return answer, err
}

func (l *lodge) guest() *guest {
	l.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		l.t.Fatal(err)
	}
	g := &guest{lodge: l}
	g.http = &http.Client{Jar: jar, Timeout: 20 * time.Second, Transport: g}
	return g
}

// come admits a person, who makes a passkey with the link and is signed in.
func (l *lodge) come(name string, roles ...tocsin.Role) (*guest, tocsin.AccountID) {
	l.t.Helper()
	in, err := l.people.Invite(l.t.Context(), chief, client.Invitee{Name: name, Roles: roles})
	if err != nil {
		l.t.Fatal(err)
	}
	g := l.guest()
	g.enrol(in.Link)
	return g, in.Account
}

func (g *guest) enrol(link string) {
	g.t.Helper()
	post := func(what, body string) string {
		r, err := g.http.Post(link+what, "application/json", strings.NewReader(body))
		status, answer := g.read(r, err)
		if status != http.StatusOK {
			g.t.Fatalf("%s: %d %s", what, status, answer)
		}
		return answer
	}
	asked, err := virtualwebauthn.ParseAttestationOptions(post("/begin", "{}"))
	if err != nil {
		g.t.Fatal(err)
	}
	device := virtualwebauthn.NewAuthenticator()
	device.Options.UserHandle = []byte(asked.UserID)
	key := virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)
	for len(key.Key.AttestationData()) != 77 { // the device leaves leading zeros out of a coordinate, and no server takes that
		key = virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)
	}
	party := virtualwebauthn.RelyingParty{Name: "Hall", ID: "localhost", Origin: g.base}
	post("/finish", virtualwebauthn.CreateAttestationResponse(party, device, key, *asked))
}

func (g *guest) read(r *http.Response, err error) (int, string) {
	g.t.Helper()
	if err != nil {
		g.t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		g.t.Fatal(err)
	}
	return r.StatusCode, string(b)
}

func (g *guest) get(path string) (int, string) {
	g.t.Helper()
	return g.read(g.http.Get(g.base + path))
}

// send sends a form of a page, with the id that the page gives its forms, and follows where it leads.
func (g *guest) send(page, action string, form url.Values) (int, string) {
	g.t.Helper()
	_, text := g.get(page)
	if m := regexp.MustCompile(`name="request" value="([^"]+)"`).FindStringSubmatch(text); m != nil && !form.Has("request") {
		form.Set("request", m[1])
	}
	return g.read(g.http.PostForm(g.base+action, form))
}

var shownOnce = regexp.MustCompile(`<textarea id="secret"[^>]*>([^<]+)</textarea>`)

// secretOf is the link or the token that an answer shows.
func secretOf(t testing.TB, status int, page string) string {
	t.Helper()
	m := shownOnce.FindStringSubmatch(page)
	if status != http.StatusOK || m == nil {
		t.Fatalf("%d, and no secret:\n%s", status, page)
	}
	return html.UnescapeString(m[1])
}

// TestPeopleByThePage: an administrator invites, changes, invites again and revokes by the pages, as a
// browser without scripts does; each is an act of record, a link is good once, and no secret is in the log.
func TestPeopleByThePage(t *testing.T) {
	t.Parallel()
	l := newLodge(t, node.ServeOptions{})
	ada, self := l.come("Ada", tocsin.Administrator)
	if status, page := ada.get("/admin/people"); status != http.StatusOK || !strings.Contains(page, "Ada") || !strings.Contains(page, "active") {
		t.Errorf("%d\n%s", status, page)
	}
	form := url.Values{"name": {"Bob <b>"}, "role": {"approver", "analyst"}, "compartments": {"river, sea"}}
	status, page := ada.send("/admin/people", "/admin/people", form)
	link := secretOf(t, status, page)
	if !strings.Contains(page, "Bob &lt;b&gt;") || !strings.Contains(page, "this machine alone") {
		t.Errorf("the page:\n%s", page)
	}
	if status, page := ada.read(ada.http.PostForm(l.base+"/admin/people", form)); status != http.StatusUnprocessableEntity || !strings.Contains(page, "shown once") || shownOnce.MatchString(page) {
		t.Errorf("the form sent twice: %d\n%s", status, page)
	}
	all := l.holders()
	if len(all) != 2 || all["Bob <b>"].LinkUntil.IsZero() {
		t.Fatalf("%+v", all)
	}
	id := all["Bob <b>"].ID
	at := "/admin/people/" + string(id)
	status, page = ada.send(at, at+"/invite", url.Values{})
	second := secretOf(t, status, page)
	bob := l.guest()
	if status, _ := bob.read(bob.http.Get(link)); status != http.StatusGone {
		t.Errorf("the first link is good beside the second: %d", status)
	}
	bob.enrol(second)
	if status, _ := bob.get("/reports"); status != http.StatusOK {
		t.Errorf("bob reads reports: %d", status)
	}
	for _, path := range []string{"/admin/people", at} {
		if status, page := bob.get(path); status != http.StatusForbidden || strings.Contains(page, "Ada") {
			t.Errorf("an approver opens %s: %d", path, status)
		}
	}
	for path, form := range map[string]url.Values{
		"/admin/people": {"name": {"Eve"}, "role": {"approver"}}, "/admin/tokens": {"program": {"Eve"}, "as": {"approver"}, "days": {"9"}},
		at + "/invite": {}, at + "/roles": {"role": {"administrator"}}, at + "/revoke": {"because": {"x"}},
	} {
		if status, page := bob.send("/", path, form); status != http.StatusForbidden || shownOnce.MatchString(page) {
			t.Errorf("an approver sends %s: %d\n%s", path, status, page)
		}
	}
	if status, page := ada.send(at, at+"/roles", url.Values{"role": {"inspector", "analyst"}}); status != http.StatusUnprocessableEntity || !strings.Contains(page, "separation-of-duties") {
		t.Errorf("an inspector with another role: %d\n%s", status, page)
	}
	if status, page := ada.send("/admin/people/"+string(self), "/admin/people/"+string(self)+"/roles", url.Values{"role": {"administrator", "analyst"}}); status != http.StatusUnprocessableEntity || !strings.Contains(page, "nobody gives himself") {
		t.Errorf("ada gives herself a role: %d\n%s", status, page)
	}
	if status, page := ada.send(at, at+"/roles", url.Values{"role": {"warning_officer"}}); status != http.StatusOK || !strings.Contains(page, "account.role") {
		t.Errorf("%d\n%s", status, page)
	}
	if got := l.holders()["Bob <b>"]; len(got.Roles) != 1 || got.Roles[0] != tocsin.WarningOfficer || len(got.Compartments) != 0 || got.Passkeys != 1 {
		t.Errorf("%+v", got)
	}
	if status, page := ada.send(at, at+"/revoke", url.Values{"because": {" "}}); status != http.StatusUnprocessableEntity || !strings.Contains(page, "without a reason") {
		t.Errorf("revoked without a reason: %d\n%s", status, page)
	}
	if status, page := ada.send(at, at+"/revoke", url.Values{"because": {"left us"}}); status != http.StatusOK || !strings.Contains(page, "left us") {
		t.Errorf("%d\n%s", status, page)
	}
	if _, page := bob.get("/reports"); !strings.Contains(page, "Sign in with a passkey") {
		t.Error("bob is in still")
	}
	log := l.log.String()
	for _, s := range []string{link, second} {
		if _, secret, _ := strings.Cut(s, "/enrol/"); len(secret) < 40 || strings.Contains(log, secret) {
			t.Errorf("the link %s is in the log", s)
		}
	}
}

// holders are all accounts by their names.
func (l *lodge) holders() map[string]client.Holder {
	l.t.Helper()
	all, err := l.people.Holders(l.t.Context(), chief)
	if err != nil {
		l.t.Fatal(err)
	}
	out := map[string]client.Holder{}
	for _, h := range all {
		out[h.Name] = h
	}
	return out
}

// TestTokenByThePage: a token is shown once, does what it may and no more, and ends when it is revoked.
func TestTokenByThePage(t *testing.T) {
	t.Parallel()
	l := newLodge(t, node.ServeOptions{})
	ada, _ := l.come("Ada", tocsin.Administrator)
	form := url.Values{"program": {"Turnstiles"}, "as": {"site_manager"}, "scopes": {"read\nmeasure.observe"}, "days": {"30"}}
	status, page := ada.send("/admin/people", "/admin/tokens", form)
	token := secretOf(t, status, page)
	if status, page := ada.send("/admin/people", "/admin/tokens", url.Values{"program": {"x"}, "as": {"site_manager"}, "scopes": {"measure.obsreve"}, "days": {"30"}}); status != http.StatusUnprocessableEntity || !strings.Contains(page, "measure.obsreve") {
		t.Errorf("a scope that there is not: %d\n%s", status, page)
	}
	asks := func(path string) int {
		r, err := http.NewRequest(http.MethodGet, l.base+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+token)
		got, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		got.Body.Close()
		return got.StatusCode
	}
	if got := asks("/api/v1/records/site"); got != http.StatusOK {
		t.Errorf("it reads: %d", got)
	}
	if got := asks("/metrics"); got != http.StatusForbidden {
		t.Errorf("it reads the metrics: %d", got)
	}
	if _, page := ada.get("/admin/people"); !strings.Contains(page, "Turnstiles") || !strings.Contains(page, "measure.observe") || strings.Contains(page, token) {
		t.Errorf("the list:\n%s", page)
	}
	at := "/admin/people/" + string(l.holders()["Turnstiles"].ID)
	if status, page := ada.send(at, at+"/revoke", url.Values{"because": {"taken out"}}); status != http.StatusOK {
		t.Errorf("%d\n%s", status, page)
	}
	if got := asks("/api/v1/records/site"); got != http.StatusUnauthorized {
		t.Errorf("revoked, it reads: %d", got)
	}
	if strings.Contains(l.log.String(), "tocsin_") {
		t.Error("a token is in the log")
	}
}

// follow opens the live stream and gives what ends with it.
func (g *guest) follow(token string) <-chan error {
	g.t.Helper()
	r, err := http.NewRequestWithContext(g.t.Context(), http.MethodGet, g.base+"/api/v1/stream", nil)
	if err != nil {
		g.t.Fatal(err)
	}
	c := *g.http
	c.Timeout = 0
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
		c.Jar = nil
	}
	answer, err := c.Do(r)
	if err != nil || answer.StatusCode != http.StatusOK {
		g.t.Fatalf("follow: %v %v", answer, err)
	}
	lines, ended := bufio.NewScanner(answer.Body), make(chan error, 1)
	for lines.Scan() && !strings.HasPrefix(lines.Text(), "data: ") { // until hello
	}
	go func() {
		defer answer.Body.Close()
		for lines.Scan() {
		}
		ended <- lines.Err()
	}()
	return ended
}

// TestRevokedStreamEnds: who is revoked, by whatever way, is cut off from the live stream at once; so is
// who gets other roles, or signs out everywhere. Others go on.
func TestRevokedStreamEnds(t *testing.T) {
	t.Parallel()
	l := newLodge(t, node.ServeOptions{})
	ada, _ := l.come("Ada", tocsin.Administrator)
	others := ada.follow("")
	ends := func(what string, stream <-chan error) {
		t.Helper()
		select {
		case <-stream:
		case <-time.After(5 * time.Second): // it would live for a quarter of an hour
			t.Errorf("%s: the stream goes on", what)
		}
	}
	bob, id := l.come("Bob", tocsin.Approver)
	stream := bob.follow("")
	if _, err := l.people.Revoke(t.Context(), client.Caller{Role: tocsin.Administrator, Reason: "left"}, id); err != nil {
		t.Fatal(err)
	}
	ends("revoked", stream)
	if status, _ := bob.get("/api/v1/stream"); status != http.StatusUnauthorized {
		t.Errorf("he comes back: %d", status)
	}
	cleo, id := l.come("Cleo", tocsin.Approver)
	stream = cleo.follow("")
	if _, err := l.Client(client.Caller{Role: tocsin.Administrator, Reason: "left"}).Act(t.Context(), client.RevokeAccount{Account: id}); err != nil {
		t.Fatal(err)
	}
	ends("revoked by a message of the API", stream)
	dan, id := l.come("Dan", tocsin.Approver)
	stream = dan.follow("")
	if _, err := l.people.SetRoles(t.Context(), chief, id, []tocsin.Role{tocsin.SiteManager}, nil); err != nil {
		t.Fatal(err)
	}
	ends("other roles", stream)
	stream = dan.follow("")
	if status, _ := dan.read(dan.http.PostForm(l.base+"/logout", url.Values{"everywhere": {"yes"}})); status != http.StatusOK {
		t.Fatal(status)
	}
	ends("signed out everywhere", stream)
	made, err := l.people.IssueToken(t.Context(), chief, client.NewToken{Name: "Feed", Roles: []tocsin.Role{tocsin.Analyst}, Until: time.Now().Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	stream = dan.follow(made.Token)
	if _, err := l.people.Revoke(t.Context(), client.Caller{Role: tocsin.Administrator, Reason: "taken out"}, made.Account); err != nil {
		t.Fatal(err)
	}
	ends("a token revoked", stream)
	select {
	case err := <-others:
		t.Errorf("another's stream ended: %v", err)
	default:
	}
}

// TestPeopleCrossSite: what another site made an administrator's browser send changes nothing.
func TestPeopleCrossSite(t *testing.T) {
	t.Parallel()
	l := newLodge(t, node.ServeOptions{})
	ada, _ := l.come("Ada", tocsin.Administrator)
	for path, form := range map[string]string{"/admin/people": "name=Eve&role=approver", "/admin/tokens": "program=Eve&as=approver&days=9"} {
		for _, header := range [][2]string{{"Origin", "https://evil.example"}, {"Sec-Fetch-Site", "cross-site"}} {
			r, err := http.NewRequest(http.MethodPost, l.base+path, strings.NewReader(form))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set(header[0], header[1])
			if status, page := ada.read(ada.http.Do(r)); status != http.StatusForbidden || shownOnce.MatchString(page) {
				t.Errorf("%s from %v: %d", path, header, status)
			}
		}
	}
	if all := l.holders(); len(all) != 1 {
		t.Errorf("there are %s", fmt.Sprint(all))
	}
}
