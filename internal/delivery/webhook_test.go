package delivery_test

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"tocsin"
	"tocsin/internal/delivery"
	"tocsin/internal/desk"
)

func toHook(address string) desk.Message {
	m := toMail("")
	m.Contact = tocsin.Contact{ID: "c", Channel: tocsin.ByWebhook, Address: address}
	return m
}

func hook(t testing.TB, c delivery.WebhookConfig) *delivery.Webhook {
	t.Helper()
	w, err := delivery.NewWebhook(c, func(tocsin.ContactID) string { return "the secret" }, "https://desk.example")
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// toLoopback allows a server of the test.
func toLoopback(s *httptest.Server) delivery.WebhookConfig {
	u, _ := url.Parse(s.URL)
	return delivery.WebhookConfig{Hosts: []string{u.Host}, Networks: []string{"127.0.0.0/8"}, Plain: true}
}

// TestWebhook: the raw bytes are signed together with id and time.
func TestWebhook(t *testing.T) {
	t.Parallel()
	var header http.Header
	var body []byte
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header = r.Header.Clone()
		body, _ = io.ReadAll(r.Body)
	}))
	defer s.Close()
	m := toHook(s.URL + "/in")
	if out := hook(t, toLoopback(s)).Send(t.Context(), m); out.State != tocsin.AttemptDelivered || out.Code != 200 {
		t.Fatalf("got %+v", out)
	}
	if want := delivery.Sign("the secret", m.ID, header.Get("webhook-timestamp"), body); header.Get("webhook-signature") != want || header.Get("webhook-id") != m.ID {
		t.Errorf("the headers are %v, want the signature %s", header, want)
	}
	for _, wrong := range []string{
		delivery.Sign("another", m.ID, header.Get("webhook-timestamp"), body), delivery.Sign("the secret", "x", header.Get("webhook-timestamp"), body),
		delivery.Sign("the secret", m.ID, "0", body), delivery.Sign("the secret", m.ID, header.Get("webhook-timestamp"), append(body, ' ')),
	} {
		if header.Get("webhook-signature") == wrong {
			t.Error("a part of the message is not signed")
		}
	}
	var got struct {
		ID      string          `json:"id"`
		Answer  string          `json:"answer"`
		Release *tocsin.Release `json:"release"`
	}
	if err := json.Unmarshal(body, &got); err != nil || got.ID != m.ID || got.Release == nil || !strings.HasPrefix(got.Answer, "https://desk.example/a/") {
		t.Errorf("the body is %s, %v", body, err)
	}
}

// TestWebhookAnswers tells what is tried again from what is given up; no redirect is followed, and a
// flood of an answer is not read.
func TestWebhookAnswers(t *testing.T) {
	t.Parallel()
	reached := 0
	mux := http.NewServeMux()
	for path, status := range map[string]int{"/500": 500, "/503": 503, "/429": 429, "/408": 408, "/400": 400, "/404": 404, "/410": 410} {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) })
	}
	mux.HandleFunc("/302", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/inner", http.StatusFound) })
	mux.HandleFunc("/inner", func(http.ResponseWriter, *http.Request) { reached++ })
	mux.HandleFunc("/hang", func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // until then the server does not see that the other side has gone
		<-r.Context().Done()
	})
	mux.HandleFunc("/flood", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		for r.Context().Err() == nil {
			if _, err := w.Write(make([]byte, 1<<20)); err != nil {
				return
			}
		}
	})
	s := httptest.NewServer(mux)
	defer s.Close()
	w := hook(t, toLoopback(s))
	for path, want := range map[string]string{
		"/500": tocsin.AttemptFailed, "/503": tocsin.AttemptFailed, "/429": tocsin.AttemptFailed, "/408": tocsin.AttemptFailed, "/hang": tocsin.AttemptFailed,
		"/400": tocsin.AttemptGivenUp, "/404": tocsin.AttemptGivenUp, "/410": tocsin.AttemptGivenUp, "/302": tocsin.AttemptGivenUp,
		"/flood": tocsin.AttemptDelivered,
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		begun := time.Now()
		got := w.Send(ctx, toHook(s.URL+path))
		cancel()
		if got.State != want || want != tocsin.AttemptDelivered && got.Cause == "" {
			t.Errorf("%s: got %+v, want %s", path, got, want)
		}
		if strings.Contains(got.Cause, s.URL) {
			t.Errorf("%s: the cause holds the address: %s", path, got.Cause)
		}
		if path == "/flood" && time.Since(begun) > 1500*time.Millisecond {
			t.Error("a flood of an answer was read")
		}
	}
	if reached != 0 {
		t.Error("a redirect was followed")
	}
}

