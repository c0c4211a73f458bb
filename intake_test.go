package tocsin_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tocsin"
)

var (
	crime   = tocsin.IncomingEntry{Subject: tocsin.Subject{Kind: tocsin.ListedPerson, Names: []string{"C. Example"}}, Act: tocsin.ListedAct{Kind: tocsin.ViolenceDone, Harm: "killing", What: "Shot dead two guards."}, Reasons: "Seen by four people."}
	dissent = tocsin.IncomingEntry{Subject: tocsin.Subject{Kind: tocsin.ListedPerson, Names: []string{"D. Example"}}, Reasons: "Terror suspect, dissident abroad."}
	both    = tocsin.IncomingEntry{Subject: tocsin.Subject{Kind: tocsin.ListedPerson, Names: []string{"E. Example"}}, Act: tocsin.ListedAct{Kind: tocsin.ViolenceIncited, Harm: "killing", What: "Called for the killing of a judge."}, Reasons: "A blogger of the opposition."}
)

func batch(entries ...tocsin.IncomingEntry) tocsin.IncomingList {
	return tocsin.IncomingList{ID: "i1", From: "partner", Title: "Terrorists wanted", Entries: entries}
}

func many(n int, e tocsin.IncomingEntry) []tocsin.IncomingEntry {
	var out []tocsin.IncomingEntry
	for range n {
		out = append(out, e)
	}
	return out
}

func TestPredominance(t *testing.T) {
	t.Parallel()
	with := func(e tocsin.IncomingEntry, factors ...tocsin.Factor) tocsin.IncomingEntry {
		e.Factors = factors
		return e
	}
	f := func(k tocsin.FactorKind, l tocsin.Lean) tocsin.Factor {
		return tocsin.Factor{Kind: k, Lean: l, Words: "w"}
	}
	labelled := crime
	labelled.Act.What = "Is a terrorist."
	wrongHarm := crime
	wrongHarm.Act.Harm = "insult"
	for _, c := range []struct {
		name string
		e    tocsin.IncomingEntry
		want tocsin.Predominance
	}{
		{"an act and nothing else", crime, tocsin.Ordinary},
		{"who somebody is", dissent, tocsin.ProtectedGround},
		{"both", both, tocsin.MixedGrounds},
		{"nothing at all", tocsin.IncomingEntry{Subject: crime.Subject}, tocsin.ProtectedGround},
		{"an act that is a label", labelled, tocsin.ProtectedGround},
		{"an act that harms nobody", wrongHarm, tocsin.ProtectedGround},
		{"a status weighed against", with(crime, f(tocsin.FactorStatus, tocsin.LeansProtected)), tocsin.MixedGrounds},
		{"status and context against", with(crime, f(tocsin.FactorStatus, tocsin.LeansProtected), f(tocsin.FactorContext, tocsin.LeansProtected)), tocsin.ProtectedGround},
		{"one for, two against", with(both, f(tocsin.FactorOthers, tocsin.LeansOrdinary), f(tocsin.FactorStatus, tocsin.LeansProtected)), tocsin.MixedGrounds},
		{"neither counts", with(crime, f(tocsin.FactorSource, tocsin.LeansNeither)), tocsin.Ordinary},
		{"no factor makes up for the act", with(dissent, f(tocsin.FactorOthers, tocsin.LeansOrdinary), f(tocsin.FactorLaw, tocsin.LeansOrdinary), f(tocsin.FactorContext, tocsin.LeansOrdinary)), tocsin.ProtectedGround},
	} {
		if w := c.e.Weigh(); w.Is != c.want || w.Why == "" {
			t.Errorf("%s: got %+v, want %s", c.name, w, c.want)
		}
	}
}

// TestWeighingIsShown: what an entry is follows from the factors that are shown, and from nothing else.
func TestWeighingIsShown(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e := rapid.SampledFrom([]tocsin.IncomingEntry{crime, dissent, both}).Draw(t, "entry")
		for _, k := range rapid.SliceOfNDistinct(rapid.SampledFrom(tocsin.FactorKinds), 0, 6, rapid.ID).Draw(t, "kinds") {
			e.Factors = append(e.Factors, tocsin.Factor{Kind: k, Words: "w", Lean: rapid.SampledFrom([]tocsin.Lean{tocsin.LeansOrdinary, tocsin.LeansProtected, tocsin.LeansNeither}).Draw(t, "lean")})
		}
		w := e.Weigh()
		count := map[tocsin.Lean]int{}
		for _, f := range w.Factors {
			count[f.Lean]++
		}
		if count[tocsin.LeansOrdinary] != w.Ordinary || count[tocsin.LeansProtected] != w.Protected {
			t.Fatalf("shown %v, counted %+v", count, w)
		}
		want := tocsin.MixedGrounds
		switch {
		case w.Protected > w.Ordinary || w.Factors[0].Lean != tocsin.LeansOrdinary: // the facts stand first
			want = tocsin.ProtectedGround
		case w.Protected == 0:
			want = tocsin.Ordinary
		}
		if w.Is != want {
			t.Fatalf("got %s, want %s from %+v", w.Is, want, w)
		}
	})
}

