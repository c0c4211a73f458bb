package dossier

import (
	"fmt"

	"tocsin/internal/replay"
)

// head is the top of the dossier.
type head struct {
	Title    string
	Exercise bool
	Summary  []string
	Says     []string // what this is, in three sentences
	Counts   []count
	Until    stamp
	Zone     string
	AsKnown  bool
	Audience bool // the case has one: "known later" can be said
}

// A count is one number of the summary, with its unit.
type count struct {
	N    int
	What string
}

func (d *reading) head() head {
	h := head{
		Title: d.c.Title, Exercise: d.c.Exercise, Summary: paragraphs(d.c.Summary), Zone: d.c.Zone,
		AsKnown: d.o.AsKnown, Audience: len(d.c.Audiences()) > 0, Until: d.clock.date(d.r.Until),
	}
	if d.clock.exact("", d.r.Until) {
		h.Until = d.clock.minute(d.r.Until)
	}
	what := "This dossier lays what is reported of a case beside what the rules of warning opened while the case was played through the desks of its organisations."
	if d.c.Exercise {
		what = "This dossier lays the events of an invented case beside what the rules of warning opened while it was played through the desks of its organisations."
	}
	h.Says = []string{
		what,
		"It shows what would have been owed, by whom, to whom, and by when, had these rules been in force at each desk.",
		"It never claims that an outcome would have been prevented.",
	}
	h.Counts = d.counts()
	return h
}

func (d *reading) counts() []count {
	n := map[replay.OwedKind]int{}
	for _, o := range d.owed {
		n[o.What]++
	}
	open := n[replay.DutyOpened] - n[replay.DutyMet] - n[replay.DutyDropped]
	out := []count{
		{len(d.facts), one(len(d.facts), "event in lane one", "events in lane one")},
		{len(d.c.Orgs), one(len(d.c.Orgs), "organisation", "organisations")},
		{n[replay.DutyOpened], one(n[replay.DutyOpened], "duty opened", "duties opened")},
		{n[replay.DutyMet], "met"},
		{open, "open at the end"},
		{n[replay.RuleRefused], one(n[replay.RuleRefused], "refusal on record", "refusals on record")},
	}
	if n[replay.DutyDropped] > 0 {
		out = append(out, count{n[replay.DutyDropped], "ended by an act of record"})
	}
	if n[replay.WouldJoin] > 0 {
		out = append(out, count{n[replay.WouldJoin], "rehearsed and undone"})
	}
	return out
}

func one(n int, single, many string) string {
	if n == 1 {
		return single
	}
	return many
}

func (c count) String() string { return fmt.Sprintf("%d %s", c.N, c.What) }
