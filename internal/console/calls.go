package console

import (
	"context"
	"html/template"
	"net/url"
	"slices"
	"strings"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/delivery"
	"tocsin/internal/desk"
)

// callPages are the call sheet: whom to ring, to visit or to write to, and what to say.
func callPages(c *Console) {
	may := desk.MayDo(desk.ActTold)
	c.page("/calls", c.calls, may...)
	c.page("/calls/{id}", c.call, may...)
	c.give("/calls/next", client.NextCalls{}, c.nextCall, c.calls)
	c.act("/calls/{id}/told", client.RecordTold{}, func(q *request) (client.Message, string, error) {
		m, err := q.told(q.id())
		return m, "/calls", err
	}, c.call)
}

// mostCalls is how many entries of the call sheet are read.
const mostCalls = 200

type callsView struct {
	Mine   []callRow // that I have taken
	Now    []callRow // that anybody may take
	Others []callRow // that somebody else has
	Later  []callRow // that nobody answered, to be rung again
}

// callRow is one entry of the call sheet.
type callRow struct {
	desk.Call
	What string
	For  string
	Ring template.URL // tel: link; empty where nobody rings
	When moment       // since when it is due, or when it is due again
	Held moment       // until when somebody has it
}

// sheet reads the call sheet as the reader may see it.
func (c *Console) sheet(q *request) ([]callRow, error) {
	v := q.viewer()
	all, err := c.Desk.Calls(q.r.Context(), desk.Caller{Role: q.who.Role, Person: q.who.Account, Reader: &v}, mostCalls)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	names, err := c.names(q)
	rows := make([]callRow, len(all))
	for i, m := range all {
		rows[i] = callRow{Call: m, What: told(m.Message), For: names(m.Contact.For), When: q.moment(m.Due), Held: q.moment(m.Taken)}
		if m.Contact.Channel == tocsin.ByCall {
			rows[i].Ring = dial(m.Contact.Address)
		}
	}
	return rows, err
}

// told says in a line what an entry is about, without a word of the record.
func told(m desk.Message) string {
	switch m.Kind {
	case tocsin.NotificationTest:
		return "a test of this contact"
	case tocsin.NotificationDuty:
		return "a duty: " + m.Duty
	}
	if m.Release != nil && m.Release.Closing != nil {
		return "a closing message, " + m.Release.Level.Plain()
	}
	if m.Release != nil {
		return "a warning, " + m.Release.Level.Plain()
	}
	return "a warning"
}

// dial is a number as a telephone takes it.
func dial(number string) template.URL {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, number)
	return template.URL("tel:" + digits) // digits and a plus only
}

func (c *Console) calls(q *request) (string, any, error) {
	rows, err := c.sheet(q)
	var v callsView
	for _, r := range rows {
		switch {
		case r.Mine:
			v.Mine = append(v.Mine, r)
		case r.Held.Is():
			v.Others = append(v.Others, r)
		case r.Due.After(q.now):
			v.Later = append(v.Later, r)
		default:
			v.Now = append(v.Now, r)
		}
	}
	return "calls", v, err
}

type callView struct {
	callRow
	Say    []string // what to say, line by line
	Letter bool
}

func (c *Console) call(q *request) (string, any, error) {
	rows, err := c.sheet(q)
	if err != nil {
		return "", nil, err
	}
	i := slices.IndexFunc(rows, func(r callRow) bool { return r.ID == q.id() })
	if i < 0 {
		return "", nil, tocsin.Refuse(tocsin.RuleForm, "open the call sheet for what is left: somebody may have answered", "there is no entry %q on the call sheet", q.id())
	}
	v := callView{callRow: rows[i], Letter: rows[i].Contact.Channel == tocsin.ByLetter}
	if v.Over == "" {
		v.Say = lines(delivery.Script(v.Message))
	}
	return "call", v, nil
}

// nextCall takes the longest due entry off the sheet. Who has one is led to that.
func (c *Console) nextCall(ctx context.Context, q *request) (string, error) {
	rows, err := c.sheet(q)
	if err != nil {
		return "", err
	}
	if i := slices.IndexFunc(rows, func(r callRow) bool { return r.Mine }); i >= 0 {
		return "/calls/" + url.PathEscape(rows[i].ID), nil
	}
	to := client.Client{Transport: c.Acts, Caller: q.who.Caller(q.form("request"), "")}
	got, err := client.Read[[]desk.Message](ctx, to, client.NextCalls{Limit: 1})
	if err != nil || len(got) == 0 {
		return "/calls", err
	}
	return "/calls/" + url.PathEscape(got[0].ID), nil
}

// told reads the form of what a call, a visit or a letter came to. Without an entry of the call sheet
// it was out of turn.
func (q *request) told(entry string) (client.Message, error) {
	at, err := q.instant("at")
	return client.RecordTold{Notice: tocsin.NotificationID(q.form("notice")), Told: tocsin.Told{
		Delivery: entry, Channel: tocsin.Channel(q.form("channel")), Whom: q.form("whom"), Second: q.form("second"),
		Outcome: q.form("outcome"), Words: q.form("words"), At: at,
	}}, err
}
