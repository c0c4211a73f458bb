package console

import (
	"slices"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/desk"
)

// warningPages are the warnings of our own: who signed, who has which version, who has answered.
func warningPages(c *Console) {
	c.page("/warnings", c.warnings)
	c.page("/warnings/{id}", c.warning)
	act := func(path string, m client.Message, read func(*request) (client.Message, error)) {
		c.act("/warnings/{id}/"+path, m, func(q *request) (client.Message, string, error) {
			m, err := read(q)
			return m, "/warnings/" + q.id(), err
		}, c.warning)
	}
	wid := func(q *request) tocsin.WarningID { return tocsin.WarningID(q.form("warning")) }
	act("sign", client.SignWarning{}, func(q *request) (client.Message, error) {
		return client.SignWarning{Warning: wid(q), Revision: revision(q)}, nil
	})
	act("urgent", client.IssueUrgent{}, func(q *request) (client.Message, error) {
		return client.IssueUrgent{Warning: wid(q), Revision: revision(q)}, nil
	})
	act("withdraw", client.WithdrawWarning{}, func(q *request) (client.Message, error) {
		return client.WithdrawWarning{Warning: wid(q), Revision: revision(q)}, nil
	})
	act("release", client.Release{}, func(q *request) (client.Message, error) {
		return client.Release{Warning: wid(q), Level: tocsin.Level(q.form("level"))}, nil
	})
	act("closing", client.CloseInstruction{}, func(q *request) (client.Message, error) {
		until, err := q.instant("until")
		if err == nil {
			err = filledIn(q.form("words"))
		}
		return client.CloseInstruction{Warning: wid(q), Level: tocsin.Level(q.form("level")), How: q.form("how"), Words: q.form("words"), Until: until}, err
	})
	act("parity", client.Parity{}, func(q *request) (client.Message, error) {
		return client.Parity{Warning: wid(q), Reason: q.form("reason")}, nil
	})
	act("detail", client.GiveDetail{}, func(q *request) (client.Message, error) {
		return client.GiveDetail{Release: tocsin.ReleaseID(q.form("release")), Words: q.form("words")}, nil
	})
}

// revision is that of the draft that stood on the page.
func revision(q *request) int64 { return int64(q.number("revision")) }

type warningsView struct {
	Drafts, Issued, Withdrawn []warningRow

	Older older
}

type warningRow struct {
	tocsin.Warning
	Came    moment
	Told    int // addressees to whom it went
	Answers int // of them, those of whom a person answered
}

func (c *Console) warnings(q *request) (string, any, error) {
	ctx := q.r.Context()
	s, err := c.Desk.GlanceAs(ctx, q.viewer(), time.Time{}, desk.Scope{Kinds: []string{tocsin.KindWarning}, Most: mostListed, Before: q.before(tocsin.KindWarning)})
	if err != nil {
		return "", nil, err
	}
	v := warningsView{Older: q.older(s, tocsin.KindWarning)}
	scope := desk.Scope{Kinds: []string{tocsin.KindRelease}, Most: mostListed}
	for _, w := range s.Warnings {
		scope.About = append(scope.About, string(w.ID))
	}
	out, err := c.Desk.GlanceAs(ctx, q.viewer(), time.Time{}, scope)
	if err != nil {
		return "", nil, err
	}
	for _, w := range slices.Backward(s.Warnings) {
		row := warningRow{Warning: w, Came: q.moment(w.Times.Recorded)}
		for _, x := range out.Sent {
			if x.Warning == w.ID {
				row.Told++
				if answered(x) {
					row.Answers++
				}
			}
		}
		switch w.State {
		case tocsin.Draft:
			v.Drafts = append(v.Drafts, row)
		case tocsin.Withdrawn:
			v.Withdrawn = append(v.Withdrawn, row)
		default:
			v.Issued = append(v.Issued, row)
		}
	}
	return "warnings", v, nil
}

// answered reports whether a person answered a release.
func answered(x desk.Sent) bool {
	return slices.ContainsFunc(x.Replies, func(r tocsin.Reply) bool {
		return r.Status != tocsin.ReceivedOK && r.Status != tocsin.Queued && r.Status != tocsin.Sent
	})
}

type warningView struct {
	tocsin.Warning
	Threat  *tocsin.Threat
	Came    moment
	Grid    []gridPart
	Sent    []sentRow
	Owed    []owed
	Ready   []readyLevel // levels that can be released now
	Names   map[tocsin.OrgID]string
	Missing []string // who is named as in danger, and not told

	Closings []closing
	Closing  *closing // with which a closing message begins; nil: none
}

// ClosingWords are the words with which the closing message of a version begins.
func (v warningView) ClosingWords(x tocsin.Version) string {
	if v.Closing == nil {
		return ""
	}
	return v.Closing.words(x.Text)
}

// gridPart is a part with its facets at each level that is written.
type gridPart struct {
	Name string
	Rows []gridRow
}

type gridRow struct {
	Name  tocsin.FacetName
	Cells []tocsin.Facet // in the order of the versions; a level that leaves the part out holds nothing
}

type sentRow struct {
	desk.Sent
	To      string
	At      moment
	Replies []replyRow
	Asked   string // the question that waits for an answer
}

