package console_test

import (
	"testing"

	"tocsin"
	"tocsin/internal/browsertest"
)

// TestPagesInTheBrowser opens every page in a real browser, light and dark, at a desk and on a phone.
func TestPagesInTheBrowser(t *testing.T) {
	h := newHouse(t, warned(t), guard)
	s := h.Snap(guard)
	pages := map[string]string{
		"floor": "/", "inbox": "/inbox", "received": "/inbox/" + string(s.Received[0].ID), "missing": "/inbox/none",
		"threats": "/threats", "threat": "/threats/" + string(s.Threats[0].ID), "threat-new": "/threats/new?report=" + string(s.Reports[0].ID),
		"reports": "/reports", "report": "/reports/" + string(s.Reports[0].ID), "report-new": "/reports/new",
		"sites": "/sites", "site": "/sites/arena", "site-new": "/sites/new", "duty": "/duties/" + string(s.Obligations[0].ID),
		"registers": "/registers", "case": "/case", "case-then": "/case?step=2", "log": "/log", "leaf": "/log/3", "admin": "/admin",
	}
	e := newHouse(t, h.World, embassy)
	sent := e.Snap(embassy)
	others := map[string]string{"warnings": "/warnings", "warning": "/warnings/" + string(sent.Warnings[0].ID), "compose": "/warnings/new?threat=" + string(sent.Threats[0].ID)}
	h.who.Role = tocsin.Inspector // who opens every page, and reads what is on it
	for name, o := range map[string]browsertest.Options{"desk": {}, "dark": {Dark: true}, "phone": {Phone: true}} {
		t.Run(name, func(t *testing.T) {
			b := browsertest.Open(t, o)
			b.Expect("404")
			for page, path := range pages {
				b.Go(h.url + path)
				b.Axe(page + " (" + name + ")")
				b.Shot(page + "-" + name)
			}
			for page, path := range others {
				b.Go(e.url + path)
				b.Axe(page + " (" + name + ")")
				b.Shot(page + "-" + name)
			}
		})
	}
}