func TestTakeIn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		entries []tocsin.IncomingEntry
		limit   int
		state   string
	}{
		{"all ordinary", many(3, crime), 0, tocsin.IntakeHeld},
		{"all dissidents", many(12, dissent), 10, tocsin.IntakeQuarantined},
		{"at the limit", append(many(9, crime), dissent), 10, tocsin.IntakeHeld},
		{"above it", append(many(8, crime), dissent), 10, tocsin.IntakeQuarantined},
		{"mixed ones count", append(many(8, crime), both), 10, tocsin.IntakeQuarantined},
		{"one gunman among nine", append(many(9, dissent), crime), 10, tocsin.IntakeQuarantined},
		{"one, alone", many(1, dissent), 99, tocsin.IntakeQuarantined},
		{"no limit at all", many(4, dissent), 100, tocsin.IntakeHeld},
	} {
		l, err := tocsin.TakeIn(batch(c.entries...), c.limit, ada)
		if err != nil || l.State != c.state {
			t.Errorf("%s: got %+v, %v, want %s", c.name, l, err, c.state)
		}
	}
	for _, bad := range []tocsin.IncomingList{batch(), {Entries: many(1, crime)}, batch(tocsin.IncomingEntry{})} {
		if _, err := tocsin.TakeIn(bad, 10, ada); err == nil {
			t.Errorf("%+v is taken in", bad)
		}
	}
	for _, limit := range []int{-1, 101} {
		_, err := tocsin.TakeIn(batch(crime), limit, ada)
		wantRefusal(t, err, tocsin.RuleForm)
	}
	// Whoever sends a list weighs nothing in it.
	sneaky := dissent
	sneaky.Judged, sneaky.Factors = &boris, []tocsin.Factor{{Kind: tocsin.FactorOthers, Lean: tocsin.LeansOrdinary, Words: "all agree"}}
	in := batch(sneaky)
	in.State = tocsin.IntakeAdmitted
	l, err := tocsin.TakeIn(in, 10, ada)
	if err != nil || l.State != tocsin.IntakeQuarantined || l.Entries[0].Judged != nil || len(l.Entries[0].Factors) != 0 || in.Entries[0].Judged == nil {
		t.Errorf("got %+v, %v", l, err)
	}
}

