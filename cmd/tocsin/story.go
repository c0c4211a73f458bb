package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tocsin"
	"tocsin/internal/casefile"
	"tocsin/internal/inquiry"
	"tocsin/internal/replay"
)

// A story is a played case, ready to be printed in two lanes.
type story struct {
	e     *env
	p     *played
	facts []replay.Fact
	owed  []replay.Owed
	open  []replay.Outstanding
	took  time.Duration
	width int
	loc   *time.Location
	style style
}

func newStory(e *env, p *played) (*story, error) {
	s := &story{e: e, p: p, facts: p.Facts(false), style: e.style()}
	s.width, _ = e.width()
	s.width = min(s.width, 160)
	var err error
	if s.loc, err = time.LoadLocation(p.Case.Zone); err != nil {
		return nil, err
	}
	if s.owed, err = p.Duties(e.ctx); err != nil {
		return nil, err
	}
	if m := s.moment(); m != nil {
		s.open, err = p.OpenAt(e.ctx, m.At.When.Latest)
	} else {
		s.open, err = p.OpenAt(e.ctx, p.Until)
	}
	return s, err
}

// moment is the moment of the case, if it was played.
func (s *story) moment() *casefile.Event {
	m := s.p.Moment()
	if m == nil || m.At.When.Latest.After(s.p.Until) {
		return nil
	}
	return m
}

func (s *story) line(format string, args ...any) { fmt.Fprintf(s.e.out, format+"\n", args...) }

func (s *story) heading(text string) {
	s.line("\n%s\n%s", s.style.bold(text), strings.Repeat("─", min(s.width, utf8.RuneCountInString(text))))
}

func (s *story) para(text string) {
	for _, l := range wrap(text, min(s.width, 100)) {
		s.line("%s", l)
	}
}

// item prints a wrapped text with a hanging mark.
func (s *story) item(mark, text string) {
	n := utf8.RuneCountInString(mark) + 1
	for i, l := range wrap(text, min(s.width, 110)-n) {
		if i == 0 {
			s.line("%s %s", mark, l)
			continue
		}
		s.line("%s%s", strings.Repeat(" ", n), l)
	}
}

// print tells the whole case.
func (s *story) print(demo bool) error {
	c := s.p.Case
	s.line("%s", s.style.bold(c.Title))
	if c.Exercise {
		s.line("%s", s.style.bold("EXERCISE: an invented case. Nothing of this happened."))
	}
	if sum := strings.TrimSpace(c.Summary); sum != "" {
		s.para(sum)
	}
	s.line("")
	s.para("Left: what the case reports, as well as its time is known. Right: what the rules of Tocsin opened, refused or held when these acts were played through its desks. The right lane says what would have been owed, to whom, and until when. It does not say, and cannot know, that anything would have turned out otherwise.")
	s.lanes()
	s.intervals()
	s.openDuties()
	s.refusals()
	s.files()
	s.claims()
	s.pointers(demo)
	return nil
}

// lanes prints the two lanes side by side, day by day.
func (s *story) lanes() {
	left := (s.width - 3) * 46 / 100
	right := s.width - 3 - left
	s.line("\n%s   %s", s.style.bold(pad("AS REPORTED", left)), s.style.bold("WHAT THE RULES OPENED"))
	for _, day := range s.days() {
		var l, r []string
		for _, f := range day.facts {
			l = append(l, s.factLines(f, left)...)
		}
		for _, o := range day.owed {
			r = append(r, s.owedLines(o, right)...)
		}
		s.line("%s", s.style.dim("── "+day.label+" "+strings.Repeat("─", max(0, s.width-5-utf8.RuneCountInString(day.label)))))
		for i := range max(len(l), len(r)) {
			a, b := "", ""
			if i < len(l) {
				a = l[i]
			}
			if i < len(r) {
				b = r[i]
			}
			s.line("%s", strings.TrimRight(pad(a, left)+" │ "+b, " "))
		}
	}
}

// A day is one date of the two lanes.
type day struct {
	key   string
	label string
	facts []replay.Fact
	owed  []replay.Owed
}

