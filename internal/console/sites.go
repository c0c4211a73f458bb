package console

import (
	"slices"
	"strconv"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/desk"
	"tocsin/internal/picture"
)

// sitePages are the places: which measures are in force and why, who was briefed, what is on the
// calendar. They are made for a phone in a corridor.
func sitePages(c *Console) {
	c.page("/sites", c.sites)
	c.page("/sites/new", c.newSite)
	c.page("/sites/{id}", c.site)
	c.act("/sites", client.AddSite{}, readSite, c.newSite)
	act := func(path string, m client.Message, read func(*request) (client.Message, error)) {
		c.act("/sites/{id}/"+path, m, func(q *request) (client.Message, string, error) {
			m, err := read(q)
			return m, "/sites/" + q.id(), err
		}, c.site)
	}
	sid := func(q *request) tocsin.SiteID { return tocsin.SiteID(q.id()) }
	mid := func(q *request) tocsin.MeasureID { return tocsin.MeasureID(q.form("measure")) }
	act("raise", client.RaiseSite{}, func(q *request) (client.Message, error) {
		return client.RaiseSite{Site: sid(q), To: tocsin.Posture(q.form("to"))}, nil
	})
	act("lower", client.LowerSite{}, func(q *request) (client.Message, error) {
		return client.LowerSite{Site: sid(q), To: tocsin.Posture(q.form("to"))}, nil
	})
	act("justify", client.JustifySite{}, func(q *request) (client.Message, error) {
		return client.JustifySite{Site: sid(q)}, nil
	})
	act("measure", client.StartMeasure{}, func(q *request) (client.Message, error) {
		until, err := q.instant("until")
		m := tocsin.Measure{Site: sid(q), What: q.form("what"), Owner: tocsin.Role(q.form("owner")), Family: q.form("family"), Threat: tocsin.ThreatID(q.form("threat")), Sustainable: until}
		if s := q.form("substitute"); s != "" {
			m.Substitutes = []tocsin.Substitute{{What: s, Equivalent: true}}
		}
		return client.StartMeasure{Measure: m}, err
	})
	act("observe", client.Observe{}, func(q *request) (client.Message, error) {
		o := tocsin.Observation{At: tocsin.At(q.now), Present: q.form("present") == "yes", By: q.form("by")}
		return client.Observe{Measure: mid(q), Observation: o}, nil
	})
	act("lower-measure", client.LowerMeasure{}, func(q *request) (client.Message, error) {
		return client.LowerMeasure{Measure: mid(q)}, nil
	})
	act("substitute", client.SubstituteMeasure{}, func(q *request) (client.Message, error) {
		return client.SubstituteMeasure{Measure: mid(q), With: q.form("with")}, nil
	})
	act("brief", client.RecordBriefing{}, func(q *request) (client.Message, error) {
		until, err := q.instant("until")
		b := tocsin.Briefing{Site: sid(q), What: q.form("what"), By: q.form("by"), Attended: q.number("attended"), Until: until, Threat: tocsin.ThreatID(q.form("threat"))}
		return client.RecordBriefing{Briefing: b}, err
	})
	act("event", client.AddEvent{}, func(q *request) (client.Message, error) {
		at, err := q.instant("at")
		return client.AddEvent{Event: tocsin.Event{Site: sid(q), Name: q.form("name"), At: at, Expected: q.number("expected"), SoldOut: q.form("sold_out") != ""}}, err
	})
	act("go", client.DecideEvent{}, func(q *request) (client.Message, error) {
		return client.DecideEvent{Event: tocsin.EventID(q.form("event")), Decision: q.form("decision")}, nil
	})
	act("sighting", client.RecordSighting{}, func(q *request) (client.Message, error) {
		s := tocsin.Sighting{Site: sid(q), Code: q.form("code"), What: q.form("what"), Person: q.form("person"), Vehicle: q.form("vehicle"), Vetting: "raw"}
		return client.RecordSighting{Sighting: s}, nil
	})
}

// readSite reads the form of a new site.
func readSite(q *request) (client.Message, string, error) {
	s := tocsin.Site{
		ID: tocsin.SiteID(q.form("id")), Name: q.form("name"), Aliases: lines(q.form("aliases")), Capacity: q.number("capacity"),
		Operator: tocsin.OrgID(q.form("operator")), Protector: tocsin.OrgID(q.form("protector")),
	}
	p, err := readPosition(q.form("position"))
	s.Position = p
	return client.AddSite{Site: s}, "/sites/{id}", err
}

