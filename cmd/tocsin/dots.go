package main

import (
	"fmt"
	"strings"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/desk"
	"tocsin/internal/fusion"
)

// reportAndThreat are the arguments of an act about both.
type reportAndThreat struct {
	Report tocsin.ReportID `arg:"" help:"The report."`
	Threat tocsin.ThreatID `arg:"" help:"The threat."`
	Reason string          `help:"What is different, in a sentence. Owed." placeholder:"WORDS"`
	acting
}

func (c reportAndThreat) do(e *env, words string, m func(tocsin.ReportID, tocsin.ThreatID) client.Message) error {
	return c.act(e, tocsin.Analyst, func(s *session) error {
		report, err := pick(s, tocsin.KindReport, c.Report)
		if err != nil {
			return err
		}
		threat, err := pick(s, tocsin.KindThreat, c.Threat)
		if err != nil {
			return err
		}
		_, err = s.send(m(report, threat), c.Reason, told{words: words})
		return err
	})
}

type threatSplitCmd struct{ reportAndThreat }

// Run takes a report out of a threat.
func (c threatSplitCmd) Run(e *env) error {
	return c.do(e, "Report taken out", func(r tocsin.ReportID, t tocsin.ThreatID) client.Message {
		return client.SplitReport{Report: r, Threat: t}
	})
}

type threatRefuseCmd struct{ reportAndThreat }

// Run refuses a proposal.
func (c threatRefuseCmd) Run(e *env) error {
	return c.do(e, "Kept apart; it is not proposed there again", func(r tocsin.ReportID, t tocsin.ThreatID) client.Message {
		return client.KeepApart{Report: r, Threat: t}
	})
}

// twoThreats are the arguments of an act about two files.
type twoThreats struct {
	Threat tocsin.ThreatID `arg:"" help:"The threat."`
	Other  tocsin.ThreatID `arg:"" help:"The other one."`
	acting
}

func (c twoThreats) do(e *env, words, reason string, m func(t, o tocsin.ThreatID) client.Message) error {
	return c.act(e, tocsin.Analyst, func(s *session) error {
		t, err := pick(s, tocsin.KindThreat, c.Threat)
		if err != nil {
			return err
		}
		o, err := pick(s, tocsin.KindThreat, c.Other)
		if err != nil {
			return err
		}
		_, err = s.send(m(t, o), reason, told{words: words})
		return err
	})
}

type threatLinkCmd struct{ twoThreats }

// Help says what a link does not do.
func (threatLinkCmd) Help() string {
	return "They stay two files, each with its own parts and its own end; their accounts are weighed together. A partner whose warning is behind one of them learns that we hold a file of our own on its danger, and nothing of what is in it."
}

// Run says that two files are of one danger.
func (c threatLinkCmd) Run(e *env) error {
	return c.do(e, "Each file names the other", "", func(t, o tocsin.ThreatID) client.Message { return client.NameThreat{Threat: t, Other: o} })
}

type threatApartCmd struct {
	twoThreats
	Reason string `help:"What is different, in a sentence. Owed." placeholder:"WORDS"`
}

// Run says that two files are of two dangers.
func (c threatApartCmd) Run(e *env) error {
	return c.do(e, "Kept as two dangers", c.Reason, func(t, o tocsin.ThreatID) client.Message { return client.TellApart{Threat: t, Other: o} })
}

type threatWeighCmd struct {
	ID tocsin.ThreatID `arg:"" help:"The threat."`
	reading
}

// Help says how to read it.
func (threatWeighCmd) Help() string {
	return "One origin counts once, however often it is told. The total is the sum of the lines shown, in decibans (10 times the logarithm of the odds). It says in what order to look; no value of it closes anything."
}

// Run weighs the accounts of a threat.
func (c threatWeighCmd) Run(e *env) error {
	return c.look(e, func(s *session) error {
		id, err := pick(s, tocsin.KindThreat, c.ID)
		if err != nil {
			return err
		}
		w, err := client.Read[desk.Weighing](e.ctx, s.client(client.Caller{Role: tocsin.Analyst}), client.Weigh{Threat: id})
		if err != nil {
			return err
		}
		if e.cli.JSON {
			return e.json(w)
		}
		return s.showWeighing(w)
	})
}

