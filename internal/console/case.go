package console

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"tocsin"
	"tocsin/internal/desk"
)

// casePages lay what was reported beside what was done and owed, as it was known at any time.
func casePages(c *Console) { c.page("/case", c.timeline) }

// A caseView is one threat in two lanes.
type caseView struct {
	Threats []tocsin.Threat // to choose from
	Threat  *tocsin.Threat
	At      moment // as known at; zero: now
	Step    int
	Steps   int // how many moments there are at which something was recorded
	Days    []caseDay
	Open    []owed // what was owed then
	Field   string
}

// A caseDay is what lies on one day, in both lanes.
type caseDay struct {
	Day       string
	Told, Did []caseEntry
}

// A caseEntry is one thing that was reported, or done.
type caseEntry struct {
	At       time.Time
	Clock    string // as exactly as it is known
	Words    string
	Path     string
	By       string
	Evidence tocsin.Evidence
}

func (c *Console) timeline(q *request) (string, any, error) {
	ctx := q.r.Context()
	s, err := c.Desk.GlanceAs(ctx, q.viewer(), time.Time{}, desk.Scope{Kinds: []string{tocsin.KindThreat}, Most: mostListed, Also: also(q.query("threat"))})
	if err != nil {
		return "", nil, err
	}
	v := caseView{Threats: s.Threats}
	slices.Reverse(v.Threats)
	id := q.query("threat")
	if id == "" && len(v.Threats) > 0 {
		id = string(v.Threats[0].ID)
	}
	now := findThreat(s, id)
	if now == nil {
		return "case", v, nil
	}
	whole, err := c.aboutThreat(q, time.Time{}, *now)
	if err != nil {
		return "", nil, err
	}
	steps := slices.DeleteFunc(momentsOf(whole), func(t time.Time) bool { return t.Before(now.Times.Recorded) })
	v.Steps, v.Step = len(steps), len(steps)
	at := q.caseTime(steps, &v)
	if at.IsZero() {
		v.fill(c, q, whole, id)
		return "case", v, nil
	}
	then, err := c.aboutThreat(q, at, *now)
	if err != nil {
		return "", nil, err
	}
	v.At, v.Field = q.moment(at), at.In(q.zone).Format("2006-01-02T15:04:05")
	v.fill(c, q, then, id)
	return "case", v, nil
}

// caseTime is the time as known at which the page is asked for: a step of the slider, or a time.
func (q *request) caseTime(steps []time.Time, v *caseView) time.Time {
	if n, err := strconv.Atoi(q.query("step")); err == nil && n >= 1 && n < len(steps) {
		v.Step = n
		return steps[n-1]
	}
	if text := q.query("at"); text != "" && q.query("step") == "" {
		if i, err := tocsin.ParseInstant(text, q.zone); err == nil && i.Latest.Before(q.now) {
			v.Step = max(1, sortedBefore(steps, i.Latest))
			return i.Latest
		}
	}
	return time.Time{}
}

func sortedBefore(steps []time.Time, t time.Time) int {
	n, _ := slices.BinarySearchFunc(steps, t.Add(time.Microsecond), time.Time.Compare)
	return n
}

// aboutThreat reads what was held about a threat at a time.
func (c *Console) aboutThreat(q *request, at time.Time, t tocsin.Threat) (desk.Snapshot, error) {
	scope := desk.Scope{
		Kinds: append([]string{tocsin.KindRelease, tocsin.KindMeasure, tocsin.KindSighting, tocsin.KindEvent, tocsin.KindBriefing}, threatKinds...),
		Most:  mostListed, Also: []string{string(t.ID)}, About: []string{string(t.ID)},
	}
	for _, id := range t.Reports {
		scope.Also = append(scope.Also, string(id))
	}
	for _, id := range t.Received {
		scope.Also, scope.About = append(scope.Also, string(id)), append(scope.About, string(id))
	}
	return c.Desk.GlanceAs(q.r.Context(), q.viewer(), at, scope)
}

