package ledger

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
)

// keeper is a log with its key, as the one who keeps it holds it.
type keeper struct {
	origin string
	signer Signer
	key    Verifier
	vkey   string // the key as text
	mem    *Mem
	ids    [][32]byte
}

// keep makes a log with n leaves. Logs of different names have different keys and leaves.
func keep(t testing.TB, origin string, seed byte, n int64) *keeper {
	t.Helper()
	k := &keeper{origin: origin, mem: new(Mem)}
	k.signer, k.key = testKey(t, origin, seed)
	_, k.vkey, _ = GenerateKey(rand.NewChaCha8([32]byte{seed}), origin) // as testKey does
	for i := range n {
		k.add(t, sha256.Sum256(k.statement(i)))
	}
	return k
}

func (k *keeper) add(t testing.TB, id [32]byte) {
	t.Helper()
	if _, err := k.mem.Append(id); err != nil {
		t.Fatal(err)
	}
	k.ids = append(k.ids, id)
}

// statement is the bytes whose hash is leaf i.
func (k *keeper) statement(i int64) []byte { return fmt.Appendf(nil, "%s: statement %d", k.origin, i) }

func (k *keeper) known() Verifiers { return VerifierList(k.key) }

// at is the log as it was with size leaves.
func (k *keeper) at(t testing.TB, size int64) Checkpoint {
	t.Helper()
	root, err := Root(size, k.mem)
	if err != nil {
		t.Fatal(err)
	}
	return Checkpoint{k.origin, size, root}
}

// note is the signed checkpoint at size.
func (k *keeper) note(t testing.TB, size int64) []byte {
	t.Helper()
	msg, err := SignCheckpoint(k.at(t, size).Text(), k.signer)
	if err != nil {
		t.Fatal(err)
	}
	return msg
}

func (k *keeper) readIDs(first, n int64) ([][32]byte, error) { return k.ids[first : first+n], nil }

// source is the log as it was with size leaves, to be exported.
func (k *keeper) source(t testing.TB, size int64) Source {
	t.Helper()
	return Source{Checkpoint: k.note(t, size), Hashes: k.mem, IDs: k.readIDs}
}

// export publishes the log at size in dir.
func (k *keeper) export(t testing.TB, dir string, size int64) Exported {
	t.Helper()
	done, err := Export(testRootDir(t, dir), k.origin, k.known(), k.source(t, size))
	if err != nil {
		t.Fatalf("export of size %d: %v", size, err)
	}
	return done
}

// folder opens what was published in dir.
func (k *keeper) folder(t testing.TB, dir string) *Folder {
	t.Helper()
	f, err := OpenFolder(os.DirFS(dir), k.origin, k.known())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// proofFile proves leaf index at size.
func (k *keeper) proofFile(t testing.TB, size, index int64) ProofFile {
	t.Helper()
	f, err := NewProofFile(k.note(t, size), index, k.mem)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func testRootDir(t testing.TB, dir string) *os.Root {
	t.Helper()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	return root
}
