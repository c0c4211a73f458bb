package replay_test

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"
)

// caseText draws a random case in the format of docs/formats/case.md: two to four desks and a
// public, one or two sites, and acts that may or may not fit together. What does not fit is
// refused by a rule while it plays, which is part of what is tested.
type caseText struct {
	t       *rapid.T
	b       strings.Builder
	orgs    []string
	sites   []string
	day     int
	n       int
	threats []drawn // by the organisation that opened it
	warned  []drawn // warnings issued
	holds   []drawn // measures
}

type drawn struct {
	org, id string
	parts   []string
	to      []string
}

func drawCase(t *rapid.T) string {
	c := &caseText{t: t}
	for i := range rapid.IntRange(2, 4).Draw(t, "orgs") {
		c.orgs = append(c.orgs, fmt.Sprintf("org-%d", i))
	}
	for i := range rapid.IntRange(1, 2).Draw(t, "sites") {
		c.sites = append(c.sites, fmt.Sprintf("site-%d", i))
	}
	c.head()
	for range rapid.IntRange(3, 14).Draw(t, "events") {
		c.event()
	}
	return c.b.String()
}

func (c *caseText) line(format string, args ...any) { fmt.Fprintf(&c.b, format+"\n", args...) }

func (c *caseText) head() {
	c.line("format: tocsin/case/v1\nid: random\ntitle: A random case\nzone: Europe/Berlin\nexercise: true\norganisations:")
	kinds := []string{"government", "service", "police", "operator"}
	for i, o := range c.orgs {
		c.line("  - {id: %s, name: %q, kind: %s, aliases: [%q]}", o, "Organisation "+strings.ToUpper(o[4:]), kinds[i%4], "Alias"+o[4:])
	}
	c.line("  - {id: public, name: The public, kind: audience}\nsites:")
	for i, s := range c.sites {
		c.line("  - {id: %s, name: %q, operator: %s, protector: %s, capacity: 900}", s, "Quayside Hall "+string(rune('A'+i)), c.pick("operator", c.orgs), c.pick("protector", c.orgs))
	}
	c.line("events:")
}

func (c *caseText) pick(what string, from []string) string {
	return rapid.SampledFrom(from).Draw(c.t, what)
}

func (c *caseText) chance(what string, percent int) bool {
	return rapid.IntRange(1, 100).Draw(c.t, what) <= percent
}

func (c *caseText) date() string { return fmt.Sprintf("2030-%02d-%02d", 1+c.day/28, 1+c.day%28) }

func (c *caseText) event() {
	c.n++
	c.day += rapid.IntRange(1, 9).Draw(c.t, "gap")
	at := c.date()
	if c.chance("hour known", 30) {
		at += fmt.Sprintf("T%02d:%02d", rapid.IntRange(0, 23).Draw(c.t, "hour"), rapid.IntRange(0, 59).Draw(c.t, "minute"))
	}
	c.line("  - id: e%d\n    at: %s\n    title: Event %d\n    learned: {public: 2030-12-%02d}", c.n, at, c.n, rapid.IntRange(1, 28).Draw(c.t, "known"))
	c.line("    acts:")
	acts := []func(){c.report, c.threat, c.threat, c.warn, c.warn, c.decide, c.measure, c.lower, c.onReceived, c.site}
	for range rapid.IntRange(1, 3).Draw(c.t, "acts") {
		acts[rapid.IntRange(0, len(acts)-1).Draw(c.t, "verb")]()
	}
}

// facets draws the five, consistent in themselves.
func (c *caseText) facets(site string) string {
	place := "{stated: Quayside, site: " + site + "}"
	return fmt.Sprintf("{place: %s, actor: %q, method: not_held}", place, c.pick("actor", []string{"the Red Cell", "the Blue Cell", "a lone man"}))
}

func (c *caseText) report() {
	id := fmt.Sprintf("r%d-%d", c.n, c.b.Len())
	c.line("      - report: {org: %s, id: %s, title: %q, facets: %s, origin: %s, grade: %s}", c.pick("org", c.orgs), id, "Report "+id,
		c.facets(c.pick("site", c.sites)), c.pick("origin", []string{"one", "two"}), c.pick("grade", []string{"B2", "C3", "F6", "D4"}))
}

func (c *caseText) window() string {
	from := c.day + rapid.IntRange(0, 5).Draw(c.t, "from")
	to := from + rapid.IntRange(0, 10).Draw(c.t, "length")
	return fmt.Sprintf("2030-%02d-%02d..2030-%02d-%02d", 1+from/28, 1+from%28, 1+to/28, 1+to%28)
}

