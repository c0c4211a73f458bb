package desk_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/desk"
	"tocsin/internal/tocsintest"

	"github.com/google/go-cmp/cmp"
)

// player sends random messages about what there is. What it does depends only on its seed, and on
// what the desks answer.
type player struct {
	*tocsintest.World
	t    testing.TB
	r    *rand.Rand
	done int
	was  map[tocsin.OrgID]desk.Snapshot

	orders bool // only what takes two roles is done from now on
	two    map[tocsin.OrgID]*book
}

// book is what a player knows of an organisation's orders, apart from what its desk says.
type book struct {
	n     int
	marks map[tocsin.Ref]string      // the word that only this record was made with
	asked map[string]client.Caller   // who asked for an order, by its id
	about map[string]tocsin.Ref      // what for
	held  map[string]tocsin.ThreatID // holds that stand
	gone  map[tocsin.Ref]bool        // what was erased
}

func newPlayer(t testing.TB, seed uint64) *player {
	t.Helper()
	w := worldOf(t, tocsintest.Options{Seed: fmt.Sprint(seed)}, everybody)
	for _, org := range []tocsin.OrgID{embassy, guard} {
		w.Act(org, tocsin.Analyst, client.OpenThreat{Threat: threat(t)})
		w.Act(org, tocsin.WarningOfficer, client.DraftWarning{Warning: toOthers(warning(t), org)})
	}
	p := &player{World: w, t: t, r: rand.New(rand.NewPCG(seed, 1)), was: map[tocsin.OrgID]desk.Snapshot{}, two: map[tocsin.OrgID]*book{}}
	for _, org := range w.Orgs {
		p.two[org] = &book{marks: map[tocsin.Ref]string{}, asked: map[string]client.Caller{}, about: map[string]tocsin.Ref{}, held: map[string]tocsin.ThreatID{}, gone: map[tocsin.Ref]bool{}}
	}
	return p
}

// toOthers addresses a warning of the embassy's as an organisation's own.
func toOthers(w tocsin.Warning, from tocsin.OrgID) tocsin.Warning {
	w.Addressees = slices.Clone(w.Addressees)
	if from == guard {
		w.Addressees[0] = tocsin.Addressee{Org: hall, Role: "site_owner", Level: tocsin.Full, Reaches: []string{"venue"}}
	}
	return w
}

func pick[T any](p *player, list []T) (x T) {
	if len(list) > 0 {
		x = list[p.r.IntN(len(list))]
	}
	return x
}

// step sends one message, lets some time pass, and sometimes carries and ticks.
func (p *player) step() {
	org := pick(p, []tocsin.OrgID{embassy, guard, hall})
	s := p.Snap(org)
	acts := []func(desk.Snapshot) client.Message{p.file, p.warn, p.receive, p.receive, p.place, p.warn, p.list}
	if p.orders {
		acts = []func(desk.Snapshot) client.Message{p.order}
	}
	m, mark := p.mark(org, pick(p, acts)(s))
	may := slices.DeleteFunc(slices.Clone(tocsin.Roles), func(r tocsin.Role) bool { return desk.May(r, desk.Act(m.Name())) != nil })
	if p.r.IntN(10) == 0 {
		may = tocsin.Roles
	}
	who := client.Caller{Role: pick(p, may), Person: pick(p, []string{"ann", "bob", ""}), Reason: pick(p, []string{"", "it is quiet", "it is tomorrow"})}
	if p.orders && who.Reason == "" {
		who.Reason = "so it is asked"
	}
	if p.send(org, who, m, mark, s) != nil {
		p.done++
	}
	pass := time.Duration(p.r.Int64N(int64(9*time.Hour) >> p.r.IntN(20)))
	p.Clock.Set(p.Clock.Now().Add(pass.Truncate(time.Microsecond) + time.Microsecond))
	switch p.r.IntN(6) {
	case 0, 1:
		p.Carry()
	case 2:
		p.Tick(org)
	}
}

// send sends one message, and returns what was done; nil when it was refused.
func (p *player) send(org tocsin.OrgID, who client.Caller, m client.Message, mark string, was desk.Snapshot) *client.Receipt {
	p.t.Helper()
	r, err := p.As(org, who).Act(p.t.Context(), m)
	if err == nil {
		p.note(org, who, m, mark, was, r)
		return &r
	}
	if refusalOf(err) == nil {
		p.t.Fatalf("%s, %+v: %s %+v: %v", org, who, m.Name(), m, err)
	}
	return nil
}

