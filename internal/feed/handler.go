package feed

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"tocsin/cap"
)

// ErrNotFound is what a [Source] answers for an alert that it does not have.
var ErrNotFound = errors.New("there is no such alert")

// A Source has the public alerts.
type Source interface {
	// Alerts are all messages that may be in force, and those that ended within the feed's Keep, with the
	// ones they replace.
	Alerts(ctx context.Context) ([]Alert, error)
	// Alert is one of them, however old, or ErrNotFound.
	Alert(ctx context.Context, id string) (Alert, error)
}

// freshFor is how long a feed that was made is served again: what is asked for a thousand times a second
// is made once.
const freshFor = time.Second

// Handler serves /public/feed.atom, /public/feed.json and /public/alerts/{id}.cap to everybody: there is
// nothing in them that is not public, and nothing of who asks is kept.
func (c Config) Handler(source Source, now func() time.Time) http.Handler {
	s := &server{config: c, source: source, now: now}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /public/feed.atom", func(w http.ResponseWriter, r *http.Request) { s.feed(w, r, 0) })
	mux.HandleFunc("GET /public/feed.json", func(w http.ResponseWriter, r *http.Request) { s.feed(w, r, 1) })
	mux.HandleFunc("GET /public/alerts/{file}", s.alert)
	return mux
}

type server struct {
	config Config
	source Source
	now    func() time.Time

	mu   sync.Mutex // guards made and at
	made [2]Document
	at   time.Time
}

func (s *server) feed(w http.ResponseWriter, r *http.Request, which int) {
	made, err := s.documents(r.Context())
	if err != nil {
		Unavailable(w)
		return
	}
	made[which].Serve(w, r, "public, max-age=30")
}

// documents makes both feeds, or gives those that were made a moment ago.
func (s *server) documents(ctx context.Context) ([2]Document, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	if age := now.Sub(s.at); !s.at.IsZero() && age >= 0 && age < freshFor {
		return s.made, nil
	}
	alerts, err := s.source.Alerts(ctx)
	if err != nil {
		return s.made, err
	}
	atom, err := s.config.Atom(alerts, now)
	if err != nil {
		return s.made, err
	}
	json, err := s.config.JSON(alerts, now)
	if err != nil {
		return s.made, err
	}
	s.made, s.at = [2]Document{atom, json}, now
	return s.made, nil
}

func (s *server) alert(w http.ResponseWriter, r *http.Request) {
	id, ok := strings.CutSuffix(r.PathValue("file"), ".cap")
	if !ok || !alertID.MatchString(id) {
		http.Error(w, "There is no such alert.", http.StatusNotFound)
		return
	}
	a, err := s.source.Alert(r.Context(), id)
	if errors.Is(err, ErrNotFound) {
		http.Error(w, "There is no such alert.", http.StatusNotFound)
		return
	}
	if err != nil {
		Unavailable(w)
		return
	}
	m, err := cap.ReadTolerant(a.CAP)
	if err != nil {
		Unavailable(w)
		return
	}
	if m.Alert.Status != s.config.Status() {
		http.Error(w, "There is no such alert.", http.StatusNotFound)
		return
	}
	NewDocument(capType, a.CAP, m.Alert.Sent.Time()).Serve(w, r, "public, max-age=300")
}

// Unavailable says so without a word on why: the reason is the operator's to know.
func Unavailable(w http.ResponseWriter) {
	w.Header().Set("Retry-After", "30")
	w.Header().Set("Cache-Control", "no-store")
	http.Error(w, "The alerts cannot be read at the moment. Try again in half a minute.", http.StatusServiceUnavailable)
}

// Serve answers a request with the document, or with the word that what the client has is still the same.
func (d Document) Serve(w http.ResponseWriter, r *http.Request, cacheControl string) {
	h := w.Header()
	h.Set("Content-Type", d.Type)
	h.Set("ETag", d.ETag)
	h.Set("Cache-Control", cacheControl)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Access-Control-Allow-Origin", "*") // public: a page of anybody may show it
	http.ServeContent(w, r, "", d.Modified, bytes.NewReader(d.Body))
}
