package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"tocsin"
	"tocsin/internal/attention"
	"tocsin/internal/store"
)

// Limits of what is imported.
const (
	maxTable      = 4 << 20 // bytes
	maxCategories = 50
	maxReturn     = 2000 // rows of one return of effort
)

// ImportRegister takes in somebody's list over time: the table is kept as it came, but for columns that
// are dropped, and must be readable as it says. What its figures ask is owed an answer at once.
func (d *Desk) ImportRegister(ctx context.Context, who Caller, r tocsin.Register) (Receipt, error) {
	return d.update(ctx, who, ActRegister, r, func(a *act) (tocsin.Ref, error) {
		r := tocsin.Register{
			ID: r.ID, Name: r.Name, Keeper: r.Keeper, Source: r.Source, Until: r.Until, Reading: r.Reading,
			Categories: r.Categories, Table: r.Table, Times: r.Times,
		}
		if err := checkImport(r); err != nil {
			return tocsin.Ref{}, err
		}
		if err := prepare(&r); err != nil {
			return tocsin.Ref{}, err
		}
		for _, c := range r.Categories {
			if err := a.threatHere(c.Threat); err != nil {
				return tocsin.Ref{}, err
			}
		}
		var err error
		if r.ID, err = fresh(a, tocsin.KindRegister, r.ID); err != nil {
			return tocsin.Ref{}, err
		}
		a.stamp(&r.Times)
		if err := a.save(&r); err != nil {
			return r.Ref(), err
		}
		return r.Ref(), a.oweAttention()
	})
}

func checkImport(r tocsin.Register) error {
	long := len(r.Categories) > maxCategories || len(r.Source) > maxReasons
	texts := []string{r.Name, r.Keeper}
	for _, c := range r.Categories {
		texts = append(append(texts, c.Code, c.Label), c.Values...)
		long = long || len(c.Why) > maxReasons || len(c.Values) > maxAliases
	}
	for _, s := range texts {
		long = long || len(s) > maxName
	}
	switch {
	case long:
		return tocsin.Refuse(tocsin.RuleForm, "say it shorter", "what is said about the register is too long to be kept")
	case len(r.Table) > maxTable:
		return tocsin.Refuse(tocsin.RuleForm, "import it in parts, or as counts", "the table has %d bytes, and %d are taken", len(r.Table), maxTable)
	case r.Name == "" || r.Keeper == "" || r.Source == "":
		return tocsin.Refuse(tocsin.RuleForm, "give all three", "the register has no name, no keeper or no source of its data")
	}
	return r.Until.Check("the last day for which it speaks")
}

// prepare reads the table as it will be read again, and takes out what is not to be kept.
func prepare(r *tocsin.Register) error {
	sum := sha256.Sum256(r.Table)
	r.SHA256 = hex.EncodeToString(sum[:])
	dropped := r.Reading.Drop
	err := errBad(func() (err error) {
		if r.Table, err = attention.Strip(r.Table, dropped); err != nil {
			return err
		}
		r.Reading.Drop = nil
		r.Rows, r.Notes, err = attention.Check(*r)
		return err
	}())
	for _, name := range dropped {
		r.Notes = append(r.Notes, fmt.Sprintf("the column %q was dropped before the table was kept", clip(name, maxID)))
	}
	return err
}

// errBad makes a refusal of what is wrong with a table.
func errBad(err error) error {
	if b, ok := errors.AsType[*attention.BadTable](err); ok {
		return tocsin.Refuse(tocsin.RuleForm, "correct it, or say otherwise how it is to be read", "the table cannot be read: %s", b)
	}
	return err
}

func (a *act) threatHere(id tocsin.ThreatID) error {
	if id == "" {
		return nil
	}
	_, err := load[tocsin.Threat](a, tocsin.KindThreat, string(id))
	return err
}

// RecordEffort writes down what units say they spent, on what. A return that replaces another is counted
// in its place.
func (d *Desk) RecordEffort(ctx context.Context, who Caller, e tocsin.EffortReturn) (Receipt, error) {
	return d.update(ctx, who, ActEffort, e, func(a *act) (tocsin.Ref, error) {
		e := tocsin.EffortReturn{ID: e.ID, Rows: e.Rows, Replaces: e.Replaces, Times: e.Times, By: a.by}
		if len(e.Rows) == 0 || len(e.Rows) > maxReturn {
			return tocsin.Ref{}, tocsin.Refuse(tocsin.RuleForm, fmt.Sprintf("give 1 to %d rows", maxReturn), "the return has %d rows", len(e.Rows))
		}
		for i, row := range e.Rows {
			if err := a.checkEffort(row); err != nil {
				return tocsin.Ref{}, fmt.Errorf("row %d: %w", i+1, err)
			}
		}
		var err error
		if e.ID, err = fresh(a, tocsin.KindEffort, e.ID); err != nil {
			return tocsin.Ref{}, err
		}
		ref := tocsin.Ref{Kind: tocsin.KindEffort, ID: string(e.ID)}
		if err := a.replace(e); err != nil {
			return ref, err
		}
		a.stamp(&e.Times)
		if err := a.save(&e); err != nil {
			return ref, err
		}
		return ref, a.oweAttention()
	})
}

