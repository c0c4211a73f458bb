package console_test

import (
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/desk"
	"tocsin/internal/tocsintest"
)

// reached is a world in which the embassy reaches the guard through contacts: a mail that fails, and a
// call that is due; and its own duty officer through a number.
func reached(t *testing.T) *tocsintest.World {
	t.Helper()
	w := tocsintest.New(t, tocsintest.Options{}, embassy, guard)
	w.Meet(
		tocsin.Org{ID: embassy, Name: "Embassy of Norland", Aliases: []string{"Norland"}, Kind: tocsin.OrgGovernment},
		tocsin.Org{ID: guard, Name: "City Guard", Kind: tocsin.OrgService},
	)
	w.Deaf = append(w.Deaf, guard)
	w.Act(embassy, tocsin.Administrator, client.SetContacts{Contacts: []tocsin.Contact{
		{ID: "guard-desk", For: tocsin.Party{Org: guard}, Name: "the desk", Channel: tocsin.ByMail, Address: "desk@guard.example"},
		{ID: "guard-shift", For: tocsin.Party{Org: guard}, Name: "the shift leader", Channel: tocsin.ByCall, Address: "+1 (555) 0100", Step: 2, After: 10 * time.Minute},
		{ID: "duty-phone", For: tocsin.Party{Role: tocsin.DutyOfficer}, Name: "the duty phone", Channel: tocsin.ByCall, Address: "+1 555 0199"},
	}})
	id := tocsin.ThreatID(w.Act(embassy, tocsin.DutyOfficer, client.OpenThreat{Threat: tocsin.Threat{
		Title: "Attack on the Grand Arena", Label: tocsin.TLPAmber, Parts: []tocsin.Part{{ID: "hall", Name: "the hall", Facets: named(), Window: window(t)}},
	}}).Object.ID)
	draft := tocsin.Warning{Threat: id, Title: "Attack on the Grand Arena", Label: tocsin.TLPAmber,
		Versions: []tocsin.Version{{Level: tocsin.Full, TLP: tocsin.TLPAmber, Parts: []tocsin.VersionPart{{Part: "hall", Facets: named(), Window: window(t)}},
			Text: []tocsin.Text{{Lang: "en", Words: "Gunmen plan to attack the Grand Arena within 48 hours.", Original: true}}}},
		Addressees: []tocsin.Addressee{{Org: guard, Role: "protector", Level: tocsin.Full}},
	}
	wid := tocsin.WarningID(w.Act(embassy, tocsin.WarningOfficer, client.DraftWarning{Warning: draft}).Object.ID)
	w.ActAs(embassy, client.Caller{Role: tocsin.Approver, Person: "second"}, client.SignWarning{Warning: wid})
	w.Act(embassy, tocsin.WarningOfficer, client.Release{Warning: wid, Level: tocsin.Full})
	sent, err := w.Desk(embassy).Claim(t.Context(), "worker", []string{"mail"}, 10, time.Minute)
	if err != nil || len(sent) != 1 {
		t.Fatal(sent, err)
	}
	failed := []tocsin.Attempt{{Delivery: sent[0].ID, Number: 1, At: w.Clock.Now(), State: tocsin.AttemptFailed, Code: 451, Cause: "451 greylisted, try later"}}
	if _, err := w.Desk(embassy).RecordAttempts(t.Context(), "worker", failed); err != nil {
		t.Fatal(err)
	}
	w.Advance(11 * time.Minute)
	return w
}

// named is what the warning says: without a site of ours, for the embassy has none.
func named() tocsin.Facets {
	f := arena()
	f.Place.Site = ""
	return f
}

