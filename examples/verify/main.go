// Command verify checks a log as somebody who does not trust its owner would: with the public
// packages only, offline. What it trusts is the log's public key, which the owner handed over.
//
//	go run . DIR/hall                            the newest checkpoint in the owner's folder
//	go run . log.pub FOLDER                      a published log, every file of it
//	go run . log.pub STATEMENT PROOF             a statement and its proof file, *.tlog-proof
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"tocsin/ledger"
)

var errUsage = errors.New("usage: verify FOLDER-OF-AN-ORGANISATION | KEY PUBLISHED-FOLDER | KEY STATEMENT PROOF")

func main() {
	out, err := run(os.Args[1:])
	if errors.Is(err, errUsage) {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "verify:", err)
		os.Exit(1)
	}
	fmt.Println(out)
}

func run(args []string) (string, error) {
	switch len(args) {
	case 1:
		return check(args[0])
	case 2:
		return checkPublished(args[0], args[1])
	case 3:
		return checkProof(args[0], args[1], args[2])
	}
	return "", errUsage
}

// check opens the newest checkpoint of an organisation's folder.
func check(dir string) (string, error) {
	v, err := readKey(filepath.Join(dir, "log.pub"))
	if err != nil {
		return "", err
	}
	note, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	if err != nil {
		return "", err
	}
	c, err := ledger.OpenCheckpoint(note, v.Name(), ledger.VerifierList(v))
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s: %d acts, root %s, signed by the key that the folder names", c.Origin, c.Size, c.Root), nil
}

// checkPublished reads a log that was published as static files.
func checkPublished(key, dir string) (string, error) {
	v, err := readKey(key)
	if err != nil {
		return "", err
	}
	f, err := ledger.OpenFolder(os.DirFS(dir), v.Name(), ledger.VerifierList(v))
	if err != nil {
		return "", err
	}
	if err := f.Verify(); err != nil {
		return "", err
	}
	c := f.Checkpoint()
	return fmt.Sprintf("%s: all %d acts lead to the signed root %s", c.Origin, c.Size, c.Root), nil
}

// checkProof checks that a statement, byte for byte, was logged.
func checkProof(key, statement, proof string) (string, error) {
	v, err := readKey(key)
	if err != nil {
		return "", err
	}
	said, err := os.ReadFile(statement)
	if err != nil {
		return "", err
	}
	file, err := os.ReadFile(proof)
	if err != nil {
		return "", err
	}
	p, err := ledger.ParseProofFile(file)
	if err != nil {
		return "", err
	}
	c, err := p.Verify(v.Name(), ledger.VerifierList(v), said)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s: the statement is act %d of %d", c.Origin, p.Index, c.Size), nil
}

func readKey(name string) (ledger.Verifier, error) {
	key, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return ledger.NewVerifier(strings.TrimSpace(string(key)))
}
