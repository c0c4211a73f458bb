package inquiry

import (
	"slices"

	"tocsin"
)

// A Pair is two files of one organisation that speak of the same danger, and neither names the
// other.
type Pair struct {
	Org tocsin.OrgID `json:"org"`
	A   FileRef      `json:"a"` // the earlier one
	B   FileRef      `json:"b"`
	On  []string     `json:"on"` // "actor: X": on what they meet
}

// Unjoined finds the files of one organisation that speak of the same danger, by actor, place or
// target, and that nobody joined: neither names the other, and no threat is named by both. What
// was sent is left out: it was made from the organisation's own files. So is background, and
// what was received and has a threat of its own: the threat stands for it.
func (m Matcher) Unjoined(h Held) []Pair {
	var out []Pair
	files := slices.DeleteFunc(h.known(), func(f File) bool {
		return f.Kind == SentFile || f.Background || f.Kind == ReceivedFile && len(f.Joined) > 0
	})
	for i, a := range files {
		for _, b := range files[i+1:] {
			if joined(a, b) {
				continue
			}
			if on := m.danger(a.Facets, b.Facets); len(on) > 0 {
				out = append(out, Pair{Org: h.Org, A: a.ref(), B: b.ref(), On: on})
			}
		}
	}
	return out
}

// joined reports whether a person laid two files side by side. Two parts of one record are one file.
func joined(a, b File) bool {
	if a.Kind == b.Kind && a.ID == b.ID {
		return true
	}
	for _, t := range threatsOf(a) {
		if slices.Contains(threatsOf(b), t) {
			return true
		}
	}
	return false
}

// threatsOf lists the threats that a file is, or names.
func threatsOf(f File) []tocsin.ThreatID {
	if f.Kind != ThreatFile {
		return f.Joined
	}
	return append([]tocsin.ThreatID{tocsin.ThreatID(f.ID)}, f.Joined...)
}
