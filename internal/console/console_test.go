package console_test

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
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
	"tocsin/internal/console"
	"tocsin/internal/identity"
	"tocsin/internal/tocsintest"
)

// The organisations of the tests: an embassy that warns, and a guard service that is warned.
const (
	embassy tocsin.OrgID = "embassy"
	guard   tocsin.OrgID = "guard"
)

// A house is one organisation's console on a real server, in a world with others.
type house struct {
	*tocsintest.World
	org tocsin.OrgID
	url string
	who identity.Principal
}

// newHouse serves the console of an organisation, to one person with all the roles of an officer.
func newHouse(t *testing.T, w *tocsintest.World, org tocsin.OrgID) *house {
	t.Helper()
	h := &house{World: w, org: org, who: identity.Principal{
		Account: "a-1", Name: "Ada", Role: tocsin.DutyOfficer,
		Roles: []tocsin.Role{tocsin.DutyOfficer, tocsin.Analyst, tocsin.WarningOfficer, tocsin.Approver, tocsin.SiteManager, tocsin.Inspector, tocsin.Administrator},
	}}
	zone, err := time.LoadLocation("Europe/Moscow")
	if err != nil {
		t.Fatal(err)
	}
	c := w.Node(org).Console(console.Options{Zone: zone, Version: "test"})
	srv := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		c.ServeHTTP(rw, r.WithContext(identity.With(r.Context(), h.who)))
	}))
	t.Cleanup(srv.Close)
	h.url = srv.URL
	return h
}

// get reads a page.
func (h *house) get(path string) (int, string) {
	h.T.Helper()
	resp, err := http.Get(h.url + path)
	if err != nil {
		h.T.Fatal(err)
	}
	return resp.StatusCode, body(h.T, resp)
}

// post sends a form from a page as a browser would, and follows where it leads.
func (h *house) post(path string, form url.Values) (int, string) {
	h.T.Helper()
	resp, err := http.PostForm(h.url+path, form)
	if err != nil {
		h.T.Fatal(err)
	}
	return resp.StatusCode, body(h.T, resp)
}

