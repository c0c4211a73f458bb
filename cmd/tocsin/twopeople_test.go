package main

import (
	"strings"
	"testing"

	"tocsin/internal/browsertest"
)

// TestTwoPeople is the first day of a desk of two: the administrator invites the second person by the
// page, who makes a passkey in a browser of his own and signs what the first has written; the first
// releases it. When the second is revoked, the page that he looks at leaves by itself.
func TestTwoPeople(t *testing.T) {
	link, _ := begun(t) // before the browsers, so that it ends after them
	first, second := browsertest.Open(t, browsertest.Options{}), browsertest.Open(t, browsertest.Options{})
	first.Passkeys()
	second.Passkeys()
	home := link[:strings.Index(link, "/enrol/")]
	first.Go(link)
	first.Submit("button[data-passkey]")
	first.Fill("#name", "City Guard")
	first.Fill("#lines", "Riverside Hall Ltd, operator, +44 20 7946 0000\nRiverside Hall, site, 51.501 -0.124, Riverside Hall Ltd")
	first.Submit("form[action='/start'] button")

	first.Shot("people-1-start")
	first.Submit("form[action='/role'] button.quiet")
	shown := func(b *browsertest.Browser, page string) {
		b.Axe(page)
		b.Shot(page + "-light")
		b.Light(true)
		b.Axe(page + " in the dark")
		b.Shot(page + "-dark")
		b.Light(false)
	}
	shown(first, "people")
	first.Fill("input[name='name']", "Bea Two")
	first.Tick("input[name='role'][value='approver']")
	first.Tick("input[name='role'][value='duty_officer']")
	first.Submit("form[action='/admin/people'] button")
	shown(first, "people-link")
	handed := browsertest.Eval[string](first, "document.getElementById('secret').value")
	if !strings.HasPrefix(handed, home+"/enrol/") {
		t.Fatalf("the page hands over %q", handed)
	}
	if at := browsertest.Eval[string](first, "location.href"); strings.Contains(at, handed[len(home)+7:]) {
		t.Errorf("the secret is in the address %s", at)
	}
	first.Submit("main a.button")
	if page := first.Text("main"); !strings.Contains(page, "Bea Two") || !strings.Contains(page, "invited") {
		t.Errorf("the list:\n%s", page)
	}

	second.Go(handed)
	if org := second.Text(".org"); org != "City Guard" {
		t.Errorf("the invitation is of %q", org)
	}
	second.Submit("button[data-passkey]")

	act := func(b *browsertest.Browser, role string) {
		b.Go(home) // the page that is open may not be one of the other role's
		b.Choose("#role", role)
		b.Submit(".who form[action='/role'] button")
	}
	act(first, "warning_officer")
	first.Go(home + "/threats/new?template=test")
	first.Submit("form[action='/threats'] button")
	first.Submit("main a[href^='/warnings/new']")
	first.Submit("form.compose > button")
	warning := browsertest.Eval[string](first, "location.pathname")

	act(second, "approver")
	second.Go(home + warning)
	shown(second, "people-sign")
	second.Submit("form[action$='/sign'] button")
	if page := second.Text("main"); !strings.Contains(page, "signed as second by the approver") {
		t.Errorf("the warning is not signed:\n%s", page)
	}
	first.Go(home + warning)
	first.Submit("form[action$='/release'] button")
	if page := first.Text("#told ~ *"); !strings.Contains(page, "Riverside Hall Ltd") {
		t.Errorf("nobody was told:\n%s", page)
	}

	second.Go(home)
	act(first, "administrator")
	first.Go(home + "/admin/people")
	shown(first, "people-both")
	first.Submit("th a[href^='/admin/people/']:not(:has(+ .soft))")
	shown(first, "person")
	first.Fill("#because", "Bea has left us.")
	first.Submit("button.grave")
	if page := first.Text("main"); !strings.Contains(page, "revoked") || !strings.Contains(page, "account.revoke") {
		t.Errorf("the account of who was revoked:\n%s", page)
	}
	second.Expect("401")
	second.Until("location.pathname === '/login'")
}

// TestPeopleOnAPhone looks at the pages at the size of a telephone: nothing is wider than the screen.
func TestPeopleOnAPhone(t *testing.T) {
	link, _ := begun(t)
	b := browsertest.Open(t, browsertest.Options{Phone: true})
	b.Passkeys()
	home := link[:strings.Index(link, "/enrol/")]
	b.Go(link)
	b.Submit("button[data-passkey]")
	narrow := func(page string) {
		t.Helper()
		b.Axe(page + " on a telephone")
		b.Shot(page + "-phone")
		if wide := browsertest.Eval[int](b, "document.documentElement.scrollWidth"); wide > 390 {
			t.Errorf("%s is %d pixels wide", page, wide)
		}
	}
	b.Go(home + "/admin/people")
	narrow("people")
	b.Fill("#name", "Bea Two with a rather long name, as some have")
	b.Tick("input[name='role'][value='approver']")
	b.Submit("form[action='/admin/people'] button")
	narrow("people-link")
	b.Submit("main a.button")
	narrow("people-list")
	b.Click("summary")
	b.Fill("#program", "Turnstiles")
	b.Tick("input[name='as'][value='site_manager']")
	b.Submit("form[action='/admin/tokens'] button")
	narrow("people-token")
	if token := browsertest.Eval[string](b, "document.getElementById('secret').value"); !strings.HasPrefix(token, "tocsin_") {
		t.Errorf("the token is %q", token)
	}
	b.Go(home + "/admin/people")
	b.Submit("th a[href^='/admin/people/']:not(:has(+ .soft))")
	narrow("person")
}
