package node_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tocsin"
	"tocsin/cap"
	"tocsin/client"
	"tocsin/internal/node"
	"tocsin/internal/tocsintest"
)

const (
	issuer = tocsin.OrgID("issuer")
	public = tocsin.OrgID("public")
	press  = tocsin.OrgID("press")
)

var publishes = node.Public{Sender: "alerts@city.example", URL: "https://city.example", Contact: "Call 112."}

// A town is a world of one organisation that publishes, with people to tell.
type town struct {
	*tocsintest.World
	t   testing.TB
	url string
}

func newTown(t testing.TB, how *node.Public) *town {
	t.Helper()
	w := tocsintest.New(t, tocsintest.Options{Public: how}, issuer)
	w.Meet(tocsin.Org{ID: issuer, Name: "The city", Kind: tocsin.OrgCouncil}, tocsin.Org{ID: public, Name: "Everybody", Kind: tocsin.OrgAudience}, tocsin.Org{ID: press, Name: "The press", Kind: tocsin.OrgMedia})
	w.Act(issuer, tocsin.Administrator, client.AddSite{Site: tocsin.Site{ID: "arena", Name: "Grand Arena", Aliases: []string{"the bunker below"}, Position: &tocsin.Position{Lat: 54.321987, Lon: 10.135791}}})
	return &town{World: w, t: t}
}

// serve serves the town's node from now on.
func (w *town) serve() {
	w.t.Helper()
	w.url = serve(w.t, w.Node(issuer), node.ServeOptions{}).url
}

// draft is a warning that the public is told of, until some hours from now.
func (w *town) draft(id string, hours int) tocsin.Warning {
	end := tocsin.At(w.Clock.Now().Add(time.Duration(hours) * time.Hour))
	full := tocsin.Facets{Place: tocsin.Facet{Value: "Grand Arena"}, Actor: tocsin.Facet{Value: "the Grey Cell"}}.Normal()
	open := full
	open.Actor = tocsin.Facet{State: tocsin.Withheld, Reason: "source"}
	part := func(f tocsin.Facets) []tocsin.VersionPart {
		return []tocsin.VersionPart{{Part: "hall", Facets: f, Window: tocsin.Window{End: end}}}
	}
	return tocsin.Warning{
		ID: tocsin.WarningID("warning-" + id), Threat: tocsin.ThreatID("threat-" + id), Title: "SECRETTITLE",
		Versions: []tocsin.Version{
			{Level: tocsin.Full, TLP: tocsin.TLPAmber, Parts: part(full), Text: []tocsin.Text{{Lang: "en", Words: "The Grey Cell plans to strike."}}},
			{
				Level: tocsin.Public, TLP: tocsin.TLPClear, Parts: part(open),
				Text: []tocsin.Text{
					{Lang: "en", Words: "An attack at the Grand Arena is feared (" + id + ").", Original: true},
					{Lang: "de", Words: "Ein Anschlag wird befürchtet (" + id + ")."},
				},
				Instruction: &tocsin.Instruction{Words: "Keep away from the arena.", Window: tocsin.Window{End: end}},
			},
		},
		Addressees: []tocsin.Addressee{{Org: public, Role: "public", Level: tocsin.Public}, {Org: press, Role: "public", Level: tocsin.Public}},
	}
}

// tell has a warning signed and told the public.
func (w *town) tell(d tocsin.Warning) tocsin.WarningID {
	w.t.Helper()
	w.Act(issuer, tocsin.Analyst, client.OpenThreat{Threat: tocsin.Threat{
		ID: d.Threat, Title: "SECRETTHREAT",
		Parts: []tocsin.Part{{ID: "hall", Name: "hall", Facets: d.Versions[0].Parts[0].Facets, Window: d.Versions[0].Parts[0].Window}},
	}})
	w.Act(issuer, tocsin.WarningOfficer, client.DraftWarning{Warning: d})
	w.Act(issuer, tocsin.Approver, client.SignWarning{Warning: d.ID})
	w.Act(issuer, tocsin.WarningOfficer, client.Release{Warning: d.ID, Level: tocsin.Public})
	return d.ID
}

