package node_test

import (
	"strings"
	"testing"
	"time"

	"tocsin"
	"tocsin/cap"
	"tocsin/client"
	"tocsin/internal/browsertest"
	"tocsin/internal/node"
	"tocsin/internal/tocsintest"
)

// newDrill is a town that only exercises and has warned the public, served.
func newDrill(t *testing.T) *town {
	t.Helper()
	const us, all = tocsin.OrgID("exercise-issuer"), tocsin.OrgID("exercise-public")
	w := &town{World: tocsintest.New(t, tocsintest.Options{Public: &publishes}, us), t: t}
	w.Meet(tocsin.Org{ID: us, Name: "The city", Kind: tocsin.OrgCouncil}, tocsin.Org{ID: all, Name: "Everybody", Kind: tocsin.OrgAudience})
	d := w.draft("one", 30)
	d.Addressees = []tocsin.Addressee{{Org: all, Role: "public", Level: tocsin.Public}}
	w.Act(us, tocsin.Analyst, client.OpenThreat{Threat: tocsin.Threat{
		ID: d.Threat, Title: "SECRETTHREAT", Parts: []tocsin.Part{{ID: "hall", Name: "hall", Facets: d.Versions[0].Parts[0].Facets, Window: d.Versions[0].Parts[0].Window}},
	}})
	w.Act(us, tocsin.WarningOfficer, client.DraftWarning{Warning: d})
	w.Act(us, tocsin.Approver, client.SignWarning{Warning: d.ID})
	w.Act(us, tocsin.WarningOfficer, client.Release{Warning: d.ID, Level: tocsin.Public})
	w.url = serve(t, w.Node(us), node.ServeOptions{}).url
	return w
}

// TestPublicExercise: what an exercise tells the public is published with the status Exercise, and pages and feeds
// say so in each title, first and last.
func TestPublicExercise(t *testing.T) {
	t.Parallel()
	w := newDrill(t)
	paths := w.alerts()
	if len(paths) != 1 {
		t.Fatalf("the list leads to %q", paths)
	}
	for path, want := range map[string]int{"/public/": 2, paths[0]: 2, "/public/alerts/none": 2} {
		_, page := w.get(path)
		if strings.Count(page, "EXERCISE, EXERCISE, EXERCISE") != want || !strings.Contains(page, "<title>EXERCISE: ") {
			t.Errorf("%s does not say first and last that it is an exercise:\n%s", path, page)
		}
	}
	_, page := w.get(paths[0])
	for _, say := range []string{">EXERCISE: Security alert: Grand Arena", "EXERCISE: Keep away from the arena.", "ÜBUNG: Sicherheitswarnung", "Dies ist eine Übung."} {
		if !strings.Contains(page, say) {
			t.Errorf("the page does not say %q:\n%s", say, page)
		}
	}
	_, raw := w.get(paths[0] + ".cap")
	m, err := cap.Read([]byte(raw))
	if err != nil || m.Alert.Status != cap.Exercise || m.Alert.Note != "Exercise of The city" {
		t.Errorf("%v\n%s", err, raw)
	}
	if _, atom := w.get("/public/feed.atom"); strings.Count(atom, "<title>EXERCISE: ") != 2 {
		t.Errorf("the feed is\n%s", atom)
	}
	if _, list := w.get("/public/feed.json"); strings.Count(list, `"title": "EXERCISE: `) != 2 {
		t.Errorf("the feed is\n%s", list)
	}
}

// TestPublicExerciseInTheBrowser looks at the pages of an exercise as everybody sees them.
func TestPublicExerciseInTheBrowser(t *testing.T) {
	w := newDrill(t)
	pages := map[string]string{"list": "/public/", "alert": w.alerts()[0]}
	w.Clock.Set(w.Clock.Now().Add(time.Hour))
	for name, o := range map[string]browsertest.Options{"desk": {}, "dark": {Dark: true}, "phone": {Phone: true}} {
		t.Run(name, func(t *testing.T) {
			b := browsertest.Open(t, o)
			b.Expect("404") // browsers ask for an icon by themselves
			for page, path := range pages {
				b.Go(w.url + path)
				b.Axe("exercise, public " + page + " (" + name + ")")
				b.Shot("exercise-public-" + page + "-" + name)
			}
		})
	}
}
