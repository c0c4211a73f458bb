package api_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/api"
	"tocsin/internal/node"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestRoutes holds the surface to the committed list.
func TestRoutes(t *testing.T) {
	t.Parallel()
	got := strings.Join(api.Names(), "\n") + "\n"
	file := filepath.Join("testdata", "routes.golden")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("the messages (-committed +now):\n%s", diff)
	}
}

// TestInput sends what is no message: nothing of it reaches the desk.
func TestInput(t *testing.T) {
	t.Parallel()
	n, err := node.Open(t.Context(), t.TempDir(), "hall", node.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	to := api.Local{Desk: n.Desk}
	for name, c := range map[string]client.Call{
		"no such message": {Name: "report.burn", Input: []byte(`{}`)},
		"unknown field":   {Name: "report.record", Input: []byte(`{"report":{"title":"x","trust":1}}`)},
		"another case":    {Name: "report.record", Input: []byte(`{"Report":{"title":"x"}}`)},
		"twice":           {Name: "report.record", Input: []byte(`{"report":{"title":"x","title":"y"}}`)},
		"something after": {Name: "report.record", Input: []byte(`{} {}`)},
		"not UTF-8":       {Name: "report.record", Input: []byte("{\"report\":{\"title\":\"\xff\"}}")},
		"too much":        {Name: "report.record", Input: []byte(`{"report":{"title":"` + strings.Repeat("x", 2<<20) + `"}}`)},
		"nothing":         {Name: "report.record"},
		"too deep":        {Name: "report.record", Input: []byte(strings.Repeat("[", 100_000))},
	} {
		c.Caller.Role = tocsin.Analyst
		_, err := to.Do(t.Context(), c)
		if r, ok := errors.AsType[*tocsin.Refusal](err); !ok || r.Rule != tocsin.RuleForm {
			t.Errorf("%s: %v", name, err)
		}
	}
	s, err := n.Desk.AsOf(t.Context(), n.Now())
	if err != nil || s.Leaves != 0 {
		t.Errorf("%d leaves, %v", s.Leaves, err)
	}
}
