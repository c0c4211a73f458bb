package tocsintest

import (
	"crypto/sha256"
	"encoding/binary"
	"io"
	"os"
	"path/filepath"
	"strings"

	"tocsin"
	"tocsin/ledger"
)

// NewSeeded is an endless stream of bytes that depends only on seed. It is not safe for concurrent
// use; a desk reads it one act at a time.
func NewSeeded(seed string) io.Reader { return &seeded{seed: sha256.Sum256([]byte(seed))} }

type seeded struct {
	seed [32]byte
	n    uint64
	left []byte
}

func (s *seeded) Read(b []byte) (int, error) {
	for i := range b {
		if len(s.left) == 0 {
			sum := sha256.Sum256(binary.BigEndian.AppendUint64(s.seed[:], s.n))
			s.left, s.n = sum[:], s.n+1
		}
		b[i], s.left = s.left[0], s.left[1:]
	}
	return len(b), nil
}

func (w *World) verifiers(org tocsin.OrgID, file string) ledger.Verifiers {
	w.T.Helper()
	b, err := os.ReadFile(filepath.Join(w.Dir, string(org), file))
	if err != nil {
		w.T.Fatalf("read the public key of %s: %v", org, err)
	}
	v, err := ledger.NewVerifier(strings.TrimSpace(string(b)))
	if err != nil {
		w.T.Fatalf("public key of %s: %v", org, err)
	}
	return ledger.VerifierList(v)
}
