package tocsin_test

import (
	"bytes"
	"crypto/rand"
	"strings"
	"testing"

	"tocsin"
)

func TestNewID(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 1000 {
		id, err := tocsin.NewID(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if len(id) != 26 || strings.Trim(id, "0123456789abcdefghjkmnpqrstvwxyz") != "" || seen[id] {
			t.Fatalf("got id %q, want 26 letters and digits, never twice", id)
		}
		seen[id] = true
	}
	if id, err := tocsin.NewID(bytes.NewReader(make([]byte, 15))); err == nil {
		t.Errorf("got id %q from too little chance, want an error", id)
	}
}

func TestCheckOrgID(t *testing.T) {
	t.Parallel()
	for _, id := range []tocsin.OrgID{"a", "city-police", "7eleven", tocsin.OrgID(strings.Repeat("a", 40))} {
		if err := tocsin.CheckOrgID(id); err != nil {
			t.Errorf("%q: got %v, want it accepted", id, err)
		}
	}
	for _, id := range []tocsin.OrgID{"", "-a", "City", "a b", "a/b", "..", "полиция", tocsin.OrgID(strings.Repeat("a", 41))} {
		if err := tocsin.CheckOrgID(id); err == nil {
			t.Errorf("%q: got it accepted, want an error", id)
		}
	}
}

func TestRefString(t *testing.T) {
	t.Parallel()
	if got := (tocsin.Ref{Kind: tocsin.KindThreat, ID: "t1", Part: "hall"}).String(); got != "threat/t1#hall" {
		t.Errorf("got %q", got)
	}
	if got := (tocsin.Ref{Kind: tocsin.KindSite, ID: "s1"}).String(); got != "site/s1" {
		t.Errorf("got %q", got)
	}
}

func TestRefusalText(t *testing.T) {
	t.Parallel()
	r := tocsin.Refuse(tocsin.RuleWindow, "give an end", "the window of %s has none", "hall")
	if got, want := r.Error(), "the window of hall has none; give an end [window]"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	r.Instead = ""
	if got, want := r.Error(), "the window of hall has none [window]"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