func body(t testing.TB, resp *http.Response) string {
	t.Helper()
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// requestID is the id of the first form of a page.
func requestID(page string) string {
	m := regexp.MustCompile(`name="request" value="([^"]+)"`).FindStringSubmatch(page)
	if m == nil {
		return ""
	}
	return m[1]
}

// warned is a world in which the guard has received the embassy's warning.
func warned(t *testing.T) *tocsintest.World {
	t.Helper()
	w := tocsintest.New(t, tocsintest.Options{}, embassy, guard)
	w.Meet(
		tocsin.Org{ID: embassy, Name: "Embassy of Norland", Aliases: []string{"Norland"}, Kind: tocsin.OrgGovernment},
		tocsin.Org{ID: guard, Name: "City Guard", Kind: tocsin.OrgService},
	)
	w.Act(guard, tocsin.Administrator, client.AddSite{Site: tocsin.Site{ID: "arena", Name: "Grand Arena", Capacity: 6200, Operator: guard, Position: &tocsin.Position{Lat: 55.8259, Lon: 37.3902}}})
	threat := tocsin.Threat{Title: "Attack on the Grand Arena", Label: tocsin.TLPAmber, Parts: []tocsin.Part{{ID: "hall", Name: "the hall", Facets: arena(), Window: window(t)}}}
	id := tocsin.ThreatID(w.Act(embassy, tocsin.DutyOfficer, client.OpenThreat{Threat: threat}).Object.ID)
	draft := tocsin.Warning{Threat: id, Title: "Attack on the Grand Arena", Label: tocsin.TLPAmber,
		Versions: []tocsin.Version{{Level: tocsin.Full, TLP: tocsin.TLPAmber, Parts: []tocsin.VersionPart{{Part: "hall", Facets: arena(), Window: window(t)}},
			Text: []tocsin.Text{{Lang: "en", Words: "Gunmen plan to attack the Grand Arena within 48 hours.", Original: true}}}},
		Addressees: []tocsin.Addressee{{Org: guard, Role: "protector", Level: tocsin.Full}},
	}
	wid := tocsin.WarningID(w.Act(embassy, tocsin.WarningOfficer, client.DraftWarning{Warning: draft}).Object.ID)
	w.ActAs(embassy, client.Caller{Role: tocsin.Approver, Person: "second"}, client.SignWarning{Warning: wid})
	w.Act(embassy, tocsin.WarningOfficer, client.Release{Warning: wid, Level: tocsin.Full})
	w.Carry()
	w.Act(guard, tocsin.Analyst, client.RecordReport{Report: tocsin.Report{
		Title: "Men with weapons seen near the arena", Text: "Three men carried long bags <b>twice</b>.", Internal: true, Origin: "patrol 4", Label: tocsin.TLPAmber,
		Facets: tocsin.Facets{Place: tocsin.Facet{State: tocsin.Stated, Value: "Grand Arena", Site: "arena"}}.Normal(),
	}})
	return w
}

func arena() tocsin.Facets {
	return tocsin.Facets{
		Place: tocsin.Facet{State: tocsin.Stated, Value: "Grand Arena", Site: "arena"}, Time: tocsin.Facet{State: tocsin.Stated, Value: "7 to 9 March"},
		Target: tocsin.Facet{State: tocsin.Stated, Value: "concert goers"}, Method: tocsin.Facet{State: tocsin.Stated, Value: "automatic rifles"},
		Actor: tocsin.Facet{State: tocsin.Generalised, Value: "an armed group"},
	}.Normal()
}

func window(t testing.TB) tocsin.Window {
	t.Helper()
	start, err := tocsin.ParseInstant("2024-03-07T20:00", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return tocsin.Window{Start: start, End: start.Add(48 * time.Hour)}
}

// TestSenderIsNotInThePage reads every page before the content is judged: the sender is in none of
// them, and after the reveal it is.
func TestSenderIsNotInThePage(t *testing.T) {
	t.Parallel()
	h := newHouse(t, warned(t), guard)
	id := string(h.Snap(guard).Received[0].ID)
	for _, path := range []string{"/", "/inbox", "/inbox/" + id} {
		status, page := h.get(path)
		if status != http.StatusOK {
			t.Fatalf("%s: %d\n%s", path, status, page)
		}
		if strings.Contains(page, "Norland") || strings.Contains(page, string(embassy)) {
			t.Errorf("%s names the sender", path)
		}
	}
	_, page := h.post("/inbox/"+id+"/grade", url.Values{"request": {"r-1"}, "credibility": {"2"}})
	if strings.Contains(page, "Norland") {
		t.Error("the sender is shown before anybody asked")
	}
	if _, page = h.post("/inbox/"+id+"/reveal", url.Values{"request": {"r-2"}}); !strings.Contains(page, "Embassy of Norland") {
		t.Errorf("the sender is not shown:\n%s", page)
	}
}

// TestRefusalKeepsWhatWasTyped dismisses a warning for who sent it: it is refused with its rule, and
// what was typed is still in the form.
func TestRefusalKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	h := newHouse(t, warned(t), guard)
	id := string(h.Snap(guard).Received[0].ID)
	h.post("/inbox/"+id+"/grade", url.Values{"request": {"r-1"}, "credibility": {"3"}})
	status, page := h.post("/inbox/"+id+"/dismiss", url.Values{"request": {"r-2"}, "reason": {"below_threshold"}, "evidence": {"this is blackmail <b>"}})
	if status != http.StatusUnprocessableEntity || !strings.Contains(page, "distrust-is-no-reason") {
		t.Errorf("%d\n%s", status, page)
	}
	if !strings.Contains(page, "this is blackmail &lt;b&gt;") {
		t.Error("what was typed is gone, or stands unescaped")
	}
}

// TestFormSentTwice sends a form a second time, as a browser does that is told to reload: it acts once.
func TestFormSentTwice(t *testing.T) {
	t.Parallel()
	h := newHouse(t, warned(t), guard)
	id := string(h.Snap(guard).Received[0].ID)
	_, page := h.get("/inbox/" + id)
	form := url.Values{"request": {requestID(page)}, "what": {"bags are searched at every door"}}
	if form.Get("request") == "" {
		t.Fatal("the form has no request id")
	}
	for range 2 {
		if status, page := h.post("/inbox/"+id+"/protect", form); status != http.StatusOK {
			t.Fatalf("%d\n%s", status, page)
		}
	}
	if n := len(h.Snap(guard).Received[0].Acts); n != 1 {
		t.Errorf("%d acts, want 1", n)
	}
}

// TestReviseADraft opens the form of a draft, sends it as it stands, and then with other words: what the
// form does not show stays, and who read the words before cannot sign the ones after.
func TestReviseADraft(t *testing.T) {
	t.Parallel()
	w := warned(t)
	h := newHouse(t, w, embassy)
	threat := h.Snap(embassy).Threats[0].ID
	end, err := tocsin.ParseInstant("2024-03-09T18:00:30+01:00", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	low := arena()
	low.Method = tocsin.Facet{State: tocsin.Withheld, Reason: "method"}
	narrow := tocsin.Window{End: window(t).End}
	draft := tocsin.Warning{Threat: threat, Title: "Attack on the Grand Arena", Label: tocsin.TLPAmber,
		Versions: []tocsin.Version{
			{Level: tocsin.Full, TLP: tocsin.TLPAmber, Parts: []tocsin.VersionPart{{Part: "hall", Facets: arena(), Window: narrow}},
				Text: []tocsin.Text{{Lang: "en", Words: "Gunmen will come.", Original: true}, {Lang: "ru", Words: "Они придут."}, {Lang: "fr", Words: "Ils viendront."}}},
			{Level: tocsin.Tearline, TLP: tocsin.TLPGreen, Parts: []tocsin.VersionPart{{Part: "hall", Facets: low}},
				Text: []tocsin.Text{{Lang: "en", Words: "Automatic rifels were spoken of.", Original: true}}, Instruction: &tocsin.Instruction{Words: "Stay away.", Window: tocsin.Window{End: end}}},
			{Level: tocsin.Public, TLP: tocsin.TLPClear, Text: []tocsin.Text{{Lang: "en", Words: "Be watchful.", Original: true}}},
		},
		Addressees: []tocsin.Addressee{
			{Org: "elsewhere", Role: "partner_service", Level: tocsin.Tearline}, {Org: guard, Role: "protector", Level: tocsin.Tearline},
			{Org: guard, Role: "protector", Level: tocsin.Full, Channel: "courier", Reaches: []string{"v-1"}},
		},
		Overrides: []tocsin.Override{{Match: "automatic rifles", Reason: "a toy shop's name"}},
	}
	id := string(w.ActAs(embassy, client.Caller{Role: tocsin.Analyst, Person: "first"}, client.DraftWarning{Warning: draft}).Object.ID)
	path := "/warnings/" + id
	now := func() tocsin.Warning {
		for _, x := range h.Snap(embassy).Warnings {
			if string(x.ID) == id {
				return x
			}
		}
		t.Fatal("the draft is gone")
		return tocsin.Warning{}
	}
	before := now()
	status, page := h.get(path + "/revise")
	if status != http.StatusOK || !strings.Contains(page, "automatic rifles</q>, because a toy shop") {
		t.Fatalf("%d\n%s", status, page)
	}
	form := formIn(t, page, path+"/revise")
	if status, page = h.post(path+"/revise", form); status != http.StatusUnprocessableEntity || !strings.Contains(page, "the draft says that already") {
		t.Fatalf("sent as it stands: %d\n%s", status, page)
	}
	form.Set("request", "anew-0")
	form.Set("title", "Attack on the arena")
	if status, page = h.post(path+"/revise", form); status != http.StatusOK || !strings.Contains(page, "revision 1") {
		t.Fatalf("%d\n%s", status, page)
	}
	after := now()
	same := after
	same.Title = before.Title
	same.Revision, same.Drafter, same.Times, same.Overrides = before.Revision, before.Drafter, before.Times, before.Overrides
	if got, want := asJSON(t, same), asJSON(t, before); got != want {
		t.Errorf("with another title, the form changed more of the draft:\n%s\nwant\n%s", got, want)
	}
	if after.Drafter == before.Drafter || after.Overrides[0].Match != "automatic rifles" {
		t.Errorf("got %+v", after)
	}
	form.Set("request", "anew-1")
	if status, page = h.post(path+"/revise", form); status != http.StatusUnprocessableEntity || !strings.Contains(page, "written anew since it was read") {
		t.Fatalf("what was read before was sent again: %d\n%s", status, page)
	}
	_, page = h.get(path + "/revise")
	form = formIn(t, page, path+"/revise")
	form.Set("f.public.hall.place", "Grand Arena")
	for _, n := range tocsin.FacetNames {
		form.Set("f.public.hall."+string(n)+"_state", "withheld")
		form.Set("f.public.hall."+string(n)+"_reason", "method")
	}
	form.Set("f.public.hall.place_state", "stated")
	form.Set("text.full", "Gunmen will come, and soon.")
	if status, page = h.post(path+"/revise", form); status != http.StatusOK {
		t.Fatalf("%d\n%s", status, page)
	}
	if got := now(); len(got.Versions[2].Parts) != 1 || got.Versions[2].Parts[0].Facets.Place.Value != "Grand Arena" || got.Versions[0].Text[0].Words != "Gunmen will come, and soon." {
		t.Errorf("got %+v", got.Versions)
	}
	h.who.Role, h.who.Account = tocsin.Approver, "a-2"
	if status, _ = h.post(path+"/sign", url.Values{"request": {"s-1"}, "warning": {id}, "revision": {"1"}}); status != http.StatusUnprocessableEntity {
		t.Errorf("words were signed that nobody read: %d", status)
	}
	if status, page = h.post(path+"/withdraw", url.Values{"request": {"s-2"}, "warning": {id}, "revision": {"2"}, "because": {"The place was misheard"}}); status != http.StatusOK || !strings.Contains(page, "The place was misheard") {
		t.Fatalf("%d\n%s", status, page)
	}
	if status, page = h.get(path + "/revise"); !strings.Contains(page, "withdrawn") || strings.Contains(page, "Put it down anew") {
		t.Errorf("%d\n%s", status, page)
	}
	if _, page = h.get("/warnings"); !strings.Contains(page, "Withdrawn before they were issued") {
		t.Error("the list does not show what was withdrawn")
	}
}

// formIn reads the form of a page that is sent to a path, with what is filled in.
func formIn(t testing.TB, page, action string) url.Values {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(page))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	out, in := url.Values{}, false
	var area, list string // the field whose text comes, or whose options
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch x := token.(type) {
		case xml.CharData:
			if area != "" {
				out.Set(area, strings.TrimPrefix(string(x), "\n"))
			}
		case xml.EndElement:
			switch x.Name.Local {
			case "form":
				in = false
			case "textarea":
				area = ""
			}
		case xml.StartElement:
			at := map[string]string{}
			for _, a := range x.Attr {
				at[a.Name.Local] = a.Value
			}
			_, checked := at["checked"]
			_, selected := at["selected"]
			switch {
			case x.Name.Local == "form":
				in = at["action"] == action
			case !in:
			case x.Name.Local == "input" && (at["type"] != "checkbox" || checked):
				out.Set(at["name"], at["value"])
			case x.Name.Local == "textarea":
				area = at["name"]
				out.Set(area, "")
			case x.Name.Local == "select":
				list = at["name"]
			case x.Name.Local == "option" && (selected || !out.Has(list)):
				value, given := at["value"]
				if !given {
					text, _ := d.Token()
					value = string(text.(xml.CharData))
				}
				out.Set(list, value)
			}
		}
	}
	if len(out) == 0 {
		t.Fatalf("no form is sent to %s:\n%s", action, page)
	}
	return out
}

