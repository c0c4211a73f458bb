package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/delivery"
	"tocsin/internal/desk"
	"tocsin/internal/store"
)

type callCmd struct {
	List   callListCmd   `cmd:"" help:"List the call sheet: whom to ring, to visit, to write to."`
	Next   callNextCmd   `cmd:"" help:"Take the next entry off the call sheet: the number, and the words to say."`
	Done   callDoneCmd   `cmd:"" help:"Write down what a call, a visit or a letter came to."`
	Letter callLetterCmd `cmd:"" help:"Write a letter as a page to print, with the digest of what it says."`
}

type callListCmd struct {
	Limit int `help:"At most so many." default:"50" placeholder:"N"`
	reading
}

// Run lists the call sheet.
func (c callListCmd) Run(e *env) error {
	return asked(e, c.reading, tocsin.DutyOfficer, client.ListCalls{Limit: c.Limit}, func(p *page, all []desk.Call) error {
		if len(all) == 0 {
			p.line("Nobody is to be rung, visited or written to.")
			return nil
		}
		rows := make([][]string, len(all))
		for i, m := range all {
			rows[i] = []string{m.ID, m.Contact.Channel.Plain(), m.Contact.For.String(), m.Contact.Address, m.Contact.Name, m.State, strconv.Itoa(m.Attempt)}
		}
		return e.table([]string{"MESSAGE", "HOW", "FOR", "ADDRESS", "NAME", "STATE", "TRIES"}, rows)
	})
}

type callNextCmd struct {
	Lease time.Duration `help:"For how long nobody else gets it." default:"15m" placeholder:"DURATION"`
	acting
}

// Run takes the next entry.
func (c callNextCmd) Run(e *env) error {
	return c.act(e, tocsin.DutyOfficer, func(s *session) error {
		all, err := client.Read[[]desk.Message](s.e.ctx, s.client(s.caller), client.NextCalls{Limit: 1, Lease: c.Lease})
		if err != nil {
			return err
		}
		s.more = map[string]any{"calls": all}
		s.then = func(p *page) {
			if len(all) == 0 {
				p.line("Nobody is to be rung, visited or written to now.")
				return
			}
			tellCall(p, all[0])
		}
		return nil
	})
}

// tellCall prints what to do and what to say.
func tellCall(p *page, m desk.Message) {
	who := m.Contact.For.String()
	if m.Contact.Name != "" {
		who = m.Contact.Name + ", " + who
	}
	p.line("%s: %s", strings.ToUpper(m.Contact.Channel.Plain()), m.Contact.Address)
	p.line("Ask for: %s", who)
	p.line("")
	p.line("SAY:")
	for l := range strings.SplitSeq(strings.TrimSpace(delivery.Script(m)), "\n") {
		p.line("  %s", l)
	}
	p.line("")
	p.line("Have it repeated. Somebody listens with you: the record takes a second name.")
	p.line("Then: tocsin call done %s told --whom NAME --second NAME", m.ID)
	p.line("Or:   tocsin call done %s no_answer", m.ID)
}

type callDoneCmd struct {
	Message string         `arg:"" optional:"" help:"The entry, by the id of its message. Without one, name --about."`
	Outcome string         `arg:"" optional:"" help:"${told}." words:"told"`
	About   string         `help:"Out of turn: the notification, by its id." placeholder:"ID"`
	Channel tocsin.Channel `help:"Out of turn: call, in_person or letter." placeholder:"CHANNEL" default:"in_person"`
	Whom    string         `help:"Who was told, by name or function." placeholder:"NAME"`
	Second  string         `help:"Who listened, or was there." placeholder:"NAME"`
	Words   string         `help:"What was said: the minutes." placeholder:"WORDS"`
	acting
}

// Help shows examples.
func (callDoneCmd) Help() string {
	return "For example:\n\n\ttocsin call done 0123abcd told --whom \"the shift leader\" --second \"J. of the night desk\"\n\ttocsin call done 0123abcd no_answer\n\ttocsin call done told --about 4567efgh --whom \"the director\" --second \"her deputy\" --words \"Told at her office; she closes the north gate\""
}

