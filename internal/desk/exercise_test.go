package desk_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/desk"
	"tocsin/internal/tocsintest"
)

const (
	drillEmbassy = tocsin.OrgID("exercise-embassy")
	drillGuard   = tocsin.OrgID("exercise-guard")
)

// drill is a world of two organisations that only exercise.
func drill(t testing.TB) *tocsintest.World {
	t.Helper()
	w := tocsintest.New(t, tocsintest.Options{Seed: "drill"}, drillEmbassy, drillGuard)
	w.Meet(tocsin.Org{ID: drillEmbassy, Name: "Embassy of Norland", Kind: tocsin.OrgGovernment}, tocsin.Org{ID: drillGuard, Name: "City Guard", Kind: tocsin.OrgService})
	return w
}

// warnDrill has the embassy of the exercise warn its guard.
func warnDrill(t testing.TB, w *tocsintest.World) {
	t.Helper()
	p := plot(t)
	th := w.Act(drillEmbassy, tocsin.DutyOfficer, client.OpenThreat{Threat: tocsin.Threat{Title: "A plan", Parts: []tocsin.Part{p}}})
	wid := w.Act(drillEmbassy, tocsin.WarningOfficer, client.DraftWarning{Warning: tocsin.Warning{
		Threat: tocsin.ThreatID(th.Object.ID), Title: "A plan",
		Versions:   []tocsin.Version{{Level: tocsin.Full, TLP: tocsin.TLPAmber, Parts: []tocsin.VersionPart{{Part: p.ID, Facets: p.Facets, Window: p.Window}}, Text: []tocsin.Text{{Lang: "en", Words: "It is planned."}}}},
		Addressees: []tocsin.Addressee{{Org: drillGuard, Role: "protector", Level: tocsin.Full}},
	}}).Object.ID
	w.Act(drillEmbassy, tocsin.Approver, client.SignWarning{Warning: tocsin.WarningID(wid)})
	w.Act(drillEmbassy, tocsin.WarningOfficer, client.Release{Warning: tocsin.WarningID(wid), Level: tocsin.Full})
}

// TestExerciseMeetsNothingReal: neither side admits the other, names it, or takes anything from it; each
// attempt is on record.
func TestExerciseMeetsNothingReal(t *testing.T) {
	t.Parallel()
	w, d := newWorld(t), drill(t)
	w.Refused(embassy, tocsin.Administrator, client.Admit{Org: tocsin.Org{ID: drillGuard, Name: "Guard", Kind: tocsin.OrgService}}, tocsin.RuleExercise)
	d.Refused(drillEmbassy, tocsin.Administrator, client.Admit{Org: tocsin.Org{ID: guard, Name: "Guard", Kind: tocsin.OrgService}}, tocsin.RuleExercise)
	self := tocsin.Org{ID: embassy, Name: "Embassy", Kind: tocsin.OrgGovernment, Profile: tocsin.ProfileSmall, Partner: drillGuard}
	w.Refused(embassy, tocsin.Administrator, client.Admit{Org: self}, tocsin.RuleExercise)
	contact := tocsin.Contact{For: tocsin.Party{Org: drillGuard}, Channel: tocsin.ByCall, Address: "+1 555 0100"}
	w.Refused(embassy, tocsin.Administrator, client.SetContacts{Contacts: []tocsin.Contact{contact}}, tocsin.RuleExercise)
	w.Refused(embassy, tocsin.Administrator, client.AddSite{Site: tocsin.Site{Name: "Quay", Protector: drillGuard}}, tocsin.RuleExercise)
	w.Act(embassy, tocsin.DutyOfficer, client.OpenThreat{Threat: threat(t)})
	x := warning(t)
	x.Threat = w.Snap(embassy).Threats[0].ID
	x.Addressees = append(slices.Clone(x.Addressees), tocsin.Addressee{Org: drillGuard, Role: "partner_service", Level: tocsin.Full})
	w.Refused(embassy, tocsin.WarningOfficer, client.DraftWarning{Warning: x}, tocsin.RuleExercise)

	warnDrill(t, d)
	parcels, _ := d.Outbox(drillEmbassy)
	strayed := parcels[0]
	strayed.To = guard
	for name, take := range map[string]func() (desk.Receipt, error){
		"out of an exercise": func() (desk.Receipt, error) { return w.Desk(guard).Take(t.Context(), drillEmbassy, strayed) },
		"into an exercise":   func() (desk.Receipt, error) { return d.Desk(drillGuard).Take(t.Context(), guard, parcels[0]) },
		"a sighting out of it": func() (desk.Receipt, error) {
			return w.Desk(guard).Take(t.Context(), drillEmbassy, desk.Parcel{ID: "s", To: guard, Kind: "sighting", Body: []byte(`{"site":"arena","code":"PHOTO","what":"doors"}`)})
		},
		"a correction out of it": func() (desk.Receipt, error) {
			return w.Desk(guard).Take(t.Context(), drillEmbassy, desk.Parcel{ID: "r", To: guard, Kind: "reply", Body: []byte(`{"release":"x","from":"exercise-embassy","to":"city-guard","status":"acting"}`)})
		},
	} {
		_, err := take()
		if r, ok := errors.AsType[*tocsin.Refusal](err); !ok || r.Rule != tocsin.RuleExercise {
			t.Errorf("a parcel %s: %v", name, err)
		}
	}
	refused := 0
	for _, r := range w.Snap(guard).Refusals {
		if r.Refusal.Rule == tocsin.RuleExercise {
			refused++
		}
	}
	if refused != 3 || len(w.Snap(guard).Received) != 0 {
		t.Errorf("of three parcels that were refused %d are on record, and %d were taken", refused, len(w.Snap(guard).Received))
	}
	d.Carry()
	if n := len(d.Snap(drillGuard).Received); n != 1 {
		t.Errorf("between two that exercise %d warnings were taken, want 1", n)
	}
}

