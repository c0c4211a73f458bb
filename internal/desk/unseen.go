package desk

import (
	"slices"

	"tocsin"
)

// maskSenders hides the sender of every warning whose sender the desk was not shown: in the
// warning itself, and in what of its words stands in our own threat and duties. The record knows
// it; no reader of the snapshot does.
func (s *Snapshot) maskSenders() {
	if s.audience() {
		return
	}
	for i := range s.Received {
		r := &s.Received[i]
		if s.shown(*r) {
			continue
		}
		hide := s.namesOf(r.Release.From)
		masked := func(text string) string { return maskWords(text, hide) }
		*r = unseen(*r, masked)
		for j := range s.Threats {
			if t := &s.Threats[j]; slices.Contains(t.Received, r.ID) {
				maskThreat(t, masked)
			}
		}
		for j := range s.Obligations {
			if o := &s.Obligations[j]; o.Kind == tocsin.OweOnward && o.About.ID == string(r.ID) {
				o.What = masked(o.What)
			}
		}
	}
}

// unseen is a warning received without its sender: neither the fields that name it, nor the names
// in its words, nor the zone in which it gives its times.
func unseen(r tocsin.Received, masked func(string) string) tocsin.Received {
	r = r.Masked()
	maskAll(&r.Release, masked)
	maskAll(&r.Detail, masked)
	r.Release.Issued = zoneless(r.Release.Issued)
	r.Times.Happened = zoneless(r.Times.Happened)
	return r
}

func zoneless(i tocsin.Instant) tocsin.Instant {
	return tocsin.Instant{Earliest: i.Earliest.UTC(), Latest: i.Latest.UTC(), Precision: i.Precision, Zone: "UTC", Short: "UTC"}
}

// maskThreat masks what of a threat a release told. What our own people wrote stands as they
// wrote it: they know no more than the masked words.
func maskThreat(t *tocsin.Threat, masked func(string) string) {
	t.Times.Happened = zoneless(t.Times.Happened)
	for i := range t.Parts {
		maskAll(&t.Parts[i].Facets, masked)
		maskAll(&t.Parts[i].Window, masked)
	}
	for i := range t.Victims {
		t.Victims[i].Name = masked(t.Victims[i].Name)
	}
}

// shown reports whether the desk was shown the sender: of this message, or of the one that it
// follows.
func (s *Snapshot) shown(r tocsin.Received) bool {
	return r.Revealed != nil || slices.ContainsFunc(s.Received, func(o tocsin.Received) bool {
		return r.Release.Replaces != "" && o.Revealed != nil && o.Release.ID == r.Release.Replaces && o.Release.From == r.Release.From
	})
}

func (s *Snapshot) namesOf(id tocsin.OrgID) []string {
	for _, o := range s.Orgs {
		if o.ID == id {
			return namesOf(o)
		}
	}
	return []string{string(id)}
}

func (s *Snapshot) audience() bool {
	i := slices.IndexFunc(s.Orgs, func(o tocsin.Org) bool { return o.ID == s.Org })
	return i >= 0 && s.Orgs[i].Kind == tocsin.OrgAudience
}
