package console

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"tocsin"
	"tocsin/internal/desk"
	"tocsin/internal/picture"
)

// floorPages is the watch floor: what needs a person, first.
func floorPages(c *Console) { c.page("/{$}", c.floor) }

// mostOwed is how many duties one reading of the floor shows. More than that nobody works off in a
// night, and the page says how many are left.
const mostOwed = 200

// A floor is the list of decisions of one role, and of the others.
type floor struct {
	Yours, Others []owed
	Running       []running // windows, the next to end first
	Hidden        int       // duties that are owed and not shown
	Overdue       int
	NextHour      int // that come due within the hour
	Sites         []siteNow
	Waiting       desk.Waiting
	Told, Rings   bool // the reader opens the page of who is told; makes calls
}

// owed is one row: what is owed, by whom, until when, and what happens if nobody acts.
type owed struct {
	tocsin.Obligation
	Standing  string // owed, overdue ... in words
	Mark      string // class of the mark: owed, over
	Due, Next moment
	To        string // whom it climbs to next
	Path      string // where it is answered
	Do        string // what the link says
}

// running is a window that runs, or ran out without a decision.
type running struct {
	Threat tocsin.Threat
	Part   tocsin.Part
	Bar    picture.Bar
	End    moment
	State  string
}

type siteNow struct {
	tocsin.Site
	Load tocsin.Load
}

// floorKinds are the records of which the floor is made.
var floorKinds = []string{tocsin.KindObligation, tocsin.KindThreat, tocsin.KindSite, tocsin.KindMeasure}

func (c *Console) floor(q *request) (string, any, error) {
	s, err := c.Desk.GlanceAs(q.r.Context(), q.viewer(), time.Time{}, desk.Scope{Kinds: floorKinds, Live: true, Most: mostOwed})
	if err != nil {
		return "", nil, err
	}
	if begins(q, s) {
		return c.starter(q)
	}
	v := floor{Running: c.running(q, s), Told: desk.May(q.who.Role, desk.ActAck) == nil, Rings: desk.May(q.who.Role, desk.ActTold) == nil}
	if v.Waiting, err = c.Desk.WaitingAs(q.r.Context(), q.viewer()); err != nil {
		return "", nil, err
	}
	for _, o := range urgent(s.Open(), q.now) {
		row := c.owed(q, o)
		if o.Overdue(q.now) {
			v.Overdue++
		} else if !o.Due.IsZero() && o.Due.Before(q.now.Add(time.Hour)) {
			v.NextHour++
		}
		switch {
		case len(v.Yours)+len(v.Others) >= mostOwed:
			v.Hidden++
		case o.Holder() == q.who.Role && o.Owes.Org == s.Org:
			v.Yours = append(v.Yours, row)
		default:
			v.Others = append(v.Others, row)
		}
	}
	for _, site := range s.Sites {
		if site.Posture != tocsin.Normal && site.Posture != "" {
			v.Sites = append(v.Sites, siteNow{site, s.Load(site, q.now)})
		}
	}
	return "floor", v, nil
}

// begins reports whether there is nothing to watch yet: nobody has said whose node it is, or the
// administrator has written nothing down that could be in danger, or be warned.
func begins(q *request, s desk.Snapshot) bool {
	empty := len(s.Sites)+len(s.Threats)+len(s.Obligations) == 0 && len(s.Orgs) < 2
	return s.Name == "" || empty && desk.May(q.who.Role, desk.ActOrg) == nil
}

// urgent orders duties: what is overdue first, then by when it is due; without a time last.
func urgent(open []tocsin.Obligation, now time.Time) []tocsin.Obligation {
	slices.SortStableFunc(open, func(a, b tocsin.Obligation) int {
		if x, y := a.Due.IsZero(), b.Due.IsZero(); x != y {
			if x {
				return 1
			}
			return -1
		}
		return cmp.Or(a.Due.Compare(b.Due), a.Opened.Compare(b.Opened))
	})
	return open
}

// owed is a duty as a row.
func (c *Console) owed(q *request, o tocsin.Obligation) owed {
	row := owed{Obligation: o, Standing: strings.ReplaceAll(o.Standing(q.now), "_", " "), Mark: "owed", Due: q.moment(o.Due)}
	if o.Overdue(q.now) {
		row.Mark = "over"
	}
	if next, ok := o.Next(); ok {
		row.Next, row.To = q.moment(next), RoleWords(o.Chain[o.Step])
	}
	row.Path, row.Do = answer(o)
	return row
}

// running lists the windows of open parts, the next to end first; those without an end come last.
func (c *Console) running(q *request, s desk.Snapshot) []running {
	var out []running
	for _, t := range s.Threats {
		for _, p := range t.Parts {
			if p.State == tocsin.PartClosed {
				continue
			}
			r := running{Threat: t, Part: p, Bar: q.barOf(p), State: p.Now(q.now)}
			if p.Window.End.Known() && !p.Standing {
				r.End = q.moment(p.Window.End.Latest)
			}
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b running) int {
		if a.End.Is() != b.End.Is() {
			if a.End.Is() {
				return -1
			}
			return 1
		}
		return a.End.t.Compare(b.End.t)
	})
	return out
}

// answer is where a duty is answered, and what is done there.
func answer(o tocsin.Obligation) (path, do string) {
	switch o.About.Kind {
	case tocsin.KindThreat:
		path = "/threats/" + o.About.ID
	case tocsin.KindReceived:
		path = "/inbox/" + o.About.ID
	case tocsin.KindReport:
		path = "/reports/" + o.About.ID
	case tocsin.KindWarning, tocsin.KindRelease:
		path = "/warnings/" + o.About.ID
	case tocsin.KindSite:
		path = "/sites/" + o.About.ID
	case tocsin.KindNotification:
		path = "/notifications/" + o.About.ID
	default:
		path = "/duties/" + string(o.ID)
	}
	return path, o.Kind.Plain()
}
