package replay

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"tocsin"
	"tocsin/internal/casefile"
	"tocsin/internal/desk"
)

// A Fact is a row of the first lane: what the case reports, and when it became known.
type Fact struct {
	Event  *casefile.Event
	When   time.Time      // for order
	Known  tocsin.Instant // when the audience learned of it; zero: never, in this case
	Before string         // "known 19 days later" in words, when it was not known at once
}

// An Owed is a row of the second lane: something that the rules did at a desk.
type Owed struct {
	When       time.Time
	Org        tocsin.OrgID
	What       OwedKind
	Text       string
	Rule       string
	Obligation *tocsin.Obligation
	Event      *casefile.Event // for what was rehearsed
}

// OwedKind is what the rules did.
type OwedKind string

// The kinds of rows in the second lane.
const (
	DutyOpened   OwedKind = "owed"
	DutyClimbed  OwedKind = "unanswered"
	DutyMet      OwedKind = "met"
	DutyDropped  OwedKind = "ended"
	RuleRefused  OwedKind = "refused"
	PartDecided  OwedKind = "decided"
	MeasuresHold OwedKind = "holds"
	WouldJoin    OwedKind = "would have joined" // counterfactual
)

// Snapshots reads every house as its record stood at t, inclusive; zero: at the end.
func (r *Result) Snapshots(ctx context.Context, t time.Time) (map[tocsin.OrgID]desk.Snapshot, error) {
	out := map[tocsin.OrgID]desk.Snapshot{}
	for id, h := range r.Houses {
		s, err := h.Desk.AsOf(ctx, t)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", id, err)
		}
		out[id] = s
	}
	return out, nil
}

// Facts is the first lane: the reported and inferred events, by when they happened. With asKnown
// it holds only what some audience of the case had learned by the end of the replay.
func (r *Result) Facts(asKnown bool) []Fact {
	var out []Fact
	for i := range r.Case.Events {
		e := &r.Case.Events[i]
		if e.Basis == casefile.Counterfactual || e.At.When.Earliest.After(r.Until) {
			continue
		}
		f := Fact{Event: e, When: e.At.When.Earliest, Known: r.known(e)}
		if asKnown && (!f.Known.Known() || f.Known.Latest.After(r.Until)) {
			continue
		}
		f.Before = later(e.At.When, f.Known)
		out = append(out, f)
	}
	slices.SortStableFunc(out, func(a, b Fact) int { return a.When.Compare(b.When) })
	return out
}

// known is when the first audience of the case learned of an event.
func (r *Result) known(e *casefile.Event) tocsin.Instant {
	var first tocsin.Instant
	for _, o := range r.Case.Orgs {
		if o.Kind != tocsin.OrgAudience {
			continue
		}
		if l, ok := e.Learned[string(o.ID)]; ok && (!first.Known() || l.When.Latest.Before(first.Latest)) {
			first = l.When
		}
	}
	return first
}

// later says in words how long after the event it became known.
func later(at, known tocsin.Instant) string {
	if !known.Known() {
		return ""
	}
	days, ok := tocsin.DaysBetween(at, known)
	switch {
	case !ok && known.Earliest.After(at.Latest):
		return "known later (" + known.String() + ")"
	case !ok || days <= 0:
		return ""
	case days == 1:
		return "known a day later"
	}
	return fmt.Sprintf("known %d days later (%s)", days, known)
}

// Duties is the second lane: what every desk owed, what the rules refused, what was decided, and
// what a report on the spot would have joined.
func (r *Result) Duties(ctx context.Context) ([]Owed, error) {
	snaps, err := r.Snapshots(ctx, time.Time{})
	if err != nil {
		return nil, err
	}
	var out []Owed
	for _, o := range r.Case.Orgs {
		s := snaps[o.ID]
		for i := range s.Obligations {
			if ours(s, s.Obligations[i]) {
				out = append(out, obligationRows(o.ID, s, &s.Obligations[i])...)
			}
		}
		for _, ref := range s.Refusals {
			out = append(out, Owed{When: ref.Times.Recorded, Org: o.ID, What: RuleRefused, Text: refusalText(ref), Rule: string(ref.Refusal.Rule)})
		}
		out = append(out, decisionRows(o.ID, s)...)
	}
	out = append(out, r.rehearsals()...)
	slices.SortStableFunc(out, func(a, b Owed) int {
		return cmp.Or(a.When.Compare(b.When), cmp.Compare(a.Org, b.Org))
	})
	return out, nil
}

