package console

import (
	"tocsin"
	"tocsin/internal/brief"
)

// briefPages are the one sheet for the officer who carries a threat upstairs, made to be printed.
func briefPages(c *Console) {
	c.page("/brief/{id}", c.brief, tocsin.DutyOfficer, tocsin.Analyst, tocsin.WarningOfficer, tocsin.Approver)
}

type briefView struct {
	brief.Page
	Threat tocsin.ThreatID
	Label  tocsin.TLP
	Langs  []string
}

func (c *Console) brief(q *request) (string, any, error) {
	_, t, err := c.around(q)
	if err != nil {
		return "", nil, err
	}
	sheet, err := c.Desk.Brief(q.r.Context(), q.viewer(), t.ID, q.now)
	if err != nil {
		return "", nil, err
	}
	lang := q.query("lang")
	if lang == "" {
		lang = brief.Langs[0]
	}
	p, err := sheet.In(lang, q.zone)
	return "brief", briefView{p, t.ID, t.Label, brief.Langs}, err
}
