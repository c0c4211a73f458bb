package desk

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"tocsin"
	"tocsin/internal/store"
	"tocsin/internal/tearline"
)

// take takes the words of a target out of the duties and refusals that repeat them: each is written
// anew without them, and what its earlier versions said is erased. Who owed what, by when, and which
// rule refused stays. It returns the records that it wrote.
func (a *act) take(t *target) ([]tocsin.Ref, error) {
	held, err := holds(a)
	if err != nil {
		return nil, err
	}
	p := taking{target: t, held: held, needles: needles(t)}
	for _, kind := range []string{tocsin.KindObligation, tocsin.KindRefusal} {
		var found []store.Record
		for r, err := range a.List(store.Query{Kind: kind}) {
			if err != nil {
				return nil, fmt.Errorf("list %s: %w", kind, err)
			}
			if !r.Erased && p.maybe(r) {
				found = append(found, r)
			}
		}
		for _, r := range found {
			if err := a.takeFrom(&p, r); err != nil {
				return nil, err
			}
		}
	}
	if len(p.took) > maxTaken {
		return nil, stillInForce("have the reports and warnings that belong to it erased first: their duties then repeat it no more",
			"%d duties and refusals repeat what it says, and one act can take it out of %d", len(p.took), maxTaken)
	}
	return p.took, nil
}

// taking is a target on its way out of other records.
type taking struct {
	*target
	held    []tocsin.Hold
	needles [][]byte
	took    []tocsin.Ref
}

// needles are what the body of a record that repeats a target holds: a quotation, or an id.
func needles(t *target) [][]byte {
	var out [][]byte
	for _, ref := range append([]tocsin.Ref{t.ref}, t.with...) {
		out = append(out, []byte(`"`+ref.ID+`"`))
	}
	for _, q := range t.quotes {
		if b, err := json.Marshal(q); err == nil {
			out = append(out, bytes.Trim(b, `"`))
		}
	}
	return out
}

// maybe reports whether it is worth reading a record: most have nothing to do with the target.
func (p *taking) maybe(r store.Record) bool {
	leak := r.Kind == tocsin.KindRefusal && bytes.Contains(r.Body, []byte(tocsin.RuleLeak))
	return leak || slices.ContainsFunc(p.needles, func(n []byte) bool { return bytes.Contains(r.Body, n) })
}

func (a *act) takeFrom(p *taking, r store.Record) error {
	var noun any
	var refs []tocsin.Ref
	var ended *tocsin.Obligation
	changed := false
	switch r.Kind {
	case tocsin.KindObligation:
		o, err := decode[tocsin.Obligation](r)
		if err != nil {
			return err
		}
		if o.State == tocsin.Open && (p.about(o.About) || p.about(o.Subject)) { // another's: ours would have refused
			if err := o.Drop(a.by, p.taken()); err != nil {
				return err
			}
			ended = o
		}
		noun, refs, changed = o, []tocsin.Ref{o.About, o.Subject}, p.fromDuty(o)
	default:
		x, err := decode[tocsin.RefusedAct](r)
		if err != nil {
			return err
		}
		noun, refs, changed = x, []tocsin.Ref{x.Object}, p.fromRefusal(x)
	}
	if !changed {
		return nil
	}
	if p.took = append(p.took, tocsin.Ref{Kind: r.Kind, ID: r.ID}); len(p.took) > maxTaken {
		return nil // it is refused when all are counted
	}
	if err := a.checkOthersHeld(p.held, refs); err != nil {
		return err
	}
	if err := a.save(noun); err != nil {
		return err
	}
	if ended != nil {
		a.receipt.Ended = append(a.receipt.Ended, *ended)
	}
	if _, err := a.EraseEarlier(r.Kind, r.ID); err != nil {
		return fmt.Errorf("erase what %s %s said: %w", r.Kind, r.ID, err)
	}
	return nil
}

// checkOthersHeld refuses to write anew what a hold on another threat covers.
func (a *act) checkOthersHeld(held []tocsin.Hold, refs []tocsin.Ref) error {
	if len(held) == 0 {
		return nil
	}
	var threats []tocsin.ThreatID
	for _, ref := range refs {
		more, err := a.threatsOf(ref)
		if err != nil {
			return err
		}
		threats = append(threats, more...)
	}
	if len(threats) == 0 {
		return nil // it is about the target, whose own threats were looked at, or about no threat
	}
	return tocsin.CheckHolds(held, threats)
}

