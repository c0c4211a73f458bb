package replay

import (
	"context"
	"fmt"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/casefile"
)

// turn is one act being played: where its messages go, and in whose name.
type turn struct {
	p      *player
	ctx    context.Context
	step   casefile.Step
	org    tocsin.OrgID
	to     client.Transport
	played *Played
}

// act plays one act of a desk.
func (p *player) act(ctx context.Context, s casefile.Step, played *Played) error {
	t := &turn{p: p, ctx: ctx, step: s, org: s.Org, to: p.houses[s.Org].transport(), played: played}
	return t.play(s.Act)
}

// do sends one message in the act's role.
func (t *turn) do(m client.Message, reason string) (client.Receipt, error) {
	return t.as(client.Caller{Role: t.step.Act.Role(), Reason: reason}, m)
}

// second sends it again in the name of the second role, when the case names one.
func (t *turn) second(role tocsin.Role, m client.Message, reason string) error {
	if role == "" {
		return nil
	}
	_, err := t.as(client.Caller{Role: role, Reason: reason}, m)
	return err
}

func (t *turn) as(who client.Caller, m client.Message) (client.Receipt, error) {
	delete(t.p.quiet, t.org)
	r, err := client.Client{Transport: t.to, Caller: who}.Act(t.ctx, m)
	if err == nil {
		t.played.Done = append(t.played.Done, r)
		err = t.p.cameOf(t.ctx, t.org, r.Opened, r.Joined)
	}
	return r, err
}

// keep remembers the id of what the case calls name.
func (t *turn) keep(kind, name string, r client.Receipt) {
	if r.Object.ID != "" {
		t.p.names[key{t.org, kind, name}] = r.Object.ID
	}
}

// id looks up what the case calls name. The case was checked, so a name that is missing here was
// refused, or never arrived: that is said as a refusal, and the case goes on.
func (t *turn) id(kind, name string) (string, error) {
	id, ok := t.p.names[key{t.org, kind, name}]
	if !ok {
		what, ok := map[string]string{"received": "warning received", "threat-of": "threat from the warning"}[kind]
		if !ok {
			what = kind
		}
		return "", tocsin.Refuse(tocsin.RuleState, "see what became of it earlier in the case", "%s has no %s %q: it was refused, or did not arrive", t.org, what, name)
	}
	return id, nil
}

// threat finds a threat by its own name or by that of the warning that opened it here.
func (t *turn) threat(name, warning string) (tocsin.ThreatID, error) {
	if warning != "" {
		id, err := t.id("threat-of", warning)
		return tocsin.ThreatID(id), err
	}
	id, err := t.id("threat", name)
	return tocsin.ThreatID(id), err
}

// play sends the messages that an act takes.
func (t *turn) play(a *casefile.Act) error {
	for _, try := range []func(*casefile.Act) (bool, error){t.playFile, t.playWarning, t.playReceived, t.playSite, t.playAttention} {
		if done, err := try(a); done || err != nil {
			return err
		}
	}
	return fmt.Errorf("no way to play %q: this is a fault of the program", a.Verb())
}

func (t *turn) playFile(a *casefile.Act) (bool, error) {
	switch {
	case a.Report != nil:
		return true, t.report(a.Report)
	case a.Grade != nil:
		return true, t.grade(a.Grade.Report, a.Grade.Grade)
	case a.Threat != nil:
		return true, t.openThreat(a.Threat)
	case a.Join != nil:
		return true, t.join(a.Join)
	case a.Split != nil:
		return true, t.split(a.Split, func(r tocsin.ReportID, id tocsin.ThreatID) client.Message {
			return client.SplitReport{Report: r, Threat: id}
		})
	case a.KeepApart != nil:
		return true, t.split(a.KeepApart, func(r tocsin.ReportID, id tocsin.ThreatID) client.Message {
			return client.KeepApart{Report: r, Threat: id}
		})
	case a.Link != nil:
		return true, t.link(a.Link)
	case a.Origin != nil:
		return true, t.origin(a.Origin)
	case a.Judge != nil:
		return true, t.judge(a.Judge)
	case a.Duty != nil:
		return true, t.duty(a.Duty)
	case a.Decide != nil:
		return true, t.decide(a.Decide)
	case a.Settle != nil:
		return true, t.settle(a.Settle)
	}
	return false, nil
}

func (t *turn) playWarning(a *casefile.Act) (bool, error) {
	switch {
	case a.Warn != nil:
		return true, t.warn(a.Warn)
	case a.Sign != nil:
		return true, t.sign(a.Sign)
	case a.Release != nil:
		return true, t.releaseMore(a.Release)
	case a.Closing != nil:
		return true, t.closing(a.Closing)
	case a.Parity != nil:
		id, err := t.id("warning", a.Parity.Warning)
		if err == nil {
			_, err = t.do(client.Parity{Warning: tocsin.WarningID(id), Reason: a.Parity.Reason}, "")
		}
		return true, err
	case a.Detail != nil:
		id, err := t.id("release-to-"+string(a.Detail.To), a.Detail.Warning)
		if err == nil {
			_, err = t.do(client.GiveDetail{Release: tocsin.ReleaseID(id), Words: a.Detail.Words}, "")
		}
		return true, err
	}
	return false, nil
}

func (t *turn) playReceived(a *casefile.Act) (bool, error) {
	on := func(name string, m func(tocsin.ReceivedID) client.Message) (bool, error) {
		id, err := t.id("received", name)
		if err == nil {
			_, err = t.do(m(tocsin.ReceivedID(id)), "")
		}
		return true, err
	}
	type id = tocsin.ReceivedID
	switch {
	case a.Open != nil:
		return on(a.Open.Warning, func(i id) client.Message { return client.OpenReceived{Received: i} })
	case a.GradeBlind != nil:
		return on(a.GradeBlind.Warning, func(i id) client.Message {
			return client.GradeBlind{Received: i, Credibility: tocsin.Credibility(a.GradeBlind.Credibility)}
		})
	case a.Reveal != nil:
		return true, t.reveal(a.Reveal)
	case a.Protect != nil:
		return on(a.Protect.Warning, func(i id) client.Message { return client.Protect{Received: i, What: a.Protect.What} })
	case a.Lead != nil:
		return true, t.lead(a.Lead)
	case a.CloseLead != nil:
		return true, t.closeLead(a.CloseLead)
	case a.Ask != nil:
		return on(a.Ask.Warning, func(i id) client.Message { return client.Ask{Received: i, Words: a.Ask.Words} })
	case a.Dismiss != nil:
		return on(a.Dismiss.Warning, func(i id) client.Message {
			return client.Dismiss{Received: i, Reason: tocsin.DismissReason(a.Dismiss.Reason), Evidence: a.Dismiss.Evidence, Words: a.Dismiss.Words}
		})
	case a.OnwardDone != nil:
		return on(a.OnwardDone.Warning, func(i id) client.Message {
			return client.OnwardDone{Received: i, Victim: a.OnwardDone.Victim, Words: a.OnwardDone.Words}
		})
	}
	return false, nil
}
