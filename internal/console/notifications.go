package console

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/desk"
	"tocsin/internal/picture"
)

// notificationPages are who is being told what, on which way, and who has answered.
func notificationPages(c *Console) {
	may := desk.MayDo(desk.ActAck)
	c.page("/notifications", c.notifications, may...)
	c.page("/notifications/{id}", c.notification, may...)
	act := func(path string, m client.Message, read func(*request) (client.Message, error)) {
		c.act("/notifications/{id}/"+path, m, func(q *request) (client.Message, string, error) {
			m, err := read(q)
			return m, "/notifications/" + q.id(), err
		}, c.notification)
	}
	act("acknowledge", client.Acknowledge{}, func(q *request) (client.Message, error) {
		return client.Acknowledge{Notice: tocsin.NotificationID(q.id())}, nil
	})
	act("told", client.RecordTold{}, func(q *request) (client.Message, error) {
		m, err := q.told("")
		told, _ := m.(client.RecordTold)
		told.Notice = tocsin.NotificationID(q.id())
		return told, err
	})
	act("revoke", client.RevokeLinks{}, func(q *request) (client.Message, error) {
		return client.RevokeLinks{Notice: tocsin.NotificationID(q.id())}, nil
	})
}

// mostTold is how many notices of a state one page shows.
const mostTold = 50

type notificationsView struct {
	Show   string // which are shown
	Shown  []shown
	About  string // of one record only
	More   bool   // there may be more than these
	Counts desk.Waiting
}

// shown is one notice as a page shows it.
type shown struct {
	desk.Telling
	What, Path string // what is told, and where that stands
	Whom       string
	Keeper     string // with whom it is while nobody answers
	State      string
	Mark       string
	By         moment // when what it tells is due
	NextAt     moment
	NextWords  string // what happens then
	Opened     moment
	Ways       []way
	Passed     []skipped
	Said       []said
	Ours       bool
}

// way is one message on its way to one contact.
type way struct {
	Step               int
	State              string
	Attempt            int
	How, Name, Address string
	Next               moment
	Error              string // of the last attempt that came to nothing
	Tries              []try
	Machine            bool
}

type try struct {
	tocsin.Attempt
	At moment
}

type skipped struct {
	tocsin.Skipped
	At moment
}

// said is what somebody answered, or did to tell somebody.
type said struct {
	Words string
	At    moment
}

func (c *Console) notifications(q *request) (string, any, error) {
	v := notificationsView{Show: q.query("show"), About: q.query("about")}
	which := map[string]string{"unanswered": desk.TellingUnanswered, "over": desk.TellingOver}[v.Show]
	if which == "" {
		v.Show, which = "live", desk.TellingLive
	}
	if v.About != "" {
		v.Show, which = "about", desk.TellingAll
	}
	all, err := c.Desk.NotificationsAs(q.r.Context(), q.viewer(), which, v.About, mostTold)
	if err != nil {
		return "", nil, err
	}
	if v.Counts, err = c.Desk.WaitingAs(q.r.Context(), q.viewer()); err != nil {
		return "", nil, err
	}
	v.More = len(all) >= mostTold
	v.Shown, err = c.tellings(q, all, 1)
	return "notifications", v, err
}

type notificationView struct {
	shown
	Steps    []stepRow
	Channels []tocsin.Channel
}

// stepRow is one step of the chain as it was when the notice was opened.
type stepRow struct {
	N     int
	Who   string
	After string
	State string
}

// mostTries is how many attempts of one message its page shows.
const mostTries = 20

func (c *Console) notification(q *request) (string, any, error) {
	t, err := c.Desk.Telling(q.r.Context(), q.viewer(), tocsin.NotificationID(q.id()))
	if err != nil {
		return "", nil, err
	}
	all, err := c.tellings(q, []desk.Telling{t}, mostTries)
	if err != nil {
		return "", nil, err
	}
	v := notificationView{shown: all[0]}
	for i, s := range t.Chain {
		v.Steps = append(v.Steps, v.step(i, s))
	}
	for _, ch := range tocsin.Channels {
		if !ch.Machine() {
			v.Channels = append(v.Channels, ch)
		}
	}
	return "notification", v, nil
}

// tellings are notices as a page shows them, each message with its newest attempts.
func (c *Console) tellings(q *request, all []desk.Telling, tries int) ([]shown, error) {
	scope := desk.Scope{Kinds: []string{tocsin.KindObligation, tocsin.KindRelease}, Live: true, Most: 1}
	for _, t := range all {
		scope.Also = append(scope.Also, t.About.ID)
	}
	s, err := c.Desk.GlanceAs(q.r.Context(), q.viewer(), time.Time{}, scope)
	if err != nil {
		return nil, err
	}
	names := namesIn(s)
	out := make([]shown, len(all))
	for i, t := range all {
		x := shown{Telling: t, Whom: names(t.To), Keeper: names(t.Owner), Opened: q.moment(t.Times.Recorded), Ours: t.To.Org == s.Org}
		x.what(q, s)
		x.stands(q)
		for _, k := range t.Skipped {
			k.Why = strings.ReplaceAll(k.Why, "_", " ") // it names a role by its code
			x.Passed = append(x.Passed, skipped{k, q.moment(k.At)})
		}
		for _, a := range t.Answers {
			x.Said = append(x.Said, said{x.answer(a), q.moment(a.By.At)})
		}
		for _, a := range t.Told {
			x.Said = append(x.Said, said{toldWords(a), q.moment(a.At.Latest)})
		}
		slices.SortStableFunc(x.Said, func(a, b said) int { return a.At.t.Compare(b.At.t) })
		if x.Ways, err = c.ways(q, x, tries); err != nil {
			return nil, err
		}
		out[i] = x
	}
	return out, nil
}

