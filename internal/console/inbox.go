package console

import (
	"slices"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/desk"
	"tocsin/internal/picture"
)

// inboxPages are the warnings received: judged on their content first, the sender unseen.
func inboxPages(c *Console) {
	c.page("/inbox", c.inbox)
	c.page("/inbox/{id}", c.received)
	back := func(q *request) string { return "/inbox/" + q.id() }
	rid := func(q *request) tocsin.ReceivedID { return tocsin.ReceivedID(q.id()) }
	act := func(path string, m client.Message, read func(*request) (client.Message, error)) {
		c.act("/inbox/{id}/"+path, m, func(q *request) (client.Message, string, error) {
			m, err := read(q)
			return m, back(q), err
		}, c.received)
	}
	act("open", client.OpenReceived{}, func(q *request) (client.Message, error) {
		return client.OpenReceived{Received: rid(q)}, nil
	})
	act("grade", client.GradeBlind{}, func(q *request) (client.Message, error) {
		return client.GradeBlind{Received: rid(q), Credibility: tocsin.Credibility(q.number("credibility"))}, nil
	})
	act("reveal", client.Reveal{}, func(q *request) (client.Message, error) {
		return client.Reveal{Received: rid(q)}, nil
	})
	act("source", client.GradeSource{}, func(q *request) (client.Message, error) {
		return client.GradeSource{Received: rid(q), Reliability: tocsin.Reliability(q.form("reliability"))}, nil
	})
	act("protect", client.Protect{}, func(q *request) (client.Message, error) {
		return client.Protect{Received: rid(q), What: q.form("what")}, nil
	})
	act("ask", client.Ask{}, func(q *request) (client.Message, error) {
		return client.Ask{Received: rid(q), Words: q.form("words")}, nil
	})
	act("dismiss", client.Dismiss{}, func(q *request) (client.Message, error) {
		return client.Dismiss{Received: rid(q), Reason: tocsin.DismissReason(q.form("reason")), Evidence: q.form("evidence"), Words: q.form("says")}, nil
	})
	act("lead", client.OpenLead{}, func(q *request) (client.Message, error) {
		return client.OpenLead{Received: rid(q), Lead: tocsin.Lead{What: q.form("what"), Part: tocsin.PartID(q.form("part"))}}, nil
	})
	act("lead/{lead}/close", client.CloseLead{}, func(q *request) (client.Message, error) {
		return client.CloseLead{Received: rid(q), Lead: tocsin.LeadID(q.r.PathValue("lead")), Outcome: q.form("outcome"), Acts: q.form("acts"), Doubt: q.form("doubt")}, nil
	})
	act("onward", client.OnwardDone{}, func(q *request) (client.Message, error) {
		return client.OnwardDone{Received: rid(q), Victim: q.form("victim"), Words: q.form("words")}, nil
	})
}

// mostInbox is how many warnings one page lists.
const mostInbox = 100

// An inboxView lists what was received: what asks for something first.
type inboxView struct {
	Waiting, Answered []receivedRow
	Older             older
}

type receivedRow struct {
	tocsin.Received
	Title  string
	Came   moment
	Sender string
	Owed   int
}

func (c *Console) inbox(q *request) (string, any, error) {
	s, err := c.Desk.GlanceAs(q.r.Context(), q.viewer(), time.Time{}, desk.Scope{
		Kinds: []string{tocsin.KindReceived, tocsin.KindThreat, tocsin.KindObligation}, Most: mostInbox, Before: q.before(tocsin.KindReceived),
	})
	if err != nil {
		return "", nil, err
	}
	v := inboxView{Older: q.older(s, tocsin.KindReceived)}
	for _, r := range slices.Backward(s.Received) {
		row := receivedRow{Received: r, Title: titleOf(r), Came: q.moment(r.Times.Recorded), Sender: senderOf(s, r)}
		for _, o := range s.Obligations {
			if o.State == tocsin.Open && o.About.ID == string(r.ID) {
				row.Owed++
			}
		}
		if row.Owed > 0 || r.State == tocsin.ReceivedOK || r.State == tocsin.Read {
			v.Waiting = append(v.Waiting, row)
		} else {
			v.Answered = append(v.Answered, row)
		}
	}
	return "inbox", v, nil
}

