package desk_test

import (
	"fmt"
	"iter"
	"slices"
	"testing"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/desk"
	"tocsin/internal/store"
	"tocsin/internal/tocsintest"

	"github.com/google/go-cmp/cmp"
)

// TestGlance reads a record with more in it than a person can look at: what is open and what came
// last is there, in the order in which it came, and the rest is counted.
func TestGlance(t *testing.T) {
	t.Parallel()
	w := tocsintest.New(t, tocsintest.Options{}, "hall")
	w.Meet(tocsin.Org{ID: "hall", Name: "Hall"})
	var threats []tocsin.ThreatID
	for i := range 12 {
		w.Clock.Set(tocsintest.Start.Add(time.Duration(i) * time.Hour))
		r := w.Act("hall", tocsin.DutyOfficer, client.OpenThreat{Threat: tocsin.Threat{Title: fmt.Sprint("threat ", i), Parts: []tocsin.Part{{ID: "hall"}}}})
		threats = append(threats, tocsin.ThreatID(r.Object.ID))
		w.Act("hall", tocsin.DutyOfficer, client.RecordReport{Report: tocsin.Report{Title: fmt.Sprint("report ", i), Text: "a"}})
	}
	for _, id := range threats[1:6] {
		for _, role := range []tocsin.Role{tocsin.WarningOfficer, tocsin.Approver} {
			w.Act("hall", role, client.DecidePart{Threat: id, Decision: tocsin.ReviewDecision{End: tocsin.CloseDisrupted, Reason: "both were arrested", Evidence: "the order of the court", Successor: "normal"}})
		}
	}
	titles := func(s desk.Snapshot) (out []string) {
		for _, x := range s.Threats {
			out = append(out, x.Title)
		}
		return out
	}
	for _, c := range []struct {
		at     time.Time
		scope  desk.Scope
		want   []string
		unread int64
	}{
		{time.Time{}, desk.Scope{}, titles(w.Snap("hall")), 0},
		{time.Time{}, desk.Scope{Most: 2}, []string{"threat 0", "threat 6", "threat 7", "threat 8", "threat 9", "threat 10", "threat 11"}, 5},
		{time.Time{}, desk.Scope{Most: 12}, titles(w.Snap("hall")), 0},
		{time.Time{}, desk.Scope{Most: 2, Also: []string{string(threats[3])}}, []string{"threat 3", "threat 0", "threat 6", "threat 7", "threat 8", "threat 9", "threat 10", "threat 11"}, 4},
		{tocsintest.Start.Add(8 * time.Hour), desk.Scope{Most: 2}, titles(w.AsOf("hall", tocsintest.Start.Add(8*time.Hour))), 0},
	} {
		got, err := w.Desk("hall").Glance(t.Context(), c.at, c.scope)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(titles(got), c.want) || got.Unread[tocsin.KindThreat] != c.unread {
			t.Errorf("%+v: %v and %d more, want %v and %d", c.scope, titles(got), got.Unread[tocsin.KindThreat], c.want, c.unread)
		}
	}
}

