package tocsin_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"tocsin"
)

const secret = "BLUE HERON"

func protectedSource() tocsin.Source {
	return tocsin.Source{ID: "s1", Compartment: secret, Names: []tocsin.Protected{secret + " 2"}, Collection: "a " + secret}
}

func TestProtectedPrintsTheBar(t *testing.T) {
	t.Parallel()
	s := protectedSource()
	printed := map[string]string{}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "% x", "%20s", "%-20q", "%T is %v"} {
		args := []any{s.Compartment, s, &s, s.Names, map[string]tocsin.Protected{"k": secret}}
		for i, a := range args {
			if strings.HasPrefix(verb, "%T") {
				printed[fmt.Sprint(verb, i)] = fmt.Sprintf(verb, a, a)
				continue
			}
			printed[fmt.Sprint(verb, i)] = fmt.Sprintf(verb, a)
		}
	}
	printed["Sprint"] = fmt.Sprint(s.Compartment, s)
	printed["String"] = s.Compartment.String()
	printed["error"] = fmt.Errorf("open %s: %w", s.Compartment, errors.New("no")).Error()
	printed["refusal"] = tocsin.Refuse(tocsin.RuleLeakSource, "take it out", "%s is named", s.Compartment).Error()
	for name, v := range map[string]any{"value": s.Compartment, "struct": s, "pointer": &s, "slice": s.Names} {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		printed["json "+name] = string(b)
		var text, js bytes.Buffer
		slog.New(slog.NewTextHandler(&text, nil)).Info("m", "k", v)
		slog.New(slog.NewJSONHandler(&js, nil)).Info("m", slog.Group("g", "k", v))
		printed["slog text "+name], printed["slog json "+name] = text.String(), js.String()
	}
	for how, text := range printed {
		low := strings.ToLower(text)
		if strings.Contains(low, "heron") || strings.Contains(low, "blue") || strings.Contains(low, fmt.Sprintf("%x", secret)) {
			t.Errorf("%s printed the protected text: %s", how, text)
		}
		if !strings.Contains(text, "▇▇▇") {
			t.Errorf("%s printed %q, want the bar", how, text)
		}
	}
}

func TestProtectedReveal(t *testing.T) {
	t.Parallel()
	s := protectedSource()
	if got := s.Compartment.Reveal(); got != secret {
		t.Errorf("got %q, want the text itself", got)
	}
	if got := strings.Join(s.Words(), "|"); got != "BLUE HERON|a BLUE HERON|BLUE HERON 2" {
		t.Errorf("got the words %q", got)
	}
	if got := (tocsin.Source{Compartment: secret}).Words(); len(got) != 1 {
		t.Errorf("got %q, want no empty words", got)
	}
}

func TestProtectedUnmarshal(t *testing.T) {
	t.Parallel()
	var p tocsin.Protected
	if err := json.Unmarshal([]byte(`"BLUE HERON"`), &p); err != nil || p.Reveal() != secret {
		t.Errorf("got %q, %v", p.Reveal(), err)
	}
	b, _ := json.Marshal(p)
	if err := json.Unmarshal(b, &p); err == nil {
		t.Error("got the bar read back as if it were the text")
	}
}
