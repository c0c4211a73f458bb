package capmap

import (
	"slices"
	"strings"
	"time"

	"tocsin"
	"tocsin/cap"
)

// places are those that a release tells, each once.
func places(r tocsin.Release) []string {
	var out []string
	for _, part := range r.Parts {
		if f := part.Facets.Place; f.Held() && !slices.Contains(out, strings.TrimSpace(f.Value)) {
			out = append(out, strings.TrimSpace(f.Value))
		}
	}
	return out
}

func (p Publisher) areas(r tocsin.Release) []cap.Area {
	var out []cap.Area
	for _, place := range places(r) {
		var known []cap.Area
		if p.Areas != nil {
			known = p.Areas(place)
		}
		if len(known) == 0 {
			known = []cap.Area{{Description: place}}
		}
		out = append(out, known...)
	}
	if len(out) > 0 {
		return out
	}
	if p.Region != "" {
		return []cap.Area{{Description: p.Region}}
	}
	return []cap.Area{{Description: "The place is not stated"}}
}

const aDay = 24 * time.Hour

// expires is the end of the instruction, or of the latest window; known is false when there is neither.
func (p Publisher) expires(r tocsin.Release) (end cap.Time, known bool) {
	if r.Do != nil && r.Do.Window.End.Known() {
		return latest(r.Do.Window.End), true
	}
	for _, part := range r.Parts {
		if e := part.Window.End; e.Known() && (!known || latest(e).After(end)) {
			end, known = latest(e), true
		}
	}
	if known {
		return end, true
	}
	stands := p.Stands
	if stands <= 0 {
		stands = aDay
	}
	return cap.At(p.at(r.Issued).Time().Add(stands)), false
}

// onset is when the danger may begin, as far as it is told and lies before the end.
func onset(r tocsin.Release, expires cap.Time) cap.Time {
	var out cap.Time
	for _, part := range r.Parts {
		if s := part.Window.Start; s.Known() {
			t := cap.At(s.Earliest.In(s.Location()))
			if expires.After(t) && (!out.Known() || out.After(t)) {
				out = t
			}
		}
	}
	return out
}

// urgency is computed from the times that are told: CAP 1.2 3.2.2 calls for action at once, within the
// hour, or later. Where no time is told it is not known.
func urgency(r tocsin.Release) cap.Urgency {
	var starts []time.Time
	if r.Do != nil {
		if !r.Do.Window.Start.Known() {
			return cap.UrgencyImmediate // it stands from the moment it is told
		}
		starts = append(starts, r.Do.Window.Start.Earliest)
	}
	for _, part := range r.Parts {
		if part.Window.Start.Known() {
			starts = append(starts, part.Window.Start.Earliest)
		}
	}
	if len(starts) == 0 {
		return cap.UrgencyUnknown
	}
	switch until := slices.MinFunc(starts, time.Time.Compare).Sub(r.Issued.Earliest); {
	case until <= 0:
		return cap.UrgencyImmediate
	case until <= time.Hour:
		return cap.UrgencyExpected
	}
	return cap.UrgencyFuture
}

// at is a moment of our own clock as the publisher tells times.
func (p Publisher) at(i tocsin.Instant) cap.Time {
	zone := p.Zone
	if zone == nil {
		zone = time.UTC
	}
	return cap.At(i.Earliest.In(zone))
}

// latest is the last second of an instant, in the offset in which it was told. What was told to the minute
// ends with it: until 18:00 is 18:00:00.
func latest(i tocsin.Instant) cap.Time {
	if i.Precision == tocsin.ToMinute {
		return cap.At(i.Earliest.In(i.Location()))
	}
	at := i
	at.Offset += i.Shift
	return cap.At(i.Latest.In(at.Location()))
}
