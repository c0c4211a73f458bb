package desk_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/api"
	"tocsin/internal/desk"
	"tocsin/internal/tocsintest"
)

// secretWord stands in every text that is planted.
const secretWord = "Quillfeather"

// ordinary is what the hall does in sight of all who may read such records.
func ordinary(t *testing.T, w *tocsintest.World) {
	t.Helper()
	w.Act(hall, tocsin.Administrator, client.SetContacts{Contacts: []tocsin.Contact{
		{ID: "c-1", For: tocsin.Party{Role: tocsin.DutyOfficer}, Channel: tocsin.ByCall, Address: "+1 555 0100"},
		{ID: "c-2", For: tocsin.Party{Role: tocsin.WarningOfficer}, Channel: tocsin.ByMail, Address: "wo@hall.example"},
	}})
	open := threat(t)
	open.Label = tocsin.TLPGreen
	w.Act(hall, tocsin.Analyst, client.RecordReport{Report: tocsin.Report{ID: "r-1", Title: "A van at the gate", Label: tocsin.TLPGreen, Facets: plot(t).Facets}})
	w.Act(hall, tocsin.Analyst, client.OpenThreat{Threat: open})
	w.Act(hall, tocsin.SiteManager, client.StartMeasure{Measure: tocsin.Measure{ID: "m-1", Site: arena, What: "Dogs", Owner: tocsin.SiteManager, Threat: "t-1"}})
	w.Act(hall, tocsin.SiteManager, client.RecordBriefing{Briefing: tocsin.Briefing{ID: "b-1", Site: arena, What: "Watch the doors", Threat: "t-1"}})
	w.ActAs(hall, client.Caller{Role: tocsin.WarningOfficer, Reason: "asked for"}, client.PlaceHold{Threat: "t-1"})
}

// plants are acts that leave records which a viewer outside the compartment may not see. Each makes
// what it needs, and speaks of the same actor and place as what is in sight.
func plants(t *testing.T) []func(w *tocsintest.World, n int) {
	in := []string{"river"}
	closed := func(w *tocsintest.World, n int) tocsin.ThreatID {
		x := threat(t)
		x.ID, x.Title, x.Compartments = tocsin.ThreatID(fmt.Sprintf("hidden-t%d", n)), secretWord+" plan", in
		w.Act(hall, tocsin.Analyst, client.OpenThreat{Threat: x})
		return x.ID
	}
	return []func(*tocsintest.World, int){
		func(w *tocsintest.World, n int) { closed(w, n) },
		func(w *tocsintest.World, n int) {
			w.Act(hall, tocsin.Analyst, client.RecordReport{Report: tocsin.Report{ID: tocsin.ReportID(fmt.Sprintf("hidden-r%d", n)), Title: secretWord + " told us", Compartments: in, Facets: plot(t).Facets}})
		},
		func(w *tocsintest.World, n int) { // joined, and graded so that a duty begins
			id := tocsin.ReportID(fmt.Sprintf("hidden-r%d", n))
			w.Act(hall, tocsin.Analyst, client.RecordReport{Report: tocsin.Report{ID: id, Title: secretWord, Compartments: in, Facets: plot(t).Facets}})
			w.Act(hall, tocsin.Analyst, client.JoinReport{Report: id, Threat: closed(w, n)})
			w.Act(hall, tocsin.Analyst, client.GradeReport{Report: id, Reliability: "B", Credibility: 2})
		},
		func(w *tocsintest.World, n int) { // an open report laid beside a closed threat
			w.Act(hall, tocsin.Analyst, client.JoinReport{Report: "r-1", Threat: closed(w, n)})
		},
		func(w *tocsintest.World, n int) { // a warning that waits for its signature
			id := closed(w, n)
			x := warning(t)
			x.ID, x.Threat, x.Title = tocsin.WarningID(fmt.Sprintf("hidden-w%d", n)), id, secretWord
			w.Act(hall, tocsin.WarningOfficer, client.DraftWarning{Warning: x})
		},
		func(w *tocsintest.World, n int) {
			w.ActAs(hall, client.Caller{Role: tocsin.WarningOfficer, Reason: secretWord}, client.PlaceHold{Threat: closed(w, n)})
		},
		func(w *tocsintest.World, n int) {
			who := client.Caller{Role: tocsin.WarningOfficer, Reason: secretWord}
			held := w.ActAs(hall, who, client.PlaceHold{Threat: closed(w, n)}).Object
			w.ActAs(hall, who, client.AskOrder{Kind: tocsin.Lift, About: held})
		},
		func(w *tocsintest.World, n int) {
			w.Act(hall, tocsin.SiteManager, client.StartMeasure{Measure: tocsin.Measure{ID: tocsin.MeasureID(fmt.Sprintf("hidden-m%d", n)), Site: arena, What: secretWord, Owner: tocsin.SiteManager, Threat: closed(w, n)}})
		},
	}
}

