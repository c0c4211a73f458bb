package desk

import (
	"errors"
	"fmt"
	"slices"

	"tocsin"
	"tocsin/internal/store"
)

// findUnseen reads the warnings behind the threats and duties of a snapshot that are out of its
// scope: what they told is masked there all the same.
func (s *Snapshot) findUnseen(v store.View) error {
	var behind []tocsin.ReceivedID
	for _, t := range s.Threats {
		behind = append(behind, t.Received...)
	}
	for _, o := range s.Obligations {
		if o.Kind == tocsin.OweOnward {
			behind = append(behind, tocsin.ReceivedID(o.About.ID))
		}
	}
	slices.Sort(behind)
	for _, id := range slices.Compact(behind) {
		if slices.ContainsFunc(s.Received, func(r tocsin.Received) bool { return r.ID == id }) {
			continue
		}
		r, err := v.Get(tocsin.KindReceived, string(id))
		if errors.Is(err, store.ErrNotFound) || r.Erased {
			continue
		}
		if err != nil {
			return fmt.Errorf("read the warning %s: %w", id, err)
		}
		in, err := decode[tocsin.Received](r)
		if err != nil {
			return err
		}
		s.unseen = append(s.unseen, *in)
	}
	return s.findBefore(v)
}

// findBefore reads the warnings that others follow and that are out of scope: who was shown the
// sender of the one was shown that of the other.
func (s *Snapshot) findBefore(v store.View) error {
	for _, r := range slices.Concat(s.Received, s.unseen) {
		before := r.Release.Replaces
		if before == "" || r.Revealed != nil || slices.ContainsFunc(slices.Concat(s.Received, s.unseen), func(o tocsin.Received) bool { return o.Release.ID == before }) {
			continue
		}
		found, err := list[tocsin.Received](v, store.Query{Kind: tocsin.KindReceived, Parent: string(before)})
		if err != nil {
			return err
		}
		for _, o := range found {
			s.unseen = append(s.unseen, *o)
		}
	}
	return nil
}

// maskSenders hides the sender of every warning whose sender the desk was not shown: in the
// warning itself, and in what of its words stands in our own threat and duties. The record knows
// it; no reader of the snapshot does.
func (s *Snapshot) maskSenders() {
	if s.audience() {
		return
	}
	for i := range s.Received {
		if r := &s.Received[i]; !s.shown(*r) {
			hide := s.namesOf(r.Release.From)
			*r = unseen(*r, func(text string) string { return maskWords(text, hide) })
			s.maskTold(r.ID, hide)
		}
	}
	for _, r := range s.unseen {
		if !s.shown(r) {
			s.maskTold(r.ID, s.namesOf(r.Release.From))
		}
	}
}

// maskTold masks what stands of a warning's words in our own threats and duties.
func (s *Snapshot) maskTold(id tocsin.ReceivedID, hide []string) {
	masked := func(text string) string { return maskWords(text, hide) }
	for j := range s.Threats {
		if t := &s.Threats[j]; slices.Contains(t.Received, id) {
			maskThreat(t, masked)
		}
	}
	for j := range s.Obligations {
		if o := &s.Obligations[j]; o.Kind == tocsin.OweOnward && o.About.ID == string(id) {
			o.What = masked(o.What)
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
	return r.Revealed != nil || slices.ContainsFunc(slices.Concat(s.Received, s.unseen), func(o tocsin.Received) bool {
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
