package desk

import (
	"context"
	"slices"
	"strings"

	"tocsin"
	"tocsin/internal/store"
)

// Release sends one level of an issued warning to its addressees (and to more, when given): each
// gets a rendering of its own. It opens what follows: receipts, onward duties, and the question
// who else shares the danger.
func (d *Desk) Release(ctx context.Context, who Caller, id tocsin.WarningID, level tocsin.Level, more []tocsin.Addressee) (Receipt, error) {
	in := struct {
		ID   tocsin.WarningID
		L    tocsin.Level
		More []tocsin.Addressee
	}{id, level, more}
	return d.update(ctx, who, ActRelease, in, func(a *act) (tocsin.Ref, error) {
		ref := tocsin.Ref{Kind: tocsin.KindWarning, ID: string(id)}
		w, err := load[tocsin.Warning](a, ref.Kind, ref.ID)
		if err != nil {
			return ref, err
		}
		t, err := load[tocsin.Threat](a, tocsin.KindThreat, string(w.Threat))
		if err != nil {
			return ref, err
		}
		if err := a.addressMore(w, level, more); err != nil {
			return ref, err
		}
		if err := w.CheckRelease(level); err != nil {
			return ref, err
		}
		if err := a.checkWarning(w, t); err != nil { // sources may have been added since it was drafted
			return ref, err
		}
		n, err := a.sendLevel(w, t, level)
		if err != nil {
			return ref, err
		}
		if n == 0 {
			return ref, tocsin.Refuse(tocsin.RuleForm, "name an addressee for it", "nobody is to have %s, or all of them have it", level.Plain())
		}
		return ref, a.released(w, t, level)
	})
}

// addressMore adds addressees of the level that is released. One of another level would count as
// told when it is not.
func (a *act) addressMore(w *tocsin.Warning, level tocsin.Level, more []tocsin.Addressee) error {
	if err := a.checkAddressees(more); err != nil {
		return err
	}
	for _, m := range more {
		if m.Level != level {
			return tocsin.Refuse(tocsin.RuleForm, "release that level to it in an act of its own", "%s is to have %s, and this releases %s", m.Org, m.Level.Plain(), level.Plain())
		}
		if !slices.ContainsFunc(w.Addressees, func(t tocsin.Addressee) bool { return t.Org == m.Org && t.Level == m.Level }) {
			w.Addressees = append(w.Addressees, m)
		}
	}
	return nil
}