func (p *player) file(s desk.Snapshot) client.Message {
	th, rep := pick(p, s.Threats), pick(p, s.Reports)
	part := pick(p, th.Parts)
	moved := plot(p.t)
	moved.ID = tocsin.PartID(fmt.Sprintf("moved-%d", p.r.IntN(3)))
	opened := threat(p.t)
	opened.ID = ""
	until := tocsin.At(p.Clock.Now().Add(time.Duration(p.r.Int64N(int64(200 * time.Hour)))))
	return pick(p, []client.Message{
		client.RecordReport{Report: plotReport(p.t)}, client.OpenThreat{Threat: opened},
		client.GradeReport{Report: rep.ID, Reliability: "C", Credibility: tocsin.Credibility(1 + p.r.IntN(6))},
		client.JoinReport{Report: rep.ID, Threat: th.ID}, client.SplitReport{Report: rep.ID, Threat: th.ID},
		client.KeepApart{Report: rep.ID, Threat: th.ID}, client.NameThreat{Threat: th.ID, Other: pick(p, s.Threats).ID},
		client.TellApart{Threat: th.ID, Other: pick(p, s.Threats).ID},
		client.DeclareOrigin{About: tocsin.Ref{Kind: tocsin.KindReport, ID: string(rep.ID)}, Lineage: tocsin.Lineage{Origin: pick(p, []string{"", "one", "two"}), DerivedFrom: []tocsin.ReportID{pick(p, s.Reports).ID}}},
		client.DecidePart{Threat: th.ID, Part: part.ID, Decision: tocsin.ReviewDecision{End: tocsin.Extend, Reason: "r", Window: tocsin.Window{End: until}}},
		client.DecidePart{Threat: th.ID, Part: part.ID, Decision: tocsin.ReviewDecision{End: tocsin.Displaced, Reason: "r", Successor: "s"}, Moved: &moved},
		client.DecidePart{Threat: th.ID, Part: part.ID, Decision: tocsin.ReviewDecision{End: pick(p, tocsin.WindowEnds), Reason: "r", Successor: "s", Evidence: "e"}},
		client.DecideDuty{Duty: tocsin.DutyDecision{Threat: th.ID, Outcome: pick(p, tocsin.DutyOutcomes), Reason: "r", Ground: "no_reasonable_way", Threshold: tocsin.Threshold{Credible: "yes", Specific: "no", Impending: "doubt", Harm: "killing"}}},
		client.AffirmDuty{Duty: pick(p, s.Duties).ID}, client.Settle{Obligation: pick(p, s.Obligations).ID, How: "done"},
		client.RecordClaim{Claim: tocsin.Claim{Question: "deaths", Claimant: "c", Answer: "none"}},
	})
}

func (p *player) warn(s desk.Snapshot) client.Message {
	w := pick(p, s.Warnings)
	draft := toOthers(warning(p.t), s.Org)
	draft.ID, draft.Threat = "", pick(p, s.Threats).ID
	if len(draft.Threat) == 0 {
		draft.Threat = "t-1"
	}
	if p.r.IntN(3) == 0 {
		draft.Addressees = draft.Addressees[1:]
	}
	messages := []client.Message{
		client.DraftWarning{Warning: draft}, client.SignWarning{Warning: w.ID, Revision: w.Revision}, client.SignWarning{Warning: w.ID, Revision: w.Revision}, client.IssueUrgent{Warning: w.ID, Revision: w.Revision},
		client.Release{Warning: w.ID, Level: tocsin.Full}, client.Release{Warning: w.ID, Level: tocsin.Full}, client.Release{Warning: w.ID, Level: tocsin.Public},
		client.Release{Warning: w.ID, Level: pick(p, tocsin.Levels), To: []tocsin.Addressee{{Org: pick(p, p.Orgs), Role: "site_owner", Level: pick(p, tocsin.Levels)}}},
		client.CloseInstruction{Warning: w.ID, Level: tocsin.Public, How: pick(p, tocsin.ClosingWays), Words: "So it is.", Until: tocsin.At(p.Clock.Now().Add(90 * time.Hour))},
		client.Parity{Warning: w.ID, Reason: "only they"}, client.GiveDetail{Release: pick(p, s.Sent).Release.ID, Words: "no more"},
	}
	if w.State == tocsin.Draft {
		anew := draft
		anew.ID, anew.Threat, anew.Revision, anew.Title = w.ID, w.Threat, w.Revision, draft.Title+", anew"
		if messages = append(messages, client.ReviseWarning{Warning: anew}); p.r.IntN(4) == 0 { // it leaves less to do
			messages = append(messages, client.WithdrawWarning{Warning: w.ID, Revision: w.Revision})
		}
	}
	return pick(p, messages)
}

