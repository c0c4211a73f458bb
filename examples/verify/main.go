// Command verify checks a log as somebody who does not trust its owner would: with the public
// packages only, offline. It reads the owner's public key and the newest signed checkpoint from a
// folder, and says which log they speak of and how many acts it holds.
//
//	go run . DIR/hall
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"tocsin/ledger"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: verify FOLDER-OF-AN-ORGANISATION")
		os.Exit(2)
	}
	out, err := check(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "verify:", err)
		os.Exit(1)
	}
	fmt.Println(out)
}

func check(dir string) (string, error) {
	key, err := os.ReadFile(filepath.Join(dir, "log.pub"))
	if err != nil {
		return "", err
	}
	v, err := ledger.NewVerifier(strings.TrimSpace(string(key)))
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
