package casefile

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"tocsin"
)

// things are what acts open: reports, threats, warnings, leads, measures and so on.
type things struct {
	byKind map[string]map[string]*thing
	sent   map[string][]delivery      // by warning
	public map[string]bool            // warnings whose public version an act of its own releases
	moved  map[string][]tocsin.PartID // by organisation and threat: the parts that decisions opened
	now    Step                       // the act that is being checked
	seq    int                        // its place in the order of play
	at     where
}

// A thing was opened by an act.
type thing struct {
	kind, id string
	step     Step
	seq      int
}

// A delivery is one level of a warning on its way to one organisation.
type delivery struct {
	org   tocsin.OrgID
	level tocsin.Level
	at    time.Time
	when  tocsin.Instant
	never bool
	seq   int // of the act that sent it
	from  *Event
}

// order goes through the acts as they are played, and checks that each uses only what is there
// by then, and is its organisation's own.
func (k *checker) order() {
	k.things = things{byKind: map[string]map[string]*thing{}, sent: map[string][]delivery{}, public: map[string]bool{}, moved: map[string][]tocsin.PartID{}}
	var acts []Step
	for _, s := range k.c.Playbook() {
		if _, ok := k.acts[s.Act]; s.Kind == StepAct && ok && k.known("organisation", string(s.Org)) {
			acts = append(acts, s)
		}
	}
	for seq, s := range acts {
		k.opens(s, seq)
		if r := s.Act.Release; r != nil && r.Level == tocsin.Public {
			k.things.public[r.Warning] = true
		}
	}
	for seq, s := range acts {
		k.sends(s, seq)
	}
	for seq, s := range acts {
		k.things.now, k.things.seq, k.things.at = s, seq, k.acts[s.Act]
		k.uses(s)
	}
}

// opens notes what an act opens: the field whose tag is `id`.
func (k *checker) opens(s Step, seq int) {
	v := verbValue(s.Act)
	field, ok := v.Type().FieldByName("ID")
	if !ok {
		return
	}
	kind, id := field.Tag.Get("id"), v.FieldByName("ID").String()
	if k.things.byKind[kind] == nil {
		k.things.byKind[kind] = map[string]*thing{}
	}
	if k.things.byKind[kind][id] == nil {
		k.things.byKind[kind][id] = &thing{kind: kind, id: id, step: s, seq: seq}
	}
}

// verbValue is the struct of the act's verb.
func verbValue(a *Act) reflect.Value {
	v := reflect.ValueOf(a).Elem()
	for _, field := range v.Fields() {
		if !field.IsNil() {
			return field.Elem()
		}
	}
	return reflect.Value{}
}

// sends notes which organisations a warning or a release is on its way to.
//
// A rule may refuse the last of the messages that an act takes, after the others were sent: what
// is expected to be refused counts as sent, so that nothing is refused here that could play.
func (k *checker) sends(s Step, seq int) {
	switch {
	case s.Act.Warn != nil:
		w := s.Act.Warn
		for _, a := range w.To {
			if !w.Draft && (a.Level != tocsin.Public || !k.things.public[w.ID]) {
				k.send(w.ID, a, w.Arrives, s, seq)
			}
		}
	case s.Act.Release != nil:
		r := s.Act.Release
		w := k.warning(r.Warning)
		if w == nil {
			return
		}
		arrivals := maps.Clone(w.Arrives)
		if arrivals == nil {
			arrivals = r.Arrives
		} else {
			maps.Copy(arrivals, r.Arrives)
		}
		for _, a := range slices.Concat(w.To, r.To) {
			if a.Level == r.Level {
				k.send(r.Warning, a, arrivals, s, seq)
			}
		}
	}
}

// warning is the act that drafts the warning, or nil.
func (k *checker) warning(id string) *Warn {
	if t := k.things.byKind["warning"][id]; t != nil {
		return t.step.Act.Warn
	}
	return nil
}