func (p *player) receive(s desk.Snapshot) client.Message {
	in := pick(p, s.Received)
	lead := pick(p, in.Leads)
	return pick(p, []client.Message{
		client.OpenReceived{Received: in.ID}, client.GradeBlind{Received: in.ID, Credibility: tocsin.Credibility(2 + p.r.IntN(5))}, client.Reveal{Received: in.ID},
		client.GradeSource{Received: in.ID, Reliability: "B"}, client.Protect{Received: in.ID, What: "patrols"}, client.OpenLead{Received: in.ID, Lead: tocsin.Lead{What: "a flat"}},
		client.CloseLead{Received: in.ID, Lead: lead.ID, Outcome: pick(p, tocsin.LeadOutcomes), Acts: "searched", Doubt: "the hour"}, client.Ask{Received: in.ID, Words: "when?"},
		client.Dismiss{Received: in.ID, Reason: pick(p, tocsin.DismissReasons), Evidence: "e"}, client.OnwardDone{Received: in.ID, Victim: "venue", Words: "told"},
	})
}

func (p *player) place(s desk.Snapshot) client.Message {
	m, e := pick(p, s.Measures), pick(p, s.Events)
	return pick(p, []client.Message{
		client.RaiseSite{Site: arena, To: pick(p, tocsin.Postures)}, client.LowerSite{Site: arena, To: pick(p, tocsin.Postures)}, client.JustifySite{Site: arena},
		client.StartMeasure{Measure: tocsin.Measure{Site: arena, What: "dogs", Owner: tocsin.SiteManager, Sustainable: tocsin.At(p.Clock.Now().Add(50 * time.Hour)), Substitutes: []tocsin.Substitute{{What: "bags", Equivalent: true}}}},
		client.LowerMeasure{Measure: m.ID}, client.SubstituteMeasure{Measure: m.ID, With: "bags"}, client.Observe{Measure: m.ID, Observation: tocsin.Observation{By: "a visitor"}},
		client.AddEvent{Event: tocsin.Event{Site: arena, Name: "concert", At: tocsin.At(p.Clock.Now().Add(time.Duration(p.r.Int64N(int64(99 * time.Hour)))))}},
		client.DecideEvent{Event: e.ID, Decision: pick(p, []string{tocsin.Go, tocsin.NoGo})}, client.RecordBriefing{Briefing: tocsin.Briefing{Site: arena, What: "watch"}},
		client.RecordSighting{Sighting: tocsin.Sighting{Site: arena, Code: pick(p, tocsin.SARCodes), What: "filmed"}},
	})
}

// list is what is about watchlists, lists that came in, and what attention goes to.
func (p *player) list(s desk.Snapshot) client.Message {
	l, in, rep := pick(p, s.Listings), pick(p, s.Intakes), pick(p, s.Reports)
	until := p.Clock.Now().Add(time.Duration(p.r.Int64N(int64(200 * 24 * time.Hour))))
	e := entry("", string(rep.ID), until)
	if len(in.Entries) > 0 && p.r.IntN(2) == 0 {
		e.Taken = tocsin.TakenFrom{Intake: in.ID, Entry: 1 + p.r.IntN(len(in.Entries))}
	}
	batch := tocsin.IncomingList{From: pick(p, p.Orgs), Title: "Terrorists", Entries: append(dissidents(p.r.IntN(3)), gunmen(1+p.r.IntN(8))...)}
	return pick(p, []client.Message{
		client.AddListing{Listing: e}, client.AddListing{Listing: e}, client.RenewListing{Listing: l.ID, Reasons: e.Reasons, ReviewBy: until},
		client.CorrectListing{Listing: l.ID, Entry: e}, client.RemoveListing{Listing: l.ID, Ground: pick(p, tocsin.RemovalGrounds)},
		client.LodgeAppeal{Listing: l.ID, Who: "counsel", Words: "no"}, client.AnswerAppeal{Listing: l.ID, Upheld: p.r.IntN(2) == 0},
		client.SendListings{Listings: []tocsin.ListingID{l.ID}, To: pick(p, p.Orgs)}, client.PassedOn{Listing: l.ID, Holder: pick(p, p.Orgs), To: "far-office"},
		client.TellHolder{Listing: l.ID, To: "far-office"}, client.ConfirmCorrection{Listing: l.ID, Holder: pick(p, p.Orgs)},
		client.TakeIn{List: batch}, client.WeighEntry{Intake: in.ID, Entry: 1, Factors: pick(p, [][]tocsin.Factor{proved, protectedOne})},
		client.AdmitList{Intake: in.ID}, client.RefuseList{Intake: in.ID},
		client.RecordEffort{Effort: tocsin.EffortReturn{Rows: []tocsin.EffortRow{{Day: tocsin.Date(p.Clock.Now().Format(time.DateOnly)), Unit: "u", On: tocsin.AttentionSubject{Other: "bloggers"}, Minutes: 1 + p.r.IntN(2000)}}}},
		client.StatePriority{Priority: tocsin.Priority{Day: "2024-03-01", Who: "the director", Order: []tocsin.AttentionSubject{{Other: "bloggers"}}}},
	})
}