// TestWebhookIsNoWayIn: nothing is called that the operator has not named, and no name leads to an
// address of the inside unless its network was allowed.
func TestWebhookIsNoWayIn(t *testing.T) {
	t.Parallel()
	called := 0
	s := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { called++ }))
	defer s.Close()
	_, port, _ := net.SplitHostPort(s.Listener.Addr().String())
	named := delivery.WebhookConfig{Hosts: []string{"localhost:" + port, "127.0.0.1:" + port, "[::1]:" + port, "[::ffff:127.0.0.1]:" + port, "0.0.0.0:" + port, "2130706433:" + port, "metadata.example"}}
	for what, c := range map[string]struct {
		conf    delivery.WebhookConfig
		address string
	}{
		"a host nobody named":            {named, "https://other.example/"},
		"a port nobody named":            {named, "https://metadata.example:8443/"},
		"loopback by name":               {named, "https://localhost:" + port + "/"},
		"loopback":                       {named, "https://127.0.0.1:" + port + "/"},
		"loopback as a number":           {named, "https://2130706433:" + port + "/"},
		"loopback, six":                  {named, "https://[::1]:" + port + "/"},
		"loopback, mapped":               {named, "https://[::ffff:127.0.0.1]:" + port + "/"},
		"any address":                    {named, "https://0.0.0.0:" + port + "/"},
		"in the clear":                   {delivery.WebhookConfig{Hosts: []string{"127.0.0.1:" + port}, Networks: []string{"127.0.0.0/8"}}, "http://127.0.0.1:" + port + "/"},
		"in the clear, by name":          {delivery.WebhookConfig{Hosts: []string{"localhost:" + port}, Networks: []string{"127.0.0.0/8"}, Plain: true}, "http://localhost:" + port + "/"},
		"another network than was meant": {delivery.WebhookConfig{Hosts: []string{"127.0.0.1:" + port}, Networks: []string{"10.0.0.0/8"}}, "https://127.0.0.1:" + port + "/"},
		"with a password":                {named, "https://u:p@127.0.0.1:" + port + "/"},
		"another scheme":                 {named, "gopher://127.0.0.1:" + port + "/"},
	} {
		got := hook(t, c.conf).Send(t.Context(), toHook(c.address))
		if got.State == tocsin.AttemptDelivered || what != "loopback as a number" && got.State != tocsin.AttemptGivenUp {
			t.Errorf("%s: got %+v", what, got)
		}
	}
	if called != 0 {
		t.Errorf("the inside was called %d times", called)
	}
}

// TestSpecialRanges holds one address of every range of the registries, and one beside each.
func TestSpecialRanges(t *testing.T) {
	t.Parallel()
	for _, a := range []string{
		"0.0.0.1", "10.1.2.3", "100.64.0.1", "100.127.255.255", "127.255.255.254", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.170",
		"192.0.2.1", "192.31.196.1", "192.52.193.1", "192.88.99.1", "192.168.1.1", "192.175.48.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1",
		"224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::1", "100::1", "100:0:0:1::1",
		"2001::1", "2001:20::1", "2001:db8::1", "2002:a00:1::", "2620:4f:8000::1", "3fff::1", "5f00::1", "fc00::1", "fd12::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1",
	} {
		if err := delivery.CheckAddress(netip.MustParseAddr(a)); err == nil {
			t.Errorf("%s would be called", a)
		}
	}
	for _, a := range []string{"1.1.1.1", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1", "198.20.0.1", "223.255.255.255", "2606:4700::1", "2a00:1450::1"} {
		if err := delivery.CheckAddress(netip.MustParseAddr(a)); err != nil {
			t.Errorf("%s would not be called: %v", a, err)
		}
	}
	if err := delivery.CheckAddress(netip.MustParseAddr("10.1.2.3"), netip.MustParsePrefix("10.1.0.0/16")); err != nil {
		t.Errorf("an allowed network: %v", err)
	}
	if delivery.CheckAddress(netip.MustParseAddr("10.2.0.1"), netip.MustParsePrefix("10.1.0.0/16")) == nil {
		t.Error("a network beside the allowed one would be called")
	}
}