func (s *session) showWeighing(w desk.Weighing) error {
	p := s.page()
	p.line("%s", p.style.bold(w.Title))
	p.line("%d account(s), %d origin(s), %.1f of them in effect%s", len(w.Accounts), w.Origins, w.Effective, digitOne(w.Confirmed))
	if len(w.With) > 0 {
		p.line("weighed with the file(s) of the same danger: %s", s.shortAll(tocsin.KindThreat, words(w.With)))
	}
	if w.LeftOut > 0 {
		p.line("%d older account(s) were left out", w.LeftOut)
	}
	p.line("")
	for _, t := range w.Score {
		p.item(fmt.Sprintf("  %9s ", t.Weight), s.accountWords(w, string(t.Name))+": "+s.accountWords(w, t.Why))
	}
	p.item(fmt.Sprintf("  %9s ", w.Score.Total()), fmt.Sprintf("together: %.1f %%, and between %.0f and %.0f %% as far as the records of the sources leave it open", 100*w.Point, 100*w.Low, 100*w.High))
	p.heading("The accounts")
	for _, a := range w.Accounts {
		p.item("  "+s.short(a.Ref.Kind, a.Ref.ID), accountLine(a))
	}
	for _, d := range w.Depends {
		if d.Rho > 0 && !d.Declared {
			p.item("  a hint  ", fmt.Sprintf("%s and %s: %.0f in 100 that one tells the other again", s.accountWords(w, d.A), s.accountWords(w, d.B), 100*d.Rho))
			for _, t := range d.Why {
				p.item(fmt.Sprintf("    %9s ", t.Weight), string(t.Name)+": "+t.Why)
			}
		}
	}
	for _, a := range w.Alarms {
		p.item("  ! "+strings.ReplaceAll(string(a.Kind), "_", " "), a.Why)
	}
	p.line("")
	p.item("  next ", nextWords(w.Next)+" Nothing is closed by this, and time takes nothing from it.")
	return p.err
}

func digitOne(confirmed bool) string {
	if confirmed {
		return "; content digit 1, confirmed by other sources, as computed"
	}
	return "; not confirmed by a second origin"
}

// accountWords is a text with the titles of accounts in place of their ids.
func (s *session) accountWords(w desk.Weighing, text string) string {
	for _, a := range w.Accounts {
		text = strings.ReplaceAll(text, a.Ref.ID, s.short(a.Ref.Kind, a.Ref.ID)+" \""+a.Title+"\"")
	}
	if text == string(fusion.TermPrior) {
		return "before anybody tells of it"
	}
	return text
}

func accountLine(a desk.WeighedAccount) string {
	text := fmt.Sprintf("%s, %s%d", a.Title, a.Letter, int(a.Digit))
	if a.Denies {
		text += ", denies it"
	}
	switch {
	case a.Lineage.Origin != "":
		text += ", origin " + a.Lineage.Origin
	case len(a.Lineage.DerivedFrom)+len(a.Lineage.TakenFrom) == 0:
		text += ", origin not declared"
	}
	if n := len(a.Lineage.DerivedFrom) + len(a.Lineage.TakenFrom); n > 0 {
		text += fmt.Sprintf(", taken from %d other(s)", n)
	}
	if a.Lineage.Access != "" {
		text += ", " + string(a.Lineage.Access)
	}
	if a.Hits+a.Misses > 0 {
		text += fmt.Sprintf(", its source was right %d and wrong %d times before", a.Hits, a.Misses)
	}
	return text
}

func nextWords(steps []fusion.Step) string {
	said := map[fusion.Step]string{
		fusion.OpenFile: "Somebody owns it from here on.", fusion.AskMore: "Ask for a second origin, and for what is left open.", fusion.Warn: "Test the duty to warn now.",
	}
	var out []string
	for _, s := range steps {
		out = append(out, said[s])
	}
	return strings.Join(out, " ")
}

type reportNearCmd struct {
	ID tocsin.ReportID `arg:"" help:"The report."`
	reading
}

