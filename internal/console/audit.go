package console

import (
	"regexp"
	"strings"
	"time"

	"tocsin"
	"tocsin/internal/desk"
)

// auditPages say whether anything would lapse in silence.
func auditPages(c *Console) {
	c.page("/audit", c.audit, desk.MayDo(desk.ActAck)...)
}

type auditView struct {
	desk.Watch
	When     moment
	Waits    []waitRow
	Found    []findingRow
	Hidden   int // of those that wait, not shown
	Oldest   moment
	Findings int
}

// waitRow is something that somebody owes and has not answered.
type waitRow struct {
	desk.Unanswered
	Path, Owner string
	Since, Next moment
}

type findingRow struct {
	Table, What, Path string
}

// mostWaits is how many of the unanswered one page shows, the oldest first.
const mostWaits = 200

func (c *Console) audit(q *request) (string, any, error) {
	w, err := c.Desk.WatchAs(q.r.Context(), q.viewer())
	if err != nil {
		return "", nil, err
	}
	names, err := c.names(q)
	v := auditView{Watch: w, When: q.moment(w.At), Oldest: q.moment(w.Oldest), Findings: len(w.Findings)}
	for _, u := range w.Unanswered {
		if len(v.Waits) == mostWaits {
			v.Hidden++
			continue
		}
		if u.To.Org != "" {
			u.What = strings.TrimSuffix(u.What, u.To.String()) + names(u.To)
		}
		v.Waits = append(v.Waits, waitRow{u, answerPath(u.Record), names(u.Owner), q.moment(u.Since), q.moment(u.Next)})
	}
	for _, f := range w.Findings {
		v.Found = append(v.Found, findingRow{plain(f.Table), q.clocks(f.What), answerPath(tocsin.Ref{Kind: f.Table, ID: f.Key})})
	}
	return "audit", v, err
}

// stamps are times as the machine writes them.
var stamps = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`)

// clocks writes the times in a text as the page writes them.
func (q *request) clocks(text string) string {
	return stamps.ReplaceAllStringFunc(text, func(s string) string {
		t, err := time.Parse(time.RFC3339, s)
		if err != nil {
			return s
		}
		return q.moment(t).Clock()
	})
}

// answerPath is where a duty or a notice is answered; empty for what has no page.
func answerPath(r tocsin.Ref) string {
	switch {
	case r.Kind == "delivery":
		return "/notifications"
	case r.Kind == tocsin.KindObligation:
		return "/duties/" + r.ID
	case r.Kind == tocsin.KindNotification:
		return "/notifications/" + r.ID
	}
	return ""
}
