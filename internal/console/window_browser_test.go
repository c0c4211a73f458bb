package console_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/api"
	"tocsin/internal/browsertest"
	"tocsin/internal/console"
	"tocsin/internal/identity"
)

// live serves the console of an organisation with the stream beside it, as a node does.
func (h *house) live() {
	h.T.Helper()
	stop := make(chan struct{})
	mux := http.NewServeMux()
	mux.Handle("/", h.Node(h.org).Console(console.Options{Version: "test"}))
	mux.Handle(api.Base, api.Handler(api.Options{Desk: h.Desk(h.org), Stop: stop}))
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mux.ServeHTTP(w, r.WithContext(identity.With(r.Context(), h.who)))
	}))
	h.T.Cleanup(func() { close(stop); srv.CloseClientConnections(); srv.Close() })
	h.url = srv.URL
}

// TestWindowEndsWhileThePageIsOpen: a window ends while somebody looks at the watch floor, or at the
// threat. The page says so by itself, over the stream and without being loaded anew; it asks the role
// on whose desk the decision lies, and says that the measures hold.
func TestWindowEndsWhileThePageIsOpen(t *testing.T) {
	for _, page := range []string{"floor", "threat"} {
		t.Run(page, func(t *testing.T) {
			h := newHouse(t, warned(t), guard)
			h.live()
			s := h.Snap(guard)
			threat := s.Received[0].Threat
			h.Act(guard, tocsin.SiteManager, client.StartMeasure{Measure: tocsin.Measure{ID: "bags", Site: "arena", What: "Bags are searched", Owner: tocsin.SiteManager, Threat: threat}})
			end := window(t).End.Latest
			h.AdvanceTo(end.Add(-time.Minute))
			path := "/"
			if page == "threat" {
				path = "/threats/" + string(threat)
			}
			b := browsertest.Open(t, browsertest.Options{})
			b.Go(h.url + path)
			const says = "the measures hold until somebody decides"
			seen := fmt.Sprintf(`document.getElementById("live").innerText.replace("its measures", "the measures").includes(%q)`, says)
			if browsertest.Eval[bool](b, seen) {
				t.Fatal("the page says so before the window has ended")
			}
			b.Shot("window-before-" + page)
			// what time alone would fetch is switched off: only the stream is left. A mark shows that the page stays
			browsertest.Eval[bool](b, `(function () { for (var i = 0; i < 1000; i++) { clearInterval(i); } document.documentElement.dataset.stays = "1"; return true; })()`)

			h.AdvanceTo(end.Add(time.Minute))
			b.Until(seen)
			if !browsertest.Eval[bool](b, `document.documentElement.dataset.stays === "1"`) {
				t.Error("the page was loaded anew")
			}
			if page == "threat" && !strings.Contains(b.Text(".part h3"), "decision due") {
				t.Errorf("the part itself is still shown as %q", b.Text(".part h3"))
			}
			b.Axe("a window that has ended, " + page)
			b.Shot("window-after-" + page)
			owed := h.Owed(guard, tocsin.OweReview)
			if len(owed) == 0 {
				t.Fatal("nobody owes the decision")
			}
			row := b.Text("tr#" + quoted(string(owed[0].ID)))
			if !strings.Contains(row, console.RoleWords(owed[0].Holder())) || !strings.Contains(row, owed[0].What) {
				t.Errorf("the page does not ask the %s: %q", owed[0].Holder(), row)
			}
			for _, m := range h.Snap(guard).Measures {
				if m.ID == "bags" && m.State != tocsin.MeasureInForce {
					t.Errorf("the measure is %s", m.State)
				}
			}
			b.Go(h.url + "/sites/arena")
			if text := b.Text("main"); !strings.Contains(text, "Bags are searched") {
				t.Error("the site's page no longer names the measure")
			}
		})
	}
}

// quoted is an id as a CSS selector takes it: one may begin with a digit.
func quoted(id string) string {
	if id[0] >= '0' && id[0] <= '9' {
		return fmt.Sprintf(`\%x `, id[0]) + id[1:]
	}
	return id
}