func asJSON(t testing.TB, v any) string {
	t.Helper()
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestOlder turns the pages of a list that has more than one, to its end and back.
func TestOlder(t *testing.T) {
	t.Parallel()
	w := warned(t)
	for i := range 210 {
		w.Act(guard, tocsin.Analyst, client.RecordReport{Report: tocsin.Report{Title: fmt.Sprintf("report %03d", i), Text: "a"}})
	}
	h := newHouse(t, w, guard)
	next, seen := "", map[string]int{}
	link := regexp.MustCompile(`href="(\?before=[^"]+)">Show older ones`)
	for turn := range 3 {
		status, page := h.get("/reports" + next)
		if status != http.StatusOK {
			t.Fatalf("%d\n%s", status, page)
		}
		for _, title := range regexp.MustCompile(`report \d{3}`).FindAllString(page, -1) {
			seen[title]++
		}
		m := link.FindStringSubmatch(page)
		if last := turn == 2; last != (m == nil) {
			t.Fatalf("page %d goes on: %v", turn, m)
		}
		if back := strings.Contains(page, `<a href="?">Back to the newest</a>`); back != (turn > 0) {
			t.Errorf("page %d leads back to the newest: %v", turn, back)
		}
		if m != nil {
			next = m[1]
		}
	}
	if len(seen) != 210 {
		t.Errorf("%d of 210 reports were on the pages", len(seen))
	}
	for title, n := range seen {
		if n != 1 {
			t.Errorf("%s was there %d times", title, n)
		}
	}
	if _, page := h.get("/reports?before=unknown"); !strings.Contains(page, "None on this page.") {
		t.Error("a page that is not there says something else")
	}
}

// TestIcon asks for the mark as a browser does that stands on a page which names none.
func TestIcon(t *testing.T) {
	t.Parallel()
	h := newHouse(t, warned(t), guard)
	resp, err := http.Get(h.url + "/favicon.ico")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if kind := resp.Header.Get("Content-Type"); resp.StatusCode != http.StatusOK || kind != "image/svg+xml" {
		t.Errorf("%d, %s", resp.StatusCode, kind)
	}
}

// TestComposeToAnswer writes a warning on the embassy's console, signs and releases it, and answers it
// on the guard's.
func TestComposeToAnswer(t *testing.T) {
	t.Parallel()
	w := warned(t)
	h := newHouse(t, w, embassy)
	threat := string(h.Snap(embassy).Threats[0].ID)
	status, page := h.get("/warnings/new?threat=" + threat)
	if status != http.StatusOK || !strings.Contains(page, "Grand Arena") {
		t.Fatalf("%d\n%s", status, page)
	}
	form := url.Values{
		"request": {requestID(page)}, "threat": {threat}, "title": {"Attack on the Grand Arena"}, "part.hall": {"1"},
		"on.full": {"1"}, "tlp.full": {"TLP:AMBER"}, "text.full": {"Gunmen will attack the arena."}, "lang.full": {"en"},
		"on.tearline": {"1"}, "tlp.tearline": {"TLP:GREEN"}, "text.tearline": {"Gunmen will use automatic rifles at a place where crowds gather."}, "lang.tearline": {"en"},
		"to.guard": {"full"}, "as.guard": {"protector"},
	}
	for _, l := range []string{"full", "tearline"} {
		for n, f := range arena().All() {
			form.Set("f."+l+".hall."+string(n), f.Value)
			form.Set("f."+l+".hall."+string(n)+"_state", string(f.State))
		}
	}
	form.Set("f.tearline.hall.method_state", "withheld")
	form.Set("f.tearline.hall.method_reason", "source")
	if _, page = h.post("/warnings/check", form); !strings.Contains(page, "place says what is withheld") && !strings.Contains(page, "places say what is withheld") {
		t.Errorf("the check finds nothing:\n%s", page)
	}
	if status, page = h.post("/warnings", form); status != http.StatusUnprocessableEntity || !strings.Contains(page, "withheld-leak") {
		t.Fatalf("%d\n%s", status, page)
	}
	form.Set("text.tearline", "Gunmen will come to a place where crowds gather.")
	form.Set("request", requestID(page))
	if status, page = h.post("/warnings", form); status != http.StatusOK || !strings.Contains(page, "second officer signs") {
		t.Fatalf("%d\n%s", status, page)
	}
	drafts := h.Snap(embassy).Warnings
	draft := drafts[len(drafts)-1]
	path, id := "/warnings/"+string(draft.ID), string(draft.ID)
	h.who.Role = tocsin.Approver
	if status, _ = h.post(path+"/sign", url.Values{"request": {"s-1"}, "warning": {id}}); status != http.StatusUnprocessableEntity {
		t.Errorf("one person signed twice: %d", status)
	}
	h.who.Account = "a-2"
	if status, page = h.post(path+"/sign", url.Values{"request": {"s-2"}, "warning": {id}}); status != http.StatusOK || !strings.Contains(page, "Release the full version") {
		t.Fatalf("%d\n%s", status, page)
	}
	if status, page = h.post(path+"/release", url.Values{"request": {"s-3"}, "warning": {id}, "level": {"full"}}); status != http.StatusOK || !strings.Contains(page, "City Guard") {
		t.Fatalf("%d\n%s", status, page)
	}
	h.Carry()
	if n := len(h.Snap(guard).Received); n != 2 {
		t.Errorf("the guard has %d warnings, want 2", n)
	}
}
