package console

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/desk"
	"tocsin/internal/picture"
)

// threatPages are the threats, the reports behind them, and the decisions about them.
func threatPages(c *Console) {
	c.page("/threats", c.threats)
	c.page("/threats/new", c.newThreat)
	c.page("/threats/{id}", c.threat)
	c.act("/threats", client.OpenThreat{}, readThreat, c.newThreat)
	act := func(path string, m client.Message, read func(*request) (client.Message, error)) {
		c.act("/threats/{id}/"+path, m, func(q *request) (client.Message, string, error) {
			m, err := read(q)
			return m, "/threats/" + q.id(), err
		}, c.threat)
	}
	act("join", client.JoinReport{}, func(q *request) (client.Message, error) {
		return client.JoinReport{Threat: tid(q), Report: tocsin.ReportID(q.form("report"))}, nil
	})
	act("split", client.SplitReport{}, func(q *request) (client.Message, error) {
		return client.SplitReport{Threat: tid(q), Report: tocsin.ReportID(q.form("report"))}, nil
	})
	act("judge", client.Judge{}, func(q *request) (client.Message, error) {
		return client.Judge{Threat: tid(q), Judgement: tocsin.Judgement{
			Text: q.form("text"), Likelihood: q.form("likelihood"), Confidence: q.form("confidence"), ChangeReason: q.form("change"),
			Assumptions: lines(q.form("assumptions")), Alternatives: lines(q.form("alternatives")),
		}}, nil
	})
	act("decide", client.DecidePart{}, readDecision)
	act("duty", client.DecideDuty{}, func(q *request) (client.Message, error) {
		return client.DecideDuty{Duty: tocsin.DutyDecision{
			Threat: tid(q), Outcome: tocsin.DutyOutcome(q.form("outcome")), Ground: tocsin.WaiverGround(q.form("ground")), Reason: q.form("reason"),
			Threshold: tocsin.Threshold{Credible: tocsin.Answer(q.form("credible")), Specific: tocsin.Answer(q.form("specific")), Impending: tocsin.Answer(q.form("impending")), Harm: tocsin.Harm(q.form("harm"))},
		}}, nil
	})
	act("affirm", client.AffirmDuty{}, func(q *request) (client.Message, error) {
		return client.AffirmDuty{Duty: tocsin.DutyID(q.form("duty"))}, nil
	})
	act("hold", client.PlaceHold{}, func(q *request) (client.Message, error) {
		return client.PlaceHold{Threat: tid(q)}, nil
	})
}

func tid(q *request) tocsin.ThreatID { return tocsin.ThreatID(q.id()) }

