package feed_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"flag"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tocsin/cap"
	"tocsin/internal/feed"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write the golden files anew")

func at(hour int) time.Time {
	return time.Date(2031, 6, 2, 0, 0, 0, 0, time.FixedZone("", 2*3600)).Add(time.Duration(hour) * time.Hour)
}

var config = feed.Config{Title: "Alerts of the city", Author: "City of the example", Base: "https://city.example", Since: at(0)}

// alert is a message that stands from one hour to another.
func alert(id string, from, until int, langs ...string) cap.Alert {
	a := cap.Alert{Identifier: id, Sender: "alerts@city.example", Sent: cap.At(at(from)), Status: cap.Actual, MsgType: cap.MsgAlert, Scope: cap.Public}
	if len(langs) == 0 {
		langs = []string{"en"}
	}
	for _, lang := range langs {
		a.Infos = append(a.Infos, cap.Info{
			Language: lang, Categories: []cap.Category{cap.Security}, Event: "Security alert", Urgency: cap.UrgencyExpected, Severity: cap.SeverityUnknown,
			Certainty: cap.CertaintyUnknown, Expires: cap.At(at(until)), Headline: "Security alert: " + id, Description: lang + ": an attack is feared <near> the harbour & elsewhere.",
			Instruction: lang + ": keep away.", Web: "https://city.example/public/alerts/" + id, Areas: []cap.Area{{Description: "The harbour"}},
		})
	}
	return a
}

func published(tb testing.TB, alerts ...cap.Alert) []feed.Alert {
	tb.Helper()
	out := make([]feed.Alert, len(alerts))
	for i, a := range alerts {
		b, err := cap.Write(a)
		if err != nil {
			tb.Fatal(err)
		}
		out[i] = feed.Alert{ID: a.Identifier, CAP: b}
	}
	return out
}

// night is what there is at hour 40: in force, replaced, ended in words, ended in silence, an exercise, and
// one that comes.
func night(tb testing.TB) []feed.Alert {
	tb.Helper()
	hall := alert("hall", 9, 57, "en", "de")
	longer := hall.Update("hall-2", at(30))
	quay := alert("quay", 10, 57)
	over := quay.Cancel("quay-over", at(35), cap.Closing{Language: "en", Words: "The quay was searched."})
	silent := alert("silent", 8, 20)
	drill := alert("drill", 9, 57)
	drill.Status, drill.Note = cap.Exercise, "Spring exercise"
	comes := alert("comes", 39, 90)
	comes.Infos[0].Effective = cap.At(at(60))
	return published(tb, hall, longer, quay, over, silent, drill, comes)
}

func TestFeedsGolden(t *testing.T) {
	t.Parallel()
	atom, err := config.Atom(night(t), at(40))
	if err != nil {
		t.Fatal(err)
	}
	list, err := config.JSON(night(t), at(40))
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "feed.atom", atom.Body)
	golden(t, "feed.json", list.Body)
	if want := at(39).UTC(); !atom.Modified.Equal(want) || !list.Modified.Equal(want) {
		t.Errorf("changed %s and %s, want %s", atom.Modified, list.Modified, want)
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	name = filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(got), "\n")); d != "" {
		t.Errorf("%s (-want +got), -update writes it anew:\n%s", name, d)
	}
}

// shown are the ids of the feed with their state.
func shown(t *testing.T, alerts []feed.Alert, now time.Time) string {
	t.Helper()
	entries, _, err := config.Entries(alerts, now)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, fmt.Sprintf("%s=%s", e.ID, e.State))
	}
	return strings.Join(out, " ")
}

// TestWhatTheFeedHolds: all that is in force, and what ended a short while ago, by a message or without one.
func TestWhatTheFeedHolds(t *testing.T) {
	t.Parallel()
	for hour, want := range map[int]string{
		40:  "comes=scheduled quay-over=ending hall-2=in_force silent=expired",
		61:  "comes=in_force hall-2=expired quay-over=ending silent=expired",
		190: "comes=expired hall-2=expired quay-over=ending",
		250: "comes=expired",
		300: "",
	} {
		if got := shown(t, night(t), at(hour)); got != want {
			t.Errorf("hour %d: %s, want %s", hour, got, want)
		}
	}
}

// TestNeverTheNewestFew: however many alerts are in force, the feed holds all of them.
func TestNeverTheNewestFew(t *testing.T) {
	t.Parallel()
	var many []cap.Alert
	for i := range 700 {
		many = append(many, alert(fmt.Sprintf("a%d", i), i%20, 200))
	}
	doc, err := config.Atom(published(t, many...), at(40))
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(doc.Body), "<entry"); n != len(many) {
		t.Errorf("%d entries of %d", n, len(many))
	}
}

