package console

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"tocsin"
	"tocsin/client"
)

// usualDays is for how long a token is made unless somebody says otherwise.
const usualDays = 90

// peoplePages are who may act here: people, whom an administrator invites, and programs with tokens.
// What is done with them is an act of record; a link and a token are on one answer and nowhere else.
func peoplePages(c *Console) {
	c.page("/admin/people", c.people, tocsin.Administrator)
	c.page("/admin/people/{id}", c.person, tocsin.Administrator)
	c.handOver("/admin/people", client.AdmitAccount{}, c.invite, c.people)
	c.handOver("/admin/people/{id}/invite", client.InviteAccount{}, c.inviteAgain, c.person)
	c.handOver("/admin/tokens", client.AdmitAccount{}, c.makeToken, c.people)
	c.administer("/admin/people/{id}/roles", client.SetRoles{}, func(q *request, who client.Caller) (client.Receipt, error) {
		return c.People.SetRoles(q.r.Context(), who, tocsin.AccountID(q.id()), q.roles("role"), splitTwo(q.form("compartments")))
	})
	c.administer("/admin/people/{id}/revoke", client.RevokeAccount{}, func(q *request, who client.Caller) (client.Receipt, error) {
		return c.People.Revoke(q.r.Context(), who, tocsin.AccountID(q.id()))
	})
}

// roles are the roles that were ticked, in the order in which the page has them.
func (q *request) roles(field string) []tocsin.Role {
	out := make([]tocsin.Role, len(q.sent[field]))
	for i, r := range q.sent[field] {
		out[i] = tocsin.Role(r)
	}
	return out
}

var errNoPeople = tocsin.Refuse(tocsin.RuleState, "serve it with `tocsin serve`", "this node lets everybody in, and keeps no accounts")

// handOver adds a form that is answered with a secret. It stands on that one answer: no address leads
// to it, and it cannot be shown again.
func (c *Console) handOver(path string, m client.Message, do func(*request) (handedOver, error), again pageFunc) {
	c.posted(path, m, again, func(w http.ResponseWriter, q *request) error {
		v, err := do(q)
		if err == nil {
			err = c.write(w, q, http.StatusOK, "handover", v)
		}
		return err
	})
}

// administer adds a form that changes an account, and leads back to it.
func (c *Console) administer(path string, m client.Message, do func(*request, client.Caller) (client.Receipt, error)) {
	c.posted(path, m, c.person, func(w http.ResponseWriter, q *request) error {
		r, err := do(q, q.caller())
		if err != nil {
			return err
		}
		next := "/admin/people/" + url.PathEscape(q.id())
		if q.id() == q.who.Account {
			next = "/" // he may have given up the role that opens the page
		}
		http.Redirect(w, q.r, next+done(next, r), http.StatusSeeOther)
		return nil
	})
}

// caller is who sent the form, with its id and its reason.
func (q *request) caller() client.Caller { return q.who.Caller(q.form("request"), q.form("because")) }

// posted adds a form of who lets people in. What a rule refuses is said on the page of the form.
func (c *Console) posted(path string, m client.Message, again pageFunc, do func(http.ResponseWriter, *request) error) {
	c.routes = append(c.routes, Route{Method: http.MethodPost, Path: path, Act: m.Name()})
	c.mux.HandleFunc("POST "+path, c.guard(func(w http.ResponseWriter, q *request) {
		err := q.parse(w)
		if err == nil && c.People == nil {
			err = errNoPeople
		}
		if err == nil {
			if err = do(w, q); err == nil {
				return
			}
			if q.refusal = refusalOf(err); q.refusal != nil && q.refusal.Rule != tocsin.RulePermission {
				c.show(w, q, http.StatusUnprocessableEntity, again)
				return
			}
		}
		c.fail(w, q, err)
	}))
}

// handedOver is a secret as it is shown once.
type handedOver struct {
	ID    tocsin.AccountID
	Name  string
	Value string
	Token bool // of a program; else the link of a person
	Local bool // the link works on this machine alone
	Until moment
	Leaf  int64
}

func (q *request) link(in client.Invited, name string) handedOver {
	u, err := url.Parse(in.Link)
	return handedOver{ID: in.Account, Name: name, Value: in.Link, Local: err == nil && u.Hostname() == "localhost", Until: q.moment(in.Until), Leaf: in.Leaf}
}

func (c *Console) invite(q *request) (handedOver, error) {
	n := client.Invitee{Name: q.form("name"), Roles: q.roles("role"), Compartments: splitTwo(q.form("compartments"))}
	in, err := c.People.Invite(q.r.Context(), q.caller(), n)
	return q.link(in, n.Name), err
}

func (c *Console) inviteAgain(q *request) (handedOver, error) {
	_, h, err := c.holder(q)
	if err != nil {
		return handedOver{}, err
	}
	in, err := c.People.InviteAgain(q.r.Context(), q.caller(), h.ID)
	return q.link(in, h.Name), err
}

func (c *Console) makeToken(q *request) (handedOver, error) {
	n := client.NewToken{
		Name: q.form("program"), Roles: q.roles("as"), Compartments: splitTwo(q.form("may_read")),
		Scopes: strings.FieldsFunc(q.form("scopes"), func(r rune) bool { return strings.ContainsRune(",; \t\r\n", r) }),
		Until:  q.now.AddDate(0, 0, q.number("days")),
	}
	t, err := c.People.IssueToken(q.r.Context(), q.caller(), n)
	return handedOver{ID: t.Account, Name: n.Name, Value: t.Token, Token: true, Until: q.moment(t.Until), Leaf: t.Leaf}, err
}

