package casefile

import (
	"slices"

	"tocsin"
)

// uses checks everything that an act names of what other acts opened.
func (k *checker) uses(s Step) {
	walk(spot{at: k.things.at, value: verbValue(s.Act), act: s.Act}, func(at spot) bool {
		id, ok := at.value.Interface().(string)
		if !ok || id == "" {
			return true
		}
		switch ref := at.tag.Get("ref"); ref {
		case "report", "measure", "programme", "lead":
			k.own(ref, id, at.at)
		case "threat":
			k.file(id, at.at)
		case "issued":
			k.own("warning", id, at.at)
		case "received":
			k.received(id, at.at)
		}
		return true
	})
	if !s.Act.refused() {
		k.details(s, k.things.at)
	}
}

// details checks what only one verb has.
func (k *checker) details(s Step, at where) {
	a := s.Act
	switch {
	case a.Warn != nil:
		k.warnParts(a.Warn, at)
	case a.Release != nil:
		k.releases(a.Release, at)
	case a.Closing != nil:
		k.closes(a.Closing, at)
	case a.Detail != nil:
		if w := k.warning(a.Detail.Warning); w != nil && !k.sentTo(a.Detail.Warning, a.Detail.To) {
			k.add(at.to("to"), "name one of those who were sent it", "warning `%s` was not sent to %s", plain(w.ID), plain(string(a.Detail.To)))
		}
	case a.Lead != nil:
		k.part(a.Lead.Part, k.told(a.Lead.Warning), at.to("part"))
	case a.CloseLead != nil:
		k.sameWarning(a.CloseLead, at)
	case a.OnwardDone != nil:
		if w := k.warning(a.OnwardDone.Warning); w != nil {
			k.victim(a.OnwardDone.Victim, k.victimsOf(w.Threat), at.to("victim"))
		}
	case a.Decide != nil:
		k.decides(a.Decide, at)
	case a.Settle != nil:
		k.settles(a.Settle, at)
	}
}

func (k *checker) sentTo(warning string, org tocsin.OrgID) bool {
	return slices.ContainsFunc(k.things.sent[warning], func(d delivery) bool { return d.org == org })
}

// file finds the threat that an act works on. The one that a received warning opened has no name
// of its own.
func (k *checker) file(id string, at where) {
	if k.things.byKind["threat"][id] == nil && k.things.byKind["warning"][id] != nil {
		k.add(at, "write `warning: "+plain(id)+"`, in an act that has this key; or open a threat of one's own for it", "`%s` is a warning, not a threat", plain(id))
		return
	}
	k.own("threat", id, at)
}

// received finds a warning that has arrived at the act's organisation.
func (k *checker) received(id string, at where) {
	t := k.things.byKind["warning"][id]
	now := k.things.now
	switch {
	case t == nil:
		k.unknown(at, "warning", id, k.ids["warning"], "add the act `warn` that sends it")
		return
	case now.Act.refused():
		return // see own
	case t.step.Org == now.Org:
		k.add(at, "let a receiver do it, or name the organisation's own `threat:`", "warning `%s` is %s's own: this is an act of those who receive it", plain(id), now.Org)
		return
	}
	if k.there(t, at) == nil {
		return
	}
	var first *delivery
	for i, d := range k.things.sent[id] {
		if d.org != now.Org || d.from.Basis == Counterfactual && d.from != now.Event {
			continue
		}
		if !d.never && d.seq < k.things.seq && !d.at.After(now.PlayAt) {
			return
		}
		if first == nil || first.never {
			first = &k.things.sent[id][i]
		}
	}
	k.notArrived(id, first, at)
}

func (k *checker) notArrived(id string, d *delivery, at where) {
	now := k.things.now
	switch {
	case d == nil:
		k.add(at, "add it to `to`; a draft and the public version go out by an act `release`", "warning `%s` is not sent to %s", plain(id), now.Org)
	case d.never:
		k.add(at, "write in `arrives` when it does arrive, or delete this act", "warning `%s` never arrives at %s", plain(id), now.Org)
	default:
		arrival := Step{At: d.when, PlayAt: d.at}
		k.add(at, later(arrival, now), "warning `%s` is not there yet: it arrives at %s %s, and this act is played %s", plain(id), now.Org, played(arrival), played(now))
	}
}

// settles checks the thing that a settled duty is about.
func (k *checker) settles(s *Settle, at where) {
	if s.About == "" {
		return
	}
	var all []string
	for _, kind := range []string{"report", "threat", "warning", "lead", "measure", "briefing", "programme", "sighting", "site"} {
		if t := k.things.byKind[kind][s.About]; kind == "site" && k.known(kind, s.About) || t != nil && t.seq < k.things.seq {
			return
		}
		all = append(all, k.ids[kind]...)
	}
	k.unknown(at.to("about"), "thing that earlier acts opened", s.About, all, "name what the duty is about by its id, or leave `about` out")
}

// sameWarning checks that a lead is closed on the warning that gave it.
func (k *checker) sameWarning(c *CloseLead, at where) {
	t := k.things.byKind["lead"][c.Lead]
	if t == nil || t.step.Org != k.things.now.Org {
		return // reported
	}
	if w := t.step.Act.Lead.Warning; w != c.Warning {
		k.add(at.to("warning"), "write `warning: "+plain(w)+"`", "lead `%s` belongs to warning `%s`", plain(c.Lead), plain(w))
	}
}
