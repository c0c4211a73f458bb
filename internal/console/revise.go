package console

import (
	"net/url"
	"slices"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/desk"
)

// revisePages write a draft anew: the form of a warning, filled with what the draft says.
func revisePages(c *Console) {
	c.page("/warnings/{id}/revise", c.revise)
	c.act("/warnings/{id}/revise", client.ReviseWarning{}, func(q *request) (client.Message, string, error) {
		w, err := c.written(q)
		return client.ReviseWarning{Warning: w}, "/warnings/{id}", err
	}, c.revise)
}

func (c *Console) revise(q *request) (string, any, error) {
	was, err := c.draft(q)
	if err != nil {
		return "", nil, err
	}
	filled := *q
	if q.sent == nil {
		filled.sent = q.formOf(*was)
	}
	name, view, err := c.compose(&filled)
	if err != nil {
		return "", nil, err
	}
	v := view.(composeView)
	if v.Draft = was; q.sent == nil {
		v.begin(q, *was)
	}
	return name, v, nil
}

// begin fills in what the draft says nothing of as for a new warning: levels that are not written, and
// parts that are new. A part that a version leaves out begins empty there.
func (v *composeView) begin(q *request, was tocsin.Warning) {
	for i, l := range tocsin.Levels {
		if was.Version(l) == nil {
			v.Levels[i] = readLevel(q, l, v.Threat)
			v.Levels[i].On = false
		}
	}
	for i := range v.Parts {
		id := v.Parts[i].ID
		known := slices.ContainsFunc(was.Versions, func(x tocsin.Version) bool { return x.Part(id) != nil })
		for j, row := range rowsOf(q, v.Parts[i].Part).Rows {
			for k, x := range row.Cells {
				switch had := was.Version(x.Level); {
				case had != nil && had.Part(id) != nil:
				case had != nil && known:
					v.Parts[i].Rows[j].Cells[k] = cell{Field: x.Field, Level: x.Level, State: tocsin.NotHeld}
				default:
					v.Parts[i].Rows[j].Cells[k] = x
				}
			}
		}
	}
}

// draft is the one that a request is about.
func (c *Console) draft(q *request) (*tocsin.Warning, error) {
	id := q.id()
	if id == "" {
		id = q.form("warning")
	}
	s, err := c.Desk.GlanceAs(q.r.Context(), q.viewer(), time.Time{}, desk.Scope{Kinds: []string{tocsin.KindWarning}, Live: true, Most: 1, Also: also(id)})
	if err != nil {
		return nil, err
	}
	w := findWarning(s, id)
	if w == nil {
		return nil, tocsin.Refuse(tocsin.RuleForm, "list the warnings to see which there are", "there is no warning %q here", id)
	}
	return w, w.CheckDraft(w.Revision)
}

// anew is a draft as the form has it. What the form does not show stays as it was.
func (c *Console) anew(q *request, w tocsin.Warning, t *tocsin.Threat) (tocsin.Warning, error) {
	was, err := c.draft(q)
	if err != nil {
		return w, err
	}
	w.ID, w.Revision, w.Overrides = was.ID, revision(q), was.Overrides
	for i := range w.Versions {
		v := &w.Versions[i]
		if had := was.Version(v.Level); had != nil {
			q.keep(v, had, t)
		}
	}
	w.Addressees = q.keepAddressees(w.Addressees, *was)
	return w, nil
}

// keepAddressees leaves what the form does not show of those who are told: who is not offered in it, a second
// version for the same one, a channel, and whom one reaches as far as nobody changed that.
func (q *request) keepAddressees(told []tocsin.Addressee, was tocsin.Warning) []tocsin.Addressee {
	shown := q.formOf(was)
	for _, had := range was.Addressees {
		name := string(had.Org)
		if !q.sent.Has("to."+name) || shown.Get("to."+name) != string(had.Level) {
			told = append(told, had)
			continue
		}
		i := slices.IndexFunc(told, func(a tocsin.Addressee) bool { return a.Org == had.Org })
		if i < 0 {
			continue
		}
		a := &told[i]
		a.Channel = had.Channel
		for _, v := range had.Reaches {
			same := q.form("via."+v) == shown.Get("via."+v) && a.Role == had.Role
			if (same || !q.sent.Has("via."+v)) && !slices.Contains(a.Reaches, v) {
				a.Reaches = append(a.Reaches, v)
			}
		}
	}
	place := func(a tocsin.Addressee) int {
		i := slices.IndexFunc(was.Addressees, func(had tocsin.Addressee) bool { return had.Org == a.Org && had.Level == a.Level })
		if i < 0 {
			return len(was.Addressees)
		}
		return i
	}
	slices.SortStableFunc(told, func(a, b tocsin.Addressee) int { return place(a) - place(b) })
	return told
}