// days groups both lanes by date, in order.
func (s *story) days() []*day {
	var out []*day
	at := map[string]*day{}
	get := func(t time.Time, label string) *day {
		key := t.In(s.loc).Format("2006-01-02")
		if at[key] == nil {
			if label == "" {
				label = t.In(s.loc).Format("Mon 2 Jan 2006")
			}
			at[key] = &day{key: key, label: label}
			out = append(out, at[key])
		}
		return at[key]
	}
	for _, f := range s.facts {
		label := ""
		if p := f.Event.At.When.Precision; p == tocsin.ToYear || p == tocsin.ToMonth || p == tocsin.Interval {
			label = f.Event.At.When.String()
		}
		d := get(f.When, label)
		d.facts = append(d.facts, f)
	}
	for _, o := range s.owed {
		d := get(o.When, "")
		d.owed = append(d.owed, o)
	}
	slices.SortStableFunc(out, func(a, b *day) int { return strings.Compare(a.key, b.key) })
	return out
}

func (s *story) factLines(f replay.Fact, width int) []string {
	text := f.Event.Title
	if clock := s.clock(f.Event.At.When); clock != "" {
		text = clock + "  " + text
	}
	switch w := f.Event.At.When; {
	case w.Precision != tocsin.ToDay && w.Words != "":
		text += " [" + w.Words + "]"
	case w.Precision == tocsin.Anchored && w.Anchor != nil:
		text += " [" + w.Anchor.String() + "]"
	}
	if f.Event.Basis == casefile.Inferred {
		text += " (inferred)"
	}
	if cites := citeWords(f.Event); cites != "" {
		text += " (" + cites + ")"
	}
	if f.Before != "" {
		text += "; " + f.Before
	}
	return hang("•", text, width)
}

// clock is the time of day of what is known to the minute, where the source has no words for it.
func (s *story) clock(at tocsin.Instant) string {
	if at.Words != "" {
		return ""
	}
	switch at.Precision {
	case tocsin.ToHour:
		return at.Earliest.In(s.loc).Format("15") + "h"
	case tocsin.ToMinute, tocsin.ToSecond:
		return at.Earliest.In(s.loc).Format("15:04")
	}
	return ""
}

// date is a day of the lists, with its year where that is not the year of the case's moment.
func (s *story) date(t time.Time) string {
	year := s.p.Until.In(s.loc).Year()
	if m := s.moment(); m != nil {
		year = m.At.When.Latest.In(s.loc).Year()
	}
	if t = t.In(s.loc); t.Year() != year {
		return t.Format("2 Jan 2006")
	}
	return t.Format("2 Jan")
}

func citeWords(e *casefile.Event) string {
	words := make([]string, len(e.Cite))
	for i, c := range e.Cite {
		words[i] = c.String()
	}
	out := strings.Join(words, ", ")
	if e.Integrity == tocsin.Garbled {
		out += ", garbled copy"
	}
	return out
}

// marks give each kind of row its shape: never colour alone.
var marks = map[replay.OwedKind]string{
	replay.DutyOpened: "□", replay.DutyClimbed: "▲", replay.DutyMet: "■", replay.DutyDropped: "■",
	replay.RuleRefused: "✗", replay.PartDecided: "◆", replay.MeasuresHold: "=", replay.WouldJoin: "◌",
}

func (s *story) owedLines(o replay.Owed, width int) []string {
	text := string(o.What) + " · " + string(o.Org) + ": " + o.Text
	switch o.What {
	case replay.DutyOpened:
		text = fmt.Sprintf("owed by %s to %s, %s: %s", party(o.Obligation.Owes), party(o.Obligation.To), s.due(*o.Obligation), o.Text)
		if len(o.Obligation.Score) > 0 {
			return append(hang(marks[o.What], text, width), waterfall(o.Obligation.Score, width)...)
		}
	case replay.RuleRefused:
		text += " [" + o.Rule + "]"
	case replay.WouldJoin:
		text = "counterfactual · " + string(o.Org) + ": " + o.Text
	}
	return hang(marks[o.What], text, width)
}

// waterfall is why two files may be of one danger: each term that weighs something, and their sum.
func waterfall(w tocsin.Waterfall, width int) []string {
	var out []string
	for _, t := range w.Said() {
		for i, l := range wrap(fmt.Sprintf("%s: %s", t.Name, t.Why), max(20, width-15)) {
			sum := ""
			if i == 0 {
				sum = t.Weight.String()
			}
			out = append(out, fmt.Sprintf("    %9s  %s", sum, l))
		}
	}
	return append(out, fmt.Sprintf("    %9s  %s", w.Total(), fmt.Sprintf("together: %.0f in 100 that they are of one danger", 100*w.Probability())))
}

