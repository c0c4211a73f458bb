package console_test

import (
	"testing"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/browsertest"
	"tocsin/internal/tocsintest"
)

// TestPagesInTheBrowser opens every page in a real browser, light and dark, at a desk and on a phone.
func TestPagesInTheBrowser(t *testing.T) {
	h := newHouse(t, warned(t), guard)
	busy(h.World)
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
	threat := string(sent.Threats[0].ID)
	draft := string(h.Act(embassy, tocsin.Analyst, client.DraftWarning{Warning: tocsin.Warning{Threat: sent.Threats[0].ID, Title: "Once more", Versions: sent.Warnings[0].Versions}}).Object.ID)
	others := map[string]string{"warnings": "/warnings", "warning": "/warnings/" + string(sent.Warnings[0].ID), "compose": "/warnings/new?threat=" + threat, "draft": "/warnings/" + draft, "revise": "/warnings/" + draft + "/revise"}
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

// busy fills every section of the guard's lists: a second warning, the first of them answered; a report that
// is joined, beside one that is not; a threat that is closed.
func busy(w *tocsintest.World) {
	sent := w.Snap(embassy).Warnings[0]
	again := tocsin.Warning{Threat: sent.Threat, Title: "Once more", Versions: sent.Versions, Addressees: sent.Addressees}
	id := tocsin.WarningID(w.Act(embassy, tocsin.WarningOfficer, client.DraftWarning{Warning: again}).Object.ID)
	w.Act(embassy, tocsin.Approver, client.SignWarning{Warning: id})
	w.Act(embassy, tocsin.WarningOfficer, client.Release{Warning: id, Level: tocsin.Full})
	w.Carry()
	in := w.Snap(guard).Received[0].ID
	w.Act(guard, tocsin.DutyOfficer, client.GradeBlind{Received: in, Credibility: 2})
	w.Act(guard, tocsin.DutyOfficer, client.Protect{Received: in, What: "Patrols doubled"})
	threat := w.Snap(guard).Threats[0].ID
	report := w.Act(guard, tocsin.Analyst, client.RecordReport{Report: tocsin.Report{Title: "The same men again", Internal: true, Origin: "patrol 5"}}).Object.ID
	w.Act(guard, tocsin.Analyst, client.JoinReport{Report: tocsin.ReportID(report), Threat: threat})
	over := w.Act(guard, tocsin.DutyOfficer, client.OpenThreat{Threat: tocsin.Threat{Title: "A van at the gate", Parts: []tocsin.Part{{ID: "van", Name: "the van", Facets: arena()}}}}).Object.ID
	end := client.DecidePart{Threat: tocsin.ThreatID(over), Part: "van", Decision: tocsin.ReviewDecision{End: tocsin.CloseMitigated, Reason: "A baker's", Successor: "As ever"}}
	w.Act(guard, tocsin.DutyOfficer, end)
	w.Act(guard, tocsin.Approver, end)
}
