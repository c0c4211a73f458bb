package console

import (
	"slices"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/desk"
	"tocsin/internal/picture"
)

// administrators are the roles that open the administration: one to change it, one to look at it.
var administrators = []tocsin.Role{tocsin.Administrator, tocsin.Inspector}

// adminPages are our own organisation with its clocks, and the peers that are admitted.
func adminPages(c *Console) {
	c.page("/admin", c.admin, administrators...)
	c.act("/admin/orgs", client.Admit{}, func(q *request) (client.Message, string, error) {
		o := tocsin.Org{
			ID: tocsin.OrgID(q.form("id")), Name: q.form("name"), Aliases: lines(q.form("aliases")), Kind: tocsin.OrgKind(q.form("kind")),
			Profile: tocsin.Profile(q.form("profile")), Partner: tocsin.OrgID(q.form("partner")),
		}
		if o.ID == c.Desk.Org() {
			me, err := c.Desk.Self(q.r.Context())
			if err == nil {
				o.Policy = me.Policy
			}
		}
		return client.Admit{Org: o}, "/admin", nil
	}, c.admin)
}

type adminView struct {
	Own    bool // our own organisation is written down
	Self   tocsin.Org
	Peers  []tocsin.Org
	Kinds  []tocsin.OrgKind
	Policy []clockRow
}

// clockRow is one clock of the policy.
type clockRow struct{ Words, Value string }

func (c *Console) admin(q *request) (string, any, error) {
	s, err := c.Desk.GlanceAs(q.r.Context(), q.viewer(), time.Time{}, desk.Scope{Kinds: []string{tocsin.KindOrg}})
	if err != nil {
		return "", nil, err
	}
	v := adminView{Self: tocsin.Org{ID: s.Org, Name: string(s.Org)}, Kinds: tocsin.OrgKinds}
	for _, o := range s.Orgs {
		if o.ID == s.Org {
			v.Self, v.Own = o, true
		} else {
			v.Peers = append(v.Peers, o)
		}
	}
	v.Policy = clocks(s.Policy)
	return "admin", v, nil
}

// clocks are the times of the policy in words.
func clocks(p tocsin.Policy) []clockRow {
	p = p.WithDefaults()
	d := func(words string, t time.Duration) clockRow { return clockRow{words, picture.Span(t)} }
	rows := []clockRow{
		d("decide whether to warn", p.DutyWithin), d("the same when the danger may begin within a day", p.DutyUrgent),
		d("second signature after an urgent warning", p.SecondWithin), d("judge a warning received", p.GradeWithin),
		d("the same when the danger may begin within a day", p.GradeUrgent), d("a warning sent is receipted", p.ReceiptWithin),
		d("the protector tells the one in danger", p.OnwardWithin), d("who else shares the danger", p.ParityWithin),
		d("lay two files side by side", p.JoinWithin), d("answer a request for detail", p.DetailWithin), d("one step of the escalation chain", p.StepEvery),
	}
	return slices.DeleteFunc(rows, func(r clockRow) bool { return r.Value == "" })
}
