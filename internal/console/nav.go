package console

import (
	"net/http"
	"slices"
	"strings"

	"tocsin"
	"tocsin/internal/desk"
)

// A link is a page that can be gone to.
type link struct {
	Path, Words string
	Here        bool
}

// A place is a page of the navigation, and for whom it is: nobody's in particular means everybody's.
type place struct {
	path, words string
	roles       []tocsin.Role
	also        []place // that stand under it, on a line of their own
}

// places are the pages in the order in which a night needs them.
var places = []place{
	{path: "/", words: "Watch floor"},
	{path: "/inbox", words: "Received"},
	{path: "/reports", words: "Reports"},
	{path: "/threats", words: "Threats"},
	{path: "/warnings", words: "Warnings"},
	{path: "/notifications", words: "Who is told", roles: desk.MayDo(desk.ActAck), also: reaching},
	{path: "/sites", words: "Sites"},
	{path: "/case", words: "Time line"},
	{path: "/registers", words: "Lists and attention"},
	{path: "/log", words: "Log"},
	{path: "/admin", words: "Administration", roles: administrators},
}

// reaching are the pages about reaching people.
var reaching = []place{
	{path: "/notifications", words: "Under way", roles: desk.MayDo(desk.ActAck)},
	{path: "/calls", words: "Call sheet", roles: desk.MayDo(desk.ActTold)},
	{path: "/contacts", words: "Contacts", roles: desk.ContactReaders},
	{path: "/audit", words: "Does anything lapse?", roles: desk.MayDo(desk.ActAck)},
}

// navigation lists the pages that there are for the reader, and marks the one that is open.
func (c *Console) navigation(q *request) []link { return c.links(q, places) }

// links are the places of a list that there are for the reader.
func (c *Console) links(q *request, all []place) []link {
	var out []link
	for _, p := range all {
		served := p.path == "/" || slices.ContainsFunc(c.routes, func(r Route) bool { return r.Path == p.path && r.Method == http.MethodGet })
		if !served || len(p.roles) > 0 && !slices.Contains(p.roles, q.who.Role) {
			continue
		}
		out = append(out, link{p.path, p.words, p.here(q.r.URL.Path) || slices.ContainsFunc(p.also, func(x place) bool { return x.here(q.r.URL.Path) })})
	}
	return out
}

func (p place) here(path string) bool {
	return path == p.path || p.path != "/" && strings.HasPrefix(path, p.path+"/")
}