// sendLevel renders and sends to each addressee of the level that does not have it yet.
func (a *act) sendLevel(w *tocsin.Warning, t *tocsin.Threat, level tocsin.Level) (int, error) {
	sent, err := list[Sent](a, store.Query{Kind: tocsin.KindRelease, Parent: string(w.ID)})
	if err != nil {
		return 0, err
	}
	has := map[tocsin.OrgID]bool{}
	for _, s := range sent {
		has[s.Release.To] = has[s.Release.To] || s.Release.Level == level
	}
	n := 0
	for _, to := range w.Addressees {
		if to.Level != level || has[to.Org] {
			continue
		}
		has[to.Org] = true
		if err := a.sendOne(w, t, to); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

func (a *act) sendOne(w *tocsin.Warning, t *tocsin.Threat, to tocsin.Addressee) error {
	id, err := a.id()
	if err != nil {
		return err
	}
	p, err := a.clocks()
	if err != nil {
		return err
	}
	r := w.Render(tocsin.ReleaseID(id), a.d.org, to, a.now)
	if in := w.Version(to.Level).Instruction; in != nil && in.Closing != nil {
		r.Do = nil // it has ended: who comes late is not told to follow it
	}
	private := to.Level != tocsin.Public
	if private {
		r.ReplyBy = a.now.Add(p.GradeWithin)
		for _, v := range w.Onward(to, t.Victims) {
			r.Onward = append(r.Onward, tocsin.Onward{Victim: v.ID, Name: v.Name, Part: v.Part, By: a.now.Add(p.OnwardWithin)})
		}
	}
	if err := a.save(&Sent{Release: r, Warning: w.ID, State: tocsin.Sent, Times: tocsin.Now(a.now)}); err != nil {
		return err
	}
	if err := a.send(to.Org, "release", r); err != nil {
		return err
	}
	if err := a.publish(w.ID, r); err != nil {
		return err
	}
	if err := a.tellRelease(r); err != nil || !private {
		return err
	}
	return a.oweFollowing(w, r, p)
}

// oweFollowing opens what a private release makes its addressee owe, as the sender sees it.
func (a *act) oweFollowing(w *tocsin.Warning, r tocsin.Release, p tocsin.Policy) error {
	ref := tocsin.Ref{Kind: tocsin.KindRelease, ID: string(r.ID)}
	err := a.owe(debt{
		kind: tocsin.OweReceipt, about: ref, owes: tocsin.Party{Org: r.To, Role: tocsin.Gateway}, to: a.us(tocsin.DutyOfficer),
		what:     "Receipt for \"" + w.Title + "\" (" + string(r.Level) + ")",
		doneWhen: "the addressee's system has answered that it is stored",
		rule:     "a warning does not exist until it is delivered",
		due:      a.now.Add(p.ReceiptWithin),
	})
	if err != nil {
		return err
	}
	for _, o := range r.Onward {
		err := a.owe(debt{
			kind: tocsin.OweOnward, about: ref, subject: tocsin.Ref{Kind: "victim", ID: o.Victim},
			owes: tocsin.Party{Org: r.To}, to: a.us(tocsin.DutyOfficer),
			what:     "Tell " + o.Name + " of the danger: the sender reaches it only through " + string(r.To),
			doneWhen: "the addressee reports that it was told",
			rule:     "a named victim, or its protector, is told; who is told as protector passes it on",
			due:      o.By,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// released records the level as out, and opens or answers who else shares the danger.
func (a *act) released(w *tocsin.Warning, t *tocsin.Threat, level tocsin.Level) error {
	if !w.Out(level) {
		w.Released = append(w.Released, level)
	}
	t.Alerted = a.now
	if err := a.save(t); err != nil {
		return err
	}
	ref := tocsin.Ref{Kind: tocsin.KindWarning, ID: string(w.ID)}
	if level == tocsin.Public {
		if err := a.meet(tocsin.OweParity, ref, "a public version was released", nil); err != nil {
			return err
		}
		return a.save(w)
	}
	if err := a.save(w); err != nil || w.Out(tocsin.Public) || w.Parity != "" {
		return err
	}
	p, err := a.clocks()
	if err != nil {
		return err
	}
	return a.owe(debt{
		kind: tocsin.OweParity, about: ref, owes: a.us(tocsin.WarningOfficer), to: a.us(tocsin.Inspector),
		what:     "Who else shares the danger of \"" + w.Title + "\"? A public version, or a reason for none",
		doneWhen: "a public version is released, or a reason why nobody else is exposed is on record",
		rule:     "what is shared with some is shared in the same or a similar form with all who are exposed to it",
		due:      a.now.Add(p.ParityWithin),
	})
}

// Parity answers who else shares the danger with a reason for having no public version.
func (d *Desk) Parity(ctx context.Context, who Caller, id tocsin.WarningID, reason string) (Receipt, error) {
	who.Reason = reason
	return d.update(ctx, who, ActParity, id, func(a *act) (tocsin.Ref, error) {
		ref := tocsin.Ref{Kind: tocsin.KindWarning, ID: string(id)}
		w, err := load[tocsin.Warning](a, ref.Kind, ref.ID)
		if err != nil {
			return ref, err
		}
		if strings.TrimSpace(reason) == "" {
			return ref, tocsin.Refuse(tocsin.RuleReasonOwed, "say why nobody else is exposed", "the question who else shares the danger is not answered without a reason")
		}
		if err := w.CheckStands(); err != nil {
			return ref, err
		}
		w.Parity = reason
		if err := a.meet(tocsin.OweParity, ref, reason, nil); err != nil {
			return ref, err
		}
		return ref, a.save(w)
	})
}
