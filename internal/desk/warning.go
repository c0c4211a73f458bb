package desk

import (
	"context"
	"fmt"
	"slices"

	"tocsin"
	"tocsin/internal/store"
	"tocsin/internal/tearline"
)

// DraftWarning writes a warning at its levels. It refuses levels that contradict each other, a
// named victim left out, and what the leak check finds.
func (d *Desk) DraftWarning(ctx context.Context, who Caller, w tocsin.Warning) (Receipt, error) {
	return d.update(ctx, who, ActDraft, w, func(a *act) (tocsin.Ref, error) {
		w := w
		w.Versions, w.Overrides = cloneVersions(w.Versions), slices.Clone(w.Overrides)
		if w.ID == "" {
			id, err := a.id()
			if err != nil {
				return tocsin.Ref{}, err
			}
			w.ID = tocsin.WarningID(id)
		}
		ref := tocsin.Ref{Kind: tocsin.KindWarning, ID: string(w.ID)}
		t, err := load[tocsin.Threat](a, tocsin.KindThreat, string(w.Threat))
		if err != nil {
			return ref, err
		}
		w.State, w.Drafter, w.Second, w.Released, w.Urgent = tocsin.Draft, a.by, nil, nil, ""
		a.stamp(&w.Times)
		if err := a.checkWarning(&w, t); err != nil {
			return ref, err
		}
		return ref, a.save(&w)
	})
}

func cloneVersions(in []tocsin.Version) []tocsin.Version {
	out := slices.Clone(in)
	for i := range out {
		out[i].Parts = slices.Clone(out[i].Parts)
		for j := range out[i].Parts {
			out[i].Parts[j].Facets = out[i].Parts[j].Facets.Normal()
		}
	}
	return out
}

func (a *act) checkWarning(w *tocsin.Warning, t *tocsin.Threat) error {
	if err := w.Check(t); err != nil {
		return err
	}
	if err := w.CheckAddressees(t.Victims); err != nil {
		return err
	}
	return a.checkLeaks(w, t)
}

// Leaks runs the leak check on a warning without recording anything.
func (d *Desk) Leaks(ctx context.Context, w tocsin.Warning) (found []tearline.Finding, err error) {
	w.Versions = cloneVersions(w.Versions)
	err = d.store.View(ctx, func(v store.View) error {
		t, err := load[tocsin.Threat](v, tocsin.KindThreat, string(w.Threat))
		if err != nil {
			return err
		}
		found, err = leaks(v, &w, t)
		return err
	})
	return found, err
}

// SignWarning is the second person's signature: it issues a draft, or pays the signature owed for
// an urgent one. It may come from the named partner outside when our profile is small.
func (d *Desk) SignWarning(ctx context.Context, who Caller, id tocsin.WarningID) (Receipt, error) {
	return d.update(ctx, who, ActSign, []string{string(id), string(who.Org)}, func(a *act) (tocsin.Ref, error) {
		ref := tocsin.Ref{Kind: tocsin.KindWarning, ID: string(id)}
		w, err := load[tocsin.Warning](a, ref.Kind, ref.ID)
		if err != nil {
			return ref, err
		}
		if err := a.partner(who.Org); err != nil {
			return ref, err
		}
		if err := w.Sign(a.by); err != nil {
			return ref, err
		}
		if err := a.meet(tocsin.OweSecondSignature, ref.ID, "signed by "+string(who.Role), nil); err != nil {
			return ref, err
		}
		return ref, a.issued(w)
	})
}

// partner refuses a signature from outside unless it is the one that was named for this.
func (a *act) partner(org tocsin.OrgID) error {
	if org == "" || org == a.d.org {
		return nil
	}
	me, err := a.self()
	if err != nil {
		return err
	}
	if me.Profile != tocsin.ProfileSmall || me.Partner != org {
		return tocsin.Refuse(tocsin.RuleTwoPersons, "name it as partner, with the profile `small`, or ask an officer of our own", "%s is not the partner named for second signatures", org)
	}
	return nil
}

// issued saves an issued warning; the duty to decide on it is met by it.
func (a *act) issued(w *tocsin.Warning) error {
	t, err := load[tocsin.Threat](a, tocsin.KindThreat, string(w.Threat))
	if err != nil {
		return err
	}
	if err := a.dutyMet(t, "a warning was issued"); err != nil {
		return err
	}
	return a.save(w)
}

