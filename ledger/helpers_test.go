package ledger

import (
	"crypto/sha256"
	"encoding/binary"
	"math/bits"
	"math/rand/v2"
	"testing"
)

const testOrigin = "tocsin/hall"

// testID is a distinct id for each i.
func testID(i int64) [32]byte {
	return sha256.Sum256(binary.BigEndian.AppendUint64(nil, uint64(i)))
}

// testLog is a log with n leaves, testID(0) and so on.
func testLog(t testing.TB, n int64) *Mem {
	t.Helper()
	m := new(Mem)
	for i := range n {
		if got, err := m.Append(testID(i)); err != nil || got != i {
			t.Fatalf("Append leaf %d = %d, %v", i, got, err)
		}
	}
	return m
}

// testKey is a key of this name, the same for each seed.
func testKey(t testing.TB, name string, seed byte) (Signer, Verifier) {
	t.Helper()
	skey, vkey, err := GenerateKey(rand.NewChaCha8([32]byte{seed}), name)
	if err != nil {
		t.Fatal(err)
	}
	s, err := NewSigner(skey)
	if err != nil {
		t.Fatal(err)
	}
	v, err := NewVerifier(vkey)
	if err != nil {
		t.Fatal(err)
	}
	return s, v
}

// checkpointAt describes the first size leaves of m.
func checkpointAt(t testing.TB, m *Mem, size int64) Checkpoint {
	t.Helper()
	root, err := Root(size, m)
	if err != nil {
		t.Fatal(err)
	}
	return Checkpoint{Origin: testOrigin, Size: size, Root: root}
}

func node(l, r Hash) Hash {
	return sha256.Sum256(append(append([]byte{1}, l[:]...), r[:]...))
}

// mth is the tree hash as it is defined, from the leaves up: a second opinion on tlog.
// RFC 9162 2.1.1
func mth(ids [][32]byte) Hash {
	switch len(ids) {
	case 0:
		return sha256.Sum256(nil)
	case 1:
		return sha256.Sum256(append([]byte{0}, ids[0][:]...))
	}
	k := 1 << (bits.Len(uint(len(ids)-1)) - 1)
	return node(mth(ids[:k]), mth(ids[k:]))
}

// included is the loop of RFC 9162 2.1.3.2: a second verifier.
func included(cp Checkpoint, index int64, id [32]byte, p Proof) bool {
	fn, sn, r := index, cp.Size-1, LeafHash(id)
	if fn < 0 || fn > sn {
		return false
	}
	for _, h := range p {
		if sn == 0 {
			return false
		}
		if fn&1 == 1 || fn == sn {
			r = node(h, r)
			for fn&1 == 0 && fn != 0 {
				fn, sn = fn>>1, sn>>1
			}
		} else {
			r = node(r, h)
		}
		fn, sn = fn>>1, sn>>1
	}
	return sn == 0 && r == cp.Root
}

// consistent is the loop of RFC 9162 2.1.4.2, which leaves out size 0 and equal sizes.
func consistent(older, newer Checkpoint, p Proof) bool {
	if older.Size < 1 || older.Size > newer.Size {
		return false
	}
	if older.Size == newer.Size {
		return len(p) == 0 && older.Root == newer.Root
	}
	if older.Size&(older.Size-1) == 0 {
		p = append(Proof{older.Root}, p...)
	}
	if len(p) == 0 {
		return false
	}
	fn, sn := older.Size-1, newer.Size-1
	for fn&1 == 1 {
		fn, sn = fn>>1, sn>>1
	}
	fr, sr := p[0], p[0]
	for _, h := range p[1:] {
		if sn == 0 {
			return false
		}
		if fn&1 == 1 || fn == sn {
			fr, sr = node(h, fr), node(h, sr)
			for fn&1 == 0 && fn != 0 {
				fn, sn = fn>>1, sn>>1
			}
		} else {
			sr = node(sr, h)
		}
		fn, sn = fn>>1, sn>>1
	}
	return sn == 0 && fr == older.Root && sr == newer.Root
}
