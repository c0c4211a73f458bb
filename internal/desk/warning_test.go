package desk_test

import (
	"strings"
	"testing"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/tocsintest"
)

func TestUrgentWarningOwesASecondSignature(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Act(embassy, tocsin.Analyst, client.OpenThreat{Threat: threat(t)})
	w.Act(embassy, tocsin.WarningOfficer, client.DraftWarning{Warning: warning(t)})
	w.RefusedAs(embassy, client.Caller{Role: tocsin.DutyOfficer}, client.IssueUrgent{Warning: "w-1"}, tocsin.RuleUrgent)
	w.ActAs(embassy, client.Caller{Role: tocsin.DutyOfficer, Reason: "It is tomorrow"}, client.IssueUrgent{Warning: "w-1"})
	owed := w.Owed(embassy, tocsin.OweSecondSignature)
	if len(owed) != 1 || !owed[0].Due.Equal(tocsintest.Start.Add(30*time.Minute)) {
		t.Fatalf("owed: %+v", owed)
	}
	w.Advance(30 * time.Minute) // an answer at the due time is in time
	if got := w.Owed(embassy, tocsin.OweSecondSignature)[0].Step; got != 0 {
		t.Errorf("it climbed to step %d before its time", got)
	}
	w.Advance(time.Minute + time.Microsecond) // at the due time itself an answer is in time
	if got := w.Owed(embassy, tocsin.OweSecondSignature)[0]; got.Step != 1 {
		t.Errorf("it did not climb in its time: step %d", got.Step)
	}
	w.Advance(100 * 24 * time.Hour)
	if got := w.Owed(embassy, tocsin.OweSecondSignature)[0]; got.Step != len(got.Chain) || got.State != tocsin.Open {
		t.Errorf("after 100 days: %+v", got)
	}
	w.Act(embassy, tocsin.Approver, client.SignWarning{Warning: "w-1"})
	if got := w.Owed(embassy, tocsin.OweSecondSignature); len(got) != 0 {
		t.Errorf("still owed after it was signed: %v", got)
	}
}

// A draft can be written anew, under the rules of a draft: who signs it as second is neither who wrote
// it last nor somebody who read other words.
func TestADraftIsRevised(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Act(embassy, tocsin.Analyst, client.OpenThreat{Threat: threat(t)})
	forged := warning(t)
	forged.Revision, forged.Withdrawn = 7, &tocsin.Signature{Reason: "never said"}
	w.Act(embassy, tocsin.Analyst, client.DraftWarning{Warning: forged})
	if got := w.Snap(embassy).Warnings[0]; got.Revision != 0 || got.Withdrawn != nil {
		t.Errorf("a draft came with a past: revision %d, withdrawn by %+v", got.Revision, got.Withdrawn)
	}
	anew := warning(t)
	w.Refused(embassy, tocsin.WarningOfficer, client.ReviseWarning{Warning: anew}, tocsin.RuleForm)
	anew.Versions[1].Text[0].Words = "Gunmen plan to attack the Grand Arena."
	w.Refused(embassy, tocsin.WarningOfficer, client.ReviseWarning{Warning: anew}, tocsin.RuleLeak)
	anew = warning(t)
	anew.Addressees = append(anew.Addressees, tocsin.Addressee{Org: embassy, Role: "victim", Level: tocsin.Full})
	w.Refused(embassy, tocsin.WarningOfficer, client.ReviseWarning{Warning: anew}, tocsin.RuleForm)
	anew = warning(t)
	anew.Addressees = nil
	w.Refused(embassy, tocsin.WarningOfficer, client.ReviseWarning{Warning: anew}, tocsin.RuleVictimAddressed)

	anew = warning(t)
	anew.Title = "Gunmen plan an attack, and soon"
	w.Act(embassy, tocsin.WarningOfficer, client.ReviseWarning{Warning: anew})
	w.Refused(embassy, tocsin.Approver, client.SignWarning{Warning: "w-1"}, tocsin.RuleState)
	w.Refused(embassy, tocsin.WarningOfficer, client.SignWarning{Warning: "w-1", Revision: 1}, tocsin.RuleTwoPersons)
	w.Refused(embassy, tocsin.Analyst, client.ReviseWarning{Warning: warning(t)}, tocsin.RuleState)
	w.Act(embassy, tocsin.Approver, client.SignWarning{Warning: "w-1", Revision: 1})
	got := w.Snap(embassy).Warnings[0]
	if got.Title != anew.Title || got.State != tocsin.Issued || got.Revision != 1 || got.Drafter.Role != tocsin.WarningOfficer {
		t.Errorf("got %+v", got)
	}
	w.Refused(embassy, tocsin.WarningOfficer, client.ReviseWarning{Warning: anew}, tocsin.RuleState)
}

