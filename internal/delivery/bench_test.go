package delivery_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/delivery"
	"tocsin/internal/identity"
	"tocsin/internal/node"
)

// BenchmarkAcceptToWebhook submits items over HTTP and waits for each at a webhook: how many a second,
// in a closed loop of eight, and how late, at 500 a second offered (open loop: an item counts from the
// moment at which it was to be submitted). Three sides in turns: a node, every item an act of its desk,
// durable with its leaf when it is answered; a relay, the least that accepts, makes durable with one
// fsync for all that wait, and posts; Debian's Alertmanager, where it is installed, which keeps nothing.
// The processor time of an item is that of all who take part: client, webhook and what stands between.
func BenchmarkAcceptToWebhook(b *testing.B) {
	sides := []*side{{name: "node"}, {name: "relay"}, {name: "alertmanager"}}
	sides[0].begin(b, startNode)
	sides[1].begin(b, startRelay)
	if _, err := exec.LookPath(alertmanager); err != nil {
		b.Logf("%s is not installed (Debian: apt-get install %s): two sides", alertmanager, alertmanager)
		sides = sides[:2]
	} else {
		sides[2].begin(b, startAlertmanager)
	}
	for b.Loop() {
		for _, s := range sides {
			s.closed(b)
		}
		for _, s := range sides {
			s.open(b)
		}
	}
	for _, s := range sides {
		b.ReportMetric(median(s.rate), s.name+"-items/s")
		b.ReportMetric(median(s.cpu), s.name+"-cpu-ms/item")
		b.ReportMetric(median(s.p50), s.name+"-p50-ms")
		b.ReportMetric(median(s.p99), s.name+"-p99-ms")
		if s != sides[0] {
			b.ReportMetric(median(ratios(sides[0].rate, s.rate)), "node/"+s.name)
		}
	}
	b.ReportMetric(0, "ns/op")
}

// A side is one of those that are measured, and what each turn gave.
type side struct {
	name   string
	sink   *sink
	submit submitter
	pid    int // of another process that does the work; 0: it is done in this one

	rate, cpu, p50, p99 []float64
}

func (s *side) begin(b *testing.B, start func(testing.TB, *sink) (submitter, int)) {
	s.sink = newSink(b)
	s.submit, s.pid = start(b, s.sink)
	load{s: s.sink, submit: s.submit, items: benchItems, workers: 8}.run(b, "warm-up")
}

func (s *side) closed(b *testing.B) {
	l := load{s: s.sink, submit: s.submit, items: benchItems, workers: 8}
	before := cpuSeconds(b, s.pid)
	took, _ := l.run(b, "closed")
	s.rate = append(s.rate, float64(l.items)/took.Seconds())
	s.cpu = append(s.cpu, (cpuSeconds(b, s.pid)-before)*1000/float64(l.items))
}

func (s *side) open(b *testing.B) {
	l := load{s: s.sink, submit: s.submit, items: benchItems, workers: 256, rate: 500}
	_, late := l.run(b, "open")
	s.p50 = append(s.p50, late[len(late)/2].Seconds()*1000)
	s.p99 = append(s.p99, late[len(late)*99/100].Seconds()*1000)
}

func median(all []float64) float64 {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}

func ratios(a, b []float64) []float64 {
	out := make([]float64, len(a))
	for i := range a {
		out[i] = a[i] / b[i]
	}
	return out
}

// A submitter submits one item under a name of its own. It returns the name under which it arrives.
type submitter func(name string) (arrives string, err error)

// sink is the webhook at which items arrive.
type sink struct {
	url   string
	marks *regexp.Regexp

	mu   sync.Mutex // guards came
	came map[string]time.Time
}

func newSink(t testing.TB) *sink {
	s := &sink{came: map[string]time.Time{}, marks: regexp.MustCompile(`"notification":"([0-9a-z]{26})"|item-([a-z0-9-]+)`)}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		now := time.Now()
		s.mu.Lock()
		defer s.mu.Unlock()
		for _, m := range s.marks.FindAllSubmatch(body, -1) {
			id := string(m[1]) + string(m[2])
			if _, ok := s.came[id]; !ok {
				s.came[id] = now
			}
		}
	}))
	t.Cleanup(srv.Close)
	s.url = srv.URL
	return s
}

func (s *sink) at(id string) (time.Time, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, ok := s.came[id]
	return t, ok
}

type load struct {
	s              *sink
	submit         submitter
	items, workers int
	rate           int // a second; 0: as fast as it goes
}

type item struct {
	name, arrives string
	since         time.Time
}

// run submits and waits for all. late are the times from submission to arrival, sorted.
func (l load) run(b *testing.B, what string) (took time.Duration, late []time.Duration) {
	b.Helper()
	work, done := make(chan item, l.items), make(chan item, l.items)
	begun := time.Now()
	var wg sync.WaitGroup
	for range l.workers {
		wg.Go(func() {
			for i := range work {
				if l.rate == 0 {
					i.since = time.Now()
				}
				var err error
				if i.arrives, err = l.submit(i.name); err != nil {
					b.Error(err)
				}
				done <- i
			}
		})
	}
	for n := range l.items {
		i := item{name: fmt.Sprintf("%s-%d-%d", what, begun.UnixNano(), n)}
		if l.rate > 0 {
			i.since = begun.Add(time.Duration(n) * time.Second / time.Duration(l.rate))
			time.Sleep(time.Until(i.since))
		}
		work <- i
	}
	close(work)
	wg.Wait()
	close(done)
	last, deadline := begun, time.Now().Add(time.Minute)
	for i := range done {
		for {
			at, ok := l.s.at(i.arrives)
			if ok {
				late = append(late, at.Sub(i.since))
				if at.After(last) {
					last = at
				}
				break
			}
			if time.Now().After(deadline) {
				b.Fatalf("%s has not arrived", i.name)
			}
			time.Sleep(time.Millisecond)
		}
	}
	slices.Sort(late)
	return last.Sub(begun), late
}

