package casefile

import (
	"fmt"
	"reflect"
	"regexp"
	"strings"

	"tocsin"
)

var slugForm = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,59}$`)

// names collects every id that the case declares, and refuses those that are malformed or used
// twice among things of one kind. The parts and victims of a threat are a list of their own.
func (k *checker) names() {
	k.walk(func(s spot) bool {
		kind, scope, _ := strings.Cut(s.tag.Get("id"), ",")
		if kind == "" {
			return true
		}
		if id := s.value.String(); id != "" { // reported as empty
			k.slug(s.at, kind, id)
			k.declare(s, kind, id, scope == "local")
		}
		return true
	})
}

func (k *checker) declare(s spot, kind, id string, local bool) {
	list := kind
	if local {
		list = fmt.Sprint(kind, s.at[:max(len(s.at)-2, 0)])
	}
	if k.declared[list] == nil {
		k.declared[list] = map[string]where{}
	}
	if first, twice := k.declared[list][id]; twice {
		k.add(s.at, "give each a name of its own", "the %s `%s` is in line %d already", kind, plain(id), k.doc.Pos(first...).Line)
		return
	}
	k.declared[list][id] = s.at
	k.ids[list] = append(k.ids[list], id)
}

// slug refuses an id that is not short and plain.
func (k *checker) slug(at where, kind, id string) {
	switch {
	case len(id) > 60 || kind == "organisation" && len(id) > 40:
		limit := 60
		if kind == "organisation" {
			limit = 40
		}
		k.add(at, "shorten it", "the %s id `%s` is longer than %d characters", kind, plain(id), limit)
	case !slugForm.MatchString(id):
		k.add(at, "write for example `"+slugOf(id)+"`", "the %s id `%s` may hold only lower-case letters, digits and hyphens, and begins with a letter or digit", kind, plain(id))
	case kind == "organisation" && tocsin.CheckOrgID(tocsin.OrgID(id)) != nil:
		k.add(at, "write for example `city-police`", "%s", tocsin.CheckOrgID(tocsin.OrgID(id)))
	}
}

var notSlug = regexp.MustCompile(`[^a-z0-9]+`)

// slugOf makes an id out of anything.
func slugOf(s string) string {
	s = strings.Trim(notSlug.ReplaceAllString(strings.ToLower(s), "-"), "-")
	if s == "" {
		return "name-1"
	}
	return s[:min(len(s), 40)]
}

// known reports whether a thing of the kind is declared.
func (k *checker) known(kind, id string) bool {
	_, ok := k.declared[kind][id]
	return ok
}

// declareHint says where things of a kind are declared.
var declareHint = map[string]string{
	"organisation": "declare it under `organisations`", "site": "declare it under `sites`",
	"source": "declare it under `sources`", "protected source": "declare it under `protected`",
	"question": "declare it under `questions`", "event": "add the event", "claim": "add the claim",
}

// named checks that what a spot names is declared.
func (k *checker) named(s spot, kind string) {
	if id := s.value.String(); id != "" && !k.known(kind, id) {
		k.unknown(s.at, kind, id, k.ids[kind], declareHint[kind])
	}
}

var (
	orgType  = reflect.TypeFor[tocsin.OrgID]()
	siteType = reflect.TypeFor[tocsin.SiteID]()
)
