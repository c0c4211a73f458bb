// Package browsertest drives a real Chromium in tests: what a person would click, read and see. A
// test skips when there is no Chromium. What a browser complains of (an error on the console, a
// breach of the content security policy, a request to another host) fails the test.
package browsertest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// Options of a browser. The zero value is a desk's screen, in daylight.
type Options struct {
	Width, Height int64 // of the window in pixels; zero: 1280 by 900
	Phone         bool  // 390 by 844, with a touch screen
	Dark          bool
	NoScript      bool // JavaScript is switched off
}

// A Browser is one tab of a Chromium of its own.
type Browser struct {
	t    testing.TB
	ctx  context.Context
	host string // the only one that may be asked; empty until the first page

	mu       sync.Mutex // guards amiss
	amiss    []string
	expected []string

	fields, clicks int // what a person had to do
}

// limit is how long one browser may live, patience how long one thing is waited for: a machine that
// tests much at once is slow.
const (
	limit    = 5 * time.Minute
	patience = time.Minute
)

// Open starts a browser, and stops it when the test ends. It skips the test when there is none.
func Open(t testing.TB, o Options) *Browser {
	t.Helper()
	path := find(t)
	opts := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path), chromedp.Headless, chromedp.NoFirstRun, chromedp.DisableGPU, chromedp.NoSandbox,
		chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.Flag("disable-dev-shm-usage", true),
	}
	bounded, stop := context.WithTimeout(context.Background(), limit)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(bounded, chromedp.WithAllocatorOptions(opts...))
	t.Cleanup(func() { _ = chromedp.Cancel(ctx); cancel() })
	b := &Browser{t: t, ctx: ctx}
	b.listen()
	b.size(o)
	t.Cleanup(b.check)
	return b
}

// find is the browser's program.
func find(t testing.TB) string {
	if os.Getenv("TOCSIN_CHROMIUM") == "off" {
		t.Skip("TOCSIN_CHROMIUM is off: no browser is driven")
	}
	for _, name := range []string{os.Getenv("TOCSIN_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if name == "" {
			continue
		}
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("there is no chromium on the path: install it, or name it in TOCSIN_CHROMIUM")
	return ""
}

// size gives the window its size and its light.
func (b *Browser) size(o Options) {
	b.t.Helper()
	if o.Phone {
		b.do(chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile, chromedp.EmulateTouch))
	} else {
		if o.Width == 0 {
			o.Width, o.Height = 1280, 900
		}
		b.do(chromedp.EmulateViewport(o.Width, o.Height))
	}
	b.Light(o.Dark)
	if !o.NoScript {
		return
	}
	if _, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		b.t.Fatalf("set up the browser: %v", err)
	}
}

// listen keeps what the browser complains of, and every request to a host that is not the page's.
func (b *Browser) listen() {
	b.t.Helper()
	console := chromedp.Console(b.ctx)
	requests := chromedp.Events(b.ctx, network.RequestWillBeSent)
	go func() {
		for m, err := range console {
			if err != nil {
				return
			}
			if level := fmt.Sprint(m.Type); level == "error" || level == "warning" || strings.Contains(level, "exception") {
				b.complain("the console says: " + m.Text)
			}
		}
	}()
	go func() {
		for r, err := range requests {
			if err != nil {
				return
			}
			u, perr := url.Parse(r.Request.URL)
			if perr == nil && (u.Scheme == "data" || u.Scheme == "about" || u.Scheme == "blob" || u.Host == b.allowed()) {
				continue
			}
			b.complain("a request to another host: " + r.Request.URL)
		}
	}()
}

func (b *Browser) allowed() string { b.mu.Lock(); defer b.mu.Unlock(); return b.host }

func (b *Browser) complain(what string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.amiss = append(b.amiss, what)
}

// Expect lets a complaint pass that has these words in it: the page is meant to cause it.
func (b *Browser) Expect(words string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.expected = append(b.expected, words)
}

// check fails the test for what the browser complained of.
func (b *Browser) check() {
	b.mu.Lock()
	defer b.mu.Unlock()
next:
	for _, a := range b.amiss {
		for _, e := range b.expected {
			if strings.Contains(a, e) {
				continue next
			}
		}
		b.t.Error(a)
	}
}

// Effort is how many fields were filled, and how often something was pressed, since the beginning.
func (b *Browser) Effort() (fields, clicks int) { return b.fields, b.clicks }

