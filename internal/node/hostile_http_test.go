package node_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/identity"
	"tocsin/internal/node"
)

// raw sends bytes as they are and returns the status line of what comes back, or "" when the
// connection ends without an answer.
func raw(t testing.TB, url, text string) string {
	t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(20 * time.Second))
	go io.WriteString(c, text)
	line, _ := bufio.NewReader(c).ReadString('\n')
	return strings.TrimSpace(line)
}

// TestHostileRequests: what is no request, or too much of one, is refused, and the node goes on.
func TestHostileRequests(t *testing.T) {
	t.Parallel()
	admin := identity.Principal{Account: "a", Role: tocsin.Administrator, Roles: tocsin.Roles}
	s := serve(t, openHall(t, node.Options{}), node.ServeOptions{Testing: &admin})
	post := "POST /api/v1/messages/org.admit HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nIdempotency-Key: k\r\n"
	for name, c := range map[string]struct{ text, want string }{
		"a flood of headers":  {"GET /livez HTTP/1.1\r\nHost: x\r\n" + strings.Repeat("X-A: b\r\n", 10_000) + "\r\n", "431"},
		"a long header":       {"GET /livez HTTP/1.1\r\nHost: x\r\nX-A: " + strings.Repeat("b", 64<<10) + "\r\n\r\n", "431"},
		"a long path":         {"GET /" + strings.Repeat("a", 64<<10) + " HTTP/1.1\r\nHost: x\r\n\r\n", "431"},
		"no host":             {"GET /livez HTTP/1.1\r\n\r\n", "400"},
		"not HTTP":            {"SSH-2.0-x\r\n\r\n", "400"},
		"two lengths":         {post + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", "400"},
		"length and chunks":   {post + "Content-Length: 2\r\nTransfer-Encoding: gzip\r\n\r\n{}", "501"},
		"a body too large":    {post + "Content-Length: 9000000\r\n\r\n" + strings.Repeat(" ", 3<<20), "413"},
		"endless chunks":      {post + "Transfer-Encoding: chunked\r\n\r\n" + strings.Repeat("8000\r\n"+strings.Repeat(" ", 0x8000)+"\r\n", 100), "413"},
		"a header with NUL":   {"GET /livez HTTP/1.1\r\nHost: x\r\nX-A: \x00\r\n\r\n", "400"},
		"up and out":          {"GET /api/v1/../../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", "30"},
		"up and out, encoded": {"GET /api/v1/records/org/%2e%2e%2f%2e%2e%2fetc HTTP/1.1\r\nHost: x\r\n\r\n", "404"},
		"a NUL in a path":     {"GET /api/v1/records/org/%00 HTTP/1.1\r\nHost: x\r\n\r\n", "404"},
		"slashes":             {"GET //api//v1//records//org HTTP/1.1\r\nHost: x\r\n\r\n", "30"},
		"another's address":   {"GET http://elsewhere.example/livez HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n", "200"},
		"a tunnel":            {"CONNECT elsewhere.example:443 HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n", "4"},
		"a made-up method":    {"BURN /api/v1/records/org HTTP/1.1\r\nHost: x\r\n\r\n", "405"},
	} {
		got := raw(t, s.url, c.text)
		if !strings.HasPrefix(strings.TrimPrefix(got, "HTTP/1.1 "), c.want) {
			t.Errorf("%s: %q, want %s", name, got, c.want)
		}
		if code, _, _ := get(t, s.url+"/livez"); code != 200 {
			t.Fatalf("after %s: %d", name, code)
		}
	}
}

// TestSlowClients: who sends a header byte by byte keeps nobody else waiting, and is cut off.
func TestSlowClients(t *testing.T) {
	if testing.Short() {
		t.Skip("it waits for a timeout of 10 seconds")
	}
	t.Parallel()
	s := serve(t, openHall(t, node.Options{}), node.ServeOptions{})
	const slow = 200
	var wg sync.WaitGroup
	begun := time.Now()
	for range slow {
		c, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		wg.Go(func() {
			defer c.Close()
			c.SetDeadline(time.Now().Add(40 * time.Second))
			go func() {
				for _, b := range "GET /livez HTTP/1.1\r\nHost: x\r\nX-A: " + strings.Repeat("b", 100) {
					if _, err := io.WriteString(c, string(b)); err != nil {
						return
					}
					time.Sleep(500 * time.Millisecond)
				}
			}()
			io.Copy(io.Discard, c) // until the node has enough
			if took := time.Since(begun); took > 30*time.Second {
				t.Errorf("it was cut off after %s", took)
			}
		})
	}
	for range 20 {
		if code, _, _ := get(t, s.url+"/livez"); code != 200 {
			t.Errorf("beside them: %d", code)
		}
	}
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("twenty requests beside them took %s", took)
	}
	wg.Wait()
}

