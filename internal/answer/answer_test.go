package answer_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/answer"
	"tocsin/internal/desk"
	"tocsin/internal/tocsintest"
)

const us, them = tocsin.OrgID("embassy"), tocsin.OrgID("police")

// asked is a desk that has sent a test to a contact, and the link that it sent.
func asked(t *testing.T) (*tocsintest.World, desk.Message, *httptest.Server) {
	t.Helper()
	w := tocsintest.New(t, tocsintest.Options{Seed: "answer"}, us, them)
	w.Meet(tocsin.Org{ID: us, Name: "Embassy <b>", Kind: tocsin.OrgGovernment}, tocsin.Org{ID: them, Name: "Police", Kind: tocsin.OrgPolice})
	w.Deaf = append(w.Deaf, them)
	w.Act(us, tocsin.Administrator, client.SetContacts{Contacts: []tocsin.Contact{{ID: "c", For: tocsin.Party{Org: them}, Channel: tocsin.ByMail, Address: "a@police.example"}}})
	place := tocsin.Facet{State: tocsin.Stated, Value: "the <script>hall</script>"}
	part := tocsin.Part{ID: "p", Name: "p", Facets: tocsin.Facets{Place: place, Actor: tocsin.Facet{State: tocsin.Stated, Value: "nine men"}}}
	w.Act(us, tocsin.Analyst, client.OpenThreat{Threat: tocsin.Threat{ID: "t", Title: "A plan", Parts: []tocsin.Part{part}}})
	w.Act(us, tocsin.WarningOfficer, client.DraftWarning{Warning: tocsin.Warning{
		ID: "w", Threat: "t", Title: "A plan",
		Versions:   []tocsin.Version{{Level: tocsin.Full, TLP: tocsin.TLPRed, Parts: []tocsin.VersionPart{{Part: "p", Facets: part.Facets}}, Text: []tocsin.Text{{Lang: "en", Words: "They plan it."}}}},
		Addressees: []tocsin.Addressee{{Org: them, Role: "partner_service", Level: tocsin.Full}},
	}})
	w.Act(us, tocsin.Approver, client.SignWarning{Warning: "w"})
	w.Act(us, tocsin.WarningOfficer, client.Release{Warning: "w", Level: tocsin.Full})
	all, err := w.Desk(us).Claim(t.Context(), "worker", []string{"mail"}, 10, time.Minute)
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	mux := http.NewServeMux()
	mux.Handle("/a/", answer.Answers(answer.Options{Desk: w.Desk(us)}))
	mux.Handle("/s/", answer.Sightings(answer.Options{Desk: w.Desk(us)}))
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return w, all[0], s
}

func get(t *testing.T, address string) (*http.Response, string) {
	t.Helper()
	r, err := http.Get(address)
	return read(t, r, err)
}

func post(t *testing.T, address string, form url.Values) (*http.Response, string) {
	t.Helper()
	r, err := http.PostForm(address, form)
	return read(t, r, err)
}

func read(t *testing.T, r *http.Response, err error) (*http.Response, string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r, string(b)
}

func state(t *testing.T, w *tocsintest.World) string {
	t.Helper()
	all, err := w.Desk(us).Notifications(t.Context(), "", false, 0)
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	return all[0].State
}

