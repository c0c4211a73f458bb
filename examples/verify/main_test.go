package main

import (
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tocsin/ledger"
)

// TestCheck signs a checkpoint with the public packages and has it checked, then flips a byte.
func TestCheck(t *testing.T) {
	dir := t.TempDir()
	skey, vkey, err := ledger.GenerateKey(rand.Reader, "tocsin/hall")
	if err != nil {
		t.Fatal(err)
	}
	s, err := ledger.NewSigner(skey)
	if err != nil {
		t.Fatal(err)
	}
	var log ledger.Mem
	if _, err := log.Append([32]byte{1}); err != nil {
		t.Fatal(err)
	}
	cp, err := log.Checkpoint("tocsin/hall")
	if err != nil {
		t.Fatal(err)
	}
	signed, err := ledger.SignCheckpoint(cp.Text(), s)
	if err != nil {
		t.Fatal(err)
	}
	write := func(name string, b []byte) {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("log.pub", []byte(vkey+"\n"))
	write("checkpoint", signed)
	got, err := check(dir)
	if err != nil || !strings.Contains(got, "tocsin/hall: 1 acts") {
		t.Fatalf("check = %q, %v", got, err)
	}
	signed[20] ^= 1
	write("checkpoint", signed)
	if got, err := check(dir); err == nil {
		t.Errorf("a flipped byte was accepted: %s", got)
	}
}