// Run writes down what it came to.
func (c callDoneCmd) Run(e *env) error {
	if c.About != "" && c.Outcome == "" {
		c.Message, c.Outcome = "", c.Message
	}
	if c.Outcome == "" || c.Message == "" && c.About == "" {
		return usage("name the entry of the call sheet, or the notification with --about, and what it came to")
	}
	return c.act(e, tocsin.DutyOfficer, func(s *session) error {
		t := tocsin.Told{Channel: c.Channel, Whom: c.Whom, Second: c.Second, Outcome: c.Outcome, Words: c.Words}
		about := tocsin.NotificationID(c.About)
		if c.Message != "" {
			m, err := s.call(c.Message)
			if err != nil {
				return err
			}
			t.Delivery, t.Channel, about = m.ID, m.Contact.Channel, m.Notice
		}
		_, err := s.send(client.RecordTold{Notice: about, Told: t}, "", told{words: "Recorded: " + strings.ReplaceAll(c.Outcome, "_", " ")})
		return err
	})
}

// call finds an entry of the call sheet by the beginning of its id.
func (s *session) call(id string) (desk.Message, error) {
	all, err := client.Read[[]desk.Call](s.e.ctx, s.client(s.caller), client.ListCalls{Limit: 1000})
	if err != nil {
		return desk.Message{}, err
	}
	var found []desk.Message
	for _, m := range all {
		if strings.HasPrefix(m.ID, id) {
			found = append(found, m.Message)
		}
	}
	if len(found) != 1 {
		return desk.Message{}, usage("%d entries of the call sheet begin with %q: `tocsin call list` shows them", len(found), id)
	}
	return found[0], nil
}

type callLetterCmd struct {
	Message string `arg:"" help:"The entry of the call sheet, by the id of its message."`
	URL     string `name:"url" help:"Address under which the node is reached, for the code to answer." placeholder:"URL"`
	Out     string `help:"File to write. Default: standard output." placeholder:"FILE" short:"o"`
	acting
}

// Run writes a letter.
func (c callLetterCmd) Run(e *env) error {
	return c.act(e, tocsin.DutyOfficer, func(s *session) error {
		m, err := s.call(c.Message)
		if err != nil {
			return err
		}
		return s.e.writeOut(c.Out, func(w *os.File) error { return delivery.WriteLetter(w, m, c.URL) })
	})
}

