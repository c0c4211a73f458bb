package browsertest

import (
	"os"
	"strings"

	"github.com/chromedp/chromedp"
)

// Axe holds the page to the rules of accessibility that axe-core knows. Its script is read from the
// file that TOCSIN_AXE names; without one nothing is checked, and the test says so.
func (b *Browser) Axe(page string) {
	b.t.Helper()
	file := os.Getenv("TOCSIN_AXE")
	if file == "" {
		b.t.Log("not held to axe-core: TOCSIN_AXE names no file")
		return
	}
	script, err := os.ReadFile(file)
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := chromedp.Run(b.ctx, chromedp.Evaluate[any](string(script)+";true")); err != nil {
		b.t.Fatalf("load axe-core: %v", err)
	}
	const run = `axe.run(document, {resultTypes: ["violations"]}).then(function (r) {
		return r.violations.map(function (v) { return v.id + ": " + v.help + " at " + v.nodes.map(function (n) { return n.target.join(" ") + " " + n.failureSummary; }).join("; "); });
	})`
	found, err := chromedp.Run(b.ctx, chromedp.Evaluate[[]string](run, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("run axe-core on %s: %v", page, err)
	}
	if len(found) > 0 {
		b.t.Errorf("%s is hard to use for some:\n%s", page, strings.Join(found, "\n"))
	}
}
