package desk_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/desk"
	"tocsin/internal/node"
	"tocsin/internal/store"
	"tocsin/internal/tearline"
	"tocsin/internal/tocsintest"
	"tocsin/seal"
)

// sealing has the embassy seal from now on, and gives the key file.
func sealing(t testing.TB, w *tocsintest.World) (keyFile string) {
	t.Helper()
	keyFile = filepath.Join(t.TempDir(), "embassy.key")
	if err := node.MakeSealing(w.Dir, embassy, keyFile); err != nil {
		t.Fatal(err)
	}
	w.Restart(embassy, keyFile)
	return keyFile
}

func howSealed(t testing.TB, w *tocsintest.World) desk.Sealing {
	t.Helper()
	s, err := client.Read[desk.Sealing](t.Context(), w.As(embassy, client.Caller{Role: tocsin.Administrator}), client.Sealing{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestSealedSources: with somebody to seal to, no word of a source is ever in the files, and the
// leak check knows all of them.
func TestSealedSources(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	key := sealing(t, w)
	id := w.ActAs(embassy, client.Caller{Role: tocsin.Analyst, Request: "s-1"}, client.AddSource{Compartment: planted, Names: []string{access}, Collection: "intercepts of " + planted}).Object.ID
	nowhere(t, w, embassy, planted, access)
	w.Act(embassy, tocsin.Analyst, client.OpenThreat{Threat: threat(t)})
	bad := warning(t)
	bad.Versions[0].Text[0].Words = "As zirkonium says."
	w.Refused(embassy, tocsin.WarningOfficer, client.DraftWarning{Warning: bad}, tocsin.RuleLeakSource)
	w.Restart(embassy, key)
	w.Refused(embassy, tocsin.WarningOfficer, client.DraftWarning{Warning: bad}, tocsin.RuleLeakSource)
	w.Act(embassy, tocsin.WarningOfficer, client.DraftWarning{Warning: warning(t)})
	if s := howSealed(t, w); s.Sealed != 1 || s.Opens != 1 || len(s.Plain) != 0 || len(s.Recipients) != 1 {
		t.Errorf("%+v", s)
	}
	w.Refused(embassy, tocsin.Administrator, client.SealSource{Source: tocsin.SourceID(id)}, tocsin.RuleState)
	if s := w.Snap(embassy); s.Sources != 1 {
		t.Errorf("%d sources", s.Sources)
	}
	nowhere(t, w, embassy, planted, access)
	checkLog(t, w, embassy)
	unopened, err := desk.Verify(t.Context(), w.Stored(embassy), desk.VerifyOptions{Keys: w.Verifiers(embassy)})
	if err != nil || unopened.Err() != nil || unopened.Sealed != 1 {
		t.Errorf("verified without the key: %v, %v, %d sealed", err, unopened.Err(), unopened.Sealed)
	}
}

// TestSealWhatIsInPlain: what was there in plain is sealed by an act of its own, and nothing of it
// is left.
func TestSealWhatIsInPlain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	before := w.Clock.Now()
	id := tocsin.SourceID(w.ActAs(embassy, client.Caller{Role: tocsin.Analyst, Request: "s-1"}, client.AddSource{Compartment: planted, Names: []string{access}}).Object.ID)
	w.Act(embassy, tocsin.SiteManager, client.AddSite{Site: tocsin.Site{ID: "note", Name: "Where " + access + " meets"}}) // somebody wrote it where it does not belong
	if len(inFiles(t, w, embassy, planted)) == 0 {
		t.Fatal("the test looks in the wrong place")
	}
	w.Refused(embassy, tocsin.Administrator, client.SealSource{Source: id}, tocsin.RuleState)
	sealing(t, w)
	if s := howSealed(t, w); len(s.Plain) != 1 || s.Plain[0] != id || s.Sealed != 0 {
		t.Errorf("%+v", s)
	}
	w.Refused(embassy, tocsin.DutyOfficer, client.SealSource{Source: id}, tocsin.RulePermission)
	r := w.Act(embassy, tocsin.Administrator, client.SealSource{Source: id})
	if r.Erasure == nil || !r.Erasure.Sealed || r.Erasure.Versions != 1 || r.Act != "source.seal" {
		t.Errorf("%+v", r)
	}
	nowhere(t, w, embassy, planted)
	w.Refused(embassy, tocsin.Administrator, client.SealSource{Source: id}, tocsin.RuleState)
	if s := howSealed(t, w); len(s.Plain) != 0 || s.Sealed != 1 || s.Opens != 1 {
		t.Errorf("%+v", s)
	}
	for _, s := range []desk.Snapshot{w.Snap(embassy), w.AsOf(embassy, before)} {
		b, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		if found := tellsPlanted(string(b)); found != "" || s.Sources != 1 || len(s.Erased) != 0 {
			t.Errorf("as of %v: %d sources, %+v, %s", s.At, s.Sources, s.Erased, found)
		}
	}
	got := checkVerified(t, w, embassy)
	if len(got.Rewritten) != 1 || got.Rewritten[0].Order != "" || len(got.Gone) != 0 {
		t.Errorf("%+v", got)
	}
	checkLog(t, w, embassy)
}

// TestWithoutTheKey: whatever needs the words of a source is refused while nobody has given the
// key, and nothing is passed over. The log can be verified all the same.
func TestWithoutTheKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	key := sealing(t, w)
	id := w.Act(embassy, tocsin.Analyst, client.AddSource{Compartment: planted}).Object.ID
	w.Act(embassy, tocsin.Analyst, client.OpenThreat{Threat: threat(t)})
	for _, identity := range []string{"", otherKey(t)} {
		w.Restart(embassy, identity)
		leaves := w.Count(embassy)
		for _, m := range messages {
			for _, role := range tocsin.Roles {
				if desk.May(role, desk.Act(m.Name())) != nil {
					continue
				}
				w.RefusedAs(embassy, client.Caller{Role: role, Reason: "so"}, m, tocsin.RuleSealed)
			}
		}
		w.Refused(embassy, tocsin.Inspector, client.AddSource{Compartment: "X"}, tocsin.RuleSealed) // which rule it breaks cannot be written down either
		w.RefusedAs(embassy, client.Caller{Role: tocsin.WarningOfficer}, client.DraftWarning{Warning: warning(t)}, tocsin.RuleSealed)
		if _, err := take(t, w, embassy, guard, "reply", tocsin.Reply{Release: "r", From: guard, To: embassy, Status: tocsin.Acting}); refusalOf(err) == nil || refusalOf(err).Rule != tocsin.RuleSealed {
			t.Errorf("a message came in: %v", err)
		}
		if _, err := client.Read[desk.Snapshot](t.Context(), w.As(embassy, client.Caller{Role: tocsin.Inspector}), client.AsOf{}); refusalOf(err) == nil || refusalOf(err).Rule != tocsin.RuleSealed {
			t.Errorf("the record is read without knowing what to hide: %v", err)
		}
		if _, err := client.Read[[]tearline.Finding](t.Context(), w.As(embassy, client.Caller{Role: tocsin.Analyst}), client.CheckLeaks{Warning: warning(t)}); refusalOf(err) == nil || refusalOf(err).Rule != tocsin.RuleSealed {
			t.Errorf("the leak check was passed over: %v", err)
		}
		if got := w.Desk(embassy).Hide(t.Context(), "anything"); got == "anything" {
			t.Error("a text is shown without knowing what to hide")
		}
		if s := howSealed(t, w); s.Sealed != 1 || s.Opens != 0 {
			t.Errorf("%+v", s)
		}
		if got := w.Count(embassy); got != leaves {
			t.Errorf("%d leaves were left", got-leaves)
		}
		checkVerified(t, w, embassy)
		w.View(embassy, func(v store.View) error {
			r, err := v.Get(tocsin.KindSource, id)
			if err != nil || !seal.IsWrapped(r.Body) {
				t.Errorf("%v, %.40q", err, r.Body)
			}
			return nil
		})
	}
	w.Restart(embassy, key)
	w.Act(embassy, tocsin.WarningOfficer, client.DraftWarning{Warning: warning(t)})
}

// otherKey is a key file that opens nothing of the embassy's.
func otherKey(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	w := tocsintest.New(t, tocsintest.Options{}, embassy)
	file := filepath.Join(dir, "other.key")
	if err := node.MakeSealing(w.Dir, embassy, file); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestEraseSealed: a sealed source is erased like any other.
func TestEraseSealed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	sealing(t, w)
	id := w.Act(embassy, tocsin.Analyst, client.AddSource{Compartment: planted}).Object.ID
	erased(w, embassy, tocsin.KindSource, id)
	if got := w.Desk(embassy).Hide(t.Context(), "the "+planted); got != "the "+planted {
		t.Errorf("an erased source is still known in memory: %s", got)
	}
	w.ActAs(embassy, client.Caller{Role: tocsin.Analyst, Reason: "the " + planted}, client.PlaceHold{})
	if s := howSealed(t, w); fmt.Sprint(s.Sealed, s.Plain) != "0 []" {
		t.Errorf("%+v", s)
	}
	checkLog(t, w, embassy)
}
