package node_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/node"
	"tocsin/internal/store"
)

func TestKeysAreMadeOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	read := func() string {
		var all strings.Builder
		for _, file := range []string{"log.key", "log.pub", "desk.key", "desk.pub", "person.key"} {
			path := filepath.Join(dir, "hall", file)
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			info, err := os.Stat(path)
			if err != nil {
				t.Fatal(err)
			}
			if secret := strings.HasSuffix(file, ".key"); secret && runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
				t.Errorf("%s can be read by others: %s", file, info.Mode())
			}
			all.WriteString(string(b))
		}
		return all.String()
	}
	var keys string
	for range 2 {
		n, err := node.Open(t.Context(), dir, "hall", node.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := n.Client(client.Caller{Role: tocsin.Administrator}).Act(t.Context(), client.Admit{Org: tocsin.Org{ID: "hall", Name: "Hall"}}); err != nil {
			t.Error(err)
		}
		if err := n.Close(); err != nil {
			t.Fatal(err)
		}
		if now := read(); keys != "" && now != keys {
			t.Error("the keys changed when the folder was opened again")
		}
		keys = read()
	}
	left, err := filepath.Glob(filepath.Join(dir, "hall", "*.new"))
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestOpenAtOnce opens a new folder from many sides: one gets it, and its keys are the folder's.
func TestOpenAtOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	nodes, errs := make([]*node.Node, 8), make([]error, 8)
	var wg sync.WaitGroup
	for i := range nodes {
		wg.Go(func() { nodes[i], errs[i] = node.Open(t.Context(), dir, "hall", node.Options{}) })
	}
	wg.Wait()
	opened := 0
	for i, n := range nodes {
		switch {
		case errs[i] == nil:
			opened++
			if err := n.Close(); err != nil {
				t.Error(err)
			}
		case !errors.Is(errs[i], store.ErrLocked):
			t.Errorf("open: %v", errs[i])
		}
	}
	if opened == 0 {
		t.Fatal("nobody got the folder")
	}
	n, err := node.Open(t.Context(), dir, "hall", node.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	if _, err := n.Client(client.Caller{Role: tocsin.Administrator}).Act(t.Context(), client.Admit{Org: tocsin.Org{ID: "hall", Name: "Hall"}}); err != nil {
		t.Error(err)
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, org := range []tocsin.OrgID{"", "../up", "Hall", "a b", "-a"} {
		if _, err := node.Open(t.Context(), dir, org, node.Options{}); err == nil {
			t.Errorf("opened an organisation called %q", org)
		}
	}
	if _, err := node.Open(t.Context(), dir, "nobody", node.Options{ReadOnly: true}); err == nil {
		t.Error("read a folder that is not there")
	}
	if _, err := os.Stat(filepath.Join(dir, "nobody")); !errors.Is(err, fs.ErrNotExist) {
		t.Error("to read made a folder")
	}
}