// Light changes between light and dark.
func (b *Browser) Light(dark bool) {
	b.t.Helper()
	value := "light"
	if dark {
		value = "dark"
	}
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: value}},
	})
	if err != nil {
		b.t.Fatalf("change the light: %v", err)
	}
}

// Context is the browser's, for steps that this package does not have.
func (b *Browser) Context() context.Context { return b.ctx }

func (b *Browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, stop := context.WithTimeout(b.ctx, patience)
	defer stop()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.Shot("failed-" + filepath.Base(b.t.Name()))
		b.t.Fatalf("in the browser: %v", err)
	}
}

// Go opens a page. Its host is the only one that may be asked from then on.
func (b *Browser) Go(address string) {
	b.t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		b.t.Fatal(err)
	}
	b.mu.Lock()
	b.host = u.Host
	b.mu.Unlock()
	b.do(chromedp.Navigate(address))
}

// Click clicks what a CSS selector finds.
func (b *Browser) Click(css string) {
	b.t.Helper()
	b.clicks++
	b.do(chromedp.Click(chromedp.CSS(css)))
}

// Tick clicks a box or a choice of a form, which counts as a field.
func (b *Browser) Tick(css string) {
	b.t.Helper()
	b.fields++
	b.do(chromedp.Click(chromedp.CSS(css)))
}

// Submit presses a button that leads to another page, and waits for that page. The button must be
// there to be seen and pressed. The page presses it itself: the answer to a click of the mouse can
// get lost with the page that it leaves.
func (b *Browser) Submit(css string) {
	b.t.Helper()
	b.clicks++
	b.Wait(css)
	js := fmt.Sprintf(`(function () { var e = document.querySelector(%q); if (!e || e.disabled || e.getClientRects().length === 0) { return false; }
		document.documentElement.dataset.left = "1"; setTimeout(function () { e.click(); }, 0); return true; })()`, css)
	if ok := Eval[bool](b, js); !ok {
		b.t.Fatalf("%s cannot be pressed", css)
	}
	b.Until("document.documentElement.dataset.left !== '1' && document.readyState === 'complete'")
}

// Fill types into a field, in place of what was there.
func (b *Browser) Fill(css, text string) {
	b.t.Helper()
	b.fields++
	if ok := Eval[bool](b, fmt.Sprintf(`(function () { var f = document.querySelector(%q); if (!f) { return false; } f.value = ""; return true; })()`, css)); !ok {
		b.t.Fatalf("there is no field %s", css)
	}
	b.do(chromedp.SendKeys(chromedp.CSS(css), text))
}

// Choose chooses a value of a list.
func (b *Browser) Choose(css, value string) {
	b.t.Helper()
	b.fields++
	b.do(chromedp.SetValue(chromedp.CSS(css), value))
}

// Wait waits until something can be seen.
func (b *Browser) Wait(css string) { b.t.Helper(); b.do(chromedp.WaitVisible(chromedp.CSS(css))) }

// Until waits until an expression is true.
func (b *Browser) Until(expression string) {
	b.t.Helper()
	deadline := time.Now().Add(patience)
	for {
		once, stop := context.WithTimeout(b.ctx, 5*time.Second)
		ok, err := chromedp.Run(once, chromedp.Evaluate[bool](expression))
		stop()
		if err == nil && ok {
			return
		}
		if time.Now().After(deadline) {
			b.Shot("failed-" + filepath.Base(b.t.Name()))
			b.t.Fatalf("waited for %s: %v", expression, err)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// Text is the text that can be seen of an element.
func (b *Browser) Text(css string) string {
	b.t.Helper()
	s, err := chromedp.Run(b.ctx, chromedp.Text(chromedp.CSS(css)))
	if err != nil {
		b.t.Fatalf("read %s: %v", css, err)
	}
	return s
}

// Eval evaluates an expression in the page.
func Eval[T any](b *Browser, expression string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		b.t.Fatalf("evaluate %s: %v", expression, err)
	}
	return v
}

// Shot keeps a picture of the whole page in the folder that TOCSIN_SHOTS names; without one it does
// nothing.
func (b *Browser) Shot(name string) {
	dir := os.Getenv("TOCSIN_SHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644)
	}
	if err != nil {
		b.t.Logf("no picture %s: %v", name, err)
	}
}