// what says what is told, and where it stands on record.
func (x *shown) what(q *request, s desk.Snapshot) {
	switch x.Kind {
	case tocsin.NotificationTest:
		x.What, x.Path = "A test: is this contact reached?", "/contacts"
	case tocsin.NotificationDuty:
		x.What = "A duty that this role may not read"
		for _, o := range s.Obligations {
			if string(o.ID) == x.About.ID {
				x.What, x.Path, x.By = o.What, "/duties/"+string(o.ID), q.moment(o.Due)
			}
		}
	default:
		x.What = "A warning that this role may not read"
		for _, r := range s.Sent {
			if string(r.Release.ID) == x.About.ID {
				x.What, x.Path, x.By = cmp.Or(r.Release.Title, "A warning")+", "+r.Release.Level.Plain(), "/warnings/"+string(r.Warning), q.moment(r.Release.ReplyBy)
			}
		}
	}
}

// stands says how a notice stands, and what moves it next.
func (x *shown) stands(q *request) {
	x.State, x.Mark = plain(x.Notification.State), "held"
	switch x.Notification.State {
	case tocsin.NotificationUnanswered:
		x.Mark, x.NextWords = "over", "the chain begins again"
	case tocsin.NotificationOpen:
		x.Mark, x.NextWords = "owed", "the next step is taken"
		if x.Step >= len(x.Chain) {
			x.NextWords = "it counts as unanswered"
		}
	case tocsin.NotificationAnswered:
		x.Mark = "met"
	case tocsin.NotificationEnded:
		x.Mark = "closed"
	}
	if x.Live() {
		x.NextAt = q.moment(x.Next)
	}
}

func (x *shown) answer(a tocsin.NotificationAnswer) string {
	who := "at our own desk, by the " + RoleWords(a.By.Role)
	if a.Contact != "" {
		who = "by the contact that is gone since"
		if n := x.contact(a.Contact); n.ID != "" {
			who = "by " + cmp.Or(n.Name, n.Address)
		}
	}
	return "Answered " + who + ": " + plain(a.How)
}

func toldWords(t tocsin.Told) string {
	s := "By " + t.Channel.Plain() + ": " + plain(t.Outcome)
	if t.Channel == tocsin.InPerson {
		s = "In person: " + plain(t.Outcome)
	}
	if t.Whom != "" {
		s += ", " + t.Whom
	}
	if t.Second != "" {
		s += "; second name: " + t.Second
	}
	if t.Words != "" {
		s += ". " + t.Words
	}
	return s
}

func (x *shown) contact(id tocsin.ContactID) tocsin.Contact {
	i := slices.IndexFunc(x.Contacts, func(n tocsin.Contact) bool { return n.ID == id })
	if i < 0 {
		return tocsin.Contact{}
	}
	return x.Contacts[i]
}

// ways are the messages of a notice, each with its newest attempts.
func (c *Console) ways(q *request, x shown, tries int) ([]way, error) {
	var out []way
	for _, d := range x.Deliveries {
		n, ch := x.contact(tocsin.ContactID(d.To)), tocsin.Channel(d.Channel)
		w := way{
			Step: d.Step, State: plain(d.State), Attempt: d.Attempt, How: ch.Plain(), Name: n.Name,
			Address: cmp.Or(n.Address, "a contact that was erased"), Next: q.moment(d.Due), Machine: ch.Machine(),
		}
		if d.State == "queued" && !w.Machine {
			w.State = "waits for a person"
		}
		if d.Last != "" {
			all, err := c.Desk.AttemptsAs(q.r.Context(), q.viewer(), d.ID, tries)
			if err != nil {
				return nil, err
			}
			for _, a := range all {
				w.Tries = append(w.Tries, try{a, q.moment(a.At)})
			}
			if len(all) > 0 {
				w.Error = all[0].Cause
			}
		}
		out = append(out, w)
	}
	return out, nil
}

// step is one step of the chain, and what came of it in this round.
func (x *shown) step(i int, s tocsin.NotificationStep) stepRow {
	row := stepRow{N: i + 1, After: "at once", State: "not yet"}
	if i > 0 {
		row.After = picture.Span(s.After) + " after the step before"
	}
	var who []string
	for _, id := range s.Contacts {
		if n := x.contact(id); n.ID != "" {
			who = append(who, cmp.Or(n.Name, n.Address)+", "+n.Channel.Plain())
		}
	}
	row.Who = cmp.Or(strings.Join(who, "; "), "nobody is written down")
	if s.Role != "" {
		row.Who = "our " + RoleWords(s.Role) + ": " + row.Who
	}
	if i < x.Step {
		row.State = "taken"
	}
	for _, k := range x.Skipped {
		if k.Step == i+1 {
			row.State = "skipped: " + strings.ReplaceAll(k.Why, "_", " ")
		}
	}
	return row
}

// names reads what parties are called.
func (c *Console) names(q *request) (func(tocsin.Party) string, error) {
	s, err := c.Desk.GlanceAs(q.r.Context(), q.viewer(), time.Time{}, desk.Scope{Kinds: []string{tocsin.KindOrg}})
	return namesIn(s), err
}

// namesIn gives a party the name that a reader knows it by.
func namesIn(s desk.Snapshot) func(tocsin.Party) string {
	return func(p tocsin.Party) string {
		if p.Org == s.Org && p.Role != "" {
			return "our " + RoleWords(p.Role)
		}
		for _, o := range s.Orgs {
			if o.ID == p.Org {
				return nameOf(o)
			}
		}
		return string(p.Org)
	}
}