func (a *act) checkEffort(row tocsin.EffortRow) error {
	if err := row.Check(); err != nil {
		return err
	}
	if len(row.Unit) > maxName || len(row.On.Other) > maxName || len(row.Reports) > maxAliases {
		return tocsin.Refuse(tocsin.RuleForm, "use short names, by office", "the row is too long to be kept")
	}
	return a.threatHere(row.On.Threat)
}

func (a *act) replace(e tocsin.EffortReturn) error {
	if e.Replaces == "" {
		return nil
	}
	old, err := load[tocsin.EffortReturn](a, tocsin.KindEffort, string(e.Replaces))
	if err != nil {
		return err
	}
	if old.ReplacedBy != "" {
		return tocsin.Refuse(tocsin.RuleState, "replace that one", "this return was replaced already, by %s", old.ReplacedBy)
	}
	old.ReplacedBy = e.ID
	return a.save(old)
}

// StatePriority writes down what an office stated to come first. It is a claim, and changes no
// assessment.
func (d *Desk) StatePriority(ctx context.Context, who Caller, p tocsin.Priority) (Receipt, error) {
	return d.update(ctx, who, ActPriority, p, func(a *act) (tocsin.Ref, error) {
		p := p
		if err := p.Check(); err != nil {
			return tocsin.Ref{}, err
		}
		long := len(p.Who) > maxName || len(p.Words) > maxReasons || len(p.Order) > maxAliases || len(p.Cites) > maxAliases
		for _, s := range p.Order {
			if err := a.threatHere(s.Threat); err != nil {
				return tocsin.Ref{}, err
			}
			long = long || len(s.Other) > maxName
		}
		if long {
			return tocsin.Ref{}, tocsin.Refuse(tocsin.RuleForm, "say it shorter", "the statement is too long to be kept")
		}
		var err error
		if p.ID, err = fresh(a, tocsin.KindPriority, p.ID); err != nil {
			return tocsin.Ref{}, err
		}
		ref := tocsin.Ref{Kind: tocsin.KindPriority, ID: string(p.ID)}
		a.stamp(&p.Times)
		if err := a.save(&p); err != nil {
			return ref, err
		}
		return ref, a.oweAttention()
	})
}

// askedAgain is how long after an answer the same question is not asked again.
const askedAgain = 30 * 24 * time.Hour