// TestExerciseReachesWhoTakesPart: until somebody at an address has said that they take part, nothing but that
// question goes there, and whoever is passed over stands in the record. Another address is another question.
func TestExerciseReachesWhoTakesPart(t *testing.T) {
	t.Parallel()
	w := drill(t)
	mail := tocsin.Contact{ID: "mail", For: tocsin.Party{Org: drillGuard}, Channel: tocsin.ByMail, Address: "desk@guard.example", Step: 1, Takes: &tocsin.Signature{}}
	call := tocsin.Contact{ID: "phone", For: tocsin.Party{Org: drillGuard}, Channel: tocsin.ByCall, Address: "+1 555 0100", Step: 2}
	w.Act(drillEmbassy, tocsin.Administrator, client.SetContacts{Contacts: []tocsin.Contact{mail, call}})
	warnDrill(t, w)
	if got := claimed(t, w, drillEmbassy, "w"); len(got) != 0 {
		t.Fatalf("to an address that never said it takes part went %+v", got)
	}
	n := telling(t, w, drillEmbassy, tocsin.NotificationRelease)
	if len(n.Skipped) != 1 || n.Skipped[0].Why != asGiven(mail).Quiet() {
		t.Errorf("passed over: %+v", n.Skipped)
	}
	w.Tick(drillEmbassy)
	if n = telling(t, w, drillEmbassy, tocsin.NotificationRelease); n.Step != 2 {
		t.Errorf("the next step waits for an answer that nobody was asked for: %+v", n)
	}

	w.Act(drillEmbassy, tocsin.Administrator, client.TestContact{Contact: "mail"})
	asked := claimed(t, w, drillEmbassy, "w")
	if len(asked) != 1 || asked[0].Kind != tocsin.NotificationTest || asked[0].Over != "" {
		t.Fatalf("the question whether they take part is %+v", asked)
	}
	if _, err := w.Desk(drillEmbassy).Answer(t.Context(), asked[0].Token, desk.Reaction{How: "seen"}, "a-1"); err != nil {
		t.Fatal(err)
	}
	warnDrill(t, w)
	if got := claimed(t, w, drillEmbassy, "w"); len(got) != 1 || got[0].Kind != tocsin.NotificationRelease || got[0].Over != "" {
		t.Fatalf("to one who takes part went %+v", got)
	}

	mail.Name = "the desk"
	w.Act(drillEmbassy, tocsin.Administrator, client.SetContacts{Contacts: []tocsin.Contact{mail}})
	if takes(t, w, "mail") == nil {
		t.Error("with another name at the same address the answer is lost")
	}
	warnDrill(t, w)
	mail.Address = "real@guard.example"
	w.Act(drillEmbassy, tocsin.Administrator, client.SetContacts{Contacts: []tocsin.Contact{mail}})
	if takes(t, w, "mail") != nil {
		t.Error("the answer given at one address counts at another")
	}
	w.Advance(time.Minute)
	for _, m := range claimed(t, w, drillEmbassy, "w") {
		if m.Kind != tocsin.NotificationTest && m.Over == "" {
			t.Errorf("what was queued for the old address goes to the new one: %+v", m)
		}
	}
	if watch, err := w.Desk(drillEmbassy).Watch(t.Context()); err != nil || len(watch.Findings) > 0 {
		t.Errorf("it would lapse in silence: %+v, %v", watch.Findings, err)
	}
}

// asGiven is a contact as it is taken in: who writes it down cannot say that they take part.
func asGiven(c tocsin.Contact) tocsin.Contact { c.Takes = nil; return c }

func takes(t testing.TB, w *tocsintest.World, id tocsin.ContactID) *tocsin.Signature {
	t.Helper()
	all, err := w.Desk(drillEmbassy).Contacts(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		if c.ID == id {
			return c.Takes
		}
	}
	t.Fatalf("there is no contact %s", id)
	return nil
}

// TestRealIsTold: in a real organisation nobody is asked first.
func TestRealIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	reach(w)
	issued(t, w)
	w.Act(embassy, tocsin.WarningOfficer, client.Release{Warning: w.Snap(embassy).Warnings[0].ID, Level: tocsin.Full})
	if got := claimed(t, w, embassy, "w"); len(got) != 2 {
		t.Errorf("%d messages went out, want 2", len(got))
	}
}
