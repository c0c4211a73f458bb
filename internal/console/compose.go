package console

import (
	"cmp"
	"slices"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/desk"
)

// composePages write a warning: the five facts first, its versions side by side, who must be told,
// and what would leak.
func composePages(c *Console) {
	c.page("/warnings/new", c.compose)
	c.ask("/warnings/check", client.CheckLeaks{}, c.composeChecked)
	c.act("/warnings", client.DraftWarning{}, func(q *request) (client.Message, string, error) {
		w, err := c.written(q)
		return client.DraftWarning{Warning: w}, "/warnings/{id}", err
	}, c.compose)
}

// written is the warning of a form, with no gap left in it.
func (c *Console) written(q *request) (tocsin.Warning, error) {
	w, err := c.typed(q)
	if err == nil {
		err = wordsFilledIn(w)
	}
	return w, err
}

// wordsFilledIn refuses a warning with a gap of a wording left in it.
func wordsFilledIn(w tocsin.Warning) error {
	words := []string{w.Title}
	for _, v := range w.Versions {
		for _, t := range v.Text {
			words = append(words, t.Words)
		}
		if v.Instruction != nil {
			words = append(words, v.Instruction.Words)
		}
	}
	return filledIn(words...)
}

// A composeView is the form of a warning.
type composeView struct {
	Threat  tocsin.Threat
	Title   string
	Levels  []levelForm
	Parts   []partRows
	Peers   []peerRow
	Victims []victimRow
	Leaks   *leakView       // what the check found; nil: it did not run
	Draft   *tocsin.Warning // that is written anew; nil: it is a new one

	Wording  string // with which it begins
	In       string // the language into which that is translated
	Wordings []wording
}

// A levelForm is what is said at one level beside its facets.
type levelForm struct {
	Level                    tocsin.Level
	On                       bool
	TLP                      tocsin.TLP
	Text, Lang, More, MoreIn string // the words, and a translation of them
	Do, Until                string
	Instruct                 bool // an instruction belongs to this level
}

// partRows are the five facets of one part, each at the three levels side by side.
type partRows struct {
	tocsin.Part
	On   bool
	Rows []facetRow
}

type facetRow struct {
	Name  tocsin.FacetName
	Cells []cell
}

type cell struct {
	Field  string // name of its fields in the form
	Level  tocsin.Level
	State  tocsin.FacetState
	Value  string
	Reason tocsin.WithheldReason
}

type peerRow struct {
	tocsin.Org
	Level tocsin.Level
	Role  tocsin.RecipientRole
	Why   string // why it should be told
	Known bool   // a contact is written down for it
}

type victimRow struct {
	tocsin.Victim
	Via string // the organisation through which it is told
	Why string
}

// A leakView is what the leak check found.
type leakView struct {
	Found   []leak
	Refusal *tocsin.Refusal
}

// A leak is one place where a level says what it withholds.
type leak struct {
	Secret  string `json:"secret"`
	Level   string `json:"level"`
	Where   string `json:"where"`
	Excerpt string `json:"excerpt"`
	Match   string `json:"match"`
	How     string `json:"how"`
	Source  bool   `json:"source"`
}

func (c *Console) compose(q *request) (string, any, error) {
	id := q.query("threat")
	if id == "" {
		id = q.form("threat")
	}
	s, err := c.Desk.GlanceAs(q.r.Context(), q.viewer(), time.Time{}, desk.Scope{Kinds: []string{tocsin.KindThreat, tocsin.KindSite}, Live: true, Most: mostListed, Also: also(id)})
	if err != nil {
		return "", nil, err
	}
	t := findThreat(s, id)
	if t == nil {
		return "", nil, tocsin.Refuse(tocsin.RuleForm, "open a threat first, then warn of it", "a warning is of a threat, and there is no threat %q here", id)
	}
	v := composeView{Threat: *t, Title: t.Title, Wordings: wordings}
	if q.sent != nil {
		v.Title = q.form("title")
	}
	x := wordingOf(q.query("template"))
	if x != nil {
		v.Wording, v.In = x.ID, q.query("in")
	}
	for _, l := range tocsin.Levels {
		f := readLevel(q, l, *t)
		if x != nil && q.sent == nil {
			x.begin(&f, *t, v.In)
		}
		v.Levels = append(v.Levels, f)
	}
	for _, p := range t.Parts {
		if p.State != tocsin.PartClosed {
			v.Parts = append(v.Parts, rowsOf(q, p))
		}
	}
	contacts, err := c.Desk.Contacts(q.r.Context(), false)
	if err != nil {
		return "", nil, err
	}
	v.Peers, v.Victims = c.peers(q, s, *t, contacts), victims(q, *t)
	if q.sent == nil { // a version is begun when somebody is to have it
		v.Levels[tocsin.Tearline.Order()].On = slices.ContainsFunc(v.Peers, func(p peerRow) bool { return p.Level == tocsin.Tearline })
	}
	return "compose", v, nil
}

