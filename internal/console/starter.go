package console

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"time"

	"tocsin"
	"tocsin/client"
)

// starterPages are the beginning: an empty node asks what it cannot know, on one page.
func starterPages(c *Console) {
	c.page("/start", c.starter)
	c.routes = append(c.routes, Route{Method: http.MethodPost, Path: "/start", Act: client.Admit{}.Name()})
	c.mux.HandleFunc("POST /start", c.guard(c.begin))
	c.routes = append(c.routes, Route{Method: http.MethodPost, Path: "/start/ask", Act: client.TestContact{}.Name()})
	c.mux.HandleFunc("POST /start/ask", c.guard(c.askToTakePart))
}

// A starterView is what is there, and the form for the rest.
type starterView struct {
	Self                         tocsin.Org
	Own, Seat                    bool // our organisation is written down; the reader can take a seat at the desk
	Invites                      bool // the reader can let others in
	Kinds                        []tocsin.OrgKind
	Roles                        []tocsin.Role // that can stand in the chain
	Chain                        []tocsin.Role
	Minutes                      int
	Orgs, Sites, Contacts, Wrote int
	Said                         string // the roles of a line, in words
	Faults                       []lineFault
	Wordings                     []wording
	Taking                       []takingPart // of an exercise
	Waiting                      int          // of them, those who have not said that they take part
}

// takingPart is a contact that an exercise reaches by itself, once whoever is there takes part.
type takingPart struct {
	tocsin.Contact
	Org string
}

func (c *Console) starter(q *request) (string, any, error) {
	p, err := c.planned(q.r.Context(), q)
	if err != nil {
		return "", nil, err
	}
	return "start", c.starterView(q, p), nil
}

func (c *Console) starterView(q *request, p *starterPlan) starterView {
	v := starterView{Self: tocsin.Org{ID: p.own, Kind: tocsin.OrgOperator, Profile: tocsin.ProfileSmall}, Kinds: tocsin.OrgKinds, Roles: tocsin.PersonRoles, Sites: len(p.sites), Contacts: len(p.contacts), Said: roleList()}
	for _, o := range p.orgs {
		if o.ID == p.own {
			v.Self, v.Own = o, true
		} else {
			v.Orgs++
		}
	}
	v.Wordings = wordings
	if p.own.Exercise() {
		v.takePart(p)
	}
	v.Invites = c.People != nil && !q.who.Token && slices.Contains(q.who.Roles, tocsin.Administrator)
	policy := v.Self.Policy.WithDefaults()
	v.Chain, v.Minutes = policy.Chain, int(policy.TellEvery/time.Minute)
	v.Seat = !q.who.Token && v.Self.Profile == tocsin.ProfileSmall && !slices.Contains(q.who.Roles, tocsin.DutyOfficer)
	if q.sent != nil {
		o := readOwn(q, v.Self)
		v.Self, v.Chain, v.Minutes = o, o.Policy.Chain, int(o.Policy.TellEvery/time.Minute)
	}
	return v
}

// takePart lists who has been asked, or is to be, whether they take part.
func (v *starterView) takePart(p *starterPlan) {
	for _, k := range p.contacts {
		if !k.Channel.Machine() || k.ID == "" {
			continue
		}
		t := takingPart{Contact: k, Org: v.Self.Name}
		for _, o := range p.orgs {
			if o.ID == k.For.Org {
				t.Org = o.Name
			}
		}
		v.Taking = append(v.Taking, t)
		if k.Quiet() != "" {
			v.Waiting++
		}
	}
}

// askToTakePart asks those who were ticked whether they take part in the exercise.
func (c *Console) askToTakePart(w http.ResponseWriter, q *request) {
	if err := q.parse(w); err != nil {
		c.fail(w, q, err)
		return
	}
	if len(q.sent["contact"]) == 0 {
		c.fail(w, q, tocsin.Refuse(tocsin.RuleForm, "go back and tick who is to be asked", "nobody was ticked"))
		return
	}
	for _, id := range q.sent["contact"] {
		who := q.who.Caller(q.form("request")+"-"+id, "")
		_, err := client.Client{Transport: c.Acts, Caller: who}.Act(q.r.Context(), client.TestContact{Contact: tocsin.ContactID(id)})
		if err != nil {
			c.fail(w, q, err)
			return
		}
	}
	http.Redirect(w, q.r, "/start?asked="+strconv.Itoa(len(q.sent["contact"])), http.StatusSeeOther)
}

