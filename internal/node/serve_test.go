package node_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/identity"
	"tocsin/internal/node"
)

// A served node answers at URL until the test ends.
type served struct {
	*node.Node
	url string
	log *buffer
	end func() error // stops it, and returns what Serve returned
}

// buffer is a log that can be read while it is written.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// serve serves a node on loopback.
func serve(t testing.TB, n *node.Node, o node.ServeOptions) served {
	t.Helper()
	log := &buffer{}
	ctx, cancel := context.WithCancel(context.Background())
	up, down := make(chan string, 1), make(chan error, 1)
	o.Listen, o.Ready, o.Log = "127.0.0.1:0", func(url string) { up <- url }, slog.New(slog.NewTextHandler(log, nil))
	go func() { down <- n.Serve(ctx, o) }()
	once := sync.OnceValue(func() error {
		cancel()
		return <-down
	})
	t.Cleanup(func() {
		if err := once(); err != nil {
			t.Error(err)
		}
	})
	select {
	case url := <-up:
		return served{Node: n, url: url, log: log, end: once}
	case err := <-down:
		down <- err
		t.Fatalf("it did not come up: %v", err)
		panic("unreachable")
	}
}

// openHall opens an organisation in a folder of its own.
func openHall(t testing.TB, o node.Options) *node.Node {
	t.Helper()
	n, err := node.Open(t.Context(), t.TempDir(), "hall", o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	})
	_, err = n.Client(client.Caller{Role: tocsin.Administrator}).Act(t.Context(), client.Admit{Org: tocsin.Org{ID: "hall", Name: "Hall", Kind: tocsin.OrgOperator}})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func get(t testing.TB, url string) (int, string, http.Header) {
	t.Helper()
	r, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, string(b), r.Header
}

// TestServeStops: a request under way is answered when the node is told to stop, and Serve returns nil.
func TestServeStops(t *testing.T) {
	t.Parallel()
	n := openHall(t, node.Options{})
	begun, goOn := make(chan bool), make(chan bool)
	s := serve(t, n, node.ServeOptions{Change: func(m *node.Mounts) {
		m.Public = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			close(begun)
			<-goOn
			io.WriteString(w, "whole")
		})
	}})
	if code, body, h := get(t, s.url+"/livez"); code != 200 || body != "ok\n" || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Request-Id") == "" {
		t.Errorf("%d %q %v", code, body, h)
	}
	answer := make(chan string, 1)
	go func() {
		_, body, _ := get(t, s.url+"/public/x")
		answer <- body
	}()
	<-begun
	stopped := make(chan error, 1)
	go func() { stopped <- s.end() }()
	time.Sleep(20 * time.Millisecond)
	close(goOn)
	if got := <-answer; got != "whole" {
		t.Errorf("the request under way got %q", got)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}

// TestServeSurvives: a handler that fails costs its own request, and nothing of its words is told.
func TestServeSurvives(t *testing.T) {
	t.Parallel()
	s := serve(t, openHall(t, node.Options{}), node.ServeOptions{Change: func(m *node.Mounts) {
		m.Public = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "half") {
				io.WriteString(w, strings.Repeat("x", 1<<16))
			}
			panic("the words KESTREL-9")
		})
	}})
	code, body, _ := get(t, s.url+"/public/x")
	if code != 500 || !strings.Contains(body, "request") || strings.Contains(body, "KESTREL") {
		t.Errorf("%d %q", code, body)
	}
	r, err := http.Get(s.url + "/public/half")
	if err == nil {
		if _, err = io.ReadAll(r.Body); err == nil {
			t.Error("half an answer passes for a whole one")
		}
		r.Body.Close()
	}
	if code, _, _ := get(t, s.url+"/livez"); code != 200 {
		t.Errorf("afterwards: %d", code)
	}
	if log := s.log.String(); strings.Contains(log, "KESTREL") || !strings.Contains(log, "a request failed") {
		t.Errorf("the log: %s", log)
	}
}

// TestServeAppliesTheClock: a window that ends while nobody asks is on record by itself.
func TestServeAppliesTheClock(t *testing.T) {
	t.Parallel()
	n := openHall(t, node.Options{})
	end := time.Now().Add(300 * time.Millisecond)
	_, err := n.Client(client.Caller{Role: tocsin.Analyst}).Act(t.Context(), client.OpenThreat{Threat: tocsin.Threat{
		Title: "A threat", Parts: []tocsin.Part{{ID: "hall", Name: "the hall", Window: tocsin.Window{Start: tocsin.At(time.Now()), End: tocsin.At(end)}}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	serve(t, n, node.ServeOptions{})
	for late := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		snap, err := n.Desk.AsOf(t.Context(), time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range snap.Open() {
			if o.Kind == tocsin.OweReview {
				if o.Opened.Before(end) {
					t.Errorf("opened at %s, before the window ended at %s", o.Opened, end)
				}
				return
			}
		}
		if time.Now().After(late) {
			t.Fatalf("no review was opened: %+v", snap.Open())
		}
	}
}

// TestServeCrossSite: what another site made a browser send is refused on every surface.
func TestServeCrossSite(t *testing.T) {
	t.Parallel()
	s := serve(t, openHall(t, node.Options{}), node.ServeOptions{Change: func(m *node.Mounts) {
		m.Answers = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {})
	}})
	for origin, want := range map[string]int{"https://elsewhere.example": 403, s.url: 200, "": 200} {
		r := httptest.NewRequest(http.MethodPost, s.url+"/a/x", nil)
		r.RequestURI = ""
		if origin != "" {
			r.Header.Set("Origin", origin)
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != want {
			t.Errorf("from %q: %d, want %d", origin, answer.StatusCode, want)
		}
	}
}

// TestServeTestingPrincipal: it is refused where others could reach the node.
func TestServeTestingPrincipal(t *testing.T) {
	t.Parallel()
	n := openHall(t, node.Options{})
	err := n.Serve(t.Context(), node.ServeOptions{Listen: "0.0.0.0:0", Testing: &identity.Principal{}})
	if err == nil || !strings.Contains(err.Error(), "only this machine") {
		t.Errorf("got %v", err)
	}
}