func (w *town) close(id tocsin.WarningID, how, words string, until tocsin.Instant) {
	w.t.Helper()
	w.Act(issuer, tocsin.WarningOfficer, client.CloseInstruction{Warning: id, Level: tocsin.Public, How: how, Words: words, Until: until})
}

// get asks for a page, and returns the answer and its body.
func (w *town) get(path string, header ...string) (*http.Response, string) {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), http.MethodGet, w.url+path, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return resp, string(body)
}

var alertPath = regexp.MustCompile(`/public/alerts/[a-z0-9-]+`)

// alerts are the pages that the list leads to.
func (w *town) alerts() []string {
	w.t.Helper()
	w.Clock.Set(w.Clock.Now().Add(2 * time.Second)) // the list is made anew
	resp, body := w.get("/public/")
	if resp.StatusCode != http.StatusOK {
		w.t.Fatalf("the list: %d", resp.StatusCode)
	}
	return alertPath.FindAllString(body, -1)
}

func wants(t testing.TB, what, body string, words ...string) {
	t.Helper()
	for _, s := range words {
		if !strings.Contains(body, s) {
			t.Errorf("%s does not say %q:\n%s", what, s, body)
		}
	}
}

func wantsNot(t testing.TB, what, body string, words ...string) {
	t.Helper()
	for _, s := range words {
		if strings.Contains(body, s) {
			t.Errorf("%s says %q:\n%s", what, s, body)
		}
	}
}

// TestPublicAlert goes from the release of a warning to its end, as everybody sees it.
func TestPublicAlert(t *testing.T) {
	t.Parallel()
	w := newTown(t, &publishes)
	id := w.tell(w.draft("one", 24))
	w.serve()
	pages := w.alerts()
	if len(pages) != 1 {
		t.Fatalf("one warning told to two gave the pages %q", pages)
	}
	page := pages[0]
	_, body := w.get(page)
	wants(t, "the page", body, `lang="en"`, `lang="de"`, "An attack at the Grand Arena is feared", "Ein Anschlag wird befürchtet", "What to do", "Was zu tun ist",
		"Keep away from the arena.", "In force until", "Thursday 7 March 2024, 09:00 (UTC)", "Call 112.", "54.32° N, 10.14° E", `class="bar"`, `class="map"`)
	_, first := w.get(page + ".cap")
	if m, err := cap.Read([]byte(first)); err != nil || m.Alert.MsgType != cap.MsgAlert || m.Alert.Infos[0].Web != "https://city.example"+page {
		t.Fatalf("the alert: %v\n%s", err, first)
	}

	w.close(id, "extended", "The search goes on.", tocsin.At(w.Clock.Now().Add(48*time.Hour)))
	second := w.alerts()
	if len(second) != 1 || second[0] == page {
		t.Fatalf("after the extension there are %q", second)
	}
	_, body = w.get(page) // the address that people were given says what holds now
	wants(t, "the extended page", body, "The search goes on.", "Friday 8 March 2024", page+".cap", second[0]+".cap", "Keep away")
	if _, again := w.get(page + ".cap"); again != first {
		t.Error("the first message is not what it was")
	}

	w.close(id, "ended", "Nothing was found.", tocsin.Instant{})
	third := w.alerts()
	if len(third) != 1 {
		t.Fatalf("after the end there are %q", third)
	}
	_, body = w.get(page)
	wants(t, "the page of what ended", body, "Ended Wednesday 6 March 2024", "Nothing was found.", "does not say that there is no danger", "What it said")
	wantsNot(t, "the page of what ended", body, "Keep away from the arena.", "What to do", "In force until")
	_, end := w.get(third[0] + ".cap")
	if m, err := cap.Read([]byte(end)); err != nil || m.Alert.MsgType != cap.MsgCancel || len(m.Alert.References) != 2 {
		t.Errorf("the end: %v\n%s", err, end)
	}
	_, atom := w.get("/public/feed.atom")
	wants(t, "the feed", atom, "Ended: This alert has ended", "Nothing was found.")
	w.Clock.Set(w.Clock.Now().AddDate(0, 0, 8))
	if got := w.alerts(); len(got) != 0 {
		t.Errorf("a week after the end there are %q", got)
	}
	if resp, _ := w.get(page); resp.StatusCode != http.StatusOK {
		t.Errorf("the address of the alert: %d a week after its end", resp.StatusCode)
	}
}

