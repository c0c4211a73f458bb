package casefile

import (
	"slices"

	"tocsin"
)

// partsOf are the parts of a threat as the act's organisation knows it by now: those it was
// opened with, or was told of, and those that decisions opened since. Nil: not known.
func (k *checker) partsOf(threat, warning string) []string {
	parts := k.told(warning)
	if t := k.things.byKind["threat"][threat]; t != nil {
		parts = append(parts, partIDs(t.step.Act.Threat.Parts)...)
	}
	if parts == nil {
		return nil
	}
	return append(parts, strs(k.things.moved[k.fileKey(threat, warning)])...)
}

func (k *checker) fileKey(threat, warning string) string {
	return string(k.things.now.Org) + " " + threat + " " + warning
}

// told are the parts of a warning as the act's organisation received them. A full version that
// names none tells all of its threat; at the lower levels the parts are numbered.
func (k *checker) told(warning string) []string {
	w := k.warning(warning)
	if w == nil {
		return nil
	}
	var parts []string
	for _, d := range k.things.sent[warning] {
		v := w.Version(d.level)
		if d.org != k.things.now.Org || v == nil {
			continue
		}
		t := k.things.byKind["threat"][w.Threat]
		switch {
		case d.level != tocsin.Full:
			for i := range v.Parts {
				parts = append(parts, "part-"+itoa(i+1))
			}
		case len(v.Parts) == 0 && t != nil:
			parts = append(parts, partIDs(t.step.Act.Threat.Parts)...)
			parts = append(parts, strs(k.things.moved[string(t.step.Org)+" "+w.Threat+" "])...)
		default:
			parts = append(parts, partIDs(v.Parts)...)
		}
	}
	slices.Sort(parts)
	return slices.Compact(parts)
}

func partIDs(parts []ThreatPart) []string {
	out := make([]string, len(parts))
	for i, p := range parts {
		out[i] = string(p.ID)
	}
	return out
}

// part checks that a part is one of those known; none known, none checked.
func (k *checker) part(id tocsin.PartID, known []string, at where) {
	if id != "" && len(known) > 0 && !slices.Contains(known, string(id)) {
		k.unknown(at, "part", string(id), known, "name a part of the threat")
	}
}

// victimsOf are the victims of a threat; nil: not known, because a received warning opened it.
func (k *checker) victimsOf(threat string) []string {
	t := k.things.byKind["threat"][threat]
	if t == nil {
		return nil
	}
	ids := []string{}
	for _, v := range t.step.Act.Threat.Victims {
		ids = append(ids, v.ID)
	}
	return ids
}

func (k *checker) victim(id string, known []string, at where) {
	if id != "" && known != nil && !slices.Contains(known, id) {
		k.unknown(at, "victim", id, known, "add it to the `victims` of the threat")
	}
}

// warnParts checks what a warning says against its threat.
func (k *checker) warnParts(w *Warn, at where) {
	parts, victims := k.partsOf(w.Threat, w.Warning), k.victimsOf(w.Threat)
	for _, l := range tocsin.Levels {
		if v := w.Version(l); v != nil {
			for i, p := range v.Parts {
				k.part(p.ID, parts, at.to(string(l), "parts", i, "id"))
			}
		}
	}
	for i, a := range w.Absent {
		k.victim(a.Victim, victims, at.to("not_told", i, "victim"))
	}
	k.reaches(w.To, victims, at)
}

func (k *checker) reaches(to []Addressee, victims []string, at where) {
	for i, a := range to {
		for j, v := range a.Reaches {
			k.victim(v, victims, at.to("to", i, "reaches", j))
		}
	}
}

// releases checks that the level is written and reaches somebody.
func (k *checker) releases(r *Release, at where) {
	w := k.warning(r.Warning)
	if w == nil {
		return
	}
	if w.Version(r.Level) == nil {
		k.unwritten(r.Level, w, at.to("level"))
		return
	}
	for i, a := range r.To {
		if a.Level != r.Level && slices.Contains(tocsin.Levels, a.Level) {
			k.add(at.to("to", i, "level"), "write `level: "+string(r.Level)+"`, or release the other level in an act of its own", "this releases the level `%s`, and %s is to have `%s`", r.Level, plain(string(a.Org)), a.Level)
		}
	}
	k.reaches(r.To, k.victimsOf(w.Threat), at)
	to := slices.DeleteFunc(slices.Concat(w.To, r.To), func(a Addressee) bool { return a.Level != r.Level })
	if len(to) == 0 {
		k.add(at, "add `to:` with those who are to have it", "nobody is addressed at the level `%s`, so this releases it to no one", r.Level)
	}
	k.arrivals(r.Arrives, to, at)
}

func (k *checker) unwritten(l tocsin.Level, w *Warn, at where) {
	if slices.Contains(tocsin.Levels, l) {
		k.add(at, "write `"+string(l)+":` in the warning, or name another level", "warning `%s` has no version at the level `%s`", plain(w.ID), l)
	}
}

// closes checks that there is an instruction to be closed.
func (k *checker) closes(c *Closing, at where) {
	w := k.warning(c.Warning)
	if w == nil {
		return
	}
	level := c.Level
	if level == "" {
		level = tocsin.Public
	}
	switch v := w.Version(level); {
	case v == nil:
		k.unwritten(level, w, at.to("level"))
	case v.Do == "":
		k.add(at.to("level"), "name the level whose instruction ends, or add `do:` and `stands:` there", "the level `%s` of warning `%s` has no instruction that could end", level, plain(w.ID))
	}
}

// decides checks the part that a decision speaks of, and opens the one it moved to.
func (k *checker) decides(d *Decide, at where) {
	parts := k.partsOf(d.Threat, d.Warning)
	k.part(d.Part, parts, at.to("part"))
	if d.MovedTo == nil {
		return
	}
	if slices.Contains(parts, string(d.MovedTo.ID)) {
		k.add(at.to("moved_to", "id"), "give the new part a name of its own", "the threat has a part `%s` already", plain(string(d.MovedTo.ID)))
		return
	}
	key := k.fileKey(d.Threat, d.Warning)
	k.things.moved[key] = append(k.things.moved[key], d.MovedTo.ID)
}