// keep leaves in a version what it had and the form does not show: a part that is closed by now, the window of
// a part whose time is the same, spellings of a value that is the same, further translations, the exact end of
// an instruction. A part that it left out and of which still nothing is said stays out.
func (q *request) keep(v, had *tocsin.Version, t *tocsin.Threat) {
	for _, p := range had.Parts {
		if now := t.Part(p.Part); now != nil && now.State == tocsin.PartClosed {
			v.Parts = append(v.Parts, p)
		}
	}
	v.Parts = slices.DeleteFunc(v.Parts, func(p tocsin.VersionPart) bool { return had.Part(p.Part) == nil && silent(p.Facets) })
	if len(v.Parts) == 0 {
		v.Parts = nil
	}
	for i := range v.Parts {
		p := &v.Parts[i]
		old := had.Part(p.Part)
		if old == nil {
			continue
		}
		sameTime := p.Facets.Time.State == old.Facets.Time.State && p.Facets.Time.Value == old.Facets.Time.Value
		for n, f := range p.Facets.All() {
			if was := *old.Facets.Get(n); was.State == f.State && was.Value == f.Value && was.Reason == f.Reason {
				*p.Facets.Get(n) = was
			}
		}
		if sameTime {
			p.Window = old.Window
		}
	}
	for i := range v.Text[:min(len(v.Text), len(had.Text), shownTexts)] {
		if v.Text[i].Lang == had.Text[i].Lang {
			v.Text[i].Original = had.Text[i].Original
		}
	}
	if len(had.Text) > shownTexts {
		v.Text = append(v.Text, had.Text[shownTexts:]...)
	}
	if v.Instruction != nil && had.Instruction != nil && q.form("until."+string(v.Level)) == field(q, had.Instruction.Window.End) {
		v.Instruction.Window = had.Instruction.Window
	}
}

// silent reports whether nothing is told or withheld.
func silent(f tocsin.Facets) bool {
	for _, x := range f.All() {
		if x.State != tocsin.NotHeld {
			return false
		}
	}
	return true
}

const shownTexts = 2 // of a level: its words, and a translation

// formOf is the form that says what a warning says.
func (q *request) formOf(w tocsin.Warning) url.Values {
	f := url.Values{"threat": {string(w.Threat)}, "title": {w.Title}}
	for _, v := range w.Versions {
		l := string(v.Level)
		f.Set("on."+l, "1")
		f.Set("tlp."+l, string(v.TLP))
		for i, t := range v.Text[:min(len(v.Text), shownTexts)] {
			names := [...][2]string{{"text.", "lang."}, {"more.", "morein."}}[i]
			f.Set(names[0]+l, t.Words)
			f.Set(names[1]+l, t.Lang)
		}
		if in := v.Instruction; in != nil {
			f.Set("do."+l, in.Words)
			f.Set("until."+l, field(q, in.Window.End))
		}
		for _, p := range v.Parts {
			f.Set("part."+string(p.Part), "1")
			for n, x := range p.Facets.All() {
				name := fieldOf(v.Level, p.Part) + string(n)
				f.Set(name, x.Value)
				f.Set(name+"_state", string(x.State))
				f.Set(name+"_reason", string(x.Reason))
			}
		}
	}
	for _, a := range w.Addressees {
		f.Set("to."+string(a.Org), string(a.Level))
		f.Set("as."+string(a.Org), string(a.Role))
		for _, v := range a.Reaches {
			f.Set("via."+v, string(a.Org))
		}
	}
	for _, a := range w.Absences {
		f.Set("absent."+a.Victim, a.Why)
	}
	return f
}
