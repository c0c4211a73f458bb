package desk

import (
	"context"

	"tocsin"
	"tocsin/internal/fusion"
)

// DeclareOrigin writes down whose eyes are behind a report, or a warning received, as far as it was
// told: by the sender when it was asked, or by who looked into it. It takes the place of what was
// declared before, which stays in the history of the record. It may be done before the sender is
// shown: an origin is an opaque name.
func (d *Desk) DeclareOrigin(ctx context.Context, who Caller, about tocsin.Ref, l tocsin.Lineage) (Receipt, error) {
	in := struct {
		About   tocsin.Ref
		Lineage tocsin.Lineage
	}{about, l}
	return d.update(ctx, who, ActOrigin, in, func(a *act) (tocsin.Ref, error) {
		if err := l.Check(); err != nil {
			return about, err
		}
		var threats []tocsin.ThreatID
		switch about.Kind {
		case tocsin.KindReport:
			r, err := load[tocsin.Report](a, about.Kind, about.ID)
			if err != nil {
				return about, err
			}
			r.Origin, r.DerivedFrom, r.TakenFrom, r.Access = l.Origin, l.DerivedFrom, l.TakenFrom, l.Access
			threats = r.Threats
			if err := a.save(r); err != nil {
				return about, err
			}
		case tocsin.KindReceived:
			r, err := load[tocsin.Received](a, about.Kind, about.ID)
			if err != nil {
				return about, err
			}
			r.Lineage = l
			if r.Threat != "" {
				threats = []tocsin.ThreatID{r.Threat}
			}
			if err := a.save(r); err != nil {
				return about, err
			}
		default:
			return tocsin.Ref{}, tocsin.Refuse(tocsin.RuleForm, "name a report, or a warning received", "%q has no origin to declare", about.Kind)
		}
		return about, a.circlesOf(threats)
	})
}

func (a *act) circlesOf(threats []tocsin.ThreatID) error {
	for _, id := range threats {
		t, err := load[tocsin.Threat](a, tocsin.KindThreat, string(id))
		if wasErased(err) {
			continue
		}
		if err != nil {
			return err
		}
		if err := a.circles(t); err != nil {
			return err
		}
	}
	return nil
}

// circles raises an alarm when what looks like several voices on a threat may be one: three reports
// of one origin, our own warning that came back, the same words under two origins.
func (a *act) circles(t *tocsin.Threat) error {
	if !t.IsOpen() || len(t.Reports)+len(t.Received)+len(t.Names) == 0 {
		return nil
	}
	e, err := gatherEvidence(a, a.d.org, t.ID, &past{}) // whose record is how good makes no circle
	if err != nil {
		return err
	}
	for _, x := range e.weigh().Alarms {
		if err := a.oweCircular(t, x); err != nil {
			return err
		}
	}
	return nil
}

func (a *act) oweCircular(t *tocsin.Threat, x CircularAlarm) error {
	about, subject := tocsin.Ref{Kind: tocsin.KindThreat, ID: string(t.ID)}, tocsin.Ref{Kind: "circle", ID: string(x.Kind)}
	if x.Kind != fusion.ManyAsOne && len(x.Refs) > 0 {
		subject = x.Refs[len(x.Refs)-1]
		if x.Kind == fusion.CameBack || x.Kind == fusion.MayBeOurs {
			subject = x.Refs[0]
		}
	}
	asked, err := a.asked(tocsin.OweCircular, about, subject)
	if err != nil || asked {
		return err
	}
	p, err := a.clocks()
	if err != nil {
		return err
	}
	return a.owe(debt{
		kind: tocsin.OweCircular, owes: a.us(tocsin.Analyst), to: a.us(tocsin.WarningOfficer), about: about, subject: subject,
		what:     circleWords[x.Kind] + " (" + x.Why + "): \"" + t.Title + "\"",
		doneWhen: "the senders were asked whence they have it and the origin is declared, or an analyst says how it counts",
		rule:     "one origin counts once, however often it is told; our own warning that comes back confirms nothing",
		due:      a.now.Add(p.JoinWithin),
	})
}

var circleWords = map[fusion.CircularKind]string{
	fusion.ManyAsOne: "Many reports, one voice", fusion.CameBack: "Our own warning came back",
	fusion.MayBeOurs: "This may be our own warning that came back", fusion.MayBeCopy: "Two origins are declared, and the words are the same",
}
