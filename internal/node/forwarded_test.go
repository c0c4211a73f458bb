package node

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestForwarded(t *testing.T) {
	t.Parallel()
	proxies, err := ParseProxies([]string{"127.0.0.1", "10.0.0.0/8", "::1"})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		remote string
		header []string
		want   string
	}{
		{"127.0.0.1:5000", []string{"198.51.100.7"}, "198.51.100.7:0"},
		{"127.0.0.1:5000", []string{"192.0.2.1, 198.51.100.7"}, "198.51.100.7:0"},     // the first was written by the client
		{"127.0.0.1:5000", []string{"192.0.2.1", "198.51.100.7"}, "198.51.100.7:0"},   // in two headers
		{"127.0.0.1:5000", []string{"198.51.100.7, 10.1.1.1"}, "198.51.100.7:0"},      // two proxies
		{"127.0.0.1:5000", []string{"198.51.100.7, unknown, 10.1.1.1"}, "10.1.1.1:0"}, // nothing vouches for what is further left
		{"127.0.0.1:5000", []string{"::ffff:198.51.100.7"}, "198.51.100.7:0"},
		{"[::1]:5000", []string{"2001:db8::7"}, "[2001:db8::7]:0"},
		{"127.0.0.1:5000", []string{"nonsense"}, "127.0.0.1:5000"},
		{"127.0.0.1:5000", nil, "127.0.0.1:5000"},
		{"198.51.100.9:5000", []string{"192.0.2.1"}, "198.51.100.9:5000"}, // no proxy of ours
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = c.remote
		for _, h := range c.header {
			r.Header.Add("X-Forwarded-For", h)
		}
		got := ""
		forwarded(proxies, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.RemoteAddr })).ServeHTTP(httptest.NewRecorder(), r)
		if got != c.want {
			t.Errorf("%s with %q is %s, want %s", c.remote, c.header, got, c.want)
		}
		if r.RemoteAddr != c.remote {
			t.Errorf("the request itself was changed")
		}
	}
	if _, err := ParseProxies([]string{"the proxy"}); err == nil {
		t.Error("a name is taken for an address")
	}
}
