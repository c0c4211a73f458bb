package replay_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"io"
	"os"
	"slices"
	"testing"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/api"
	"tocsin/internal/casefile"
	"tocsin/internal/desk"
	"tocsin/internal/node"
	"tocsin/internal/replay"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// fataler is what a test and a rapid check have in common.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

// playText plays a case into a folder of its own. The organisations are closed when done is called.
func playText(t fataler, text string, until time.Time) (r *replay.Result, done func()) {
	t.Helper()
	c, doc, err := casefile.Parse("random.yaml", []byte(text))
	if err != nil {
		t.Fatalf("the drawn case is not in order: %s\n%s", doc.Excerpt(err), text)
	}
	dir, err := os.MkdirTemp("", "tocsin-replay-")
	if err != nil {
		t.Fatalf("%v", err)
	}
	var nodes []*node.Node
	done = func() {
		for _, n := range nodes {
			_ = n.Close()
		}
		_ = os.RemoveAll(dir)
	}
	open := func(ctx context.Context, org tocsin.OrgID, clock *replay.Clock, ids io.Reader) (replay.House, error) {
		n, err := node.Open(ctx, dir, org, node.Options{Clock: clock.Now, IDs: ids, Bulk: true})
		if err != nil {
			return replay.House{}, err
		}
		nodes = append(nodes, n)
		return replay.House{Desk: n.Desk, To: func(d *desk.Desk) client.Transport { return api.Local{Desk: d} }}, nil
	}
	r, err = replay.Play(context.Background(), c, sha256.Sum256([]byte(text)), open, replay.Options{Until: until})
	if err != nil {
		done()
		t.Fatalf("play: %v\n%s", err, text)
	}
	return r, done
}

func asof(t fataler, r *replay.Result, at time.Time) map[tocsin.OrgID]desk.Snapshot {
	t.Helper()
	s, err := r.Snapshots(context.Background(), at)
	if err != nil {
		t.Fatalf("as of %s: %v", at, err)
	}
	return s
}

// TestRandomCasesCutOff holds "as of T" to its oracle: a replay that was cut off at T. No later
// knowledge may appear, at no desk, at no moment.
func TestRandomCasesCutOff(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := drawCase(t)
		first := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
		cut := first.Add(time.Duration(rapid.Int64Range(0, 200*24*60).Draw(t, "cut")) * time.Minute)
		whole, done := playText(t, text, time.Time{})
		defer done()
		part, done2 := playText(t, text, cut)
		defer done2()
		got, want := asof(t, whole, cut), asof(t, part, cut)
		if d := cmp.Diff(encode(t, want), encode(t, got)); d != "" {
			t.Fatalf("as of %s is not the replay cut off there (-cut off +as of):\n%s\n%s", cut, d, text)
		}
	})
}

func encode(t fataler, v any) string {
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatalf("%v", err)
	}
	return string(b)
}

// TestRandomCasesRepeat plays each case twice: the exported acts are the same, to the byte.
func TestRandomCasesRepeat(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := drawCase(t)
		a, done := playText(t, text, time.Time{})
		defer done()
		b, done2 := playText(t, text, time.Time{})
		defer done2()
		for org, h := range a.Houses {
			x, err := h.Desk.Digest(context.Background())
			if err != nil {
				t.Fatalf("%v", err)
			}
			y, err := b.Houses[org].Desk.Digest(context.Background())
			if err != nil || x != y {
				t.Fatalf("%s: two replays differ: %s, %s (%v)\n%s", org, x, y, err, text)
			}
		}
	})
}

// TestRandomCasesHold checks on every desk, after every random case, what must hold whatever was
// played.
func TestRandomCasesHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := drawCase(t)
		r, done := playText(t, text, time.Date(2031, 3, 1, 0, 0, 0, 0, time.UTC))
		defer done()
		for org, s := range asof(t, r, time.Time{}) {
			if msg := broken(s, r.Until); msg != "" {
				t.Fatalf("%s: %s\n%s", org, msg, text)
			}
		}
	})
}

