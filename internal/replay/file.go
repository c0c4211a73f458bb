package replay

import (
	"context"
	"errors"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/casefile"
	"tocsin/internal/desk"
)

// times are when something happened, as the case tells it, and when it was learned: now.
func (t *turn) times() tocsin.Times { return t.p.times(t.step.Event, t.step.PlayAt) }

// times are when an event happened, as an organisation could put it at the moment now.
func (p *player) times(e *casefile.Event, now time.Time) tocsin.Times {
	return tocsin.Times{Happened: p.untold(e, e.At.When, now), HappenedEvidence: tocsin.Asserted}
}

// untold takes out of a time what was written only later. The words of a source, and the event that
// it counts from ("three weeks before the attack"), were not there before the source told of the
// event: until then a record keeps the interval alone.
func (p *player) untold(e *casefile.Event, i tocsin.Instant, now time.Time) tocsin.Instant {
	if told := p.result.known(e); told.Known() && !told.Latest.After(now) {
		return i
	}
	if i.Words = ""; i.Anchor != nil {
		i.Anchor, i.Precision = nil, tocsin.Interval
	}
	return i
}

func (t *turn) report(r *casefile.Report) error {
	rep, err := ReportOf(r, t.id)
	if err != nil {
		return err
	}
	rep.Cites, rep.Times = t.p.c.Citations(t.step.Event.Cite), t.times()
	got, err := t.do(client.RecordReport{Report: rep}, "")
	if err != nil {
		return err
	}
	t.keep("report", r.ID, got)
	if r.Grade == "" {
		return nil
	}
	return t.grade(r.ID, r.Grade)
}

func (t *turn) grade(report, pair string) error {
	id, err := t.id("report", report)
	if err != nil {
		return err
	}
	letter, digit, err := GradeOf(pair)
	if err != nil {
		return err
	}
	m := client.GradeReport{Report: tocsin.ReportID(id), Reliability: letter, Credibility: digit}
	_, err = t.as(client.Caller{Role: tocsin.Analyst}, m)
	return err
}

func (t *turn) openThreat(th *casefile.Threat) error {
	threat, err := ThreatOf(th, t.id)
	if err != nil {
		return err
	}
	threat.Times = t.times()
	got, err := t.do(client.OpenThreat{Threat: threat}, "")
	if err == nil {
		t.keep("threat", th.ID, got)
	}
	return err
}

func (t *turn) join(j *casefile.Join) error {
	report, err := t.id("report", j.Report)
	if err != nil {
		return err
	}
	threat, err := t.threat(j.Threat, j.Warning)
	if err != nil {
		return err
	}
	if _, err = t.do(client.JoinReport{Report: tocsin.ReportID(report), Threat: threat}, ""); err != nil {
		return err
	}
	return t.weigh(threat)
}

func (t *turn) split(s *casefile.Split, m func(tocsin.ReportID, tocsin.ThreatID) client.Message) error {
	report, err := t.id("report", s.Report)
	if err != nil {
		return err
	}
	threat, err := t.threat(s.Threat, s.Warning)
	if err != nil {
		return err
	}
	_, err = t.do(m(tocsin.ReportID(report), threat), s.Reason)
	return err
}

func (t *turn) link(l *casefile.Link) error {
	threat, err := t.threat(l.Threat, l.Warning)
	if err != nil {
		return err
	}
	other, err := t.threat(l.OtherThreat, l.OtherWarning)
	if err != nil {
		return err
	}
	if _, err = t.do(client.NameThreat{Threat: threat, Other: other}, ""); err != nil {
		return err
	}
	return t.weigh(threat)
}

// origin says whose eyes are behind a report, or a warning received.
func (t *turn) origin(o *casefile.Origin) error {
	ref, name := tocsin.Ref{Kind: tocsin.KindReport}, o.Report
	if o.Warning != "" {
		ref.Kind, name = tocsin.KindReceived, o.Warning
	}
	var err error
	if ref.ID, err = t.id(ref.Kind, name); err != nil {
		return err
	}
	l := tocsin.Lineage{Origin: o.Origin, Access: o.Access}
	for _, r := range o.DerivedFrom {
		id, err := t.id("report", r)
		if err != nil {
			return err
		}
		l.DerivedFrom = append(l.DerivedFrom, tocsin.ReportID(id))
	}
	if _, err = t.do(client.DeclareOrigin{About: ref, Lineage: l}, ""); err != nil || o.Warning == "" {
		return err
	}
	threat, err := t.threat("", o.Warning)
	if err != nil {
		return err
	}
	return t.weigh(threat)
}

