package inquiry

import (
	"cmp"
	"slices"
	"strings"

	"tocsin"
)

// An Event is something that happened, at a time known as well as it is.
type Event struct {
	ID   string         `json:"id"`
	What string         `json:"what"`
	At   tocsin.Instant `json:"at"`
}

// A Placed event has its place in a timeline, and says how sure that place is.
type Placed struct {
	Event
	Why    string   `json:"why"`
	Unsure []string `json:"unsure,omitempty"` // ids of the events that it may come before or after
}

// Order puts events in order. An event that is known to the day stands before one known to the
// minute of that day, and says that their order is not known. What has no date comes last.
func Order(events []Event) []Placed {
	sorted := slices.Clone(events)
	slices.SortStableFunc(sorted, func(a, b Event) int {
		if a.At.Known() != b.At.Known() {
			if a.At.Known() {
				return -1
			}
			return 1
		}
		return cmp.Or(a.At.Earliest.Compare(b.At.Earliest), cmp.Compare(offset(a.At), offset(b.At)), a.At.Latest.Compare(b.At.Latest),
			strings.Compare(a.ID, b.ID), strings.Compare(a.What, b.What), strings.Compare(a.At.String(), b.At.String()))
	})
	untie(sorted)
	out := make([]Placed, len(sorted))
	for i, e := range sorted {
		out[i] = place(sorted, i, e)
	}
	return out
}

// untie puts in order what begins at the same moment and yet certainly came one after the other:
// "more than 30 minutes after" stands behind "30 minutes after".
func untie(sorted []Event) {
	for from := 0; from < len(sorted); {
		to := from + 1
		for to < len(sorted) && sorted[to].At.Known() == sorted[from].At.Known() && sorted[to].At.Earliest.Equal(sorted[from].At.Earliest) {
			to++
		}
		for rest := sorted[from:to]; len(rest) > 1; rest = rest[1:] {
			free := func(e Event) bool {
				return !slices.ContainsFunc(rest, func(o Event) bool { return before(o, e) })
			}
			if i := slices.IndexFunc(rest, free); i > 0 {
				e := rest[i]
				copy(rest[1:i+1], rest[:i])
				rest[0] = e
			}
		}
		from = to
	}
}

func offset(i tocsin.Instant) int64 {
	if i.Anchor == nil {
		return 0
	}
	return int64(i.Anchor.Offset)
}

func place(all []Event, i int, e Event) Placed {
	p := Placed{Event: e}
	var unsure, same []string
	for j, o := range all {
		switch {
		case i == j || !e.At.Known() || !o.At.Known() || before(o, e) || before(e, o):
			continue
		case e.At.Precision == tocsin.Exact && o.At.Precision == tocsin.Exact:
			same = append(same, o.What)
		default:
			unsure = append(unsure, o.What)
			p.Unsure = append(p.Unsure, o.ID)
		}
	}
	p.Why = placeWhy(e, unsure, same)
	return p
}

func placeWhy(e Event, unsure, same []string) string {
	var why []string
	switch {
	case !e.At.Known() && e.At.Anchor != nil:
		return "no date known: " + anchorWords(*e.At.Anchor)
	case !e.At.Known():
		return "no date known: it is listed last, not placed"
	case e.At.Precision == tocsin.Anchored && e.At.Anchor != nil:
		why = append(why, "placed by another event: "+anchorWords(*e.At.Anchor)+"; no clock time known")
	}
	if len(same) > 0 {
		why = append(why, "at the same moment as "+strings.Join(same, ", "))
	}
	if len(unsure) > 0 {
		if len(why) == 0 {
			why = append(why, "known as "+e.At.String())
		}
		why = append(why, "may be before or after "+strings.Join(unsure, ", "))
	}
	if len(why) == 0 {
		return "its place is certain"
	}
	return strings.Join(why, "; ")
}

// before reports that a certainly came before b: by their times, or because both are counted from
// one event, or one from the other.
func before(a, b Event) bool {
	if spanOf(a.At).before(spanOf(b.At)) {
		return true
	}
	_, aHigh, aFrom := counted(a.At)
	bLow, _, bFrom := counted(b.At)
	switch {
	case aFrom != "" && aFrom == bFrom:
		return aHigh < bLow
	case bFrom != "" && names(a, bFrom):
		return bLow > 0
	case aFrom != "" && names(b, aFrom):
		return aHigh < 0
	}
	return false
}

func names(e Event, anchor string) bool { return fold(e.ID) == anchor || fold(e.What) == anchor }

// counted is from what an instant is counted, and between how many minutes.
func counted(i tocsin.Instant) (low, high float64, from string) {
	if i.Anchor == nil || i.Precision != tocsin.Anchored {
		return 0, 0, ""
	}
	low, high = offsets(*i.Anchor)
	return low, high, fold(i.Anchor.Event)
}
