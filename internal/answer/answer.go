package answer

import (
	"context"
	"crypto/rand"
	"embed"
	"encoding/hex"
	"errors"
	"html/template"
	"log/slog"
	"net/http"

	"tocsin"
	"tocsin/internal/delivery"
	"tocsin/internal/desk"
	"tocsin/internal/limit"
)

//go:embed page.html style.css
var files embed.FS

var pages = template.Must(template.New("").ParseFS(files, "page.html"))

// maxForm is the most bytes of a form that is sent here.
const maxForm = 16 << 10

// Options are what the pages need.
type Options struct {
	Desk *desk.Desk
	Log  *slog.Logger // never gets a link
}

// page is what a template shows.
type page struct {
	Title, Org string
	Exercise   bool   // nothing here is real, and the page says so first and last
	Problem    string // why what was sent was not taken
	Done       string // what was taken
	Request    string // makes a form that is sent twice count once

	Message *desk.Message
	Body    string
	Reasons []reason
	Given   desk.Reaction

	Site  *tocsin.Site
	Codes []code
	Seen  tocsin.Sighting
}

type reason struct{ Code, Words, Evidence string }

// reasons are the closed list in plain words. That we are not believed is not among them.
var reasons = []reason{
	{string(tocsin.KnownFalse), "What it says is false", "what shows it"},
	{string(tocsin.AlreadyDisrupted), "It has been stopped already", "what was stopped, when, by whom"},
	{string(tocsin.OutsideJurisdiction), "It is not ours to act on", "to whom it was passed on"},
	{string(tocsin.BelowThreshold), "It is too little to act on", "what is missing"},
	{string(tocsin.DuplicateOf), "We have it already", "which warning it repeats"},
}

// Answers serves /a/: the page behind the link of a message.
func Answers(o Options) http.Handler {
	mux := http.NewServeMux()
	guests := limit.New(2, 20)
	mux.HandleFunc("GET /a/style.css", style)
	mux.HandleFunc("GET /a/{token}", guarded(guests, func(w http.ResponseWriter, r *http.Request) {
		o.question(w, r, page{}, http.StatusOK)
	}))
	mux.HandleFunc("POST /a/{token}", guarded(guests, o.take))
	return headers(mux)
}

func headers(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		set := w.Header().Set
		set("Content-Security-Policy", "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		set("Referrer-Policy", "same-origin") // none at all would make a browser hide where a form comes from
		set("Cache-Control", "no-store")
		set("X-Content-Type-Options", "nosniff")
		set("X-Robots-Tag", "noindex, nofollow")
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		h.ServeHTTP(w, r)
	})
}

func style(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "max-age=3600")
	http.ServeFileFS(w, r, files, "style.css")
}

// question shows what is asked. It changes nothing.
func (o Options) question(w http.ResponseWriter, r *http.Request, p page, status int) {
	m, err := o.Desk.Question(r.Context(), r.PathValue("token"))
	if err != nil {
		o.fail(w, r, err, page{Title: "This link is not good"})
		return
	}
	p.Title, p.Org, p.Message, p.Body, p.Reasons, p.Request = "Answer", m.OrgName, &m, delivery.Body(m.Release), reasons, newRequest()
	o.show(w, r, p, status)
}

// take takes an answer in.
func (o Options) take(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		o.show(w, r, page{Title: "Too long", Problem: "What was sent is too long, or cannot be read. Say it in a few sentences."}, http.StatusRequestEntityTooLarge)
		return
	}
	given := desk.Reaction{
		How: r.PostForm.Get("how"), Words: r.PostForm.Get("words"),
		Reason: tocsin.DismissReason(r.PostForm.Get("reason")), Evidence: r.PostForm.Get("evidence"),
	}
	_, err := o.Desk.Answer(r.Context(), r.PathValue("token"), given, r.PostForm.Get("request"))
	if refusal, ok := errors.AsType[*tocsin.Refusal](err); ok {
		o.question(w, r, page{Problem: sentence(refusal), Given: given}, http.StatusUnprocessableEntity)
		return
	}
	if err != nil {
		o.fail(w, r, err, page{Title: "It was not recorded"})
		return
	}
	o.show(w, r, page{Title: "Thank you", Done: "Your answer is on record. You can close this page."}, http.StatusOK)
}

// sentence is a refusal for somebody who knows nothing of us.
func sentence(r *tocsin.Refusal) string {
	if r.Instead == "" {
		return "Not taken: " + r.Reason + "."
	}
	return "Not taken: " + r.Reason + ". Instead: " + r.Instead + "."
}

// fail answers what went wrong. What is no refusal is ours, and told to the log alone.
func (o Options) fail(w http.ResponseWriter, r *http.Request, err error, p page) {
	status := http.StatusNotFound
	if refusal, ok := errors.AsType[*tocsin.Refusal](err); ok {
		p.Problem = sentence(refusal)
	} else {
		status, p.Problem = http.StatusInternalServerError, "Something is wrong at our side. Please try again, or ring whoever sent you this."
		if o.Log != nil && r.Context().Err() == nil {
			o.Log.LogAttrs(context.WithoutCancel(r.Context()), slog.LevelError, "a page for guests failed", slog.String("error", o.Desk.Hide(r.Context(), err.Error())))
		}
	}
	o.show(w, r, p, status)
}

func (o Options) show(w http.ResponseWriter, r *http.Request, p page, status int) {
	p.Exercise = o.Desk.Org().Exercise()
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	if r.Method == http.MethodHead {
		return
	}
	if err := pages.ExecuteTemplate(w, "page.html", p); err != nil && o.Log != nil && r.Context().Err() == nil {
		o.Log.LogAttrs(context.WithoutCancel(r.Context()), slog.LevelWarn, "a page for guests was not written whole")
	}
}

func newRequest() string {
	b := make([]byte, 12)
	_, _ = rand.Read(b) // it never fails
	return "form-" + hex.EncodeToString(b)
}