// send notes one delivery: at once, or when the case says that it arrives.
func (k *checker) send(warning string, to Addressee, arrives map[string]Instant, s Step, seq int) {
	d := delivery{org: to.Org, level: to.Level, at: s.PlayAt, when: s.At, seq: seq, from: s.Event}
	if a, ok := arrives[string(to.Org)]; ok && (a.Never() || a.When.Latest.After(s.PlayAt)) {
		d.at, d.when, d.never = a.When.Latest, a.When, a.Never()
	}
	k.things.sent[warning] = append(k.things.sent[warning], d)
}

// own finds a thing that the act's organisation opened earlier; nil when it is not to be had, and
// that is reported. An act that is expected to be refused may be so for the very reason that the
// thing is another's, or not there: of it only the name is checked.
func (k *checker) own(kind, id string, at where) *thing {
	t := k.things.byKind[kind][id]
	org := k.things.now.Org
	switch {
	case id == "":
		return nil
	case t == nil:
		k.unknown(at, kind, id, k.ours(kind), "open it in an earlier act: `- "+opener(kind)+": {id: ..., org: "+string(org)+"}`")
		return nil
	case k.things.now.Act.refused():
		return t
	case t.step.Org != org:
		k.add(at, "name one of its own, or let "+string(t.step.Org)+" do this", "%s `%s` is on the desk of %s, and this act is %s's", kind, plain(id), t.step.Org, org)
		return nil
	}
	return k.there(t, at)
}

// there reports a thing that does not exist when the act is played.
func (k *checker) there(t *thing, at where) *thing {
	now := k.things.now
	switch {
	case t.step.Act.refused() && !partly(t.kind):
		k.add(at, "name one that is opened", "%s `%s` never exists: the act that would open it is expected to be refused (%s)", t.kind, plain(t.id), plain(string(t.step.Act.Common().Refused)))
	case t.seq == k.things.seq:
		k.add(at, "name another", "%s `%s` refers to itself", t.kind, plain(t.id))
	case t.seq > k.things.seq:
		k.add(at, later(t.step, now), "%s `%s` is not there yet: it is opened %s, and this act is played %s", t.kind, plain(t.id), played(t.step), played(now))
	case t.step.Event.Basis == Counterfactual && t.step.Event != now.Event:
		k.add(at, "open it in this event too, or name another", "%s `%s` is opened in the counterfactual event `%s`, which is rehearsed and undone", t.kind, plain(t.id), plain(t.step.Event.ID))
	case t.step.Event.Basis == Counterfactual && !t.step.PlayAt.Equal(now.PlayAt):
		k.add(at, "leave `at` out of both acts: those of one moment are rehearsed together", "%s `%s` is rehearsed at another moment (%s), and undone after it", t.kind, plain(t.id), played(t.step))
	default:
		return t
	}
	return nil
}

// partly reports that the act which opens such a thing takes several messages: a warning that
// nobody may sign, or a report whose grade is refused, is there all the same.
func partly(kind string) bool { return kind == "warning" || kind == "report" }

// played says when a step is played.
func played(s Step) string {
	return s.PlayAt.In(s.At.Location()).Format("2 Jan 2006 15:04 MST")
}

// later explains why something plays later than its writer may have thought.
func later(opens, uses Step) string {
	if !opens.At.Earliest.Before(uses.PlayAt) || opens.At.Latest.Sub(opens.At.Earliest) < time.Hour {
		return "put the acts into their order, or mend one of the two times"
	}
	return "an imprecise time (" + plain(opens.At.String()) + ") is played at its latest moment: give it the hour, or play this act at the same time or later"
}

// ours lists the things of a kind that the act's organisation opens.
func (k *checker) ours(kind string) []string {
	var ids []string
	for _, id := range k.ids[kind] {
		if t := k.things.byKind[kind][id]; t != nil && t.step.Org == k.things.now.Org {
			ids = append(ids, id)
		}
	}
	return ids
}

// opener is the verb that opens things of a kind.
func opener(kind string) string {
	switch kind {
	case "warning":
		return "warn"
	case "briefing":
		return "brief"
	}
	return strings.ToLower(kind)
}
