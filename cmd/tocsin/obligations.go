package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tocsin"
)

type reviewListCmd struct {
	Org tocsin.OrgID `help:"Only this organisation's duties. Default: those of every organisation of the folder." placeholder:"ORG"`
}

// Help shows an example.
func (reviewListCmd) Help() string {
	return "The watch list: windows that ended first, then the rest by when it is due. Nothing leaves it by itself.\n\nFor example:\n\n\ttocsin review list --org city-police"
}

// Run lists what is open.
func (c reviewListCmd) Run(e *env) error { return listOwed(e, c.Org, false) }

type obligationsCmd struct {
	Org tocsin.OrgID `help:"Only this organisation's duties. Default: those of every organisation of the folder." placeholder:"ORG"`
	All bool         `help:"Met and ended ones too."`
}

// Run lists the duties.
func (c obligationsCmd) Run(e *env) error { return listOwed(e, c.Org, c.All) }

// owedRow is one duty on somebody's desk.
type owedRow struct {
	Org      tocsin.OrgID      `json:"org"`
	Standing string            `json:"standing"`
	Do       string            `json:"do"` // the command that meets it
	Duty     tocsin.Obligation `json:"duty"`
}

func listOwed(e *env, org tocsin.OrgID, all bool) error {
	rows, err := owedRows(e, org, all)
	if err != nil || e.cli.JSON {
		return orJSON(e, err, rows)
	}
	loc, err := e.zone()
	if err != nil {
		return err
	}
	p := e.page()
	if len(rows) == 0 {
		p.line("Nothing is owed. Read at %s.", clockTime(e.now(), loc))
	}
	for _, r := range rows {
		tellOwed(p, r, loc, e.now())
	}
	return p.err
}

// owedRows collects the duties, the reviews first, then by when they are due. What a desk merely
// watches while its debtor has it on a desk of the same folder is listed once, at the debtor's.
func owedRows(e *env, org tocsin.OrgID, all bool) ([]owedRow, error) {
	rows := []owedRow{}
	collect := func(s *session) error {
		for _, o := range s.snap.Obligations {
			watched := o.Owes.Org != s.snap.Org && o.Owes.Org != "" && o.Kind != tocsin.OweReceipt
			if !all && (o.State != tocsin.Open || org == "" && watched) {
				continue
			}
			rows = append(rows, owedRow{Org: s.snap.Org, Standing: o.Standing(s.at), Do: s.command(o), Duty: o})
		}
		return nil
	}
	err := e.everywhere
	if org != "" {
		err = reading{Org: org}.lookOnly(e)
	}
	if err := err(collect); err != nil {
		return nil, err
	}
	slices.SortStableFunc(rows, func(a, b owedRow) int {
		if r := review(a.Duty) - review(b.Duty); r != 0 {
			return r
		}
		return a.Duty.Due.Compare(b.Duty.Due)
	})
	return rows, nil
}

func (r reading) lookOnly(e *env) func(func(*session) error) error {
	return func(fn func(*session) error) error { return r.look(e, fn) }
}

func review(o tocsin.Obligation) int {
	switch {
	case o.State != tocsin.Open:
		return 2
	case o.Kind == tocsin.OweReview:
		return 0
	}
	return 1
}

func tellOwed(p *page, r owedRow, loc *time.Location, now time.Time) {
	o := r.Duty
	due := o.DueText
	if due == "" {
		due = clockTime(o.Due, loc)
	}
	if o.State == tocsin.Open && !o.Due.IsZero() {
		due += ", " + ago(o.Due, now)
	}
	p.line("%s", p.style.bold(fmt.Sprintf("%s %s: %s, %s", mark(o), r.Org, o.Kind.Plain(), spacedWord(r.Standing))))
	p.item("  duty     ", string(o.ID))
	p.item("  what     ", o.What)
	p.item("  owed by  ", fmt.Sprintf("%s to %s, by %s", party(o.Owes), party(o.To), due))
	p.item("  done when", o.DoneWhen)
	if o.State != tocsin.Open {
		p.item("  "+pad(o.State, 9), o.How)
		return
	}
	if len(o.Score) > 0 {
		p.line("  why")
		for _, l := range waterfall(o.Score, min(p.width, 110)) {
			p.line("%s", l)
		}
	}
	p.item("  rule     ", o.Rule)
	if r.Do != "" {
		p.item("  do       ", r.Do)
	}
}

