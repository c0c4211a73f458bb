package feed_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tocsin/internal/feed"
)

// shelf is a source in memory.
type shelf struct {
	alerts []feed.Alert
	broken atomic.Bool
	asked  atomic.Int64
}

func (s *shelf) Alerts(context.Context) ([]feed.Alert, error) {
	s.asked.Add(1)
	if s.broken.Load() {
		return nil, errors.New("the disk said HERON")
	}
	return s.alerts, nil
}

func (s *shelf) Alert(_ context.Context, id string) (feed.Alert, error) {
	if s.broken.Load() {
		return feed.Alert{}, errors.New("the disk said HERON")
	}
	for _, a := range s.alerts {
		if a.ID == id {
			return a, nil
		}
	}
	return feed.Alert{}, feed.ErrNotFound
}

// site is a server on loopback, with a clock.
type site struct {
	*httptest.Server
	shelf *shelf
	now   atomic.Int64
}

func open(t *testing.T) *site {
	t.Helper()
	s := &site{shelf: &shelf{alerts: night(t)}}
	s.now.Store(at(40).Unix())
	s.Server = httptest.NewServer(config.Handler(s.shelf, func() time.Time { return time.Unix(s.now.Load(), 0) }))
	t.Cleanup(s.Close)
	return s
}

func (s *site) ask(t *testing.T, method, path string, header ...string) (*http.Response, []byte) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, body
}

// TestServed: each address with its type, a strong tag and a date; asked again, it answers that nothing
// has changed.
func TestServed(t *testing.T) {
	t.Parallel()
	s := open(t)
	for path, kind := range map[string]string{
		"/public/feed.atom": "application/atom+xml; charset=utf-8", "/public/feed.json": "application/feed+json; charset=utf-8", "/public/alerts/hall-2.cap": "application/cap+xml",
	} {
		resp, body := s.ask(t, "GET", path)
		tag, date := resp.Header.Get("ETag"), resp.Header.Get("Last-Modified")
		if resp.StatusCode != 200 || resp.Header.Get("Content-Type") != kind || !strings.HasPrefix(tag, `"`) || date == "" || len(body) == 0 {
			t.Errorf("%s: %d %v", path, resp.StatusCode, resp.Header)
		}
		if resp.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s may be sniffed", path)
		}
		for _, h := range [][2]string{{"If-None-Match", tag}, {"If-Modified-Since", date}} {
			if resp, body := s.ask(t, "GET", path, h[0], h[1]); resp.StatusCode != 304 || len(body) != 0 {
				t.Errorf("%s with %s: %d", path, h[0], resp.StatusCode)
			}
		}
		if resp, _ := s.ask(t, "GET", path, "If-None-Match", `"other"`); resp.StatusCode != 200 {
			t.Errorf("%s with another tag: %d", path, resp.StatusCode)
		}
		if resp, body := s.ask(t, "HEAD", path); resp.StatusCode != 200 || len(body) != 0 || resp.Header.Get("ETag") != tag {
			t.Errorf("HEAD %s: %d", path, resp.StatusCode)
		}
		if resp, _ := s.ask(t, "POST", path); resp.StatusCode != http.StatusMethodNotAllowed {
			t.Errorf("POST %s: %d", path, resp.StatusCode)
		}
	}
	if _, body := s.ask(t, "GET", "/public/alerts/hall-2.cap"); !bytes.Equal(body, s.shelf.alerts[1].CAP) {
		t.Error("the alert was not served byte for byte")
	}
}

// TestEndOfAnAlertChangesTheFeed: what ends by the calendar, with nobody doing anything, is seen by who
// asks whether the feed has changed.
func TestEndOfAnAlertChangesTheFeed(t *testing.T) {
	t.Parallel()
	s := open(t)
	resp, _ := s.ask(t, "GET", "/public/feed.atom")
	tag, date := resp.Header.Get("ETag"), resp.Header.Get("Last-Modified")
	s.now.Store(at(58).Unix())
	for _, h := range [][2]string{{"If-None-Match", tag}, {"If-Modified-Since", date}} {
		resp, body := s.ask(t, "GET", "/public/feed.atom", h[0], h[1])
		if resp.StatusCode != 200 || !strings.Contains(string(body), "Ended: Security alert: hall") {
			t.Errorf("with %s: %d", h[0], resp.StatusCode)
		}
	}
}

func TestNotServed(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, path := range []string{"/public/alerts/none.cap", "/public/alerts/hall", "/public/alerts/hall.xml", "/public/alerts/..%2f..%2fetc%2fpasswd.cap", "/public/alerts/.cap", "/public/alerts/", "/public/", "/public/alerts/" + strings.Repeat("a", 4000) + ".cap"} {
		if resp, _ := s.ask(t, "GET", path); resp.StatusCode != 404 {
			t.Errorf("%s: %d", path, resp.StatusCode)
		}
	}
	s.shelf.broken.Store(true)
	for _, path := range []string{"/public/feed.atom", "/public/feed.json", "/public/alerts/hall.cap"} {
		resp, body := s.ask(t, "GET", path)
		if resp.StatusCode != 503 || resp.Header.Get("Retry-After") == "" || strings.Contains(string(body), "HERON") || resp.Header.Get("ETag") != "" {
			t.Errorf("%s: %d %s", path, resp.StatusCode, body)
		}
	}
}

// TestAskedOften: many who ask at once cost one making, and a second later it is made anew.
func TestAskedOften(t *testing.T) {
	t.Parallel()
	s := open(t)
	for range 50 {
		s.ask(t, "GET", "/public/feed.atom")
	}
	if n := s.shelf.asked.Load(); n != 1 {
		t.Errorf("made %d times", n)
	}
	s.now.Add(1)
	s.ask(t, "GET", "/public/feed.json")
	if n := s.shelf.asked.Load(); n != 2 {
		t.Errorf("made %d times", n)
	}
}
