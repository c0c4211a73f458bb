package main

import (
	"slices"
	"strings"

	"tocsin"
	"tocsin/internal/strict"
)

// minPrefix is how many letters of an id must be given.
const minPrefix = 4

// A candidate is a record that an id may mean.
type candidate struct{ id, title string }

// candidates lists the records of a kind with what a person knows them by.
func (s *session) candidates(kind string) []candidate {
	var out []candidate
	add := func(id, title string) { out = append(out, candidate{id, title}) }
	switch kind {
	case tocsin.KindReport:
		for _, r := range s.snap.Reports {
			add(string(r.ID), r.Title)
		}
	case tocsin.KindThreat:
		for _, t := range s.snap.Threats {
			add(string(t.ID), t.Title)
		}
	case tocsin.KindDuty:
		for _, d := range s.snap.Duties {
			add(string(d.ID), string(d.Outcome)+": "+d.Reason)
		}
	case tocsin.KindWarning:
		for _, w := range s.snap.Warnings {
			add(string(w.ID), w.Title)
		}
	case tocsin.KindRelease:
		for _, r := range s.snap.Sent {
			add(string(r.Release.ID), string(r.Release.Level)+" to "+string(r.Release.To))
		}
	case tocsin.KindReceived:
		for _, r := range s.snap.Received {
			add(string(r.ID), receivedTitle(r))
		}
	default:
		out = s.moreCandidates(kind)
	}
	return out
}

func (s *session) moreCandidates(kind string) []candidate {
	var out []candidate
	add := func(id, title string) { out = append(out, candidate{id, title}) }
	switch kind {
	case tocsin.KindSite:
		for _, x := range s.snap.Sites {
			add(string(x.ID), x.Name)
		}
	case tocsin.KindMeasure:
		for _, m := range s.snap.Measures {
			add(string(m.ID), m.What)
		}
	case tocsin.KindEvent:
		for _, x := range s.snap.Events {
			add(string(x.ID), x.Name)
		}
	case tocsin.KindClaim:
		for _, c := range s.snap.Claims {
			add(string(c.ID), c.Claimant+" on "+c.Question)
		}
	case tocsin.KindObligation:
		for _, o := range s.snap.Obligations {
			add(string(o.ID), o.Kind.Plain()+" ("+o.State+")")
		}
	case tocsin.KindBriefing:
		for _, b := range s.snap.Briefings {
			add(string(b.ID), b.What)
		}
	case tocsin.KindSighting:
		for _, x := range s.snap.Sightings {
			add(string(x.ID), x.What)
		}
	case tocsin.KindOrder:
		for _, o := range s.snap.Orders {
			add(string(o.ID), o.Kind.Plain()+", "+o.About.String()+" ("+spacedWord(o.State)+")")
		}
	case tocsin.KindListing:
		for _, l := range s.snap.Listings {
			add(string(l.ID), l.List+" ("+l.State+")")
		}
	case tocsin.KindIntake:
		for _, l := range s.snap.Intakes {
			add(string(l.ID), l.Title+" ("+l.State+")")
		}
	case tocsin.KindRegister:
		for _, r := range s.snap.Registers {
			add(string(r.ID), r.Name)
		}
	case tocsin.KindEffort:
		for _, r := range s.snap.Efforts {
			add(string(r.ID), r.Rows[0].Unit+" from "+string(r.Rows[0].Day))
		}
	case tocsin.KindPriority:
		for _, r := range s.snap.Priorities {
			add(string(r.ID), r.Who+" on "+string(r.Day))
		}
	case tocsin.KindHold:
		for _, h := range s.snap.Holds {
			add(string(h.ID), h.Scope()+" ("+h.State+")")
		}
	}
	return out
}