func party(p tocsin.Party) string {
	role := strings.ReplaceAll(string(p.Role), "_", " ")
	switch {
	case p.Org == "" && strings.Contains(role, " "):
		return role
	case p.Org == "":
		return "the " + role
	case role == "":
		return string(p.Org)
	}
	return string(p.Org) + " (" + role + ")"
}

func (s *story) due(o tocsin.Obligation) string {
	switch {
	case strings.HasPrefix(o.DueText, "before "):
		return o.DueText
	case o.DueText != "":
		return "by " + o.DueText
	}
	return "by " + o.Due.In(s.loc).Format("2 Jan 15:04 MST")
}

func hang(mark, text string, width int) []string {
	lines := wrap(text, max(8, width-2))
	for i := range lines {
		if i == 0 {
			lines[i] = mark + " " + lines[i]
		} else {
			lines[i] = "  " + lines[i]
		}
	}
	return lines
}

func (s *story) intervals() {
	var rows [][2]string
	longest := 0
	for _, i := range s.p.Case.Intervals {
		from, to := s.p.Case.Event(i.From), s.p.Case.Event(i.To)
		if from == nil || to == nil || to.At.When.Earliest.After(s.p.Until) {
			continue
		}
		text, _, _ := inquiry.Interval(from.At.When, to.At.When)
		rows = append(rows, [2]string{i.Label, text})
		longest = max(longest, utf8.RuneCountInString(i.Label))
	}
	if len(rows) == 0 {
		return
	}
	s.heading("Intervals, computed from the dates above")
	for _, r := range rows {
		s.line("  %s  %s", pad(r[0], longest), r[1])
	}
}

func (s *story) openDuties() {
	duties, were := "duties", "were"
	if len(s.open) == 1 {
		duties, were = "duty", "was"
	}
	title := fmt.Sprintf("Open at the end: %d %s", len(s.open), duties)
	if m := s.moment(); m != nil {
		title = fmt.Sprintf("At the moment of \"%s\": %d %s %s open", m.Title, len(s.open), duties, were)
	}
	s.heading(title)
	for _, o := range s.open {
		s.item("  □", fmt.Sprintf("%s: %s. To %s, since %s, %s. Done when: %s.",
			party(o.Duty.Owes), o.Duty.What, party(o.Duty.To), s.date(o.Duty.Opened), o.How, o.Duty.DoneWhen))
	}
}

func (s *story) refusals() {
	first := true
	for _, o := range s.owed {
		if o.What != replay.RuleRefused {
			continue
		}
		if first {
			s.heading("What the rules refused")
			first = false
		}
		s.item("  ✗", fmt.Sprintf("%s, %s: %s [%s]", s.date(o.When), o.Org, o.Text, o.Rule))
	}
}

// files prints the pairs of files that speak of one danger while neither names the other.
func (s *story) files() {
	first := true
	for _, o := range s.open {
		if o.Duty.Kind != tocsin.OweJoin {
			continue
		}
		if first {
			s.heading("Two files, each unaware of the other")
			first = false
		}
		s.item("  □", fmt.Sprintf("%s: %s", o.Org, o.Duty.What))
	}
}

// claims prints what claimants say differently: figures with what they allow, the rest in a line.
func (s *story) claims() {
	questions := inquiry.Weigh(s.p.Claims())
	if len(questions) == 0 {
		return
	}
	var figures, answers [][2]string
	var rest []string
	for _, q := range questions {
		title := q.Name
		if known := s.p.Case.Question(q.Name); known != nil {
			title = known.Text
		}
		if !hasFigure(q) {
			if len(q.Disputes) > 0 {
				rest = append(rest, strings.TrimSuffix(title, "?"))
			} else {
				answers = append(answers, [2]string{title, q.Sentence})
			}
			continue
		}
		figures = append(figures, [2]string{title, q.Sentence})
	}
	if len(figures)+len(rest) == 0 {
		figures = answers // nothing louder than what was said in words, undisputed
	}
	s.heading("Claims: what is compatible, and what is in dispute")
	for _, f := range figures {
		s.item("  ?", s.style.bold(f[0])+" "+f[1])
	}
	if len(rest) > 0 {
		s.item("  ≠", fmt.Sprintf("In words, answered differently by different claimants (%d): %s. Each answer stands with its claimant; none overwrites another.", len(rest), strings.Join(rest, "; ")))
	}
}

