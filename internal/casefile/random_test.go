package casefile

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestPlaybookEveryCase holds every good case to the order of play: by the latest moment, at one
// moment by kind, within a kind by the order of the file.
func TestPlaybookEveryCase(t *testing.T) {
	t.Parallel()
	for name, data := range goodCases(t) {
		c := mustParse(t, name, data)
		steps := c.Playbook()
		ordered(t, c, steps)
		for i, again := range c.Playbook() {
			if again != steps[i] {
				t.Fatalf("%s: two calls differ at step %d", name, i)
			}
		}
	}
}

func ordered(t fataler, c *Case, steps []Step) {
	place := func(s Step) (kind, in int) {
		switch s.Kind {
		case StepAct:
			for i := range c.Events {
				for j := range c.Events[i].Acts {
					if &c.Events[i].Acts[j] == s.Act {
						return 0, i*maxActs + j
					}
				}
			}
		case StepLearned:
			return 1, slices.IndexFunc(c.Events, func(e Event) bool { return e.ID == s.Event.ID })
		}
		return 2, slices.IndexFunc(c.Claims, func(x Claim) bool { return s.Claim != nil && x.ID == s.Claim.ID })
	}
	for i, s := range steps {
		if s.PlayAt.IsZero() || !s.PlayAt.Equal(s.At.Latest) || s.Org == "" {
			t.Fatalf("step %d is not placed: %+v", i, s)
		}
		if i == 0 {
			continue
		}
		last := steps[i-1]
		ak, ai := place(last)
		bk, bi := place(s)
		if d := last.PlayAt.Compare(s.PlayAt); d > 0 || d == 0 && (ak > bk || ak == bk && ai > bi) {
			t.Fatalf("step %d (%s at %s) plays before step %d (%s at %s)", i-1, last.Kind, last.PlayAt, i, s.Kind, s.PlayAt)
		}
	}
}

// fataler is what a test and a rapid check have in common.
type fataler interface {
	Fatalf(format string, args ...any)
}

// TestPlaybookRandom plays random cases of events that are known more or less exactly.
func TestPlaybookRandom(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c, _, err := Parse("random.yaml", []byte(drawCase(t)))
		if err != nil {
			t.Fatalf("not in order: %v", err)
		}
		steps := c.Playbook()
		ordered(t, c, steps)
		want := 0
		for _, e := range c.Events {
			want += len(e.Acts) + len(e.Learned)
		}
		if want += len(c.Claims); len(steps) != want { // one audience hears each claim
			t.Fatalf("%d steps, want %d", len(steps), want)
		}
	})
}

func drawCase(t *rapid.T) string {
	var b strings.Builder
	b.WriteString("format: tocsin/case/v1\nid: x\ntitle: X\nzone: Asia/Kathmandu\nsites: [{id: s, name: S, operator: a}]\n" +
		"organisations: [{id: a, name: A, kind: police}, {id: b, name: B, kind: audience}]\nquestions: [{id: q, text: Q}]\nevents:\n")
	day := func() string {
		d := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 4).Draw(t, "day"))
		return d.Format(time.DateOnly) + rapid.SampledFrom([]string{"", "T00:00", "T18:14Z", "T23:59:59"}).Draw(t, "hour")
	}
	n := rapid.IntRange(1, 8).Draw(t, "events")
	for i := range n {
		fmt.Fprintf(&b, "  - id: e%d\n    title: E\n    at: %s\n    learned: {b: 2030-02}\n    acts:\n", i, day())
		for j := range rapid.IntRange(1, 3).Draw(t, "acts") {
			fmt.Fprintf(&b, "      - sighting: {org: a, id: s%d-%d, site: s, code: PHOTO, what: W}\n", i, j)
		}
	}
	b.WriteString("claims:\n")
	for i := range rapid.IntRange(1, 4).Draw(t, "claims") {
		fmt.Fprintf(&b, "  - {id: c%d, question: q, claimant: C, at: %s, figure: %q}\n", i, day(), fmt.Sprint(i))
	}
	return b.String()
}

// TestClaimAudience gives a claim to every audience when it was said, unless the case says who
// learned of it.
func TestClaimAudience(t *testing.T) {
	t.Parallel()
	c := mustParse(t, "dam.yaml", goodCases(t)["testdata/good/dam.yaml"])
	var got []string
	for _, s := range c.Playbook() {
		if s.Kind == StepClaim && (s.Claim.ID == "level-1" || s.Claim.ID == "level-3") {
			got = append(got, s.Claim.ID+" "+string(s.Org)+" "+s.At.String())
		}
	}
	want := []string{"level-1 valley Fri 26 Mar 2032 06:00 -05", "level-3 valley Sun 28 Mar 2032", "level-3 prefecture Mon 29 Mar 2032"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
