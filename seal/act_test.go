package seal

import (
	"strings"
	"testing"
)

func TestActValidate(t *testing.T) {
	t.Parallel()
	hex := strings.Repeat("a", 64)
	tests := []struct {
		name   string
		change func(*Act)
		want   string // empty: sound
	}{
		{"as it is", func(*Act) {}, ""},
		{"no nonce", func(a *Act) { a.Nonce = "" }, "nonce must be"},
		{"nonce in capitals", func(a *Act) { a.Nonce = strings.Repeat("0F", 16) }, "nonce must be"},
		{"short nonce", func(a *Act) { a.Nonce = a.Nonce[2:] }, "nonce must be"},
		{"no request", func(a *Act) { a.Request = "" }, "request must be"},
		{"request of two lines", func(a *Act) { a.Request = "a\nb" }, "request must be"},
		{"long request", func(a *Act) { a.Request = strings.Repeat("a", 129) }, "request must be"},
		{"no act", func(a *Act) { a.Act = "" }, "act must be a word"},
		{"act of two words", func(a *Act) { a.Act = "do this" }, "act must be a word"},
		{"no role", func(a *Act) { a.Role = "" }, "role must be a word"},
		{"no person", func(a *Act) { a.Person = "" }, ""},
		{"a name as person", func(a *Act) { a.Person = "Anna" }, "person must be"},
		{"no object, no version", func(a *Act) { a.Object, a.Version = "", 0 }, ""},
		{"no object", func(a *Act) { a.Object = "" }, `object must be "kind/id"`},
		{"no version", func(a *Act) { a.Version = 0 }, "version must be 1 to 2^53, not 0"},
		{"negative version", func(a *Act) { a.Version = -1 }, "version must be"},
		{"huge version", func(a *Act) { a.Version = 1<<53 + 1 }, "version must be"},
		{"object without id", func(a *Act) { a.Object = "warning/" }, "object must be"},
		{"object of three", func(a *Act) { a.Object = "warning/a/b" }, "object must be"},
		{"local time", func(a *Act) { a.At = "2024-03-06T14:02:07.000000+01:00" }, "at: the time"},
		{"no content", func(a *Act) { a.Content = nil }, ""},
		{"record without version", func(a *Act) { a.Content[0].Record = "warning/w1" }, "content 0: record must be"},
		{"record version 0", func(a *Act) { a.Content[0].Record = "warning/w1/0" }, "content 0: record must be"},
		{"record version 02", func(a *Act) { a.Content[0].Record = "warning/w1/02" }, "content 0: record must be"},
		{"short digest", func(a *Act) { a.Content[0].Digest = "ab" }, "content 0: digest must be"},
		{"record twice", func(a *Act) { a.Content = append(a.Content, Commitment{"warning/w1/2", hex}) }, "content 1: record warning/w1/2 is there twice"},
		{"two records", func(a *Act) { a.Content = append(a.Content, Commitment{"warning/w1/3", hex}) }, ""},
	}
	for _, tt := range tests {
		a := testAct()
		tt.change(&a)
		err := a.Validate()
		switch {
		case tt.want == "" && err != nil:
			t.Errorf("%s: %v", tt.name, err)
		case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
			t.Errorf("%s: got error %v, want one with %q", tt.name, err, tt.want)
		}
	}
}
