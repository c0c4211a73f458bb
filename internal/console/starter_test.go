package console_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tocsin"
	"tocsin/internal/tocsintest"
)

// starterForm is what the starter page asks, with these lines.
func starterForm(lines, request string) url.Values {
	return url.Values{
		"request": {request}, "name": {"City Guard"}, "kind": {"service"}, "profile": {"small"}, "minutes": {"10"},
		"chain1": {"duty_officer"}, "chain2": {"approver"}, "chain3": {""}, "lines": {lines},
	}
}

const starterLines = "name,role,address\n" +
	"Riverside Hall Ltd, operator, duty@hall.example\n" +
	"Riverside Hall, site, 51.501 -0.124, Riverside Hall Ltd\n\n" +
	"City Police;police;+44 20 7946 0000\n" +
	"\"Mrs Poole, night shift\",operator,+44 20 7946 0002,Riverside Hall Ltd\n" +
	"Duty phone\tduty officer\t+44 20 7946 0001\n"

// empty is a console of an organisation of which nothing is written down.
func empty(t *testing.T) *house {
	t.Helper()
	h := newHouse(t, tocsintest.New(t, tocsintest.Options{}, guard), guard)
	h.who.Role = tocsin.Administrator
	return h
}

// TestStarter: an empty node leads to the starter, which writes down what is pasted, once.
func TestStarter(t *testing.T) {
	t.Parallel()
	h := empty(t)
	if status, page := h.get("/"); status != http.StatusOK || !strings.Contains(page, `name="lines"`) {
		t.Fatalf("the floor of an empty node does not lead to the starter: %d\n%s", status, page)
	}
	if status, page := h.post("/start", starterForm(starterLines, "form-1")); status != http.StatusOK || !strings.Contains(page, "1 site, 2 organisations that can be warned, 4 contacts") {
		t.Fatalf("%d\n%s", status, page)
	}
	s := h.Snap(guard)
	if len(s.Sites) != 1 || s.Sites[0].Operator != "riverside-hall-ltd" || s.Sites[0].Position == nil {
		t.Errorf("the site is %+v", s.Sites)
	}
	if s.Policy.TellEvery.Minutes() != 10 || len(s.Policy.Chain) != 2 || s.Policy.Chain[1] != tocsin.Approver {
		t.Errorf("the chain is %v, every %s", s.Policy.Chain, s.Policy.TellEvery)
	}
	contacts, err := h.Desk(guard).Contacts(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]tocsin.Contact{}
	for _, c := range contacts {
		got[c.Name] = c
	}
	if c := got["Mrs Poole, night shift"]; c.Step != 2 || c.Channel != tocsin.ByCall || c.For.Org != "riverside-hall-ltd" {
		t.Errorf("the second contact of the hall is %+v", c)
	}
	if c := got["Duty phone"]; c.For != (tocsin.Party{Org: guard, Role: tocsin.DutyOfficer}) {
		t.Errorf("our own contact is %+v", c)
	}
	before := h.Count(guard)
	h.post("/start", starterForm(starterLines, "form-1"))
	if n := h.Count(guard); n != before {
		t.Errorf("the same form sent twice made %d leaves more", n-before)
	}
	h.post("/start", starterForm(starterLines, "form-2"))
	if n := h.Count(guard); n > before+1 {
		t.Errorf("the same lines in another form made %d leaves more: the organisation alone may", n-before)
	}
}

// TestStarterFaults: a wrong line is named by its number, nothing is written, and nothing is lost.
func TestStarterFaults(t *testing.T) {
	t.Parallel()
	h := empty(t)
	for line, want := range map[string]string{
		"Riverside Hall":                        "it has 1 fields",
		"Riverside Hall, hall, x":               "is no role",
		"Riverside Hall, site, by the river":    "is not where a site stands",
		"Riverside Hall, site, 51 0, Nobody":    "no organisation is called",
		"Duty phone, duty officer,":             "cannot be reached",
		"Police, police, a b@c.example":         "is no mail address",
		"Police, police, 12 High St, gate 3, x": "it has 5 fields",
		"\"Police, police, 1":                   "the quotation marks do not close",
		", police, 1":                           "it has no name",
		"Полиция, police, +7 495 1":             "no short name can be made",
	} {
		text := "City Police, police, +44 1\n" + line + "\n<b>Hall</b>, operator, hall@hall.example"
		status, page := h.post("/start", starterForm(text, "form-"+want))
		if status != http.StatusUnprocessableEntity || !strings.Contains(page, "Line 2") || !strings.Contains(page, want) {
			t.Errorf("%q: %d, wanted %q on line 2\n%s", line, status, want, page)
		}
		if !strings.Contains(page, "&lt;b&gt;Hall&lt;/b&gt;") || strings.Contains(page, "<b>Hall</b>") {
			t.Errorf("%q: what was typed is not in the form as it was", line)
		}
	}
}

// TestStarterIsTheAdministrators: no other role writes it down, or is shown the form.
func TestStarterIsTheAdministrators(t *testing.T) {
	t.Parallel()
	h := empty(t)
	h.who.Role = tocsin.DutyOfficer
	before := h.Count(guard)
	if _, page := h.get("/start"); strings.Contains(page, `name="lines"`) {
		t.Error("a duty officer is shown the form")
	}
	status, page := h.post("/start", starterForm(starterLines, "form-1"))
	if status != http.StatusUnprocessableEntity || !strings.Contains(page, "may not do org.admit") {
		t.Errorf("%d\n%s", status, page)
	}
	if len(h.Snap(guard).Orgs) > 0 || h.Count(guard) > before+1 {
		t.Error("more than the refusal was written down")
	}
}