// IssueUrgent lets one officer warn of a danger within 24 hours, with the reason in who.Reason.
// The second signature is owed within the policy's time, and its absence climbs.
func (d *Desk) IssueUrgent(ctx context.Context, who Caller, id tocsin.WarningID) (Receipt, error) {
	return d.update(ctx, who, ActUrgent, id, func(a *act) (tocsin.Ref, error) {
		ref := tocsin.Ref{Kind: tocsin.KindWarning, ID: string(id)}
		w, err := load[tocsin.Warning](a, ref.Kind, ref.ID)
		if err != nil {
			return ref, err
		}
		t, err := load[tocsin.Threat](a, tocsin.KindThreat, string(w.Threat))
		if err != nil {
			return ref, err
		}
		if err := w.IssueUrgent(a.by, windows(w, t)); err != nil {
			return ref, err
		}
		p, err := a.clocks()
		if err != nil {
			return ref, err
		}
		err = a.owe(debt{
			kind: tocsin.OweSecondSignature, about: ref, owes: a.us(tocsin.Approver), to: a.us(tocsin.Inspector),
			what:     "Sign, or call back, the urgent warning \"" + w.Title + "\", which one officer issued alone",
			doneWhen: "a second person has signed it",
			rule:     "one officer may warn alone of a danger within 24 hours; the second signature follows",
			due:      a.now.Add(p.SecondWithin),
		})
		if err != nil {
			return ref, err
		}
		return ref, a.issued(w)
	})
}

// windows are the windows that a warning speaks of.
func windows(w *tocsin.Warning, t *tocsin.Threat) []tocsin.Window {
	var out []tocsin.Window
	for _, v := range w.Versions {
		for _, p := range v.Parts {
			if tp := t.Part(p.Part); tp != nil && tp.State != tocsin.PartClosed {
				out = append(out, p.Window, tp.Window)
			}
		}
	}
	return slices.DeleteFunc(out, func(w tocsin.Window) bool { return w.Start.IsZero() && w.End.IsZero() })
}

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
		w.Addressees = append(w.Addressees, more...)
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

