package delivery_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tocsin"
	"tocsin/internal/delivery"
	"tocsin/internal/desk"
	"tocsin/internal/node"
)

// childOrder is the folder and the address of the receivers, for the process that is killed: this
// test program, run again.
const childOrder = "TOCSIN_DELIVERY_CHILD"

func TestMain(m *testing.M) {
	if dir, url, ok := strings.Cut(os.Getenv(childOrder), "|"); ok {
		if err := work(dir, url); err != nil {
			fmt.Println("fault", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// The receivers: one answers, one fails at first, one hangs at first, one answers late, one is gone.
var receivers = []string{"ok", "fail", "hang", "late", "gone"}

// open opens the organisation, and a worker whose webhooks lead to the receivers.
func open(dir, url string) (*node.Node, *delivery.Worker, error) {
	n, err := node.Open(context.Background(), dir, "embassy", node.Options{})
	if err != nil {
		return nil, nil, err
	}
	conf := delivery.WebhookConfig{Hosts: []string{strings.TrimPrefix(url, "http://")}, Networks: []string{"127.0.0.0/8"}, Plain: true}
	w, err := delivery.NewWebhook(conf, n.Desk.WebhookSecret, "")
	if err != nil {
		return nil, nil, errors.Join(err, n.Close())
	}
	return n, delivery.New(delivery.Options{
		Desk: n.Desk, Channels: map[tocsin.Channel]delivery.Channel{tocsin.ByWebhook: w},
		Timeout: time.Second, Idle: 50 * time.Millisecond, Senders: 64,
	}), nil
}

var admin = desk.Caller{Role: tocsin.Administrator}

func contacts(ctx context.Context, d *desk.Desk, url string) error {
	all := make([]tocsin.Contact, len(receivers))
	for i, r := range receivers {
		all[i] = tocsin.Contact{ID: tocsin.ContactID(r), For: tocsin.Party{Role: tocsin.DutyOfficer}, Channel: tocsin.ByWebhook, Address: url + "/" + r, Step: 1}
	}
	_, err := d.SetContacts(ctx, admin, all)
	return err
}

// work runs in the child: it sends, and makes new obligations as fast as it can, and says which were
// confirmed.
func work(dir, url string) error {
	n, w, err := open(dir, url)
	if err != nil {
		return err
	}
	go w.Run(context.Background())
	var mu sync.Mutex // guards standard output
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for k := 0; ; k++ {
				r, err := n.Desk.TestContact(context.Background(), admin, tocsin.ContactID(receivers[(i+k)%len(receivers)]))
				mu.Lock()
				if err != nil {
					fmt.Println("fault", err)
				} else {
					fmt.Println("confirmed", r.Object.ID)
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return nil
}

// answering are the receivers, which outlive the process that is killed.
type answering struct {
	mu    sync.Mutex // guards what follows
	came  map[string]int
	wrong []string
	calm  atomic.Bool // nobody fails or hangs any more
}

func (a *answering) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil { // the sender was killed
		return
	}
	var said struct {
		ID string `json:"id"`
	}
	id := r.Header.Get("webhook-id")
	if json.Unmarshal(body, &said) != nil || said.ID != id || id == "" {
		a.mu.Lock()
		a.wrong = append(a.wrong, id+" says "+string(body))
		a.mu.Unlock()
	}
	switch kind := strings.Trim(r.URL.Path, "/"); {
	case kind == "gone":
		w.WriteHeader(http.StatusGone)
		return
	case kind == "late":
		time.Sleep(time.Duration(rand.IntN(200)) * time.Millisecond)
	case a.calm.Load():
	case kind == "fail" && rand.IntN(3) > 0:
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	case kind == "hang" && rand.IntN(8) == 0:
		<-r.Context().Done()
		return
	}
	a.mu.Lock()
	a.came[id]++
	a.mu.Unlock()
}

// TestKill kills a process at work, again and again, with obligations on their way to receivers that
// fail, hang and answer late. In the end each obligation that was confirmed is delivered, or goes on
// with an owner; none is lost, and every duplicate bears its message id. TOCSIN_KILL sets the rounds.
func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes half a minute")
	}
	rounds := 6
	if n, err := strconv.Atoi(os.Getenv("TOCSIN_KILL")); err == nil && n > 0 {
		rounds = min(n, 200)
	}
	a := &answering{came: map[string]int{}}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &http.Server{Handler: a, ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = s.Serve(l) }()
	t.Cleanup(func() { _ = s.Close() })
	dir, url := t.TempDir(), "http://"+l.Addr().String()
	n, _, err := open(dir, url)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(contacts(t.Context(), n.Desk, url), n.Close()); err != nil {
		t.Fatal(err)
	}
	confirmed := map[string]bool{}
	for range rounds {
		for _, id := range killed(t, dir, url) {
			confirmed[id] = true
		}
	}
	if len(confirmed) < 50*rounds {
		t.Fatalf("only %d obligations were confirmed in %d rounds", len(confirmed), rounds)
	}
	a.calm.Store(true)
	settle(t, dir, url, a, confirmed)
}

// killed runs the child for a while and kills it. It returns what the child has confirmed.
func killed(t *testing.T, dir, url string) (ids []string) {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), childOrder+"="+dir+"|"+url)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var faults bytes.Buffer
	c.Stderr = &faults
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	var kill sync.Once
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		what, id, _ := strings.Cut(lines.Text(), " ")
		if what != "confirmed" || len(id) != 26 { // the last line may be torn
			if what == "fault" {
				t.Errorf("the child: %s", id)
			}
			continue
		}
		ids = append(ids, id)
		kill.Do(func() {
			time.AfterFunc(time.Duration(500+rand.IntN(1500))*time.Millisecond, func() { _ = c.Process.Kill() })
		})
	}
	_ = c.Wait() // it was killed
	if faults.Len() > 0 {
		t.Errorf("the child: %s", faults.String())
	}
	return ids
}

