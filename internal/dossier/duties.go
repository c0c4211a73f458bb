package dossier

import (
	"context"
	"time"

	"tocsin"
	"tocsin/internal/replay"
)

// A duty is one row of the table of duties.
type duty struct {
	Owes, To, Kind, What string
	DoneWhen, Rule       string
	Opened, Due          stamp
	DueText              string // when the due time is known less well than by its hour
	Climbed              []climb
	State, Class, How    string
	Ended                stamp
}

// A climb is one step up the chain.
type climb struct {
	Who string
	At  stamp
}

func (d *reading) duties() []duty {
	var out []duty
	for _, o := range d.owed {
		if o.What == replay.DutyOpened {
			out = append(out, d.duty(o.Obligation))
		}
	}
	return out
}

func (d *reading) duty(o *tocsin.Obligation) duty {
	org := o.Owes.Org
	row := duty{
		Owes: d.party(o.Owes), To: d.party(o.To), Kind: o.Kind.Plain(), What: o.What, DoneWhen: o.DoneWhen, Rule: o.Rule,
		Opened: d.clock.at(org, o.Opened), Due: d.clock.from(org, o.Opened, o.Due), DueText: o.DueText,
		State: "open at the end", Class: "owed",
	}
	if o.To.Org == org && o.To.Role != "" {
		row.To = "its own " + spaced(string(o.To.Role))
	}
	for i, at := range o.Climbed {
		if i < len(o.Chain) {
			row.Climbed = append(row.Climbed, climb{Who: spaced(string(o.Chain[i])), At: d.clock.from(org, o.Opened, at)})
		}
	}
	if len(row.Climbed) > 0 {
		row.Class = "over"
	}
	if o.End != nil {
		row.State, row.Class, row.How, row.Ended = o.State, "met", o.How, d.clock.at(org, o.End.At)
		if o.State == tocsin.Ended {
			row.Class = "closed"
		}
	}
	return row
}

// A moment is the event of the case at which the open duties are counted, with them.
type moment struct {
	Title string
	When  string
	As    string // at which end of a time known only to the day
	Open  []standing
}

// A standing is a duty that was open then.
type standing struct {
	Owes, Kind, What, How, Class string
	Opened, Due                  stamp
}

// moment reads every record as it stood at the latest moment that the event of the case can mean:
// the moment at which it is played.
func (d *reading) moment(ctx context.Context) (*moment, error) {
	e := d.r.Moment()
	if e == nil || !e.At.When.Known() || e.At.When.Latest.After(d.r.Until) {
		return nil, nil
	}
	at := e.At.When.Latest
	open, err := d.r.OpenAt(ctx, at)
	if err != nil {
		return nil, err
	}
	m := &moment{Title: e.Title, When: d.instant(e.At.When)}
	if at.Sub(e.At.When.Earliest) > time.Minute {
		m.As = "at the end of that time"
		if at.Sub(e.At.When.Earliest) <= dayWide {
			m.As = "at the end of that day"
		}
	}
	for _, o := range open {
		m.Open = append(m.Open, d.standing(o))
	}
	return m, nil
}

func (d *reading) standing(o replay.Outstanding) standing {
	u := o.Duty
	s := standing{
		Owes: d.party(u.Owes), Kind: u.Kind.Plain(), What: u.What, How: spaced(o.How), Class: "owed",
		Opened: d.clock.at(o.Org, u.Opened), Due: d.clock.from(o.Org, u.Opened, u.Due),
	}
	if u.DueText != "" {
		s.Due.Text = u.DueText
	}
	if o.How != "owed" {
		s.Class = "over"
	}
	return s
}
