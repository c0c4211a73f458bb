package identity_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"tocsin"
	"tocsin/client"
)

// TestFirstAdministrator: the first link is given once, is good once, and lets in who uses it.
func TestFirstAdministrator(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in, made, err := w.service.FirstAdministrator(t.Context())
	if err != nil || !made || !strings.HasPrefix(in.Link, w.url+"/enrol/") {
		t.Fatal(in, made, err)
	}
	if _, again, err := w.service.FirstAdministrator(t.Context()); again || err != nil {
		t.Fatal("a second link while the first is good", err)
	}
	path := strings.TrimPrefix(in.Link, w.url)
	b, late := w.browser(), w.browser()
	for range 3 { // mail scanners open links
		if status, page := late.get(path); status != http.StatusOK || !strings.Contains(page, "First administrator") {
			t.Fatal(status, page)
		}
	}
	if status, answer := b.enrol(path); status != http.StatusOK {
		t.Fatal(status, answer)
	}
	if p, ok := b.who(); !ok || p.Role != tocsin.Administrator || p.Name != "First administrator" || p.Token || p.Account != string(in.Account) {
		t.Errorf("%+v, %v", p, ok)
	}
	if status, _ := late.enrol(path); status != http.StatusGone {
		t.Errorf("the link was good twice: %d", status)
	}
	if _, again, _ := w.service.FirstAdministrator(t.Context()); again {
		t.Error("a link though somebody can administer")
	}
	if strings.Contains(w.logged(), strings.TrimPrefix(path, "/enrol/")) {
		t.Error("the secret of a link is in the log")
	}
}

// TestFirstLinkLost: who lost the first link gets another when it is too old.
func TestFirstLinkLost(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first, _, err := w.service.FirstAdministrator(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	w.advance(49 * time.Hour)
	if status, _ := w.browser().get(strings.TrimPrefix(first.Link, w.url)); status != http.StatusGone {
		t.Errorf("a link of two days ago is good: %d", status)
	}
	again, made, err := w.service.FirstAdministrator(t.Context())
	if err != nil || !made || again.Account != first.Account {
		t.Error(again, made, err)
	}
}

func TestSignInAndOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.invite("Ann", tocsin.DutyOfficer, tocsin.WarningOfficer)
	if status, _ := b.post("/logout", "application/x-www-form-urlencoded", ""); status != http.StatusOK {
		t.Fatal("sign out", status)
	}
	if p, ok := b.who(); ok {
		t.Fatalf("signed out and still %+v", p)
	}
	if status, answer := b.signIn(); status != http.StatusOK {
		t.Fatal(status, answer)
	}
	if p, ok := b.who(); !ok || p.Role != tocsin.DutyOfficer || p.Name != "Ann" {
		t.Fatalf("%+v", p)
	}
	form := "application/x-www-form-urlencoded"
	if status, _ := b.post("/role", form, "role=warning_officer&back=/account"); status != http.StatusOK {
		t.Error("choose a role", status)
	}
	if p, _ := b.who(); p.Role != tocsin.WarningOfficer {
		t.Errorf("acts as %s", p.Role)
	}
	if status, _ := b.post("/role", form, "role=approver"); status != http.StatusForbidden {
		t.Errorf("took a role that the account has not: %d", status)
	}
	other := w.browser() // the same device at another screen
	other.device = b.device
	other.device.Credentials[0].Counter = b.device.Credentials[0].Counter
	if status, answer := other.signIn(); status != http.StatusOK {
		t.Fatal(status, answer)
	}
	if _, ok := b.who(); !ok {
		t.Error("signing in elsewhere signed out here")
	}
	other.post("/logout", form, "everywhere=yes")
	if _, ok := b.who(); ok {
		t.Error("signed out everywhere and still there")
	}
}

// TestSessionEnds: a session that is not used ends, and so does one that is.
func TestSessionEnds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.invite("Ann", tocsin.DutyOfficer)
	for range 8 {
		w.advance(89 * time.Minute)
		if _, ok := b.who(); !ok {
			t.Fatal("ended though it is used")
		}
	}
	w.advance(89 * time.Minute)
	if _, ok := b.who(); ok {
		t.Error("goes on after more than twelve hours")
	}
	idle := w.invite("Bob", tocsin.DutyOfficer)
	w.advance(2*time.Hour - time.Second)
	if _, ok := idle.who(); !ok {
		t.Error("ended too early")
	}
	w.advance(2 * time.Hour)
	if _, ok := idle.who(); ok {
		t.Error("goes on though nobody used it for two hours")
	}
}

// TestRevoked: who is revoked is nobody at once, wherever he is signed in, and cannot come back.
func TestRevoked(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.invite("Ann", tocsin.DutyOfficer)
	p, _ := b.who()
	if _, err := w.service.Revoke(t.Context(), admin, tocsin.AccountID(p.Account)); err == nil {
		t.Error("revoked without a reason")
	}
	if _, err := w.service.Revoke(t.Context(), client.Caller{Role: tocsin.DutyOfficer, Reason: "x"}, tocsin.AccountID(p.Account)); err == nil {
		t.Error("revoked by a duty officer")
	}
	if _, ok := b.who(); !ok {
		t.Fatal("refused and signed out all the same")
	}
	if _, err := w.service.Revoke(t.Context(), client.Caller{Role: tocsin.Administrator, Reason: "left"}, tocsin.AccountID(p.Account)); err != nil {
		t.Fatal(err)
	}
	if _, ok := b.who(); ok {
		t.Error("still there")
	}
	if status, _ := b.signIn(); status != http.StatusForbidden {
		t.Errorf("came back: %d", status)
	}
}