// readOwn reads our own organisation from the form; what the form does not ask stays as it is.
func readOwn(q *request, o tocsin.Org) tocsin.Org {
	o.Name, o.Kind = q.form("name"), tocsin.OrgKind(q.form("kind"))
	o.Profile = cmp.Or(tocsin.Profile(q.form("profile")), o.Profile)
	o.Policy.Chain = nil
	for _, n := range []string{"chain1", "chain2", "chain3"} {
		if r := tocsin.Role(q.form(n)); r != "" {
			o.Policy.Chain = append(o.Policy.Chain, r)
		}
	}
	o.Policy.TellEvery = time.Duration(q.number("minutes")) * time.Minute
	return o
}

// begin writes down what the page asks. Every line is read before the first is written; one that is
// wrong keeps all of them in the form, and nothing is written.
func (c *Console) begin(w http.ResponseWriter, q *request) {
	if err := q.parse(w); err != nil {
		c.fail(w, q, err)
		return
	}
	p, err := c.planned(q.r.Context(), q)
	if err != nil {
		c.fail(w, q, err)
		return
	}
	v := c.starterView(q, p)
	lines, faults := readLines(q.sent.Get("lines"))
	for _, l := range lines {
		if err := p.add(l); err != nil {
			faults = append(faults, faultOf(l.N, l.text(), err))
		}
	}
	slices.SortStableFunc(faults, func(a, b lineFault) int { return a.N - b.N })
	if v.Faults = faults; len(faults) == 0 {
		own := c.ownSteps(q, v)
		p.steps = append(own, p.steps...)
		err = c.writeDown(q, p, &v)
	}
	switch {
	case err != nil && refusalOf(err) == nil:
		c.fail(w, q, err)
	case err != nil || len(v.Faults) > 0:
		q.refusal = refusalOf(err)
		c.show(w, q, http.StatusUnprocessableEntity, func(*request) (string, any, error) { return "start", v, nil })
	default:
		http.Redirect(w, q.r, "/start?wrote="+strconv.Itoa(v.Wrote), http.StatusSeeOther)
	}
}

// ownSteps are our own organisation, and the seat of who sets it up.
func (c *Console) ownSteps(q *request, v starterView) []starterStep {
	steps := []starterStep{{m: client.Admit{Org: v.Self}}}
	if v.Seat && q.form("seat") != "" {
		roles := []tocsin.Role{tocsin.DutyOfficer, tocsin.Analyst, tocsin.WarningOfficer, tocsin.SiteManager}
		for _, r := range q.who.Roles {
			if !slices.Contains(roles, r) {
				roles = append(roles, r)
			}
		}
		steps = append(steps, starterStep{m: client.SetRoles{Account: tocsin.AccountID(q.who.Account), Roles: roles, Compartments: q.who.Sees}})
	}
	return steps
}

// writeDown sends the messages, each under an id of its own, so that a form that is sent twice counts
// once. What the desk refuses of a line is that line's fault, and hinders no other.
func (c *Console) writeDown(q *request, p *starterPlan, v *starterView) error {
	for i, s := range p.steps {
		who := q.who.Caller(q.form("request")+"-"+strconv.Itoa(i), "")
		_, err := client.Client{Transport: c.Acts, Caller: who}.Act(q.r.Context(), s.m)
		switch {
		case err == nil:
			v.Wrote++
		case s.line.N > 0 && refusalOf(err) != nil:
			v.Faults = append(v.Faults, faultOf(s.line.N, s.line.text(), err))
		default:
			return err
		}
	}
	return nil
}
