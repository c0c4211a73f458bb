package main

import (
	"bytes"
	"context"
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
