package desk_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/desk"
	"tocsin/internal/store"

	"github.com/google/go-cmp/cmp"
	"tocsin/internal/tocsintest"
)

// reach writes down contacts at the embassy: the guard's desk and shift leader, who have no node
// here, and a duty officer of our own.
func reach(w *tocsintest.World) {
	w.Act(embassy, tocsin.Administrator, client.SetContacts{Contacts: []tocsin.Contact{
		{ID: "guard-desk", For: tocsin.Party{Org: guard}, Name: "the desk", Channel: tocsin.ByMail, Address: "desk@guard.example", Step: 1},
		{ID: "guard-hook", For: tocsin.Party{Org: guard}, Channel: tocsin.ByWebhook, Address: "https://guard.example/in", Step: 1},
		{ID: "guard-shift", For: tocsin.Party{Org: guard}, Name: "the shift leader", Channel: tocsin.ByCall, Address: "+1 555 0100", Step: 2, After: 10 * time.Minute},
	}})
}

// telling is the one live notice of a kind.
func telling(t testing.TB, w *tocsintest.World, org tocsin.OrgID, kind string) desk.Telling {
	t.Helper()
	all, err := w.Desk(org).Notifications(t.Context(), "", false, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range all {
		if n.Kind == kind {
			return n
		}
	}
	t.Fatalf("there is no notice of a %s among %d", kind, len(all))
	return desk.Telling{}
}

// claimed takes up what is due, as a worker would, and reads what it is to say.
func claimed(t testing.TB, w *tocsintest.World, org tocsin.OrgID, owner string) []desk.Message {
	t.Helper()
	out, err := w.Desk(org).Claim(t.Context(), owner, []string{"mail", "webhook"}, 100, 15*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// came records what came of messages.
func came(t testing.TB, w *tocsintest.World, owner, state, cause string, all ...desk.Message) {
	t.Helper()
	var attempts []tocsin.Attempt
	for _, m := range all {
		attempts = append(attempts, tocsin.Attempt{Delivery: m.ID, Number: m.Attempt, At: w.Clock.Now(), State: state, Cause: cause})
	}
	if _, err := w.Desk(embassy).RecordAttempts(t.Context(), owner, attempts); err != nil {
		t.Fatal(err)
	}
}

// told has the embassy warn the guard, which is reached through contacts.
func told(t testing.TB, w *tocsintest.World) desk.Telling {
	t.Helper()
	reach(w)
	w.Deaf = append(w.Deaf, guard) // it has no node
	w.Act(embassy, tocsin.WarningOfficer, client.Release{Warning: issued(t, w), Level: tocsin.Full})
	return telling(t, w, embassy, tocsin.NotificationRelease)
}

// TestReleaseIsToldStepByStep: a release opens a notice in its own transaction; its steps are taken
// by the clock; that nobody answers has an owner and goes on.
func TestReleaseIsToldStepByStep(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n := told(t, w)
	if len(n.Chain) != 2 || len(n.Chain[0].Contacts) != 2 || n.Step != 1 || len(n.Deliveries) != 2 || n.State != tocsin.NotificationOpen {
		t.Fatalf("the notice is %+v", n)
	}
	if n.Deliveries[0].Leaf != n.Deliveries[1].Leaf || n.Deliveries[0].Leaf == 0 {
		t.Errorf("the deliveries were not queued by the act that released: %+v", n.Deliveries)
	}
	// who changes the contacts later changes no notice under way
	w.Act(embassy, tocsin.Administrator, client.SetContacts{Contacts: []tocsin.Contact{{ID: "late", For: tocsin.Party{Org: guard}, Channel: tocsin.ByCall, Address: "+1 555 0101", Step: 1}}})

	first := claimed(t, w, embassy, "w1")
	if len(first) != 2 || first[0].Release == nil || first[0].Token == "" || first[0].Over != "" {
		t.Fatalf("the messages are %+v", first)
	}
	came(t, w, "w1", tocsin.AttemptRelayed, "", first...)
	w.Advance(9 * time.Minute)
	if got := telling(t, w, embassy, tocsin.NotificationRelease); got.Step != 1 {
		t.Errorf("after 9 minutes step %d was taken", got.Step)
	}
	w.Advance(2 * time.Minute)
	n = telling(t, w, embassy, tocsin.NotificationRelease)
	if n.Step != 2 || n.State != tocsin.NotificationOpen {
		t.Fatalf("after 11 minutes: %+v", n)
	}
	w.Advance(15 * time.Minute)
	n = telling(t, w, embassy, tocsin.NotificationRelease)
	if n.State != tocsin.NotificationUnanswered || n.Owner.Role != tocsin.WarningOfficer || n.Deliveries[2].Channel != "call" {
		t.Fatalf("after 26 minutes: %+v", n)
	}
	if s := w.Snap(embassy); openKinds(s)[tocsin.OweReach] != 1 {
		t.Errorf("that nobody answers is nobody's duty: %v", openKinds(s))
	}
	w.Advance(70 * time.Minute)
	n = telling(t, w, embassy, tocsin.NotificationRelease)
	if n.Round != 1 || len(n.Deliveries) < 5 {
		t.Errorf("it does not begin again: %+v", n)
	}
	checkLog(t, w, embassy)
}

func openKinds(s desk.Snapshot) map[tocsin.ObligationKind]int {
	out := map[tocsin.ObligationKind]int{}
	for _, o := range s.Obligations {
		if o.State == tocsin.Open {
			out[o.Kind]++
		}
	}
	return out
}

// TestAnswerStopsEscalation: an answer through the link becomes the addressee's reply, meets the
// duties, and calls off what is on its way; a reason that speaks of the sender is refused and leaves
// everything as it was.
func TestAnswerStopsEscalation(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n := told(t, w)
	m := claimed(t, w, embassy, "w1")[0]
	w.Advance(26 * time.Minute)
	d := w.Desk(embassy)
	asked, err := d.Question(t.Context(), m.Token)
	if err != nil || asked.Release == nil || asked.Over != "" {
		t.Fatalf("the question is %+v, %v", asked, err)
	}
	no := desk.Reaction{How: "dismissed", Reason: tocsin.KnownFalse, Evidence: "It is blackmail by Norland"}
	if _, err := d.Answer(t.Context(), m.Token, no, "r0"); refusalOf(err) == nil || refusalOf(err).Rule != tocsin.RuleDistrust {
		t.Fatalf("got %v, want a refusal by %s", err, tocsin.RuleDistrust)
	}
	if got := telling(t, w, embassy, tocsin.NotificationRelease); got.State != tocsin.NotificationUnanswered {
		t.Errorf("a refused answer left the notice %s", got.State)
	}
	r, err := d.Answer(t.Context(), m.Token, desk.Reaction{How: "acting", Words: "Doors are closed"}, "r1")
	if err != nil {
		t.Fatal(err)
	}
	again, err := d.Answer(t.Context(), m.Token, desk.Reaction{How: "acting", Words: "Doors are closed"}, "r1")
	if err != nil || again.Leaf != r.Leaf {
		t.Errorf("pressed twice: %v, leaf %d, want %d", err, again.Leaf, r.Leaf)
	}
	n = telling(t, w, embassy, tocsin.NotificationRelease)
	if n.State != tocsin.NotificationAnswered || n.Answers[0].Contact != m.Contact.ID {
		t.Errorf("the notice is %+v", n)
	}
	for _, x := range n.Deliveries {
		if !x.Due.IsZero() {
			t.Errorf("%s is still on its way: %s", x.Channel, x.State)
		}
	}
	s := w.Snap(embassy)
	if got := s.Sent[0]; got.State != tocsin.Acting || len(got.Replies) != 1 || got.Replies[0].Words != "Doors are closed" || got.Replies[0].From != guard {
		t.Errorf("the release is %+v", got)
	}
	if open := openKinds(s); open[tocsin.OweReach] != 0 || open[tocsin.OweReceipt] != 0 {
		t.Errorf("still owed: %v", open)
	}
	w.Advance(3 * time.Hour)
	if got := telling(t, w, embassy, tocsin.NotificationRelease); len(got.Deliveries) != len(n.Deliveries) {
		t.Error("it goes on after an answer")
	}
	checkLog(t, w, embassy)
}

// hand is a courier that keeps what it is brought.
type hand struct{ got []desk.Brought }

func (h *hand) Room() (string, time.Duration, bool) { return "hand", time.Minute, true }

func (h *hand) Bring(all []desk.Brought) { h.got = append(h.got, all...) }

// TestBrought: what the desk brings with a delivery is what is read of it a moment later.
func TestBrought(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	h, d := &hand{}, w.Desk(embassy)
	d.Deliver(h)
	told(t, w)
	kinds := map[string]bool{}
	for _, b := range h.got {
		read, err := d.Messages(t.Context(), []store.Delivery{b.Row})
		if err != nil || b.Message == nil {
			t.Fatalf("%+v: %v", b, err)
		}
		if diff := cmp.Diff(read[0], *b.Message); diff != "" {
			t.Errorf("it brings something else than is read: %s", diff)
		}
		kinds[b.Message.Kind] = true
	}
	if !kinds[tocsin.NotificationRelease] {
		t.Errorf("no release was brought: %v", kinds)
	}
}

// TestLinksAreNotKept: no token stands in any record, a foreign or revoked one opens nothing, one
// that ran out neither.
func TestLinksAreNotKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n := told(t, w)
	m := claimed(t, w, embassy, "w1")[0]
	for _, kind := range desk.Kinds {
		w.View(embassy, func(v store.View) error {
			for r, err := range v.List(store.Query{Kind: kind}) {
				if err != nil {
					return err
				}
				if strings.Contains(string(r.Body)+r.ID, m.Token) {
					t.Errorf("%s %s holds a token", kind, r.ID)
				}
			}
			return nil
		})
	}
	d := w.Desk(embassy)
	for _, bad := range []string{"", "x", m.Token[1:], strings.ToUpper(m.Token), m.Token + "0", strings.Repeat("0", 32), "../etc",
		string(m.Notice) + strings.Repeat("0", 24), strings.Repeat("0", 26) + m.Token[26:]} {
		if _, err := d.Question(t.Context(), bad); refusalOf(err) == nil {
			t.Errorf("%q opens something: %v", bad, err)
		}
		if _, err := d.Answer(t.Context(), bad, desk.Reaction{How: "seen"}, ""); refusalOf(err) == nil {
			t.Errorf("%q answers something: %v", bad, err)
		}
	}
	w.Act(embassy, tocsin.WarningOfficer, client.RevokeLinks{Notice: n.ID})
	if _, err := d.Answer(t.Context(), m.Token, desk.Reaction{How: "seen"}, ""); refusalOf(err) == nil {
		t.Errorf("a link that was taken back answers: %v", err)
	}
	w.Advance(100 * time.Minute) // the next round carries new links
	fresh := claimed(t, w, embassy, "w1")[0]
	if fresh.Token == m.Token {
		t.Fatal("the link is the same after it was taken back")
	}
	if _, err := d.Question(t.Context(), fresh.Token); err != nil {
		t.Errorf("the new link: %v", err)
	}
	w.Clock.Set(w.Clock.Now().Add(15 * 24 * time.Hour))
	if _, err := d.Question(t.Context(), fresh.Token); refusalOf(err) == nil {
		t.Errorf("a link that ran out opens: %v", err)
	}
}

// TestAttempts: what failed is tried again later and later with its cause kept; what can never arrive
// makes the next step due at once; a lease that ran out moves nothing.
func TestAttempts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	told(t, w)
	both := claimed(t, w, embassy, "w1")
	came(t, w, "w1", tocsin.AttemptFailed, "451 try later", both...)
	if got := claimed(t, w, embassy, "w1"); len(got) != 0 {
		t.Fatalf("tried again at once: %+v", got)
	}
	w.Clock.Set(w.Clock.Now().Add(3 * time.Second))
	both = claimed(t, w, embassy, "w2")
	if len(both) != 2 || both[0].Attempt != 2 {
		t.Fatalf("after three seconds: %+v", both)
	}
	came(t, w, "w1", tocsin.AttemptGivenUp, "too late", both...) // w1 has no lease any more
	came(t, w, "w2", tocsin.AttemptGivenUp, "550 no such user", both[0])
	if n := telling(t, w, embassy, tocsin.NotificationRelease); n.Step != 1 {
		t.Fatal("the next step was taken while the webhook was still open")
	}
	came(t, w, "w2", tocsin.AttemptGivenUp, "410 gone", both[1])
	n := telling(t, w, embassy, tocsin.NotificationRelease)
	if n.Step != 2 || n.Deliveries[2].Channel != "call" {
		t.Fatalf("nothing of step 1 can arrive, and step 2 waits: %+v", n)
	}
	got, err := w.Desk(embassy).Attempts(t.Context(), both[0].ID, 10)
	if err != nil || len(got) != 3 || got[0].Cause != "550 no such user" || got[2].Cause != "451 try later" {
		t.Errorf("the attempts are %+v, %v", got, err)
	}
	checkLog(t, w, embassy)
}

// TestCallSheet: an entry is one person's for a while; told takes a second name and answers.
func TestCallSheet(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n := told(t, w)
	w.Advance(11 * time.Minute)
	take := func(person string) []desk.Message {
		t.Helper()
		got, err := w.Desk(embassy).NextCalls(t.Context(), desk.Caller{Role: tocsin.DutyOfficer, Person: person}, 1, 15*time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	mine := take("anna")
	if len(mine) != 1 || mine[0].Contact.Address != "+1 555 0100" || mine[0].Release == nil {
		t.Fatalf("the call is %+v", mine)
	}
	if others := take("boris"); len(others) != 0 {
		t.Errorf("two have the same call: %+v", others)
	}
	said := func(outcome, whom, second string) client.RecordTold {
		return client.RecordTold{Notice: n.ID, Told: tocsin.Told{Delivery: mine[0].ID, Channel: tocsin.ByCall, Outcome: outcome, Whom: whom, Second: second, Words: "He writes it down"}}
	}
	w.Refused(embassy, tocsin.DutyOfficer, said("told", "the shift leader", ""), tocsin.RuleTwoPersons)
	w.Act(embassy, tocsin.DutyOfficer, said("no_answer", "", ""))
	if got := take("boris"); len(got) != 0 {
		t.Error("it is rung again at once")
	}
	w.Clock.Set(w.Clock.Now().Add(6 * time.Minute))
	if got := take("boris"); len(got) != 1 {
		t.Error("it is not rung again")
	}
	w.Act(embassy, tocsin.DutyOfficer, said("told", "the shift leader", "Clerk Two, who listened"))
	if got := telling(t, w, embassy, tocsin.NotificationRelease); got.State != tocsin.NotificationAnswered || len(got.Told) != 2 {
		t.Errorf("the notice is %+v", got)
	}
	if s := w.Snap(embassy).Sent[0]; s.State != tocsin.Acknowledged || s.Replies[0].Words != "He writes it down" {
		t.Errorf("the release is %+v", s)
	}
	checkLog(t, w, embassy)
}

// TestDutiesAreTold: a duty of ours goes to its role, climbs to the next, and no word of our record
// leaves the house with it; a role without a contact is skipped and said so.
func TestDutiesAreTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Act(guard, tocsin.Administrator, client.SetContacts{Contacts: []tocsin.Contact{
		{ID: "duty", For: tocsin.Party{Role: tocsin.DutyOfficer}, Channel: tocsin.ByMail, Address: "duty@guard.example"},
		{ID: "chief", For: tocsin.Party{Role: tocsin.Approver}, Channel: tocsin.ByMail, Address: "chief@guard.example"},
	}})
	in := warned(t, w)
	var n desk.Telling
	all, err := w.Desk(guard).Notifications(t.Context(), "", true, 0)
	if err != nil || len(all) == 0 {
		t.Fatal(err, all)
	}
	for _, x := range all {
		if len(x.Chain) == 3 {
			n = x
		}
	}
	if n.Chain[0].Role != tocsin.DutyOfficer || len(n.Chain[1].Contacts) != 0 || n.Chain[2].Role != tocsin.Approver {
		t.Fatalf("the chain is %+v", n.Chain)
	}
	for _, m := range claimed(t, w, guard, "w") {
		text, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"concert", "Arena", "Heron", "Norland", string(embassy)} {
			if strings.Contains(string(text), word) {
				t.Errorf("a message of a duty says %q: %s", word, text)
			}
		}
		if m.Duty == "" || m.DutyDue.IsZero() {
			t.Errorf("the message is %s", text)
		}
	}
	w.Advance(31 * time.Minute)
	n = notice(t, w, guard, n.ID)
	if n.State != tocsin.NotificationUnanswered || len(n.Skipped) != 1 || len(n.Deliveries) != 2 || n.Owner.Role != tocsin.Approver {
		t.Errorf("after 31 minutes: %+v", n)
	}
	w.Act(guard, tocsin.DutyOfficer, client.Acknowledge{Notice: n.ID})
	w.Advance(4*time.Hour - 31*time.Minute + time.Second) // overdue: it climbs, and an answer alone is not enough
	if got := notice(t, w, guard, n.ID); !got.Live() {
		t.Errorf("a duty that is overdue rests with an answer: %+v", got)
	}
	w.Act(guard, tocsin.DutyOfficer, client.GradeBlind{Received: in.ID, Credibility: 2})
	w.Act(guard, tocsin.DutyOfficer, client.OnwardDone{Received: in.ID, Victim: "venue", Words: "By telephone"})
	got, err := w.Desk(guard).Watch(t.Context())
	if err != nil || len(got.Findings) != 0 || got.Notices != 0 || got.Deliveries != 0 {
		t.Errorf("all is done, and the auditor says %+v, %v", got, err)
	}
	checkLog(t, w, guard)
}

func notice(t testing.TB, w *tocsintest.World, org tocsin.OrgID, id tocsin.NotificationID) desk.Telling {
	t.Helper()
	all, err := w.Desk(org).Notifications(t.Context(), "", false, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range all {
		if n.ID == id {
			return n
		}
	}
	t.Fatalf("there is no notice %s", id)
	return desk.Telling{}
}

// TestPoster: whoever scans a site's poster can send what was seen there, for that site only, until a
// new poster is made.
func TestPoster(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Act(hall, tocsin.SiteManager, client.MakePoster{Site: arena})
	d := w.Desk(hall)
	code, site, err := d.Poster(t.Context(), arena)
	if err != nil || site.ID != arena {
		t.Fatal(err)
	}
	seen := tocsin.Sighting{Site: "elsewhere", Code: "PHOTO", What: "Filmed the doors", Vetting: "vetted"}
	r, err := d.SightingByPoster(t.Context(), code, seen, "r1")
	if err != nil || r.Object.Kind != tocsin.KindSighting {
		t.Fatal(r, err)
	}
	got := w.Snap(hall).Sightings
	if len(got) != 1 || got[0].Site != arena || got[0].Vetting != "raw" {
		t.Errorf("the sighting is %+v", got)
	}
	seen.What = strings.Repeat("x", 3000)
	if _, err := d.SightingByPoster(t.Context(), code, seen, ""); refusalOf(err) == nil {
		t.Errorf("a novel was taken: %v", err)
	}
	w.Act(hall, tocsin.SiteManager, client.MakePoster{Site: arena})
	if _, err := d.SiteOfPoster(t.Context(), code); refusalOf(err) == nil {
		t.Errorf("the old poster still opens: %v", err)
	}
	if next, _, err := d.Poster(t.Context(), arena); err != nil || next == code {
		t.Errorf("the new code is %q, %v", next, err)
	}
	checkLog(t, w, hall)
}

// TestContactsAreErased: a contact in use stays, one out of use can be erased like what somebody said.
func TestContactsAreErased(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	mark := marked(1)
	w.Act(embassy, tocsin.Administrator, client.SetContacts{Contacts: []tocsin.Contact{{ID: "c", For: tocsin.Party{Org: guard}, Name: mark, Channel: tocsin.ByMail, Address: mark + "@guard.example"}}})
	notErased(w, embassy, tocsin.KindContact, "c", tocsin.RuleInForce)
	w.Act(embassy, tocsin.Administrator, client.EndContact{Contact: "c"})
	w.Refused(embassy, tocsin.Administrator, client.TestContact{Contact: "c"}, tocsin.RuleState)
	if r := erased(w, embassy, tocsin.KindContact, "c"); r.Erasure == nil {
		t.Fatalf("the receipt is %+v", r)
	}
	nowhere(t, w, embassy, mark)
	checkLog(t, w, embassy)
}

// TestContactForm: what could not be reached is refused.
func TestContactForm(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for what, c := range map[string]tocsin.Contact{
		"nobody there":  {For: tocsin.Party{Org: "nobody"}, Channel: tocsin.ByMail, Address: "a@b.example"},
		"no role":       {Channel: tocsin.ByMail, Address: "a@b.example"},
		"their role":    {For: tocsin.Party{Org: guard, Role: tocsin.Analyst}, Channel: tocsin.ByMail, Address: "a@b.example"},
		"a list":        {For: tocsin.Party{Org: guard}, Channel: tocsin.ByMail, Address: "a@b.example, c@d.example"},
		"a header":      {For: tocsin.Party{Org: guard}, Channel: tocsin.ByMail, Address: "a@b.example\r\nBcc: c@d.example"},
		"a file":        {For: tocsin.Party{Org: guard}, Channel: tocsin.ByWebhook, Address: "file:///etc/passwd"},
		"a password":    {For: tocsin.Party{Org: guard}, Channel: tocsin.ByWebhook, Address: "https://u:p@b.example/"},
		"no host":       {For: tocsin.Party{Org: guard}, Channel: tocsin.ByWebhook, Address: "https:///x"},
		"no number":     {For: tocsin.Party{Org: guard}, Channel: tocsin.ByCall, Address: "the office"},
		"no channel":    {For: tocsin.Party{Org: guard}, Channel: "pigeon", Address: "x"},
		"a tenth step":  {For: tocsin.Party{Org: guard}, Channel: tocsin.ByCall, Address: "+1", Step: 10},
		"after a month": {For: tocsin.Party{Org: guard}, Channel: tocsin.ByCall, Address: "+1", After: 30 * 24 * time.Hour},
	} {
		_, err := w.As(embassy, client.Caller{Role: tocsin.Administrator}).Act(t.Context(), client.SetContacts{Contacts: []tocsin.Contact{c}})
		if r := refusalOf(err); r == nil || r.Rule != tocsin.RuleForm {
			t.Errorf("%s: got %v, want it refused", what, err)
		}
	}
}
