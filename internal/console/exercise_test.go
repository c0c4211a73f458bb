package console_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/browsertest"
	"tocsin/internal/tocsintest"
)

const drillOrg = tocsin.OrgID("exercise-guard")

// drill is the console of an organisation that only exercises, of which nothing is written down.
func drill(t *testing.T) *house {
	t.Helper()
	h := newHouse(t, tocsintest.New(t, tocsintest.Options{}, drillOrg), drillOrg)
	h.who.Role = tocsin.Administrator
	return h
}

// TestExerciseOnEveryPage: every page of an exercise, and every answer of one that is refused, says so in its title,
// first and last; no page of a real organisation bears the band.
func TestExerciseOnEveryPage(t *testing.T) {
	t.Parallel()
	h := drill(t)
	h.who.Role = tocsin.Inspector
	plain := newHouse(t, warned(t), guard)
	for _, path := range []string{"/", "/start", "/inbox", "/inbox/none", "/reports", "/reports/new", "/threats", "/threats/new", "/warnings", "/sites", "/sites/new", "/case", "/registers", "/log", "/admin", "/duties/none"} {
		_, page := h.get(path)
		if strings.Count(page, "EXERCISE, EXERCISE, EXERCISE") != 2 || !strings.Contains(page, "<title>EXERCISE: ") || !strings.Contains(page, `<body class="exercise">`) {
			t.Errorf("%s does not say first and last that it is an exercise:\n%s", path, page)
		}
		if _, page = plain.get(path); strings.Contains(page, "EXERCISE") {
			t.Errorf("%s of a real organisation says that it is an exercise", path)
		}
	}
}

// TestStarterOfAnExercise: whom the lines name exercises too, and the page asks those whom it would reach whether
// they take part.
func TestStarterOfAnExercise(t *testing.T) {
	t.Parallel()
	h := drill(t)
	status, page := h.post("/start", starterForm(starterLines, "form-1"))
	if status != http.StatusOK || !strings.Contains(page, "1 site, 2 organisations that can be warned, 4 contacts") {
		t.Fatalf("%d\n%s", status, page)
	}
	for _, o := range h.Snap(drillOrg).Orgs {
		if !o.ID.Exercise() {
			t.Errorf("the exercise knows the real %s", o.ID)
		}
	}
	if !strings.Contains(page, "Who takes part") || strings.Contains(page, "Try it in an exercise first") {
		t.Fatalf("the page does not ask who takes part:\n%s", page)
	}
	contacts, err := h.Desk(drillOrg).Contacts(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	var mail tocsin.Contact
	for _, c := range contacts {
		if c.Channel == tocsin.ByMail {
			mail = c
		} else if strings.Contains(page, `value="`+string(c.ID)+`"`) {
			t.Errorf("%s is rung by a person, and asked by a machine", c.Address)
		}
	}
	if status, page = h.post("/start/ask", url.Values{"request": {"ask-1"}}); status != http.StatusUnprocessableEntity || !strings.Contains(page, "nobody was ticked") {
		t.Errorf("nobody was ticked: %d", status)
	}
	if status, page = h.post("/start/ask", url.Values{"request": {"ask-2"}, "contact": {string(mail.ID)}}); status != http.StatusOK || !strings.Contains(page, "1 asked") {
		t.Fatalf("%d\n%s", status, page)
	}
	all, err := h.Desk(drillOrg).Notifications(t.Context(), "", false, 0)
	if err != nil || len(all) != 1 || all[0].Kind != tocsin.NotificationTest {
		t.Errorf("%+v, %v", all, err)
	}
	if _, page = empty(t).get("/start"); !strings.Contains(page, "Try it in an exercise first") || strings.Contains(page, "Who takes part") {
		t.Error("a real node does not offer to try it in an exercise")
	}
}

// TestExerciseInTheBrowser looks at the band in a real browser, light and dark, at a desk, on a phone, and on paper.
func TestExerciseInTheBrowser(t *testing.T) {
	h := drill(t)
	h.post("/start", starterForm(starterLines, "form-1"))
	h.Act(drillOrg, tocsin.DutyOfficer, client.OpenThreat{Threat: tocsin.Threat{Title: "Attack on the Grand Arena", Label: tocsin.TLPAmber, Parts: []tocsin.Part{{ID: "hall", Name: "the hall", Facets: arena(), Window: window(t)}}}})
	threat := string(h.Snap(drillOrg).Threats[0].ID)
	pages := map[string]string{
		"floor": "/", "start": "/start", "threat": "/threats/" + threat, "new": "/threats/new?template=venue", "compose": "/warnings/new?threat=" + threat + "&template=venue&in=ru", "missing": "/inbox/none",
	}
	h.who.Role = tocsin.WarningOfficer
	for name, o := range map[string]browsertest.Options{"desk": {}, "dark": {Dark: true}, "phone": {Phone: true}} {
		t.Run(name, func(t *testing.T) {
			b := browsertest.Open(t, o)
			b.Expect("404")
			for page, path := range pages {
				b.Go(h.url + path)
				b.Axe("exercise " + page + " (" + name + ")")
				b.Shot("exercise-" + page + "-" + name)
			}
		})
	}
}