// composeChecked is the same form with what the leak check found in it. Nothing is recorded.
func (c *Console) composeChecked(q *request) (string, any, error) {
	fill := c.compose
	if q.form("warning") != "" {
		fill = c.revise
	}
	name, view, err := fill(q)
	if err != nil {
		return "", nil, err
	}
	v := view.(composeView)
	v.Leaks = &leakView{}
	w, err := c.typed(q)
	if err == nil {
		v.Leaks.Found, err = client.Read[[]leak](q.r.Context(), client.Client{Transport: c.Acts, Caller: q.who.Caller("", "")}, client.CheckLeaks{Warning: w})
	}
	if r := refusalOf(err); r != nil {
		v.Leaks.Refusal, err = r, nil
	}
	return name, v, err
}

// readLevel is what was typed for a level, or what it begins with.
func readLevel(q *request, l tocsin.Level, t tocsin.Threat) levelForm {
	f := levelForm{Level: l, Instruct: true}
	n := string(l)
	if q.sent != nil {
		f.On, f.TLP = q.form("on."+n) != "", tocsin.TLP(q.form("tlp."+n))
		f.Text, f.Lang, f.More, f.MoreIn = q.form("text."+n), q.form("lang."+n), q.form("more."+n), q.form("morein."+n)
		f.Do, f.Until = q.form("do."+n), q.form("until."+n)
		return f
	}
	f.On, f.Lang, f.Until = l == tocsin.Full, "en", standsUntil(q, t)
	switch l {
	case tocsin.Full:
		f.TLP = cmp.Or(t.Label, tocsin.TLPAmber)
	case tocsin.Tearline:
		f.TLP = tocsin.TLPGreen
	case tocsin.Public:
		f.TLP = tocsin.TLPClear
	}
	return f
}

// standsUntil is what an instruction begins with: it stands as long as the last window that is open.
func standsUntil(q *request, t tocsin.Threat) string {
	var last tocsin.Instant
	for _, p := range t.Parts {
		if p.State != tocsin.PartClosed && p.Window.End.Known() && (!last.Known() || p.Window.End.Latest.After(last.Latest)) {
			last = p.Window.End
		}
	}
	return field(q, last)
}

// guarded are the facets that a lower version withholds until somebody ticks otherwise: who acts,
// and how, most often show where it is known from.
var guarded = map[tocsin.FacetName]tocsin.WithheldReason{tocsin.Actor: "source", tocsin.Method: "method"}