// writeOut writes a page to a file, or to standard output.
func (e *env) writeOut(file string, write func(*os.File) error) error {
	if file == "" {
		f, ok := e.out.(*os.File)
		if !ok {
			return usage("name a file with --out")
		}
		return write(f)
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	err = write(f)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	return err
}

type notifyCmd struct {
	List   notifyListCmd   `cmd:"" help:"List who is being told what, and who has answered."`
	Ack    notifyAckCmd    `cmd:"" help:"Answer a notification at our own desk: somebody has it."`
	Revoke notifyRevokeCmd `cmd:"" help:"Take the links to answer a notification back."`
}

type notifyListCmd struct {
	All   bool `help:"Also those that were answered or have ended."`
	Limit int  `help:"At most so many." default:"50" placeholder:"N"`
	reading
}

// Run lists notifications.
func (c notifyListCmd) Run(e *env) error {
	return asked(e, c.reading, tocsin.DutyOfficer, client.ListNotifications{Open: !c.All, Limit: c.Limit}, func(p *page, all []desk.Telling) error {
		if len(all) == 0 {
			p.line("Nobody is being told anything.")
			return nil
		}
		for _, n := range all {
			p.line("%s  %s to %s: %s", n.ID, n.Kind, n.To, n.Standing())
			for _, d := range n.Deliveries {
				p.line("    step %d  %-9s %-10s %d tries  %s", d.Step, d.Channel, d.State, d.Attempt, d.ID)
			}
			for _, k := range n.Skipped {
				p.line("    step %d  skipped: %s", k.Step, k.Why)
			}
		}
		return nil
	})
}

// onNotification are the argument and flags of an act on a notification.
type onNotification struct {
	Notification tocsin.NotificationID `arg:"" help:"The notification, by its id."`
	acting
}

type notifyAckCmd struct{ onNotification }

// Run answers a notification.
func (c notifyAckCmd) Run(e *env) error {
	return c.act(e, tocsin.DutyOfficer, func(s *session) error {
		_, err := s.send(client.Acknowledge{Notice: c.Notification}, "", told{words: "Answered: nobody else is told"})
		return err
	})
}

type notifyRevokeCmd struct{ onNotification }

// Run takes links back.
func (c notifyRevokeCmd) Run(e *env) error {
	return c.act(e, tocsin.WarningOfficer, func(s *session) error {
		_, err := s.send(client.RevokeLinks{Notice: c.Notification}, "", told{words: "The links are good no more; what is sent from now on carries new ones"})
		return err
	})
}

type auditCmd struct{ reading }

// Help says what is looked for.
func (auditCmd) Help() string {
	return "Each open duty has a time at which it moves on, or lies on the desk of a role; what does not is a finding, and the exit code is 1.\n\nFor example:\n\n\ttocsin audit --org city-police"
}

// Run looks for what would lapse in silence.
func (c auditCmd) Run(e *env) error {
	var w desk.Watch
	err := asked(e, c.reading, tocsin.Inspector, client.Audit{}, func(p *page, got desk.Watch) error {
		w = got
		p.line("%d duties are open, %d notifications are under way, %d messages on their way.", w.Duties, w.Notices, w.Deliveries)
		for _, u := range w.Unanswered {
			p.line("unanswered for %s, with %s: %s (%s)", w.At.Sub(u.Since).Round(time.Minute), u.Owner, u.What, u.Record)
		}
		for _, f := range w.Findings {
			p.line("FINDING %s", f.Error())
		}
		if len(w.Findings) == 0 {
			p.line("Nothing lapses in silence.")
		}
		return nil
	})
	if err == nil && len(w.Findings) > 0 {
		return fmt.Errorf("%d findings: %w", len(w.Findings), errLapses)
	}
	return err
}

// errLapses says that something open moves nowhere and lies on nobody's desk.
var errLapses = store.Finding{Table: "audit", What: "something would lapse in silence"}

type sitePosterCmd struct {
	Site tocsin.SiteID `arg:"" help:"The site."`
	URL  string        `name:"url" help:"Address under which people outside reach the node." required:"" placeholder:"URL"`
	New  bool          `help:"Make a new code, and take the old one back."`
	Out  string        `help:"File to write. Default: standard output." placeholder:"FILE" short:"o"`
	acting
}

// Help shows an example.
func (sitePosterCmd) Help() string {
	return "Whoever scans the code can send what was seen at this site, without an account, and do nothing else.\n\nFor example:\n\n\ttocsin site poster hall --url https://desk.example --out poster.html"
}

// Run writes a poster.
func (c sitePosterCmd) Run(e *env) error {
	return c.act(e, tocsin.SiteManager, func(s *session) error {
		id, err := pick(s, tocsin.KindSite, c.Site)
		if err != nil {
			return err
		}
		got, err := client.Read[client.Poster](s.e.ctx, s.client(s.caller), client.ReadPoster{Site: id})
		if c.New || err != nil {
			if _, err := s.send(client.MakePoster{Site: id}, "", told{words: "A new code for the poster"}); err != nil {
				return err
			}
			if got, err = client.Read[client.Poster](s.e.ctx, s.client(s.caller), client.ReadPoster{Site: id}); err != nil {
				return err
			}
		}
		return s.e.writeOut(c.Out, func(w *os.File) error {
			return delivery.WritePoster(w, s.snap.Org, got.Site, delivery.SightingLink(c.URL, got.Code))
		})
	})
}