// find gives the id of the record of a kind that a prefix of at least four letters means.
// Of a kind that was not read whole it first reads those that the prefix may mean.
func (s *session) find(kind, prefix string) (string, error) {
	want := strings.ToLower(strings.TrimSpace(prefix))
	if s.snap.Unread[kind] > 0 && len(want) >= minPrefix && !slices.Contains(s.also, want) {
		s.also = append(s.also, want)
		if err := s.read(s.asOf); err != nil {
			return "", err
		}
	}
	id, err := match(kind, prefix, s.candidates(kind))
	if err != nil {
		if gone := s.gone(kind, want); gone != nil {
			return "", gone
		}
	}
	return id, err
}

// gone is the refusal of what an erased record is asked for, or nil when the beginning of an id
// means none.
func (s *session) gone(kind, prefix string) error {
	for _, e := range s.snap.Erased {
		if e.Record.Kind == kind && len(prefix) >= minPrefix && strings.HasPrefix(strings.ToLower(e.Record.ID), prefix) {
			return s.snap.Gone(e.Record)
		}
	}
	return nil
}

// pick is find for an id of its own type.
func pick[T ~string](s *session, kind string, prefix T) (T, error) {
	id, err := s.find(kind, string(prefix))
	return T(id), err
}

func match(kind, prefix string, all []candidate) (string, error) {
	prefix = strings.ToLower(strings.TrimSpace(prefix))
	var hits []candidate
	for _, c := range all {
		if strings.ToLower(c.id) == prefix {
			return c.id, nil
		}
		if strings.HasPrefix(strings.ToLower(c.id), prefix) {
			hits = append(hits, c)
		}
	}
	switch {
	case len(hits) == 0:
		return "", usage("there is no %s %q here%s", kind, prefix, present(prefix, all))
	case len([]rune(prefix)) < minPrefix:
		return "", usage("%q is too short: give at least %d letters of the id of the %s", prefix, minPrefix, kind)
	case len(hits) > 1:
		return "", usage("%q may be any of %d %ss: give more letters\n%s", prefix, len(hits), kind, lines(hits))
	}
	return hits[0].id, nil
}

// present lists what there is, or the one that was probably meant.
func present(word string, all []candidate) string {
	ids := make([]string, len(all))
	for i, c := range all {
		ids[i] = c.id
	}
	if guess, ok := strict.Suggest(word, ids); ok {
		return ": did you mean " + guess + "?"
	}
	switch {
	case len(all) == 0:
		return ": there is none at all yet"
	case len(all) > 12:
		return ": list them to see which there are"
	}
	return ". There are:\n" + lines(all)
}

func lines(all []candidate) string {
	rows := make([]string, len(all))
	for i, c := range all {
		rows[i] = "  " + c.id + "  " + cut(c.title, 70)
	}
	return strings.Join(rows, "\n")
}

// short is the beginning of an id that tells it from the others of its kind.
func (s *session) short(kind, id string) string {
	if s.shorts == nil {
		s.shorts = map[string]map[string]string{}
	}
	if s.shorts[kind] == nil {
		s.shorts[kind] = shorten(s.candidates(kind))
	}
	if short, ok := s.shorts[kind][id]; ok {
		return short
	}
	return id
}

const (
	randomID = 26 // letters of an id that was drawn
	shownID  = 6  // letters that are shown at least
)

func shorten(all []candidate) map[string]string {
	ids := make([]string, len(all))
	for i, c := range all {
		ids[i] = c.id
	}
	slices.Sort(ids)
	out := map[string]string{}
	for i, id := range ids {
		n := shownID
		if i > 0 {
			n = max(n, common(id, ids[i-1])+1)
		}
		if i+1 < len(ids) {
			n = max(n, common(id, ids[i+1])+1)
		}
		out[id] = id
		if len(id) == randomID && n < len(id) {
			out[id] = id[:n]
		}
	}
	return out
}

func common(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// titleOf is the title of a record in quotes, behind a space; empty when it has none here.
func (s *session) titleOf(kind, id string) string {
	for _, c := range s.candidates(kind) {
		if c.id == id && c.title != "" {
			return " \"" + c.title + "\""
		}
	}
	return ""
}
