package desk_test

import (
	"encoding/json"
	"testing"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/api"
	"tocsin/internal/desk"
	"tocsin/internal/tocsintest"
)

// asked are the answers to what can be asked about single records, as one viewer, by the door that a
// program and the console use.
func asked(t *testing.T, w *tocsintest.World, who desk.Viewer, hidden []string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, id := range append([]string{"r-1", "t-1", "no-such"}, hidden...) {
		draft := warning(t)
		draft.Threat = tocsin.ThreatID(id)
		for _, m := range []client.Message{
			client.Weigh{Threat: tocsin.ThreatID(id)}, client.BriefSheet{Threat: tocsin.ThreatID(id), At: w.Clock.Now()},
			client.Near{Report: tocsin.ReportID(id)}, client.CheckLeaks{Warning: draft},
		} {
			in, err := json.Marshal(m)
			if err != nil {
				t.Fatal(err)
			}
			answer, err := api.Local{Desk: w.Desk(hall), Reader: &who}.Do(t.Context(), client.Call{Caller: client.Caller{Role: who.Role}, Name: m.Name(), Input: in})
			out[m.Name()+" "+id] = bareOf(t, answer, err)
		}
	}
	return out
}