// rowsOf lays the facets of a part out at the three levels.
func rowsOf(q *request, p tocsin.Part) partRows {
	out := partRows{Part: p, On: q.sent == nil || q.form("part."+string(p.ID)) != ""}
	held := p.Facets.Normal()
	for _, n := range tocsin.FacetNames {
		row := facetRow{Name: n}
		for _, l := range tocsin.Levels {
			prefix := fieldOf(l, p.ID)
			x := cell{Field: prefix + string(n), Level: l}
			f := *held.Get(n)
			if why := guarded[n]; why != "" && l != tocsin.Full && f.Held() {
				f.State, f.Reason = tocsin.Withheld, why
			}
			if q.sent != nil {
				given := q.facets(prefix)
				f = *given.Get(n)
				if f.State == tocsin.Withheld {
					f.Value = q.form(x.Field)
				}
			}
			x.State, x.Value, x.Reason = f.State, f.Value, f.Reason
			row.Cells = append(row.Cells, x)
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// fieldOf begins the names of the fields of a part at a level.
func fieldOf(l tocsin.Level, p tocsin.PartID) string { return "f." + string(l) + "." + string(p) + "." }

// typed is what a form says: a new warning, or a draft anew.
func (c *Console) typed(q *request) (tocsin.Warning, error) {
	w, t, err := c.readWarning(q)
	if err != nil || q.form("warning") == "" {
		return w, err
	}
	return c.anew(q, w, t)
}

// readWarning reads the form of a warning, and the threat that it is of.
func (c *Console) readWarning(q *request) (w tocsin.Warning, t *tocsin.Threat, err error) {
	s, err := c.Desk.GlanceAs(q.r.Context(), q.viewer(), time.Time{}, desk.Scope{Kinds: []string{tocsin.KindThreat}, Live: true, Most: 1, Also: also(q.form("threat"))})
	if err != nil {
		return w, nil, err
	}
	t = findThreat(s, q.form("threat"))
	if t == nil {
		return w, nil, tocsin.Refuse(tocsin.RuleForm, "open a threat first, then warn of it", "there is no threat %q here", q.form("threat"))
	}
	w = tocsin.Warning{Threat: t.ID, Title: q.form("title"), Label: tocsin.TLP(q.form("tlp.full"))}
	for _, l := range tocsin.Levels {
		if q.form("on."+string(l)) == "" {
			continue
		}
		v, err := q.version(l, t)
		if err != nil {
			return w, nil, err
		}
		w.Versions = append(w.Versions, v)
	}
	for _, o := range s.Orgs {
		if l := tocsin.Level(q.form("to." + string(o.ID))); l != "" {
			w.Addressees = append(w.Addressees, addressee(q, o.ID, l, *t))
		}
	}
	for _, v := range t.Victims {
		if why := q.form("absent." + v.ID); why != "" {
			w.Absences = append(w.Absences, tocsin.Absence{Victim: v.ID, Why: why})
		}
	}
	return w, t, nil
}

// version reads one level of the form.
func (q *request) version(l tocsin.Level, t *tocsin.Threat) (tocsin.Version, error) {
	n := string(l)
	v := tocsin.Version{Level: l, TLP: tocsin.TLP(q.form("tlp." + n))}
	for _, p := range t.Parts {
		if p.State == tocsin.PartClosed || q.form("part."+string(p.ID)) == "" {
			continue
		}
		part := tocsin.VersionPart{Part: p.ID, Facets: q.facets(fieldOf(l, p.ID)), Window: p.Window}
		held := p.Facets
		for name, f := range part.Facets.All() {
			if f.State == tocsin.Stated { // a site and other spellings go with the value that they belong to
				if h := held.Get(name); h.State == tocsin.Stated && h.Value == f.Value {
					*part.Facets.Get(name) = *h
				}
			}
		}
		if part.Facets.Time.State == tocsin.Withheld {
			part.Window = tocsin.Window{}
		}
		v.Parts = append(v.Parts, part)
	}
	if words := q.form("text." + n); words != "" {
		v.Text = append(v.Text, tocsin.Text{Lang: langOr(q.form("lang." + n)), Words: words, Original: true})
	}
	if words := q.form("more." + n); words != "" {
		v.Text = append(v.Text, tocsin.Text{Lang: langOr(q.form("morein." + n)), Words: words})
	}
	if do := q.form("do." + n); do != "" {
		until, err := q.instant("until." + n)
		if err != nil {
			return v, err
		}
		v.Instruction = &tocsin.Instruction{Words: do, Window: tocsin.Window{End: until}}
	}
	return v, nil
}

func langOr(s string) string {
	if s == "" {
		return "en"
	}
	return s
}

// addressee is one row of those who are to be told. A protector at the full or shareable level is
// asked to tell those whom it protects and who cannot be told themselves.
func addressee(q *request, org tocsin.OrgID, l tocsin.Level, t tocsin.Threat) tocsin.Addressee {
	a := tocsin.Addressee{Org: org, Level: l, Role: tocsin.RecipientRole(q.form("as." + string(org)))}
	if a.Role != "protector" {
		return a
	}
	for _, v := range t.Victims {
		if q.form("via."+v.ID) == string(org) {
			a.Reaches = append(a.Reaches, v.ID)
		}
	}
	return a
}

// peers lists who can be told, those first who must be. Who has a contact written down and no part in
// it is offered the shareable version.
func (c *Console) peers(q *request, s desk.Snapshot, t tocsin.Threat, contacts []tocsin.Contact) []peerRow {
	var out []peerRow
	for _, o := range s.Orgs {
		if o.ID == s.Org {
			continue
		}
		row := peerRow{Org: o, Role: "partner_service"}
		switch {
		case slices.ContainsFunc(t.Victims, func(v tocsin.Victim) bool { return v.Org == o.ID }):
			row.Why, row.Role, row.Level = "it is named as in danger", "victim", tocsin.Full
		case slices.ContainsFunc(t.Victims, func(v tocsin.Victim) bool { return slices.Contains(v.Protectors, o.ID) }):
			row.Why, row.Role, row.Level = "it protects who is named as in danger", "protector", tocsin.Full
		case runs(s, t, o.ID):
			row.Why, row.Role, row.Level = "it runs or protects a site that is named", "site_owner", tocsin.Full
		case o.Kind == tocsin.OrgAudience:
			row.Role = "public"
		case slices.ContainsFunc(contacts, func(x tocsin.Contact) bool { return x.For.Org == o.ID }):
			row.Level, row.Known = tocsin.Tearline, true
		}
		if q.sent != nil {
			row.Level, row.Role = tocsin.Level(q.form("to."+string(o.ID))), cmp.Or(tocsin.RecipientRole(q.form("as."+string(o.ID))), row.Role)
		}
		out = append(out, row)
	}
	slices.SortStableFunc(out, func(a, b peerRow) int {
		if (a.Why != "") != (b.Why != "") {
			if a.Why != "" {
				return -1
			}
			return 1
		}
		return 0
	})
	return out
}

// runs reports whether an organisation runs or protects a site that the threat names.
func runs(s desk.Snapshot, t tocsin.Threat, org tocsin.OrgID) bool {
	return slices.ContainsFunc(s.Sites, func(site tocsin.Site) bool {
		return t.Concerns(site.ID) && (site.Operator == org || site.Protector == org)
	})
}

func victims(q *request, t tocsin.Threat) []victimRow {
	var out []victimRow
	for _, v := range t.Victims {
		out = append(out, victimRow{Victim: v, Via: q.form("via." + v.ID), Why: q.form("absent." + v.ID)})
	}
	return out
}