// A holderRow is an account as the list has it.
type holderRow struct {
	client.Holder
	State, Mark string
	Seen        moment
	Link        moment // until when a link is good
	Ends        moment
	Me          bool
}

type peopleView struct {
	People, Programs []holderRow
	Roles            []roleChoice
	ProgramRoles     []roleChoice
	Small            bool
	Days             int
}

// A roleChoice is a role with what it does.
type roleChoice struct {
	Role tocsin.Role
	Does string
	Has  bool
}

// roleDoes is what a role is for, in a few words.
var roleDoes = map[tocsin.Role]string{
	tocsin.DutyOfficer:    "sits at the desk: takes in warnings, opens threats, sees that what is owed is done",
	tocsin.Analyst:        "writes and grades reports, judges how likely it is",
	tocsin.WarningOfficer: "writes warnings, signs those of others, releases them",
	tocsin.Approver:       "signs what another wrote, and gives the orders that take two",
	tocsin.SiteManager:    "keeps sites, measures, briefings and events",
	tocsin.Inspector:      "reads everything, changes nothing of it, and has no other role",
	tocsin.Administrator:  "lets people in, keeps organisations and contacts; reads nothing of what is known",
	tocsin.Gateway:        "a program that carries messages and counts",
}

func choices(roles, has []tocsin.Role) []roleChoice {
	var out []roleChoice
	for _, r := range roles {
		out = append(out, roleChoice{r, roleDoes[r], slices.Contains(has, r)})
	}
	return out
}

func (c *Console) people(q *request) (string, any, error) {
	all, err := c.holders(q)
	if err != nil {
		return "", nil, err
	}
	v := peopleView{
		Roles: choices(tocsin.PersonRoles, q.roles("role")), ProgramRoles: choices(append(slices.Clone(tocsin.PersonRoles), tocsin.Gateway), q.roles("as")),
		Small: c.small(q), Days: usualDays,
	}
	if n := q.number("days"); n > 0 {
		v.Days = n
	}
	for _, h := range all {
		if row := q.holderRow(h); h.Program {
			v.Programs = append(v.Programs, row)
		} else {
			v.People = append(v.People, row)
		}
	}
	return "people", v, nil
}

// small reports whether the desk is that of a team of two.
func (c *Console) small(q *request) bool {
	me, err := c.Desk.Self(q.r.Context())
	return err == nil && me.Profile == tocsin.ProfileSmall
}

// holders are all accounts, those that may act first.
func (c *Console) holders(q *request) ([]client.Holder, error) {
	if c.People == nil {
		return nil, errNoPeople
	}
	all, err := c.People.Holders(q.r.Context(), q.who.Caller("", ""))
	slices.SortStableFunc(all, func(a, b client.Holder) int {
		if x, y := a.Active(q.now), b.Active(q.now); x != y {
			if x {
				return -1
			}
			return 1
		}
		return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
	})
	return all, err
}

func (q *request) holderRow(h client.Holder) holderRow {
	row := holderRow{Holder: h, Seen: q.moment(h.Seen), Link: q.moment(h.LinkUntil), Ends: q.moment(h.Until), Me: string(h.ID) == q.who.Account}
	switch {
	case h.Revoked != nil:
		row.State, row.Mark = "revoked", "closed"
	case !h.Active(q.now):
		row.State, row.Mark = "ended", "closed"
	case h.Program || h.Passkeys > 0 || h.Elsewhere:
		row.State, row.Mark = "active", "met"
	case row.Link.Is():
		row.State, row.Mark = "invited", "owed"
	default:
		row.State, row.Mark = "link ran out", "over"
	}
	return row
}

type personView struct {
	holderRow
	Roles []roleChoice
	Reads string // the compartments, as the field has them
	Small bool
	Last  bool // nobody else can administer
	Acts  bool // it may act still
}

// holder is the account that the path names, among all.
func (c *Console) holder(q *request) (all []client.Holder, h client.Holder, err error) {
	if all, err = c.holders(q); err != nil {
		return nil, h, err
	}
	i := slices.IndexFunc(all, func(h client.Holder) bool { return string(h.ID) == q.id() })
	if i < 0 {
		return nil, h, tocsin.Refuse(tocsin.RuleForm, "choose one of the list", "there is no account of this id")
	}
	return all, all[i], nil
}

func (c *Console) person(q *request) (string, any, error) {
	all, h, err := c.holder(q)
	if err != nil {
		return "", nil, err
	}
	has := h.Roles
	if q.sent.Has("role") {
		has = q.roles("role")
	}
	v := personView{holderRow: q.holderRow(h), Roles: choices(tocsin.PersonRoles, has), Reads: strings.Join(h.Compartments, ", "), Small: c.small(q), Acts: h.Active(q.now)}
	v.Last = administers(h, q.now) && !slices.ContainsFunc(all, func(o client.Holder) bool { return o.ID != h.ID && administers(o, q.now) })
	return "person", v, nil
}

// administers reports whether somebody can look after the accounts.
func administers(h client.Holder, now time.Time) bool {
	return !h.Program && h.Active(now) && slices.Contains(h.Roles, tocsin.Administrator) && (h.Passkeys > 0 || h.Elsewhere)
}