// TestBefore reads the threats page by page, from the newest on: each is on one page, and the last page says that
// nothing follows. What is still open does not come again on the later pages.
func TestBefore(t *testing.T) {
	t.Parallel()
	w := tocsintest.New(t, tocsintest.Options{}, "hall")
	w.Meet(tocsin.Org{ID: "hall", Name: "Hall"})
	var want []string
	for i := range 7 {
		want = append(want, fmt.Sprint("threat ", i))
		w.Act("hall", tocsin.DutyOfficer, client.OpenThreat{Threat: tocsin.Threat{Title: want[i], Parts: []tocsin.Part{{ID: "hall"}}}})
	}
	slices.Reverse(want)
	scope := desk.Scope{Most: 3, Before: tocsin.Ref{Kind: tocsin.KindThreat, ID: string(w.Snap("hall").Threats[6].ID)}}
	got := want[:1]
	for range 3 {
		s, err := w.Desk("hall").Glance(t.Context(), time.Time{}, scope)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range slices.Backward(s.Threats) {
			got = append(got, x.Title)
		}
		if scope.Before.ID = s.Older[tocsin.KindThreat]; scope.Before.ID == "" {
			break
		}
	}
	if !slices.Equal(got, want) || scope.Before.ID != "" {
		t.Errorf("%v, and then %q; want %v", got, scope.Before.ID, want)
	}
	first, err := w.Desk("hall").Glance(t.Context(), time.Time{}, desk.Scope{Most: 3})
	if err != nil || first.Older[tocsin.KindThreat] != string(w.Snap("hall").Threats[4].ID) {
		t.Errorf("the first page goes on before %q, %v", first.Older[tocsin.KindThreat], err)
	}
	scope.Before.ID = "unknown"
	if s, err := w.Desk("hall").Glance(t.Context(), time.Time{}, scope); err != nil || len(s.Threats) != 0 {
		t.Errorf("before a threat that is not there: %v, %v", s.Threats, err)
	}
}

// TestLatest: page by page or at once, the newest come first, and no more than are asked for.
func TestLatest(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range 5 {
		w.Act(guard, tocsin.DutyOfficer, client.RecordReport{Report: tocsin.Report{Title: fmt.Sprint("report ", i), Text: "a"}})
	}
	w.View(guard, func(v store.View) error {
		ids := func(all iter.Seq2[store.Record, error]) (out []string) {
			for r, err := range all {
				if err != nil {
					t.Error(err)
				}
				out = append(out, r.ID)
			}
			return out
		}
		want := ids(v.List(store.Query{Kind: tocsin.KindReport, Newest: true}))
		for _, page := range []int{1, 2, 5, 6} {
			for most := range 7 {
				if got := ids(desk.Latest(v, tocsin.KindReport, most, page)); !slices.Equal(got, want[:min(most, 5)]) || len(want) != 5 {
					t.Errorf("%d in pages of %d: %v, want %v", most, page, got, want)
				}
			}
		}
		return nil
	})
}

// TestCounted: a number at which the counting ended is not given out as the number.
func TestCounted(t *testing.T) {
	for n, want := range map[int64]string{1: "1", desk.MostUnread - 1: "9999", desk.MostUnread: "10000 or more"} {
		if got := desk.Counted(n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

// TestGlanceMasksWhatIsOutOfScope reads a few kinds at a time: whatever is read, it is as masked
// as when everything is.
func TestGlanceMasksWhatIsOutOfScope(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if _, err := take(t, w, guard, embassy, "release", talkative(t, "rel-1")); err != nil {
		t.Fatal(err)
	}
	whole := w.Snap(guard)
	for _, scope := range []desk.Scope{
		{Kinds: []string{tocsin.KindThreat}}, {Kinds: []string{tocsin.KindObligation}},
		{Kinds: []string{tocsin.KindThreat, tocsin.KindObligation}, Live: true, Most: 5}, {Live: true, Most: 1},
	} {
		got, err := w.Desk(guard).Glance(t.Context(), time.Time{}, scope)
		if err != nil {
			t.Fatal(err)
		}
		if said := tells(t, got); said != "" {
			t.Errorf("%+v names the sender: %s", scope, said)
		}
		for _, k := range []string{tocsin.KindThreat, tocsin.KindReceived} {
			if asked := len(scope.Kinds) == 0 || slices.Contains(scope.Kinds, k); asked != (len(got.Threats) > 0) && k == tocsin.KindThreat || !asked && k == tocsin.KindReceived && len(got.Received) > 0 {
				t.Errorf("%+v: %d threats, %d warnings received", scope, len(got.Threats), len(got.Received))
			}
		}
		if len(got.Threats) > 0 {
			if diff := cmp.Diff(whole.Threats, got.Threats); diff != "" {
				t.Errorf("%+v: threats (-whole +scope):\n%s", scope, diff)
			}
		}
	}
}
