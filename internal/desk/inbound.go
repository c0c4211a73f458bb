package desk

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tocsin"
	"tocsin/internal/store"
)

// What a peer may send at most. A duty is opened for each onward entry, and each is committed to
// in the one statement of the act.
const (
	maxParts   = 64
	maxOnward  = 128
	maxAliases = 64
	maxName    = 500      // bytes of a name, a value, a title
	maxWords   = 64 << 10 // bytes of a text
)

// checkRelease refuses a release that cannot be kept or read. It refuses as little as it can: a
// warning with faults in it is still a warning.
func checkRelease(r tocsin.Release) error {
	long := len(r.Parts) > maxParts || len(r.Onward) > maxOnward || len(r.Title) > maxName || len(r.Text) > maxParts
	for _, p := range r.Parts {
		long = long || len(p.ID) > maxName || len(p.Name) > maxName
		for _, f := range p.Facets.All() {
			long = long || len(f.Value) > maxName || len(f.Aliases) > maxAliases || slices.ContainsFunc(f.Aliases, func(s string) bool { return len(s) > maxName })
		}
	}
	for _, o := range r.Onward {
		long = long || len(o.Victim) > maxName || len(o.Name) > maxName
	}
	for _, t := range r.Text {
		long = long || len(t.Words) > maxWords || len(t.Lang) > maxName
	}
	long = long || r.Do != nil && len(r.Do.Words) > maxWords || r.Closing != nil && len(r.Closing.Words) > maxWords
	switch {
	case long:
		return tocsin.Refuse(tocsin.RuleForm, "ask for it in fewer parts or words", "the release is too long to be kept")
	case checkID(string(r.ID)) != nil || r.Replaces != "" && checkID(string(r.Replaces)) != nil:
		return tocsin.Refuse(tocsin.RuleForm, "ask for it to be sent again", "the id of the release is not one")
	case r.Level.Order() < 0:
		return tocsin.Refuse(tocsin.RuleForm, "ask for it as full, tearline or public", "the release is of no known level")
	}
	return nil
}

// partsOf makes the parts of our own threat of what a release tells: what does not fit is left out
// of them, and stays in the release. Sites are found again here; nobody else knows ours.
func partsOf(r tocsin.Release, hide []string) []tocsin.Part {
	var out []tocsin.Part
	for i, p := range r.Parts {
		part := tocsin.Part{ID: partID(r, i, hide), Name: maskWords(p.Name, hide), Facets: repaired(p.Facets)}
		if checkWindow(p.Window) == nil && p.Window.Check() == nil {
			part.Window = p.Window
		}
		out = append(out, part)
	}
	if len(out) == 0 {
		out = []tocsin.Part{{ID: "all", Name: "what the text says"}}
	}
	return out
}

// partID is the release's own name for its part i, or a number when that is no name of its own, or
// gives the sender away.
func partID(r tocsin.Release, i int, hide []string) tocsin.PartID {
	id := r.Parts[i].ID
	same := func(p tocsin.Part) bool { return p.ID == id }
	if checkID(string(id)) != nil || slices.ContainsFunc(r.Parts[:i], same) || maskWords(string(id), hide) != string(id) || strings.HasPrefix(string(id), "no-") {
		return tocsin.PartID(fmt.Sprintf("no-%d", i+1))
	}
	return id
}

// repaired reads facets that contradict themselves as what they can only mean.
func repaired(f tocsin.Facets) tocsin.Facets {
	for _, n := range tocsin.FacetNames {
		p := f.Get(n)
		value := strings.TrimSpace(p.Value) != ""
		switch {
		case p.State == tocsin.Generalised && value:
		case value:
			p.State = tocsin.Stated
		default:
			*p = tocsin.Facet{State: tocsin.NotHeld}
		}
		p.Site, p.Reason = "", ""
	}
	return f
}

// victims are the victims whom the sender reaches only through us, by ids of ours.
func victimsOf(in *tocsin.Received, hide []string) []tocsin.Victim {
	var out []tocsin.Victim
	for i, o := range in.Release.Onward {
		v := tocsin.Victim{ID: victimID(in.Release, i, hide), Name: o.Name, Kind: "structure"}
		if at := slices.IndexFunc(in.Release.Parts, func(p tocsin.Part) bool { return p.ID == o.Part }); at >= 0 && o.Part != "" {
			v.Part = partID(in.Release, at, hide)
		}
		out = append(out, v)
	}
	return out
}

// victimID is what we call the victim of onward entry i: as the sender does, where that can be an
// id of its own and does not give the sender away.
func victimID(r tocsin.Release, i int, hide []string) string {
	id := r.Onward[i].Victim
	same := func(o tocsin.Onward) bool { return o.Victim == id }
	if checkID(id) != nil || slices.ContainsFunc(r.Onward[:i], same) || maskWords(id, hide) != id || strings.HasPrefix(id, "no-") {
		return fmt.Sprintf("no-%d", i+1)
	}
	return id
}

// onwardBy is until when a victim is to be told: as the sender asks, but never later than our own
// policy, and never before now. A sender who names no time must not make the duty stand still.
func onwardBy(asked, now time.Time, p tocsin.Policy) time.Time {
	last := now.Add(p.OnwardWithin)
	switch {
	case asked.IsZero() || asked.After(last):
		return last
	case asked.Before(now):
		return now
	}
	return asked
}

// sendersNames are the names that give a sender away in a text: its name and aliases as our
// record has them, and its short name where that is not a plain word.
func sendersNames(v store.View, id tocsin.OrgID) []string {
	o, err := load[tocsin.Org](v, tocsin.KindOrg, string(id))
	if err != nil {
		return []string{string(id)}
	}
	return namesOf(*o)
}

func namesOf(o tocsin.Org) []string {
	names := append([]string{o.Name}, o.Aliases...)
	if strings.ContainsAny(string(o.ID), "-0123456789") {
		names = append(names, string(o.ID))
	}
	return names
}
