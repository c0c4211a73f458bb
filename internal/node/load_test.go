package node_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/desk"
	"tocsin/internal/node"
)

// The two organisations of the load: the hall warns the city, which answers.
const (
	hall  = tocsin.OrgID("concert-hall")
	city  = tocsin.OrgID("city-guard")
	crowd = tocsin.OrgID("all-people") // has no node
)

// An order is what a child is told to do.
type order struct {
	Role      string       // "load", "open" or "bulk"
	Hall      string       // the folder in which the hall's lies
	Org       tocsin.OrgID // who lives there; empty: the hall
	City      string       // the folder in which the city's lies; empty: the hall is alone
	Apart     string       // a folder elsewhere that keeps their newest checkpoints; empty: none
	Run       string       // begins the request ids of this child
	Producers int
	Epoch     time.Time // when the clocks of the load began
	Normal    bool      // synchronous=NORMAL, which the product never uses
}

// speed is how much faster than the wall the clocks of the load run, so that something is due.
const speed = 1800

// clock is one clock for all children of a test, and for the test.
func (o order) clock() time.Time { return o.Epoch.Add(time.Since(o.Epoch) * speed) }

func (o order) options() node.Options {
	return node.Options{Clock: o.clock, Checkpoints: o.Apart, Bulk: o.Role == "bulk"}
}

// A line is what a child says, as one line of JSON.
type line struct {
	Org     tocsin.OrgID    `json:"org"`
	Asks    *client.Call    `json:"asks,omitempty"`    // it is about to ask this
	Heard   string          `json:"heard,omitempty"`   // the request that was answered
	Answer  json.RawMessage `json:"answer,omitempty"`  // with this
	Receipt *desk.Receipt   `json:"receipt,omitempty"` // of an act without a request of its own: the clock's, or a message's
	Signed  []byte          `json:"signed,omitempty"`  // a checkpoint that was shown
	Says    string          `json:"says,omitempty"`    // to itself
	Fault   string          `json:"fault,omitempty"`   // something that must not be
}

// speaker writes lines, whole.
type speaker struct {
	mu sync.Mutex // guards out
}

