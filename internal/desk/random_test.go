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
}

func newPlayer(t testing.TB, seed uint64) *player {
	t.Helper()
	w := worldOf(t, tocsintest.Options{Seed: fmt.Sprint(seed)}, everybody)
	for _, org := range []tocsin.OrgID{embassy, guard} {
		w.Act(org, tocsin.Analyst, client.OpenThreat{Threat: threat(t)})
		w.Act(org, tocsin.WarningOfficer, client.DraftWarning{Warning: toOthers(warning(t), org)})
	}
	return &player{World: w, t: t, r: rand.New(rand.NewPCG(seed, 1)), was: map[tocsin.OrgID]desk.Snapshot{}}
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
	m := pick(p, []func(desk.Snapshot) client.Message{p.file, p.warn, p.receive, p.receive, p.place, p.warn})(s)
	may := slices.DeleteFunc(slices.Clone(tocsin.Roles), func(r tocsin.Role) bool { return desk.May(r, desk.Act(m.Name())) != nil })
	if p.r.IntN(10) == 0 {
		may = tocsin.Roles
	}
	who := client.Caller{Role: pick(p, may), Person: pick(p, []string{"ann", "bob", ""}), Reason: pick(p, []string{"", "it is quiet", "it is tomorrow"})}
	if _, err := p.As(org, who).Act(p.t.Context(), m); err == nil {
		p.done++
	} else if refusalOf(err) == nil {
		p.t.Fatalf("%s, %+v: %s %+v: %v", org, who, m.Name(), m, err)
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
		client.JoinReport{Report: rep.ID, Threat: th.ID},
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
	return pick(p, []client.Message{
		client.DraftWarning{Warning: draft}, client.SignWarning{Warning: w.ID}, client.SignWarning{Warning: w.ID}, client.IssueUrgent{Warning: w.ID},
		client.Release{Warning: w.ID, Level: tocsin.Full}, client.Release{Warning: w.ID, Level: tocsin.Full}, client.Release{Warning: w.ID, Level: tocsin.Public},
		client.Release{Warning: w.ID, Level: pick(p, tocsin.Levels), To: []tocsin.Addressee{{Org: pick(p, p.Orgs), Role: "site_owner", Level: pick(p, tocsin.Levels)}}},
		client.CloseInstruction{Warning: w.ID, Level: tocsin.Public, How: pick(p, tocsin.ClosingWays), Words: "So it is.", Until: tocsin.At(p.Clock.Now().Add(90 * time.Hour))},
		client.Parity{Warning: w.ID, Reason: "only they"}, client.GiveDetail{Release: pick(p, s.Sent).Release.ID, Words: "no more"},
	})
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

// check holds every record to what must be so whatever happens.
func (p *player) check() {
	p.t.Helper()
	for _, org := range p.Orgs {
		was, is := p.was[org], p.Snap(org)
		p.was[org] = is
		p.checkObligations(org, was, is)
		for _, th := range is.Threats {
			for _, part := range th.Parts {
				if part.State == tocsin.PartClosed && !endedByTwo(part) {
					p.t.Fatalf("%s: part %s of %q ended without a decision by two: %+v", org, part.ID, th.Title, part.Decisions)
				}
			}
		}
		if len(is.Threats) < len(was.Threats) || len(is.Measures) < len(was.Measures) {
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
			p.Carry()
			p.AdvanceTo(p.Clock.Now().AddDate(2, 0, 0))
			p.check()
			for _, org := range p.Orgs {
				if at, ok, err := p.Desk(org).NextDue(t.Context()); ok || err != nil {
					t.Errorf("%s: after two years something is due at %s, %v", org, at, err)
				}
				checkLog(t, p.World, org)
			}
			if p.done < 15 {
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