// A receivedView is one warning, as far as its reader may know it yet.
type receivedView struct {
	tocsin.Received
	Title   string
	Came    moment
	Sender  string // empty until it was shown
	Threat  *tocsin.Threat
	Windows []partWindow
	Owed    []owed
	Digits  []choice
	Letters []choice
	Reasons []choice
	Onward  []onwardRow
}

// partWindow is a part of a text with its window drawn.
type partWindow struct {
	tocsin.Part
	Bar picture.Bar
}

// A choice is one value of a closed list with its words.
type choice struct{ Value, Words, Hint string }

type onwardRow struct {
	tocsin.Onward
	By   moment
	Done bool
}

func (c *Console) received(q *request) (string, any, error) {
	s, err := c.Desk.GlanceAs(q.r.Context(), q.viewer(), time.Time{}, desk.Scope{
		Kinds: []string{tocsin.KindReceived, tocsin.KindThreat, tocsin.KindObligation}, Also: []string{q.id()}, Live: true, Most: mostOwed,
	})
	if err != nil {
		return "", nil, err
	}
	i := slices.IndexFunc(s.Received, func(r tocsin.Received) bool { return string(r.ID) == q.id() })
	if i < 0 {
		return "", nil, tocsin.Refuse(tocsin.RuleForm, "list what was received to see which there are", "there is no warning received under %q here", q.id())
	}
	r := s.Received[i]
	v := receivedView{Received: r, Title: titleOf(r), Came: q.moment(r.Times.Recorded), Sender: senderOf(s, r), Digits: digitChoices(), Letters: letterChoices(), Reasons: reasonChoices()}
	for _, p := range r.Release.Parts {
		v.Windows = append(v.Windows, partWindow{p, q.barOf(p)})
	}
	for j := range s.Threats {
		if s.Threats[j].ID == r.Threat {
			v.Threat = &s.Threats[j]
		}
	}
	for _, o := range urgent(s.Open(), q.now) {
		if o.About.ID == string(r.ID) {
			v.Owed = append(v.Owed, c.owed(q, o))
		}
	}
	for _, o := range r.Release.Onward {
		v.Onward = append(v.Onward, onwardRow{o, q.moment(o.By), slices.Contains(r.OnwardDone, o.Victim)})
	}
	return "received", v, nil
}

// titleOf is what a warning is called: a level without a title has none to give away.
func titleOf(r tocsin.Received) string {
	if r.Release.Title != "" {
		return r.Release.Title
	}
	return "A warning received (" + r.Release.Level.Plain() + ")"
}

// senderOf is the sender by name, and empty until it was shown.
func senderOf(s desk.Snapshot, r tocsin.Received) string {
	if r.Revealed == nil {
		return ""
	}
	for _, o := range s.Orgs {
		if o.ID == r.Release.From {
			return o.Name
		}
	}
	return string(r.Release.From)
}

func digitChoices() []choice {
	var out []choice
	for _, d := range []tocsin.Credibility{2, 3, 4, 5, 6} {
		out = append(out, choice{string(rune('0' + d)), digits[d], ""})
	}
	return out
}

func letterChoices() []choice {
	var out []choice
	for _, l := range []tocsin.Reliability{"A", "B", "C", "D", "E", "F"} {
		out = append(out, choice{string(l), letters[l], ""})
	}
	return out
}

// reasonChoices are the five reasons to dismiss, each with the evidence that it owes.
func reasonChoices() []choice {
	var out []choice
	for _, r := range tocsin.DismissReasons {
		out = append(out, choice{string(r), plain(r), tocsin.EvidenceOwed(r)})
	}
	return out
}
