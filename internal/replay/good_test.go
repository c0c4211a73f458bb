package replay_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tocsin"
	"tocsin/internal/casefile"
	"tocsin/internal/replay"
)

// TestGoodCases plays every case that is in order, and the built-in ones: nothing may turn out
// otherwise than the case expects.
func TestGoodCases(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../casefile/testdata/good/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	built, err := filepath.Glob("../../cases/*/case.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 || len(built) == 0 {
		t.Fatal("no cases found")
	}
	for _, name := range append(files, built...) {
		t.Run(filepath.Base(strings.TrimSuffix(name, "/case.yaml")), func(t *testing.T) {
			r, done := playFile(t, name)
			defer done()
			for _, odd := range r.Odd {
				t.Errorf("%s", odd)
			}
			if _, err := r.Duties(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	t.Run("template", func(t *testing.T) {
		r, done := playText(t, string(casefile.Template()), time.Time{})
		defer done()
		for _, odd := range r.Odd {
			t.Errorf("%s", odd)
		}
	})
}

func playFile(t *testing.T, name string) (*replay.Result, func()) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return playText(t, string(text), time.Time{})
}

// rows are the texts of the second lane for one organisation and kind.
func rows(t *testing.T, r *replay.Result, org tocsin.OrgID, what replay.OwedKind) []string {
	t.Helper()
	owed, err := r.Duties(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, o := range owed {
		if o.Org == org && o.What == what {
			out = append(out, o.Text)
		}
	}
	return out
}

// TestLetters: what a part was displaced to is not named before it was, one officer's decision that
// names a second is taken once, and a warning afterwards tells the place it moved to.
func TestLetters(t *testing.T) {
	t.Parallel()
	r, done := playFile(t, "../casefile/testdata/good/letters.yaml")
	defer done()
	decided := rows(t, r, "desk", replay.PartDecided)
	if len(decided) != 4 {
		t.Errorf("%d decisions, want 4: %q", len(decided), decided)
	}
	for i, text := range decided {
		if later := strings.Contains(text, "At the studio stays open"); later != (i == 2) {
			t.Errorf("decision %d: %s", i, text)
		}
	}
	snap := asof(t, r, time.Date(2029, 2, 1, 0, 0, 0, 0, time.UTC))["singer"]
	if len(snap.Threats) != 1 || !slices.ContainsFunc(snap.Threats[0].Parts, func(p tocsin.Part) bool { return p.ID == "studio" }) {
		t.Errorf("the household was not told of the studio: %+v", snap.Threats)
	}
}

// TestAttention: a stated priority that puts something else before the assessed threat is owed an
// explanation, and what was spent on the threat is in the record as it was told.
func TestAttention(t *testing.T) {
	t.Parallel()
	r, done := playFile(t, "../casefile/testdata/good/letters.yaml")
	defer done()
	const want = "The priorities that the head of the desk stated on 4 May 2027 put the parade, of which no assessment stands, before The letters of N., which is assessed highest on "
	owed := rows(t, r, "desk", replay.DutyOpened)
	if !slices.ContainsFunc(owed, func(text string) bool { return strings.HasPrefix(text, want) }) {
		t.Errorf("the priority is owed no explanation: %q", owed)
	}
	if met := rows(t, r, "desk", replay.DutyMet); !slices.ContainsFunc(met, func(text string) bool { return strings.HasSuffix(text, "The parade is over in June") }) {
		t.Errorf("the explanation is not told: %q", met)
	}
	snap := asof(t, r, time.Date(2027, 5, 6, 0, 0, 0, 0, time.UTC))["desk"]
	if len(snap.Efforts) != 1 || len(snap.Priorities) != 1 {
		t.Fatalf("%d efforts and %d priorities, want one of each", len(snap.Efforts), len(snap.Priorities))
	}
	if e := snap.Efforts[0].Rows[0]; e.Minutes != 90 || e.Senior != 30 || len(e.Reports) != 1 || e.On.Threat != snap.Threats[0].ID {
		t.Errorf("the effort is %+v", e)
	}
	if p := snap.Priorities[0]; len(p.Cites) != 1 || p.Order[0].Other != "the parade" || p.Order[1].Threat != snap.Threats[0].ID {
		t.Errorf("the priority is %+v", p)
	}
}

// TestFirstTask: the founding case puts the priority of 19 March on record, where it asks nothing, and
// rehearses what it would ask beside a judgement: the least and the most likely
// word ask the same as the one in the case.
func TestFirstTask(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../cases/crocus-2024/case.yaml")
	if err != nil {
		t.Fatal(err)
	}
	const as = "likelihood: even"
	if strings.Count(string(text), as) != 1 {
		t.Fatalf("%q is not in the case once", as)
	}
	until := time.Date(2024, 3, 20, 0, 0, 0, 0, time.UTC)
	var first string
	codes := tocsin.LikelihoodCodes()
	for _, word := range []string{"even", codes[0], codes[len(codes)-1]} {
		r, done := playText(t, strings.Replace(string(text), as, "likelihood: "+word, 1), until)
		would := rows(t, r, "fsb", replay.WouldJoin)
		i := slices.IndexFunc(would, func(text string) bool { return strings.Contains(text, "do not name") })
		if i < 0 || !strings.Contains(would[i], "Owed by the warning officer of fsb to the approver, by 26 Mar 2024.") {
			t.Fatalf("%s: it asks nothing: %q", word, would)
		}
		if first == "" {
			first = would[i]
		}
		if would[i] != first {
			t.Errorf("%s asks otherwise:\n%s\n%s", word, would[i], first)
		}
		snap := asof(t, r, until)["fsb"]
		if len(snap.Priorities) != 1 || slices.ContainsFunc(snap.Obligations, func(o tocsin.Obligation) bool { return o.Kind == tocsin.OweAttention }) {
			t.Errorf("%s: %d priorities are on record, or one is owed an explanation there", word, len(snap.Priorities))
		}
		done()
	}
}

// TestLate: a receipt that came a week late is told in the second lane, with its opening; and a
// second signature that was refused can follow once its obstacle is gone.
func TestLate(t *testing.T) {
	t.Parallel()
	r, done := playFile(t, "../casefile/testdata/good/late.yaml")
	defer done()
	if met := rows(t, r, "minster", replay.DutyMet); !slices.Contains(met, "receipt: receipted by guard") {
		t.Errorf("the late receipt is not told: %q", met)
	}
	if decided := rows(t, r, "minster", replay.PartDecided); len(decided) != 1 {
		t.Errorf("decided %q, want the one decision", decided)
	}
}
