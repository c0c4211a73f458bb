package delivery_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"tocsin"
	"tocsin/internal/delivery"
)

const mark = "EXERCISE, EXERCISE, EXERCISE"

// TestExerciseSaysSo: everything that an exercise sends, has read out or prints says so first and last, and
// nothing that a real organisation does says it.
func TestExerciseSaysSo(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{tocsin.NotificationRelease, tocsin.NotificationDuty, tocsin.NotificationTest} {
		for _, org := range []tocsin.OrgID{"exercise-embassy", "embassy"} {
			m := toMail("desk@guard.example")
			m.Org, m.Kind, m.Duty = org, kind, "grade a warning"
			var letter, poster strings.Builder
			if err := delivery.WriteLetter(&letter, m, "https://desk.example"); err != nil {
				t.Fatal(err)
			}
			if err := delivery.WritePoster(&poster, org, tocsin.Site{Name: "Hall"}, "https://desk.example/s/x"); err != nil {
				t.Fatal(err)
			}
			if subject := delivery.Subject(m); strings.HasPrefix(subject, "EXERCISE: ") != org.Exercise() {
				t.Errorf("%s of %s has the subject %q", kind, org, subject)
			}
			for what, text := range map[string]string{
				"mail": delivery.Words(m, "https://desk.example"), "script": delivery.Script(m), "letter": letter.String(), "poster": poster.String(),
			} {
				if !org.Exercise() {
					if strings.Contains(strings.ToUpper(text), "EXERCISE") {
						t.Errorf("the %s of a real %s speaks of an exercise:\n%s", what, kind, text)
					}
					continue
				}
				if strings.Count(text, mark) != 2 {
					t.Errorf("the %s of a %s bears the mark %d times, want it first and last:\n%s", what, kind, strings.Count(text, mark), text)
				}
				if what == "mail" || what == "script" {
					lines := strings.Split(strings.TrimSpace(text), "\n")
					if !strings.HasPrefix(lines[0], mark) || !strings.HasPrefix(lines[len(lines)-1], mark) {
						t.Errorf("the first line of the %s is %q, the last %q", what, lines[0], lines[len(lines)-1])
					}
				}
			}
		}
	}
}

// TestExerciseHook: a webhook says in a field of its own whether it is real, in every message.
func TestExerciseHook(t *testing.T) {
	t.Parallel()
	var got []byte
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got, _ = io.ReadAll(r.Body) }))
	t.Cleanup(srv.Close)
	w := hook(t, toLoopback(srv))
	for org, want := range map[tocsin.OrgID]bool{"exercise-embassy": true, "embassy": false} {
		m := toHook(srv.URL)
		m.Org = org
		if out := w.Send(t.Context(), m); out.State != tocsin.AttemptDelivered {
			t.Fatal(out)
		}
		var p struct{ Exercise *bool }
		if err := json.Unmarshal(got, &p); err != nil || p.Exercise == nil || *p.Exercise != want {
			t.Errorf("%s sends %s (%v)", org, got, err)
		}
	}
}
