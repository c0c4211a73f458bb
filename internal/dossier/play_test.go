package dossier

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/api"
	"tocsin/internal/casefile"
	"tocsin/internal/desk"
	"tocsin/internal/node"
	"tocsin/internal/replay"
)

// play plays a case through real desks in a folder of the test.
func play(t testing.TB, data []byte) *replay.Result {
	t.Helper()
	c, doc, err := casefile.Parse("case.yaml", data)
	if err != nil {
		t.Fatalf("%v\n%s", err, doc.Excerpt(err))
	}
	dir := t.TempDir()
	open := func(ctx context.Context, org tocsin.OrgID, clock *replay.Clock, ids io.Reader) (replay.House, error) {
		n, err := node.Open(ctx, dir, org, node.Options{Clock: clock.Now, IDs: ids})
		if err != nil {
			return replay.House{}, err
		}
		t.Cleanup(func() { _ = n.Close() })
		return replay.House{Desk: n.Desk, To: func(d *desk.Desk) client.Transport { return api.Local{Desk: d} }}, nil
	}
	r, err := replay.Play(t.Context(), c, sha256.Sum256(data), open, replay.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func written(t testing.TB, r *replay.Result, o Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(t.Context(), &b, r, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// marked stands in the test's case behind every text that people write freely.
const marked = "§"

func harbour(t testing.TB, behind string) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/harbour.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return []byte(strings.ReplaceAll(string(data), marked, behind))
}

func file(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// years is a case of more than five years, with a long quiet stretch.
func years() []byte {
	var b strings.Builder
	b.WriteString("format: tocsin/case/v1\nid: years\ntitle: Five years\nzone: Europe/Berlin\nmoment: e40\norganisations:\n" +
		"  - {id: desk, name: \"A desk with a name that is so long that it is broken into lines\", kind: police}\n  - {id: public, name: The public, kind: audience}\nevents:\n")
	at := time.Date(2020, 1, 3, 0, 0, 0, 0, time.UTC)
	for i := range 80 {
		day := at.Format(time.DateOnly)
		if i == 11 {
			day = at.Format("2006")
		}
		fmt.Fprintf(&b, "  - id: e%d\n    at: %q\n    title: \"Event number %d of a long series, told at some length so that it is cut\"\n    learned: {desk: %q}\n", i, day, i, day)
		at = at.AddDate(0, 0, 7*i%47+3)
		if i == 60 {
			at = at.AddDate(2, 0, 0)
		}
	}
	return []byte(b.String())
}

// cases are the shapes that a dossier must be right for, each played once a test that asks for it.
func cases(t testing.TB) map[string][]byte {
	t.Helper()
	return map[string][]byte{
		"harbour": harbour(t, ""), "hostile": harbour(t, hostile), "two": file(t, "testdata/two.yaml"),
		"years": years(), "crocus": file(t, "../../cases/crocus-2024/case.yaml"),
	}
}
