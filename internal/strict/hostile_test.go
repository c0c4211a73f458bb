package strict

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// hostile are inputs that cost a careless reader minutes or all memory.
func hostile() map[string]string {
	rep := strings.Repeat
	const size = 4<<20 - 100
	var tags, bomb strings.Builder
	for i := range 100_000 {
		fmt.Fprintf(&tags, "%%TAG !a%d! b\n", i)
	}
	bomb.WriteString("a0: &a0 [x, x, x, x, x, x, x, x, x]\n")
	for i := range 30 {
		fmt.Fprintf(&bomb, "a%d: &a%d [%s*a%d]\n", i+1, i+1, rep(fmt.Sprintf("*a%d, ", i), 8), i)
	}
	return map[string]string{
		"alias bomb":       bomb.String(),
		"alias to itself":  "a: &a [*a]\n",
		"tag directives":   tags.String() + "---\na: b\n",
		"late directives":  "a: b\n...\n" + tags.String() + "---\na: b\n",
		"open lists":       rep("[", size),
		"open mappings":    rep("{a: ", size/4),
		"dashes":           rep("- ", size/2),
		"commas":           "[" + rep("a,", size/2) + "]",
		"lines":            rep("-\n", size/2),
		"questions":        rep("?\n", size/2),
		"colons":           "{" + rep(":,", size/2) + "}",
		"fewer commas":     "tags: [" + rep("a,", 60_000) + "]",
		"fewer keys":       "places: {" + rep("a: b,", 30_000) + "}",
		"json-like keys":   "places: [" + rep(`"a":b,`, 60_000) + "]",
		"anchors":          "tags: [" + rep("&a 0,*a ,", 30_000) + "]",
		"one word":         "title: " + rep("x", size/4),
		"spaces":           rep(" ", size) + "a: b",
		"empty lines":      "a: b" + rep("\n", size),
		"quoted lines":     "a: '" + rep(" \n", size/2) + "'",
		"comments":         "a: b\n" + rep(" #\n", 100_000),
		"comments in list": "[\n" + rep("a #b\n,", 30_000) + "]",
		"unknown keys":     manyKeys(20_000),
		"long key":         rep("k", size/4) + ": a\n",
		"bad items":        "tags:\n" + rep("- [a]\n", 20_000),
	}
}

func manyKeys(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "key%d: a\n", i)
	}
	return b.String()
}

func TestHostileYAML(t *testing.T) {
	t.Parallel()
	for name, in := range hostile() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			begin := time.Now()
			doc, err := YAML("f", []byte(in), new(caseFile))
			if err == nil {
				t.Error("accepted")
			}
			if n := len(doc.Excerpt(err)); n > 64<<10 {
				t.Errorf("the messages take %d bytes", n)
			}
			if d := time.Since(begin); d > 20*time.Second {
				t.Errorf("took %s", d)
			}
		})
	}
}

func TestHostileJSON(t *testing.T) {
	t.Parallel()
	const size = 1 << 20
	rep := strings.Repeat
	for name, in := range map[string]string{
		"open arrays":  rep("[", size),
		"nested":       rep("[", size/2) + rep("]", size/2),
		"open objects": rep(`{"a":`, size/5),
		"elements":     "[" + rep("0,", size/2) + "0]",
		"names":        "{" + rep(`"a":0,`, size/6) + `"b":0}`,
		"escapes":      `"` + rep(`\u0041`, size/6) + `"`,
		"surrogates":   `{"title":"` + rep(`\ud83d\ude00`, size/12) + `x"`,
		"unknown name": `{"` + rep("a", size) + `":0}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			begin := time.Now()
			if err := JSON([]byte(in), new(message), 0); err == nil || len(err.Error()) > 4<<10 {
				t.Errorf("error: %.200v", err)
			}
			if d := time.Since(begin); d > 10*time.Second {
				t.Errorf("took %s", d)
			}
		})
	}
}