// readPosition reads "55.8259, 37.3902", as maps give it; empty is not known.
func readPosition(text string) (*tocsin.Position, error) {
	if text == "" {
		return nil, nil
	}
	parts := splitTwo(text)
	if len(parts) == 2 {
		lat, err1 := strconv.ParseFloat(parts[0], 64)
		lon, err2 := strconv.ParseFloat(parts[1], 64)
		if err1 == nil && err2 == nil {
			return &tocsin.Position{Lat: lat, Lon: lon}, nil
		}
	}
	return nil, tocsin.Refuse(tocsin.RuleForm, "write latitude and longitude in degrees: 55.8259, 37.3902", "%q is not a position", text)
}

type sitesView struct {
	Sites []siteRow
	Map   picture.Map
}

type siteRow struct {
	tocsin.Site
	Load tocsin.Load
}

func (c *Console) sites(q *request) (string, any, error) {
	s, err := c.Desk.GlanceAs(q.r.Context(), q.viewer(), time.Time{}, desk.Scope{Kinds: []string{tocsin.KindSite, tocsin.KindThreat, tocsin.KindMeasure}, Live: true, Most: mostListed})
	if err != nil {
		return "", nil, err
	}
	var v sitesView
	var marks []picture.Mark
	for _, site := range s.Sites {
		v.Sites = append(v.Sites, siteRow{site, s.Load(site, q.now)})
		if site.Position != nil {
			marks = append(marks, picture.Mark{ID: string(site.ID), Name: site.Name, At: *site.Position})
		}
	}
	v.Map = mapOf(marks)
	return "sites", v, nil
}

type siteView struct {
	tocsin.Site
	Since     moment
	Load      tocsin.Load
	Higher    []tocsin.Posture
	Lower     []tocsin.Posture
	First     *moment // when the step down was signed first
	Measures  []measureRow
	Past      []tocsin.Measure
	Events    []eventRow
	Briefings []briefingRow
	Sightings []sightingRow
	Threats   []threatRow
	Owed      []owed
	Map       picture.Map
	Codes     []choice
}

type measureRow struct {
	tocsin.Measure
	Why     string // the threat for which it is kept up
	First   moment // of a lowering that one has signed
	Last    *tocsin.Observation
	Partner []string // equivalent substitutes
}

type eventRow struct {
	tocsin.Event
	Inside []string // windows of open threats at the place in which it lies
}

type briefingRow struct {
	tocsin.Briefing
	At moment
}

type sightingRow struct {
	tocsin.Sighting
	At moment
}

func (c *Console) site(q *request) (string, any, error) {
	s, err := c.Desk.GlanceAs(q.r.Context(), q.viewer(), time.Time{}, desk.Scope{
		Kinds: []string{tocsin.KindSite, tocsin.KindThreat, tocsin.KindMeasure, tocsin.KindEvent, tocsin.KindBriefing, tocsin.KindSighting, tocsin.KindObligation},
		Live:  true, Most: mostListed, Also: []string{q.id()}, About: []string{q.id()},
	})
	if err != nil {
		return "", nil, err
	}
	i := slices.IndexFunc(s.Sites, func(x tocsin.Site) bool { return string(x.ID) == q.id() })
	if i < 0 {
		return "", nil, tocsin.Refuse(tocsin.RuleForm, "list the sites to see which there are", "there is no site %q here", q.id())
	}
	return "site", c.siteView(q, s, s.Sites[i]), nil
}