// checkLists holds lists to what must be so: what is in force has its grounds, a date of review ahead
// and no second life; a quarantined list lends nothing; corrections that are owed are owed to somebody.
func (p *player) checkLists(org tocsin.OrgID, was, is desk.Snapshot) {
	p.t.Helper()
	before := map[tocsin.ListingID]tocsin.Listing{}
	for _, l := range was.Listings {
		before[l.ID] = l
	}
	for _, l := range is.Listings {
		old, known := before[l.ID]
		if known && old.State != tocsin.Listed && l.State == tocsin.Listed || l.Version < old.Version {
			p.t.Fatalf("%s: an entry that was %s is %s", org, old.State, l.State)
		}
		if l.State == tocsin.Listed && (len(l.Evidence) == 0 || l.Act.What == "" || l.ReviewBy.Sub(l.Changes[len(l.Changes)-1].By.At) > tocsin.MaxReview && l.Changes[len(l.Changes)-1].How != tocsin.ListingCorrected) {
			p.t.Fatalf("%s: an entry in force without its grounds: %+v", org, l)
		}
		owed := 0
		for _, o := range is.Obligations {
			if o.Kind == tocsin.OweCorrection && o.About.ID == string(l.ID) && o.State == tocsin.Open {
				owed++
			}
		}
		if late := len(l.Corrections()) + len(l.Unconfirmed()); late > 0 && owed == 0 {
			p.t.Fatalf("%s: %d holders are to be corrected, and nobody owes it: %+v", org, late, l)
		}
	}
	for _, in := range is.Intakes {
		if in.OverLimit() && in.State != tocsin.IntakeQuarantined && in.State != tocsin.IntakeRefused || len(in.Told) == 0 {
			p.t.Fatalf("%s: a list over its limit is %s, and its sender was told %d times", org, in.State, len(in.Told))
		}
	}
}

// check holds every record to what must be so whatever happens.
func (p *player) check() {
	p.t.Helper()
	for _, org := range p.Orgs {
		was, is := p.was[org], p.Snap(org)
		p.was[org] = is
		p.checkObligations(org, was, is)
		p.checkLists(org, was, is)
		for _, th := range is.Threats {
			for _, part := range th.Parts {
				if part.State == tocsin.PartClosed && !endedByTwo(part) {
					p.t.Fatalf("%s: part %s of %q ended without a decision by two: %+v", org, part.ID, th.Title, part.Decisions)
				}
			}
		}
		if len(is.Threats)+len(is.Erased) < len(was.Threats)+len(was.Erased) || len(is.Measures) < len(was.Measures) {
			p.t.Fatalf("%s: something disappeared", org)
		}
		for _, m := range is.Measures {
			if (m.State != tocsin.MeasureInForce) != (m.Ended != nil) {
				p.t.Fatalf("%s: measure %s is %s, and %v ended it", org, m.What, m.State, m.Ended)
			}
		}
		for _, w := range is.Warnings {
			p.checkWarning(org, w, was, is)
		}
	}
}

func endedByTwo(part tocsin.Part) bool {
	return slices.ContainsFunc(part.Decisions, func(d tocsin.ReviewDecision) bool {
		return d.End.Lowers() && d.Second != nil && !d.First.SamePerson(d.Second.Signer) && d.Reason != "" && d.Successor != ""
	})
}

func (p *player) checkObligations(org tocsin.OrgID, was, is desk.Snapshot) {
	p.t.Helper()
	now := map[tocsin.ObligationID]tocsin.Obligation{}
	for _, o := range is.Obligations {
		now[o.ID] = o
		if o.State != tocsin.Open && (o.End == nil || o.How == "") {
			p.t.Fatalf("%s: %s ended without a word: %+v", org, o.Kind, o)
		}
	}
	for _, o := range was.Obligations {
		n, ok := now[o.ID]
		if !ok || o.State != tocsin.Open && n.State != o.State || n.Step < o.Step || !n.Due.Equal(o.Due) {
			p.t.Fatalf("%s: %s disappeared or went back:\nwas %+v\nis  %+v", org, o.Kind, o, n)
		}
	}
}

