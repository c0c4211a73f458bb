package bulletin

import (
	"cmp"
	"html/template"
	"slices"
	"strings"
	"time"

	"tocsin/cap"
	"tocsin/internal/feed"
	"tocsin/internal/picture"
)

// indexView is the list of alerts.
type indexView struct {
	head
	InForce, Ended []row
}

// A row is one alert in the list.
type row struct {
	Path   string
	Titles []title
	Bar    template.HTML
	State  string // until when, or since when it has ended
	ISO    string // the time of that
	until  time.Time
}

// A title is a headline in its language.
type title struct{ Lang, Dir, Words string }

// index lists what the feeds hold: every alert in force, the one that ends first at the top, and the
// recently ended ones.
func (c Config) index(alerts []feed.Alert, now time.Time) (indexView, error) {
	v := indexView{head: c.head()}
	entries, _, err := c.Feed.Entries(alerts, now)
	if err != nil {
		return v, err
	}
	for _, e := range entries {
		if e.State == cap.InForce || e.State == cap.Scheduled {
			v.InForce = append(v.InForce, c.row(v.W, e, now))
		} else {
			v.Ended = append(v.Ended, c.row(v.W, e, now))
		}
	}
	slices.SortStableFunc(v.InForce, func(a, b row) int { return a.until.Compare(b.until) })
	return v, nil
}

func (c Config) row(w Words, e feed.Entry, now time.Time) row {
	a := e.Message.Alert
	r := row{Path: "/public/alerts/" + e.ID, until: e.Until}
	for _, i := range a.Infos {
		words := headline(i)
		if e.State == cap.Ending {
			words += " (" + strings.Join(where(i), ", ") + ")" // its headline says of none which one ended
		}
		r.Titles = append(r.Titles, title{i.Lang(), direction(i.Lang()), words})
	}
	at, sentence := told(a, e.Until), w.UntilThen
	if e.State == cap.Ending {
		at = a.Sent.Time()
	}
	if e.State == cap.Expired || e.State == cap.Ending {
		sentence = w.Ended
	}
	r.State, r.ISO = sentence+" "+w.clock(at), at.UTC().Format(time.RFC3339)
	if e.State != cap.Ending { // it says since when nothing stands any more
		r.Bar = bar(a.Sent.Time(), at, now, r.State)
	}
	return r
}

// headline is that of an info, or what stands for it.
func headline(i cap.Info) string {
	return cmp.Or(strings.TrimSpace(i.Headline), strings.TrimSpace(i.Event))
}

// told is a moment in the offset in which the message tells its end.
func told(a cap.Alert, t time.Time) time.Time {
	for _, i := range a.Infos {
		if i.Expires.Known() {
			return t.In(i.Expires.Time().Location())
		}
	}
	return t.In(a.Sent.Time().Location())
}

// bar draws for how long an alert stands or stood.
func bar(from, to, now time.Time, words string) template.HTML {
	b := picture.Bar{Now: now, Start: from, End: to, State: picture.Running, Label: words, Whole: true}
	if !to.After(now) {
		b.State = picture.Over
	}
	return b.Framed().SVG()
}