func notice(t *testing.T, w *tocsintest.World, kind string) desk.Telling {
	t.Helper()
	all, err := w.Desk(embassy).Notifications(t.Context(), "", false, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range all {
		if n.Kind == kind && (kind == tocsin.NotificationRelease || n.Live()) {
			return n
		}
	}
	t.Fatalf("nobody is told of a %s", kind)
	return desk.Telling{}
}

func want(t *testing.T, page string, words ...string) {
	t.Helper()
	plain := html.UnescapeString(page)
	for _, w := range words {
		if !strings.Contains(page, w) && !strings.Contains(plain, w) {
			t.Errorf("the page does not say %q", w)
		}
	}
}

// TestCallSheetPage takes a call off the sheet and rings it: the number can be dialled, the words are
// those of the version, told without a second name is refused and keeps what was typed, and told with
// one answers the notice.
func TestCallSheetPage(t *testing.T) {
	t.Parallel()
	h := newHouse(t, reached(t), embassy)
	_, floor := h.get("/")
	want(t, floor, `href="/calls"><b>`, "calls to make", "told, and nobody answers")
	_, page := h.get("/calls")
	want(t, page, "the shift leader", "City Guard", "Take the next one")
	var mine []desk.Call
	for range 2 { // who has one is led to the same
		if _, page = h.post("/calls/next", url.Values{"request": {requestID(page)}}); !strings.Contains(page, "Yours until") {
			t.Fatal(page)
		}
	}
	all, err := h.Desk(embassy).Calls(t.Context(), desk.Caller{Role: tocsin.DutyOfficer, Person: h.who.Account}, 50)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		if c.Mine {
			mine = append(mine, c)
		}
	}
	if len(mine) != 1 {
		t.Fatalf("%d calls were taken", len(mine))
	}
	n := notice(t, h.World, tocsin.NotificationRelease)
	entry := ""
	for _, c := range all {
		if c.Notice == n.ID {
			entry = c.ID
		}
	}
	_, page = h.get("/calls/" + entry)
	want(t, page, `href="tel:+15550100"`, "Gunmen plan to attack the Grand Arena", "Please repeat it to me", "TLP:AMBER")
	form := url.Values{"request": {requestID(page)}, "notice": {string(n.ID)}, "channel": {"call"}, "outcome": {"told"}, "whom": {"the sergeant"}, "words": {"He <b>writes</b>"}}
	status, page := h.post("/calls/"+entry+"/told", form)
	if status != http.StatusUnprocessableEntity {
		t.Errorf("told without a second name: %d", status)
	}
	want(t, page, string(tocsin.RuleTwoPersons), "the sergeant", "He &lt;b&gt;writes")
	form.Set("second", "the clerk")
	form.Set("request", requestID(page))
	if status, page = h.post("/calls/"+entry+"/told", form); status != http.StatusOK || strings.Contains(page, "the shift leader") {
		t.Errorf("it is still on the sheet: %d\n%s", status, page)
	}
	if n = notice(t, h.World, tocsin.NotificationRelease); n.State != tocsin.NotificationAnswered || n.Told[0].Second != "the clerk" {
		t.Errorf("the notice is %+v", n)
	}
	if status, _ = h.get("/calls/" + entry); status != http.StatusNotFound {
		t.Errorf("a call that was made is %d", status)
	}
}

// TestNotificationPages: what is owed, to whom, how often it was tried, the last error and what comes
// next; that nobody answers is a state with an owner.
func TestNotificationPages(t *testing.T) {
	t.Parallel()
	h := newHouse(t, reached(t), embassy)
	_, page := h.get("/notifications")
	want(t, page, "Attack on the Grand Arena, the full version", "City Guard", "451 greylisted, try later", "did not go", "desk@guard.example", "it counts as unanswered", "/duties/")
	h.Advance(20 * time.Minute)
	_, page = h.get("/notifications?show=unanswered")
	want(t, page, "nobody answers", "It is with <b>our warning officer</b>", "the chain begins again")
	n := notice(t, h.World, tocsin.NotificationRelease)
	at := "/notifications/" + string(n.ID)
	_, page = h.get(at)
	want(t, page, "the desk, mail", "10 min after the step before", "Tries to reach the desk", "451")
	form := url.Values{"request": {requestID(page)}, "channel": {"in_person"}, "outcome": {"told"}, "whom": {"the director"}, "second": {"her deputy"}, "at": {"2024-03-06T12:20"}, "words": {"She closes the gate"}}
	status, page := h.post(at+"/told", form)
	if status != http.StatusOK {
		t.Fatalf("%d\n%s", status, page)
	}
	want(t, page, "In person: told, the director; second name: her deputy. She closes the gate", "12:20")
	_, page = h.get("/notifications?show=over")
	want(t, page, "In person: told, the director", "answered")
	if status, _ = h.get("/notifications/none"); status != http.StatusNotFound {
		t.Errorf("a notice that is not there is %d", status)
	}
	duty := notice(t, h.World, tocsin.NotificationDuty)
	if status, page = h.post("/notifications/"+string(duty.ID)+"/acknowledge", url.Values{"request": {"a-1"}}); status != http.StatusOK {
		t.Fatalf("%d\n%s", status, page)
	}
	want(t, page, "Answered at our own desk")
}