// ours leaves out what a desk merely watches while its debtor has it on a desk of its own. A
// receipt that never came, or came only after it had climbed, stays: the debtor's desk does not
// know of it.
func ours(s desk.Snapshot, o tocsin.Obligation) bool {
	return o.Owes.Org == s.Org || o.Kind == tocsin.OweReceipt && (o.State == tocsin.Open || len(o.Climbed) > 0)
}

func obligationRows(org tocsin.OrgID, s desk.Snapshot, o *tocsin.Obligation) []Owed {
	row := func(at time.Time, what OwedKind, text string) Owed {
		return Owed{When: at, Org: org, What: what, Text: text, Rule: o.Rule, Obligation: o}
	}
	if o.State == tocsin.Ended && o.End.At.Equal(o.Opened) {
		return nil // another duty took its place in the same moment
	}
	rows := []Owed{row(o.Opened, DutyOpened, o.What)}
	if n := len(o.Climbed); n > 0 {
		rows = append(rows, row(o.Climbed[n-1], DutyClimbed, climbed(o)))
	}
	if o.Kind == tocsin.OweReview {
		rows = append(rows, holding(org, s, o)...)
	}
	if o.End != nil {
		what := DutyMet
		if o.State == tocsin.Ended {
			what = DutyDropped
		}
		rows = append(rows, row(o.End.At, what, o.Kind.Plain()+": "+o.How))
	}
	return rows
}

// climbed says in one line whom an unanswered duty climbed to.
func climbed(o *tocsin.Obligation) string {
	names := make([]string, len(o.Climbed))
	for i := range o.Climbed {
		names[i] = spaced(o.Chain[i])
	}
	text := fmt.Sprintf("%s: nobody answered, so it climbed to %s", o.Kind.Plain(), strings.Join(names, ", then "))
	if o.State == tocsin.Open && len(o.Climbed) == len(o.Chain) {
		text += "; still open at the top"
	}
	return text
}

// holding says which measures stay in force while a review is due.
func holding(org tocsin.OrgID, s desk.Snapshot, o *tocsin.Obligation) []Owed {
	var names []string
	for _, m := range s.Measures {
		if !m.Times.Recorded.After(o.Opened) && (m.Ended == nil || m.Ended.At.After(o.Opened)) {
			names = append(names, m.What)
		}
	}
	if len(names) == 0 {
		return nil
	}
	return []Owed{{When: o.Opened, Org: org, What: MeasuresHold, Obligation: o, Text: "the measures hold until somebody decides: " + strings.Join(names, "; ")}}
}

func refusalText(r tocsin.RefusedAct) string {
	text := r.Refusal.Reason
	if r.Words != "" {
		text += " (what was given: " + r.Words + ")"
	}
	return text
}

// decisionRows are the decisions taken on parts of threats, and what stays open beside them.
func decisionRows(org tocsin.OrgID, s desk.Snapshot) []Owed {
	var out []Owed
	for _, t := range s.Threats {
		for _, p := range t.Parts {
			for _, d := range p.Decisions {
				at := d.First.At
				if d.Second != nil {
					at = d.Second.At
				}
				text := fmt.Sprintf("%s of %q: %s, %s", p.Name, t.Title, strings.ReplaceAll(string(d.End), "_", " "), d.Reason)
				if rest := stillOpen(t, p.ID, at); rest != "" {
					text += "; " + rest
				}
				out = append(out, Owed{When: at, Org: org, What: PartDecided, Text: text})
			}
		}
	}
	return out
}

