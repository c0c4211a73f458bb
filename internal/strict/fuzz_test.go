package strict

import (
	"encoding/json"
	"errors"
	"testing"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// FuzzYAML holds that no input makes the decoder panic, that every message has a place
// inside the file and can be printed, and that what is accepted is YAML.
func FuzzYAML(f *testing.F) {
	f.Add([]byte(good))
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, err := YAML("f", data, new(caseFile), WithLimits(Limits{Bytes: 64 << 10, Nodes: 2000}))
		doc.Pos("events", 0, "at")
		if err == nil {
			var n yaml.Node
			if yaml.Load(data, &n) != nil {
				t.Fatal("accepted what is not YAML")
			}
			return
		}
		ps, ok := errors.AsType[Problems](err)
		if !ok || len(ps) == 0 || len(ps) > 51 {
			t.Fatalf("%d problems, %T", len(ps), err)
		}
		for _, p := range ps {
			checkProblem(t, p, data)
		}
	})
}

func checkProblem(t *testing.T, p Problem, data []byte) {
	t.Helper()
	if p.Message == "" || !utf8.ValidString(p.Message+p.Hint) {
		t.Errorf("message %q, hint %q", p.Message, p.Hint)
	}
	if _, inside := sourceLine(trimBOM(data), p.Line); p.Line > 0 && !inside || p.Line > 0 && p.Column < 1 {
		t.Errorf("%v: line %d, column %d is outside of the file", p, p.Line, p.Column)
	}
	for _, r := range p.Excerpt(data) {
		if r != '\n' && hidden(r) && r != utf8.RuneError {
			t.Errorf("the excerpt holds U+%04X", r)
		}
	}
}

// FuzzJSON holds that no input makes the decoder panic, and that what is accepted means
// the same to encoding/json.
func FuzzJSON(f *testing.F) {
	f.Fuzz(func(t *testing.T, data []byte) {
		var got, want message
		err := JSON(data, &got, 64<<10)
		if err != nil {
			if fault, ok := errors.AsType[*Fault](err); !ok || fault.Message == "" || fault.Offset > int64(len(data)) {
				t.Fatalf("%#v", err)
			}
			return
		}
		if err := json.Unmarshal(data, &want); err != nil {
			t.Fatalf("accepted, but: %v", err)
		}
		a, errA := json.Marshal(got)
		b, errB := json.Marshal(want)
		if errA != nil || errB != nil || string(a) != string(b) {
			t.Fatalf("%s (%v) is not %s (%v)", a, errA, b, errB)
		}
	})
}