func TestQuarantineIsLeft(t *testing.T) {
	t.Parallel()
	take := func(entries ...tocsin.IncomingEntry) *tocsin.IncomingList {
		l, err := tocsin.TakeIn(batch(entries...), tocsin.BatchLimit, ada)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	facts := []tocsin.Factor{{Kind: tocsin.FactorFacts, Lean: tocsin.LeansOrdinary, Words: "the judge's guard was shot at"}}
	// Dissidents stay in: no factor makes up for an act.
	l := take(dissent, crime)
	wantRefusal(t, l.Judge(0, facts, annA), tocsin.RulePredominance)
	wantRefusal(t, l.Judge(0, nil, annA), tocsin.RuleForm)
	wantRefusal(t, l.Judge(2, facts, annA), tocsin.RuleForm)
	wantRefusal(t, l.Judge(1, []tocsin.Factor{{Kind: tocsin.FactorFacts, Lean: tocsin.LeansOrdinary}}, annA), tocsin.RuleReasonOwed)
	wantRefusal(t, l.Judge(1, append(facts, facts...), annA), tocsin.RuleForm)
	wantRefusal(t, l.Judge(1, []tocsin.Factor{{Kind: "hair", Lean: tocsin.LeansNeither, Words: "w"}}, annA), tocsin.RuleForm)
	wantRefusal(t, l.Judge(1, []tocsin.Factor{{Kind: tocsin.FactorFacts, Lean: "left", Words: "w"}}, annA), tocsin.RuleForm)
	wantRefusal(t, l.Judge(1, facts, sign(tocsin.Gateway, "m", "")), tocsin.RulePermission)
	wantRefusal(t, l.Usable(1, noon), tocsin.RulePredominance) // the batch hides its one good entry
	wantRefusal(t, l.Admit(boris), tocsin.RulePredominance)
	wantRefusal(t, l.Admit(annA), tocsin.RuleIndependent)

	// A person weighs the words that were read and finds the act: the list can be let out, by another.
	l = take(append(many(9, crime), both, both)...)
	for i := range l.Entries {
		more := facts
		if i >= 9 {
			more = append(append([]tocsin.Factor{}, facts...), tocsin.Factor{Kind: tocsin.FactorOthers, Lean: tocsin.LeansOrdinary, Words: "a court abroad convicted him"})
		}
		wantRule(t, l.Judge(i, more, annA), "")
	}
	if c := l.Counts(); c.Mixed != 2 || c.Judged != 11 {
		t.Fatalf("got %+v", c) // still mixed: the words name an opinion, and that stays shown
	}
	wantRefusal(t, l.Admit(boris), tocsin.RulePredominance)

	l = take(append(many(20, crime), both, both, both)...)
	if l.State != tocsin.IntakeQuarantined {
		t.Fatal(l.State)
	}
	l.Entries = l.Entries[:22] // 2 of 22 is within the limit; the two are still read only
	wantRefusal(t, l.Admit(boris), tocsin.RulePredominance)
	wantRule(t, l.Judge(20, facts, annA), "")
	wantRule(t, l.Judge(21, facts, annA), "")
	wantRefusal(t, l.Admit(sign(tocsin.Approver, "ann", "x")), tocsin.RuleIndependent)
	wantRefusal(t, l.Admit(sign(tocsin.Approver, "boris", "")), tocsin.RuleReasonOwed)
	wantRule(t, l.Admit(boris), "")
	wantRefusal(t, l.Admit(boris), tocsin.RuleState)
	wantRefusal(t, l.Usable(20, noon), tocsin.RulePredominance) // the mixed ones stay out
	wantRefusal(t, l.Usable(0, noon), tocsin.RulePredominance)  // read, and weighed by nobody
	wantRule(t, l.Judge(0, facts, annA), "")
	wantRule(t, l.Usable(0, noon), "")
	// What people weigh can send it back into quarantine.
	wantRule(t, l.Judge(1, []tocsin.Factor{{Kind: tocsin.FactorStatus, Lean: tocsin.LeansProtected, Words: "recognised as a refugee"}}, annA), "")
	if l.State != tocsin.IntakeQuarantined || l.Decided != nil {
		t.Errorf("got %s", l.State)
	}
	wantRule(t, l.Refuse(boris), "")
	wantRefusal(t, l.Refuse(boris), tocsin.RuleState)
	wantRefusal(t, l.Judge(0, facts, annA), tocsin.RuleState)
	wantRefusal(t, l.Usable(0, noon), tocsin.RulePredominance)
	wantRefusal(t, l.Usable(-1, noon), tocsin.RuleForm)
	fresh := take(crime)
	wantRefusal(t, fresh.Admit(boris), tocsin.RuleState)
	wantRefusal(t, fresh.Refuse(annA), tocsin.RuleIndependent)
	wantRefusal(t, fresh.Refuse(sign(tocsin.Approver, "b", " ")), tocsin.RuleReasonOwed)
}

// TestNotice: the sender is told the counts and what to send, and no name or word of an entry.
func TestNotice(t *testing.T) {
	t.Parallel()
	l, err := tocsin.TakeIn(batch(append(many(11, dissent), both)...), tocsin.BatchLimit, ada)
	if err != nil {
		t.Fatal(err)
	}
	want := "Your list of 12 entries, received on 7 Mar 2024, is quarantined. 12 of 12 entries are not ordinary (1 mixed, 11 protected), and the limit is 10 in 100. " +
		"11 of 12 state no act of violence done, prepared or incited. Their words name opinion in 12, label in 11. Nothing of it is used, matched or passed on. " +
		"For each entry that you wish to be looked at again send the act (what was done, prepared or incited, when, against whom), the legal ground with its decision, and the evidence."
	if got := l.Notice(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	silent, err := tocsin.TakeIn(batch(tocsin.IncomingEntry{Subject: crime.Subject}), tocsin.BatchLimit, ada)
	if err != nil {
		t.Fatal(err)
	}
	if got := silent.Notice(); !strings.Contains(got, "1 of 1 state no act") || strings.Contains(got, "Their words") {
		t.Errorf("got %s", got)
	}
	held, err := tocsin.TakeIn(batch(crime), tocsin.BatchLimit, ada)
	if err != nil {
		t.Fatal(err)
	}
	if got := held.Notice(); !strings.Contains(got, "is held. 0 of 1 entries") || strings.Contains(got, "Nothing of it is used") {
		t.Errorf("got %s", got)
	}
}

// TestCountsAddUp: the classes add up to the entries, the state follows from the shown counts, and no
// notice repeats a name or a reason.
func TestCountsAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var entries []tocsin.IncomingEntry
		for i := range rapid.IntRange(1, 15).Draw(t, "n") {
			e := rapid.SampledFrom([]tocsin.IncomingEntry{crime, dissent, both}).Draw(t, "entry")
			e.Subject.Names = []string{fmt.Sprintf("Secretname%d", i)}
			e.Reasons += fmt.Sprintf(" Secretword%d.", i)
			entries = append(entries, e)
		}
		limit := rapid.IntRange(0, 100).Draw(t, "limit")
		l, err := tocsin.TakeIn(batch(entries...), limit, ada)
		if err != nil {
			t.Fatal(err)
		}
		c := l.Counts()
		if c.Ordinary+c.Mixed+c.Protected != c.Entries || c.Entries != len(entries) || c.NoAct > c.Protected {
			t.Fatalf("got %+v", c)
		}
		over := float64(c.NotOrdinary())/float64(c.Entries) > float64(limit)/100
		if over != (l.State == tocsin.IntakeQuarantined) {
			t.Fatalf("%+v against %d: got %s", c, limit, l.State)
		}
		if n := l.Notice(); strings.Contains(n, "Secret") || strings.Contains(n, "Terrorists wanted") {
			t.Fatalf("the notice gives away: %s", n)
		}
	})
}
