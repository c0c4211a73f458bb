package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/identity"
	"tocsin/internal/node"
)

// TestServer runs commands against a served node: they do and show what they do on a folder.
func TestServer(t *testing.T) {
	t.Parallel()
	n, err := node.Open(t.Context(), t.TempDir(), "hall", node.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	if _, err := n.Client(client.Caller{Role: tocsin.Administrator}).Act(t.Context(), client.Admit{Org: tocsin.Org{ID: "hall", Name: "The hall", Kind: tocsin.OrgOperator}}); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	up, down := make(chan string, 1), make(chan error, 1)
	go func() {
		down <- n.Serve(ctx, node.ServeOptions{Listen: "127.0.0.1:0", Ready: func(url string) { up <- url }, Testing: &identity.Principal{
			Account: "a", Role: tocsin.DutyOfficer, Roles: []tocsin.Role{tocsin.DutyOfficer, tocsin.Analyst},
		}})
	}()
	defer func() {
		stop()
		if err := <-down; err != nil {
			t.Error(err)
		}
	}()
	url := <-up
	run := func(want int, args ...string) (string, string) {
		t.Helper()
		var out, err bytes.Buffer
		if code := runAt(t.Context(), time.Now, append([]string{"--server", url}, args...), strings.NewReader(""), &out, &err); code != want {
			t.Fatalf("%v: exit %d, want %d\n%s%s", args, code, want, &out, &err)
		}
		return out.String(), err.String()
	}
	if out, _ := run(0, "report", "add", "--as", "analyst", "--request", "r1", "A van stood there"); !strings.Contains(out, "leaf 1") {
		t.Errorf("%s", out)
	}
	if out, _ := run(0, "report", "add", "--as", "analyst", "--request", "r1", "A van stood there"); !strings.Contains(out, "leaf 1") {
		t.Errorf("the same request did another thing: %s", out)
	}
	if out, _ := run(0, "report", "list"); !strings.Contains(out, "A van stood there") {
		t.Errorf("%s", out)
	}
	if _, err := run(3, "org", "admit", "peer", "--name", "Peer", "--kind", "police"); !strings.Contains(err, "Refused") {
		t.Errorf("%s", err)
	}
	if _, err := run(3, "report", "add", "--as", "approver", "B"); !strings.Contains(err, "role") {
		t.Errorf("%s", err)
	}
	if _, err := run(2, "log", "verify"); !strings.Contains(err, "leave --server out") {
		t.Errorf("%s", err)
	}
	token := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(token, []byte("two words\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := run(1, "--token-file", token, "report", "list"); !strings.Contains(err, "holds no token") || strings.Contains(err, "two words") {
		t.Errorf("%s", err)
	}
	if _, err := run(2, "--server", "http://elsewhere.example", "report", "list"); !strings.Contains(err, "use https") {
		t.Errorf("%s", err)
	}
}

// TestPeopleAtAServer invites a person and admits a program at a node that is served, as an
// administrator's token may: what was given out lets in, and what was taken back does not.
func TestPeopleAtAServer(t *testing.T) {
	t.Parallel()
	n, err := node.Open(t.Context(), t.TempDir(), "hall", node.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	admin := client.Caller{Role: tocsin.Administrator}
	if _, err := n.Client(admin).Act(t.Context(), client.Admit{Org: tocsin.Org{ID: "hall", Name: "The hall", Kind: tocsin.OrgOperator}}); err != nil {
		t.Fatal(err)
	}
	up, first := make(chan string, 1), make(chan client.IssuedToken, 1)
	ctx, stop := context.WithCancel(context.Background())
	down := make(chan error, 1)
	go func() {
		down <- n.Serve(ctx, node.ServeOptions{Listen: "127.0.0.1:0", Ready: func(url string) { up <- url }, Identity: func(url string) (*identity.Service, error) {
			s, err := n.Identity(identity.Options{Origin: byName(url)})
			if err != nil {
				return nil, err
			}
			made, err := s.IssueToken(ctx, admin, client.NewToken{Name: "The office", Roles: []tocsin.Role{tocsin.Administrator}, Until: time.Now().Add(time.Hour)})
			first <- made
			return s, err
		}})
	}()
	defer func() {
		stop()
		if err := <-down; err != nil {
			t.Error(err)
		}
	}()
	var url string
	select {
	case url = <-up:
	case err := <-down:
		t.Fatal(err)
	}
	made := <-first
	dir := t.TempDir()
	kept := func(name, token string) string {
		t.Helper()
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(token+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	office := kept("office", made.Token)
	as := func(token string, want int, args ...string) string {
		t.Helper()
		var out, err bytes.Buffer
		if code := runAt(t.Context(), time.Now, append([]string{"--server", url, "--token-file", token}, args...), strings.NewReader(""), &out, &err); code != want {
			t.Fatalf("%v: exit %d, want %d\n%s%s", args, code, want, &out, &err)
		}
		return out.String() + err.String()
	}
	if said := as(office, 0, "account", "invite", "Ann Lee", "--role", "duty_officer"); !strings.Contains(said, byName(url)+"/enrol/") {
		t.Errorf("no link: %s", said)
	}
	var listed []client.Holder
	if err := json.Unmarshal([]byte(as(office, 0, "account", "list", "--json")), &listed); err != nil || len(listed) != 1 || listed[0].Name != "Ann Lee" || listed[0].LinkUntil.IsZero() {
		t.Fatalf("listed %+v, %v", listed, err)
	}
	ann := string(listed[0].ID)
	if said := as(office, 0, "account", "invite", "--account", ann[:8]); !strings.Contains(said, "/enrol/") {
		t.Errorf("no second link: %s", said)
	}
	as(office, 0, "account", "role", ann, "--role", "analyst")
	as(office, 0, "account", "revoke", ann, "--reason", "she left")
	if said := as(office, 0, "account", "list"); !strings.Contains(said, "analyst") || !strings.Contains(said, "revoked") {
		t.Errorf("%s", said)
	}
	if said := as(office, 1, "account", "invite", "Di", "--role", "analyst", "--person", "Ann"); !strings.Contains(said, "leave the person out") {
		t.Errorf("%s", said)
	}

	var token client.IssuedToken
	if err := json.Unmarshal([]byte(as(office, 0, "token", "issue", "Turnstiles", "--role", "analyst", "--days", "3", "--json")), &token); err != nil || token.Token == "" {
		t.Fatalf("%+v, %v", token, err)
	}
	turnstiles := kept("turnstiles", token.Token)
	as(turnstiles, 0, "report", "add", "A van stood there")
	for _, args := range [][]string{{"account", "list"}, {"account", "invite", "Bob", "--role", "approver"}, {"token", "issue", "More", "--role", "analyst"}} {
		if said := as(turnstiles, 3, args...); !strings.Contains(said, "Refused") || strings.Contains(said, "Ann") {
			t.Errorf("%v: %s", args, said)
		}
	}
	as(office, 0, "token", "revoke", string(token.Account), "--reason", "no longer needed")
	if said := as(turnstiles, 1, "report", "add", "Another van"); !strings.Contains(said, "the token is not valid") {
		t.Errorf("a token that was revoked lets in: %s", said)
	}

	people := client.People{Server: mustHTTP(t, url, made.Token)}
	once := client.Caller{Role: tocsin.Administrator, Request: "invite-1"}
	if _, err := people.Invite(t.Context(), once, client.Invitee{Name: "Cy", Roles: []tocsin.Role{tocsin.Analyst}}); err != nil {
		t.Fatal(err)
	}
	if in, err := people.Invite(t.Context(), once, client.Invitee{Name: "Cy", Roles: []tocsin.Role{tocsin.Analyst}}); err == nil || in.Link != "" {
		t.Errorf("a request that is repeated gives another link: %+v", in)
	}
}

func mustHTTP(t *testing.T, url, token string) *client.HTTP {
	t.Helper()
	h, err := client.NewHTTP(url, token)
	if err != nil {
		t.Fatal(err)
	}
	return h
}