// threatsOf are the threats to which what a duty or a refusal is about belongs.
func (a *act) threatsOf(ref tocsin.Ref) ([]tocsin.ThreatID, error) {
	switch ref.Kind {
	case tocsin.KindThreat:
		return []tocsin.ThreatID{tocsin.ThreatID(ref.ID)}, nil
	case tocsin.KindReport, tocsin.KindReceived, tocsin.KindWarning, tocsin.KindRelease:
	default:
		return nil, nil
	}
	r, err := a.Get(ref.Kind, ref.ID)
	if missing(err) || err == nil && r.Erased {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", ref, err)
	}
	switch ref.Kind {
	case tocsin.KindReport:
		noun, err := decode[tocsin.Report](r)
		if err != nil {
			return nil, err
		}
		return noun.Threats, nil
	case tocsin.KindReceived:
		noun, err := decode[tocsin.Received](r)
		if err != nil || noun.Threat == "" {
			return nil, err
		}
		return []tocsin.ThreatID{noun.Threat}, nil
	case tocsin.KindRelease:
		if r, err = a.Get(tocsin.KindWarning, r.Parent); err != nil {
			return nil, fmt.Errorf("read the warning of %s: %w", ref, err)
		}
	}
	if r.Erased { // and its releases with it
		return nil, nil
	}
	return []tocsin.ThreatID{tocsin.ThreatID(r.Parent)}, nil
}

// about reports whether a reference is to the target or a copy of it.
func (p *taking) about(ref tocsin.Ref) bool {
	bare := tocsin.Ref{Kind: ref.Kind, ID: ref.ID}
	return bare == p.ref || slices.Contains(p.with, bare)
}

// near reports whether a reference is to what the target belongs to, or what belongs to it.
func (p *taking) near(ref tocsin.Ref) bool {
	return slices.Contains(p.family, tocsin.Ref{Kind: ref.Kind, ID: ref.ID}) || slices.Contains(p.related, tocsin.Ref{Kind: ref.Kind, ID: ref.ID})
}

// taken stands where words were.
func (p *taking) taken() string { return "(erased with " + p.ref.String() + ")" }

// fromDuty takes the words out of a duty: all of them when it is about the target, those that it
// quotes when it is about something near. What other duties say is theirs: somebody who is named
// in two threats is to be told of the other one.
func (p *taking) fromDuty(o *tocsin.Obligation) bool {
	texts := []*string{&o.What, &o.How}
	if o.End != nil {
		texts = append(texts, &o.End.Reason)
	}
	for i := range o.Score {
		texts = append(texts, &o.Score[i].Why) // it quotes both files
	}
	switch {
	case p.about(o.About) || p.about(o.Subject):
		return p.whole(texts)
	case p.near(o.About) || p.near(o.Subject):
		return quoting(texts, p.quotes)
	}
	return false
}

// fromRefusal takes the words out of a refusal. One by the leak check quotes what it found in any
// wording, so it is asked again what of the target stands in it.
func (p *taking) fromRefusal(x *tocsin.RefusedAct) bool {
	texts := []*string{&x.Refusal.Reason, &x.Refusal.Instead, &x.Words}
	if p.about(x.Object) || x.Refusal.Rule == tocsin.RuleLeak && p.tells(x.Refusal.Reason+" / "+x.Refusal.Instead+" / "+x.Words) {
		return p.whole(texts)
	}
	return quoting(texts, atLeast(p.quotes, minTold))
}

func (p *taking) tells(text string) bool {
	values := append(slices.Clone(p.values), p.quotes...)
	if len(values) == 0 {
		return false
	}
	return len(tearline.Check([]tearline.Secret{{Name: "what is erased", Values: values}}, []tearline.Text{{Body: text}})) > 0
}

// whole takes all words.
func (p *taking) whole(texts []*string) (changed bool) {
	for _, s := range texts {
		if *s != "" && *s != p.taken() {
			*s, changed = p.taken(), true
		}
	}
	return changed
}

// quoting blacks out quotations.
func quoting(texts []*string, quotes []string) (changed bool) {
	for _, s := range texts {
		if masked := hideSource(*s, quotes); masked != *s {
			*s, changed = masked, true
		}
	}
	return changed
}