// TestExpiredWithoutAWord: its time has passed and nobody has said that it ended. The page says so, and
// tells nobody any more what to do.
func TestExpiredWithoutAWord(t *testing.T) {
	t.Parallel()
	w := newTown(t, &publishes)
	w.tell(w.draft("one", 2))
	w.serve()
	w.Clock.Set(w.Clock.Now().Add(3 * time.Hour))
	pages := w.alerts()
	if len(pages) != 1 {
		t.Fatalf("there are %q", pages)
	}
	_, body := w.get(pages[0])
	wants(t, "the page", body, "The time of this alert has passed. No message has ended it.", "Keine Meldung hat sie beendet")
	wantsNot(t, "the page", body, "Keep away from the arena.")
}

// TestOldAlertInForce: an alert that still stands is in the list and the feeds however many came and went
// since.
func TestOldAlertInForce(t *testing.T) {
	t.Parallel()
	w := newTown(t, &publishes)
	w.tell(w.draft("old", 24*90))
	const many = 60
	for i := range many {
		id := w.tell(w.draft(fmt.Sprint(i), 2))
		w.Clock.Set(w.Clock.Now().Add(time.Hour))
		w.close(id, "ended", "It is over.", tocsin.Instant{})
	}
	w.Clock.Set(w.Clock.Now().AddDate(0, 1, 0))
	w.serve()
	if got := w.alerts(); len(got) != 1 {
		t.Errorf("after a month %d alerts are told, want the one that stands", len(got))
	}
	var feed struct {
		Items []struct {
			Text string `json:"content_text"`
		}
	}
	_, body := w.get("/public/feed.json")
	if err := json.Unmarshal([]byte(body), &feed); err != nil || len(feed.Items) != 1 || !strings.Contains(feed.Items[0].Text, "(old)") {
		t.Errorf("%v: %s", err, body)
	}
}

// TestPublishedOnce: what was published is served byte for byte, whatever the configuration says since, and
// what follows it keeps the sender that receivers know it by.
func TestPublishedOnce(t *testing.T) {
	t.Parallel()
	w := newTown(t, &publishes)
	id := w.tell(w.draft("one", 24))
	w.serve()
	page := w.alerts()[0]
	_, before := w.get(page + ".cap")
	w.Public = &node.Public{Sender: "other@city.example", URL: "https://other.example", Contact: "Nobody"}
	w.Restart(issuer, "")
	w.serve()
	w.close(id, "ended", "It is over.", tocsin.Instant{})
	if _, after := w.get(page + ".cap"); after != before {
		t.Errorf("before:\n%s\nafter:\n%s", before, after)
	}
	end := w.alerts()[0]
	_, last := w.get(end + ".cap")
	wants(t, "the end", last, "<sender>alerts@city.example</sender>")
	a, b := read(t, before), read(t, last)
	if got := cap.Resolve([]cap.Alert{a, b}, w.Clock.Now()); len(got.Dangling) != 0 || got.Standings[0].State != cap.Cancelled {
		t.Errorf("%+v", got)
	}
}

