package tocsin_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"tocsin"
)

// TestNobodyAnswersIsNoEnd: whatever the chain, while nobody answers a notification always has a next
// step ahead, tells everybody on its chain in each round, and has an owner from the end of the first.
func TestNobodyAnswersIsNoEnd(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := tocsin.Notification{
			State: tocsin.NotificationOpen, Next: noon, Owner: tocsin.Party{Org: "us", Role: tocsin.Approver},
			Every: time.Duration(rapid.IntRange(0, 3600).Draw(t, "every")) * time.Second,
			Again: time.Duration(rapid.IntRange(0, 7200).Draw(t, "again")) * time.Second,
		}
		contacts := 0
		for range rapid.IntRange(0, 5).Draw(t, "steps") {
			s := tocsin.NotificationStep{After: time.Duration(rapid.IntRange(0, 3600).Draw(t, "after")) * time.Second}
			for range rapid.IntRange(0, 2).Draw(t, "contacts") {
				s.Contacts = append(s.Contacts, "c")
				contacts++
			}
			n.Chain = append(n.Chain, s)
		}
		now, told := noon, 0
		for range 60 {
			next, ok := n.Due()
			if !ok {
				t.Fatalf("nothing is due any more: %+v", n)
			}
			if next.Before(now) {
				t.Fatalf("the next step was due at %s, before %s", next, now)
			}
			now = next
			told += len(n.Advance(now))
			if n.Round >= 3 {
				break
			}
		}
		if n.State != tocsin.NotificationUnanswered && n.Round > 0 {
			t.Fatalf("after %d rounds it is %s", n.Round, n.State)
		}
		if contacts > 0 && n.Round >= 3 && told < 3*contacts {
			t.Fatalf("in three rounds %d of %d were told", told, 3*contacts)
		}
	})
}

// TestAnswerEndsTheTelling: after an answer nothing is due, and opening it anew begins from the start.
func TestAnswerEndsTheTelling(t *testing.T) {
	t.Parallel()
	n := tocsin.Notification{State: tocsin.NotificationOpen, Next: noon, Chain: []tocsin.NotificationStep{{Contacts: []tocsin.ContactID{"c"}}}}
	n.Advance(noon)
	wantRefusal(t, n.TakeAnswer(tocsin.NotificationAnswer{How: "perhaps"}), tocsin.RuleForm)
	if err := n.TakeAnswer(tocsin.NotificationAnswer{How: "seen"}); err != nil {
		t.Fatal(err)
	}
	if _, ok := n.Due(); ok || n.Live() || n.Standing() != "answered: seen" {
		t.Errorf("after an answer it is %q", n.Standing())
	}
	n.Reopen(noon.Add(time.Hour))
	if got := n.Advance(noon.Add(time.Hour)); len(got) != 1 || n.State != tocsin.NotificationOpen {
		t.Errorf("opened anew it tells %v, and is %s", got, n.State)
	}
	n.Finish(tocsin.Signature{At: noon}, "it is over")
	wantRefusal(t, n.TakeAnswer(tocsin.NotificationAnswer{How: "seen"}), tocsin.RuleState)
}

// TestToldTakesASecondName: that somebody was told needs who, and who else was there.
func TestToldTakesASecondName(t *testing.T) {
	t.Parallel()
	told := tocsin.Told{Channel: tocsin.InPerson, Outcome: "told", Whom: "the director"}
	wantRefusal(t, told.Check(), tocsin.RuleTwoPersons)
	told.Second = "her deputy"
	if err := told.Check(); err != nil {
		t.Error(err)
	}
	told.Channel = tocsin.ByMail
	wantRefusal(t, told.Check(), tocsin.RuleForm)
}