// outside are viewers who are not in the compartment.
func outside() (out []desk.Viewer) {
	for _, r := range tocsin.Roles {
		out = append(out, desk.Viewer{Role: r})
	}
	return append(out, desk.Viewer{Role: tocsin.Inspector, Compartments: []string{"lake"}})
}

var (
	drawnID  = regexp.MustCompile(`\b[0-9a-hjkmnp-tv-z]{26}\b`)
	leafText = regexp.MustCompile(`"(?i:leaf|leaves|version|cursor|next)": ?("[^"]*"|\d+)`)
)

// bareOf is an answer without what is drawn or counted anew in each desk: ids by their order, and the
// numbers of leaves, which tell how much was done and not what.
func bareOf(t *testing.T, answer any, err error) string {
	t.Helper()
	b, merr := json.Marshal(answer)
	if merr != nil {
		t.Fatal(merr)
	}
	names := map[string]string{}
	text := drawnID.ReplaceAllStringFunc(string(b), func(id string) string {
		if names[id] == "" {
			names[id] = fmt.Sprint("id-", len(names))
		}
		return names[id]
	})
	return fmt.Sprintf("%s %v", leafText.ReplaceAllString(text, "_"), err)
}

// answers asks every question that there is, as one viewer.
func answers(t *testing.T, w *tocsintest.World, who desk.Viewer, hidden []string) map[string]string {
	t.Helper()
	d, out := w.Desk(hall), map[string]string{}
	for _, kind := range desk.Readable() {
		for _, order := range desk.Orders {
			page, err := d.Records(t.Context(), who, desk.Query{Kind: kind, Order: order, Count: true, Limit: 500})
			page.Next = ""
			out[kind+" "+order] = bareOf(t, page, err)
		}
		for _, id := range append([]string{"r-1", "t-1", "m-1", "b-1", "no-such"}, hidden...) {
			x, err := d.Record(t.Context(), who, kind, id)
			out[kind+" "+id] = bareOf(t, x, err)
		}
	}
	for _, which := range []string{desk.TellingAll, desk.TellingLive, desk.TellingUnanswered, desk.TellingOver} {
		told, err := d.NotificationsAs(t.Context(), who, which, "", 0)
		out["told "+which] = bareOf(t, told, err)
	}
	watched, err := d.WatchAs(t.Context(), who)
	out["audit"] = bareOf(t, watched, err)
	waiting, err := d.WaitingAs(t.Context(), who)
	out["waiting"] = bareOf(t, waiting, err)
	calls, err := d.Calls(t.Context(), desk.Caller{Role: who.Role, Person: "p", Reader: &who}, 100)
	out["calls"] = bareOf(t, calls, err)
	for _, scope := range []desk.Scope{{}, {Most: 2, Also: []string{"hidden", "t-"}}} {
		for _, at := range []time.Time{{}, w.Clock.Now(), tocsintest.Start} {
			s, err := d.GlanceAs(t.Context(), who, at, scope)
			out[fmt.Sprint("glance ", scope.Most, at)] = bareOf(t, s, err)
		}
	}
	maps.Copy(out, asked(t, w, who, hidden))
	return out
}