func read(t testing.TB, text string) cap.Alert {
	t.Helper()
	m, err := cap.Read([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return m.Alert
}

// TestWaiting: a node that does not publish has no public surface, and what it released meanwhile is told,
// whole chains of it, once it does.
func TestWaiting(t *testing.T) {
	t.Parallel()
	w := newTown(t, nil)
	id := w.tell(w.draft("one", 24))
	w.tell(w.draft("two", 24))
	w.Clock.Set(w.Clock.Now().Add(time.Hour))
	w.close(id, "ended", "It is over.", tocsin.Instant{})
	w.serve()
	for _, path := range []string{"/public/", "/public/feed.atom", "/public/alerts/x"} {
		if resp, body := w.get(path); resp.StatusCode == http.StatusOK || strings.Contains(body, "arena") {
			t.Errorf("%s of a node that does not publish: %d %s", path, resp.StatusCode, body)
		}
	}
	leaves := w.Count(issuer)
	w.Public = &publishes
	w.Restart(issuer, "")
	w.serve()
	if got := w.alerts(); len(got) != 2 {
		t.Errorf("what waited: %q", got)
	}
	if got := w.Count(issuer) - leaves; got != 3 {
		t.Errorf("three messages were published by %d acts", got)
	}
	w.Restart(issuer, "")
	w.serve()
	if got := w.Count(issuer) - leaves; got != 3 {
		t.Errorf("published again: %d acts", got)
	}
}

// TestNotForEverybody: a public version that is not for everybody, and one of another level, are published
// nowhere, and no id of a record opens anything.
func TestNotForEverybody(t *testing.T) {
	t.Parallel()
	w := newTown(t, &publishes)
	green := w.draft("green", 24)
	green.Versions[1].TLP = tocsin.TLPGreen
	w.tell(green)
	open := w.tell(w.draft("open", 24))
	w.serve()
	if got := w.alerts(); len(got) != 1 {
		t.Errorf("there are %q", got)
	}
	_, missing := w.get("/public/alerts/none")
	s := w.Snap(issuer)
	ids := []string{"..%2f", "none.cap", string(green.ID), string(open), string(s.Threats[0].ID)}
	for _, x := range s.Sent { // releases to the press, and those of another label
		if x.Warning == green.ID || x.Release.To == press {
			ids = append(ids, string(x.Release.ID))
		}
	}
	for _, id := range ids {
		resp, body := w.get("/public/alerts/" + id)
		if resp.StatusCode != http.StatusNotFound || !strings.HasSuffix(id, ".cap") && body != missing {
			t.Errorf("%s: %d %s", id, resp.StatusCode, body)
		}
	}
}

// TestErasedAlert: an order that erases a warning takes its publication with it.
func TestErasedAlert(t *testing.T) {
	t.Parallel()
	w := newTown(t, &publishes)
	id := w.tell(w.draft("one", 24))
	w.serve()
	page := w.alerts()[0]
	w.close(id, "ended", "It is over.", tocsin.Instant{})
	for _, role := range []tocsin.Role{tocsin.DutyOfficer, tocsin.Approver} {
		w.Act(issuer, role, client.DecidePart{Threat: "threat-one", Part: "hall", Decision: tocsin.ReviewDecision{End: tocsin.CloseMitigated, Reason: "Held", Successor: "As ever"}})
	}
	asked := w.ActAs(issuer, client.Caller{Role: tocsin.Analyst, Reason: "a court asks for it"}, client.AskOrder{Kind: tocsin.Erase, About: tocsin.Ref{Kind: tocsin.KindWarning, ID: string(id)}})
	w.Act(issuer, tocsin.Inspector, client.GiveOrder{Order: tocsin.OrderID(asked.Object.ID)})
	if got := w.alerts(); len(got) != 0 {
		t.Errorf("erased, and still listed: %q", got)
	}
	_, missing := w.get("/public/alerts/none")
	if resp, body := w.get(page); resp.StatusCode != http.StatusNotFound || body != missing {
		t.Errorf("the page of what was erased: %d %s", resp.StatusCode, body)
	}
}

// TestSecretsStayInside plants words of their own in everything that a record may say and the public version
// does not, and looks for them in all that everybody can read.
func TestSecretsStayInside(t *testing.T) {
	w := newTown(t, &publishes)
	w.serve()
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		var planted []string
		word := func(kind string) string {
			s := fmt.Sprintf("zq%s%dx%dqz", kind, n, len(planted))
			planted = append(planted, s)
			return s
		}
		d := w.draft(fmt.Sprint("s", n), rapid.IntRange(1, 100).Draw(rt, "hours"))
		d.ID, d.Threat = tocsin.WarningID(word("warning")), tocsin.ThreatID(word("threat"))
		d.Title = word("title")
		full, open := &d.Versions[0], &d.Versions[1]
		full.Text[0].Words = "It says " + word("text")
		for _, name := range tocsin.FacetNames {
			f := tocsin.Facet{State: tocsin.Stated, Value: word("facet"), Aliases: []string{word("alias")}, Site: tocsin.SiteID("arena")}
			*full.Parts[0].Facets.Get(name) = f
			g := tocsin.Facet{State: rapid.SampledFrom([]tocsin.FacetState{tocsin.Withheld, tocsin.Generalised}).Draw(rt, "state")}
			if g.State == tocsin.Withheld {
				g.Reason = rapid.SampledFrom(tocsin.WithheldReasons).Draw(rt, "reason")
			} else {
				g.Value, g.Aliases = fmt.Sprint("something general ", n), []string{word("near")}
			}
			*open.Parts[0].Facets.Get(name) = g
		}
		if open.Parts[0].Facets.Time.State == tocsin.Withheld {
			open.Parts[0].Window = tocsin.Window{}
		}
		open.Instruction.Window.End.Words = word("window")
		if rapid.Bool().Draw(rt, "no instruction") {
			open.Instruction = nil
		}
		d.Addressees = append(d.Addressees[:2:2], tocsin.Addressee{Org: press, Role: "regulator", Level: tocsin.Full})
		d.Addressees[1] = tocsin.Addressee{Org: public, Role: "public", Level: tocsin.Public}
		d.Addressees = d.Addressees[1:]
		w.Act(issuer, tocsin.Analyst, client.OpenThreat{Threat: tocsin.Threat{ID: d.Threat, Title: word("title"), Parts: []tocsin.Part{{ID: "hall", Name: word("part"), Facets: full.Parts[0].Facets, Window: full.Parts[0].Window}}}})
		w.Act(issuer, tocsin.WarningOfficer, client.DraftWarning{Warning: d})
		w.ActAs(issuer, client.Caller{Role: tocsin.Approver, Person: word("person"), Reason: word("reason")}, client.SignWarning{Warning: d.ID})
		for _, l := range []tocsin.Level{tocsin.Full, tocsin.Public} {
			w.ActAs(issuer, client.Caller{Role: tocsin.WarningOfficer, Person: word("person"), Reason: word("reason")}, client.Release{Warning: d.ID, Level: l})
		}
		if open.Instruction != nil && rapid.Bool().Draw(rt, "closed") {
			w.close(d.ID, "ended", "It is over.", tocsin.Instant{})
		}
		paths := w.alerts()
		for _, p := range slices.Clone(paths) {
			paths = append(paths, p+".cap")
		}
		for _, path := range append(paths, "/public/", "/public/feed.atom", "/public/feed.json") {
			resp, body := w.get(path)
			for _, s := range planted {
				if strings.Contains(body, s) || strings.Contains(fmt.Sprint(resp.Header), s) {
					rt.Fatalf("%s tells %s:\n%s", path, s, body)
				}
			}
			if strings.Contains(strings.ToLower(body), "bunker") || strings.Contains(body, "54.321") {
				rt.Fatalf("%s tells of our site:\n%s", path, body)
			}
		}
	})
}

