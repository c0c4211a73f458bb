package console

import (
	"slices"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/desk"
)

// dutyPages are single duties that no other page answers: those that words settle.
func dutyPages(c *Console) {
	c.page("/duties/{id}", c.duty)
	c.act("/duties/{id}/settle", client.Settle{}, func(q *request) (client.Message, string, error) {
		return client.Settle{Obligation: tocsin.ObligationID(q.id()), How: q.form("how")}, "/duties/" + q.id(), nil
	}, c.duty)
}

type dutyPage struct {
	owed
	Opened, Ended moment
	Climbed       []moment
	Elsewhere     bool // it is answered on another page
	Settles       bool // words settle it
}

func (c *Console) duty(q *request) (string, any, error) {
	s, err := c.Desk.GlanceAs(q.r.Context(), q.viewer(), time.Time{}, desk.Scope{Kinds: []string{tocsin.KindObligation}, Live: true, Most: 1, Also: []string{q.id()}})
	if err != nil {
		return "", nil, err
	}
	i := slices.IndexFunc(s.Obligations, func(o tocsin.Obligation) bool { return string(o.ID) == q.id() })
	if i < 0 {
		return "", nil, tocsin.Refuse(tocsin.RuleForm, "look at the watch floor for what is owed", "there is no duty %q here", q.id())
	}
	o := s.Obligations[i]
	v := dutyPage{owed: c.owed(q, o), Opened: q.moment(o.Opened), Settles: o.State == tocsin.Open && o.Owes.Org == s.Org && desk.Settleable(o.Kind)}
	v.Elsewhere = v.Path != "/duties/"+string(o.ID)
	for _, t := range o.Climbed {
		v.Climbed = append(v.Climbed, q.moment(t))
	}
	if o.End != nil {
		v.Ended = q.moment(o.End.At)
	}
	return "duty", v, nil
}
