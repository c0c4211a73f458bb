package desk

import (
	"bytes"
	"context"
	"encoding/json"
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
		var err error
		if w.ID, err = fresh(a, tocsin.KindWarning, w.ID); err != nil {
			return tocsin.Ref{}, err
		}
		a.asDrafted(&w)
		ref := tocsin.Ref{Kind: tocsin.KindWarning, ID: string(w.ID)}
		t, err := load[tocsin.Threat](a, tocsin.KindThreat, string(w.Threat))
		if err != nil {
			return ref, err
		}
		if err := a.checkDraft(&w); err != nil {
			return ref, err
		}
		if err := a.checkWarning(&w, t); err != nil {
			return ref, err
		}
		return ref, a.save(&w)
	})
}

// ReviseWarning writes a draft anew, under the rules of DraftWarning. It refuses a revision of what was
// revised since it was read, and of what is no draft any more.
func (d *Desk) ReviseWarning(ctx context.Context, who Caller, said tocsin.Warning) (Receipt, error) {
	return d.update(ctx, who, ActRevise, said, func(a *act) (tocsin.Ref, error) {
		said := said
		ref := tocsin.Ref{Kind: tocsin.KindWarning, ID: string(said.ID)}
		w, err := load[tocsin.Warning](a, ref.Kind, ref.ID)
		if err != nil {
			return ref, err
		}
		if a.named != nil {
			a.named[string(w.Threat)] = true // the caller means it, whether he says so or not
		}
		t, err := load[tocsin.Threat](a, tocsin.KindThreat, string(w.Threat))
		if err != nil {
			return ref, err
		}
		revision := said.Revision
		a.asDrafted(&said)
		said.Revision = revision
		keepTimes(&said.Times, w.Times)
		was := *w
		if err := w.Revise(said, a.by); err != nil {
			return ref, err
		}
		if err := saysElse(*w, was); err != nil {
			return ref, err
		}
		if err := a.checkDraft(w); err != nil {
			return ref, err
		}
		if err := a.checkWarning(w, t); err != nil {
			return ref, err
		}
		return ref, a.save(w)
	})
}

// saysElse refuses a revision that changes nothing but whose it is.
func saysElse(w, was tocsin.Warning) error {
	w.Drafter, w.Times, w.Revision = was.Drafter, was.Times, was.Revision
	x, err := json.Marshal(w)
	if err != nil {
		return err
	}
	y, err := json.Marshal(was)
	if err == nil && bytes.Equal(x, y) {
		err = tocsin.Refuse(tocsin.RuleForm, "leave it as it is, or write what changes", "the draft says that already")
	}
	return err
}

// keepTimes leaves a time that is given by nobody now as it was given before.
func keepTimes(t *tocsin.Times, was tocsin.Times) {
	if t.HappenedEvidence == tocsin.Recorded {
		t.Happened, t.HappenedEvidence = was.Happened, was.HappenedEvidence
	}
	if t.LearnedEvidence == tocsin.Recorded {
		t.Learned, t.LearnedEvidence = was.Learned, was.LearnedEvidence
	}
}

// WithdrawWarning takes a draft back, with the reason in who.Reason: nobody signs or sends it any
// more, and it stays on record. The duty to decide on a warning stays as it is.
func (d *Desk) WithdrawWarning(ctx context.Context, who Caller, id tocsin.WarningID, revision int64) (Receipt, error) {
	return d.update(ctx, who, ActWithdraw, []any{id, revision}, func(a *act) (tocsin.Ref, error) {
		ref := tocsin.Ref{Kind: tocsin.KindWarning, ID: string(id)}
		w, err := load[tocsin.Warning](a, ref.Kind, ref.ID)
		if err != nil {
			return ref, err
		}
		if err := w.Withdraw(a.by, revision); err != nil {
			return ref, err
		}
		return ref, a.save(w)
	})
}

// asDrafted keeps of a warning what its drafter may say: signatures, releases, answers and closing
// messages come from acts of their own.
func (a *act) asDrafted(w *tocsin.Warning) {
	w.State, w.Drafter, w.Second, w.Released, w.Urgent, w.Parity = tocsin.Draft, a.by, nil, nil, "", ""
	w.Revision, w.Withdrawn = 0, nil
	w.Versions, w.Overrides = cloneVersions(w.Versions), slices.Clone(w.Overrides)
	for i := range w.Versions {
		if in := w.Versions[i].Instruction; in != nil {
			w.Versions[i].Instruction = &tocsin.Instruction{Words: in.Words, Window: in.Window}
		}
	}
	for i := range w.Overrides {
		w.Overrides[i].By = a.by
	}
	a.stamp(&w.Times)
}