// TestIdleStreams keeps 1,000 streams open: acts and lists go on beside them, each of them is told of
// an act, and all of them end with the node.
func TestIdleStreams(t *testing.T) {
	n := openHall(t, node.Options{})
	streams := 1000
	s := serve(t, n, node.ServeOptions{Authenticate: func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			p := identity.Principal{Account: r.Header.Get("Test-Account"), Role: tocsin.Analyst, Roles: []tocsin.Role{tocsin.Analyst}}
			next.ServeHTTP(w, r.WithContext(identity.With(r.Context(), p)))
		})
	}})
	var before runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	transport := &http.Transport{MaxIdleConnsPerHost: -1}
	defer transport.CloseIdleConnections()
	var ready, told, ended sync.WaitGroup
	ready.Add(streams)
	told.Add(streams)
	for i := range streams {
		ended.Go(func() {
			first, second := sync.OnceFunc(ready.Done), sync.OnceFunc(told.Done)
			defer first()
			defer second()
			r, err := http.NewRequest(http.MethodGet, s.url+"/api/v1/stream", nil)
			if err != nil {
				t.Error(err)
				return
			}
			r.Header.Set("Test-Account", fmt.Sprint("account ", i/32))
			answer, err := transport.RoundTrip(r)
			if err != nil {
				t.Error(err)
				return
			}
			defer answer.Body.Close()
			changes := 0
			in := bufio.NewScanner(answer.Body)
			for in.Scan() {
				switch {
				case in.Text() == "event: hello":
					first()
				case in.Text() == "event: change":
					changes++
					second()
				}
			}
			if answer.StatusCode != 200 || changes != 1 {
				t.Errorf("stream %d: %d, told of %d acts", i, answer.StatusCode, changes)
			}
		})
	}
	ready.Wait()
	begun := time.Now()
	if _, err := n.Client(client.Caller{Role: tocsin.Analyst}).Act(t.Context(), client.RecordReport{Report: tocsin.Report{Title: "A van", Text: "words"}}); err != nil {
		t.Fatal(err)
	}
	told.Wait()
	all := time.Since(begun)
	var after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&after)
	if code, _, _ := get(t, s.url+"/livez"); code != 200 {
		t.Errorf("beside them: %d", code)
	}
	begun = time.Now()
	if err := s.end(); err != nil {
		t.Error(err)
	}
	ended.Wait()
	t.Logf("%d streams: all were told after %s, ended after %s; %d KiB each, both ends", streams, all, time.Since(begun), (int64(after.HeapAlloc+after.StackInuse)-int64(before.HeapAlloc+before.StackInuse))>>10/int64(streams))
	if all > 20*time.Second {
		t.Errorf("it took %s until all were told", all)
	}
}

// TestNoSecretInTheLog plants words in every place of a request and looks for them in the log.
func TestNoSecretInTheLog(t *testing.T) {
	t.Parallel()
	admin := identity.Principal{Account: "a", Name: "KESTREL-name", Role: tocsin.Analyst, Roles: tocsin.Roles}
	s := serve(t, openHall(t, node.Options{}), node.ServeOptions{Testing: &admin})
	for _, c := range [][2]string{
		{"POST", "/api/v1/messages/source.add"}, {"POST", "/api/v1/messages/report.record"}, {"GET", "/api/v1/records/report/KESTREL-path?x=KESTREL-query"},
		{"GET", "/a/KESTREL-token"}, {"GET", "/KESTREL-page?code=KESTREL-code"}, {"KESTREL", "/livez"}, {"GET", "/api/v1/records/report?cursor=KESTREL"},
	} {
		body := `{"reason":"KESTREL-reason","input":{"compartment":"KESTREL-compartment","names":["KESTREL-source"],"KESTREL-field":1}}`
		if strings.HasSuffix(c[1], "source.add") {
			body = `{"input":{"compartment":"KESTREL-compartment","names":["KESTREL-source"]}}`
		}
		r, err := http.NewRequest(c[0], s.url+c[1], strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		for name, value := range map[string]string{"Content-Type": "application/json", "Idempotency-Key": "KESTREL-key", "Authorization": "Bearer KESTREL-bearer", "Cookie": "a=KESTREL-cookie", "User-Agent": "KESTREL-agent", "Referer": "http://x/KESTREL-referer"} {
			r.Header.Set(name, value)
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
	}
	if err := s.end(); err != nil {
		t.Fatal(err)
	}
	log := s.log.String()
	if at := strings.Index(log, "KESTREL"); at >= 0 {
		t.Errorf("the log tells: %s", log[max(0, at-200):min(len(log), at+60)])
	}
	if strings.Count(log, "msg=request") < 7 {
		t.Errorf("not every request is in the log: %s", log)
	}
}