// Run lays a report beside the open files.
func (c reportNearCmd) Run(e *env) error {
	in := func(fn func(*session) error) error {
		return e.remote(c.Org, client.Caller{Role: tocsin.Analyst}, true, fn)
	}
	if e.cli.Server == "" {
		org, err := e.pickOrg(c.Org)
		if err != nil {
			return err
		}
		in = func(fn func(*session) error) error { // it waits in the line of the acts, and so opens for writing
			return e.session(org, false, client.Caller{Role: tocsin.Analyst}, fn)
		}
	}
	return in(func(s *session) error {
		if err := s.read(s.asOf); err != nil {
			return err
		}
		id, err := pick(s, tocsin.KindReport, c.ID)
		if err != nil {
			return err
		}
		near, err := client.Read[[]desk.Nearness](e.ctx, s.client(s.caller), client.Near{Report: id})
		if err != nil {
			return err
		}
		if e.cli.JSON {
			return e.json(list(near))
		}
		return s.showNear(near)
	})
}

func (s *session) showNear(near []desk.Nearness) error {
	p := s.page()
	if len(near) == 0 {
		p.line("No open file is near it.")
	}
	for _, n := range near {
		state := string(n.Standing)
		if n.Joined {
			state = "joined"
		} else if n.Apart {
			state += "; a person has kept them apart"
		}
		p.heading("%s %s: %s", s.short(tocsin.KindThreat, string(n.Threat)), n.Title, state)
		for _, l := range waterfall(n.Score, p.width) {
			p.line("%s", l)
		}
	}
	return p.err
}

// lineage are the flags that say where an account comes from.
type lineage struct {
	Origin      string            `help:"Who actually saw or heard it, by an opaque name: one origin counts once." placeholder:"NAME"`
	DerivedFrom []tocsin.ReportID `help:"A report that it repeats. Repeatable." placeholder:"ID"`
	Repeats     []string          `help:"A warning that it repeats, received or our own. Repeatable." placeholder:"ID"`
	Access      tocsin.Access     `help:"How the origin came to know: ${accesses}." words:"accesses" placeholder:"HOW"`
}

// lineage finds what the flags name.
func (l lineage) find(s *session) (tocsin.Lineage, error) {
	out := tocsin.Lineage{Origin: l.Origin, Access: l.Access}
	for _, id := range l.DerivedFrom {
		full, err := pick(s, tocsin.KindReport, id)
		if err != nil {
			return out, err
		}
		out.DerivedFrom = append(out.DerivedFrom, full)
	}
	for _, id := range l.Repeats {
		ref, err := s.warningRef(id)
		if err != nil {
			return out, err
		}
		out.TakenFrom = append(out.TakenFrom, ref)
	}
	return out, nil
}

// warningRef finds a warning of ours, a release of ours or a warning received.
func (s *session) warningRef(id string) (tocsin.Ref, error) {
	var last error
	for _, kind := range []string{tocsin.KindReceived, tocsin.KindWarning, tocsin.KindRelease} {
		full, err := s.find(kind, id)
		if err == nil {
			return tocsin.Ref{Kind: kind, ID: full}, nil
		}
		last = err
	}
	return tocsin.Ref{}, last
}

type reportOriginCmd struct {
	ID tocsin.ReportID `arg:"" help:"The report."`
	lineage
	acting
}

// Run declares the origin of a report.
func (c reportOriginCmd) Run(e *env) error {
	return c.act(e, tocsin.Analyst, func(s *session) error {
		id, err := pick(s, tocsin.KindReport, c.ID)
		if err != nil {
			return err
		}
		return c.lineage.declare(s, tocsin.Ref{Kind: tocsin.KindReport, ID: string(id)})
	})
}

func (l lineage) declare(s *session, about tocsin.Ref) error {
	found, err := l.find(s)
	if err != nil {
		return err
	}
	_, err = s.send(client.DeclareOrigin{About: about, Lineage: found}, "", told{words: "Origin declared"})
	return err
}

type respondOriginCmd struct {
	onReceived
	lineage
}

// Help says where it comes from.
func (respondOriginCmd) Help() string {
	return "As the sender told it when it was asked, or as somebody found out. An origin is an opaque name, so that two partners can say \"the same\" and nothing else.\n\nFor example:\n\n\ttocsin respond origin 5h8w --origin kestrel --access relayed"
}

// Run declares the origin of a warning received.
func (c respondOriginCmd) Run(e *env) error {
	return c.act(e, tocsin.Analyst, func(s *session) error {
		id, err := pick(s, tocsin.KindReceived, c.ID)
		if err != nil {
			return err
		}
		return c.declare(s, tocsin.Ref{Kind: tocsin.KindReceived, ID: string(id)})
	})
}
