package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/node"
)

// TestUnread has more on record than a command reads: what is left out is said, an old record is
// found by its id all the same, and --whole reads everything.
func TestUnread(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	n, err := node.Open(t.Context(), dir, "hall", node.Options{Bulk: true})
	if err != nil {
		t.Fatal(err)
	}
	admin := n.Client(client.Caller{Role: tocsin.Administrator})
	if _, err := admin.Act(t.Context(), client.Admit{Org: tocsin.Org{ID: "hall", Name: "Hall"}}); err != nil {
		t.Fatal(err)
	}
	var first string
	for i := range usualScope + 3 {
		r, err := n.Client(client.Caller{Role: tocsin.DutyOfficer}).Act(t.Context(), client.RecordReport{Report: tocsin.Report{Title: fmt.Sprint("report ", i), Text: "a"}})
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			first = r.Object.ID
		}
	}
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args      []string
		out, told string
	}{
		{[]string{"report", "list"}, "report 502", "3 report(s). `--whole`"},
		{[]string{"report", "show", first[:8]}, "report 0", "2 report(s)"},
		{[]string{"report", "list", "--whole"}, "report 0\n", ""},
	} {
		var out, told bytes.Buffer
		code := run(t.Context(), append(c.args, "--data", dir), strings.NewReader(""), &out, &told)
		if code != 0 || !strings.Contains(out.String(), c.out) || !strings.Contains(told.String(), c.told) || c.told == "" && told.Len() > 0 {
			t.Errorf("%v: exit %d, want %q and %q told\n%.600s\n%s", c.args, code, c.out, c.told, out.String(), told.String())
		}
	}
}
