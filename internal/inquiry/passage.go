package inquiry

import (
	"slices"

	"tocsin"
)

// passages follows each part of each release from one organisation to the other. A part that the
// receiver has and the sender's files do not show is a passage too.
func (m Matcher) passages(from tocsin.OrgID, sender []File, to tocsin.OrgID, receiver []File) []Passage {
	var out []Passage
	for _, s := range sender {
		if s.Kind != SentFile || s.Release == "" || s.Peer != to && !(s.Peer == "" && hasRelease(receiver, ReceivedFile, s.Release)) {
			continue
		}
		p := Passage{Release: s.Release, Part: s.Part, From: from, To: to, Level: s.Level, Title: s.Title, SentAt: s.Recorded}
		r := arrival(receiver, s)
		if r != nil {
			p.Arrived, p.Opened, p.Received = true, r.Opened, r.Recorded
		}
		p.Rows = rows(m.behind(s, sender), &s, r)
		out = append(out, p)
	}
	for _, r := range receiver {
		if r.Kind != ReceivedFile || r.Release == "" || r.Peer != from || departed(sender, r, to) {
			continue
		}
		p := Passage{Release: r.Release, Part: r.Part, From: from, To: to, Level: r.Level, Title: r.Title, Arrived: true, Opened: r.Opened, Received: r.Recorded}
		p.Rows = rows(nil, nil, &r)
		out = append(out, p)
	}
	return out
}

func arrival(receiver []File, sent File) *File {
	i := slices.IndexFunc(receiver, func(r File) bool {
		return r.Kind == ReceivedFile && r.Release == sent.Release && r.Part == sent.Part
	})
	if i < 0 {
		return nil
	}
	return &receiver[i]
}

func departed(sender []File, r File, to tocsin.OrgID) bool {
	return slices.ContainsFunc(sender, func(s File) bool {
		return s.Kind == SentFile && s.Release == r.Release && s.Part == r.Part && (s.Peer == to || s.Peer == "")
	})
}

// behind finds what the sender held on the part that a release tells: the part of the threat it
// was joined to, and the reports joined to the same threat. A report names no part, so it counts
// only where the threat has no other part that it may speak of. A release that names no threat is
// laid beside the threats that speak of the same danger.
func (m Matcher) behind(sent File, own []File) []File {
	var threats []File
	parts := map[tocsin.ThreatID]map[tocsin.PartID]bool{}
	for _, f := range own {
		if f.Kind != ThreatFile {
			continue
		}
		id := tocsin.ThreatID(f.ID)
		if parts[id] == nil {
			parts[id] = map[tocsin.PartID]bool{}
		}
		parts[id][f.Part] = true
		linked := slices.Contains(sent.Joined, id)
		if len(sent.Joined) == 0 {
			linked = len(m.danger(f.Facets, sent.Facets)) > 0
		}
		if linked && f.Part == sent.Part {
			threats = append(threats, f)
		}
	}
	found := slices.Clone(threats)
	for _, f := range own {
		speaks := func(t File) bool {
			id := tocsin.ThreatID(t.ID)
			return slices.Contains(f.Joined, id) && (f.Part == sent.Part || f.Part == "" && len(parts[id]) == 1)
		}
		if f.Kind == ReportFile && slices.ContainsFunc(threats, speaks) {
			found = append(found, f)
		}
	}
	return found
}

// rows lays the five facets out. A nil sent or received is a file that is not there.
func rows(held []File, sent, received *File) []Row {
	out := make([]Row, 0, len(tocsin.FacetNames))
	for _, n := range tocsin.FacetNames {
		r := Row{Facet: n, Held: best(held, n), Sent: Cell{State: NoFile}, Had: Cell{State: NotArrived}}
		if sent != nil {
			r.Sent = cell(*sent, n)
		}
		if received != nil {
			r.Had = cell(*received, n)
		}
		r.Gap = gap(r, received)
		out = append(out, r)
	}
	return out
}

func gap(r Row, received *File) Gap {
	held := func(c Cell) bool { return c.State == tocsin.Stated || c.State == tocsin.Generalised }
	switch {
	case held(r.Held) && !held(r.Sent) && r.Sent.State != NoFile:
		return NotSent
	case r.Held.State == tocsin.Stated && r.Sent.State == tocsin.Generalised:
		return Coarsened
	case held(r.Sent) && !held(r.Had):
		return Lost
	case held(r.Had) && !received.Opened:
		return LeftClosed
	}
	return ""
}

func cell(f File, n tocsin.FacetName) Cell {
	norm := f.Facets.Normal()
	v := norm.Get(n)
	c := Cell{State: v.State, File: f.ID}
	if v.Held() {
		c.Value = v.Value
	}
	return c
}

// best is the most that files tell of a facet, the first of equals, with what the others hold.
func best(files []File, n tocsin.FacetName) Cell {
	out := Cell{State: NoFile}
	var values []string
	for _, f := range files {
		c := cell(f, n)
		if out.State == NoFile || slices.Index(tocsin.FacetStates, c.State) < slices.Index(tocsin.FacetStates, out.State) {
			out = c
		}
		if c.Value != "" {
			values = append(values, c.Value)
		}
	}
	for _, v := range values {
		if fold(v) != fold(out.Value) && !slices.Contains(out.Also, v) {
			out.Also = append(out.Also, v)
		}
	}
	return out
}
