package casefile

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// goodCases are the cases that are in order: those of testdata, the template, the founding case.
func goodCases(t testing.TB) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob("testdata/good/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	cases := map[string][]byte{"template": Template()}
	for _, name := range append(files, "../../cases/crocus-2024/case.yaml") {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		cases[name] = data
	}
	return cases
}

func mustParse(t testing.TB, name string, data []byte) *Case {
	t.Helper()
	c, doc, err := Parse(name, data)
	if err != nil {
		t.Fatalf("not in order:\n%s", doc.Excerpt(err))
	}
	return c
}

func TestGood(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	for name, data := range goodCases(t) {
		c := mustParse(t, name, data)
		for _, s := range c.Playbook() {
			used[s.Verb] = true
		}
	}
	for _, v := range Verbs() {
		if !used[v] {
			t.Errorf("no good case uses the verb %s", v)
		}
	}
}

func TestRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, FileName), Template(), 0o600); err != nil {
		t.Fatal(err)
	}
	folder, _, err := Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	file, _, err := Read(filepath.Join(dir, FileName))
	if err != nil || file.ID != folder.ID {
		t.Errorf("a folder and its file differ: %v", err)
	}
	if _, doc, err := Read(filepath.Join(dir, "none.yaml")); err == nil || doc != nil {
		t.Error("a file that is not there was read")
	}
	large := slices.Concat(Template(), make([]byte, maxBytes))
	if err := os.WriteFile(filepath.Join(dir, "large.yaml"), large, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Read(filepath.Join(dir, "large.yaml")); err == nil {
		t.Error("a file over the limit was read")
	}
}

// TestDam reads values of every form out of a case that uses them.
func TestDam(t *testing.T) {
	t.Parallel()
	c := mustParse(t, "dam.yaml", goodCases(t)["testdata/good/dam.yaml"])
	for _, x := range []struct{ what, got, want string }{
		{"an anchored time is shown in its words", c.Event("signed").At.When.String(), "an hour and a half later"},
		{"and placed on the calendar", c.Event("signed").At.When.Latest.Format("15:04"), "15:30"},
		{"the integrity of an event is its worst source's", string(c.Event("full-moon").Integrity), "paraphrase"},
		{"the basis is reported if nothing is said", string(c.Event("over").Basis), "reported"},
		{"a facet alone is stated", string(c.Event("letter").Facets.Resolved().Place.State), "stated"},
		{"what is left out is not held", string(c.Event("letter").Facets.Resolved().Actor.State), "not_held"},
		{"the key may be the state", string(c.Event("letter").Facets.Time.State), "generalised"},
		{"a figure is read", c.Claim("level-2").Parsed.String(), "at least 143 m"},
		{"labels are written out", c.Event("warned").Acts[1].Warn.Full.TLP, "TLP:AMBER"},
		{"one wording alone is English", c.Event("warned").Acts[1].Warn.Public.Text[0].Lang, "en"},
		{"durations", c.Event("signed").At.By.String(), "1h30m"},
		{"citations", c.Citations(c.Event("warned").Cite)[1].String(), "diary:11-12"},
		{"the usual role", string(c.Event("signed").Acts[0].Role()), "approver"},
		{"the role that is given", string(c.Event("received").Acts[0].Role()), "duty_officer"},
		{"the end of a window is counted", c.Event("warned").Acts[1].Warn.Public.Stands.Span().End.Latest.Format("2006-01-02"), "2032-03-29"},
	} {
		if x.got != x.want {
			t.Errorf("%s: got %q, want %q", x.what, x.got, x.want)
		}
	}
}