// checkDraft refuses what could not be sent, or placed on the calendar.
func (a *act) checkDraft(w *tocsin.Warning) error {
	for _, v := range w.Versions {
		if v.TLP != "" && !slices.Contains(tocsin.TLPs, v.TLP) {
			return tocsin.Refuse(tocsin.RuleForm, "use a TLP 2.0 label", "%q is no label", clip(string(v.TLP), maxID))
		}
		if v.Instruction != nil {
			if err := checkWindow(v.Instruction.Window); err != nil {
				return err
			}
		}
		for _, p := range v.Parts {
			if err := checkWindow(p.Window); err != nil {
				return err
			}
		}
	}
	return a.checkAddressees(w.Addressees)
}

// checkAddressees refuses an addressee that cannot be one: nobody, or ourselves. What we send to
// ourselves would come back as another's warning, and count as a second origin.
func (a *act) checkAddressees(to []tocsin.Addressee) error {
	for _, t := range to {
		if err := tocsin.CheckOrgID(t.Org); err != nil {
			return tocsin.Refuse(tocsin.RuleForm, "name the addressee by its short name", "%s", err)
		}
		if err := a.meets(t.Org); err != nil {
			return err
		}
		if t.Org == a.d.org {
			return tocsin.Refuse(tocsin.RuleForm, "address the others who are to know", "a warning is not addressed to its own sender")
		}
	}
	return nil
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

// inDanger are the victims of the parts that are open: who was in danger of a part that has ended
// need not be told of it.
func inDanger(t *tocsin.Threat) []tocsin.Victim {
	return slices.DeleteFunc(slices.Clone(t.Victims), func(v tocsin.Victim) bool {
		p := t.Part(v.Part)
		return p != nil && p.State == tocsin.PartClosed
	})
}

func (a *act) checkWarning(w *tocsin.Warning, t *tocsin.Threat) error {
	if err := w.Check(t); err != nil {
		return err
	}
	if err := w.CheckAddressees(inDanger(t)); err != nil {
		return err
	}
	return a.checkLeaks(w, t)
}

// Leaks runs the leak check on a warning without recording anything.
func (d *Desk) Leaks(ctx context.Context, who Viewer, w tocsin.Warning) (found []tearline.Finding, err error) {
	w.Versions = cloneVersions(w.Versions)
	err = d.see(ctx, who, func(seen, v store.View) error {
		t, err := load[tocsin.Threat](seen, tocsin.KindThreat, string(w.Threat))
		if err != nil {
			return err
		}
		if found, err = leaks(v, &w, t); err != nil {
			return err
		}
		words, err := sourceWords(v)
		for i := range found {
			if f := &found[i]; f.Source { // who asks learns where, not what
				f.Match, f.Excerpt = bar, bar
			}
			maskAll(&found[i], func(s string) string { return hideSource(s, words) })
		}
		return err
	})
	return found, err
}

// SignWarning is the second person's signature: it issues a draft, or pays the signature owed for
// an urgent one; revision is that of the draft that was read. It may come from the named partner
// outside when our profile is small.
func (d *Desk) SignWarning(ctx context.Context, who Caller, id tocsin.WarningID, revision int64) (Receipt, error) {
	return d.update(ctx, who, ActSign, []any{id, revision}, func(a *act) (tocsin.Ref, error) {
		ref := tocsin.Ref{Kind: tocsin.KindWarning, ID: string(id)}
		w, err := load[tocsin.Warning](a, ref.Kind, ref.ID)
		if err != nil {
			return ref, err
		}
		if err := a.partner(who.Org); err != nil {
			return ref, err
		}
		if w.Second == nil && w.Drafter.Tag == a.by.Tag { // under another organisation's name too
			return ref, w.Drafter.SecondBy(w.Drafter.Signer)
		}
		if err := w.Sign(a.by, revision); err != nil {
			return ref, err
		}
		if err := a.meet(tocsin.OweSecondSignature, ref, "signed by "+string(who.Role), nil); err != nil {
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

// IssueUrgent lets one officer warn of a danger within 24 hours, with the reason in who.Reason;
// revision is that of the draft that was read.
// The second signature is owed within the policy's time, and its absence climbs.
func (d *Desk) IssueUrgent(ctx context.Context, who Caller, id tocsin.WarningID, revision int64) (Receipt, error) {
	return d.update(ctx, who, ActUrgent, []any{id, revision}, func(a *act) (tocsin.Ref, error) {
		ref := tocsin.Ref{Kind: tocsin.KindWarning, ID: string(id)}
		w, err := load[tocsin.Warning](a, ref.Kind, ref.ID)
		if err != nil {
			return ref, err
		}
		t, err := load[tocsin.Threat](a, tocsin.KindThreat, string(w.Threat))
		if err != nil {
			return ref, err
		}
		if err := w.IssueUrgent(a.by, windows(w, t), revision); err != nil {
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
