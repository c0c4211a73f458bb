package node_test

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/identity"
	"tocsin/internal/node"
	"tocsin/internal/store/storetest"
)

const benchClients = 64

// together runs do in 64 goroutines for a while; it returns how often it ran a second, and how long
// each took, sorted.
func together(b *testing.B, d time.Duration, do func() error) (rate float64, took []time.Duration) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	begun := time.Now()
	for range benchClients {
		wg.Go(func() {
			var mine []time.Duration
			for time.Since(begun) < d {
				one := time.Now()
				if err := do(); err != nil {
					b.Error(err)
					return
				}
				mine = append(mine, time.Since(one))
			}
			mu.Lock()
			defer mu.Unlock()
			took = append(took, mine...)
		})
	}
	wg.Wait()
	slices.Sort(took)
	return float64(len(took)) / time.Since(begun).Seconds(), took
}

func benchClient() *http.Client {
	return &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: benchClients, MaxConnsPerHost: benchClients}}
}

func fetch(c *http.Client, method, url, body string, headers ...string) ([]byte, error) {
	r, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := c.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != 200 {
		err = fmt.Errorf("%s: %d %s", url, answer.StatusCode, b)
	}
	return b, err
}

var benchPrincipal = identity.Principal{Account: "a", Role: tocsin.Analyst, Roles: tocsin.Roles}

func benchReport() client.RecordReport {
	return client.RecordReport{Report: tocsin.Report{Title: "A van stood before the hall", Text: "A white van stood before the hall for an hour; nobody got out."}}
}

// BenchmarkServeWrites writes reports, 64 at a time, through the API and with the desk called directly,
// in turns: what does HTTP cost, on connections that stay open, in the same process?
func BenchmarkServeWrites(b *testing.B) {
	n := openHall(b, node.Options{})
	s := serve(b, n, node.ServeOptions{Testing: &benchPrincipal})
	in, err := json.Marshal(benchReport())
	if err != nil {
		b.Fatal(err)
	}
	body, c := `{"input":`+string(in)+`}`, benchClient()
	var direct, api []float64
	for b.Loop() {
		rate, _ := together(b, 400*time.Millisecond, func() error {
			who := client.Caller{Role: tocsin.Analyst, Person: "a", Request: rand.Text()}
			_, err := n.Client(who).Act(b.Context(), benchReport())
			return err
		})
		direct = append(direct, rate)
		rate, _ = together(b, 400*time.Millisecond, func() error {
			_, err := fetch(c, "POST", s.url+"/api/v1/messages/report.record", body, "Content-Type", "application/json", "Idempotency-Key", rand.Text())
			return err
		})
		api = append(api, rate)
	}
	slices.Sort(direct)
	slices.Sort(api)
	b.ReportMetric(direct[len(direct)/2], "desk-acts/s")
	b.ReportMetric(api[len(api)/2], "api-acts/s")
	b.ReportMetric(direct[len(direct)/2]/api[len(api)/2], "desk/api")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkServeLists reads pages of 50 of a large record, with 64 clients: the newest reports, pages
// in the middle of them, the watch floor and the page of reports, and the duties that are open in the order in which they are due. A folder that
// TOCSIN_BENCH_FOLDER names is filled once, and kept.
func BenchmarkServeLists(b *testing.B) {
	records := 5_000
	if text := os.Getenv("TOCSIN_BENCH_RECORDS"); text != "" {
		var err error
		if records, err = strconv.Atoi(text); err != nil {
			b.Fatal(err)
		}
	}
	dir, kept := os.LookupEnv("TOCSIN_BENCH_FOLDER")
	if !kept {
		dir = b.TempDir()
	}
	if _, err := os.Stat(filepath.Join(dir, "hall")); err != nil {
		fillHall(b, dir, records)
	}
	begun := time.Now()
	n, err := node.Open(b.Context(), dir, "hall", node.Options{})
	if err != nil {
		b.Fatal(err)
	}
	opened := time.Since(begun)
	b.Cleanup(func() { n.Close() })
	s, c := serve(b, n, node.ServeOptions{Testing: &benchPrincipal}), benchClient()
	var page client.Page
	first, err := fetch(c, "GET", s.url+"/api/v1/records/report?limit=500", "")
	if err != nil {
		b.Fatal(err)
	}
	if err := json.Unmarshal(first, &page); err != nil {
		b.Fatal(err)
	}
	const api = "/api/v1/records/"
	paths := map[string]string{
		"newest": api + "report?limit=50", "later": api + "report?limit=50&cursor=" + page.Next,
		"due": api + "obligation?state=open&order=due", "counted": api + "report?count=true", "floor": "/", "reports": "/reports",
	}
	for b.Loop() {
		for name, path := range paths {
			rate, took := together(b, 2*time.Second, func() error {
				_, err := fetch(c, "GET", s.url+path, "")
				return err
			})
			if len(took) == 0 {
				b.Fatal("nothing was read")
			}
			b.ReportMetric(rate, name+"-pages/s")
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, name+"-p50-ms")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, name+"-p99-ms")
		}
	}
	runtime.GC()
	var rest runtime.MemStats
	runtime.ReadMemStats(&rest)
	b.ReportMetric(float64(rest.HeapAlloc)/(1<<20), "heap-MB")
	b.ReportMetric(float64(opened.Microseconds())/1000, "open-ms")
	b.ReportMetric(0, "ns/op")
}

// fillHall records threats whose windows have ended, and then reports.
func fillHall(b *testing.B, dir string, records int) {
	b.Helper()
	n, err := node.Open(b.Context(), dir, "hall", node.Options{Bulk: true})
	if err != nil {
		b.Fatal(err)
	}
	to := n.Client(client.Caller{Role: tocsin.Analyst})
	if _, err := n.Client(client.Caller{Role: tocsin.Administrator}).Act(b.Context(), client.Admit{Org: tocsin.Org{ID: "hall", Name: "Hall", Kind: tocsin.OrgOperator}}); err != nil {
		b.Fatal(err)
	}
	for i := range 20 {
		w := tocsin.Window{Start: tocsin.At(time.Now().Add(-2 * time.Hour)), End: tocsin.At(time.Now().Add(-time.Hour))}
		_, err := to.Act(b.Context(), client.OpenThreat{Threat: tocsin.Threat{Title: fmt.Sprint("threat ", i), Parts: []tocsin.Part{{ID: "hall", Name: "hall", Window: w}}}})
		if err != nil {
			b.Fatal(err)
		}
	}
	if _, err := to.Act(b.Context(), benchReport()); err != nil {
		b.Fatal(err)
	}
	if err := storetest.Copy(b.Context(), node.StoreOf(n), tocsin.KindReport, records); err != nil {
		b.Fatal(err)
	}
	if _, err := n.Desk.Tick(b.Context(), time.Time{}); err != nil {
		b.Fatal(err)
	}
	if err := n.Close(); err != nil {
		b.Fatal(err)
	}
}
