package tocsin_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tocsin"
)

func sent(t *testing.T, l *tocsin.Listing, to tocsin.OrgID, days int) tocsin.ListingCopy {
	t.Helper()
	c, err := l.Send(to, at(annA, days))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestCorrectionsFollow: whoever has a copy from before is told, and nobody else.
func TestCorrectionsFollow(t *testing.T) {
	t.Parallel()
	l := listed(t)
	if c := sent(t, l, "police", 1); c.Version != 1 || !c.ReviewBy.Equal(l.ReviewBy) {
		t.Errorf("got %+v, want the version and when it lapses where it lies", c)
	}
	wantRule(t, l.PassedOn("police", "airport", noon.Add(2*day)), "")
	wantRefusal(t, l.PassedOn("nobody", "airport", noon), tocsin.RuleForm)
	wantRefusal(t, l.PassedOn("police", "police", noon), tocsin.RuleForm)
	wantRule(t, l.Renew("The rifles were found.", nil, noon.Add(150*day), at(ivanI, 3)), "")
	if owed := l.Corrections(); len(owed) != 0 {
		t.Errorf("a renewal makes somebody owe %+v", owed)
	}
	fixed := anEntry()
	fixed.Subject.Names = []string{"B. Example"}
	wantRule(t, l.Correct(fixed, at(annA, 4)), "")
	sent(t, l, "border", 5) // has the corrected one already
	owed := l.Corrections()
	if len(owed) != 2 || owed[0].To != "police" || owed[0].Had != 1 || owed[0].Now != 3 || owed[1].To != "airport" || owed[1].Via != "police" || owed[1].How != tocsin.ListingCorrected {
		t.Fatalf("got %+v", owed)
	}
	wantRule(t, l.Tell(owed[0], noon.Add(6*day)), "")
	wantRefusal(t, l.Tell(owed[0], noon.Add(6*day)), tocsin.RuleState)
	if got := l.Unconfirmed(); len(got) != 1 || got[0] != "police" {
		t.Errorf("got unconfirmed %q", got)
	}
	wantRefusal(t, l.Confirm("border", noon.Add(6*day)), tocsin.RuleState)
	wantRule(t, l.Confirm("police", noon.Add(6*day)), "")
	wantRule(t, l.Remove(tocsin.WrongSubject, at(ivanI, 7)), "")
	wantRefusal(t, l.Tell(owed[1], noon.Add(8*day)), tocsin.RuleState) // it changed again
	owed = l.Corrections()
	if len(owed) != 3 || owed[0].Had != 3 || owed[1].Had != 1 || owed[2].To != "border" || owed[2].How != tocsin.ListingRemoved || len(l.Unconfirmed()) != 0 {
		t.Fatalf("got %+v", owed)
	}
	for _, c := range owed {
		if text := c.Text(); strings.Contains(text, "Example") || strings.Contains(text, "rifle") || !strings.Contains(text, "wrong subject") || !strings.Contains(text, fmt.Sprintf("version %d", c.Had)) {
			t.Errorf("got %q", text)
		}
		wantRule(t, l.Tell(c, noon.Add(8*day)), "")
	}
	if len(l.Corrections()) != 0 {
		t.Errorf("still owed: %+v", l.Corrections())
	}
	_, err := l.Send("late", at(annA, 9))
	wantRefusal(t, err, tocsin.RuleState)
	// A copy that was passed on comes to light after the end: it is followed too.
	wantRule(t, l.PassedOn("border", "harbour", noon.Add(9*day)), "")
	if owed := l.Corrections(); len(owed) != 0 { // border passed on what it had been told: that it was taken down
		t.Errorf("got %+v", owed)
	}
}

func TestCopyOfLapsed(t *testing.T) {
	t.Parallel()
	l := listed(t)
	sent(t, l, "police", 1)
	_, err := l.Send("late", at(annA, 91))
	wantRefusal(t, err, tocsin.RuleListLapsed)
	l.Lapse(noon.Add(91 * day))
	owed := l.Corrections()
	if len(owed) != 1 || owed[0].How != tocsin.ListingFell || !strings.Contains(owed[0].Text(), "lapsed") {
		t.Errorf("got %+v", owed)
	}
	_, err = listed(t).Send("", annA)
	wantRefusal(t, err, tocsin.RuleForm)
}

// TestCorrectionsComplete draws lives of entries: at every moment a correction is owed to exactly
// those who were last told a version from before the last change that is told, once each; and
// telling them all leaves nothing owed.
func TestCorrectionsComplete(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		l := listed(t)
		knows := map[tocsin.OrgID]int{}
		told := 0 // the version of the last change that is told to holders
		orgs := []tocsin.OrgID{"a", "b", "c", "d"}
		for step := range rapid.IntRange(1, 30).Draw(rt, "steps") {
			org := rapid.SampledFrom(orgs).Draw(rt, "org")
			days := step + 1
			switch rapid.IntRange(0, 7).Draw(rt, "act") {
			case 0, 1:
				if c, err := l.Send(org, at(annA, days)); err == nil {
					knows[org] = max(knows[org], c.Version)
				}
			case 2:
				to := rapid.SampledFrom(orgs).Draw(rt, "to")
				if err := l.PassedOn(org, to, noon); err == nil {
					knows[to] = max(knows[to], knows[org])
				}
			case 3:
				if l.Correct(anEntry(), at(annA, days)) == nil {
					told = l.Version
				}
			case 4:
				_ = l.Renew("The rifles were found.", nil, noon.Add(200*day), at(ivanI, days))
			case 5:
				if rapid.IntRange(0, 3).Draw(rt, "remove") == 0 && l.Remove(tocsin.NoLonger, at(annA, days)) == nil {
					told = l.Version
				}
			case 6:
				if rapid.IntRange(0, 3).Draw(rt, "lapse") == 0 && l.Lapse(noon.Add(300*day)) {
					told = l.Version
				}
			case 7:
				if owed := l.Corrections(); len(owed) > 0 {
					c := rapid.SampledFrom(owed).Draw(rt, "tell")
					if err := l.Tell(c, noon); err != nil {
						rt.Fatal(err)
					}
					knows[c.To] = l.Version
				}
			}
			got := map[tocsin.OrgID]int{}
			for _, c := range l.Corrections() {
				if _, twice := got[c.To]; twice {
					rt.Fatalf("%s is owed two", c.To)
				}
				got[c.To] = c.Had
			}
			for _, o := range orgs {
				had, holds := knows[o]
				want := holds && had < told
				if v, owed := got[o]; owed != want || owed && v != had {
					rt.Fatalf("%s knows version %d, the last change told is %d: got owed %v (%d)", o, had, told, owed, v)
				}
			}
		}
		for _, c := range l.Corrections() {
			if err := l.Tell(c, noon); err != nil {
				rt.Fatal(err)
			}
		}
		if owed := l.Corrections(); len(owed) != 0 {
			rt.Fatalf("still owed: %+v", owed)
		}
	})
}
