package answer

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"tocsin"
	"tocsin/internal/limit"
)

type code struct{ Code, Words string }

// codes are the behaviours that somebody at a door can name, the likeliest first. All of them are
// codes of the closed list; there is none for who somebody is.
var codes = []code{
	{"SURVL", "Watched the place, or how it is guarded"},
	{"PHOTO", "Photographed or filmed doors, cameras, guards"},
	{"ELICIT", "Asked about doors, guards, numbers, times"},
	{"TESTSEC", "Tried doors, alarms or the guards' reaction"},
	{"INTRSN", "Was where nobody may be, or tried to be"},
	{"MISREP", "Pretended to be somebody else"},
	{"WPNS", "Had a weapon, or something like it"},
	{"THREAT", "Threatened somebody"},
	{"MATRLS", "Had, bought or left strange materials"},
	{"THEFT", "Took passes, uniforms, keys, vehicles"},
	{"SABOT", "Damaged or tampered with something"},
	{"AVIATION", "A drone or an aircraft"},
	{"CYBER", "Something with computers or networks"},
	{"EXPERT", "Sought unusual skills or training"},
	{"RECRUT", "Sought people for something violent"},
	{"SECTOR", "Something else against this kind of place"},
}

// Sightings serves /s/: the form behind the code on a site's poster.
func Sightings(o Options) http.Handler {
	mux := http.NewServeMux()
	guests, posters := limit.New(0.5, 10), limit.New(1, 30)
	mux.HandleFunc("GET /s/style.css", style)
	mux.HandleFunc("GET /s/{code}", guarded(guests, func(w http.ResponseWriter, r *http.Request) {
		o.form(w, r, page{}, http.StatusOK)
	}))
	mux.HandleFunc("POST /s/{code}", guarded(guests, func(w http.ResponseWriter, r *http.Request) {
		if !posters.Allow(r.PathValue("code"), time.Now()) {
			tooMany(w)
			return
		}
		o.saw(w, r)
	}))
	return headers(mux)
}

func (o Options) form(w http.ResponseWriter, r *http.Request, p page, status int) {
	site, err := o.Desk.SiteOfPoster(r.Context(), r.PathValue("code"))
	if err != nil {
		o.fail(w, r, err, page{Title: "This code is not good"})
		return
	}
	p.Title, p.Site, p.Codes, p.Request = "What did you see?", &site, codes, newRequest()
	o.show(w, r, p, status)
}

// saw takes a sighting in.
func (o Options) saw(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		o.show(w, r, page{Title: "Too long", Problem: "What was sent is too long, or cannot be read. Say it in a few sentences."}, http.StatusRequestEntityTooLarge)
		return
	}
	text := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	seen := tocsin.Sighting{Code: text("code"), What: text("what"), Person: text("looks"), Vehicle: text("vehicle")}
	_, err := o.Desk.SightingByPoster(r.Context(), r.PathValue("code"), seen, r.PostForm.Get("request"))
	if refusal, ok := errors.AsType[*tocsin.Refusal](err); ok {
		o.form(w, r, page{Problem: sentence(refusal), Seen: seen}, http.StatusUnprocessableEntity)
		return
	}
	if err != nil {
		o.fail(w, r, err, page{Title: "It was not recorded"})
		return
	}
	o.show(w, r, page{Title: "Thank you", Done: "It is with the people who guard this place. If somebody is in danger now, ring the emergency number."}, http.StatusOK)
}
