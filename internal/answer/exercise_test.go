package answer_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/answer"
	"tocsin/internal/tocsintest"
)

// TestExercisePages: the answer page and the sighting form of an exercise say so first and last, whatever they
// show; who presses the button takes part, and before that nothing else is asked.
func TestExercisePages(t *testing.T) {
	t.Parallel()
	const we, they = tocsin.OrgID("exercise-embassy"), tocsin.OrgID("exercise-police")
	w := tocsintest.New(t, tocsintest.Options{Seed: "drill"}, we)
	w.Meet(tocsin.Org{ID: we, Name: "Embassy", Kind: tocsin.OrgGovernment}, tocsin.Org{ID: they, Name: "Police", Kind: tocsin.OrgPolice})
	w.Act(we, tocsin.Administrator, client.SetContacts{Contacts: []tocsin.Contact{{ID: "c", For: tocsin.Party{Org: they}, Channel: tocsin.ByMail, Address: "a@police.example"}}})
	w.Act(we, tocsin.Administrator, client.TestContact{Contact: "c"})
	w.Act(we, tocsin.Administrator, client.AddSite{Site: tocsin.Site{ID: "hall", Name: "Hall"}})
	w.Act(we, tocsin.SiteManager, client.MakePoster{Site: "hall"})
	all, err := w.Desk(we).Claim(t.Context(), "worker", []string{"mail"}, 10, time.Minute)
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	poster, err := client.Read[client.Poster](t.Context(), w.As(we, client.Caller{Role: tocsin.SiteManager}), client.ReadPoster{Site: "hall"})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/a/", answer.Answers(answer.Options{Desk: w.Desk(we)}))
	mux.Handle("/s/", answer.Sightings(answer.Options{Desk: w.Desk(we)}))
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	marked := func(what, page string) {
		t.Helper()
		if strings.Count(page, "EXERCISE, EXERCISE, EXERCISE") != 2 || !strings.Contains(page, "<title>EXERCISE: ") {
			t.Errorf("%s does not say first and last that it is an exercise:\n%s", what, page)
		}
	}
	link := s.URL + "/a/" + all[0].Token
	_, page := get(t, link)
	marked("the question", page)
	if !strings.Contains(page, "Do you take part") || !strings.Contains(page, "I take part</button>") {
		t.Errorf("it does not ask whether they take part:\n%s", page)
	}
	takes := func() bool {
		contacts, err := w.Desk(we).Contacts(t.Context(), false)
		if err != nil {
			t.Fatal(err)
		}
		return contacts[0].Takes != nil
	}
	if takes() {
		t.Error("opening the page takes part")
	}
	_, page = post(t, link, url.Values{"how": {"seen"}, "request": {request.FindStringSubmatch(page)[1]}})
	marked("the thanks", page)
	if !takes() {
		t.Error("who pressed the button does not take part")
	}
	_, page = get(t, s.URL+"/s/"+poster.Code)
	marked("the sighting form", page)
	_, page = get(t, s.URL+"/a/none")
	marked("a link that is no good", page)

	_, m, plain := asked(t)
	if _, page = get(t, plain.URL+"/a/"+m.Token); strings.Contains(strings.ToUpper(page), "EXERCISE") {
		t.Error("a real page speaks of an exercise")
	}
}