// TestOpeningAnswersNothing: scanners of mail open links, and even ask for heads and options; only a
// form that is sent answers.
func TestOpeningAnswersNothing(t *testing.T) {
	t.Parallel()
	w, m, s := asked(t)
	link := s.URL + "/a/" + m.Token
	leaves := w.Count(us)
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodPut, http.MethodDelete} {
		req, err := http.NewRequestWithContext(t.Context(), method, link+"?how=acting", nil)
		if err != nil {
			t.Fatal(err)
		}
		r, err := http.DefaultClient.Do(req)
		read(t, r, err)
	}
	if got := state(t, w); got != tocsin.NotificationOpen || w.Count(us) != leaves {
		t.Fatalf("opening the link left it %s, with %d new leaves", got, w.Count(us)-leaves)
	}
	r, page := get(t, link)
	for _, want := range []string{"nine men", "They plan it.", "We act on it", "Digest"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	for _, never := range []string{"<script", "<b>", "http://", "https://", "style=", "onclick"} {
		if strings.Contains(page, never) {
			t.Errorf("the page holds %q", never)
		}
	}
	for name, want := range map[string]string{"Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'", "Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"} {
		if got := r.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if r.Header.Get("Set-Cookie") != "" {
		t.Error("a cookie is set")
	}
	if r, css := get(t, s.URL+"/a/style.css"); r.StatusCode != 200 || !strings.HasPrefix(r.Header.Get("Content-Type"), "text/css") || css == "" {
		t.Errorf("the style is %d %s", r.StatusCode, r.Header.Get("Content-Type"))
	}
}

var request = regexp.MustCompile(`name="request" value="([^"]+)"`)

// TestAnswerByForm: a reason that speaks of the sender is refused, kept in the form and changes
// nothing; an answer is recorded once, however often the button is pressed.
func TestAnswerByForm(t *testing.T) {
	t.Parallel()
	w, m, s := asked(t)
	link := s.URL + "/a/" + m.Token
	_, page := get(t, link)
	id := request.FindStringSubmatch(page)[1]
	r, page := post(t, link, url.Values{"how": {"dismissed"}, "reason": {"known_false"}, "evidence": {"we do not trust them"}, "request": {id + "x"}})
	if r.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(page, "speaks of the sender") || !strings.Contains(page, "we do not trust them") {
		t.Errorf("%d: %s", r.StatusCode, page)
	}
	r, _ = post(t, link, url.Values{"how": {"detail_requested"}, "words": {" "}, "request": {id + "y"}})
	if r.StatusCode != http.StatusUnprocessableEntity || state(t, w) != tocsin.NotificationOpen {
		t.Errorf("an empty question: %d, and it is %s", r.StatusCode, state(t, w))
	}
	for range 2 {
		r, page = post(t, link, url.Values{"how": {"acting"}, "words": {"Doors are closed"}, "request": {id}})
		if r.StatusCode != http.StatusOK || !strings.Contains(page, "on record") {
			t.Fatalf("%d: %s", r.StatusCode, page)
		}
	}
	if got := state(t, w); got != tocsin.NotificationAnswered {
		t.Errorf("it is %s", got)
	}
	sent := w.Snap(us).Sent[0]
	if len(sent.Replies) != 1 || sent.Replies[0].Status != tocsin.Acting || sent.Replies[0].Words != "Doors are closed" {
		t.Errorf("the replies are %+v", sent.Replies)
	}
	if r, _ := post(t, link, url.Values{"how": {"acting"}, "words": {strings.Repeat("x", 20<<10)}}); r.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("a novel: %d", r.StatusCode)
	}
}

// TestNoGoodLink: nobody learns from the answer whether a link was ever good.
func TestNoGoodLink(t *testing.T) {
	t.Parallel()
	_, m, s := asked(t)
	pages := map[string]bool{}
	for _, token := range []string{"x", strings.Repeat("0", 32), m.Token[1:] + m.Token[:1], string(m.Notice) + strings.Repeat("0", 24), m.Token + "0", strings.ToUpper(m.Token)} {
		r, page := get(t, s.URL+"/a/"+token)
		pages[page] = true
		if r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", token, r.StatusCode)
		}
		if r, _ := post(t, s.URL+"/a/"+token, url.Values{"how": {"seen"}}); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s, sent: %d", token, r.StatusCode)
		}
	}
	if len(pages) != 1 {
		t.Errorf("%d different answers", len(pages))
	}
	if r, _ := get(t, s.URL+"/s/"+m.Token); r.StatusCode != http.StatusNotFound {
		t.Errorf("a link to answer opens a form for sightings: %d", r.StatusCode)
	}
}

// TestSightingForm: what is sent from a poster becomes a sighting at its site; no field asks for a
// name; too many are refused.
func TestSightingForm(t *testing.T) {
	t.Parallel()
	w, _, s := asked(t)
	w.Act(us, tocsin.Administrator, client.AddSite{Site: tocsin.Site{ID: "hall", Name: "Harbour & Hall"}})
	w.Act(us, tocsin.SiteManager, client.MakePoster{Site: "hall"})
	code, _, err := w.Desk(us).Poster(t.Context(), "hall")
	if err != nil {
		t.Fatal(err)
	}
	link := s.URL + "/s/" + code
	r, page := get(t, link)
	if r.StatusCode != 200 || !strings.Contains(page, "Harbour &amp; Hall") || strings.Contains(page, "your name") {
		t.Fatalf("%d: %s", r.StatusCode, page)
	}
	for _, c := range tocsin.SARCodes {
		if !strings.Contains(page, `value="`+c+`"`) {
			t.Errorf("nobody can choose %s", c)
		}
	}
	id := request.FindStringSubmatch(page)[1]
	if r, page := post(t, link, url.Values{"code": {"WHO THEY ARE"}, "what": {"x"}, "request": {id + "x"}}); r.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("%d: %s", r.StatusCode, page)
	}
	for range 2 {
		r, page = post(t, link, url.Values{"code": {"PHOTO"}, "what": {"Filmed the doors at nine"}, "looks": {"grey coat"}, "request": {id}})
		if r.StatusCode != 200 {
			t.Fatalf("%d: %s", r.StatusCode, page)
		}
	}
	seen := w.Snap(us).Sightings
	if len(seen) != 1 || seen[0].Site != "hall" || seen[0].Person != "grey coat" {
		t.Errorf("the sightings are %+v", seen)
	}
	many := 0
	for range 30 {
		if r, _ := get(t, link); r.StatusCode == http.StatusTooManyRequests {
			many++
		}
	}
	if many == 0 {
		t.Error("nothing stops a flood")
	}
}
