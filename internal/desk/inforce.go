package desk

import (
	"fmt"
	"slices"

	"tocsin"
	"tocsin/internal/store"
)

// stillInForce builds the refusal of what may not be erased yet.
func stillInForce(instead, format string, args ...any) error {
	return tocsin.Refuse(tocsin.RuleInForce, instead, format, args...)
}

// checkClosed refuses what belongs to a threat that is open, or for which a measure is in force.
func (a *act) checkClosed(t *target) error {
	for _, id := range t.threats {
		r, err := a.Get(tocsin.KindThreat, string(id))
		if err != nil {
			return fmt.Errorf("read threat %s: %w", id, err)
		}
		if !r.Erased && r.State == tocsin.PartOpen {
			return stillInForce("decide on the threat first: tocsin review decide "+string(id), "it belongs to the threat %s, which is open", id)
		}
	}
	measures, err := list[tocsin.Measure](a, store.Query{Kind: tocsin.KindMeasure, State: tocsin.MeasureInForce})
	if err != nil {
		return err
	}
	for _, m := range measures {
		if slices.Contains(t.threats, m.Threat) {
			return stillInForce("lower the measure by two, or substitute it, first", "the measure %s, against the threat %s, is in force", m.ID, m.Threat)
		}
	}
	return nil
}

// checkEnded refuses what people are still to act on: an instruction, a briefing, a lead.
func (a *act) checkEnded(t *target) error {
	switch v := t.noun.(type) {
	case *tocsin.Warning:
		return instructing(v)
	case *tocsin.Received:
		for _, l := range v.Leads {
			if l.Closed == nil {
				return stillInForce("close the lead first, with what it came to", "the lead %s is open", l.ID)
			}
		}
		if in := v.Release.Do; in != nil && v.Release.Closing == nil && in.Window.End.Known() && !in.Window.HasEnded(a.now) {
			return stillInForce("wait until it has ended, or for its closing message", "its instruction stands until %s", in.Window.End)
		}
	case *tocsin.Listing:
		if v.InForce(a.now) {
			return stillInForce("take it down first: tocsin list remove", "the entry is in force")
		}
	case *tocsin.IncomingList:
		if v.State != tocsin.IntakeRefused {
			return stillInForce("refuse it first: tocsin list refuse", "the list is %s", v.State)
		}
	case *tocsin.Briefing:
		if v.Until.Known() && !a.now.After(v.Until.Latest) {
			return stillInForce("wait until then", "people were told to keep to it until %s", v.Until)
		}
	}
	return nil
}

// instructing refuses a warning whose instruction is in force at any level.
func instructing(w *tocsin.Warning) error {
	for _, v := range w.Versions {
		if in := v.Instruction; in != nil && in.Closing == nil && w.Out(v.Level) {
			return stillInForce("end it with its message first: tocsin warn close", "the instruction of %s is in force: it has no closing message", v.Level.Plain())
		}
	}
	return nil
}

// checkSourceUnused refuses a source that a report names, or whose words stand in another record:
// once it is erased nobody could keep them in the house any more.
func (a *act) checkSourceUnused(t *target) error {
	s, is := t.noun.(*sourceBody)
	if !is {
		return nil
	}
	reports, err := list[tocsin.Report](a, store.Query{Kind: tocsin.KindReport})
	if err != nil {
		return err
	}
	for _, r := range reports {
		if r.Source == s.ID {
			return stillInForce("have the report erased first", "the report %s names the source", r.ID)
		}
	}
	words := s.words()
	for _, kind := range kinds {
		if kind == tocsin.KindSource || kind == tocsin.KindObligation || kind == tocsin.KindRefusal || kind == tocsin.KindPerson {
			continue // duties and refusals lose the words with it
		}
		for r, err := range a.List(store.Query{Kind: kind}) {
			if err != nil {
				return fmt.Errorf("list %s: %w", kind, err)
			}
			if text := string(r.Body); !r.Erased && hideSource(text, words) != text {
				return stillInForce("have that erased first, or keep the source: what is erased here cannot be protected there", "the %s %s holds a word of the source", kind, r.ID)
			}
		}
	}
	return nil
}

// checkNothingOwed refuses what an open duty of ours is about. What others owe us about it does not
// stand in the way: its danger has ended, and who never answers would keep it for good.
func (a *act) checkNothingOwed(t *target) error {
	refs := append(append([]tocsin.Ref{t.ref}, t.with...), t.family...)
	open, err := list[tocsin.Obligation](a, store.Query{Kind: tocsin.KindObligation, State: tocsin.Open})
	if err != nil {
		return err
	}
	for _, o := range open {
		if o.Owes.Org != a.d.org {
			continue
		}
		for _, ref := range []tocsin.Ref{o.About, o.Subject} {
			if slices.Contains(refs, tocsin.Ref{Kind: ref.Kind, ID: ref.ID}) {
				return stillInForce("have it done or settled first: done is: "+o.DoneWhen, "something is owed about %s %s: %s (%s)", ref.Kind, ref.ID, o.Kind.Plain(), o.ID)
			}
		}
	}
	return nil
}