// broken says which promise the record of a desk breaks, or "".
func broken(s desk.Snapshot, now time.Time) string {
	for _, check := range []func(desk.Snapshot, time.Time) string{endsByDecision, reviewsStand, victimsTold, levelsMonotone, nothingLapses} {
		if msg := check(s, now); msg != "" {
			return msg
		}
	}
	return ""
}

// endsByDecision: no measure and no part of a threat ends without a decision of record.
func endsByDecision(s desk.Snapshot, _ time.Time) string {
	for _, t := range s.Threats {
		for _, p := range t.Parts {
			signed := slices.ContainsFunc(p.Decisions, func(d tocsin.ReviewDecision) bool {
				return d.End.Lowers() && d.Second != nil && !d.First.SamePerson(d.Second.Signer) && d.Reason != "" && d.Successor != ""
			})
			if p.State == tocsin.PartClosed && !signed {
				return "part " + string(p.ID) + " of " + t.Title + " ended without a decision of two"
			}
		}
	}
	for _, m := range s.Measures {
		if m.State != tocsin.MeasureInForce && m.Ended == nil {
			return "measure " + m.What + " ended without a decision"
		}
	}
	return ""
}

// reviewsStand: a window that has ended on an open part has a review, open or answered.
func reviewsStand(s desk.Snapshot, now time.Time) string {
	for _, t := range s.Threats {
		for _, p := range t.Parts {
			if p.Now(now) != tocsin.ReviewDue {
				continue
			}
			open := slices.ContainsFunc(s.Obligations, func(o tocsin.Obligation) bool {
				return o.Kind == tocsin.OweReview && o.About.ID == string(t.ID) && o.About.Part == p.ID && o.State == tocsin.Open
			})
			if !open {
				return "the review of part " + string(p.ID) + " of " + t.Title + " vanished"
			}
		}
	}
	return ""
}

// victimsTold: of every issued warning, each named victim has an addressee, an onward duty, or a
// recorded reason.
func victimsTold(s desk.Snapshot, _ time.Time) string {
	for _, w := range s.Warnings {
		i := slices.IndexFunc(s.Threats, func(t tocsin.Threat) bool { return t.ID == w.Threat })
		if i < 0 || w.State != tocsin.Issued {
			continue
		}
		for _, v := range s.Threats[i].Victims {
			told := slices.ContainsFunc(w.Addressees, func(a tocsin.Addressee) bool { return a.Org == v.Org && a.Level != tocsin.Public })
			excused := slices.ContainsFunc(w.Absences, func(a tocsin.Absence) bool { return a.Victim == v.ID })
			onward := slices.ContainsFunc(s.Obligations, func(o tocsin.Obligation) bool {
				return o.Kind == tocsin.OweOnward && o.Subject.ID == v.ID
			})
			if !told && !excused && !onward && len(w.Released) > 0 {
				return "nobody owes it to " + v.Name + " to tell it of " + w.Title
			}
		}
	}
	return ""
}

// levelsMonotone: no lower level of a released warning states what a higher one does not.
func levelsMonotone(s desk.Snapshot, _ time.Time) string {
	for _, w := range s.Warnings {
		for i := 1; i < len(w.Versions); i++ {
			for _, low := range w.Versions[i].Parts {
				up := w.Versions[i-1].Part(low.Part)
				for n, f := range low.Facets.All() {
					if f.State == tocsin.Stated && (up == nil || up.Facets.Get(n).State != tocsin.Stated) {
						return string(w.Versions[i].Level) + " states the " + string(n) + " of " + w.Title + ", which a higher level does not"
					}
				}
			}
		}
	}
	return ""
}

// nothingLapses: an open duty whose time has passed lies with somebody, and climbs on or is at
// the top.
func nothingLapses(s desk.Snapshot, now time.Time) string {
	for _, o := range s.Obligations {
		if o.State != tocsin.Open {
			if o.End == nil || o.How == "" {
				return "the duty " + o.What + " ended without a word"
			}
			continue
		}
		if next, ok := o.Next(); ok && next.Before(now) {
			return "the duty " + o.What + " was due to climb at " + next.String() + " and did not"
		}
		if o.Holder() == "" && o.Owes.Org == "" {
			return "the duty " + o.What + " lies with nobody"
		}
	}
	return ""
}