// lines are the lines of a text that say something.
func lines(s string) []string {
	var out []string
	for l := range strings.Lines(s) {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// readThreat reads the form of a new threat: one part, which is what most have.
func readThreat(q *request) (client.Message, string, error) {
	w, err := q.window()
	if err != nil {
		return nil, "", err
	}
	if err := filledIn(q.form("title"), q.form("place"), q.form("victim")); err != nil {
		return nil, "", err
	}
	p := tocsin.Part{ID: "main", Name: q.form("title"), Facets: q.facets(""), Window: w}
	t := tocsin.Threat{Title: q.form("title"), Label: tocsin.TLP(q.form("label")), Parts: []tocsin.Part{p}}
	if r := q.form("report"); r != "" {
		t.Reports = []tocsin.ReportID{tocsin.ReportID(r)}
	}
	if v := q.form("victim"); v != "" {
		t.Victims = []tocsin.Victim{{ID: "victim-1", Name: v, Kind: tocsin.VictimKind(q.form("victim_kind")), Part: "main", Site: p.Facets.Place.Site}}
	}
	next := "/threats/{id}"
	if x := wordingOf(q.form("template")); x != nil {
		next += "?template=" + x.ID
	}
	return client.OpenThreat{Threat: t}, next, nil
}

// readDecision reads what is decided on a part at or before the end of its window.
func readDecision(q *request) (client.Message, error) {
	until, err := q.instant("until")
	if err != nil {
		return nil, err
	}
	d := tocsin.ReviewDecision{
		End: tocsin.WindowEnd(q.form("end")), Reason: q.form("reason"), Evidence: q.form("evidence"), Successor: q.form("successor"),
	}
	if until.Known() {
		d.Window = tocsin.Window{End: until}
	}
	return client.DecidePart{Threat: tid(q), Part: tocsin.PartID(q.form("part")), Decision: d}, nil
}

// window reads the two times of a form.
func (q *request) window() (tocsin.Window, error) {
	from, err := q.instant("from")
	if err != nil {
		return tocsin.Window{}, err
	}
	to, err := q.instant("to")
	return tocsin.Window{Start: from, End: to}, err
}

// facets reads the five facets of a form; what was left empty is not held.
func (q *request) facets(prefix string) tocsin.Facets {
	var f tocsin.Facets
	for _, n := range tocsin.FacetNames {
		p := f.Get(n)
		p.Value, p.State = q.form(prefix+string(n)), tocsin.FacetState(q.form(prefix+string(n)+"_state"))
		p.Reason, p.Site = tocsin.WithheldReason(q.form(prefix+string(n)+"_reason")), tocsin.SiteID(q.form(prefix+string(n)+"_site"))
		if p.State == tocsin.Withheld || p.State == tocsin.NotHeld {
			p.Value = ""
		}
		if p.State == tocsin.Stated && p.Value == "" {
			p.State = ""
		}
	}
	return f.Normal()
}

// mostListed is how many records one page of a list shows.
const mostListed = 100

// An older is how a list goes on that has more than a page.
type older struct {
	Unread int64  // how many are on record beside those of the first page
	Next   string // the query of the next page; empty: there is none
	First  string // the query of the first; empty: it is this one
}

// before is the record before which the page begins that is asked for.
func (q *request) before(kind string) tocsin.Ref {
	if id := q.query("before"); id != "" {
		return tocsin.Ref{Kind: kind, ID: id}
	}
	return tocsin.Ref{}
}

// older says how a list of a kind goes on. What else narrows the page stays in its address.
func (q *request) older(s desk.Snapshot, kind string) older {
	kept := url.Values{}
	for _, name := range []string{"from", "until"} {
		if v := q.query(name); v != "" {
			kept.Set(name, v)
		}
	}
	out := older{Unread: s.Unread[kind]}
	if q.query("before") != "" {
		out.First = "?" + kept.Encode()
	}
	if id := s.Older[kind]; id != "" {
		kept.Set("before", id)
		out.Next = "?" + kept.Encode()
	}
	return out
}

type threatsView struct {
	Open, Closed []threatRow
	Older        older
}

type threatRow struct {
	tocsin.Threat
	Parts []partWindow
	State string
	Came  moment
}

func (c *Console) threats(q *request) (string, any, error) {
	s, err := c.Desk.GlanceAs(q.r.Context(), q.viewer(), time.Time{}, desk.Scope{Kinds: []string{tocsin.KindThreat}, Most: mostListed, Before: q.before(tocsin.KindThreat)})
	if err != nil {
		return "", nil, err
	}
	v := threatsView{Older: q.older(s, tocsin.KindThreat)}
	for _, t := range slices.Backward(s.Threats) {
		row := threatRow{Threat: t, State: t.Now(q.now), Came: q.moment(t.Times.Recorded)}
		for _, p := range t.Parts {
			row.Parts = append(row.Parts, partWindow{p, q.barOf(p)})
		}
		if t.IsOpen() {
			v.Open = append(v.Open, row)
		} else {
			v.Closed = append(v.Closed, row)
		}
	}
	return "threats", v, nil
}

// A threatView is one threat with all that hangs on it.
type threatView struct {
	tocsin.Threat
	State    string
	Came     moment
	Parts    []partView
	Reports  []tocsin.Report
	Received []receivedRow
	Warnings []tocsin.Warning
	Duties   []dutyView
	Owed     []owed
	Loose    []tocsin.Report // reports that are joined to nothing yet
	Sites    map[tocsin.SiteID]tocsin.Site
	Map      picture.Map
	Weighed  *weighedView
	Wording  string // with which a warning of it begins
}

// weighedView is what the accounts of a danger come to, by origin.
type weighedView struct {
	desk.Weighing
	Fall      waterfall
	Band      string
	Effective string
}

type partView struct {
	tocsin.Part
	Bar     picture.Bar
	State   string
	Ended   bool // the window has, to its last hour
	Pending *pendingView
	Ends    []choice
}

// pendingView is a decision that one has signed: the second sees the first one's reason.
type pendingView struct {
	tocsin.ReviewDecision
	At   moment
	Same bool // the reader is who signed first
}

type dutyView struct {
	tocsin.DutyDecision
	At moment
}

// threatKinds are the records of which a threat's page is made.
var threatKinds = []string{
	tocsin.KindThreat, tocsin.KindReport, tocsin.KindReceived, tocsin.KindWarning, tocsin.KindDuty, tocsin.KindObligation, tocsin.KindSite,
}

// around reads a threat and what hangs on it.
func (c *Console) around(q *request) (desk.Snapshot, *tocsin.Threat, error) {
	ctx := q.r.Context()
	one := desk.Scope{Kinds: []string{tocsin.KindThreat}, Live: true, Most: 1, Also: []string{q.id()}}
	s, err := c.Desk.GlanceAs(ctx, q.viewer(), time.Time{}, one)
	if err != nil {
		return s, nil, err
	}
	t := findThreat(s, q.id())
	if t == nil {
		return s, nil, tocsin.Refuse(tocsin.RuleForm, "list the threats to see which there are", "there is no threat %q here", q.id())
	}
	all := desk.Scope{Kinds: threatKinds, Most: mostListed, Also: []string{q.id()}, About: []string{q.id()}}
	for _, id := range t.Reports {
		all.Also = append(all.Also, string(id))
	}
	for _, id := range t.Received {
		all.Also = append(all.Also, string(id))
	}
	s, err = c.Desk.GlanceAs(ctx, q.viewer(), time.Time{}, all)
	return s, findThreat(s, q.id()), err
}

func findThreat(s desk.Snapshot, id string) *tocsin.Threat {
	i := slices.IndexFunc(s.Threats, func(t tocsin.Threat) bool { return string(t.ID) == id })
	if i < 0 {
		return nil
	}
	return &s.Threats[i]
}

func (c *Console) threat(q *request) (string, any, error) {
	s, t, err := c.around(q)
	if err != nil {
		return "", nil, err
	}
	v := threatView{Threat: *t, State: t.Now(q.now), Came: q.moment(t.Times.Recorded), Sites: map[tocsin.SiteID]tocsin.Site{}}
	if x := wordingOf(q.query("template")); x != nil {
		v.Wording = x.ID
	}
	for _, site := range s.Sites {
		v.Sites[site.ID] = site
	}
	for _, p := range t.Parts {
		v.Parts = append(v.Parts, c.part(q, p))
	}
	for _, r := range s.Reports {
		if slices.Contains(t.Reports, r.ID) {
			v.Reports = append(v.Reports, r)
		} else if len(r.Threats) == 0 && !r.Background {
			v.Loose = append(v.Loose, r)
		}
	}
	for _, r := range s.Received {
		if r.Threat == t.ID {
			v.Received = append(v.Received, receivedRow{Received: r, Title: titleOf(r), Came: q.moment(r.Times.Recorded), Sender: senderOf(s, r)})
		}
	}
	for _, w := range s.Warnings {
		if w.Threat == t.ID {
			v.Warnings = append(v.Warnings, w)
		}
	}
	for _, d := range s.Duties {
		if d.Threat == t.ID {
			v.Duties = append(v.Duties, dutyView{d, q.moment(d.Drafter.At)})
		}
	}
	for _, o := range urgent(s.Open(), q.now) {
		if o.About.ID == string(t.ID) || o.Subject.ID == string(t.ID) {
			v.Owed = append(v.Owed, c.owed(q, o))
		}
	}
	v.Map = mapOf(v.places())
	if len(t.Reports)+len(t.Received) > 0 {
		w, err := c.Desk.Weigh(q.r.Context(), q.viewer(), t.ID)
		if err != nil {
			return "", nil, err
		}
		v.Weighed = &weighedView{w, byOrigin(w), percent(w.Low) + " to " + percent(w.High), fmt.Sprintf("%.1f", w.Effective)}
	}
	return "threat", v, nil
}

func (c *Console) part(q *request, p tocsin.Part) partView {
	v := partView{Part: p, Bar: q.barOf(p), State: p.Now(q.now), Ended: p.Window.HasEnded(q.now)}
	if p.Pending != nil {
		v.Pending = &pendingView{ReviewDecision: *p.Pending, At: q.moment(p.Pending.First.At)}
	}
	for _, e := range tocsin.WindowEnds {
		hint := ""
		if e.Lowers() {
			hint = "two persons sign"
		}
		v.Ends = append(v.Ends, choice{string(e), plain(e), hint})
	}
	return v
}

// places are the sites that the threat names and whose position is known.
func (v threatView) places() []picture.Mark {
	var out []picture.Mark
	for _, p := range v.Parts {
		for _, id := range []tocsin.SiteID{p.Facets.Place.Site, p.Facets.Target.Site} {
			if s, ok := v.Sites[id]; ok && s.Position != nil && !slices.ContainsFunc(out, func(m picture.Mark) bool { return m.ID == string(id) }) {
				out = append(out, picture.Mark{ID: string(id), Name: s.Name, At: *s.Position})
			}
		}
	}
	return out
}

// newThreat is the form of a new threat; a report that it comes from fills it in.
func (c *Console) newThreat(q *request) (string, any, error) {
	v := newThreatView{Form: newPartForm(q, nil), Wordings: wordings}
	id := q.query("report")
	if id == "" {
		id = q.form("report")
	}
	s, err := c.Desk.GlanceAs(q.r.Context(), q.viewer(), time.Time{}, desk.Scope{Kinds: []string{tocsin.KindReport, tocsin.KindSite}, Most: mostListed, Also: also(id)})
	if err != nil {
		return "", nil, err
	}
	v.Sites = s.Sites
	v.Victim, v.VictimKind = q.form("victim"), tocsin.VictimKind(q.form("victim_kind"))
	if q.sent != nil {
		v.Wording = wordingOf(q.form("template"))
	} else if v.Wording = wordingOf(q.query("template")); v.Wording != nil {
		v.begin(q)
	}
	for i := range s.Reports {
		if r := &s.Reports[i]; string(r.ID) == id {
			v.From, v.Form = r, newPartForm(q, r)
		}
	}
	return "threat-new", v, nil
}

func also(id string) []string {
	if id == "" {
		return nil
	}
	return []string{id}
}

type newThreatView struct {
	From       *tocsin.Report
	Form       partForm
	Sites      []tocsin.Site
	Victim     string
	VictimKind tocsin.VictimKind
	Wording    *wording // with which it begins; nil: none
	Wordings   []wording
}

// begin fills the form with a wording. Where there is one site alone it is that one.
func (v *newThreatView) begin(q *request) {
	if v.Wording.ID == testWording {
		v.Form = testForm(q, v.Sites)
		return
	}
	var part tocsin.Part
	if len(v.Sites) == 1 && v.Wording.Victim == "place_of_business" {
		part.Facets.Place = tocsin.Facet{State: tocsin.Stated, Value: v.Sites[0].Name, Site: v.Sites[0].ID}
	}
	v.Form.Title = v.Wording.put(v.Wording.Title, "en", part)
	v.VictimKind, v.Victim = v.Wording.Victim, part.Facets.Place.Value
	v.Form.Facets = part.Facets.Normal()
	if part.Facets.Place.Value == "" {
		v.Form.Facets.Place.Value = languages["en"].open(v.Wording.Place)
	}
}

// A partForm is what the fields of a part begin with.
type partForm struct {
	Title, From, To string
	Facets          tocsin.Facets
}

// newPartForm begins with what was typed, or with what a report says.
func newPartForm(q *request, r *tocsin.Report) partForm {
	if q.sent != nil {
		return partForm{q.form("title"), q.form("from"), q.form("to"), q.facets("")}
	}
	if r == nil {
		return partForm{Facets: tocsin.Facets{}.Normal()}
	}
	return partForm{r.Title, field(q, r.Window.Start), field(q, r.Window.End), r.Facets.Normal()}
}

// testFor is how long a test warning stands.
const testFor = 4 * time.Hour

// testForm is a warning that says that it is a test, of the first site that is written down.
func testForm(q *request, sites []tocsin.Site) partForm {
	end := q.now.Add(testFor).In(q.zone).Format("2006-01-02T15:04")
	f := partForm{Title: "Test: please answer this warning", From: q.now.In(q.zone).Format("2006-01-02T15:04"), To: end}
	if len(sites) > 0 {
		f.Facets.Place = tocsin.Facet{Value: sites[0].Name, Site: sites[0].ID}
	}
	f.Facets.Time.Value = "now, until " + end
	f.Facets.Target.Value = "nobody: this is a test of the warning line, and nothing has happened"
	f.Facets = f.Facets.Normal()
	return f
}

// field is an instant as a field takes it, no more exact than it is known.
func field(q *request, i tocsin.Instant) string {
	if !i.Known() {
		return ""
	}
	t := i.Latest.In(q.zone)
	switch i.Precision {
	case tocsin.ToDay, tocsin.ToMonth, tocsin.ToYear, tocsin.Interval:
		return t.Format("2006-01-02")
	}
	return t.Format("2006-01-02T15:04")
}
