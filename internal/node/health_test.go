package node_test

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/identity"
	"tocsin/internal/node"
)

// TestReady: a node that does its work says so, one whose store is gone, or whose clock went back
// behind its record, does not; and how long the oldest duty has gone unanswered is told to those who
// look after the node.
func TestReady(t *testing.T) {
	t.Parallel()
	behind := make(chan time.Duration, 1)
	behind <- 0
	clock := func() time.Time {
		d := <-behind
		behind <- d
		return time.Now().Add(-d)
	}
	n := openHall(t, node.Options{Clock: clock})
	admin := identity.Principal{Account: "a", Role: tocsin.Administrator, Roles: []tocsin.Role{tocsin.Administrator}}
	s := serve(t, n, node.ServeOptions{Testing: &admin})
	for late := time.Now().Add(5 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		code, body, _ := get(t, s.url+"/readyz")
		if code == 200 && body == "database ok\nclock ok\ndue ok\n" {
			break
		}
		if time.Now().After(late) {
			t.Fatalf("%d %s", code, body)
		}
	}
	_, err := n.Client(client.Caller{Role: tocsin.Analyst}).Act(t.Context(), client.RecordReport{Report: tocsin.Report{Title: "A van", Text: "words"}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = n.Client(client.Caller{Role: tocsin.DutyOfficer}).Act(t.Context(), client.OpenThreat{Threat: tocsin.Threat{
		Title: "A threat", Parts: []tocsin.Part{{ID: "hall", Name: "the hall", Window: tocsin.Window{Start: tocsin.At(time.Now().Add(-time.Hour)), End: tocsin.At(time.Now().Add(-time.Minute))}}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	value := regexp.MustCompile(`(?m)^tocsin_oldest_unanswered_obligation_seconds (\S+)$`)
	for late := time.Now().Add(10 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		_, body, _ := get(t, s.url+"/metrics")
		if found := value.FindStringSubmatch(body); found != nil {
			if v, err := strconv.ParseFloat(found[1], 64); err == nil && v > 0 && v < 60 && strings.Contains(body, "tocsin_open_obligations 1") {
				break
			}
		}
		if time.Now().After(late) {
			t.Fatalf("the duty is not told: %s", body)
		}
	}
	<-behind
	behind <- time.Hour
	time.Sleep(1100 * time.Millisecond) // it is asked anew once a second
	if code, body, _ := get(t, s.url+"/readyz"); code != http.StatusServiceUnavailable || !strings.Contains(body, "clock failed") {
		t.Errorf("an hour behind the record: %d %s", code, body)
	}
	if log := s.log.String(); !strings.Contains(log, "set the clock") {
		t.Errorf("the log does not say what to do: %s", log)
	}
}

// TestMetricsAreNotForEverybody: how much there is to do is told to none who may not know it.
func TestMetricsAreNotForEverybody(t *testing.T) {
	t.Parallel()
	n := openHall(t, node.Options{})
	for name, c := range map[string]struct {
		who  *identity.Principal
		want int
	}{
		"nobody":        {nil, 401},
		"an analyst":    {&identity.Principal{Roles: []tocsin.Role{tocsin.Analyst}}, 403},
		"an inspector":  {&identity.Principal{Roles: []tocsin.Role{tocsin.Inspector}}, 200},
		"another token": {&identity.Principal{Roles: []tocsin.Role{tocsin.Administrator}, Scopes: []string{"report.record"}}, 403},
		"its token":     {&identity.Principal{Roles: []tocsin.Role{tocsin.Gateway}, Scopes: []string{"metrics"}}, 200},
	} {
		s := serve(t, n, node.ServeOptions{Testing: c.who})
		if code, body, _ := get(t, s.url+"/metrics"); code != c.want {
			t.Errorf("%s: %d %.80s", name, code, body)
		}
		if err := s.end(); err != nil {
			t.Error(err)
		}
	}
}