func hasFigure(q inquiry.Question) bool {
	return slices.ContainsFunc(q.Claims, func(c tocsin.Claim) bool { return c.Figure != nil })
}

func (s *story) pointers(demo bool) {
	s.heading("Look further")
	dir := s.p.dir
	name := s.p.Case.ID
	if n := len(s.p.Houses); n == 1 {
		s.line("  The record of its organisation is in %s", dir)
	} else {
		s.line("  The record of %d organisations is in %s", n, dir)
	}
	if m := s.moment(); m != nil && len(s.p.Case.Orgs) > 1 {
		day := m.At.When.Earliest.In(s.loc).AddDate(0, 0, -1).Format("2006-01-02")
		if s.clock(m.At.When) != "" && len(s.facts) > 0 && day <= s.facts[0].When.In(s.loc).Format("2006-01-02") {
			day = m.At.When.Earliest.In(s.loc).Add(-time.Minute).Format("2006-01-02T15:04") // all of it within hours
		}
		a, b := s.p.Case.Orgs[0].ID, s.other()
		s.line("  tocsin asof %s --org %s --data %s", day, b, dir)
		s.line("  tocsin asof %s --compare %s %s --data %s", day, a, b, dir)
	}
	s.line("  tocsin review list --data %s", dir)
	s.line("  tocsin claim weigh --data %s", dir)
	s.line("  tocsin dossier %s    one page to take away: drawn, with the claims, the sources and %s on what they leave open", name, notes(len(s.p.Case.Notes)))
	if demo {
		s.item("  docs/attention.svg   ", "a register drawn by whom it lists, 2013 to 2024. The articles say that a register grew away from "+
			"the danger (000:33) and give no counts, so this is another: of foreign agents, 866 entries as "+
			"github.com/fz255/foreign-agents compiled them; none of it is in the case")
		s.line("  tocsin case new my-case.yaml  write down a case of your own")
	}
	s.line("  Played in %s.", s.took.Round(time.Millisecond))
}

func notes(n int) string {
	switch n {
	case 0:
		return "no notes"
	case 1:
		return "one note"
	}
	return fmt.Sprintf("%d notes", n)
}

// other is the first organisation that received something.
func (s *story) other() tocsin.OrgID {
	for _, st := range s.p.Steps {
		for _, r := range st.Done {
			for _, to := range r.SentTo {
				if !s.audience(to) {
					return to
				}
			}
		}
	}
	for i := len(s.p.Case.Orgs) - 1; i > 0; i-- {
		if o := s.p.Case.Orgs[i]; o.Kind != tocsin.OrgAudience {
			return o.ID
		}
	}
	return s.p.Case.Orgs[len(s.p.Case.Orgs)-1].ID
}

func (s *story) audience(id tocsin.OrgID) bool {
	return slices.ContainsFunc(s.p.Case.Orgs, func(o casefile.Org) bool { return o.ID == id && o.Kind == tocsin.OrgAudience })
}

// json prints the two lanes for programs.
func (s *story) json() error {
	type fact struct {
		ID, Title string
		At        tocsin.Instant
		Known     tocsin.Instant
		Basis     casefile.Basis
		Cites     []tocsin.Citation
	}
	facts := make([]fact, len(s.facts))
	for i, f := range s.facts {
		facts[i] = fact{f.Event.ID, f.Event.Title, f.Event.At.When, f.Known, f.Event.Basis, s.p.Case.Citations(f.Event.Cite)}
	}
	owed := make([]map[string]any, len(s.owed))
	for i, o := range s.owed {
		owed[i] = map[string]any{"when": o.When, "org": o.Org, "what": o.What, "text": o.Text, "rule": o.Rule, "obligation": o.Obligation}
	}
	digests := map[tocsin.OrgID]string{}
	for id, h := range s.p.Houses {
		d, err := h.Desk.Digest(s.e.ctx)
		if err != nil {
			return err
		}
		digests[id] = d
	}
	return s.e.json(map[string]any{
		"case": s.p.Case.ID, "until": s.p.Until, "data": s.p.dir, "reported": facts, "owed": owed, "open": s.open,
		"claims": inquiry.Weigh(s.p.Claims()), "digests": digests, "odd": s.p.Odd,
	})
}