// TestUnreadable: an alert that cannot be read, or has no address, does not vanish in silence.
func TestUnreadable(t *testing.T) {
	t.Parallel()
	for _, a := range []feed.Alert{{ID: "x", CAP: []byte("<alert")}, {ID: "../x", CAP: night(t)[0].CAP}, {ID: "a/b", CAP: night(t)[0].CAP}} {
		if _, err := config.Atom([]feed.Alert{a}, at(1)); err == nil {
			t.Errorf("%s was taken", a.ID)
		}
	}
}

// TestValidators: equal content has equal tags, other content another, and the date never goes back.
func TestValidators(t *testing.T) {
	t.Parallel()
	alerts := night(t)
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.IntRange(40, 320).Draw(t, "hour")
		b := a + rapid.IntRange(0, 30).Draw(t, "later")
		order := rapid.Permutation(alerts).Draw(t, "order")
		for _, make := range []func([]feed.Alert, time.Time) (feed.Document, error){config.Atom, config.JSON} {
			x, err := make(alerts, at(a))
			if err != nil {
				t.Fatal(err)
			}
			y, err := make(order, at(b))
			if err != nil {
				t.Fatal(err)
			}
			if (string(x.Body) == string(y.Body)) != (x.ETag == y.ETag) || strings.HasPrefix(x.ETag, "W/") {
				t.Fatalf("tags %s and %s", x.ETag, y.ETag)
			}
			if y.Modified.Before(x.Modified) {
				t.Fatalf("the date goes back from %s to %s", x.Modified, y.Modified)
			}
			if x.ETag != y.ETag && x.Modified.Equal(y.Modified) {
				t.Fatalf("hour %d and %d differ, and both are of %s:\n%s\n%s", a, b, x.Modified, x.Body, y.Body)
			}
		}
	})
}

// TestAtomRules holds the feed to what RFC 4287 demands.
func TestAtomRules(t *testing.T) {
	t.Parallel()
	for _, alerts := range [][]feed.Alert{nil, night(t)} {
		doc, err := config.Atom(alerts, at(40))
		if err != nil {
			t.Fatal(err)
		}
		checkAtom(t, doc.Body)
	}
}

type text struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

type link struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
	Href string `xml:"href,attr"`
}

func checkAtom(t *testing.T, body []byte) {
	t.Helper()
	var f struct {
		XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
		IDs     []string `xml:"http://www.w3.org/2005/Atom id"`
		Titles  []text   `xml:"http://www.w3.org/2005/Atom title"`
		Updated []string `xml:"http://www.w3.org/2005/Atom updated"`
		Authors []struct {
			Names []string `xml:"http://www.w3.org/2005/Atom name"`
		} `xml:"http://www.w3.org/2005/Atom author"`
		Links   []link `xml:"http://www.w3.org/2005/Atom link"`
		Entries []struct {
			IDs       []string `xml:"http://www.w3.org/2005/Atom id"`
			Titles    []text   `xml:"http://www.w3.org/2005/Atom title"`
			Updated   []string `xml:"http://www.w3.org/2005/Atom updated"`
			Published []string `xml:"http://www.w3.org/2005/Atom published"`
			Links     []link   `xml:"http://www.w3.org/2005/Atom link"`
			Summaries []text   `xml:"http://www.w3.org/2005/Atom summary"`
		} `xml:"http://www.w3.org/2005/Atom entry"`
	}
	if err := xml.Unmarshal(body, &f); err != nil {
		t.Fatal(err)
	}
	once := func(clause, what string, n int) {
		t.Helper()
		if n != 1 {
			t.Errorf("RFC 4287 %s: %d of %s", clause, n, what)
		}
	}
	iri := func(s string) {
		t.Helper()
		if u, err := url.Parse(s); err != nil || !u.IsAbs() {
			t.Errorf("RFC 4287 4.2.6, 4.2.7: %q is no absolute IRI", s)
		}
	}
	date := func(s string) time.Time {
		t.Helper()
		d, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Errorf("RFC 4287 3.3: %v", err)
		}
		return d
	}
	once("4.1.1", "feed ids", len(f.IDs))
	once("4.1.1", "feed titles", len(f.Titles))
	once("4.1.1", "feed dates", len(f.Updated))
	once("4.1.1", "feed authors", len(f.Authors))
	once("3.2", "names of the author", len(f.Authors[0].Names))
	iri(f.IDs[0])
	newest := date(f.Updated[0])
	self := 0
	for _, l := range f.Links {
		if l.Rel == "self" {
			self++
		}
		iri(l.Href)
	}
	once("4.1.1", "links to itself", self)
	ids := map[string]bool{}
	for _, e := range f.Entries {
		once("4.1.2", "entry ids", len(e.IDs))
		once("4.1.2", "entry titles", len(e.Titles))
		once("4.1.2", "entry dates", len(e.Updated))
		once("4.1.2", "entry summaries", len(e.Summaries))
		iri(e.IDs[0])
		if ids[e.IDs[0]] {
			t.Errorf("RFC 4287 4.1.1: the id %s stands twice", e.IDs[0])
		}
		ids[e.IDs[0]] = true
		if d := date(e.Updated[0]); d.After(newest) || d.Before(date(e.Published[0])) {
			t.Errorf("%s was changed at %s, published at %s, in a feed of %s", e.Titles[0].Text, d, e.Published[0], newest)
		}
		if strings.TrimSpace(e.Titles[0].Text) == "" || strings.TrimSpace(e.Summaries[0].Text) == "" {
			t.Error("an entry without words")
		}
		kinds := map[string]int{}
		for _, l := range e.Links {
			iri(l.Href)
			if l.Rel == "alternate" {
				kinds[l.Type]++
			}
		}
		once("4.1.2", "links to the alert itself", kinds["application/cap+xml"])
		for kind, n := range kinds {
			once("4.1.2", "alternates of type "+kind, n)
		}
	}
}

