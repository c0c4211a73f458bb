package desk_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/tearline"
	"tocsin/internal/tocsintest"
)

const (
	planted = "ZIRCONIUM"    // a protected source's compartment, at every desk
	access  = "VLADIK SEVEN" // and its name
)

var shortName = regexp.MustCompile(`^[a-z0-9-]+$`)

// spiked are the variants of a JSON value with the planted words in one of its strings each.
func spiked(raw []byte) [][]byte {
	var out [][]byte
	var root any
	if json.Unmarshal(raw, &root) != nil {
		return nil
	}
	for _, v := range root.(map[string]any) { // what is made gets a new id, or it would be refused for that
		if made, ok := v.(map[string]any); ok {
			delete(made, "id")
		}
	}
	var walk func(v any, set func(any))
	emit := func() {
		if b, err := json.Marshal(root); err == nil {
			out = append(out, b)
		}
	}
	walk = func(v any, set func(any)) {
		switch v := v.(type) {
		case string:
			as := []string{v + " " + planted, "x" + strings.ToLower(planted) + "y", access}[len(out)%3]
			if shortName.MatchString(v) { // what has no blanks may be a name or an id, which takes no others
				as = "x" + strings.ToLower(planted) + "y"
			}
			set(as)
			emit()
			set(v)
		case map[string]any:
			for _, k := range slices.Sorted(maps.Keys(v)) {
				walk(v[k], func(x any) { v[k] = x })
			}
		case []any:
			for i := range v {
				walk(v[i], func(x any) { v[i] = x })
			}
		}
	}
	walk(root, func(x any) { root = x })
	return out
}

// tellsPlanted finds the planted words in what anybody may read.
func tellsPlanted(text string) string {
	low := strings.ToLower(text)
	for _, word := range []string{planted, access} {
		if i := strings.Index(low, strings.ToLower(word)); i >= 0 {
			return text[max(0, i-100):min(len(text), i+60)]
		}
	}
	return ""
}

// TestProtectedWordsStayInside plants a source at every desk, and its words into every string of
// every message: no answer, no error, no record that is read, no statement and no message to
// another organisation ever repeats them.
func TestProtectedWordsStayInside(t *testing.T) {
	t.Parallel()
	w := &teller{World: worldOf(t, keyed(t, tocsintest.Options{Seed: "desk"}), everybody), t: t, once: true, named: true}
	for _, org := range []tocsin.OrgID{embassy, guard, hall} {
		w.Act(org, tocsin.Analyst, client.AddSource{Compartment: planted, Names: []string{access}})
	}
	tried, done := 0, 0
	w.then = func(org tocsin.OrgID, who client.Caller, m client.Message) {
		if _, ok := m.(client.AddSource); ok {
			return
		}
		raw, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		who.Reason = strings.TrimSpace(who.Reason + " because of " + planted)
		for _, in := range append(spiked(raw), raw) {
			tried++
			answer, err := w.As(org, who).Transport.Do(t.Context(), client.Call{Caller: who, Name: m.Name(), Input: in})
			if err == nil {
				done++
			}
			if found := tellsPlanted(string(answer) + fmt.Sprint(err)); found != "" {
				t.Errorf("%s answers with a protected word: ...%s...", m.Name(), found)
			}
		}
	}
	w.tell()
	named := client.Caller{Role: tocsin.Analyst, Request: "for " + planted}
	w.RefusedAs(embassy, named, client.RecordReport{Report: plotReport(t)}, tocsin.RuleLeakSource)
	t.Logf("%d of %d messages with a protected word were done", done, tried)
	for _, org := range w.Orgs {
		parcels, _ := w.Outbox(org)
		for _, p := range parcels {
			if found := tellsPlanted(string(p.Body)); found != "" {
				t.Errorf("%s sends a protected word to %s: ...%s...", org, p.To, found)
			}
		}
	}
	w.Deaf = nil
	w.AdvanceTo(tocsintest.Start.AddDate(0, 0, 9))
	for _, org := range w.Orgs {
		b, err := json.Marshal(w.Snap(org))
		if err != nil {
			t.Fatal(err)
		}
		if found := tellsPlanted(string(b)); found != "" {
			t.Errorf("the snapshot of %s holds a protected word: ...%s...", org, found)
		}
		for _, l := range w.Leaves(org) {
			if found := tellsPlanted(string(l.Statement)); found != "" {
				t.Errorf("%s, leaf %d (%s) holds a protected word: ...%s...", org, l.Index, l.Act, found)
			}
		}
	}
}

// TestLeakCheckTellsNoSource asks the leak check, which records nothing, in every role.
func TestLeakCheckTellsNoSource(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Act(embassy, tocsin.Analyst, client.AddSource{Compartment: planted})
	w.Act(embassy, tocsin.Analyst, client.OpenThreat{Threat: threat(t)})
	draft := warning(t)
	draft.Versions[1].Text[0].Words = "Zirkonium says: the Grand Arena."
	draft.Versions[1].Text[0].Lang = planted
	found, err := client.Read[[]tearline.Finding](t.Context(), w.As(embassy, client.Caller{Role: tocsin.Analyst}), client.CheckLeaks{Warning: draft})
	if err != nil {
		t.Fatal(err)
	}
	sources := 0
	for _, f := range found {
		if f.Source {
			sources++
		}
		if text := fmt.Sprintf("%+v", f); tellsPlanted(text) != "" || f.Source && strings.Contains(text, "Zirkonium") {
			t.Errorf("the leak check tells the source: %s", text)
		}
	}
	if sources == 0 || sources == len(found) {
		t.Errorf("%d findings of a source in %d", sources, len(found))
	}
	for _, role := range []tocsin.Role{tocsin.Inspector, tocsin.SiteManager, tocsin.Administrator, tocsin.Gateway, ""} {
		_, err := client.Read[[]tearline.Finding](t.Context(), w.As(embassy, client.Caller{Role: role}), client.CheckLeaks{Warning: draft})
		if r := refusalOf(err); r == nil || r.Rule != tocsin.RulePermission {
			t.Errorf("%q may try words against the sources: %v", role, err)
		}
	}
}