var poster = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 256}, Timeout: 30 * time.Second}

func postJSON(url string, body any, header map[string]string) ([]byte, error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequest(http.MethodPost, url, bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	for k, v := range header {
		req.Header.Set(k, v)
	}
	resp, err := poster.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode >= 300 {
		err = fmt.Errorf("%s: %d %s", url, resp.StatusCode, answer)
	}
	return answer, err
}

func startNode(t testing.TB, s *sink) (submitter, int) {
	n, err := node.Open(context.Background(), t.TempDir(), "embassy", node.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = n.Close() })
	host := strings.TrimPrefix(s.url, "http://")
	_, err = n.Desk.SetContacts(context.Background(), admin, []tocsin.Contact{{ID: "hook", For: tocsin.Party{Role: tocsin.DutyOfficer}, Channel: tocsin.ByWebhook, Address: s.url + "/", Step: 1}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	up, down := make(chan string, 1), make(chan error, 1)
	go func() {
		down <- n.Serve(ctx, node.ServeOptions{
			Listen: "127.0.0.1:0", Ready: func(url string) { up <- url },
			Testing:  &identity.Principal{Account: "a", Name: "a", Roles: []tocsin.Role{tocsin.Administrator}, Role: tocsin.Administrator},
			Delivery: delivery.Config{Webhook: &delivery.WebhookConfig{Hosts: []string{host}, Networks: []string{"127.0.0.0/8"}, Plain: true}},
		})
	}()
	t.Cleanup(func() { cancel(); <-down })
	url := <-up
	return func(name string) (string, error) {
		answer, err := postJSON(url+"/api/v1/messages/contact.test", map[string]any{"input": client.TestContact{Contact: "hook"}}, map[string]string{"Idempotency-Key": name})
		var r client.Receipt
		if err == nil {
			err = json.Unmarshal(answer, &r)
		}
		return r.Object.ID, err
	}, 0
}

// startRelay starts the floor: accept, make durable for all that wait with one fsync, post.
func startRelay(t testing.TB, s *sink) (submitter, int) {
	f, err := os.Create(filepath.Join(t.TempDir(), "accepted"))
	if err != nil {
		t.Fatal(err)
	}
	type entry struct {
		body []byte
		safe chan struct{}
	}
	in, out := make(chan entry, 1024), make(chan []byte, 1<<16)
	var wg sync.WaitGroup
	wg.Go(func() {
		for e := range in {
			batch := []entry{e}
			for more := true; more; {
				select {
				case e, more = <-in:
					if more {
						batch = append(batch, e)
					}
				default:
					more = false
				}
			}
			for _, e := range batch {
				_, _ = f.Write(append(e.body, '\n'))
			}
			_ = f.Sync()
			for _, e := range batch {
				close(e.safe)
				out <- e.body
			}
		}
		close(out)
	})
	for range 32 {
		wg.Go(func() {
			for body := range out {
				_, _ = postJSON(s.url, json.RawMessage(body), nil)
			}
		})
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		e := entry{body, make(chan struct{})}
		in <- e
		<-e.safe
		w.WriteHeader(http.StatusAccepted)
	}))
	t.Cleanup(func() { srv.Close(); close(in); wg.Wait(); _ = f.Close() })
	return func(name string) (string, error) {
		_, err := postJSON(srv.URL, map[string]string{"name": "item-" + name, "filler": strings.Repeat("x", 300)}, nil)
		return name, err
	}, 0
}

const alertmanager = "prometheus-alertmanager"

// startAlertmanager starts Debian's, told to wait for nothing and to group nothing.
func startAlertmanager(t testing.TB, s *sink) (submitter, int) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	_ = l.Close()
	dir := t.TempDir()
	conf := fmt.Sprintf("route:\n  receiver: hook\n  group_by: ['...']\n  group_wait: 0s\n  group_interval: 5m\n  repeat_interval: 4h\nreceivers:\n- name: hook\n  webhook_configs:\n  - url: %s/\n    send_resolved: false\n", s.url)
	file := filepath.Join(dir, "alertmanager.yml")
	if err := os.WriteFile(file, []byte(conf), 0o600); err != nil {
		t.Fatal(err)
	}
	c := exec.Command(alertmanager, "--config.file="+file, "--storage.path="+dir, "--web.listen-address="+address, "--cluster.listen-address=", "--log.level=error")
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
	for begun := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		resp, err := http.Get("http://" + address + "/-/ready")
		if err == nil {
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				break
			}
		}
		if time.Since(begun) > 20*time.Second {
			t.Fatal("it does not come up")
		}
	}
	return func(name string) (string, error) {
		_, err := postJSON("http://"+address+"/api/v2/alerts", []map[string]any{{"labels": map[string]string{"alertname": "item-" + name}}}, nil)
		return name, err
	}, c.Process.Pid
}

// cpuSeconds is the processor time that this process has used, and another beside it: what others do
// on the machine is not in it.
func cpuSeconds(t testing.TB, pid int) float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	used := float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
	if pid == 0 {
		return used
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		t.Fatal(err)
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+2:]))
	user, err1 := strconv.ParseFloat(fields[11], 64) // in hundredths of a second
	system, err2 := strconv.ParseFloat(fields[12], 64)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	return used + (user+system)/100
}

const benchItems = 2000
