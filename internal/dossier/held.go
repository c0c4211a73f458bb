package dossier

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tocsin"
	"tocsin/internal/desk"
	"tocsin/internal/inquiry"
)

// held is what every organisation held at the end, as the comparison of two of them needs it. A
// dossier reads all houses, so it may lay a masked release beside the one that was sent.
func (d *reading) held() map[tocsin.OrgID]inquiry.Held {
	sent := map[tocsin.ReleaseID]origin{}
	for _, o := range d.c.Orgs {
		s := d.snaps[o.ID]
		for _, x := range s.Sent {
			i := slices.IndexFunc(s.Warnings, func(w tocsin.Warning) bool { return w.ID == x.Warning })
			if i >= 0 {
				sent[x.Release.ID] = origin{x.Release, &s.Warnings[i]}
			}
		}
	}
	out := map[tocsin.OrgID]inquiry.Held{}
	for _, o := range d.c.Orgs {
		h := d.unmasked(d.snaps[o.ID], sent).Held()
		for i := range h.Files {
			settle(&h.Files[i], sent, d.audience(o.ID))
		}
		out[o.ID] = h
	}
	return out
}

// An origin is a release with the warning that it renders.
type origin struct {
	release tocsin.Release
	warning *tocsin.Warning
}

// unmasked gives received releases whose sender their desk has not been shown the id they were
// sent under. Each release that was sent is used once.
func (d *reading) unmasked(s desk.Snapshot, sent map[tocsin.ReleaseID]origin) desk.Snapshot {
	used := map[tocsin.ReleaseID]bool{}
	for _, r := range s.Received {
		used[r.Release.ID] = true
	}
	s.Received = slices.Clone(s.Received)
	for i := range s.Received {
		r := &s.Received[i].Release
		if r.ID != "" {
			continue
		}
		for _, o := range d.c.Orgs {
			for _, x := range d.snaps[o.ID].Sent {
				if _, ok := sent[x.Release.ID]; ok && r.ID == "" && !used[x.Release.ID] && x.Release.To == s.Org && alike(x.Release, *r) {
					r.ID, r.From, r.Title = x.Release.ID, x.Release.From, x.Release.Title
					used[r.ID] = true
				}
			}
		}
	}
	return s
}

// alike reports whether a masked release is this one: what the mask leaves is the same.
func alike(sent, masked tocsin.Release) bool {
	key := func(r tocsin.Release) string {
		parts, err := json.Marshal(r.Parts)
		return fmt.Sprint(r.Level, r.TLP, r.Issued.Earliest.UnixMicro(), string(parts), err)
	}
	return key(sent) == key(masked)
}

// settle names the part that a lower level only numbers, and the threat that a release came from.
func settle(f *inquiry.File, sent map[tocsin.ReleaseID]origin, audience bool) {
	from, ok := sent[f.Release]
	if !ok {
		return
	}
	if v := from.warning.Version(f.Level); v != nil && f.Level != tocsin.Full {
		n, err := strconv.Atoi(strings.TrimPrefix(string(f.Part), "part-"))
		if err == nil && n >= 1 && n <= len(v.Parts) {
			f.Part = v.Parts[n-1].Part
		}
	}
	switch f.Kind {
	case inquiry.SentFile:
		f.Title = from.warning.Title
		f.Joined = []tocsin.ThreatID{from.warning.Threat}
	case inquiry.ReceivedFile:
		f.Title = from.warning.Title
		f.Opened = f.Opened || audience // what is published needs nobody to open it
	}
}