// momentsOf are the moments at which something about the threat was recorded, in order.
func momentsOf(s desk.Snapshot) []time.Time {
	var out []time.Time
	add := func(t time.Time) {
		if !t.IsZero() {
			out = append(out, t)
		}
	}
	for _, t := range s.Threats {
		add(t.Times.Recorded)
		for _, p := range t.Parts {
			for _, d := range p.Decisions {
				add(d.First.At)
			}
		}
	}
	for _, r := range s.Reports {
		add(r.Times.Recorded)
	}
	for _, r := range s.Received {
		add(r.Times.Recorded)
	}
	for _, o := range s.Obligations {
		add(o.Opened)
		if o.End != nil {
			add(o.End.At)
		}
	}
	slices.SortFunc(out, time.Time.Compare)
	return slices.CompactFunc(out, time.Time.Equal)
}

// fill lays what is about the threat on its days.
func (v *caseView) fill(c *Console, q *request, s desk.Snapshot, id string) {
	v.Threat = findThreat(s, id)
	if v.Threat == nil {
		return
	}
	told, did := v.told(q, s), v.did(q, s)
	days := map[string]*caseDay{}
	var order []string
	put := func(e caseEntry, lane func(*caseDay) *[]caseEntry) {
		key := e.At.In(q.zone).Format("2006-01-02")
		if days[key] == nil {
			days[key] = &caseDay{Day: e.At.In(q.zone).Format("Mon 2 Jan 2006")}
			order = append(order, key)
		}
		l := lane(days[key])
		*l = append(*l, e)
	}
	for _, e := range told {
		put(e, func(d *caseDay) *[]caseEntry { return &d.Told })
	}
	for _, e := range did {
		put(e, func(d *caseDay) *[]caseEntry { return &d.Did })
	}
	slices.Sort(order)
	for _, key := range slices.Compact(order) {
		d := days[key]
		byTime := func(a, b caseEntry) int { return cmp.Compare(a.At.UnixMicro(), b.At.UnixMicro()) }
		slices.SortStableFunc(d.Told, byTime)
		slices.SortStableFunc(d.Did, byTime)
		v.Days = append(v.Days, *d)
	}
	then := *q
	if v.At.Is() {
		then.now = v.At.t
	}
	for _, o := range urgent(s.Open(), then.now) {
		if v.concerns(o) {
			v.Open = append(v.Open, c.owed(&then, o))
		}
	}
}

// concerns reports whether a duty is about the threat, or a warning behind it.
func (v *caseView) concerns(o tocsin.Obligation) bool {
	return o.About.ID == string(v.Threat.ID) || o.Subject.ID == string(v.Threat.ID) ||
		slices.Contains(v.Threat.Received, tocsin.ReceivedID(o.About.ID)) || slices.Contains(v.Threat.Reports, tocsin.ReportID(o.About.ID))
}

// told is the first lane: what was reported and seen, at the time at which it happened.
func (v *caseView) told(q *request, s desk.Snapshot) []caseEntry {
	var out []caseEntry
	add := func(t tocsin.Times, words, path string) {
		when, clock := t.Happened.Latest, instantText(t.Happened)
		if !t.Happened.Known() {
			when, clock = t.Recorded, q.moment(t.Recorded).Clock()
		}
		out = append(out, caseEntry{At: when, Clock: clock, Words: words, Path: path, Evidence: t.HappenedEvidence})
	}
	for _, r := range s.Reports {
		if slices.Contains(v.Threat.Reports, r.ID) {
			add(r.Times, "Report: "+r.Title, "/reports/"+string(r.ID))
		}
	}
	for _, r := range s.Received {
		if r.Threat == v.Threat.ID {
			add(r.Times, "Warning received: "+titleOf(r), "/inbox/"+string(r.ID))
		}
	}
	for _, x := range s.Sightings {
		if slices.Contains(x.Threats, v.Threat.ID) {
			add(x.Times, "Seen: "+x.What, "/sites/"+string(x.Site))
		}
	}
	for _, e := range s.Events {
		if v.Threat.Concerns(e.Site) {
			out = append(out, caseEntry{At: e.At.Latest, Clock: instantText(e.At), Words: "Event: " + e.Name, Path: "/sites/" + string(e.Site)})
		}
	}
	for _, p := range v.Threat.Parts {
		for words, i := range map[string]tocsin.Instant{"The window of " + p.Name + " begins": p.Window.Start, "The window of " + p.Name + " ends": p.Window.End} {
			if i.Known() {
				out = append(out, caseEntry{At: i.Latest, Clock: instantText(i), Words: words, Evidence: tocsin.Asserted})
			}
		}
	}
	return out
}

