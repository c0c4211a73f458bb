package bulletin

import (
	"bytes"
	"cmp"
	"context"
	"embed"
	"errors"
	"html/template"
	"net/http"
	"strings"
	"sync"
	"time"

	"tocsin/internal/feed"
	"tocsin/internal/picture"
)

// A Source has the public alerts.
type Source interface {
	feed.Source
	// Chain are the messages that belong together with one, the oldest first, or [feed.ErrNotFound].
	Chain(ctx context.Context, id string) ([]feed.Alert, error)
}

// A Config is what the configuration says of the pages.
type Config struct {
	Name     string // whose alerts they are
	Language string // of the words round the list; default English
	Feed     feed.Config
}

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed static/bulletin.css
var style []byte

var templates = template.Must(template.New("").ParseFS(templateFiles, "templates/*.html"))

// policy allows a page its style sheet and its map, and nothing else: no script, no form, no frame.
const policy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const (
	stylePath = "/public/static/bulletin.css"
	worldPath = "/public/static/world.svg"
)

// Handler serves the pages, and the feeds and alerts that they lead to, to everybody. Nothing of who asks
// is kept.
func (c Config) Handler(source Source, now func() time.Time) http.Handler {
	s := &server{config: c, source: source, now: now, feeds: c.Feed.Handler(source, now)}
	mux := http.NewServeMux()
	mux.Handle("/public/", s.feeds)
	mux.HandleFunc("GET /public/{$}", s.index)
	mux.HandleFunc("GET /public/alerts/{id}", s.alert)
	mux.HandleFunc("GET "+stylePath, file(feed.NewDocument("text/css; charset=utf-8", style, time.Time{})))
	mux.HandleFunc("GET "+worldPath, file(feed.NewDocument("image/svg+xml", picture.World, time.Time{})))
	return mux
}

func file(d feed.Document) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { d.Serve(w, r, "public, max-age=3600") }
}

type server struct {
	config Config
	source Source
	now    func() time.Time
	feeds  http.Handler

	mu   sync.Mutex // guards what follows
	list feed.Document
	at   time.Time
}

// freshFor is how long the list is served again before it is made anew.
const freshFor = time.Second

func (s *server) index(w http.ResponseWriter, r *http.Request) {
	d, err := s.document(r.Context())
	if err != nil {
		feed.Unavailable(w)
		return
	}
	show(w, r, d)
}

func (s *server) document(ctx context.Context) (feed.Document, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	if age := now.Sub(s.at); !s.at.IsZero() && age >= 0 && age < freshFor {
		return s.list, nil
	}
	alerts, err := s.source.Alerts(ctx)
	if err != nil {
		return s.list, err
	}
	view, err := s.config.index(alerts, now)
	if err != nil {
		return s.list, err
	}
	d, err := render("index", view)
	if err == nil {
		s.list, s.at = d, now
	}
	return d, err
}

func (s *server) alert(w http.ResponseWriter, r *http.Request) {
	if strings.HasSuffix(r.PathValue("id"), ".cap") {
		s.feeds.ServeHTTP(w, r)
		return
	}
	chain, err := s.source.Chain(r.Context(), r.PathValue("id"))
	var view alertView
	if err == nil {
		view, err = s.config.alert(chain, s.now())
	}
	if errors.Is(err, feed.ErrNotFound) {
		s.missing(w)
		return
	}
	var d feed.Document
	if err == nil {
		d, err = render("alert", view)
	}
	if err != nil {
		feed.Unavailable(w)
		return
	}
	show(w, r, d)
}

// missing says the same of what was never there, is not for everybody, or was erased.
func (s *server) missing(w http.ResponseWriter) {
	d, err := render("missing", s.config.head())
	if err != nil {
		feed.Unavailable(w)
		return
	}
	w.Header().Set("Content-Security-Policy", policy)
	w.Header().Set("Content-Type", d.Type)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusNotFound)
	_, _ = w.Write(d.Body) // who asked has gone away: there is nobody to tell
}

func render(name string, view any) (feed.Document, error) {
	var b bytes.Buffer
	if err := templates.ExecuteTemplate(&b, name, view); err != nil {
		return feed.Document{}, err
	}
	return feed.NewDocument("text/html; charset=utf-8", b.Bytes(), time.Time{}), nil
}

func show(w http.ResponseWriter, r *http.Request, d feed.Document) {
	w.Header().Set("Content-Security-Policy", policy)
	d.Serve(w, r, "public, max-age=30")
}

// A head is what every page begins with.
type head struct {
	Name, Lang   string
	Exercise     bool
	W            Words
	Style, World string
}

func (c Config) head() head {
	w, lang := In(cmp.Or(c.Language, "en"))
	return head{Name: c.Name, Lang: lang, Exercise: c.Feed.Exercise, W: w, Style: stylePath, World: worldPath}
}
