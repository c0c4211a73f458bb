package node_test

import (
	"testing"
	"time"

	"tocsin"
	"tocsin/internal/browsertest"
)

// TestPublicPagesInTheBrowser opens what everybody can read in a real browser, light and dark, at a desk, on
// a phone, and without scripts: nothing is asked of another host, nothing breaks the policy, and axe-core
// finds nothing.
func TestPublicPagesInTheBrowser(t *testing.T) {
	t.Parallel()
	w := newTown(t, &publishes)
	w.tell(w.draft("one", 30))
	id := w.tell(w.draft("two", 30))
	w.Clock.Set(w.Clock.Now().Add(6 * time.Hour))
	w.close(id, "ended", "Nothing was found.", tocsin.Instant{})
	w.serve()
	pages := map[string]string{"list": "/public/", "missing": "/public/alerts/none"}
	for i, p := range w.alerts() {
		pages[[]string{"in-force", "ended"}[i]] = p
	}
	for name, o := range map[string]browsertest.Options{"desk": {}, "dark": {Dark: true}, "phone": {Phone: true}, "phone-dark": {Phone: true, Dark: true}, "no-script": {NoScript: true}} {
		t.Run(name, func(t *testing.T) {
			b := browsertest.Open(t, o)
			b.Expect("404")
			for page, path := range pages {
				b.Go(w.url + path)
				if !o.NoScript {
					b.Axe("public " + page + " (" + name + ")")
				}
				b.Shot("public-" + page + "-" + name)
			}
		})
	}
}