func (s *speaker) say(l line) {
	b, err := json.Marshal(l)
	if err != nil {
		panic(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	os.Stdout.Write(append(b, '\n')) // if nobody listens any more, nobody waits either
}

// told is a transport that says aloud what it carries: the call before, and the answer after.
type told struct {
	client.Transport
	org tocsin.OrgID
	out *speaker
}

func (t told) Do(ctx context.Context, c client.Call) (json.RawMessage, error) {
	t.out.say(line{Org: t.org, Asks: &c})
	answer, err := t.Transport.Do(ctx, c)
	if err != nil {
		t.out.say(line{Org: t.org, Fault: fmt.Sprintf("%s: %v", c.Name, err)})
		return answer, err
	}
	t.out.say(line{Org: t.org, Heard: c.Caller.Request, Answer: answer})
	return answer, nil
}

// load is many people at work at two desks.
type load struct {
	order
	out   *speaker
	nodes []*node.Node // the hall's, and the city's if it is there
	mail  chan desk.Receipt
}

// hands is one producer, who does one thing after another.
type hands struct {
	*load
	n     *node.Node
	name  string
	asked int
	err   error // the first; nothing is asked after it
}

func (l *load) hands(n *node.Node, name string) *hands {
	return &hands{load: l, n: n, name: l.Run + "." + name}
}

// do sends one message under a request id of its own.
func (h *hands) do(role tocsin.Role, reason string, m client.Message) (r client.Receipt) {
	h.asked++
	return h.as(client.Caller{Role: role, Reason: reason, Request: fmt.Sprintf("%s.%d", h.name, h.asked)}, m)
}

func (h *hands) as(who client.Caller, m client.Message) (r client.Receipt) {
	if h.err != nil {
		return r
	}
	c := h.n.Client(who)
	c.Transport = told{c.Transport, h.n.Org, h.out}
	r, h.err = c.Act(context.Background(), m)
	return r
}

// settle sends one of the messages with which a folder begins. The ids of these requests are the
// same in every child: the second time they are answered from the record.
func (h *hands) settle(m client.Message, id string) {
	h.as(client.Caller{Role: tocsin.Administrator, Request: "settle." + id}, m)
}

// found writes down whom this organisation knows. In every child but the first it is there already.
func (h *hands) found() {
	for _, o := range []tocsin.Org{
		{ID: hall, Name: "Company of the Concert Hall", Kind: tocsin.OrgOperator},
		{ID: city, Name: "Guard of the City", Kind: tocsin.OrgService},
		{ID: crowd, Name: "Everyone", Kind: tocsin.OrgAudience},
	} {
		h.settle(client.Admit{Org: o}, string(o.ID))
	}
	h.settle(client.AddSite{Site: tocsin.Site{ID: "arena", Name: "Grand Arena", Operator: hall, Protector: city}}, "arena")
}

// work plays load until the process is ended from outside.
func (l *load) work() {
	for _, n := range l.nodes {
		h := l.hands(n, "founder")
		if h.found(); h.err != nil {
			return
		}
	}
	l.mail = make(chan desk.Receipt, 1000)
	var all sync.WaitGroup
	for i := range l.Producers {
		all.Go(func() { l.again(l.nodes[0], fmt.Sprint("warner-", i), (*hands).warn) })
	}
	for _, n := range l.nodes {
		all.Go(func() { l.again(n, "clerk", (*hands).note) })
		all.Go(func() { l.ticks(n) })
	}
	all.Go(func() { l.again(l.nodes[len(l.nodes)-1], "officer", (*hands).answer) })
	all.Go(l.carry)
	all.Wait()
}

// again has one producer do his story again and again. What failed is dropped, like a form that a
// clerk throws away.
func (l *load) again(n *node.Node, name string, story func(*hands, int)) {
	h := l.hands(n, name)
	for i := 0; ; i++ {
		story(h, i)
		if h.err != nil {
			h.err = nil
			time.Sleep(20 * time.Millisecond)
		}
	}
}

// word is a name that nobody else bears, in letters.
func word() string {
	return "Q" + strings.ToLower(strings.NewReplacer("2", "a", "3", "e", "4", "i", "5", "o", "6", "u", "7", "y").Replace(rand.Text()[:12]))
}

// warn is one warning from the first report to the end of the threat.
func (h *hands) warn(i int) {
	id := fmt.Sprintf("%s-%d", h.name, i)
	stated := func(v string) tocsin.Facet { return tocsin.Facet{State: tocsin.Stated, Value: v} }
	withheld := func(r tocsin.WithheldReason) tocsin.Facet {
		return tocsin.Facet{State: tocsin.Withheld, Reason: r}
	}
	facets := tocsin.Facets{Place: stated("Hall " + word()), Time: stated("this week"), Actor: stated(word()), Target: stated(word()), Method: stated("rifles")}
	lower := tocsin.Facets{
		Place: withheld("operation"), Time: facets.Time, Actor: withheld("source"),
		Target: tocsin.Facet{State: tocsin.Generalised, Value: "large gatherings"}, Method: withheld("method"),
	}
	now := h.clock()
	window := tocsin.Window{Start: tocsin.At(now), End: tocsin.At(now.Add(30 * 24 * time.Hour))}
	part := func(f tocsin.Facets) []tocsin.VersionPart {
		return []tocsin.VersionPart{{Part: "p", Facets: f, Window: window}}
	}
	const an, wo, ap = tocsin.Analyst, tocsin.WarningOfficer, tocsin.Approver
	report, threat, warning := tocsin.ReportID("r-"+id), tocsin.ThreatID("t-"+id), tocsin.WarningID("w-"+id)

	h.do(an, "", client.RecordReport{Report: tocsin.Report{ID: report, Title: "Report " + id, Facets: facets, Window: window, Origin: "o-" + id}})
	h.do(an, "", client.GradeReport{Report: report, Reliability: "B", Credibility: 2})
	h.do(an, "", client.OpenThreat{Threat: tocsin.Threat{
		ID: threat, Title: "Threat " + id, Parts: []tocsin.Part{{ID: "p", Name: "the concert", Facets: facets, Window: window}},
		Victims: []tocsin.Victim{{ID: "venue", Name: "The venue", Kind: "place_of_business", Part: "p", Protectors: []tocsin.OrgID{city}}},
	}})
	h.do(an, "", client.JoinReport{Report: report, Threat: threat})
	h.do(an, "", client.Judge{Threat: threat, Judgement: tocsin.Judgement{Text: "It is likely that they try."}})
	h.do(an, "", client.DecideDuty{Duty: tocsin.DutyDecision{
		ID: tocsin.DutyID("d-" + id), Threat: threat, Outcome: tocsin.NotMet, Reason: "Not yet",
		Threshold: tocsin.Threshold{Credible: tocsin.Yes, Specific: tocsin.No, Impending: tocsin.Yes, Harm: "killing"},
	}})
	h.do(ap, "", client.AffirmDuty{Duty: tocsin.DutyID("d-" + id)})
	h.do(wo, "", client.DraftWarning{Warning: tocsin.Warning{
		ID: warning, Threat: threat, Title: "Warning " + id,
		Versions: []tocsin.Version{
			{Level: tocsin.Full, TLP: tocsin.TLPAmber, Parts: part(facets), Text: []tocsin.Text{{Lang: "en", Words: "Men of " + facets.Actor.Value + " plan to attack " + facets.Place.Value + "."}}},
			{Level: tocsin.Public, TLP: tocsin.TLPClear, Parts: part(lower), Text: []tocsin.Text{{Lang: "en", Words: "Extremists plan to attack a mass event soon."}},
				Instruction: &tocsin.Instruction{Words: "Avoid large gatherings.", Window: window}},
		},
		Addressees: []tocsin.Addressee{
			{Org: city, Role: "protector", Level: tocsin.Full, Reaches: []string{"venue"}},
			{Org: crowd, Role: "public", Level: tocsin.Public},
		},
	}})
	h.do(ap, "", client.SignWarning{Warning: warning})
	h.do(wo, "", client.Release{Warning: warning, Level: tocsin.Full})
	h.do(wo, "", client.Release{Warning: warning, Level: tocsin.Public})
	h.do(wo, "", client.CloseInstruction{Warning: warning, Level: tocsin.Public, How: "ended", Words: "It is over."})
	for _, role := range []tocsin.Role{wo, ap} {
		h.do(role, "", client.DecidePart{Threat: threat, Part: "p", Decision: tocsin.ReviewDecision{End: tocsin.CloseMitigated, Reason: "Held", Successor: "As on any night"}})
	}
}

// note is one small thing after another.
func (h *hands) note(i int) {
	id := fmt.Sprintf("%s-%d", h.name, i)
	r := h.do(tocsin.SiteManager, "", client.RecordBriefing{Briefing: tocsin.Briefing{Site: "arena", What: "Watch the doors " + id}})
	if h.err == nil {
		h.do(tocsin.SiteManager, "", client.Settle{Obligation: r.Opened[0].ID, How: "Until the fair ends"})
	}
	h.do(tocsin.Analyst, "", client.RecordClaim{Claim: tocsin.Claim{Question: "deaths", Claimant: "a ministry", Answer: id}})
	h.show()
	time.Sleep(5 * time.Millisecond)
}

// show says which checkpoint is the newest.
func (h *hands) show() {
	signed, _, err := h.n.Checkpoint(context.Background())
	if err != nil {
		h.out.say(line{Org: h.n.Org, Fault: "checkpoint: " + err.Error()})
		return
	}
	h.out.say(line{Org: h.n.Org, Signed: signed})
}

// answer does what a warning that came in asks for.
func (h *hands) answer(int) {
	id := tocsin.ReceivedID((<-h.mail).Object.ID)
	const da = tocsin.DutyOfficer
	h.do(da, "", client.OpenReceived{Received: id})
	h.do(da, "", client.GradeBlind{Received: id, Credibility: 2})
	h.do(da, "", client.Reveal{Received: id})
	h.do(da, "", client.GradeSource{Received: id, Reliability: "B"})
	h.do(da, "", client.Protect{Received: id, What: "Patrols doubled"})
	h.do(da, "", client.OnwardDone{Received: id, Victim: "venue", Words: "By telephone"})
	h.do(tocsin.WarningOfficer, "", client.Dismiss{Received: id, Reason: tocsin.AlreadyDisrupted, Evidence: "They were held"})
}

// ticks lets the clock of a desk act.
func (l *load) ticks(n *node.Node) {
	for {
		receipts, err := n.Desk.Tick(context.Background(), time.Time{})
		for _, r := range receipts {
			l.out.say(line{Org: n.Org, Receipt: &r})
		}
		if err != nil {
			l.out.say(line{Org: n.Org, Fault: "tick: " + err.Error()})
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// carry takes messages from desk to desk, and those for the crowd out of the house.
func (l *load) carry() {
	for {
		err := carryAll(l.nodes, func(c node.Carriage) {
			l.out.say(line{Org: c.To, Receipt: &c.Receipt})
			if c.Kind != "release" {
				return
			}
			select {
			case l.mail <- c.Receipt:
			default: // nobody has time for it
			}
		})
		if err != nil {
			l.out.say(line{Org: hall, Fault: "carry: " + err.Error()})
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// carryAll carries what waits, and tells what was taken.
func carryAll(nodes []*node.Node, taken func(node.Carriage)) error {
	ctx := context.Background()
	did, err := node.Carry(ctx, nodes)
	for _, c := range did {
		switch {
		case c.Refusal != nil:
			err = errors.Join(err, fmt.Errorf("%s refused a %s: %w", c.To, c.Kind, c.Refusal))
		case !c.Away:
			taken(c)
		}
	}
	for _, n := range nodes {
		parcels, seqs, oerr := n.Desk.Outbox(ctx)
		err = errors.Join(err, oerr)
		for i, p := range parcels {
			if p.To == crowd {
				err = errors.Join(err, n.Desk.Carried(ctx, seqs[i]))
			}
		}
	}
	return err
}

// openAll opens the organisations of an order, the hall first.
func (o order) openAll(ctx context.Context) (nodes []*node.Node, err error) {
	for _, org := range []tocsin.OrgID{hall, city} {
		folder := o.folder(org)
		if folder == "" {
			continue
		}
		n, err := node.Open(ctx, filepath.Dir(folder), tocsin.OrgID(filepath.Base(folder)), o.options())
		if err != nil {
			for _, n := range nodes {
				n.Close()
			}
			return nil, err
		}
		nodes = append(nodes, n)
	}
	return nodes, nil
}

// folder is the folder of an organisation, or empty.
func (o order) folder(org tocsin.OrgID) string {
	switch {
	case org == hall && o.Org != "":
		return filepath.Join(o.Hall, string(o.Org))
	case org == hall:
		return filepath.Join(o.Hall, string(hall))
	case o.City == "":
		return ""
	}
	return filepath.Join(o.City, string(city))
}