func (p *player) checkWarning(org tocsin.OrgID, w tocsin.Warning, was, is desk.Snapshot) {
	p.t.Helper()
	i := slices.IndexFunc(is.Threats, func(t tocsin.Threat) bool { return t.ID == w.Threat })
	if i < 0 && is.Gone(tocsin.Ref{Kind: tocsin.KindThreat, ID: string(w.Threat)}) != nil {
		return
	}
	if err := w.CheckAddressees(is.Threats[i].Victims); err != nil {
		p.t.Fatalf("%s: a named victim has nobody: %v", org, err)
	}
	if err := w.Check(&is.Threats[i]); err != nil {
		p.t.Fatalf("%s: a warning that contradicts itself: %v", org, err)
	}
	for _, old := range was.Warnings {
		if old.ID == w.ID && (len(w.Released) < len(old.Released) || old.State == tocsin.Issued && w.State != tocsin.Issued) {
			p.t.Fatalf("%s: what was released is not any more: %v, then %v", org, old.Released, w.Released)
		}
	}
	private := slices.ContainsFunc(w.Addressees, func(a tocsin.Addressee) bool { return a.Level == tocsin.Full })
	if w.Out(tocsin.Public) && private && !w.Out(tocsin.Full) {
		p.t.Fatalf("%s: public before private", org)
	}
	for _, v := range is.Threats[i].Victims { // who was told as protector owes it to the victim
		for _, s := range is.Sent {
			if s.Warning != w.ID || s.Release.Level == tocsin.Public || s.Release.Closing != nil {
				continue
			}
			names := slices.ContainsFunc(s.Release.Onward, func(o tocsin.Onward) bool { return o.Victim == v.ID })
			owed := slices.ContainsFunc(is.Obligations, func(o tocsin.Obligation) bool {
				return o.Kind == tocsin.OweOnward && o.About.ID == string(s.Release.ID) && o.Subject.ID == v.ID
			})
			if names != owed {
				p.t.Fatalf("%s: release to %s names %s: %v, owed: %v", org, s.Release.To, v.ID, names, owed)
			}
		}
	}
}

// TestRandomActs plays random acts, then lets the clock run to its end.
func TestRandomActs(t *testing.T) {
	t.Parallel()
	for seed := range uint64(seeds(t)) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			p := newPlayer(t, seed)
			for range 70 {
				p.step()
				p.check()
			}
			if p.orders = seed%2 == 0; p.orders {
				p.end()
				for i := range 120 {
					if p.step(); i%4 == 0 {
						p.check()
					}
				}
				p.eraseOne(embassy)
			}
			p.Carry()
			p.AdvanceTo(p.Clock.Now().AddDate(2, 0, 0))
			p.check()
			if p.orders {
				p.checkGone()
			}
			for _, org := range p.Orgs {
				if at, ok, err := p.Desk(org).NextDue(t.Context()); ok || err != nil {
					t.Errorf("%s: after two years something is due at %s, %v", org, at, err)
				}
				checkLog(t, p.World, org)
			}
			if p.done < 12 {
				t.Errorf("only %d of 70 acts were done", p.done)
			}
		})
	}
}

func seeds(t testing.TB) int {
	t.Helper()
	if testing.Short() {
		return 2
	}
	return 6
}

// TestAsOfIsADeskCutOffThere plays the same acts twice, the second time only up to a moment: what
// the first record held at that moment is what the second one holds.
func TestAsOfIsADeskCutOffThere(t *testing.T) {
	t.Parallel()
	for seed := range uint64(seeds(t)) / 2 {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			const steps = 50
			whole, at := newPlayer(t, 100+seed), make([]time.Time, steps)
			for i := range at {
				whole.step()
				at[i] = whole.Clock.Now().Add(-time.Microsecond)
				whole.Clock.Set(whole.Clock.Now().Add(time.Minute))
			}
			cut := rand.New(rand.NewPCG(seed, 2)).IntN(steps)
			half := newPlayer(t, 100+seed)
			for i := range cut + 1 {
				half.step()
				if i < cut {
					half.Clock.Set(half.Clock.Now().Add(time.Minute))
				}
			}
			for _, org := range whole.Orgs {
				past, then := whole.AsOf(org, at[cut].Add(time.Microsecond)), half.Snap(org)
				past.At, then.At = time.Time{}, time.Time{}
				if diff := cmp.Diff(text(t, then), text(t, past)); diff != "" {
					t.Errorf("%s as of step %d (-cut off there +as of):\n%s", org, cut, diff)
				}
			}
		})
	}
}

func text(t testing.TB, s desk.Snapshot) string {
	t.Helper()
	b, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
