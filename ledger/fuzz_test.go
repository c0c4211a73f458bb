package ledger

import (
	"encoding/base64"
	"strings"
	"testing"
)

func FuzzParseCheckpoint(f *testing.F) {
	f.Add([]byte("example.com/behind-the-sofa\n20852163\n" + testRoot + "\n"))
	f.Add([]byte(emptyText))
	f.Add([]byte("o\n01\n" + testRoot + "\nextension\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		c, err := ParseCheckpoint(text)
		if err == nil && string(c.Text()) != string(text) {
			t.Errorf("%q parses to %q", text, c.Text())
		}
	})
}

// anyKey finds a verifier for every name, and it accepts every signature: so that the fuzzer
// gets past the cryptography.
type anyKey struct{}

func (anyKey) Verifier(name string, hash uint32) (Verifier, error) { return yes{name, hash}, nil }

type yes struct {
	name string
	hash uint32
}

func (y yes) Name() string            { return y.name }
func (y yes) KeyHash() uint32         { return y.hash }
func (y yes) Verify(_, _ []byte) bool { return true }

func FuzzOpenCheckpoint(f *testing.F) {
	sig := base64.StdEncoding.EncodeToString(make([]byte, 68))
	f.Add([]byte("o\n20852163\n"+testRoot+"\n\n— o "+sig+"\n"), "o")
	f.Add([]byte(emptyText+"\n— w "+sig+"\n— o "+sig+"\n"), "o")
	f.Fuzz(func(t *testing.T, msg []byte, origin string) {
		c, err := OpenCheckpoint(msg, origin, anyKey{})
		if err != nil {
			return
		}
		if c.Origin != origin || !strings.HasPrefix(string(msg), string(c.Text())+"\n— ") {
			t.Errorf("%q opens as %q", msg, c.Text())
		}
	})
}

// FuzzVerify compares with the loops of RFC 9162 on any numbers and any proof.
func FuzzVerify(f *testing.F) {
	f.Add(int64(8), int64(3), make([]byte, 3*32))
	f.Add(int64(1)<<62+1, int64(1)<<62, make([]byte, 62*32))
	f.Fuzz(func(t *testing.T, size, index int64, raw []byte) {
		var p Proof
		for ; len(raw) >= 32; raw = raw[32:] {
			p = append(p, Hash(raw[:32]))
		}
		cp := Checkpoint{Origin: testOrigin, Size: size, Root: mth([][32]byte{testID(0), testID(1)})}
		if got := VerifyInclusion(cp, index, testID(0), p) == nil; got && !included(cp, index, testID(0), p) {
			t.Errorf("leaf %d of %d verifies with %v", index, size, p)
		}
		older := Checkpoint{Origin: testOrigin, Size: index, Root: LeafHash(testID(0))}
		if got := VerifyConsistency(older, cp, p) == nil; got && !consistent(older, cp, p) {
			t.Errorf("%d with %d verifies with %v", index, size, p)
		}
	})
}
