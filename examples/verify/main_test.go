package main

import (
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tocsin/ledger"
)

// write makes a folder as an organisation has it, made with the public packages: its key, its
// newest checkpoint, a statement with its proof file, and the published log.
func write(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	skey, vkey, err := ledger.GenerateKey(rand.Reader, "tocsin/hall")
	must(t, err)
	s, err := ledger.NewSigner(skey)
	must(t, err)
	v, err := ledger.NewVerifier(vkey)
	must(t, err)
	said := []byte("a statement\n")
	ids := [][32]byte{{1}, sha256.Sum256(said), {3}}
	var log ledger.Mem
	for _, id := range ids {
		_, err := log.Append(id)
		must(t, err)
	}
	cp, err := log.Checkpoint("tocsin/hall")
	must(t, err)
	signed, err := ledger.SignCheckpoint(cp.Text(), s)
	must(t, err)
	proof, err := ledger.NewProofFile(signed, 1, &log)
	must(t, err)
	for name, b := range map[string][]byte{"log.pub": []byte(vkey + "\n"), "checkpoint": signed, "said": said, "said.tlog-proof": proof.Text()} {
		must(t, os.WriteFile(filepath.Join(dir, name), b, 0o600))
	}
	must(t, os.Mkdir(filepath.Join(dir, "published"), 0o700))
	root, err := os.OpenRoot(filepath.Join(dir, "published"))
	must(t, err)
	defer root.Close()
	read := func(first, n int64) ([][32]byte, error) { return ids[first : first+n], nil }
	_, err = ledger.Export(root, "tocsin/hall", ledger.VerifierList(v), ledger.Source{Checkpoint: signed, Hashes: &log, IDs: read})
	must(t, err)
	return dir
}

// TestCheck checks what was made, each in its way, and then again with a flipped bit.
func TestCheck(t *testing.T) {
	dir := write(t)
	in := func(names ...string) (paths []string) {
		for _, name := range names {
			paths = append(paths, filepath.Join(dir, name))
		}
		return paths
	}
	tests := []struct {
		args []string
		flip string // a file that counts
		want string
	}{
		{[]string{dir}, "checkpoint", "tocsin/hall: 3 acts"},
		{in("log.pub", "published"), "published/tile/entries/000.p/3", "tocsin/hall: all 3 acts"},
		{in("log.pub", "published"), "published/tile/0/000.p/3", "tocsin/hall: all 3 acts"},
		{in("log.pub", "said", "said.tlog-proof"), "said", "tocsin/hall: the statement is act 1 of 3"},
		{in("log.pub", "said", "said.tlog-proof"), "said.tlog-proof", "tocsin/hall: the statement is act 1 of 3"},
		{in("log.pub", "said", "said.tlog-proof"), "log.pub", "tocsin/hall: the statement is act 1 of 3"},
	}
	for _, tt := range tests {
		if got, err := run(tt.args); err != nil || !strings.Contains(got, tt.want) {
			t.Errorf("run(%q) = %q, %v, want %q", tt.args, got, err, tt.want)
		}
		name := in(tt.flip)[0]
		good, err := os.ReadFile(name)
		must(t, err)
		bad := append([]byte(nil), good...)
		bad[len(bad)/2] ^= 1
		must(t, os.WriteFile(name, bad, 0o600))
		if got, err := run(tt.args); err == nil {
			t.Errorf("run(%q) with a bit of %s flipped = %q", tt.args, tt.flip, got)
		}
		must(t, os.WriteFile(name, good, 0o600))
	}
	if _, err := run(nil); !errors.Is(err, errUsage) {
		t.Errorf("run() = %v, want the usage", err)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