// stillOpen names the other parts that the decision left open: those that there were.
func stillOpen(t tocsin.Threat, decided tocsin.PartID, at time.Time) string {
	var names []string
	for _, p := range t.Parts {
		if p.ID != decided && !openedAfter(t, p.ID, at) && !closedBy(p, at) {
			names = append(names, p.Name)
		}
	}
	switch len(names) {
	case 0:
		return ""
	case 1:
		return "this closes nothing else: " + names[0] + " stays open"
	}
	return "this closes nothing else: " + strings.Join(names, ", ") + " stay open"
}

// openedAfter reports whether a part came to be by a decision of its own, after at.
func openedAfter(t tocsin.Threat, id tocsin.PartID, at time.Time) bool {
	return slices.ContainsFunc(t.Parts, func(p tocsin.Part) bool {
		return slices.ContainsFunc(p.Decisions, func(d tocsin.ReviewDecision) bool {
			return d.MovedTo == id && d.Second != nil && d.Second.At.After(at)
		})
	})
}

func closedBy(p tocsin.Part, at time.Time) bool {
	return slices.ContainsFunc(p.Decisions, func(d tocsin.ReviewDecision) bool {
		return d.End.Lowers() && d.Second != nil && !d.Second.At.After(at)
	})
}

// rehearsals are what was counterfactual: rehearsed at its moment and undone. One row an event.
func (r *Result) rehearsals() []Owed {
	var out []Owed
	for i := 0; i < len(r.Steps); {
		s := r.Steps[i]
		n := 1
		for i+n < len(r.Steps) && r.Steps[i+n].Event == s.Event && r.Steps[i+n].Rehearsed {
			n++
		}
		if s.Rehearsed {
			out = append(out, Owed{When: s.PlayAt, Org: s.Org, What: WouldJoin, Text: rehearsed(r.Steps[i : i+n]), Event: s.Event})
		}
		i += n
	}
	return out
}

// rehearsed says what the steps of one counterfactual event came to.
func rehearsed(steps []Played) string {
	var joined, opened, refused []string
	for _, s := range steps {
		for _, j := range s.Joined {
			joined = appendNew(joined, j)
		}
		for _, o := range s.Opened {
			opened = appendNew(opened, fmt.Sprintf("%s (%s)", o.Duty.Kind.Plain(), o.Org))
		}
		if s.Refusal != nil {
			refused = appendNew(refused, s.Refusal.Reason+" ["+string(s.Refusal.Rule)+"]")
		}
	}
	text := steps[0].Event.Title + ":"
	if len(joined) > 0 {
		text += " beside the open threat at " + strings.Join(joined, "; ") + "."
	}
	if len(opened) > 0 {
		text += " It would have made owed: " + strings.Join(opened, ", ") + "."
	}
	if len(refused) > 0 {
		text += " Refused: " + strings.Join(refused, "; ") + "."
	}
	for _, s := range steps {
		text += quarantined(s) + asked(s)
	}
	if w := steps[len(steps)-1].Weighed; w != nil {
		return text + " " + Weighed(*w)
	}
	if len(joined)+len(opened)+len(refused) == 0 {
		text += " on record; no open threat there named the same thing yet."
	}
	return text
}

// quarantined says the counts of a list that a step had quarantined, and that its sender was told.
func quarantined(s Played) string {
	i := slices.IndexFunc(s.Opened, func(o Opening) bool { return o.Duty.Kind == tocsin.OweIntake })
	if i < 0 {
		return ""
	}
	var told []string
	for _, r := range s.Done {
		for _, to := range r.SentTo {
			told = append(told, " "+string(to)+" would have been told so, and what to send instead.")
		}
	}
	return " " + s.Opened[i].Duty.What + "." + strings.Join(told, "")
}

