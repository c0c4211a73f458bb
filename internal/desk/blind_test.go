package desk_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/desk"
	"tocsin/internal/tocsintest"
)

// tells finds what in a snapshot names the sender: everything but the list of organisations, which
// names every peer alike.
func tells(t testing.TB, s desk.Snapshot) string {
	t.Helper()
	s.Orgs = nil
	b, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ToLower(string(b))
	for _, name := range append([]string{string(embassy), everybody[0].Name, "Europe/Norl"}, everybody[0].Aliases...) {
		if i := strings.Index(text, strings.ToLower(name)); i >= 0 {
			return text[max(0, i-120):min(len(text), i+80)]
		}
	}
	return ""
}

// talkative is a release in which the sender names itself wherever it can.
func talkative(t testing.TB, id tocsin.ReleaseID) tocsin.Release {
	t.Helper()
	p := plot(t)
	p.ID, p.Name = "Norland", "the Norland part"
	p.Facets.Actor = stated("enemies of Norland", "враги Норландия", "NORLAND group")
	p.Window.End.Words, p.Window.End.Zone = "by Norland time", "Norland"
	issued := tocsin.At(tocsintest.Start)
	issued.Zone, issued.Short, issued.Words = "Europe/Norl", "NLT", "noon in Norland"
	return tocsin.Release{
		ID: id, From: embassy, To: guard, Role: "protector", Level: tocsin.Full, TLP: tocsin.TLPAmber,
		Title: "Embassy  of Norland warns", Parts: []tocsin.Part{p}, Issued: issued,
		Text: []tocsin.Text{{Lang: "en", Words: "We, the embassy of\nnorland, and north-embassy@example, say: Норландия предупреждает."}},
		Do:   &tocsin.Instruction{Words: "Call Norland", Window: tocsin.Window{End: tocsin.At(tocsintest.Start.Add(time.Hour))}},
		Onward: []tocsin.Onward{
			{Victim: "Norland", Name: "The people of Norland", Part: "Norland"}, {Victim: "venue", Name: "The venue"},
		},
	}
}

func take(t testing.TB, w *tocsintest.World, to, from tocsin.OrgID, kind string, body any) (desk.Receipt, error) {
	t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return w.Desk(to).Take(t.Context(), from, desk.Parcel{ID: "p-1", To: to, Kind: kind, Body: raw})
}

func TestSenderIsUnseenUntilItIsRevealed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Deaf = []tocsin.OrgID{embassy} // its desk does not know of the releases made here
	if _, err := take(t, w, guard, embassy, "release", talkative(t, "rel-1")); err != nil {
		t.Fatal(err)
	}
	closing := tocsin.Release{ID: "rel-2", From: embassy, To: guard, Level: tocsin.Full, Replaces: "rel-1", Issued: tocsin.At(tocsintest.Start), Closing: &tocsin.ClosingMsg{How: "ended", Words: "Norland ends it"}}
	if _, err := take(t, w, guard, embassy, "release", closing); err != nil {
		t.Fatal(err)
	}
	in := w.Snap(guard).Received[0]
	steps := []func(){
		func() {},
		func() {
			r := w.Act(guard, tocsin.DutyOfficer, client.OpenReceived{Received: in.ID})
			if len(r.SentTo) != 0 {
				t.Errorf("the receipt names the sender: %v", r.SentTo)
			}
		},
		func() { w.Act(guard, tocsin.DutyOfficer, client.Ask{Received: in.ID, Words: "Which hour?"}) },
		func() {
			_, err := take(t, w, guard, embassy, "reply", tocsin.Reply{Release: "rel-1", From: embassy, To: guard, Status: tocsin.GaveDetail, Words: "Norland knows no more", At: w.Clock.Now()})
			if err != nil {
				t.Error(err)
			}
		},
		func() { w.Advance(30 * 24 * time.Hour) },
		func() {
			for _, o := range w.Owed(guard, tocsin.OweOnward) {
				w.Act(guard, tocsin.DutyOfficer, client.OnwardDone{Received: in.ID, Victim: o.Subject.ID, Words: "told"})
			}
		},
		func() {
			report := plotReport(t)
			report.Facets.Actor = stated("enemies of Norlund") // near, and written by our own people
			w.Act(guard, tocsin.Analyst, client.RecordReport{Report: report})
		},
		func() {
			w.Refused(guard, tocsin.WarningOfficer, client.Dismiss{Received: in.ID, Reason: tocsin.KnownFalse, Evidence: "x", Words: "their motive"}, tocsin.RuleDistrust)
		},
		func() { w.Act(guard, tocsin.DutyOfficer, client.GradeBlind{Received: in.ID, Credibility: 3}) },
	}
	for i, step := range steps {
		step()
		if found := tells(t, w.Snap(guard)); found != "" {
			t.Errorf("after step %d the snapshot names the sender: ...%s...", i, found)
		}
	}
	blind := w.Clock.Now()
	w.Advance(time.Minute)
	w.Act(guard, tocsin.DutyOfficer, client.Reveal{Received: in.ID})
	s := w.Snap(guard)
	if got := s.Received[0].Release; got.From != embassy || !strings.Contains(got.Title, "Norland") {
		t.Errorf("after the reveal: from %q, %q", got.From, got.Title)
	}
	if got := s.Received[1].Release; got.From != embassy || !strings.Contains(got.Closing.Words, "Norland") {
		t.Errorf("the closing message after the reveal: %+v", got)
	}
	if found := tells(t, w.AsOf(guard, blind)); found != "" {
		t.Errorf("as of before the reveal the snapshot names the sender: ...%s...", found)
	}
	if r := w.Act(guard, tocsin.DutyOfficer, client.Protect{Received: in.ID, What: "Patrols"}); len(r.SentTo) != 1 {
		t.Errorf("after the reveal the receipt says to whom the answer went: %v", r.SentTo)
	}
	for _, l := range w.Leaves(guard) {
		if strings.Contains(string(l.Statement), string(embassy)) && l.Act != "org.admit" {
			t.Errorf("the statement of leaf %d (%s) names the sender", l.Index, l.Act)
		}
	}
	var victims []string
	parcels, _ := w.Outbox(guard)
	for _, p := range parcels {
		var r tocsin.Reply
		if err := json.Unmarshal(p.Body, &r); err != nil {
			t.Fatal(err)
		}
		if r.Status == tocsin.OnwardDone {
			victims = append(victims, r.Victim)
		}
	}
	if got := strings.Join(victims, " "); got != "Norland venue" {
		t.Errorf("reported to the sender by its own names: %q", got)
	}
}

// TestMaskKeepsWords holds the mask to whole words: what only looks like a name stays.
func TestMaskKeepsWords(t *testing.T) {
	t.Parallel()
	w := worldOf(t, tocsintest.Options{}, append([]tocsin.Org{{ID: embassy, Name: "Embassy of Norland", Aliases: []string{"US", "Nor"}}}, everybody[1:]...))
	r := talkative(t, "rel-1")
	r.Text[0].Words = "Tell us of Norlanders, nor of Nor or US."
	if _, err := take(t, w, guard, embassy, "release", r); err != nil {
		t.Fatal(err)
	}
	want := "Tell us of Norlanders, ▇▇▇ of ▇▇▇ or ▇▇▇."
	if got := w.Snap(guard).Received[0].Release.Text[0].Words; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