// TestPublicCaching: strong tags that change with what is said, a policy without script, and no cookie.
func TestPublicCaching(t *testing.T) {
	t.Parallel()
	w := newTown(t, &publishes)
	id := w.tell(w.draft("one", 24))
	w.serve()
	page := w.alerts()[0]
	tags := map[string]string{}
	for _, path := range []string{"/public/", page, page + ".cap", "/public/feed.atom", "/public/feed.json", "/public/static/bulletin.css", "/public/static/world.svg"} {
		resp, body := w.get(path)
		tag := resp.Header.Get("ETag")
		if resp.StatusCode != http.StatusOK || !strings.HasPrefix(tag, `"`) || !strings.HasPrefix(resp.Header.Get("Cache-Control"), "public, max-age=") || len(resp.Cookies()) != 0 || body == "" {
			t.Errorf("%s: %d %v", path, resp.StatusCode, resp.Header)
		}
		if strings.Contains(resp.Header.Get("Content-Type"), "html") {
			if csp := resp.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "script") || strings.Contains(csp, "unsafe") {
				t.Errorf("%s: %s", path, csp)
			}
			if strings.Contains(body, "<script") || strings.Contains(body, "style=") || regexp.MustCompile(`(src|href)="?(https?:)?//`).MatchString(body) {
				t.Errorf("%s has a script, a style or an address of another host:\n%s", path, body)
			}
		}
		if resp, body := w.get(path, "If-None-Match", tag); resp.StatusCode != http.StatusNotModified || body != "" {
			t.Errorf("%s asked again: %d", path, resp.StatusCode)
		}
		tags[path] = tag
	}
	w.close(id, "ended", "It is over.", tocsin.Instant{})
	w.alerts()
	for _, path := range []string{"/public/", page, "/public/feed.atom", "/public/feed.json"} {
		if resp, _ := w.get(path, "If-None-Match", tags[path]); resp.StatusCode != http.StatusOK {
			t.Errorf("%s is the same after the end: %d", path, resp.StatusCode)
		}
	}
}