// oweAttention opens a question for every thing about which the figures raise an alarm now: one a
// kind, which says all that was found. What was answered is not asked again in the same words, nor for
// thirty days in others.
func (a *act) oweAttention() error {
	v, err := attentionOf(a, a.now, attention.Period{})
	if err != nil {
		return err
	}
	for _, q := range questions(v.Alarms) {
		all, err := a.obligations("", tocsin.OweAttention, q.about)
		if err != nil {
			return err
		}
		was := func(o *tocsin.Obligation) bool {
			return o.Subject == q.subject && o.About == q.about && (o.What == q.what || o.End != nil && a.now.Sub(o.End.At) < askedAgain)
		}
		if slices.ContainsFunc(all, was) {
			continue
		}
		err = a.owe(debt{
			kind: tocsin.OweAttention, about: q.about, subject: q.subject,
			owes: a.us(tocsin.WarningOfficer), to: a.us(tocsin.Approver),
			what: q.what, doneWhen: "it is explained in words, which may be that all is well",
			rule: "what lists and hours go to is laid beside what is assessed to be the danger",
			due:  a.now.Add(tocsin.AttentionWithin),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

type question struct {
	about, subject tocsin.Ref
	what           string
}

// questions are the alarms, those of one kind about one thing together.
func questions(alarms []attention.Alarm) []question {
	var out []question
	for _, alarm := range alarms {
		q := question{alarm.Ref, tocsin.Ref{Kind: "alarm", ID: string(alarm.Kind)}, alarm.Text()}
		i := slices.IndexFunc(out, func(x question) bool { return x.about == q.about && x.subject == q.subject })
		if i < 0 {
			out = append(out, q)
		} else {
			out[i].what += " " + q.what
		}
	}
	return out
}

// AttentionView is what attention went to, beside the assessed threats.
type AttentionView = attention.View

// Attention lays what attention went to beside the assessed threats, as the record held it at t; a zero
// t is now. From and until are the first and the last day of the period; both empty: the last 30 days of
// which effort was told. What a warning told of a
// threat is masked until its sender was shown.
func (d *Desk) Attention(ctx context.Context, who Viewer, t time.Time, from, until tocsin.Date) (v AttentionView, err error) {
	p, err := period(from, until)
	if err != nil {
		return v, err
	}
	now := t
	if t.IsZero() {
		if now, err = d.today(ctx); err != nil {
			return v, err
		}
	}
	s, err := d.GlanceAs(ctx, who, t, Scope{Kinds: []string{tocsin.KindThreat, tocsin.KindReceived, tocsin.KindReport, tocsin.KindEffort, tocsin.KindPriority}})
	if err != nil {
		return v, err
	}
	given := attention.Given{
		Today: attention.DayOf(now), Period: p, Threats: s.Threats, Reports: s.Reports, Efforts: s.Efforts,
		Priorities: s.Priorities, Limits: attention.DefaultLimits(),
	}
	read := func(view store.View) error { return registersAndAlerts(view, &given) }
	if t.IsZero() {
		err = d.store.View(ctx, read)
	} else {
		err = d.store.AsOf(ctx, t, read)
	}
	if err != nil {
		return v, err
	}
	return attention.Measure(given)
}

// today is the clock's time, or in a folder that is opened for reading only that of the newest act.
func (d *Desk) today(ctx context.Context) (now time.Time, err error) {
	if now, err = d.now(ctx); !errors.Is(err, store.ErrReadOnly) {
		return now, err
	}
	err = d.store.View(ctx, func(v store.View) error {
		if v.Leaves() == 0 {
			return nil
		}
		l, err := v.Leaf(v.Leaves() - 1)
		now = l.Recorded
		return err
	})
	return now, err
}

func period(from, until tocsin.Date) (p attention.Period, err error) {
	if from == "" && until == "" {
		return p, nil
	}
	for _, d := range []tocsin.Date{from, until} {
		if err := d.Check("an end of the period"); err != nil {
			return p, err
		}
	}
	first, err := attention.ParseDay(string(from), attention.ISO)
	if err != nil {
		return p, err
	}
	last, err := attention.ParseDay(string(until), attention.ISO)
	if err == nil && last < first {
		err = tocsin.Refuse(tocsin.RuleForm, "name the first day, then the last", "the period ends before it begins")
	}
	return attention.Period{From: first, To: last + 1}, err
}

func registersAndAlerts(v store.View, g *attention.Given) error {
	registers, err := list[tocsin.Register](v, store.Query{Kind: tocsin.KindRegister})
	if err != nil {
		return err
	}
	g.Registers = values(registers)
	g.Alerts, err = heightenedDays(v)
	return err
}

// attentionOf is the same inside an act.
func attentionOf(v store.View, now time.Time, p attention.Period) (attention.View, error) {
	g := attention.Given{Today: attention.DayOf(now), Period: p, Limits: attention.DefaultLimits()}
	threats, err := list[tocsin.Threat](v, store.Query{Kind: tocsin.KindThreat})
	if err != nil {
		return attention.View{}, err
	}
	reports, err := list[tocsin.Report](v, store.Query{Kind: tocsin.KindReport})
	if err != nil {
		return attention.View{}, err
	}
	efforts, err := list[tocsin.EffortReturn](v, store.Query{Kind: tocsin.KindEffort})
	if err != nil {
		return attention.View{}, err
	}
	priorities, err := list[tocsin.Priority](v, store.Query{Kind: tocsin.KindPriority})
	if err != nil {
		return attention.View{}, err
	}
	g.Threats, g.Reports, g.Efforts, g.Priorities = values(threats), values(reports), values(efforts), values(priorities)
	if err := registersAndAlerts(v, &g); err != nil {
		return attention.View{}, err
	}
	return attention.Measure(g)
}

func values[T any](list []*T) []T {
	out := make([]T, len(list))
	for i, x := range list {
		out[i] = *x
	}
	return out
}

// heightenedDays are the stretches in which sites were heightened, as their records tell.
func heightenedDays(v store.View) ([]attention.Alert, error) {
	var out []attention.Alert
	for cur, err := range v.List(store.Query{Kind: tocsin.KindSite}) {
		if err != nil {
			return nil, fmt.Errorf("list sites: %w", err)
		}
		var open *attention.Alert
		for r, err := range v.History(tocsin.KindSite, cur.ID) {
			if err != nil {
				return nil, fmt.Errorf("read site %s: %w", cur.ID, err)
			}
			heightened := r.State != string(tocsin.Normal) && r.State != ""
			switch day := attention.DayOf(r.Recorded); {
			case heightened && open == nil:
				open = &attention.Alert{Where: cur.ID, From: day, To: attention.Never}
			case !heightened && open != nil:
				open.To = max(day, open.From+1)
				out, open = append(out, *open), nil
			}
		}
		if open != nil {
			out = append(out, *open)
		}
	}
	return out, nil
}
