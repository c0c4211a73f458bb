package main

import (
	"bytes"
	"context"
	"io"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"tocsin/internal/browsertest"
)

// output collects what a command prints while it runs.
type output struct {
	mu  sync.Mutex // guards buf
	buf bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(p)
}
func (o *output) String() string { o.mu.Lock(); defer o.mu.Unlock(); return o.buf.String() }

// TestDemoPath takes the five steps of the demonstration in a real browser: the watch floor, the
// blind step and the reveal, a dismissal that speaks of the sender, the window that ended, the time
// line moved back.
func TestDemoPath(t *testing.T) {
	url := demonstration(t) + "/demo"
	b := browsertest.Open(t, browsertest.Options{})
	b.Expect("422") // the refusal, which is meant

	b.Go(url)
	b.Axe("demo")
	b.Shot("demo")
	step := func(n string) { b.Go(url); b.Submit(".path li:nth-child(" + n + ") button") }

	step("1")
	if floor := b.Text("main"); !strings.Contains(floor, "Crocus City Hall") && !strings.Contains(floor, "concert hall") {
		t.Errorf("the watch floor does not show the case:\n%s", floor)
	}
	b.Axe("the floor of the demonstration")
	b.Shot("demo-1-floor")

	step("2")
	if page := browsertest.Eval[string](b, "document.documentElement.outerHTML"); strings.Contains(page, "United States") || strings.Contains(page, "embassy in Moscow") {
		t.Error("the sender is in the page before the content was judged")
	}
	b.Click("input[name=credibility][value='2']")
	b.Submit("form[action$='/grade'] button")
	b.Submit("form[action$='/reveal'] button")
	if page := b.Text("main"); !strings.Contains(page, "United States") {
		t.Errorf("the sender is not shown:\n%s", page)
	}
	b.Shot("demo-2-judged")

	step("3")
	b.Click("input[name=reason][value=below_threshold]")
	b.Fill("#evidence", "This is blackmail.")
	b.Submit("form[action$='/dismiss'] button")
	if refusal := b.Text("#refusal"); !strings.Contains(refusal, "distrust-is-no-reason") {
		t.Errorf("the dismissal was not refused: %s", refusal)
	}
	if typed := browsertest.Eval[string](b, "document.getElementById('evidence').value"); typed != "This is blackmail." {
		t.Errorf("what was typed is gone: %q", typed)
	}
	b.Axe("a refusal")
	b.Shot("demo-3-refused")

	step("4")
	b.Choose("select[name=end]", "extend")
	b.Fill("textarea[name=reason]", "The actor is at large and the hall sells tickets.")
	b.Fill("input[name=until]", "2024-03-31T23:59")
	b.Submit("form[action$='/decide'] button")
	if page := b.Text("main"); !strings.Contains(page, "extend the window") || strings.Contains(page, "Not done") {
		t.Errorf("the window was not extended:\n%s", page)
	}
	b.Shot("demo-4-decided")

	step("5")
	if page := b.Text("main"); strings.Contains(page, "The actor is at large") || !strings.Contains(page, "Warning received") {
		t.Errorf("the past shows what was decided later, or nothing:\n%s", page)
	}
	b.Axe("the time line")
	b.Shot("demo-5-then")
}

// demonstration starts `tocsin demo --serve` and gives the address of its first console. It ends
// with the test, in order.
func demonstration(t *testing.T) string {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	var out output
	ended := make(chan int, 1)
	args := []string{"demo", "--serve", "--listen", "127.0.0.1:0", "--data", t.TempDir()}
	go func() { ended <- run(ctx, args, strings.NewReader(""), &out, io.Discard) }()
	t.Cleanup(func() {
		stop()
		if code := <-ended; code != exitOK {
			t.Errorf("the demonstration ended with %d\n%s", code, out.String())
		}
	})
	begin := regexp.MustCompile(`Begin at (http://[0-9.:]+)/demo`)
	deadline := time.Now().Add(2 * time.Minute)
	for time.Now().Before(deadline) {
		if m := begin.FindStringSubmatch(out.String()); m != nil {
			return m[1]
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("the demonstration did not begin:\n%s", out.String())
	return ""
}