// sendLevel renders and sends to each addressee of the level that does not have it yet.
func (a *act) sendLevel(w *tocsin.Warning, t *tocsin.Threat, level tocsin.Level) (int, error) {
	sent, err := list[Sent](a, store.Query{Kind: tocsin.KindRelease, Parent: string(w.ID)})
	if err != nil {
		return 0, err
	}
	n := 0
	for _, to := range w.Addressees {
		if to.Level != level || slices.ContainsFunc(sent, func(s *Sent) bool { return s.Release.To == to.Org && s.Release.Level == level }) {
			continue
		}
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
	if !private {
		return nil
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
		if err := a.meet(tocsin.OweParity, ref.ID, "a public version was released", nil); err != nil {
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
		if reason == "" {
			return ref, tocsin.Refuse(tocsin.RuleReasonOwed, "say why nobody else is exposed", "the question who else shares the danger is not answered without a reason")
		}
		w.Parity = reason
		if err := a.meet(tocsin.OweParity, ref.ID, reason, nil); err != nil {
			return ref, err
		}
		return ref, a.save(w)
	})
}

// CloseInstruction sends the message with which a public instruction ends: extended, superseded or
// ended, and why.
func (d *Desk) CloseInstruction(ctx context.Context, who Caller, id tocsin.WarningID, level tocsin.Level, how, words string, until tocsin.Instant) (Receipt, error) {
	in := []any{id, level, how, words, until}
	who.Reason = words
	return d.update(ctx, who, ActClosing, in, func(a *act) (tocsin.Ref, error) {
		ref := tocsin.Ref{Kind: tocsin.KindWarning, ID: string(id)}
		w, err := load[tocsin.Warning](a, ref.Kind, ref.ID)
		if err != nil {
			return ref, err
		}
		if err := w.CloseInstruction(level, tocsin.ClosingMsg{How: how, Words: words, By: a.by}, until); err != nil {
			return ref, err
		}
		if err := a.meet(tocsin.OweClosing, ref.ID, how+": "+words, nil); err != nil {
			return ref, err
		}
		return ref, a.sayClosing(w, level)
	})
}

// sayClosing sends the closing message to everyone who had the instruction.
func (a *act) sayClosing(w *tocsin.Warning, level tocsin.Level) error {
	sent, err := list[Sent](a, store.Query{Kind: tocsin.KindRelease, Parent: string(w.ID)})
	if err != nil {
		return err
	}
	v := w.Version(level)
	for _, s := range sent {
		if s.Release.Level != level || s.Release.Closing != nil {
			continue
		}
		id, err := a.id()
		if err != nil {
			return err
		}
		r := tocsin.Release{
			ID: tocsin.ReleaseID(id), From: a.d.org, To: s.Release.To, Role: s.Release.Role, Level: level, TLP: s.Release.TLP,
			Do: v.Instruction, Issued: tocsin.At(a.now), Replaces: s.Release.ID, Closing: v.Instruction.Last(),
		}
		if err := a.save(&Sent{Release: r, Warning: w.ID, State: tocsin.Sent, Times: tocsin.Now(a.now)}); err != nil {
			return err
		}
		if err := a.send(r.To, "release", r); err != nil {
			return err
		}
	}
	return a.save(w)
}

// GiveDetail answers a request for detail, to the one who asked. What it says passes the leak
// check at the level that the addressee has.
func (d *Desk) GiveDetail(ctx context.Context, who Caller, release tocsin.ReleaseID, words string) (Receipt, error) {
	return d.update(ctx, who, ActDetail, []string{string(release), words}, func(a *act) (tocsin.Ref, error) {
		ref := tocsin.Ref{Kind: tocsin.KindRelease, ID: string(release)}
		s, err := load[Sent](a, ref.Kind, ref.ID)
		if err != nil {
			return ref, err
		}
		w, err := load[tocsin.Warning](a, tocsin.KindWarning, string(s.Warning))
		if err != nil {
			return ref, err
		}
		t, err := load[tocsin.Threat](a, tocsin.KindThreat, string(w.Threat))
		if err != nil {
			return ref, err
		}
		probe := *w
		probe.Versions = cloneVersions(w.Versions)
		if v := probe.Version(s.Release.Level); v != nil {
			v.Text = append(slices.Clone(v.Text), tocsin.Text{Lang: "the detail given", Words: words})
		}
		if err := a.checkLeaks(&probe, t); err != nil {
			return ref, err
		}
		if err := a.meet(tocsin.OweDetail, ref.ID, "answered", nil); err != nil {
			return ref, err
		}
		reply := tocsin.Reply{Release: release, From: a.d.org, To: s.Release.To, Status: tocsin.GaveDetail, Words: words, Role: who.Role, At: a.now}
		s.Replies = append(s.Replies, reply)
		if err := a.save(s); err != nil {
			return ref, err
		}
		return ref, a.send(s.Release.To, "reply", reply)
	})
}

// ReceiveReply takes in what an addressee answered to a release of ours.
func (d *Desk) ReceiveReply(ctx context.Context, who Caller, peer tocsin.OrgID, r tocsin.Reply) (Receipt, error) {
	return d.update(ctx, who, ActReply, r, func(a *act) (tocsin.Ref, error) {
		if r.Status == tocsin.GaveDetail {
			return a.detailCame(peer, r)
		}
		ref := tocsin.Ref{Kind: tocsin.KindRelease, ID: string(r.Release)}
		s, err := load[Sent](a, ref.Kind, ref.ID)
		if err != nil {
			return ref, err
		}
		if s.Release.To != peer || r.From != peer {
			return ref, tocsin.Refuse(tocsin.RuleUnknownPeer, "check which peer sent this", "%s answers a release that went to %s", peer, s.Release.To)
		}
		s.Replies = append(s.Replies, r)
		if slices.Index(tocsin.DeliveryStates, r.Status) > slices.Index(tocsin.DeliveryStates, s.State) {
			s.State = r.Status
		}
		if err := a.answered(ref, s, r); err != nil {
			return ref, err
		}
		return ref, a.save(s)
	})
}

// answered meets, or opens, what an answer is about.
func (a *act) answered(ref tocsin.Ref, s *Sent, r tocsin.Reply) error {
	if err := a.meet(tocsin.OweReceipt, ref.ID, "receipted by "+string(r.From), nil); err != nil {
		return err
	}
	switch r.Status {
	case tocsin.OnwardDone:
		told := func(o *tocsin.Obligation) bool { return o.Subject.ID == r.Victim }
		return a.meet(tocsin.OweOnward, ref.ID, "reported by "+string(r.From)+": "+r.Words, told)
	case tocsin.AskDetail:
		p, err := a.clocks()
		if err != nil {
			return err
		}
		return a.owe(debt{
			kind: tocsin.OweDetail, about: ref, owes: a.us(tocsin.WarningOfficer), to: tocsin.Party{Org: r.From},
			what:     fmt.Sprintf("%s asks for more: %s", r.From, r.Words),
			doneWhen: "an answer is sent: more, or why there is no more",
			rule:     "a request for detail is a tracked obligation of the sender",
			due:      a.now.Add(p.DetailWithin),
		})
	}
	return nil
}
