package console

import (
	"slices"
	"strings"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/desk"
	"tocsin/internal/picture"
)

// reportPages are the reports and their grading.
func reportPages(c *Console) {
	c.page("/reports", c.reports)
	c.page("/reports/new", c.newReport)
	c.page("/reports/{id}", c.report)
	c.act("/reports", client.RecordReport{}, func(q *request) (client.Message, string, error) {
		w, err := q.window()
		if err != nil {
			return nil, "", err
		}
		r := tocsin.Report{
			Title: q.form("title"), Text: q.form("text"), Facets: q.facets(""), Window: w, Origin: q.form("origin"),
			Internal: q.form("internal") != "", Label: tocsin.TLP(q.form("label")),
		}
		return client.RecordReport{Report: r}, "/reports/{id}", nil
	}, c.newReport)
	c.act("/reports/{id}/grade", client.GradeReport{}, func(q *request) (client.Message, string, error) {
		m := client.GradeReport{
			Report: tocsin.ReportID(q.id()), Reliability: tocsin.Reliability(q.form("reliability")), Credibility: tocsin.Credibility(q.number("credibility")),
		}
		return m, "/reports/" + q.id(), nil
	}, c.report)
	c.act("/reports/{id}/apart", client.KeepApart{}, func(q *request) (client.Message, string, error) {
		return client.KeepApart{Report: tocsin.ReportID(q.id()), Threat: tocsin.ThreatID(q.form("threat"))}, "/reports/" + q.id(), nil
	}, c.report)
	c.act("/reports/{id}/join", client.JoinReport{}, func(q *request) (client.Message, string, error) {
		return client.JoinReport{Report: tocsin.ReportID(q.id()), Threat: tocsin.ThreatID(q.form("threat"))}, "/reports/" + q.id(), nil
	}, c.report)
}

// Against is with what the report was compared, in words.
func (v nearView) Against() string {
	if _, part, ok := strings.Cut(v.With, "/"); ok {
		return "its part " + part
	}
	return "its reports"
}

type reportsView struct {
	Waiting, Joined []reportRow // joined to no threat yet, and the others
	Older           older
}

type reportRow struct {
	tocsin.Report
	Came moment
}

func (c *Console) reports(q *request) (string, any, error) {
	s, err := c.Desk.GlanceAs(q.r.Context(), q.viewer(), time.Time{}, desk.Scope{Kinds: []string{tocsin.KindReport}, Most: mostListed, Before: q.before(tocsin.KindReport)})
	if err != nil {
		return "", nil, err
	}
	v := reportsView{Older: q.older(s, tocsin.KindReport)}
	for _, r := range slices.Backward(s.Reports) {
		row := reportRow{r, q.moment(r.Times.Recorded)}
		if len(r.Threats) == 0 && !r.Background {
			v.Waiting = append(v.Waiting, row)
		} else {
			v.Joined = append(v.Joined, row)
		}
	}
	return "reports", v, nil
}

type reportView struct {
	tocsin.Report
	Came    moment
	Bar     picture.Bar
	Owed    []owed
	Threats []tocsin.Threat // open ones, that it may belong to
	Behind  []tocsin.Threat // those that it is joined to
	Letters []choice
	Digits  []choice
	Others  []tocsin.Report // of which it is derived
	Near    []nearView
}

// nearView is an open file to which the report may belong, with the score that says so.
type nearView struct {
	desk.Nearness
	Fall waterfall
}

func (c *Console) report(q *request) (string, any, error) {
	s, err := c.Desk.GlanceAs(q.r.Context(), q.viewer(), time.Time{}, desk.Scope{
		Kinds: []string{tocsin.KindReport, tocsin.KindThreat, tocsin.KindObligation}, Live: true, Most: mostListed, Also: []string{q.id()}, About: []string{q.id()},
	})
	if err != nil {
		return "", nil, err
	}
	i := slices.IndexFunc(s.Reports, func(r tocsin.Report) bool { return string(r.ID) == q.id() })
	if i < 0 {
		return "", nil, tocsin.Refuse(tocsin.RuleForm, "list the reports to see which there are", "there is no report %q here", q.id())
	}
	r := s.Reports[i]
	v := reportView{Report: r, Came: q.moment(r.Times.Recorded), Letters: letterChoices(), Digits: digitChoices(), Bar: q.barOf(tocsin.Part{Window: r.Window, State: tocsin.PartOpen})}
	for _, o := range s.Reports {
		if slices.Contains(r.DerivedFrom, o.ID) {
			v.Others = append(v.Others, o)
		}
	}
	for _, t := range s.Threats {
		switch {
		case slices.Contains(r.Threats, t.ID):
			v.Behind = append(v.Behind, t)
		case t.IsOpen():
			v.Threats = append(v.Threats, t)
		}
	}
	for _, o := range urgent(s.Open(), q.now) {
		if o.About.ID == string(r.ID) {
			v.Owed = append(v.Owed, c.owed(q, o))
		}
	}
	if !r.Background {
		near, err := c.Desk.Near(q.r.Context(), q.viewer(), r.ID)
		if err != nil {
			return "", nil, err
		}
		for _, n := range near {
			v.Near = append(v.Near, nearView{n, waterfall{n.Score.Said()}})
		}
	}
	return "report", v, nil
}

type newReportView struct {
	Form  partForm
	Sites []tocsin.Site
}

func (c *Console) newReport(q *request) (string, any, error) {
	s, err := c.Desk.GlanceAs(q.r.Context(), q.viewer(), time.Time{}, desk.Scope{Kinds: []string{tocsin.KindSite}, Most: mostListed})
	return "report-new", newReportView{newPartForm(q, nil), s.Sites}, err
}
