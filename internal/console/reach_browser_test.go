package console_test

import (
	"testing"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/browsertest"
	"tocsin/internal/desk"
)

// TestReachInTheBrowser opens the pages about reaching people in a real browser, light and dark, at a
// desk and on a phone.
func TestReachInTheBrowser(t *testing.T) {
	w := reached(t)
	w.Act(embassy, tocsin.Administrator, client.SetContacts{Contacts: []tocsin.Contact{
		{ID: "guard-door", For: tocsin.Party{Org: guard}, Name: "the director", Channel: tocsin.InPerson, Address: "Guard House, second floor", Step: 3},
	}})
	w.Act(embassy, tocsin.Administrator, client.TestContact{Contact: "duty-phone"})
	h := newHouse(t, w, embassy)
	mine, err := w.Desk(embassy).NextCalls(t.Context(), desk.Caller{Role: tocsin.DutyOfficer, Person: h.who.Account}, 1, 15*time.Minute)
	if err != nil || len(mine) != 1 {
		t.Fatal(mine, err)
	}
	w.Advance(16 * time.Minute)
	n := notice(t, w, tocsin.NotificationRelease)
	all, err := w.Desk(embassy).Calls(t.Context(), desk.Caller{Role: tocsin.DutyOfficer}, 50)
	if err != nil {
		t.Fatal(err)
	}
	call := ""
	for _, c := range all {
		if c.Notice == n.ID {
			call = c.ID
		}
	}
	pages := []struct {
		name, path string
		role       tocsin.Role
	}{
		{"reach-floor", "/", tocsin.DutyOfficer}, {"notifications", "/notifications", tocsin.DutyOfficer}, {"unanswered", "/notifications?show=unanswered", tocsin.DutyOfficer},
		{"notification", "/notifications/" + string(n.ID), tocsin.DutyOfficer}, {"calls", "/calls", tocsin.DutyOfficer}, {"call", "/calls/" + call, tocsin.DutyOfficer},
		{"contacts", "/contacts", tocsin.WarningOfficer}, {"audit", "/audit", tocsin.Inspector},
	}
	for name, o := range map[string]browsertest.Options{"desk": {}, "dark": {Dark: true}, "phone": {Phone: true}} {
		t.Run(name, func(t *testing.T) {
			b := browsertest.Open(t, o)
			b.Expect("404") // of the stream, which this house does not serve
			for _, p := range pages {
				h.who.Role = p.role
				b.Go(h.url + p.path)
				b.Axe(p.name + " (" + name + ")")
				b.Shot(p.name + "-" + name)
			}
		})
	}
}