func (c *caseText) threat() {
	d := drawn{org: c.pick("org", c.orgs), id: fmt.Sprintf("t%d-%d", c.n, c.b.Len()), parts: []string{"one"}}
	if c.chance("two parts", 40) {
		d.parts = append(d.parts, "two")
	}
	c.line("      - threat:\n          org: %s\n          id: %s\n          title: %q\n          parts:", d.org, d.id, "Threat "+d.id)
	site := c.pick("site", c.sites)
	for _, p := range d.parts {
		c.line("            - {id: %s, facets: %s, window: %s}", p, c.facets(site), c.window())
	}
	victim := c.pick("victim", c.orgs)
	c.line("          victims: [{id: v, name: Quayside Hall, kind: structure, part: one, org: %s, site: %s, protectors: [%s]}]", victim, site, c.pick("protects", c.orgs))
	c.threats = append(c.threats, d)
}

func (c *caseText) warn() {
	if len(c.threats) == 0 {
		c.threat()
	}
	t := rapid.SampledFrom(c.threats).Draw(c.t, "of")
	to := c.other(t.org)
	id := fmt.Sprintf("w%d-%d", c.n, c.b.Len())
	c.line("      - warn:\n          org: %s\n          id: %s\n          threat: %s\n          title: %q", t.org, id, t.id, "Warning "+id)
	c.line("          full: {text: A danger at the quay.}")
	c.line("          public: {parts: [{id: one, facets: {place: {generalised: the harbour}, actor: {withheld: source}}}], text: Avoid crowds., do: Avoid crowds., stands: %s}", c.window())
	c.line("          to: [{org: %s, role: protector, level: full, reaches: [v]}, {org: public, role: public, level: public}]", to)
	if c.chance("signed", 80) {
		c.line("          second: approver")
	} else {
		c.line("          urgent: It may be tonight")
	}
	c.warned = append(c.warned, drawn{org: t.org, id: id, parts: t.parts, to: []string{to}})
}

func (c *caseText) other(than string) string {
	for {
		if o := c.pick("to", c.orgs); o != than {
			return o
		}
	}
}

func (c *caseText) decide() {
	if len(c.threats) == 0 {
		c.report()
		return
	}
	t := rapid.SampledFrom(c.threats).Draw(c.t, "of")
	c.line("      - decide: {org: %s, threat: %s, part: %s, end: %s, reason: It was looked into, evidence: A note, successor: Doors as usual, until: 2030-11-%02d%s}",
		t.org, t.id, c.pick("part", t.parts), c.pick("end", []string{"extend", "convert_standing", "close_disrupted", "close_false", "unresolvable"}),
		rapid.IntRange(1, 28).Draw(c.t, "until"), c.pick("second", []string{"", ", second: warning_officer"}))
}

func (c *caseText) measure() {
	d := drawn{org: c.pick("org", c.orgs), id: fmt.Sprintf("m%d-%d", c.n, c.b.Len())}
	c.line("      - measure: {org: %s, id: %s, site: %s, what: Bags are searched, sustainable_until: 2030-10-%02d}", d.org, d.id, c.pick("site", c.sites), rapid.IntRange(1, 28).Draw(c.t, "until"))
	c.holds = append(c.holds, d)
}

func (c *caseText) lower() {
	if len(c.holds) == 0 {
		c.measure()
		return
	}
	m := rapid.SampledFrom(c.holds).Draw(c.t, "of")
	c.line("      - lower: {org: %s, measure: %s, reason: Nothing was seen%s}", m.org, m.id, c.pick("second", []string{"", ", second: approver", ", second: site_manager"}))
}

// onReceived draws what a receiver does with a warning.
func (c *caseText) onReceived() {
	if len(c.warned) == 0 {
		c.warn()
		return
	}
	w := rapid.SampledFrom(c.warned).Draw(c.t, "of")
	at := fmt.Sprintf("org: %s, warning: %s", w.to[0], w.id)
	c.line("      - "+c.pick("act", []string{
		"open: {%s}", "grade_blind: {%s, credibility: 3}", "reveal: {%s, source: C}", "protect: {%s, what: A patrol is sent}",
		"dismiss: {%s, reason: known_false, evidence: The letter was found, words: It is not so}",
		"dismiss: {%s, reason: distrust_of_sender, words: They want to blackmail us}",
		"onward_done: {%s, victim: v, words: Told by telephone}", "ask: {%s, words: At which hour}",
	}), at)
}

func (c *caseText) site() {
	org, site := c.pick("org", c.orgs), c.pick("site", c.sites)
	switch rapid.IntRange(0, 3).Draw(c.t, "what") {
	case 0:
		c.line("      - brief: {org: %s, id: b%d-%d, site: %s, what: Look out for bags}", org, c.n, c.b.Len(), site)
	case 1:
		c.line("      - programme: {org: %s, id: p%d-%d, site: %s, name: A concert, on: 2030-06-%02d}", org, c.n, c.b.Len(), site, rapid.IntRange(1, 28).Draw(c.t, "on"))
	case 2:
		c.line("      - posture: {org: %s, site: %s, to: heightened, reason: A warning}", org, site)
	case 3:
		c.line("      - sighting: {org: %s, id: s%d-%d, site: %s, code: SURVL, what: A man measured the doors}", org, c.n, c.b.Len(), site)
	}
}
