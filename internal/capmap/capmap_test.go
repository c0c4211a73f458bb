package capmap_test

import (
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tocsin"
	"tocsin/cap"
	"tocsin/internal/capmap"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

func instant(t *testing.T, text string) tocsin.Instant {
	t.Helper()
	i, err := tocsin.ParseInstant(text, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func issued(t *testing.T, text string) time.Time {
	t.Helper()
	return instant(t, text).Earliest
}

// warning is one at two levels: what the public is told is less.
func warning(t *testing.T) *tocsin.Warning {
	t.Helper()
	window := tocsin.Window{Start: instant(t, "2031-06-02T18:00+02:00"), End: instant(t, "2031-06-04")}
	window.Start.Words, window.Start.Anchor = "as HERON says", nil
	full := tocsin.Facets{
		Place: tocsin.Facet{Value: "Harbour Hall", Aliases: []string{"the old depot"}}, Actor: tocsin.Facet{Value: "the Grey Cell"}, Time: tocsin.Facet{Value: "the spring concert"},
	}.Normal()
	open := tocsin.Facets{
		Place: tocsin.Facet{State: tocsin.Generalised, Value: "the harbour"}, Actor: tocsin.Facet{Reason: "source"}, Time: tocsin.Facet{State: tocsin.Generalised, Value: "this week"},
	}.Normal()
	return &tocsin.Warning{
		ID: "secretwarning", Title: "Grey Cell, Harbour Hall", State: tocsin.Issued,
		Versions: []tocsin.Version{
			{Level: tocsin.Full, TLP: tocsin.TLPAmber, Parts: []tocsin.VersionPart{{Part: "hall", Facets: full, Window: window}}, Text: []tocsin.Text{{Lang: "en", Words: "The Grey Cell plans to strike Harbour Hall.", Original: true}}},
			{
				Level: tocsin.Public, TLP: tocsin.TLPClear, Parts: []tocsin.VersionPart{{Part: "hall", Facets: open, Window: window}},
				Text: []tocsin.Text{
					{Lang: "de", Words: "Ein Anschlag auf ein Konzert am Hafen wird befürchtet."},
					{Lang: "en", Words: "An attack on a concert by the harbour is feared.", Original: true},
				},
				Instruction: &tocsin.Instruction{Words: "Keep away from large gatherings by the harbour.", Window: tocsin.Window{End: instant(t, "2031-06-04T18:00+02:00")}},
			},
		},
	}
}

// releases are those of the warning until its end, as a desk sends them: two public addressees, one private.
func releases(t *testing.T) []tocsin.Release {
	t.Helper()
	w := warning(t)
	render := func(id tocsin.ReleaseID, to tocsin.OrgID, l tocsin.Level, at string) tocsin.Release {
		return w.Render(id, "city", tocsin.Addressee{Org: to, Level: l}, issued(t, at))
	}
	first := render("1publicrelease", "public", tocsin.Public, "2031-06-02T07:10Z")
	closing := func(id tocsin.ReleaseID, how, words, at, until string) tocsin.Release {
		do := *first.Do
		if until != "" {
			do.Window.End = instant(t, until)
		}
		return tocsin.Release{
			ID: id, From: "city", To: "public", Level: tocsin.Public, TLP: tocsin.TLPClear, Do: &do, Issued: tocsin.At(issued(t, at)), Replaces: first.ID,
			Closing: &tocsin.ClosingMsg{How: how, Words: words, By: tocsin.Signature{Signer: tocsin.Signer{Role: tocsin.WarningOfficer}}},
		}
	}
	copied := closing("5copyclosing", "ended", "For the press.", "2031-06-06T10:00Z", "")
	copied.Replaces = "2copyrelease"
	return []tocsin.Release{
		closing("4ended", "ended", "The hall was searched and nothing was found. The advice has ended.", "2031-06-06T10:00Z", "2031-06-06T18:00+02:00"),
		render("0fullrelease", "police", tocsin.Full, "2031-06-02T07:00Z"),
		first,
		render("2copyrelease", "press", tocsin.Public, "2031-06-02T08:00Z"),
		closing("3extended", "extended", "The search goes on.", "2031-06-04T14:00Z", "2031-06-06T18:00+02:00"),
		copied,
	}
}

func publisher() capmap.Publisher {
	return capmap.Publisher{
		Sender: "alerts@city.example", Name: "City of the example", Event: map[string]string{"en": "Security alert", "de": "Sicherheitswarnung"},
		Web: "https://city.example/public/alerts/", Contact: "112", Zone: time.FixedZone("", 7200), Ended: map[string]string{"de": "Diese Warnung ist beendet"},
		Areas: func(place string) []cap.Area {
			return []cap.Area{{Description: place, Circles: []cap.Circle{{Center: cap.Point{Lat: 54.32, Lon: 10.14}, Radius: 2}}}}
		},
	}
}

// TestPublish: an alert, its extension and its end, as they are written.
func TestPublish(t *testing.T) {
	t.Parallel()
	all, err := publisher().Publish(releases(t))
	if err != nil || len(all) != 3 {
		t.Fatalf("%d messages, %v", len(all), err)
	}
	var got strings.Builder
	var alerts []cap.Alert
	for _, m := range all {
		out, err := cap.Write(m.Alert)
		if err != nil {
			t.Fatal(err)
		}
		got.Write(out)
		for _, n := range m.Notes {
			got.WriteString("note: " + n + "\n")
		}
		alerts = append(alerts, m.Alert)
	}
	golden(t, "story.golden", got.String())
	for _, secret := range []string{"HERON", "Grey", "Hall", "depot", "secretwarning", "spring", "0fullrelease", "police"} {
		if strings.Contains(got.String(), secret) {
			t.Errorf("the public is told %q", secret)
		}
	}
	c := cap.Resolve(alerts, issued(t, "2031-06-06T11:00Z"))
	if len(c.Dangling)+len(c.Notes)+len(c.Conflicts) > 0 {
		t.Errorf("the chain does not hold: %+v", c)
	}
	for _, s := range c.Standings {
		if s.State == cap.InForce {
			t.Errorf("%s still stands", s.Alert.Identifier)
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	name = filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); d != "" {
		t.Errorf("%s (-want +got), -update writes it anew:\n%s", name, d)
	}
}

// TestPublishLittle: a release without words, place, window or instruction is published all the same, and
// says what it does not know.
func TestPublishLittle(t *testing.T) {
	t.Parallel()
	p := capmap.Publisher{Sender: "alerts@city.example", Exercise: "Spring exercise"}
	r := tocsin.Release{ID: "bare", From: "exercise-city", Level: tocsin.Public, Issued: tocsin.At(issued(t, "2031-06-02T07:10Z"))}
	all, err := p.Publish([]tocsin.Release{r})
	if err != nil {
		t.Fatal(err)
	}
	a := all[0].Alert
	if _, err := cap.Write(a); err != nil {
		t.Fatal(err)
	}
	i := a.Infos[0]
	if a.Status != cap.Exercise || a.Note != "Spring exercise" || i.Expires.Text != "2031-06-03T07:10:00-00:00" || i.Areas[0].Description != "The place is not stated" ||
		i.Urgency != cap.UrgencyUnknown || i.Severity != cap.SeverityUnknown || i.Certainty != cap.CertaintyUnknown || len(all[0].Notes) != 1 {
		t.Errorf("%+v, notes %v", a, all[0].Notes)
	}
	if none, err := p.Publish(nil); none != nil || err != nil {
		t.Errorf("of nothing: %v, %v", none, err)
	}
	if _, err := (capmap.Publisher{}).Publish(nil); err == nil {
		t.Error("published without a sender")
	}
}

func TestUrgencyIsComputed(t *testing.T) {
	t.Parallel()
	for start, want := range map[string]cap.Urgency{
		"2031-06-02T07:00Z": cap.UrgencyImmediate, "2031-06-02T08:00Z": cap.UrgencyExpected, "2031-06-03": cap.UrgencyFuture,
	} {
		r := tocsin.Release{
			ID: "r", Level: tocsin.Public, Issued: tocsin.At(issued(t, "2031-06-02T07:10Z")),
			Parts: []tocsin.Part{{Window: tocsin.Window{Start: instant(t, start), End: instant(t, "2031-06-05")}}},
		}
		all, err := publisher().Publish([]tocsin.Release{r})
		if err != nil || all[0].Alert.Infos[0].Urgency != want {
			t.Errorf("%s: %v, %v", start, all, err)
		}
	}
}

// TestThereAndBack: what we publish, read by a receiver, is a release that says the same.
func TestThereAndBack(t *testing.T) {
	t.Parallel()
	all, err := publisher().Publish(releases(t))
	if err != nil {
		t.Fatal(err)
	}
	out, err := cap.Write(all[0].Alert)
	if err != nil {
		t.Fatal(err)
	}
	m, err := cap.Read(out)
	if err != nil {
		t.Fatal(err)
	}
	r, err := capmap.Receive(m, "received", "city", "us")
	if err != nil {
		t.Fatal(err)
	}
	if r.Level != tocsin.Public || r.Parts[0].Facets.Place.Value != "the harbour" || r.Do.Words != "Keep away from large gatherings by the harbour." ||
		r.Do.Window.End.String() != "Wed 4 Jun 2031 18:00 UTC+02" || r.Parts[0].Window.Start.String() != "Mon 2 Jun 2031 18:00 UTC+02" || len(r.Text) != 2 ||
		!strings.Contains(r.Text[1].Words, "An attack on a concert") || r.Issued.String() != "Mon 2 Jun 2031 09:10 UTC+02" {
		t.Errorf("%+v", r)
	}
	if err := r.Parts[0].Facets.Check(); err != nil {
		t.Error(err)
	}
	m.Alert = all[2].Alert
	if r, err := capmap.Receive(m, "received", "city", "us"); err != nil || r.Closing == nil || !strings.Contains(r.Closing.Words, "beendet") {
		t.Errorf("%+v, %v", r, err)
	}
}

// TestReceiveRealFiles: of real messages those that are meant for the public are taken in, and no other.
func TestReceiveRealFiles(t *testing.T) {
	t.Parallel()
	root := os.Getenv("TOCSIN_CORPUS")
	if root == "" {
		t.Skip("TOCSIN_CORPUS names no folder of real files")
	}
	taken, refused := 0, 0
	err := filepath.WalkDir(filepath.Join(root, "cap"), func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		m, err := cap.ReadTolerant(data)
		if err != nil {
			return nil
		}
		r, err := capmap.Receive(m, "received", "them", "us")
		if actual := m.Alert.Status == cap.Actual && m.Alert.Scope == cap.Public; (err == nil) != actual {
			t.Errorf("%s: %s %s %s: %v", name, m.Alert.Status, m.Alert.Scope, m.Alert.MsgType, err)
		}
		if err != nil {
			refused++
			return nil
		}
		taken++
		for _, p := range r.Parts {
			if err := p.Facets.Check(); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if err := p.Window.Check(); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		return nil
	})
	if err != nil || taken < 50 || refused < 2 {
		t.Errorf("%d taken, %d refused, %v", taken, refused, err)
	}
}

// TestExerciseIsPublishedAsOne: what an exercise tells the public has the status Exercise in each message of the chain, and
// says so in every text in the reader's language; a real release never has, whatever the configuration says.
func TestExerciseIsPublishedAsOne(t *testing.T) {
	t.Parallel()
	all := releases(t)
	p := publisher()
	p.Exercise, p.Drill = "Spring exercise", func(lang string) (string, string) {
		if lang == "de" {
			return "ÜBUNG", "Dies ist eine Übung."
		}
		return "EXERCISE", "This is an exercise."
	}
	var refusal *tocsin.Refusal
	if _, err := p.Publish(all); !errors.As(err, &refusal) || refusal.Rule != tocsin.RuleExercise {
		t.Errorf("a real release was published as an exercise: %v", err)
	}
	p.Exercise = ""
	actual, err := p.Publish(all)
	if err != nil || actual[0].Alert.Status != cap.Actual || strings.Contains(actual[0].Alert.Infos[0].Headline, "ÜBUNG") {
		t.Fatalf("%+v, %v", actual, err)
	}
	for i := range all {
		all[i].From = "exercise-city"
	}
	drill, err := p.Publish(all)
	if err != nil || len(drill) != 3 {
		t.Fatalf("%d messages, %v", len(drill), err)
	}
	for _, m := range drill {
		a := m.Alert
		if a.Status != cap.Exercise || a.Note == "" {
			t.Errorf("%s is %s (%s)", a.MsgType, a.Status, a.Note)
		}
		if _, err := cap.Write(a); err != nil {
			t.Error(err)
		}
		for _, i := range a.Infos {
			word := map[string]string{"de": "ÜBUNG", "en": "EXERCISE"}[i.Language]
			for what, text := range map[string]string{"headline": i.Headline, "event": i.Event, "description": i.Description, "instruction": i.Instruction} {
				if text != "" && (!strings.HasPrefix(text, word) || strings.Count(text, word) != 1) {
					t.Errorf("%s, %s: the %s is %q", a.MsgType, i.Language, what, text)
				}
			}
		}
	}
	if _, err := p.Follow(actual[0].Alert, all[0], all[len(all)-1]); !errors.As(err, &refusal) || refusal.Rule != tocsin.RuleExercise {
		t.Errorf("an exercise ended a real alert: %v", err)
	}
}
