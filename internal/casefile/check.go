package casefile

import (
	"fmt"
	"strings"
	"time"
	_ "time/tzdata" // a case names its zone; not every machine has the zones
	"unicode"

	"tocsin/internal/strict"
)

// Limits of a case. They are far above any real one.
const (
	maxOrgs   = 50
	maxEvents = 5_000
	maxActs   = 5_000
	maxClaims = 5_000
	maxOther  = 1_000 // sites, sources, questions, intervals, notes
	mostShown = 50    // problems that are listed before the rest is only counted
)

// checker holds what the checks know of one case. They run in this order: what stands alone, what
// names something, what has a time, and last what plays before what.
type checker struct {
	c    *Case
	doc  *strict.Document
	list strict.Problems
	more int

	zone     *time.Location
	declared map[string]map[string]where // kind, then id
	ids      map[string][]string         // kind to its ids in file order
	badTime  bool                        // some time could not be resolved: the order of play is not known
	acts     map[*Act]where
	things   things
}

// where is a place in the file.
type where []any

func (w where) to(steps ...any) where { return append(w[:len(w):len(w)], steps...) }

func check(c *Case, doc *strict.Document) error {
	k := &checker{c: c, doc: doc, declared: map[string]map[string]where{}, ids: map[string][]string{}, acts: map[*Act]where{}}
	if k.format(); len(k.list) == 0 && k.sizes() {
		k.names()
		k.verbs()
		k.fields()
		k.times()
		k.events()
		k.claims()
		k.windows()
		k.intervals()
		k.shapes()
		if !k.badTime {
			k.order()
		}
	}
	if k.more > 0 {
		k.list = append(k.list, strict.Problem{File: doc.File, Message: fmt.Sprintf("there are %d more problems", k.more), Hint: "mend these first"})
	}
	return k.list.Err()
}

// add reports a problem at a place, with what to write instead.
func (k *checker) add(at where, hint, format string, args ...any) {
	if k.full() {
		k.more++
		return
	}
	k.list = append(k.list, k.doc.Problem(fmt.Sprintf(format, args...), hint, at...))
}

// full reports that enough problems are listed, so that nobody works out hints for more.
func (k *checker) full() bool { return len(k.list) >= mostShown }

// unknown reports a word that is none of the candidates. noun says what it should be, declare
// where such a thing is declared.
func (k *checker) unknown(at where, noun, word string, candidates []string, declare string) {
	if k.full() {
		k.more++
		return
	}
	message := "there is no " + noun + " `" + plain(word) + "`"
	if guess, ok := strict.Suggest(word, candidates); ok {
		k.add(at, "did you mean `"+guess+"`?", "%s", message)
		return
	}
	const most = 12
	switch {
	case len(candidates) == 0:
		k.add(at, declare, "%s", message)
	case len(candidates) > most:
		k.add(at, fmt.Sprintf("%s, or name one of: %s and %d more", declare, strings.Join(candidates[:most], ", "), len(candidates)-most), "%s", message)
	default:
		k.add(at, declare+", or name one of: "+strings.Join(candidates, ", "), "%s", message)
	}
}

// format checks what everything else needs: the kind of file and the zone.
func (k *checker) format() {
	if k.c.Format != Format {
		k.add(where{"format"}, "write `format: "+Format+"`", "this is not a case file that we know: `%s`", plain(k.c.Format))
		return
	}
	zone, err := time.LoadLocation(k.c.Zone)
	if err != nil || k.c.Zone != "UTC" && !strings.Contains(k.c.Zone, "/") {
		k.add(where{"zone"}, "write the zone of the place by its IANA name, for example `Europe/Berlin`, `Asia/Almaty`, `UTC`", "there is no time zone `%s`", plain(k.c.Zone))
		return
	}
	k.zone = zone
}

// sizes refuses cases that no reader and no desk could take in, and those with nothing in them.
func (k *checker) sizes() bool {
	acts := 0
	for i := range k.c.Events {
		acts += len(k.c.Events[i].Acts)
	}
	for _, s := range []struct {
		key       string
		is, limit int
		noun      string
	}{
		{"organisations", len(k.c.Orgs), maxOrgs, "organisations"}, {"events", len(k.c.Events), maxEvents, "events"},
		{"events", acts, maxActs, "acts"}, {"claims", len(k.c.Claims), maxClaims, "claims"},
		{"sites", len(k.c.Sites), maxOther, "sites"}, {"sources", len(k.c.Sources), maxOther, "sources"},
		{"protected", len(k.c.Protected), maxOther, "protected sources"}, {"questions", len(k.c.Questions), maxOther, "questions"},
		{"intervals", len(k.c.Intervals), maxOther, "intervals"}, {"notes", len(k.c.Notes), maxOther, "notes"},
	} {
		if s.is > s.limit {
			k.add(where{s.key}, "split it into several cases", "this case has %d %s, more than the limit of %d", s.is, s.noun, s.limit)
		}
	}
	if len(k.c.Orgs) == 0 {
		k.add(where{"organisations"}, "add for example `- {id: city-police, name: City police, kind: police}`", "a case needs at least one organisation")
	}
	if len(k.c.Events) == 0 {
		k.add(where{"events"}, "add for example `- {id: tip, at: 2024-03-07, title: ..., learned: {city-police: 2024-03-07}}`", "a case needs at least one event")
	}
	return len(k.list) == 0
}

// plain makes text of the input safe and short enough to stand in a message.
func plain(s string) string {
	const most = 60
	var b strings.Builder
	n := 0
	for _, r := range s {
		if n++; n > most {
			return b.String() + "…"
		}
		if unicode.IsSpace(r) {
			r = ' '
		}
		if !unicode.IsPrint(r) || r == '`' {
			r = '�'
		}
		b.WriteRune(r)
	}
	return b.String()
}

func join[T ~string](list []T) string { return strings.Join(strs(list), ", ") }

func strs[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}