// weigh keeps what the accounts of a threat come to after a rehearsed act, for the second lane.
func (t *turn) weigh(threat tocsin.ThreatID) error {
	if !t.played.Rehearsed {
		return nil
	}
	w, err := client.Read[desk.Weighing](t.ctx, client.Client{Transport: t.to, Caller: client.Caller{Role: tocsin.Analyst}}, client.Weigh{Threat: threat})
	t.played.Weighed = &w
	return err
}

func (t *turn) judge(j *casefile.Judge) error {
	threat, err := t.threat(j.Threat, j.Warning)
	if err != nil {
		return err
	}
	_, err = t.do(client.Judge{Threat: threat, Judgement: JudgementOf(j)}, "")
	return err
}

func (t *turn) duty(d *casefile.Duty) error {
	threat, err := t.threat(d.Threat, d.Warning)
	if err != nil {
		return err
	}
	dec := DutyOf(d, threat)
	dec.Times = t.times()
	got, err := t.do(client.DecideDuty{Duty: dec}, d.Reason)
	if err != nil || d.Affirmed == "" {
		return err
	}
	return t.second(d.Affirmed, client.AffirmDuty{Duty: tocsin.DutyID(got.Object.ID)}, d.Reason)
}

func (t *turn) decide(d *casefile.Decide) error {
	threat, err := t.threat(d.Threat, d.Warning)
	if err != nil {
		return err
	}
	m := client.DecidePart{Threat: threat, Part: d.Part}
	m.Decision, m.Moved = DecisionOf(d)
	if _, err := t.do(m, ""); err != nil && !t.waits(err, d.Second) {
		return err
	}
	if !m.Decision.End.Lowers() {
		return nil // one officer is enough: a second signature would be a second decision
	}
	return t.second(d.Second, m, "")
}

// waits reports whether the first signature stands since an earlier try whose second was refused:
// then the second is all that is missing.
func (t *turn) waits(err error, second tocsin.Role) bool {
	refusal, ok := errors.AsType[*tocsin.Refusal](err)
	return ok && refusal.Rule == tocsin.RuleTwoPersons && second != "" && second != t.step.Act.Role()
}

// settle meets the open duty of a kind; About picks one when several are open.
func (t *turn) settle(s *casefile.Settle) error {
	snap, err := t.p.houses[t.org].Desk.AsOf(t.ctx, t.p.clock.Now())
	if err != nil {
		return err
	}
	about := map[string]bool{}
	for k, id := range t.p.names {
		if k.org == t.org && k.name == s.About {
			about[id] = true
		}
	}
	for _, o := range snap.Open() {
		if o.Kind == s.Kind && (s.About == "" || about[o.About.ID] || about[o.Subject.ID]) {
			_, err := t.do(client.Settle{Obligation: o.ID, How: s.How}, "")
			return err
		}
	}
	return tocsin.Refuse(tocsin.RuleState, "see which duties are open then", "%s has no open duty %q there", t.org, s.Kind)
}

// learn writes an event down where an organisation learned of it: as a report, with where it is
// written and how far that text can be trusted.
func (p *player) learn(ctx context.Context, s casefile.Step, played *Played) error {
	e := s.Event
	rep := tocsin.Report{
		Title: e.Title, Text: e.Text, Facets: e.Facets.Resolved(), Origin: e.Origin, Background: true,
		Cites: p.c.Citations(e.Cite),
		Times: p.times(e, s.PlayAt),
	}
	rep.Times.Learned, rep.Times.LearnedEvidence = p.untold(e, s.At, s.PlayAt), tocsin.Asserted
	r, err := p.send(ctx, s.Org, client.Caller{Role: tocsin.Gateway}, client.RecordReport{Report: rep})
	if err == nil {
		played.Done = append(played.Done, r)
		p.names[key{s.Org, "fact", e.ID}] = r.Object.ID
	}
	return err
}

// claim writes down a claim where an organisation learned of it.
func (p *player) claim(ctx context.Context, s casefile.Step, played *Played) error {
	c := s.Claim
	claim := ClaimOf(c)
	claim.Cites = p.c.Citations(c.Cite)
	claim.Times = tocsin.Times{Happened: c.At.When, HappenedEvidence: tocsin.Asserted, Learned: s.At, LearnedEvidence: tocsin.Asserted}
	claim.Revises = tocsin.ClaimID(p.names[key{s.Org, "claim", c.Revises}])
	claim.SameAs = tocsin.ClaimID(p.names[key{s.Org, "claim", c.SameAs}])
	for _, name := range c.Agrees {
		if id, ok := p.names[key{s.Org, "claim", name}]; ok {
			claim.Agrees = append(claim.Agrees, tocsin.ClaimID(id))
		}
	}
	r, err := p.send(ctx, s.Org, client.Caller{Role: tocsin.Gateway}, client.RecordClaim{Claim: claim})
	if err == nil {
		played.Done = append(played.Done, r)
		p.names[key{s.Org, "claim", c.ID}] = r.Object.ID
	}
	return err
}
