package ledger

import (
	"crypto/sha256"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestProofFile(t *testing.T) {
	t.Parallel()
	const n = 40
	k := keep(t, testOrigin, 1, n)
	for size := int64(1); size <= n; size++ {
		for i := range size {
			want := k.proofFile(t, size, i)
			got, err := ParseProofFile(want.Text())
			if diff := cmp.Diff(want.Text(), got.Text()); err != nil || diff != "" {
				t.Fatalf("leaf %d of %d: %v (-want +got):\n%s", i, size, err, diff)
			}
			cp, err := got.Verify(k.origin, k.known(), k.statement(i))
			if err != nil || cp != k.at(t, size) {
				t.Errorf("leaf %d of %d: got %+v, %v", i, size, cp, err)
			}
		}
	}
}

func TestProofFileText(t *testing.T) {
	t.Parallel()
	k := keep(t, testOrigin, 1, 2)
	hash := LeafHash(sha256.Sum256(k.statement(1))).String()
	got := string(k.proofFile(t, 2, 0).Text())
	want := "c2sp.org/tlog-proof@v1\nindex 0\n" + hash + "\n\ntocsin/hall\n2\n" + k.at(t, 2).Root.String() + "\n\n— tocsin/hall "
	if !strings.HasPrefix(got, want) {
		t.Errorf("got  %q\nwant %q...", got, want)
	}
	if got := string(k.proofFile(t, 1, 0).Text()); !strings.HasPrefix(got, "c2sp.org/tlog-proof@v1\nindex 0\n\ntocsin/hall\n1\n") {
		t.Errorf("without hashes: got %q", got)
	}
}

func TestParseProofFileRefuses(t *testing.T) {
	t.Parallel()
	k := keep(t, testOrigin, 1, 5)
	good := string(k.proofFile(t, 5, 3).Text())
	change := func(from, to string) string {
		if !strings.Contains(good, from) {
			t.Fatalf("there is no %q in the proof", from)
		}
		return strings.Replace(good, from, to, 1)
	}
	hash := strings.Split(good, "\n")[2]
	tests := []struct{ name, text, want string }{
		{"empty", "", "first line is not"},
		{"other version", change("@v1", "@v2"), "first line is not"},
		{"a space before", " " + good, "first line is not"},
		{"header alone", proofHeader + "\n", "want an index"},
		{"no empty line", proofHeader + "\nindex 3\n", "want an index"},
		{"no index", change("index 3\n", ""), "second line is not an index"},
		{"leading zero", change("index 3", "index 03"), "second line is not an index"},
		{"plus", change("index 3", "index +3"), "second line is not an index"},
		{"minus zero", change("index 3", "index -0"), "second line is not an index"},
		{"two spaces", change("index 3", "index  3"), "second line is not an index"},
		{"CR", change("index 3", "index 3\r"), "second line is not an index"},
		{"huge", change("index 3", "index 9223372036854775808"), "second line is not an index"},
		{"negative", change("index 3", "index -3"), "there is no leaf -3"},
		{"beyond the log", change("index 3", "index 5"), "there is no leaf 5"},
		{"proof for another place", change("index 3", "index 4"), "has 3 hashes, leaf 4 of 5 needs 1"},
		{"hash missing", change(hash+"\n", ""), "has 2 hashes"},
		{"hash doubled", change(hash, hash+"\n"+hash), "has 4 hashes"},
		{"hash without padding", change(hash, strings.TrimSuffix(hash, "=")), "hash 0 is not 32 bytes"},
		{"hash with stray bits", change(hash, hash[:42]+string(hash[42]+1)+"="), "hash 0 is not 32 bytes"},
		{"hash short", change(hash, "AAAA"), "hash 0 is not 32 bytes"},
		{"extra data", change("index", "extra AAAA\nindex"), "extra data is not accepted"},
		{"no checkpoint", good[:strings.Index(good, "\n\n")+2], "checkpoint: it is not signed"},
		{"unsigned", good[:strings.LastIndex(good, "\n\n")+1], "checkpoint: it is not signed"},
		{"two empty lines", change("\n\n", "\n\n\n"), "checkpoint:"},
		{"extension line", change("\n5\n", "\n5\nx\n"), "checkpoint:"},
		{"too long", change(hash+"\n", strings.Repeat(hash+"\n", maxProofFile/45)), "bytes, at most"},
	}
	for _, tt := range tests {
		got, err := ParseProofFile([]byte(tt.text))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got error %v, want one with %q", tt.name, err, tt.want)
		}
		if diff := cmp.Diff(ProofFile{}, got); diff != "" {
			t.Errorf("%s: a value beside an error (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestProofFileVerifyRefuses(t *testing.T) {
	t.Parallel()
	k, other := keep(t, testOrigin, 1, 5), keep(t, "tocsin/other", 2, 5)
	good := k.proofFile(t, 5, 3)
	call := func(_ any, err error) error { return err }
	tests := []struct {
		name string
		err  error
		want string
	}{
		{"other statement", call(good.Verify(k.origin, k.known(), k.statement(2))), "not leaf 3"},
		{"a newline more", call(good.Verify(k.origin, k.known(), append(k.statement(3), '\n'))), "not leaf 3"},
		{"other log", call(good.Verify(other.origin, k.known(), k.statement(3))), "of another log"},
		{"other key", call(good.Verify(k.origin, other.known(), k.statement(3))), "no verifiable signatures"},
		{"no keys", call(good.Verify(k.origin, nil, k.statement(3))), "no verifiable signatures"},
		{"no proof", call(ProofFile{Index: 3, Checkpoint: good.Checkpoint}.Verify(k.origin, k.known(), k.statement(3))), "has 0 hashes"},
		{"index negative", call(ProofFile{-3, good.Proof, good.Checkpoint}.Verify(k.origin, k.known(), k.statement(3))), "no leaf -3"},
		{"nothing", call(ProofFile{}.Verify(k.origin, k.known(), k.statement(3))), "malformed note"},
		{"made beyond the log", call(NewProofFile(k.note(t, 5), 5, k.mem)), "no leaf 5"},
		{"made without reader", call(NewProofFile(k.note(t, 5), 3, nil)), "no reader"},
		{"made from nothing", call(NewProofFile(nil, 3, k.mem)), "it is not signed"},
		{"made from too much", call(NewProofFile(make([]byte, maxNote+1), 3, k.mem)), "at most"},
	}
	for _, tt := range tests {
		if tt.err == nil || !strings.Contains(tt.err.Error(), tt.want) {
			t.Errorf("%s: got error %v, want one with %q", tt.name, tt.err, tt.want)
		}
	}
}