// TestInvisible plants records that a viewer may not see among those that he may: every answer to
// every question is that of a desk that never had them.
func TestInvisible(t *testing.T) {
	t.Parallel()
	all := plants(t)
	for seed := range 2 {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			draw := rand.New(rand.NewPCG(uint64(seed), 7))
			with, without := newWorld(t), newWorld(t)
			ordinary(t, without)
			ordinary(t, with)
			for n := range 4 {
				all[(draw.IntN(len(all))+n*2)%len(all)](with, n)
			}
			var hidden []string
			for n := range 4 {
				for _, k := range "trwm" {
					hidden = append(hidden, fmt.Sprintf("hidden-%c%d", k, n))
				}
			}
			for _, who := range outside() {
				want, got := answers(t, without, who, hidden), answers(t, with, who, hidden)
				for q, x := range got {
					if strings.Contains(x, secretWord) || strings.Contains(strings.ReplaceAll(x, `"hidden-`, ""), "hidden-") {
						t.Errorf("%v learns of it by %q: %s", who, q, x)
					}
					if diff := cmp.Diff(want[q], x); diff != "" {
						t.Errorf("%v, %q differs (-without +with):\n%s", who, q, diff)
					}
				}
			}
			in := desk.Viewer{Role: tocsin.Analyst, Compartments: []string{"river"}}
			before, err := with.Desk(hall).WaitingAs(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			taken := func(w *tocsintest.World) (string, int) {
				out := desk.Viewer{Role: tocsin.DutyOfficer}
				got, err := w.Desk(hall).NextCalls(t.Context(), desk.Caller{Role: out.Role, Person: "p", Reader: &out}, 100, time.Minute)
				return bareOf(t, got, err), len(got)
			}
			want, _ := taken(without)
			got, n := taken(with)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("the call sheet gives out what its taker may not read:\n%s", diff)
			}
			if left, err := with.Desk(hall).WaitingAs(t.Context(), in); err != nil || left.Calls != before.Calls-n {
				t.Errorf("%d calls waited, %d were taken, %d are left: %v", before.Calls, n, left.Calls, err)
			}
			if got := fmt.Sprint(answers(t, with, in, hidden)); !strings.Contains(got, secretWord) {
				t.Error("who is in the compartment sees nothing of it either: the test would find no leak")
			}
		})
	}
}

// TestInvisibleActs: an act on what the caller may not see answers as if it were not there, and
// leaves no more of a trace.
func TestInvisibleActs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ordinary(t, w)
	for n, plant := range plants(t) {
		plant(w, n)
	}
	send := func(role tocsin.Role, m client.Message, in ...string) error {
		who := desk.Viewer{Role: role, Compartments: in}
		c := client.Client{Transport: api.Local{Desk: w.Desk(hall), Reader: &who}, Caller: client.Caller{Role: role, Person: "p", Reason: "why"}}
		_, err := c.Act(t.Context(), m)
		return err
	}
	for name, ask := range map[string]func(id string) client.Message{
		"judge":  func(id string) client.Message { return client.Judge{Threat: tocsin.ThreatID(id)} },
		"join":   func(id string) client.Message { return client.JoinReport{Report: "r-1", Threat: tocsin.ThreatID(id)} },
		"decide": func(id string) client.Message { return client.DecidePart{Threat: tocsin.ThreatID(id)} },
		"hold":   func(id string) client.Message { return client.PlaceHold{Threat: tocsin.ThreatID(id)} },
		"order": func(id string) client.Message {
			return client.AskOrder{Kind: tocsin.Erase, About: tocsin.Ref{Kind: tocsin.KindThreat, ID: id}}
		},
	} {
		leaves := w.Count(hall)
		hidden, never := send(tocsin.WarningOfficer, ask("hidden-t0")), send(tocsin.WarningOfficer, ask("never-t0"))
		if hidden == nil || never == nil || strings.ReplaceAll(hidden.Error(), "hidden", "never") != never.Error() {
			t.Errorf("%s: %v, and of what is not there: %v", name, hidden, never)
		}
		if got := w.Count(hall); got != leaves {
			t.Errorf("%s left %d leaves", name, got-leaves)
		}
	}
	if err := send(tocsin.WarningOfficer, client.PlaceHold{Threat: "hidden-t0"}, "river"); err != nil {
		t.Errorf("who is in the compartment may: %v", err)
	}
	w.Refused(hall, tocsin.Analyst, client.JoinReport{Report: "hidden-r1", Threat: "t-1"}, tocsin.RuleCompartment)
}

// TestReach holds what each role reads to the committed table.
func TestReach(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, r := range tocsin.Roles {
		reach := desk.ReachOf(r)
		kinds := slices.Sorted(slices.Values(reach.Kinds))
		fmt.Fprintf(&b, "%s, until %s: %s\n", r, reach.Until, strings.Join(kinds, " "))
	}
	golden(t, "reach.golden", b.String())
	if len(desk.ReachOf("").Kinds)+len(desk.ReachOf("root").Kinds) > 0 {
		t.Error("what is no role reads something")
	}
}