// A withdrawn draft is on record, with the reason, and nothing of it leaves.
func TestADraftIsWithdrawn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Act(embassy, tocsin.Analyst, client.OpenThreat{Threat: threat(t)})
	w.Act(embassy, tocsin.WarningOfficer, client.DraftWarning{Warning: warning(t)})
	w.Refused(embassy, tocsin.Analyst, client.WithdrawWarning{Warning: "w-1"}, tocsin.RuleReasonOwed)
	why := client.Caller{Role: tocsin.Analyst, Reason: "The place was misheard"}
	w.RefusedAs(embassy, why, client.WithdrawWarning{Warning: "w-1", Revision: 2}, tocsin.RuleState)
	w.ActAs(embassy, why, client.WithdrawWarning{Warning: "w-1"})
	w.Refused(embassy, tocsin.Approver, client.SignWarning{Warning: "w-1"}, tocsin.RuleState)
	w.RefusedAs(embassy, client.Caller{Role: tocsin.DutyOfficer, Reason: "It is tomorrow"}, client.IssueUrgent{Warning: "w-1"}, tocsin.RuleState)
	w.Refused(embassy, tocsin.DutyOfficer, client.Release{Warning: "w-1", Level: tocsin.Full}, tocsin.RuleState)
	w.Refused(embassy, tocsin.WarningOfficer, client.Parity{Warning: "w-1", Reason: "Only this hall is meant"}, tocsin.RuleState)
	if got := w.Snap(embassy).Warnings[0]; got.State != tocsin.Withdrawn || got.Withdrawn == nil || got.Withdrawn.Reason != why.Reason || len(got.Versions) == 0 {
		t.Errorf("got %+v", got)
	}
}

func TestLeaksAreFoundAtDraftAndAgainAtRelease(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Act(embassy, tocsin.Analyst, client.OpenThreat{Threat: threat(t)})
	leaky := warning(t)
	leaky.Versions[1].Text[0].Words = "Gunmen plan to attack the Grand Arena."
	w.Refused(embassy, tocsin.WarningOfficer, client.DraftWarning{Warning: leaky}, tocsin.RuleLeak)
	leaky.Overrides = []tocsin.Override{{Match: "Grand Arena"}}
	w.Refused(embassy, tocsin.WarningOfficer, client.DraftWarning{Warning: leaky}, tocsin.RuleLeak)
	leaky.Overrides[0].Reason = "It stands in the newspapers"
	w.Act(embassy, tocsin.WarningOfficer, client.DraftWarning{Warning: leaky})
	w.Act(embassy, tocsin.Approver, client.SignWarning{Warning: "w-1"})
	drafter := w.Snap(embassy).Warnings[0].Overrides[0].By
	w.Act(embassy, tocsin.DutyOfficer, client.Release{Warning: "w-1", Level: tocsin.Full})
	if got := w.Snap(embassy).Warnings[0].Overrides[0].By; got != drafter || got.Role != tocsin.WarningOfficer {
		t.Errorf("the override was signed by %+v, and after the release by %+v", drafter, got)
	}
	w.Act(embassy, tocsin.Analyst, client.AddSource{Compartment: "GUNMEN PLAN"})
	r := w.Refused(embassy, tocsin.DutyOfficer, client.Release{Warning: "w-1", Level: tocsin.Public}, tocsin.RuleLeakSource)
	if strings.Contains(strings.ToLower(r.Refusal.Error()), "gunmen plan") {
		t.Errorf("the refusal repeats the source: %v", r.Refusal)
	}
	if got := w.Snap(embassy).Warnings[0].Released; len(got) != 1 {
		t.Errorf("released: %v", got)
	}
}

func TestPrivateBeforePublic(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := issued(t, w)
	w.Refused(embassy, tocsin.DutyOfficer, client.Release{Warning: id, Level: tocsin.Public}, tocsin.RulePrivateFirst)
	w.Act(embassy, tocsin.DutyOfficer, client.Release{Warning: id, Level: tocsin.Full})
	more := []tocsin.Addressee{{Org: hall, Role: "site_owner", Level: tocsin.Full}, {Org: "others", Role: "public", Level: tocsin.Public}}
	w.Refused(embassy, tocsin.DutyOfficer, client.Release{Warning: id, Level: tocsin.Public, To: more}, tocsin.RuleForm)
	more = []tocsin.Addressee{{Org: hall, Role: "site_owner", Level: tocsin.Full}, {Org: hall, Role: "site_owner", Level: tocsin.Full}}
	w.Act(embassy, tocsin.DutyOfficer, client.Release{Warning: id, Level: tocsin.Full, To: more})
	w.Act(embassy, tocsin.DutyOfficer, client.Release{Warning: id, Level: tocsin.Public})
	sent := map[tocsin.OrgID]int{}
	for _, s := range w.Snap(embassy).Sent {
		sent[s.Release.To]++
	}
	if sent[guard] != 1 || sent[hall] != 1 || sent[crowd] != 1 {
		t.Errorf("sent: %v, want one to each", sent)
	}
	w.Refused(embassy, tocsin.DutyOfficer, client.Release{Warning: id, Level: tocsin.Public}, tocsin.RuleForm)
	w.Refused(embassy, tocsin.DutyOfficer, client.Release{Warning: id, Level: tocsin.Full, To: []tocsin.Addressee{{Org: embassy, Role: "protector", Level: tocsin.Full}}}, tocsin.RuleForm)
}