func (c *Console) siteView(q *request, s desk.Snapshot, site tocsin.Site) siteView {
	v := siteView{Site: site, Since: q.moment(site.Since), Load: s.Load(site, q.now), Codes: codes()}
	at := max(slices.Index(tocsin.Postures, site.Posture), 0)
	for i, p := range tocsin.Postures {
		if i > at {
			v.Higher = append(v.Higher, p)
		} else if i < at {
			v.Lower = append(v.Lower, p)
		}
	}
	if site.Pending != nil {
		m := q.moment(site.Pending.First.At)
		v.First = &m
	}
	if site.Position != nil {
		v.Map = mapOf([]picture.Mark{{ID: string(site.ID), Name: site.Name, At: *site.Position}})
	}
	for _, t := range s.Threats {
		if t.IsOpen() && t.Concerns(site.ID) {
			row := threatRow{Threat: t, State: t.Now(q.now), Came: q.moment(t.Times.Recorded)}
			for _, p := range t.Parts {
				row.Parts = append(row.Parts, partWindow{p, q.barOf(p)})
			}
			v.Threats = append(v.Threats, row)
		}
	}
	for _, m := range s.Measures {
		if m.Site != site.ID {
			continue
		}
		if m.State == tocsin.MeasureInForce {
			v.Measures = append(v.Measures, measureOf(q, s, m))
		} else {
			v.Past = append(v.Past, m)
		}
	}
	v.calendar(q, s)
	for _, o := range urgent(s.Open(), q.now) {
		mine := o.About.ID == string(site.ID) || slices.ContainsFunc(v.Measures, func(m measureRow) bool { return o.About.ID == string(m.ID) })
		if mine || slices.ContainsFunc(v.Events, func(e eventRow) bool { return o.About.ID == string(e.ID) }) {
			v.Owed = append(v.Owed, c.owed(q, o))
		}
	}
	return v
}

// calendar lays events, briefings and sightings of the site out, what came last first.
func (v *siteView) calendar(q *request, s desk.Snapshot) {
	for _, e := range s.Events {
		if e.Site != v.ID {
			continue
		}
		row := eventRow{Event: e}
		for _, t := range v.Threats {
			for _, p := range t.Threat.Parts {
				if p.State != tocsin.PartClosed && (p.Standing || p.Window.Covers(e.At)) {
					row.Inside = append(row.Inside, t.Title)
				}
			}
		}
		v.Events = append(v.Events, row)
	}
	slices.SortStableFunc(v.Events, func(a, b eventRow) int { return a.At.Latest.Compare(b.At.Latest) })
	for _, b := range slices.Backward(s.Briefings) {
		if b.Site == v.ID {
			v.Briefings = append(v.Briefings, briefingRow{b, q.moment(b.Times.Recorded)})
		}
	}
	for _, x := range slices.Backward(s.Sightings) {
		if x.Site == v.ID {
			v.Sightings = append(v.Sightings, sightingRow{x, q.moment(x.Times.Recorded)})
		}
	}
}

func measureOf(q *request, s desk.Snapshot, m tocsin.Measure) measureRow {
	row := measureRow{Measure: m}
	if t := findThreat(s, string(m.Threat)); t != nil {
		row.Why = t.Title
	}
	if m.Pending != nil {
		row.First = q.moment(m.Pending.First.At)
	}
	if n := len(m.Observed); n > 0 {
		row.Last = &m.Observed[n-1]
	}
	for _, x := range m.Substitutes {
		if x.Equivalent {
			row.Partner = append(row.Partner, x.What)
		}
	}
	return row
}

// codes are the behaviours that a sighting can name, in words (ISE-SAR, functional standard 1.5.5).
func codes() []choice {
	words := map[string]string{
		"SURVL": "watched or measured the place", "PHOTO": "photographed doors, guards, cameras", "ELICIT": "asked about security or routines",
		"TESTSEC": "tested how guards react", "INTRSN": "went where nobody may go", "WPNS": "collected or carried weapons", "MATRLS": "gathered materials",
		"THEFT": "stole badges, uniforms, vehicles", "MISREP": "pretended to be somebody", "SABOT": "damaged what protects the place", "THREAT": "threatened",
		"AVIATION": "flew over it", "CYBER": "attacked its computers", "EXPERT": "trained for it", "RECRUT": "recruited for it", "SECTOR": "something else at a sensitive place",
	}
	var out []choice
	for _, c := range tocsin.SARCodes {
		out = append(out, choice{c, words[c], c})
	}
	return out
}

func (c *Console) newSite(q *request) (string, any, error) {
	s, err := c.Desk.GlanceAs(q.r.Context(), q.viewer(), time.Time{}, desk.Scope{Kinds: []string{tocsin.KindOrg}})
	return "site-new", s, err
}
