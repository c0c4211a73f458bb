package casefile

import (
	"maps"
	"slices"

	"tocsin"
)

// events fills in what an event leaves out, and checks who learned of it when.
func (k *checker) events() {
	integrity := map[string]tocsin.Integrity{}
	for i := range k.c.Sources {
		s := &k.c.Sources[i]
		if s.Integrity == "" {
			s.Integrity = tocsin.Original
		}
		integrity[s.ID] = s.Integrity
	}
	for i := range k.c.Events {
		e, at := &k.c.Events[i], where{"events", i}
		if e.Basis == "" {
			e.Basis = Reported
		}
		if e.Integrity == "" {
			e.Integrity = worst(e.Cite, integrity)
		}
		k.heard(e, at)
		k.earlier(e, at)
	}
	k.mentions()
}

// worst is the integrity of the worst of the sources; original if there is none.
func worst(cites Cites, of map[string]tocsin.Integrity) tocsin.Integrity {
	n := 0
	for _, cite := range cites {
		n = max(n, slices.Index(tocsin.Integrities, of[cite.Source]))
	}
	return tocsin.Integrities[n]
}

// heard checks that what happened reaches somebody, and what did not happen reaches nobody.
func (k *checker) heard(e *Event, at where) {
	switch {
	case e.Basis == Counterfactual && len(e.Learned) > 0:
		k.add(at.to("learned"), "delete `learned`, or the basis if it did happen", "a counterfactual event did not happen, so nobody learned of it")
	case e.Basis != Counterfactual && len(e.Acts) == 0 && len(e.Learned) == 0:
		k.add(at.to("learned"), "add for example `learned: {"+k.someOrg()+": "+sameDay(e)+"}`, or `acts`, or `basis: counterfactual`",
			"event `%s` reaches nobody: it has neither acts nor `learned`", plain(e.ID))
	}
}

func (k *checker) someOrg() string {
	if len(k.c.Orgs) > 0 && slugForm.MatchString(string(k.c.Orgs[0].ID)) {
		return string(k.c.Orgs[0].ID)
	}
	return "city-police"
}

// sameDay is the day of an event, for an example.
func sameDay(e *Event) string {
	if !e.At.When.Known() {
		return Instant{}.Example()
	}
	return e.At.When.Latest.In(e.At.When.Location()).Format("2006-01-02")
}

// earlier refuses what comes certainly before its own cause.
func (k *checker) earlier(e *Event, at where) {
	for _, org := range slices.Sorted(maps.Keys(e.Learned)) {
		if l := e.Learned[org]; l.When.Known() && e.At.When.Known() && l.When.Latest.Before(e.At.When.Earliest) {
			k.add(at.to("learned", org), "mend one of the two times", "%s learns of this (%s) before it happened (%s)", org, shown(l.When), shown(e.At.When))
		}
	}
	for j := range e.Acts {
		common := e.Acts[j].Common()
		if common == nil || common.At == nil {
			continue
		}
		if t := common.At.When; t.Known() && e.At.When.Known() && t.Latest.Before(e.At.When.Earliest) {
			k.add(k.acts[&e.Acts[j]].to("at"), "move the act to an event of that time, or mend `at`", "this act (%s) is before the event that it belongs to (%s)", shown(t), shown(e.At.When))
		}
	}
}

// shown is a time for a message: an anchored one on the calendar too.
func shown(i tocsin.Instant) string {
	if i.Precision != tocsin.Anchored {
		return i.String()
	}
	return plain(i.String()) + ", at the latest " + i.Latest.In(i.Location()).Format("2 Jan 2006 15:04 MST")
}

// mentions checks what notes and the moment of the count speak of.
func (k *checker) mentions() {
	for i, n := range k.c.Notes {
		if n.About != "" && !k.known("question", n.About) && !k.known("event", n.About) {
			k.unknown(where{"notes", i, "about"}, "question or event", n.About,
				slices.Concat(k.ids["question"], k.ids["event"]), "declare it, or leave `about` out")
		}
	}
}
