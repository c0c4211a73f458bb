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