// TestAtomSchema holds the feed to the grammar of RFC 4287, by a validator that we did not write.
func TestAtomSchema(t *testing.T) {
	t.Parallel()
	root := os.Getenv("TOCSIN_CORPUS")
	jing, err := exec.LookPath("jing")
	if root == "" || err != nil {
		t.Skip("TOCSIN_CORPUS names no folder with the grammar of Atom, or jing is not installed (Debian: jing)")
	}
	doc, err := config.Atom(night(t), at(40))
	if err != nil {
		t.Fatal(err)
	}
	grammar := filepath.Join(root, "cap-schema", "feed", "atom_rfc4287.rng") // in the compact syntax
	for name, body := range map[string][]byte{"feed": doc.Body, "no id": bytes.ReplaceAll(doc.Body, []byte("<id>"), []byte("<id x=''>no IRI <"))} {
		file := filepath.Join(t.TempDir(), "feed.atom")
		if err := os.WriteFile(file, body, 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.CommandContext(t.Context(), jing, "-c", grammar, file).Output()
		if (err == nil) != (name == "feed") {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

// TestJSONFeedRules holds the feed to what JSON Feed 1.1 demands.
func TestJSONFeedRules(t *testing.T) {
	t.Parallel()
	doc, err := config.JSON(night(t), at(40))
	if err != nil {
		t.Fatal(err)
	}
	var f struct {
		Version, Title string
		Items          []map[string]any
	}
	if err := json.Unmarshal(doc.Body, &f); err != nil {
		t.Fatal(err)
	}
	if f.Version != "https://jsonfeed.org/version/1.1" || f.Title == "" || len(f.Items) != 4 {
		t.Errorf("%+v", f)
	}
	for _, item := range f.Items {
		id, _ := item["id"].(string)
		words, _ := item["content_text"].(string)
		if id == "" || words == "" {
			t.Errorf("an item needs an id and its content: %v", item)
		}
		if _, err := time.Parse(time.RFC3339, item["date_modified"].(string)); err != nil {
			t.Error(err)
		}
	}
	empty, err := config.JSON(nil, at(40))
	if err != nil || !strings.Contains(string(empty.Body), `"items": []`) {
		t.Errorf("%s, %v", empty.Body, err)
	}
}

// TestFeedOfExercises: it holds what is exercised and nothing else, and each title says so.
func TestFeedOfExercises(t *testing.T) {
	t.Parallel()
	drill := alert("drill", 9, 57)
	drill.Status, drill.Note = cap.Exercise, "Spring exercise"
	over := alert("past", 8, 20)
	over.Status, over.Note, over.Infos[0].Headline = cap.Exercise, "Spring exercise", "EXERCISE: "+over.Infos[0].Headline
	all := published(t, alert("hall", 9, 57), drill, over)
	c := config
	c.Exercise = true
	entries, _, err := c.Entries(all, at(40))
	if err != nil || len(entries) != 2 {
		t.Fatalf("%d entries, %v", len(entries), err)
	}
	if plain, _, err := config.Entries(all, at(40)); err != nil || len(plain) != 1 || plain[0].ID != "hall" {
		t.Errorf("a feed that exercises nothing holds %+v, %v", plain, err)
	}
	list, err := c.JSON(all, at(40))
	if err != nil {
		t.Fatal(err)
	}
	var f struct {
		Title string
		Items []struct {
			Title string
			CAP   struct{ Status string } `json:"_cap"`
		}
	}
	if err := json.Unmarshal(list.Body, &f); err != nil {
		t.Fatal(err)
	}
	titles := []string{f.Title}
	for _, i := range f.Items {
		titles = append(titles, i.Title)
		if i.CAP.Status != "Exercise" {
			t.Errorf("%q has the status %q", i.Title, i.CAP.Status)
		}
	}
	for _, s := range titles {
		if !strings.HasPrefix(s, "EXERCISE: ") || strings.Count(s, "EXERCISE") != 1 {
			t.Errorf("a title is %q", s)
		}
	}
	atom, err := c.Atom(all, at(40))
	if err != nil || bytes.Count(atom.Body, []byte("<title>EXERCISE: ")) != 3 {
		t.Errorf("%v\n%s", err, atom.Body)
	}
}