// asked says what a step made the figures of attention ask, and who owes whom the answer by when.
func asked(s Played) string {
	var text strings.Builder
	for _, o := range s.Opened {
		if d := o.Duty; d.Kind == tocsin.OweAttention {
			fmt.Fprintf(&text, " %s Owed by %s of %s to %s, by %s.", d.What, spaced(d.Owes.Role), d.Owes.Org, spaced(d.To.Role), d.Due.In(s.At.Location()).Format("2 Jan 2006"))
		}
	}
	return text.String()
}

// Weighed says in a line what the accounts of a danger come to.
func Weighed(w desk.Weighing) string {
	accounts, origins := "accounts", "origins"
	if len(w.Accounts) == 1 {
		accounts = "account"
	}
	if w.Origins == 1 {
		origins = "origin"
	}
	var text strings.Builder
	fmt.Fprintf(&text, "Weighed by origin: %d %s, %d %s", len(w.Accounts), accounts, w.Origins, origins)
	for _, t := range w.Score {
		fmt.Fprintf(&text, "; %s %s", termName(w, t.Name), t.Weight)
	}
	fmt.Fprintf(&text, "; together %s, or %.1f %% (%.0f to %.0f)", w.Score.Total(), 100*w.Point, 100*w.Low, 100*w.High)
	if w.Confirmed {
		text.WriteString("; content digit 1, confirmed, by computation")
	}
	return text.String() + ". It closes nothing."
}

// termName is the name of a term with the title of the account in place of its id.
func termName(w desk.Weighing, name tocsin.TermName) string {
	text := string(name)
	for _, a := range w.Accounts {
		text = strings.ReplaceAll(text, a.Ref.ID, "\""+a.Title+"\"")
	}
	if text == "prior" {
		return "base rate"
	}
	return text
}

func appendNew(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

func spaced(r tocsin.Role) string { return "the " + strings.ReplaceAll(string(r), "_", " ") }

// An Outstanding is a duty that was open at a moment, at the desk that owed it.
type Outstanding struct {
	Org  tocsin.OrgID
	Duty tocsin.Obligation
	How  string // how it stood: owed, overdue, unanswered at the top
}

// OpenAt lists the duties that were open at t, across the organisations, the oldest first.
func (r *Result) OpenAt(ctx context.Context, t time.Time) ([]Outstanding, error) {
	snaps, err := r.Snapshots(ctx, t)
	if err != nil {
		return nil, err
	}
	var out []Outstanding
	for _, o := range r.Case.Orgs {
		for _, d := range snaps[o.ID].Open() {
			if ours(snaps[o.ID], d) {
				out = append(out, Outstanding{Org: o.ID, Duty: d, How: d.Standing(t)})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Outstanding) int { return a.Duty.Opened.Compare(b.Duty.Opened) })
	return out, nil
}

// Moment is the event of the case at which the open duties are counted, or nil.
func (r *Result) Moment() *casefile.Event { return r.Case.Event(r.Case.Moment) }

// Claims are the claims as the audience had learned them by the end of the replay, by the names
// that the case gives them.
func (r *Result) Claims() []tocsin.Claim {
	var out []tocsin.Claim
	seen := map[string]bool{}
	for _, s := range r.Steps {
		if s.Claim == nil || seen[s.Claim.ID] {
			continue
		}
		seen[s.Claim.ID] = true
		c := s.Claim
		claim := tocsin.Claim{
			ID: tocsin.ClaimID(c.ID), Question: c.Question, Claimant: c.Claimant, Facet: c.Facet, Figure: c.Parsed, Answer: c.Answer,
			Words: c.Words, Unit: c.Unit, Event: c.Event, Zero: c.Zero, Status: c.Status, Duress: c.Duress,
			Revises: tocsin.ClaimID(c.Revises), SameAs: tocsin.ClaimID(c.SameAs), Cites: r.Case.Citations(c.Cite),
			Times: tocsin.Times{Happened: c.At.When, Learned: s.At},
		}
		for _, a := range c.Agrees {
			claim.Agrees = append(claim.Agrees, tocsin.ClaimID(a))
		}
		out = append(out, claim)
	}
	return out
}