// TestSeveralPasskeys: another passkey is added by who is signed in, and one is taken away, but not
// the last, nor somebody else's.
func TestSeveralPasskeys(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ann, bob := w.invite("Ann", tocsin.DutyOfficer), w.invite("Bob", tocsin.DutyOfficer)
	drop := func(b *browser, of *browser, key int) int {
		id := of.device.Credentials[key].ID
		status, _ := b.post("/account/passkey/drop", "application/x-www-form-urlencoded", "id="+hexOf(id))
		return status
	}
	if got := drop(ann, ann, 0); got != http.StatusConflict {
		t.Errorf("dropped the last: %d", got)
	}
	if status, answer := ann.enrol("/account/passkey"); status != http.StatusOK {
		t.Fatal(status, answer)
	}
	if got := drop(bob, ann, 0); got != http.StatusNotFound {
		t.Errorf("dropped another's: %d", got)
	}
	if status, answer := ann.post("/login/passkey/finish", asJSON, ann.assertion(1)); status != http.StatusOK {
		t.Error("the second does not sign in", status, answer)
	}
	if got := drop(ann, ann, 0); got != http.StatusOK {
		t.Errorf("did not drop the first: %d", got)
	}
	if status, _ := ann.signIn(); status != http.StatusForbidden {
		t.Errorf("a dropped passkey signs in: %d", status)
	}
}

// TestHostileCeremonies: what was not begun here, is old, is another's, or is a copy, lets nobody in.
func TestHostileCeremonies(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.invite("Ann", tocsin.DutyOfficer)
	b.post("/logout", "application/x-www-form-urlencoded", "")
	finish := func(b *browser, body string) int { s, _ := b.post("/login/passkey/finish", asJSON, body); return s }

	b.device.Credentials[0].Counter++
	good := b.assertion(0)
	if got := finish(w.browser(), good); got != http.StatusBadRequest {
		t.Errorf("another browser's assertion: %d", got)
	}
	if got := finish(b, strings.Replace(good, `"type":"public-key"`, `"type":"password"`, 1)); got != http.StatusForbidden {
		t.Errorf("another type: %d", got)
	}
	if got := finish(b, good); got != http.StatusBadRequest {
		t.Errorf("a challenge is good twice: %d", got)
	}
	old := b.assertion(0)
	w.advance(6 * time.Minute)
	if got := finish(b, old); got != http.StatusBadRequest {
		t.Errorf("an old challenge: %d", got)
	}
	b.party.Origin = "https://evil.example"
	if got := finish(b, b.assertion(0)); got != http.StatusForbidden {
		t.Errorf("another origin: %d", got)
	}
	b.party.Origin = w.url
	b.device.Options.UserNotVerified = true
	if got := finish(b, b.assertion(0)); got != http.StatusForbidden {
		t.Errorf("nobody verified the user: %d", got)
	}
	b.device.Options.UserNotVerified = false
	b.device.Credentials[0].Counter = 7
	if got := finish(b, b.assertion(0)); got != http.StatusOK {
		t.Fatalf("the right one: %d", got)
	}
	b.device.Credentials[0].Counter = 7 // as a copy would
	if got := finish(b, b.assertion(0)); got != http.StatusForbidden {
		t.Errorf("a counter that does not go on: %d", got)
	}
	if got := finish(b, "{}"); got != http.StatusBadRequest {
		t.Errorf("nothing begun: %d", got)
	}
}

// TestTriesAreLimited: one address cannot try without end.
func TestTriesAreLimited(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.browser()
	last := 0
	for range 60 {
		last, _ = b.post("/login/passkey/begin", asJSON, "{}")
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("the 60th attempt: %d", last)
	}
	w.advance(time.Minute)
	if status, _ := b.post("/login/passkey/begin", asJSON, "{}"); status != http.StatusOK {
		t.Errorf("after a minute: %d", status)
	}
}

// TestOtherSites: a form of another site changes nothing, and no redirect leads to one.
func TestOtherSites(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.invite("Ann", tocsin.DutyOfficer, tocsin.Analyst)
	for _, site := range []string{"cross-site", "same-site"} {
		r, _ := http.NewRequest(http.MethodPost, w.url+"/role", strings.NewReader("role=analyst"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", site)
		answer, err := b.http.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if answer.Body.Close(); answer.StatusCode != http.StatusForbidden {
			t.Errorf("%s: %d", site, answer.StatusCode)
		}
	}
	if p, _ := b.who(); p.Role != tocsin.DutyOfficer {
		t.Error("another site changed the role")
	}
	stay := *b.http
	stay.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	for _, to := range []string{"https://evil.example/", "//evil.example", `/\evil.example`, "javascript:alert(1)", "", "evil", "/\tevil"} {
		answer, err := stay.PostForm(w.url+"/role", url.Values{"role": {"analyst"}, "back": {to}})
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if got := answer.Header.Get("Location"); got != "/" {
			t.Errorf("back to %q leads to %q", to, got)
		}
	}
}

func TestCookies(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in, err := w.service.Invite(t.Context(), admin, client.Invitee{Name: "Ann", Roles: []tocsin.Role{tocsin.DutyOfficer}})
	if err != nil {
		t.Fatal(err)
	}
	b := w.browser()
	var seen []string
	b.http.Transport = spy{func(r *http.Response) { seen = append(seen, r.Header.Values("Set-Cookie")...) }}
	b.enrol(strings.TrimPrefix(in.Link, w.url))
	if len(seen) < 2 {
		t.Fatal(seen)
	}
	for _, c := range seen {
		if !strings.Contains(c, "HttpOnly") || !strings.Contains(c, "SameSite=") || !strings.Contains(c, "Path=/") || strings.Contains(c, "Domain") {
			t.Errorf("cookie %s", c)
		}
	}
}