// TestContactPages adds, changes, tests and ends a contact.
func TestContactPages(t *testing.T) {
	t.Parallel()
	h := newHouse(t, reached(t), embassy)
	h.who.Role = tocsin.Administrator
	_, page := h.get("/contacts")
	want(t, page, "Our duty officer", "Our approver", "Nobody is written down: this step is skipped", "Step 2, 10 min after the step before", "the shift leader")
	form := url.Values{"request": {requestID(page)}, "for": {"role/approver"}, "channel": {"mail"}, "address": {"no address"}, "name": {"the chief"}, "step": {"1"}}
	status, page := h.post("/contacts", form)
	if status != http.StatusUnprocessableEntity || !strings.Contains(page, `value="no address"`) {
		t.Errorf("%d: what was typed is gone\n%s", status, page)
	}
	form.Set("address", "chief@norland.example")
	form.Set("request", requestID(page))
	if status, page = h.post("/contacts", form); status != http.StatusOK {
		t.Fatal(page)
	}
	want(t, page, "chief@norland.example")
	form = url.Values{"request": {"c-1"}, "contact": {"guard-shift"}, "for": {"org/guard"}, "channel": {"call"}, "address": {"+1 555 0177"}, "name": {"the night shift"}, "step": {"2"}, "minutes": {"5"}}
	if status, page = h.post("/contacts", form); status != http.StatusOK {
		t.Fatal(page)
	}
	want(t, page, "+1 555 0177", "5 min after the step before")
	status, page = h.post("/contacts/test", url.Values{"request": {"c-2"}, "contact": {"guard-shift"}})
	if status != http.StatusOK {
		t.Fatal(page)
	}
	want(t, page, "A test: is this contact reached?", "the night shift")
	if _, page = h.post("/contacts/end", url.Values{"request": {"c-3"}, "contact": {"guard-shift"}}); strings.Contains(page, "Change it</summary><form method=\"post\" action=\"/contacts\" class=\"stack\"><input type=\"hidden\" name=\"contact\" value=\"guard-shift\"") {
		t.Error("it is still in use")
	}
	want(t, page, "Out of use (1)")
	h.who.Role = tocsin.SiteManager
	if status, _ = h.get("/contacts"); status != http.StatusForbidden {
		t.Errorf("a site manager opens the contacts: %d", status)
	}
}

// TestAuditPage: nothing found is said with the time of the look; a clock that stands still is found.
func TestAuditPage(t *testing.T) {
	t.Parallel()
	h := newHouse(t, reached(t), embassy)
	// the mail of the test's world is sent by nobody: it is called off, as by a worker that gave up
	sent, err := h.Desk(embassy).Claim(t.Context(), "worker", []string{"mail"}, 10, time.Minute)
	if err != nil || len(sent) != 1 {
		t.Fatal(sent, err)
	}
	if _, err := h.Desk(embassy).RecordAttempts(t.Context(), "worker", []tocsin.Attempt{{Delivery: sent[0].ID, Number: 2, At: h.Clock.Now(), State: tocsin.AttemptRelayed}}); err != nil {
		t.Fatal(err)
	}
	_, page := h.get("/audit")
	want(t, page, "Nothing found.", "Checked <time")
	h.Clock.Set(h.Clock.Now().Add(90 * time.Minute)) // and nothing ticks
	_, page = h.get("/audit")
	want(t, page, "would lapse in silence", "the clock does not run", "/notifications/")
}

// TestReachWithoutASound: a warning in a compartment, and what is told of it, is on no page of who may
// not read it, and the sender of one received is on none before the reveal.
func TestReachWithoutASound(t *testing.T) {
	t.Parallel()
	w := warned(t)
	w.Act(guard, tocsin.Administrator, client.SetContacts{Contacts: []tocsin.Contact{
		{ID: "duty", For: tocsin.Party{Role: tocsin.DutyOfficer}, Channel: tocsin.ByCall, Address: "+1 555 0100"},
	}})
	w.Act(guard, tocsin.Analyst, client.OpenThreat{Threat: tocsin.Threat{Title: "Quillfeather's plan", Label: tocsin.TLPAmber, Compartments: []string{"river"},
		Parts: []tocsin.Part{{ID: "p", Name: "Quillfeather", Facets: named(), Window: window(t)}}}})
	w.Advance(72 * time.Hour)
	h := newHouse(t, w, guard)
	all, err := w.Desk(guard).Notifications(t.Context(), "", false, 0)
	if err != nil || len(all) < 2 {
		t.Fatalf("%d notices, %v", len(all), err)
	}
	paths := []string{"/", "/notifications", "/notifications?show=unanswered", "/notifications?show=over", "/calls", "/contacts", "/audit"}
	for _, n := range all {
		paths = append(paths, "/notifications/"+string(n.ID))
	}
	hidden := 0
	for _, role := range []tocsin.Role{tocsin.DutyOfficer, tocsin.Inspector, tocsin.Administrator} {
		h.who.Role = role
		for _, path := range paths {
			status, page := h.get(path)
			if strings.Contains(page, "Quillfeather") || strings.Contains(page, "Norland</a>") {
				t.Errorf("%s, as %s: %d\n%s", path, role, status, page)
			}
			if status == http.StatusNotFound {
				hidden++
			}
		}
	}
	if hidden == 0 {
		t.Error("no notice is hidden: the test would find no leak")
	}
	h.who.Role, h.who.Sees = tocsin.DutyOfficer, []string{"river"}
	if _, page := h.get("/notifications"); !strings.Contains(page, "Quillfeather") {
		if _, page = h.get("/notifications?show=unanswered"); !strings.Contains(page, "Quillfeather") {
			t.Error("who is in the compartment sees nothing of it either")
		}
	}
}
