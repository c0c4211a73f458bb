package tocsin_test

import (
	"testing"
	"time"

	"tocsin"
)

func appealed(t *testing.T) *tocsin.Listing {
	t.Helper()
	l := listed(t)
	wantRule(t, l.Lodge("a1", "counsel", "It was his cousin, who has the same name.", at(ada, 10)), "")
	return l
}

func TestAppeal(t *testing.T) {
	t.Parallel()
	l := appealed(t)
	if a := l.Appeals[0]; a.State != tocsin.AppealOpen || !a.Due.Equal(noon.Add(70*day)) || a.Version != 1 || !l.InForce(noon.Add(70*day)) {
		t.Fatalf("got %+v", a)
	}
	wantRefusal(t, l.Lodge("a2", "counsel", "again", at(ada, 20)), tocsin.RuleState) // the clock does not start anew
	wantRefusal(t, l.AnswerAppeal(false, at(boris, 20)), tocsin.RuleIndependent)     // no reviewer of appeals
	wantRefusal(t, l.AnswerAppeal(false, at(sign(tocsin.Inspector, "ann", "x"), 20)), tocsin.RuleIndependent)
	wantRefusal(t, l.AnswerAppeal(false, at(sign(tocsin.Inspector, "olga", " "), 20)), tocsin.RuleReasonOwed)
	wantRefusal(t, l.AnswerAppeal(false, at(sign(tocsin.Inspector, "olga", "He is a known extremist."), 20)), tocsin.RuleListedAct)
	wantRule(t, l.AnswerAppeal(false, at(olgaI, 20)), "")
	if a := l.Appeals[0]; a.State != tocsin.AppealRefused || a.Answer.Tag != "olga" || l.State != tocsin.Listed {
		t.Errorf("got %+v, %s", a, l.State)
	}
	wantRefusal(t, l.AnswerAppeal(true, at(olgaI, 21)), tocsin.RuleState)
	if due, _ := l.Due(); !due.Equal(l.ReviewBy.Add(time.Microsecond)) {
		t.Errorf("an answered appeal still takes the entry down on %s", due)
	}
	// Another can follow, and an upheld one takes the entry down.
	wantRule(t, l.Lodge("a2", "the person listed", "The seller was wrong.", at(ada, 30)), "")
	wantRule(t, l.AnswerAppeal(true, at(olgaI, 31)), "")
	last := l.Changes[len(l.Changes)-1]
	if l.State != tocsin.ListedRemoved || last.Ground != tocsin.AppealUpheld || last.Appeal != "a2" || l.Appeals[1].State != tocsin.AppealGranted {
		t.Errorf("got %s, %+v", l.State, last)
	}
	wantRefusal(t, l.Lodge("a3", "counsel", "late", at(ada, 32)), tocsin.RuleState)
}

// TestAppealUnanswered: what nobody answers in 60 days takes the entry down, whatever its review date.
func TestAppealUnanswered(t *testing.T) {
	t.Parallel()
	l := appealed(t)
	if l.Lapse(noon.Add(70 * day)) {
		t.Fatal("it lapsed at the last moment of the clock")
	}
	late := noon.Add(70*day + time.Microsecond)
	answer := olgaI
	answer.At = late
	wantRefusal(t, l.AnswerAppeal(false, answer), tocsin.RuleListLapsed)
	wantRefusal(t, l.Renew("still so", nil, late.Add(day), answer), tocsin.RuleListLapsed) // nor does a renewal save it
	if !l.Lapse(late) || l.Appeals[0].State != tocsin.AppealUnanswered || l.Changes[1].Appeal != "a1" {
		t.Errorf("got %s, %+v", l.State, l.Appeals[0])
	}
	// Where the review date comes first, the appeal is moot.
	m := listed(t)
	wantRule(t, m.Lodge("a1", "counsel", "no", at(ada, 80)), "")
	if !m.Lapse(noon.Add(91*day)) || m.Appeals[0].State != tocsin.AppealMoot || m.Changes[1].Appeal != "" {
		t.Errorf("got %+v, %+v", m.Changes, m.Appeals)
	}
	// And so it is when an officer takes the entry down.
	n := appealed(t)
	wantRule(t, n.Remove(tocsin.WrongSubject, at(annA, 11)), "")
	if n.Appeals[0].State != tocsin.AppealMoot {
		t.Errorf("got %s", n.Appeals[0].State)
	}
}

// TestAppealIndependent: who renewed an entry does not answer an appeal against it.
func TestAppealIndependent(t *testing.T) {
	t.Parallel()
	l := appealed(t)
	wantRule(t, l.Renew("The rifles were found.", nil, noon.Add(120*day), at(ivanI, 20)), "")
	wantRefusal(t, l.AnswerAppeal(false, at(ivanI, 21)), tocsin.RuleIndependent)
	wantRule(t, l.AnswerAppeal(false, at(olgaI, 21)), "")
}

func TestLodgeNeedsWords(t *testing.T) {
	t.Parallel()
	wantRefusal(t, listed(t).Lodge("a", "counsel", " ", ada), tocsin.RuleForm)
	wantRefusal(t, listed(t).Lodge("a", "", "no", ada), tocsin.RuleForm)
	for _, role := range tocsin.Roles { // anybody may take it in
		wantRule(t, listed(t).Lodge("a", "counsel", "no", sign(role, "x", "")), "")
	}
}
