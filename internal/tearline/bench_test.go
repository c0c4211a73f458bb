package tearline

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// benchSecrets returns n secrets of three values each, every tenth a protected source.
func benchSecrets(n int, r *rand.Rand) []Secret {
	out := make([]Secret, n)
	for i := range out {
		var values []string
		for range 3 {
			values = append(values, strings.ToUpper(randomWord(r)[:1])+randomWord(r)+" Hall "+randomWord(r))
		}
		out[i] = Secret{Name: fmt.Sprint("secret ", i), Values: values, Source: i%10 == 0, Levels: []string{Public}}
	}
	return out
}

func randomWord(r *rand.Rand) string {
	var b strings.Builder
	for range 2 + r.IntN(3) {
		b.WriteByte("bcdfghklmnprstvz"[r.IntN(16)])
		b.WriteByte("aeiou"[r.IntN(5)])
	}
	return b.String()
}

// BenchmarkCheck is the documented limit: 1 MiB against 200 secrets. "varied" makes nearly
// every word a new one; "ordinary" draws from 5,000; "base64" is one long run of noise.
func BenchmarkCheck(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	secrets := benchSecrets(200, r)
	vocabulary := make([]string, 5000)
	for i := range vocabulary {
		vocabulary[i] = randomWord(r)
	}
	texts := map[string]func() string{
		"varied":   func() string { return randomWord(r) + randomWord(r)[:3] + " " },
		"ordinary": func() string { return vocabulary[r.IntN(len(vocabulary))] + " " },
		"base64":   func() string { return fmt.Sprintf("%x", r.Uint64()) },
		"letters":  func() string { return string(rune('a'+r.IntN(26))) + " " },
		"cyrillic": func() string {
			return string([]rune{rune('а' + r.IntN(32)), rune('а' + r.IntN(32)), rune('а' + r.IntN(32)), rune('а' + r.IntN(32)), ' '})
		},
	}
	for name, word := range texts {
		var t strings.Builder
		for t.Len() < MaxText-32 {
			t.WriteString(word())
		}
		body := t.String()
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			for b.Loop() {
				Check(secrets, []Text{{Public, "text", body}})
			}
		})
	}
}