// TestMarkupInAnAlert: whatever the words hold, they stay words.
func TestMarkupInAnAlert(t *testing.T) {
	t.Parallel()
	w := newTown(t, &publishes)
	d := w.draft("one", 24)
	evil := `<script>alert(1)</script>"'><img src=x onerror=alert(2)>&amp;`
	d.Versions[1].Text[0].Words, d.Versions[1].Instruction.Words = evil, evil
	d.Versions[1].Parts[0].Facets.Place = tocsin.Facet{State: tocsin.Generalised, Value: evil}
	d.Versions[1].Text[1].Lang = "ar"
	id := w.tell(d)
	w.serve()
	page := w.alerts()[0]
	look := func() {
		for _, path := range []string{"/public/", page} {
			_, body := w.get(path)
			wantsNot(t, path, body, "<script", "<img", "onerror=alert(2)>&amp;<")
		}
	}
	look()
	_, body := w.get(page)
	wants(t, "the page", body, `lang="ar" dir="rtl"`)
	w.close(id, "ended", evil, tocsin.Instant{})
	w.alerts()
	look()
	for _, path := range []string{page + ".cap", "/public/feed.atom"} {
		_, body := w.get(path)
		if err := xml.NewDecoder(bytes.NewReader([]byte(body))).Decode(new(struct{ XMLName xml.Name })); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// TestPublicConfiguration refuses what could not be published with.
func TestPublicConfiguration(t *testing.T) {
	t.Parallel()
	for _, p := range []node.Public{{}, {Sender: "a@b.example"}, {URL: "https://city.example"}, {Sender: "a b", URL: "https://city.example"}, {Sender: "a@b.example", URL: "city.example"}, {Sender: "a@b.example", URL: "https://city.example/x"}, {Sender: "a@b.example", URL: "javascript:alert(1)"}, {Sender: "a@b.example", URL: "https://u:p@city.example"}} {
		if _, err := node.Open(t.Context(), t.TempDir(), "hall", node.Options{Public: &p}); err == nil {
			t.Errorf("%+v is taken", p)
		}
	}
}
