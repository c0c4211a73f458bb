package main

import (
	"context"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"tocsin/internal/browsertest"
)

// TestSignIn takes the first administrator's link in a real browser, enrols a passkey, signs out,
// and signs in with the passkey; every page of the navigation opens from there.
func TestSignIn(t *testing.T) {
	link, _ := begun(t)
	b := browsertest.Open(t, browsertest.Options{})
	b.Passkeys()
	home := link[:strings.Index(link, "/enrol/")]

	shown := func(page string) {
		b.Axe(page)
		b.Shot(page + "-light")
		b.Light(true)
		b.Axe(page + " in the dark")
		b.Shot(page + "-dark")
		b.Light(false)
	}
	b.Go(link)
	shown("enrol")
	b.Submit("button[data-passkey]")
	if at := browsertest.Eval[string](b, "location.pathname"); at != "/" {
		t.Fatalf("a passkey was made, and the browser is at %s: %s", at, b.Text("main"))
	}
	b.Go(home + "/account")
	shown("account")

	b.Go(home)
	b.Submit("form[action='/logout'] button")
	shown("login")
	b.Go(home + "/log")
	if at := browsertest.Eval[string](b, "location.pathname"); at != "/login" {
		t.Errorf("who signed out reads %s", at)
	}
	b.Submit("button[data-passkey]")
	if at := browsertest.Eval[string](b, "location.pathname"); at != "/log" {
		t.Fatalf("signed in on the way to the log, and the browser is at %s: %s", at, b.Text("main"))
	}

	pages := browsertest.Eval[[]string](b, "Array.from(document.querySelectorAll('.top nav a'), function (a) { return a.pathname; })")
	if len(pages) < 8 {
		t.Fatalf("the navigation has only %q", pages)
	}
	for _, page := range pages {
		b.Go(home + page)
		if h := browsertest.Eval[int](b, "document.querySelectorAll('main h1').length"); h != 1 {
			t.Errorf("%s has %d headings", page, h)
		}
	}
	b.Go(link)
	if page := b.Text("main"); !strings.Contains(page, "not good any more") {
		t.Errorf("the link is good twice:\n%s", page)
	}
	b.Expect("410")
	b.Axe("a used link")
}

// TestSignInOnAPhone looks at the pages before the console at the size of a telephone: nothing is
// wider than the screen.
func TestSignInOnAPhone(t *testing.T) {
	link, _ := begun(t)
	b := browsertest.Open(t, browsertest.Options{Phone: true})
	b.Passkeys()
	for page, path := range map[string]string{"enrol": link, "login": link[:strings.Index(link, "/enrol/")] + "/login"} {
		b.Go(path)
		b.Axe(page + " on a telephone")
		b.Shot(page + "-phone")
		if wide := browsertest.Eval[int](b, "document.documentElement.scrollWidth"); wide > 390 {
			t.Errorf("%s is %d pixels wide", page, wide)
		}
		if tall := browsertest.Eval[float64](b, "document.querySelector('button[data-passkey]').getBoundingClientRect().height"); tall < 44 {
			t.Errorf("the button of %s is %g pixels tall: a thumb misses it", page, tall)
		}
	}
}

// begun runs `tocsin start` in an empty folder and gives the first administrator's link and the
// folder. It ends with the test, in order.
func begun(t *testing.T, flags ...string) (link, dir string) {
	t.Helper()
	dir = t.TempDir()
	args := append([]string{"start", "--no-browser", "--listen", "127.0.0.1:0", "--data", dir}, flags...)
	out := running(t, args)
	return waitFor(t, out, regexp.MustCompile(`(http://localhost:\d+/enrol/\S+)`)), dir
}

// running runs a command until the test ends, and gives what it prints.
func running(t *testing.T, args []string) *output {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	out, ended := &output{}, make(chan int, 1)
	go func() { ended <- run(ctx, args, strings.NewReader(""), out, io.Discard) }()
	t.Cleanup(func() {
		stop()
		if code := <-ended; code != exitOK {
			t.Errorf("tocsin %s ended with %d\n%s", args[0], code, out.String())
		}
	})
	return out
}

// waitFor is the first group of what a command prints.
func waitFor(t *testing.T, out *output, what *regexp.Regexp) string {
	t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if m := what.FindStringSubmatch(out.String()); m != nil {
			return m[1]
		}
	}
	t.Fatalf("waited for %s:\n%s", what, out.String())
	return ""
}