func TestParity(t *testing.T) {
	t.Parallel()
	end := client.DecidePart{Threat: "t-1", Part: "concert", Decision: tocsin.ReviewDecision{End: tocsin.CloseMitigated, Reason: "Held", Successor: "As ever"}}
	for name, answer := range map[string]client.Message{
		"a public version": client.Release{Warning: "w-1", Level: tocsin.Public},
		"a reason":         client.Parity{Warning: "w-1", Reason: "Only this hall is meant"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			id := issued(t, w)
			w.Act(embassy, tocsin.DutyOfficer, client.Release{Warning: id, Level: tocsin.Full})
			if got := w.Owed(embassy, tocsin.OweParity); len(got) != 1 {
				t.Fatalf("owed: %v", got)
			}
			w.Act(embassy, tocsin.WarningOfficer, end)
			w.Refused(embassy, tocsin.Approver, end, tocsin.RuleParity)
			w.Refused(embassy, tocsin.WarningOfficer, client.Parity{Warning: id, Reason: " "}, tocsin.RuleReasonOwed)
			w.Act(embassy, tocsin.WarningOfficer, answer)
			if got := w.Owed(embassy, tocsin.OweParity); len(got) != 0 {
				t.Errorf("still owed: %v", got)
			}
			w.Act(embassy, tocsin.Approver, end)
			if w.Snap(embassy).Threats[0].IsOpen() {
				t.Error("the threat is open")
			}
		})
	}
}

func TestInstructionEndsWithAMessage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := issued(t, w)
	w.Act(embassy, tocsin.DutyOfficer, client.Release{Warning: id, Level: tocsin.Full})
	w.Act(embassy, tocsin.DutyOfficer, client.Release{Warning: id, Level: tocsin.Public})
	w.Carry()
	w.Advance(48 * time.Hour)
	if got := w.Owed(embassy, tocsin.OweClosing); len(got) != 1 {
		t.Fatalf("owed after 48 hours: %v", got)
	}
	leak := client.CloseInstruction{Warning: id, Level: tocsin.Public, How: "ended", Words: "Black Heron was held."}
	w.Refused(embassy, tocsin.DutyOfficer, leak, tocsin.RuleLeak)
	until := tocsin.At(w.Clock.Now().Add(24 * time.Hour))
	w.Act(embassy, tocsin.DutyOfficer, client.CloseInstruction{Warning: id, Level: tocsin.Public, How: "extended", Words: "Stay away one day more.", Until: until})
	if got := w.Owed(embassy, tocsin.OweClosing); len(got) != 0 {
		t.Errorf("still owed after it was extended: %v", got)
	}
	w.Advance(24 * time.Hour)
	if got := w.Owed(embassy, tocsin.OweClosing); len(got) != 1 {
		t.Fatalf("not asked again after the extension: %v", got)
	}
	w.Act(embassy, tocsin.DutyOfficer, client.CloseInstruction{Warning: id, Level: tocsin.Public, How: "ended", Words: "It is over."})
	w.Carry()
	if got := w.Owed(embassy, tocsin.OweClosing); len(got) != 0 {
		t.Errorf("still owed after it ended: %v", got)
	}
	var closings []tocsin.Release
	for _, r := range w.Snap(crowd).Received {
		if r.Release.Closing != nil {
			closings = append(closings, r.Release)
		}
	}
	if len(closings) != 2 || closings[0].Closing.How != "extended" || closings[1].Closing.How != "ended" {
		t.Fatalf("the public was told: %+v", closings)
	}
	for _, r := range closings {
		if r.Closing.By.Tag != "" || r.Do.Closing != nil || r.Do.Earlier != nil {
			t.Errorf("a closing message carries who signed it: %+v", r)
		}
	}
	late := []tocsin.Addressee{{Org: hall, Role: "public", Level: tocsin.Public}}
	w.Act(embassy, tocsin.DutyOfficer, client.Release{Warning: id, Level: tocsin.Public, To: late})
	w.Carry()
	if got := w.Snap(hall).Received[0].Release.Do; got != nil {
		t.Errorf("who came late is told to follow what has ended: %+v", got)
	}
}

func TestClosingIsOwedForEachLevel(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := issued(t, w, func(d *tocsin.Warning) { d.Versions[0].Instruction = d.Versions[1].Instruction })
	w.Act(embassy, tocsin.DutyOfficer, client.Release{Warning: id, Level: tocsin.Full})
	w.Act(embassy, tocsin.DutyOfficer, client.Release{Warning: id, Level: tocsin.Public})
	w.Advance(48 * time.Hour)
	if got := w.Owed(embassy, tocsin.OweClosing); len(got) != 2 {
		t.Fatalf("owed: %d closing messages, want one for each level", len(got))
	}
	w.Act(embassy, tocsin.DutyOfficer, client.CloseInstruction{Warning: id, Level: tocsin.Public, How: "ended", Words: "It is over."})
	if got := w.Owed(embassy, tocsin.OweClosing); len(got) != 1 {
		t.Errorf("the public message met %d, one is for the guard still", 2-len(got))
	}
}
