package ledger

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/note"
)

const (
	testRoot  = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
	emptyText = "o\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
)

func TestParseCheckpoint(t *testing.T) {
	t.Parallel()
	// The example of C2SP tlog-checkpoint.
	text := "example.com/behind-the-sofa\n20852163\n" + testRoot + "\n"
	raw, err := base64.StdEncoding.DecodeString(testRoot)
	if err != nil {
		t.Fatal(err)
	}
	got, err := ParseCheckpoint([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	want := Checkpoint{Origin: "example.com/behind-the-sofa", Size: 20852163, Root: Hash(raw)}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ParseCheckpoint (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(text, string(got.Text())); diff != "" {
		t.Errorf("Text (-want +got):\n%s", diff)
	}
}

func TestParseCheckpointRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"empty", "", "want three lines"},
		{"two lines", "o\n1\n", "want three lines"},
		{"no newline at the end", "o\n1\n" + testRoot, "want three lines"},
		{"trailing bytes", "o\n1\n" + testRoot + "\nx", "extension lines"},
		{"extension line", "o\n1\n" + testRoot + "\nx\n", "extension lines"},
		{"empty line at the end", "o\n1\n" + testRoot + "\n\n", "extension lines"},
		{"no origin", "\n1\n" + testRoot + "\n", "origin is empty"},
		{"origin not UTF-8", "\xff\n1\n" + testRoot + "\n", "not valid UTF-8"},
		{"CRLF", "o\r\n1\r\n" + testRoot + "\r\n", "control character"},
		{"leading zero", "o\n01\n" + testRoot + "\n", "without leading zeros"},
		{"plus", "o\n+1\n" + testRoot + "\n", "without leading zeros"},
		{"space", "o\n 1\n" + testRoot + "\n", "without leading zeros"},
		{"hex", "o\n0x1\n" + testRoot + "\n", "without leading zeros"},
		{"minus zero", "o\n-0\n" + testRoot + "\n", "without leading zeros"},
		{"negative", "o\n-1\n" + testRoot + "\n", "outside 0.."},
		{"no size", "o\n\n" + testRoot + "\n", "without leading zeros"},
		{"beyond int64", "o\n9223372036854775808\n" + testRoot + "\n", "without leading zeros"},
		{"beyond 2^53", "o\n9007199254740993\n" + testRoot + "\n", "outside 0.."},
		{"short root", "o\n1\nAAAA\n", "32 bytes in canonical base64"},
		{"root without padding", "o\n1\n" + strings.TrimSuffix(testRoot, "=") + "\n", "32 bytes in canonical base64"},
		{"root with stray bits", "o\n1\n" + strings.Replace(testRoot, "2I=", "2J=", 1) + "\n", "32 bytes in canonical base64"},
		{"root with CR", "o\n1\n" + testRoot + "\r\n", "32 bytes in canonical base64"},
		{"empty log with a root", "o\n0\n" + testRoot + "\n", "not that of the empty log"},
		{"too long", strings.Repeat("o", 5000) + "\n1\n" + testRoot + "\n", "at most 4096"},
	}
	for _, tt := range tests {
		got, err := ParseCheckpoint([]byte(tt.text))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got error %v, want one with %q", tt.name, err, tt.want)
		}
		if got != (Checkpoint{}) {
			t.Errorf("%s: got %+v beside an error", tt.name, got)
		}
	}
	if _, err := ParseCheckpoint([]byte(emptyText)); err != nil {
		t.Errorf("the empty log: %v", err)
	}
}

func TestOpenCheckpoint(t *testing.T) {
	t.Parallel()
	s, v := testKey(t, testOrigin, 1)
	_, unrelated := testKey(t, testOrigin, 2)
	w, wv := testKey(t, "witness.example", 3)
	known := VerifierList(v, wv)
	cp := checkpointAt(t, testLog(t, 3), 3)

	sign := func(text string, signers ...note.Signer) []byte {
		msg, err := note.Sign(&note.Note{Text: text}, signers...)
		if err != nil {
			t.Fatal(err)
		}
		return msg
	}
	text := string(cp.Text())
	for name, msg := range map[string][]byte{"alone": sign(text, s), "cosigned": sign(text, s, w), "witness first": sign(text, w, s)} {
		got, err := OpenCheckpoint(msg, testOrigin, known)
		if err != nil || got != cp {
			t.Errorf("%s: got %+v, %v, want %+v", name, got, err, cp)
		}
	}

	other := "tocsin/other\n3\n" + cp.Root.String() + "\n"
	tests := []struct {
		name  string
		msg   []byte
		known Verifiers
		want  string
	}{
		{"witness alone", sign(text, w), known, "the log itself did not sign it"},
		{"unknown key", sign(text, s), VerifierList(unrelated), "no verifiable signatures"},
		{"no keys", sign(text, s), nil, "no verifiable signatures"},
		{"other log", sign(other, s), known, `it is of another log, "tocsin/other"`},
		{"not a checkpoint", sign("hello\n", s), known, "want three lines"},
		{"extension line", sign(text+"x\n", s), known, "extension lines"},
		{"unsigned", []byte(text), known, "malformed note"},
		{"nothing", nil, known, "malformed note"},
		{"too long", make([]byte, maxNote+1), known, "at most"},
		{"text changed", []byte(strings.Replace(string(sign(text, s)), "\n3\n", "\n2\n", 1)), known, "invalid signature"},
	}
	for _, tt := range tests {
		_, err := OpenCheckpoint(tt.msg, testOrigin, tt.known)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got error %v, want one with %q", tt.name, err, tt.want)
		}
	}
}

func TestSignCheckpointRefuses(t *testing.T) {
	t.Parallel()
	s, _ := testKey(t, testOrigin, 1)
	for _, tt := range []struct {
		text   string
		signer Signer
		want   string
	}{
		{"pay 100\n", s, "want three lines"},
		{emptyText, s, "has not the log's name"},
		{emptyText, nil, "has not the log's name"},
		{string(Checkpoint{Origin: "o\n0", Root: emptyRoot}.Text()), s, "extension lines"},
	} {
		if _, err := SignCheckpoint([]byte(tt.text), tt.signer); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: got error %v, want one with %q", tt.text, err, tt.want)
		}
	}
}
