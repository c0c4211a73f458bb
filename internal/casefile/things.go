package casefile

import (
	"maps"
	"reflect"
	"slices"

	"tocsin"
)

// A thing is a record that an act of the case opens and names.
type thing struct {
	org    tocsin.OrgID
	step   int    // in the order of play
	when   string // for messages
	event  *Event
	staged bool // opened by a counterfactual event: undone after it
}

// things are the records of the case: kind, then name. Several organisations may use one name.
type things map[string]map[string][]thing

func (t things) add(kind, name string, x thing) {
	if t[kind] == nil {
		t[kind] = map[string][]thing{}
	}
	t[kind][name] = append(t[kind][name], x)
}

// order checks that every record that an act names is opened by an act that plays before it, at
// the same desk. A warning is `issued` at its sender's desk and `received` at its addressees'.
func (k *checker) order() {
	steps := k.c.Playbook()
	k.things = things{}
	for i, s := range steps {
		if s.Act != nil {
			k.opens(i, s)
		}
	}
	for i, s := range steps {
		if s.Act != nil {
			k.follows(i, s)
		}
	}
}

// opens notes what an act opens.
func (k *checker) opens(step int, s Step) {
	x := thing{org: s.Org, step: step, when: shown(s.At), event: s.Event, staged: s.Event.Basis == Counterfactual}
	walk(spot{value: reflect.ValueOf(s.Act).Elem()}, func(sp spot) bool {
		kind := sp.tag.Get("id")
		switch kind {
		case "report", "threat", "measure", "lead", "programme", "briefing", "sighting":
			k.things.add(kind, sp.value.String(), x)
		case "warning":
			k.things.add("issued", sp.value.String(), x)
		}
		return true
	})
	switch {
	case s.Act.Warn != nil && !s.Act.Warn.Draft:
		k.reach(s.Act.Warn.ID, s.Act.Warn.To, x)
	case s.Act.Release != nil:
		k.reach(s.Act.Release.Warning, s.Act.Release.To, x)
		if w := k.warnAct(s.Org, s.Act.Release.Warning); w != nil {
			k.reach(w.ID, w.To, x)
		}
	}
}

// reach notes who receives a warning.
func (k *checker) reach(warning string, to []Addressee, x thing) {
	for _, a := range to {
		x.org = a.Org
		k.things.add("received", warning, x)
	}
}

// warnAct is the act by which an organisation issues a warning.
func (k *checker) warnAct(org tocsin.OrgID, name string) *Warn {
	for i := range k.c.Events {
		for _, a := range k.c.Events[i].Acts {
			if a.Warn != nil && a.Warn.ID == name && (org == "" || a.Warn.Org == org) {
				return a.Warn
			}
		}
	}
	return nil
}

// follows checks what an act names.
func (k *checker) follows(step int, s Step) {
	at := k.acts[s.Act]
	walk(spot{at: at[:len(at)-1], value: reflect.ValueOf(s.Act).Elem()}, func(sp spot) bool {
		kind := sp.tag.Get("ref")
		name := ""
		if sp.value.Kind() == reflect.String {
			name = sp.value.String()
		}
		switch kind {
		case "report", "threat", "received", "issued", "measure", "lead", "programme":
			if name != "" {
				k.follow(sp.at, kind, name, step, s)
			}
		}
		return true
	})
}

var kindWords = map[string]string{"issued": "warning", "received": "warning", "programme": "event on the calendar"}

func kindWord(kind string) string {
	if w, ok := kindWords[kind]; ok {
		return w
	}
	return kind
}

// follow checks one name.
func (k *checker) follow(at where, kind, name string, step int, s Step) {
	all := k.things[kind][name]
	if len(all) == 0 {
		k.unknown(at, kindWord(kind), name, slices.Sorted(maps.Keys(k.things[kind])), "open it with an act before this one")
		return
	}
	var own []thing
	for _, x := range all {
		if x.org == s.Org {
			own = append(own, x)
		}
	}
	if len(own) == 0 && kind == "received" {
		k.add(at, "address it to "+string(s.Org)+", or let one of its addressees act", "the warning `%s` is not sent to %s", name, s.Org)
		return
	}
	if len(own) == 0 {
		k.add(at, "let "+string(all[0].org)+" act, or open one at "+string(s.Org), "the %s `%s` belongs to %s, not to %s", kindWord(kind), name, all[0].org, s.Org)
		return
	}
	if slices.ContainsFunc(own, func(x thing) bool { return x.step <= step && (!x.staged || x.event == s.Event) }) {
		return
	}
	if slices.ContainsFunc(own, func(x thing) bool { return x.staged && x.event != s.Event }) {
		k.add(at, "move this act into that event, or open the "+kindWord(kind)+" in an event that happened", "the %s `%s` is only rehearsed, in the counterfactual event `%s`, and is gone after it", kindWord(kind), name, own[0].event.ID)
		return
	}
	k.add(at, "move this act after it, or mend one of the times (a time that is not exact plays at its latest moment)", "the %s `%s` is opened later (%s) than this act (%s)", kindWord(kind), name, own[0].when, shown(s.At))
}