// did is the second lane: what was done and what became owed, at the time at which it was recorded.
func (v *caseView) did(q *request, s desk.Snapshot) []caseEntry {
	var out []caseEntry
	add := func(at time.Time, by tocsin.Role, words, path string) {
		if !at.IsZero() {
			out = append(out, caseEntry{At: at, Clock: q.moment(at).Clock(), Words: words, Path: path, By: RoleWords(by), Evidence: tocsin.Recorded})
		}
	}
	here := "/threats/" + string(v.Threat.ID)
	add(v.Threat.Times.Recorded, "", "Threat opened", here)
	for _, j := range v.Threat.Judgements {
		add(j.By.At, j.By.Role, "Judged: "+j.Text, here)
	}
	for _, p := range v.Threat.Parts {
		for _, d := range p.Decisions {
			add(d.First.At, d.First.Role, fmt.Sprintf("%s: %s. %s", p.Name, plain(d.End), d.Reason), here)
		}
	}
	for _, d := range s.Duties {
		if d.Threat == v.Threat.ID {
			add(d.Drafter.At, d.Drafter.Role, "Duty to warn: "+plain(d.Outcome)+". "+d.Reason, here)
		}
	}
	for _, w := range s.Warnings {
		if w.Threat == v.Threat.ID {
			add(w.Times.Recorded, w.Drafter.Role, "Warning written: "+w.Title, "/warnings/"+string(w.ID))
		}
	}
	for _, x := range s.Sent {
		if slices.ContainsFunc(s.Warnings, func(w tocsin.Warning) bool { return w.ID == x.Warning && w.Threat == v.Threat.ID }) {
			add(x.Times.Recorded, "", "Released to "+string(x.Release.To)+" ("+plain(x.Release.Level)+")", "/warnings/"+string(x.Warning))
		}
	}
	for _, r := range s.Received {
		if r.Threat != v.Threat.ID {
			continue
		}
		path := "/inbox/" + string(r.ID)
		if r.Blind != nil {
			add(r.Blind.By.At, r.Blind.By.Role, fmt.Sprintf("Content judged %d, %s, the sender unseen", r.Blind.Credibility, digits[r.Blind.Credibility]), path)
		}
		for _, a := range r.Acts {
			add(a.By.At, a.By.Role, "Done: "+a.What, path)
		}
		if r.Dismissal != nil {
			add(r.Dismissal.By.At, r.Dismissal.By.Role, "Dismissed: "+plain(r.Dismissal.Reason), path)
		}
	}
	for _, m := range s.Measures {
		if m.Threat == v.Threat.ID {
			add(m.Times.Recorded, m.Owner, "Measure: "+m.What, "/sites/"+string(m.Site))
		}
	}
	for _, o := range s.Obligations {
		if v.concerns(o) {
			add(o.Opened, o.Owes.Role, "Owed: "+o.What, "/duties/"+string(o.ID))
			if o.End != nil {
				add(o.End.At, o.End.Role, "Done: "+o.Kind.Plain()+". "+o.How, "/duties/"+string(o.ID))
			}
		}
	}
	return out
}
