package console

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/desk"
	"tocsin/internal/identity"
)

// Options are what a console needs of its node.
type Options struct {
	Desk     *desk.Desk
	Acts     client.Transport // to the same desk, as the command line and the API reach it
	Now      func() time.Time
	Zone     *time.Location    // in which times are shown beside UTC; nil: UTC
	Version  string            // of the program
	Log      Log               // the organisation's log
	People   *identity.Service // who lets people and programs in; nil: nobody is, and there are no accounts to look after
	Errors   *slog.Logger      // what goes wrong; nil: it is told nobody
	SignIn   string            // where nobody is sent to say who they are; default /login
	SignOut  string            // default /logout
	RoleForm string            // where the form goes that changes the role; default /role
}

// A Console serves the pages of one organisation.
type Console struct {
	Options
	mux    *http.ServeMux
	routes []Route
}

// A Route is one page or one act, for the table that says who may use it.
type Route struct {
	Method, Path string
	Act          string        // the name of the message that it sends; empty: a page
	Roles        []tocsin.Role // who may open a page; empty: every role. Of an act the desk decides
}

// New returns a console. Its handler expects a [identity.Principal] in the context of a request;
// a request without one is sent to sign in.
func New(o Options) *Console {
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	if o.Errors == nil {
		o.Errors = slog.New(slog.DiscardHandler)
	}
	for p, def := range map[*string]string{&o.SignIn: "/login", &o.SignOut: "/logout", &o.RoleForm: "/role"} {
		if *p == "" {
			*p = def
		}
	}
	pages() // now, not at the first request
	c := &Console{Options: o, mux: http.NewServeMux()}
	c.mux.Handle("GET /static/", Static())
	c.mux.HandleFunc("GET /favicon.ico", icon)
	for _, add := range []func(*Console){
		floorPages, inboxPages, threatPages, reportPages, composePages, revisePages, warningPages, sitePages, dutyPages, logPages, adminPages, peoplePages, starterPages, casePages, registerPages, briefPages,
		notificationPages, callPages, contactPages, auditPages,
	} {
		add(c)
	}
	return c
}

// Routes lists what there is.
func (c *Console) Routes() []Route { return c.routes }

func (c *Console) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", Policy)
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	c.mux.ServeHTTP(w, r)
}

// Policy is the content security policy of every page: nothing from elsewhere, no script and no
// style in the page itself, nothing that frames it.
const Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// A pageFunc answers a request for a page: the name of its template and what the template shows.
type pageFunc func(q *request) (name string, view any, err error)

// An actFunc reads a form into the message that it means, and says which page to show afterwards.
type actFunc func(q *request) (m client.Message, next string, err error)

// page adds a page.
func (c *Console) page(path string, fn pageFunc, roles ...tocsin.Role) {
	c.routes = append(c.routes, Route{Method: http.MethodGet, Path: path, Roles: roles})
	c.mux.HandleFunc("GET "+path, c.guard(func(w http.ResponseWriter, q *request) {
		if !allowed(q.who, roles) {
			instead := "ask one of: " + words(roles)
			if i := slices.IndexFunc(roles, func(r tocsin.Role) bool { return slices.Contains(q.who.Roles, r) }); i >= 0 {
				instead = "act as " + RoleWords(roles[i]) + ": choose it at the top of the page"
			}
			c.fail(w, q, tocsin.Refuse(tocsin.RulePermission, instead, "a %s does not open this page", RoleWords(q.who.Role)))
			return
		}
		c.show(w, q, http.StatusOK, fn)
	}))
}

// act adds a form. What a rule refuses is said on the page that the form stands on, with what was
// typed still in it.
func (c *Console) act(path string, m client.Message, read actFunc, again pageFunc) {
	c.routes = append(c.routes, Route{Method: http.MethodPost, Path: path, Act: m.Name()})
	c.mux.HandleFunc("POST "+path, c.guard(func(w http.ResponseWriter, q *request) {
		if err := q.parse(w); err != nil {
			c.fail(w, q, err)
			return
		}
		next, err := c.send(q.r.Context(), q, read)
		if err == nil {
			http.Redirect(w, q.r, next, http.StatusSeeOther)
			return
		}
		if q.refusal = refusalOf(err); q.refusal == nil {
			c.fail(w, q, err)
			return
		}
		c.show(w, q, http.StatusUnprocessableEntity, again)
	}))
}

// ask adds a form that asks and changes nothing, for roles that may do the act of the same name.
func (c *Console) ask(path string, m client.Message, fn pageFunc) {
	c.routes = append(c.routes, Route{Method: http.MethodPost, Path: path, Act: m.Name()})
	c.mux.HandleFunc("POST "+path, c.guard(func(w http.ResponseWriter, q *request) {
		if err := q.parse(w); err != nil {
			c.fail(w, q, err)
			return
		}
		c.show(w, q, http.StatusOK, fn)
	}))
}

// give adds a form that gives something out and leaves no leaf, for roles that may ask the message of
// that name; it leads to where what was given is shown.
func (c *Console) give(path string, m client.Message, fn func(context.Context, *request) (next string, err error), again pageFunc) {
	c.routes = append(c.routes, Route{Method: http.MethodPost, Path: path, Act: m.Name()})
	c.mux.HandleFunc("POST "+path, c.guard(func(w http.ResponseWriter, q *request) {
		if err := q.parse(w); err != nil {
			c.fail(w, q, err)
			return
		}
		next, err := fn(q.r.Context(), q)
		if err == nil {
			http.Redirect(w, q.r, next, http.StatusSeeOther)
			return
		}
		if q.refusal = refusalOf(err); q.refusal == nil {
			c.fail(w, q, err)
			return
		}
		c.show(w, q, http.StatusUnprocessableEntity, again)
	}))
}

// send sends the message that a form means, in the name of who sent the form.
func (c *Console) send(ctx context.Context, q *request, read actFunc) (next string, err error) {
	m, next, err := read(q)
	if err != nil {
		return "", err
	}
	who := q.who.Caller(q.form("request"), q.form("because"))
	receipt, err := client.Client{Transport: c.Acts, Caller: who}.Act(ctx, m)
	if err != nil {
		return "", err
	}
	next = strings.ReplaceAll(next, "{id}", url.PathEscape(receipt.Object.ID)) // of what was made
	return next + done(next, receipt), nil
}

// guard asks who is there, and sends away who is nobody.
func (c *Console) guard(next func(http.ResponseWriter, *request)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		who, ok := identity.From(r.Context())
		if !ok {
			http.Redirect(w, r, c.SignIn+"?next="+escape(r.URL.RequestURI()), http.StatusSeeOther)
			return
		}
		next(w, &request{r: r, who: who, now: c.Now(), zone: c.Zone})
	}
}