func mark(o tocsin.Obligation) string {
	switch {
	case o.State != tocsin.Open:
		return "■"
	case o.Step > 0:
		return "▲"
	}
	return "□"
}

// command is the command that meets a duty, or empty when it is another's to do.
func (s *session) command(o tocsin.Obligation) string {
	if o.State != tocsin.Open || o.Owes.Org != "" && o.Owes.Org != s.snap.Org || o.Owes.Role == "sender" {
		return ""
	}
	id, org := s.short(o.About.Kind, o.About.ID), " --org "+string(s.snap.Org)
	forms := map[tocsin.ObligationKind]string{
		tocsin.OweSecondSignature: "warn sign " + id, tocsin.OweGrade: "respond grade " + id + " DIGIT",
		tocsin.OweOnward:  "respond onward " + id + " " + o.Subject.ID + " WORDS",
		tocsin.OweParity:  "warn release " + id + " public, or tocsin warn parity " + id + " --reason ...",
		tocsin.OweReview:  "review decide " + id + " --part " + string(o.About.Part) + " --end ... --reason ...",
		tocsin.OweClosing: "warn close " + id + " --how ... --words ...", tocsin.OweDetail: "warn detail " + id + " WORDS",
		tocsin.OweGoNoGo: "event go " + id + " go|no_go --reason ...", tocsin.OweSustain: "measure substitute " + id + " WITH",
		tocsin.OweJustify: "site justify " + id + " --reason ...", tocsin.OweUntilWhen: "settle " + s.short(tocsin.KindObligation, string(o.ID)) + " --how ...",
		tocsin.OweJoin: "threat join " + id + " " + s.short(tocsin.KindThreat, o.Subject.ID) + ", or tocsin threat refuse " + id + " " + s.short(tocsin.KindThreat, o.Subject.ID) + " --reason ...",
		tocsin.OweFile: "threat open --report " + id + " ..., or tocsin threat join " + id + " THREAT",
		tocsin.OweTwin: "settle " + s.short(tocsin.KindObligation, string(o.ID)) + " --how ...", tocsin.OweCircular: "threat weigh " + id + ", then tocsin settle " + s.short(tocsin.KindObligation, string(o.ID)) + " --how ...",
	}
	if o.Kind == tocsin.OweTwin && o.Subject.Kind == tocsin.KindThreat {
		other := s.short(tocsin.KindThreat, o.Subject.ID)
		forms[o.Kind] = "threat link " + id + " " + other + ", or tocsin threat apart " + id + " " + other + " --reason ..."
	}
	form := forms[o.Kind]
	if form == "" {
		form = s.listCommand(o, id)
	}
	if o.Kind == tocsin.OweDutyDecision {
		form = "duty decide " + id + " --outcome ... --reason ..."
		if o.About.Kind == tocsin.KindReport {
			form = "threat open --report " + id + " ..., then tocsin duty decide"
		}
	}
	if form == "" {
		return ""
	}
	return "tocsin " + strings.Replace(form, ", or", org+", or", 1) + org
}

// listCommand is the command that meets a duty about a list, or about attention.
func (s *session) listCommand(o tocsin.Obligation, id string) string {
	settle := "settle " + s.short(tocsin.KindObligation, string(o.ID)) + " --how ..."
	return map[tocsin.ObligationKind]string{
		tocsin.OweListReview: "list renew " + id + " --review ... --reason ..., or tocsin list remove " + id + " --ground ... --reason ...",
		tocsin.OweAppeal:     "list answer " + id + " --uphold|--refuse --reason ...",
		tocsin.OweCorrection: "list told " + id + " " + o.Subject.ID + " --reason ...",
		tocsin.OweIntake:     "list refuse " + id + " --reason ..., or tocsin list batch " + id,
		tocsin.OweNotice:     settle, tocsin.OweRecheck: settle, tocsin.OweAttention: settle,
	}[o.Kind]
}
