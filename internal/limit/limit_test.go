package limit_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"tocsin/internal/limit"
)

var start = time.Date(2024, 3, 7, 9, 0, 0, 0, time.UTC)

// TestEachByHimself: a burst, then the rate, and one does not use up another's.
func TestEachByHimself(t *testing.T) {
	t.Parallel()
	l := limit.New(0.5, 3)
	for i := range 3 {
		if !l.Allow("a", start) {
			t.Errorf("%d of a burst of 3 is refused", i+1)
		}
	}
	if l.Allow("a", start.Add(time.Second)) {
		t.Error("half of the time to wait is taken for all of it")
	}
	if !l.Allow("a", start.Add(3*time.Second)) {
		t.Error("who waited is refused")
	}
	if !l.Allow("b", start) {
		t.Error("one pays for another")
	}
}

// TestMany: others, however many, keep nobody out, and who was busy just now is not forgotten for them.
func TestMany(t *testing.T) {
	t.Parallel()
	l := limit.New(0.001, 1)
	for i := range 3 * limit.Most {
		now := start.Add(time.Duration(i) * time.Microsecond)
		if l.Allow("busy", now) != (i == 0) {
			t.Fatalf("who asks all the time is forgotten after %d others", i)
		}
		if !l.Allow(fmt.Sprint(i), now) {
			t.Fatalf("guest %d is kept out by the others", i)
		}
	}
}

// TestSource: an address of IPv4 is one, however it is written; of IPv6 the network counts.
func TestSource(t *testing.T) {
	t.Parallel()
	for from, want := range map[string]string{
		"192.0.2.7:4000":            "192.0.2.7",
		"[::ffff:192.0.2.7]:4001":   "192.0.2.7",
		"[2001:db8:1:2:3::4]:80":    "2001:db8:1:2::/64",
		"[2001:db8:1:2:ffff::1]:81": "2001:db8:1:2::/64",
		"[2001:db8:1:3::1]:81":      "2001:db8:1:3::/64",
		"[fe80::1%eth0]:80":         "fe80::/64",
		"pipe":                      "pipe",
		"name:80":                   "name",
	} {
		if got := limit.Source(&http.Request{RemoteAddr: from}); got != want {
			t.Errorf("%s counts as %s, want %s", from, got, want)
		}
	}
}
