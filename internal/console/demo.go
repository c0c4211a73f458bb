package console

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"

	"tocsin"
	"tocsin/internal/desk"
	"tocsin/internal/identity"
)

// roleCookie tells as which role the visitor of a demonstration has come in.
const roleCookie = "tocsin-demo"

// demoRoles are the accounts of a demonstration, one a role.
var demoRoles = []tocsin.Role{tocsin.DutyOfficer, tocsin.Analyst, tocsin.WarningOfficer, tocsin.Approver, tocsin.SiteManager, tocsin.Inspector, tocsin.Administrator}

// A DemoPlace is another organisation of the same demonstration.
type DemoPlace struct {
	Name, URL string
	Here      bool
}

// Demo is a console into which a visitor comes without an account, as one person a role, with a
// path through it. It is for a case that is played, on a machine that nobody else can reach.
func (c *Console) Demo(others func() []DemoPlace) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /demo", func(w http.ResponseWriter, r *http.Request) {
		q := c.visitor(r)
		c.show(w, q, http.StatusOK, func(q *request) (string, any, error) { return c.demoPage(q, others()) })
	})
	come := func(w http.ResponseWriter, r *http.Request) {
		role := tocsin.Role(r.PostFormValue("role"))
		if !slices.Contains(demoRoles, role) {
			role = tocsin.DutyOfficer
		}
		http.SetCookie(w, &http.Cookie{Name: roleCookie, Value: string(role), Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode})
		http.Redirect(w, r, local(cmp.Or(r.PostFormValue("back"), r.PostFormValue("next"))), http.StatusSeeOther)
	}
	mux.HandleFunc("POST /demo", come)
	mux.HandleFunc("POST "+c.RoleForm, come)
	mux.HandleFunc("POST "+c.SignOut, func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: roleCookie, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteStrictMode})
		http.Redirect(w, r, "/demo", http.StatusSeeOther)
	})
	begin := func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/demo", http.StatusSeeOther) }
	mux.HandleFunc("GET "+c.SignIn, begin)
	mux.HandleFunc("GET /account", begin) // nobody has one here
	mux.Handle("/", c)
	return mux
}

// DemoVisitors says who makes a request in a demonstration: the person of the role that was chosen.
func DemoVisitors(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		k, err := r.Cookie(roleCookie)
		if err == nil && slices.Contains(demoRoles, tocsin.Role(k.Value)) {
			r = r.WithContext(identity.With(r.Context(), demoPerson(tocsin.Role(k.Value))))
		}
		next.ServeHTTP(w, r)
	})
}

// demoPerson is the one person of a role: two roles are two persons, so that two can sign.
func demoPerson(role tocsin.Role) identity.Principal {
	return identity.Principal{Account: "demo-" + string(role), Name: "Demonstration", Role: role, Roles: demoRoles}
}

// local is a path of this console, and nothing else.
func local(next string) string {
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n") {
		return "/"
	}
	return next
}

func (c *Console) visitor(r *http.Request) *request {
	who, ok := identity.From(r.Context())
	if !ok {
		who = demoPerson(tocsin.DutyOfficer)
	}
	return &request{r: r, who: who, now: c.Now(), zone: c.Zone}
}

// A demoView is the way in, and the path.
type demoView struct {
	Roles  []tocsin.Role
	Others []DemoPlace
	Steps  []demoStep
}

// A demoStep is one thing to try, where, and what it shows.
type demoStep struct {
	Role            tocsin.Role
	Path, Do, Shows string
	Try             string // what to type
}

func (c *Console) demoPage(q *request, others []DemoPlace) (string, any, error) {
	v := demoView{Roles: demoRoles, Others: others}
	s, err := c.Desk.Glance(q.r.Context(), time.Time{}, desk.Scope{Kinds: []string{tocsin.KindThreat, tocsin.KindReceived, tocsin.KindReport}, Most: mostListed})
	if err != nil {
		return "", nil, err
	}
	v.Steps = demoSteps(q, s)
	return "demo", v, nil
}

// demoSteps is the path of five steps through what the receiving desk holds. Steps that find nothing
// to be taken on are left out.
func demoSteps(q *request, s desk.Snapshot) []demoStep {
	var out []demoStep
	i := slices.IndexFunc(s.Threats, func(t tocsin.Threat) bool {
		return len(t.Received) > 0 && t.IsOpen() && slices.ContainsFunc(t.Parts, func(p tocsin.Part) bool { return p.Window.End.Known() })
	})
	out = append(out, demoStep{Role: tocsin.DutyOfficer, Path: "/", Do: "Look at the watch floor", Shows: "What is owed, by whom, until when, and what happens if nobody acts. A window that has ended is a decision that is owed, not an end."})
	if i < 0 {
		return out
	}
	due := s.Threats[i]
	path := "/threats/" + string(due.ID)
	inbox := "/inbox/" + string(due.Received[len(due.Received)-1])
	return append(out, demoStep{Role: tocsin.DutyOfficer, Path: inbox, Do: "Judge the warning before its sender is shown", Shows: "The sender is not in the page. Sign a content digit, then have the sender shown."},
		demoStep{Role: tocsin.DutyOfficer, Path: inbox, Do: "Try to dismiss it for who sent it", Try: "This is blackmail.", Shows: "The reason is refused with its rule, and that it was tried is on record. What you typed stays in the form."},
		demoStep{Role: tocsin.WarningOfficer, Path: path, Do: "Decide about the window that ended", Shows: "Extending takes one officer; an ending takes two persons, a reason and what stands afterwards. Until then the measures hold."},
		demoStep{Role: tocsin.Inspector, Path: "/case?threat=" + string(due.ID) + "&step=3", Do: "Move the time line back", Shows: "What was held at a moment, with nothing that was recorded later. Every act is a leaf of the log, with a proof to take away."})
}