type replyRow struct {
	tocsin.Reply
	At moment
}

type readyLevel struct {
	tocsin.Level
	To []string
}

func (c *Console) warning(q *request) (string, any, error) {
	ctx := q.r.Context()
	scope := desk.Scope{Kinds: []string{tocsin.KindWarning, tocsin.KindRelease}, Most: mostListed, Also: []string{q.id()}, About: []string{q.id()}}
	s, err := c.Desk.GlanceAs(ctx, q.viewer(), time.Time{}, scope)
	if err != nil {
		return "", nil, err
	}
	w := findWarning(s, q.id())
	if w == nil {
		return "", nil, tocsin.Refuse(tocsin.RuleForm, "list the warnings to see which there are", "there is no warning %q here", q.id())
	}
	scope.Kinds = append(scope.Kinds, tocsin.KindThreat, tocsin.KindObligation)
	scope.Live, scope.Also, scope.About = true, []string{string(w.ID), string(w.Threat)}, []string{string(w.ID)}
	if s, err = c.Desk.GlanceAs(ctx, q.viewer(), time.Time{}, scope); err != nil {
		return "", nil, err
	}
	return "warning", c.warningView(q, s, *findWarning(s, string(w.ID))), nil
}

// findWarning finds a warning by its id, or by that of a release of it.
func findWarning(s desk.Snapshot, id string) *tocsin.Warning {
	for _, x := range s.Sent {
		if string(x.Release.ID) == id {
			id = string(x.Warning)
		}
	}
	i := slices.IndexFunc(s.Warnings, func(w tocsin.Warning) bool { return string(w.ID) == id })
	if i < 0 {
		return nil
	}
	return &s.Warnings[i]
}

func (c *Console) warningView(q *request, s desk.Snapshot, w tocsin.Warning) warningView {
	v := warningView{Warning: w, Came: q.moment(w.Times.Recorded), Threat: findThreat(s, string(w.Threat)), Names: map[tocsin.OrgID]string{}, Closings: closings}
	for i := range closings {
		if closings[i].ID == q.query("closing") {
			v.Closing = &closings[i]
		}
	}
	for _, o := range s.Orgs {
		v.Names[o.ID] = o.Name
	}
	v.Grid = gridOf(w, v.Threat)
	for _, x := range s.Sent {
		if x.Warning == w.ID {
			v.Sent = append(v.Sent, sentOf(q, v.Names, x))
		}
	}
	for _, o := range urgent(s.Open(), q.now) {
		about := o.About.ID == string(w.ID) || slices.ContainsFunc(v.Sent, func(x sentRow) bool { return o.About.ID == string(x.Release.ID) })
		if about {
			v.Owed = append(v.Owed, c.owed(q, o))
		}
	}
	for _, ver := range w.Versions {
		if w.State != tocsin.Issued || w.CheckRelease(ver.Level) != nil {
			continue
		}
		r := readyLevel{Level: ver.Level}
		for _, a := range w.Addressees {
			has := slices.ContainsFunc(v.Sent, func(x sentRow) bool { return x.Release.To == a.Org && x.Release.Level == a.Level })
			if a.Level == ver.Level && !has {
				r.To = append(r.To, v.name(a.Org))
			}
		}
		if len(r.To) > 0 {
			v.Ready = append(v.Ready, r)
		}
	}
	for _, a := range w.Absences {
		v.Missing = append(v.Missing, a.Victim+": "+a.Why)
	}
	return v
}

func (v warningView) name(id tocsin.OrgID) string {
	if n := v.Names[id]; n != "" {
		return n
	}
	return string(id)
}

// gridOf lays the levels of a warning side by side.
func gridOf(w tocsin.Warning, t *tocsin.Threat) []gridPart {
	var ids []tocsin.PartID
	for _, v := range w.Versions {
		for _, p := range v.Parts {
			if !slices.Contains(ids, p.Part) {
				ids = append(ids, p.Part)
			}
		}
	}
	var out []gridPart
	for _, id := range ids {
		g := gridPart{Name: string(id)}
		if t != nil && t.Part(id) != nil {
			g.Name = t.Part(id).Name
		}
		for _, n := range tocsin.FacetNames {
			row := gridRow{Name: n}
			for i := range w.Versions {
				f := tocsin.Facet{State: tocsin.NotHeld}
				if p := w.Versions[i].Part(id); p != nil {
					f = *p.Facets.Get(n)
				}
				row.Cells = append(row.Cells, f)
			}
			g.Rows = append(g.Rows, row)
		}
		out = append(out, g)
	}
	return out
}

// sentOf is one release with what came back.
func sentOf(q *request, names map[tocsin.OrgID]string, x desk.Sent) sentRow {
	row := sentRow{Sent: x, To: names[x.Release.To], At: q.moment(x.Times.Recorded)}
	if row.To == "" {
		row.To = string(x.Release.To)
	}
	for _, r := range x.Replies {
		row.Replies = append(row.Replies, replyRow{r, q.moment(r.At)})
		switch r.Status {
		case tocsin.AskDetail:
			row.Asked = r.Words
		case tocsin.GaveDetail:
			row.Asked = ""
		}
	}
	return row
}
