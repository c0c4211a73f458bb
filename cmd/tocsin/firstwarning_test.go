package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tocsin"
	"tocsin/internal/browsertest"
)

// mostFields is how many fields a person may have to fill between an empty node and an answer.
const mostFields = 20

// A hooked is one message to the system of a receiver.
type hooked struct {
	Release *tocsin.Release `json:"release"`
	Answer  string          `json:"answer"`
	path    string
}

// TestFirstWarning walks from an empty node to a warning that is issued at two levels, delivered, and
// answered on the answer page, in a real browser. It counts what a person has to fill and press.
func TestFirstWarning(t *testing.T) {
	came, receiver := receivers(t)
	conf := filepath.Join(t.TempDir(), "delivery.yaml")
	host := strings.TrimPrefix(receiver, "http://")
	if err := os.WriteFile(conf, fmt.Appendf(nil, "webhook:\n  hosts: [%q]\n  networks: [127.0.0.0/8]\n  plain: true\n", host), 0o600); err != nil {
		t.Fatal(err)
	}
	link, _ := begun(t, "--delivery", conf)
	b := browsertest.Open(t, browsertest.Options{})
	b.Passkeys()
	b.Go(link)
	b.Submit("button[data-passkey]")

	b.Axe("the starter page")
	b.Shot("first-1-starter")
	b.Fill("#name", "City Guard")
	b.Fill("#lines", "Riverside Hall Ltd, operator, "+receiver+"/hall\nRiverside Hall, site, 51.501 -0.124, Riverside Hall Ltd\nCity Police, police, "+receiver+"/police")
	b.Submit("form[action='/start'] button")
	b.Shot("first-2-begun")

	b.Submit("main a[href='/threats/new']")
	hours := func(n int) string {
		return time.Now().UTC().Add(time.Duration(n) * time.Hour).Format("2006-01-02T15:04")
	}
	b.Fill("#title", "Men with rifles at Riverside Hall tonight")
	b.Fill("#place", "Riverside Hall")
	b.Choose("#place_site", browsertest.Eval[string](b, "document.querySelector('#place_site option:nth-child(2)').value"))
	b.Fill("#from", hours(2))
	b.Fill("#to", hours(6))
	b.Fill("#target", "concert goers")
	b.Fill("#method", "automatic rifles")
	b.Submit("form[action='/threats'] button")
	b.Submit("main a[href^='/warnings/new']")

	b.Fill("textarea[name='text.full']", "Gunmen mean to enter Riverside Hall by the side doors this evening.")
	b.Fill("textarea[name='do.full']", "Keep the side doors shut and search every bag.")
	b.Fill("textarea[name='text.tearline']", "Riverside Hall may be attacked this evening.")
	b.Shot("first-3-compose")
	b.Submit("form.compose > button")
	b.Fill("#because", "It is this evening.")
	b.Submit("form[action$='/urgent'] button")
	b.Submit("form[action$='/release'] button")
	b.Submit("form[action$='/release'] button")
	b.Shot("first-4-released")
	warning := browsertest.Eval[string](b, "location.href")

	answer := twoLevels(t, came)
	b.Go(answer)
	b.Axe("the answer page")
	b.Fill("#act", "The side doors are shut.")
	b.Submit("button.main")
	b.Shot("first-5-answered")
	fields, clicks := b.Effort()

	b.Go(warning)
	if page := b.Text("#told ~ *"); !strings.Contains(page, "acting on it") {
		t.Errorf("the warning does not show that it was answered:\n%s", page)
	}
	t.Logf("from an empty node to an answer: %d fields and %d clicks", fields, clicks)
	if fields > mostFields {
		t.Errorf("%d fields to fill, and at most %d are wanted", fields, mostFields)
	}
}

// receivers are the systems of two organisations, on this machine.
func receivers(t *testing.T) (<-chan hooked, string) {
	t.Helper()
	came := make(chan hooked, 16)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m := hooked{path: r.URL.Path}
		if err := json.NewDecoder(r.Body).Decode(&m); err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		select {
		case came <- m:
		default:
		}
	}))
	t.Cleanup(srv.Close)
	return came, srv.URL
}

// twoLevels waits until both organisations have their version, and gives the hall's link to answer.
func twoLevels(t *testing.T, came <-chan hooked) string {
	t.Helper()
	levels, link := map[string]tocsin.Level{}, ""
	limit := time.After(2 * time.Minute)
	for len(levels) < 2 {
		select {
		case m := <-came:
			if m.Release == nil {
				continue
			}
			levels[m.path] = m.Release.Level
			if m.path == "/hall" {
				link = m.Answer
			}
		case <-limit:
			t.Fatalf("only these were told: %v", levels)
		}
	}
	if levels["/hall"] != tocsin.Full || levels["/police"] != tocsin.Tearline {
		t.Errorf("the levels that arrived: %v", levels)
	}
	return link
}