// settle opens the organisation once more, lets everything be sent, and looks what became of it.
func settle(t *testing.T, dir, url string, a *answering, confirmed map[string]bool) {
	t.Helper()
	n, w, err := open(dir, url)
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	ctx, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { w.Run(ctx) })
	deadline := time.Now().Add(4 * time.Minute)
	for {
		got, err := n.Desk.Watch(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if got.Deliveries == 0 || time.Now().After(deadline) {
			break
		}
		time.Sleep(200 * time.Millisecond)
	}
	stop()
	wg.Wait()
	all, err := n.Desk.Notifications(t.Context(), "", false, 0)
	if err != nil {
		t.Fatal(err)
	}
	known, done, going := map[string]bool{}, 0, 0
	found := map[string]bool{}
	for _, x := range all {
		found[string(x.ID)] = true
		next, moves := x.Due()
		if !x.Live() || !moves || next.IsZero() || x.Owner.Role == "" {
			t.Errorf("%s goes nowhere: %+v", x.ID, x.Notification)
		}
		for _, d := range x.Deliveries {
			known[d.ID] = true
			a.mu.Lock()
			came := a.came[d.ID]
			a.mu.Unlock()
			switch {
			case d.State == tocsin.AttemptDelivered && came == 0:
				t.Errorf("%s is said to be delivered, and did not come", d.ID)
			case d.State == tocsin.AttemptDelivered:
				done++
			case d.State == tocsin.AttemptGivenUp && d.To == "gone":
				going++
			default:
				t.Errorf("%s to %s is %s, due %s", d.ID, d.To, d.State, d.Due)
			}
		}
	}
	for id := range confirmed {
		if !found[id] {
			t.Errorf("%s was confirmed, and is lost", id)
		}
	}
	twice := 0
	for id, times := range a.came {
		if !known[id] {
			t.Errorf("what came as %s is known to nobody", id)
		}
		twice += times - 1
	}
	for _, w := range a.wrong {
		t.Errorf("a message bears another id than it says: %s", w)
	}
	watched, err := n.Desk.Watch(t.Context())
	if err != nil || len(watched.Findings) > 0 {
		t.Errorf("the auditor: %v, %v", err, watched.Findings)
	}
	t.Logf("%d obligations confirmed, %d on record; %d delivered, %d gone and escalating, %d repeats under their id", len(confirmed), len(all), done, going, twice)
}
