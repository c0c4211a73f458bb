package api_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"tocsin"
	"tocsin/internal/api"
	"tocsin/internal/node"
)

// A guesser makes requests out of the OpenAPI document: valid ones, nearly valid ones, and what
// somebody sends who wants to see it break.
type guesser struct {
	*rand.Rand
	schemas map[string]map[string]any
	ids     []string // of records that are there
}

var nasty = []string{
	"", " ", "\x00", "\u202e", "'; DROP TABLE head;--", "<script>alert(1)</script>", "../../etc/passwd", "%2e%2e%2f", "{{.}}", "${jndi:x}",
	"\ufeff", "NaN", "-1", "9223372036854775808", "1e999", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z", "2024-03-07T00:00:00+25:00",
	strings.Repeat("a", 5000), strings.Repeat("й", 300), "a\nb", "👩‍👩‍👧", "null", "[]", "{}",
}

func (g *guesser) text() string {
	switch g.IntN(12) {
	case 0:
		return nasty[g.IntN(len(nasty))]
	case 1, 2, 3, 4:
		return g.ids[g.IntN(len(g.ids))]
	case 5, 6:
		return []string{"hall", "open", "closed", "full", "analyst", "go", "A", "2024-03-07T15:00:00Z"}[g.IntN(8)]
	}
	return fmt.Sprint("word ", g.IntN(100))
}

// value is a value of a schema, and now and then one that is not.
func (g *guesser) value(s map[string]any, depth int) any {
	if g.IntN(150) == 0 {
		return []any{nil, true, -1, 1e300, "x", []any{}, map[string]any{"x": 1}, g.text()}[g.IntN(8)]
	}
	if ref, ok := s["$ref"].(string); ok {
		return g.value(g.schemas[strings.TrimPrefix(ref, "#/components/schemas/")], depth)
	}
	if list, ok := s["enum"].([]any); ok && g.IntN(20) > 0 {
		return list[g.IntN(len(list))]
	}
	typ, _ := s["type"].(string)
	if list, ok := s["type"].([]any); ok {
		typ, _ = list[0].(string)
	}
	switch typ {
	case "object":
		out := map[string]any{}
		properties, _ := s["properties"].(map[string]any)
		for name, p := range properties {
			if depth < 7 && g.IntN(6-min(depth, 4)) > 0 {
				out[name] = g.value(p.(map[string]any), depth+1)
			}
		}
		return out
	case "array":
		out := []any{}
		items, _ := s["items"].(map[string]any)
		for range g.IntN(3) {
			out = append(out, g.value(items, depth+1))
		}
		return out
	case "integer", "number":
		return []any{0, 1, 2, 3, -1, 1 << 40, 500}[g.IntN(7)]
	case "boolean":
		return g.IntN(2) == 0
	case "string":
		if s["format"] == "date-time" && g.IntN(10) > 0 {
			return fmt.Sprintf("202%d-0%d-07T15:00:00Z", g.IntN(10), 1+g.IntN(9))
		}
		return g.text()
	}
	return g.text()
}

// query is a parameter string of an operation.
func (g *guesser) query(parameters []any) string {
	var parts []string
	for _, x := range parameters {
		p := x.(map[string]any)
		if p["in"] == "query" && g.IntN(3) == 0 {
			parts = append(parts, fmt.Sprint(p["name"], "=", urlText(fmt.Sprint(g.value(p["schema"].(map[string]any), 0)))))
		}
	}
	if g.IntN(30) == 0 {
		parts = append(parts, "%zz", "a;b", "limit=1&limit=2")
	}
	return strings.Join(parts, "&")
}

func urlText(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		fmt.Fprintf(&b, "%%%02x", c)
	}
	return b.String()
}

// TestNoRequestBreaksIt sends requests made of the API's own description: whatever comes, the answer
// is no 5xx, an error is a problem, and the record agrees with its log afterwards.
func TestNoRequestBreaksIt(t *testing.T) {
	o := newOffice(t)
	var doc struct {
		Paths      map[string]map[string]map[string]any
		Components struct{ Schemas map[string]map[string]any }
	}
	if err := json.Unmarshal(api.Document("test"), &doc); err != nil {
		t.Fatal(err)
	}
	rounds := 12
	if text := os.Getenv("TOCSIN_API_ROUNDS"); text != "" {
		if _, err := fmt.Sscan(text, &rounds); err != nil {
			t.Fatal(err)
		}
	}
	seed := rand.Uint64()
	g := &guesser{Rand: rand.New(rand.NewPCG(seed, 7)), schemas: doc.Components.Schemas, ids: []string{"hall"}}
	counts := map[int]int{}
	for range rounds {
		for path, methods := range doc.Paths {
			for method, op := range methods {
				if path == "/api/v1/stream" {
					continue
				}
				parameters, _ := op["parameters"].([]any)
				url := strings.ReplaceAll(path, "{id}", urlText(g.text()))
				if strings.HasSuffix(url, "/") {
					url += "x" // an empty id is another path
				}
				if q := g.query(parameters); q != "" {
					url += "?" + q
				}
				role := tocsin.Roles[g.IntN(len(tocsin.Roles))]
				if roles, ok := op["x-roles"].([]any); ok && len(roles) > 0 && g.IntN(5) > 0 {
					role = tocsin.Role(roles[g.IntN(len(roles))].(string))
				}
				body := ""
				if method == "post" {
					content := op["requestBody"].(map[string]any)["content"].(map[string]any)["application/json"].(map[string]any)
					in := content["schema"].(map[string]any)["properties"].(map[string]any)["input"].(map[string]any)
					b, err := json.Marshal(map[string]any{"input": g.value(in, 0), "reason": g.text()})
					if err != nil {
						t.Fatal(err)
					}
					if body = string(b); g.IntN(20) == 0 {
						body = body[:g.IntN(len(body))+1]
					}
				}
				keys++
				answer, b := o.do(role, strings.ToUpper(method), url, body, "Idempotency-Key", fmt.Sprint("f-", keys))
				counts[answer.StatusCode]++
				switch {
				case answer.StatusCode >= 500:
					t.Errorf("seed %d: %s %s as %s: %d %s\n%s", seed, method, url, role, answer.StatusCode, b, body)
				case answer.StatusCode >= 400 && answer.Header.Get("Content-Type") != "application/problem+json":
					t.Errorf("seed %d: %s %s: %d is no problem: %.200s", seed, method, url, answer.StatusCode, b)
				case answer.StatusCode == http.StatusOK && method == "post":
					var r struct{ Object tocsin.Ref }
					if json.Unmarshal(b, &r) == nil && r.Object.ID != "" && !slices.Contains(g.ids, r.Object.ID) {
						g.ids = append(g.ids, r.Object.ID)
					}
				}
			}
		}
	}
	t.Logf("seed %d: %v, %d records", seed, counts, len(g.ids))
	if counts[200] < rounds*10 || len(g.ids) < 2 {
		t.Errorf("most of it was never taken: %v", counts)
	}
	v, err := o.node.Verify(t.Context(), node.VerifyOptions{})
	if err != nil || !v.Good() {
		t.Errorf("the record afterwards: %v, %+v", err, v)
	}
}
