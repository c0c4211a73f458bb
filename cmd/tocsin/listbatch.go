package main

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/attention"
)

type listImportCmd struct {
	Table string       `arg:"" help:"CSV file (- for standard input): name, and any of kind, also_names, born, documents, act, harm, what, when, law, decision, reasons."`
	From  tocsin.OrgID `help:"Who sent it." required:"" placeholder:"ORG"`
	Title string       `help:"What the sender calls it: a label, not a finding." placeholder:"WORDS"`
	Drop  []string     `help:"Column that is not read, for example one that says who somebody is. Repeatable." placeholder:"COLUMN" sep:"none"`
	acting
}

// Help shows an example.
func (listImportCmd) Help() string {
	return "The whole list is weighed at once. When more than 10 in 100 entries are not about an ordinary crime of violence it is quarantined, and the sender told why.\n\nFor example:\n\n\ttocsin list import terrorists.csv --from a-ministry --title \"Terrorists\""
}

// Run takes a list in.
func (c listImportCmd) Run(e *env) error {
	name, data, err := e.readTable(c.Table)
	if err != nil {
		return err
	}
	table, err := attention.ReadTable(data, c.Drop...)
	if err != nil {
		return &caseError{text: name + ": " + err.Error() + "\n"}
	}
	entries, err := table.Incoming()
	if err != nil {
		return &caseError{text: name + ": " + err.Error() + "\n"}
	}
	return c.act(e, tocsin.DutyOfficer, func(s *session) error {
		r, err := s.send(client.TakeIn{List: tocsin.IncomingList{From: c.From, Title: c.Title, Entries: entries}}, "", told{words: fmt.Sprintf("List of %d entries taken in", len(entries))})
		if err != nil {
			return err
		}
		return s.tellBatch(tocsin.IntakeID(r.Object.ID))
	})
}

// maxTable bounds a table that is read from a file.
const maxTable = 4 << 20

func (e *env) readTable(file string) (string, []byte, error) {
	if file == "-" {
		return e.readInput(file)
	}
	if info, err := os.Stat(file); err == nil && info.Size() > maxTable {
		return file, nil, usage("%s has %d bytes, and %d are taken", file, info.Size(), maxTable)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return file, nil, usage("%s", err)
	}
	return file, data, nil
}

// tellBatch has the notice to the sender printed after the receipt.
func (s *session) tellBatch(id tocsin.IntakeID) error {
	if err := s.read(s.asOf); err != nil {
		return err
	}
	in := s.intake(id)
	s.more = map[string]any{"counts": in.Counts(), "state": in.State, "told": in.Told}
	s.then = func(p *page) {
		for _, t := range in.Told[max(0, len(in.Told)-1):] {
			p.item("  sender", t.Words)
		}
	}
	return nil
}

func (s *session) intake(id tocsin.IntakeID) *tocsin.IncomingList {
	i := slices.IndexFunc(s.snap.Intakes, func(l tocsin.IncomingList) bool { return l.ID == id })
	if i < 0 {
		return &tocsin.IncomingList{}
	}
	return &s.snap.Intakes[i]
}

type listBatchCmd struct {
	Intake tocsin.IntakeID `arg:"" optional:"" help:"The list that came in. Default: all, and what partners told of ours."`
	reading
}

// Run shows lists that came in.
func (c listBatchCmd) Run(e *env) error {
	return c.look(e, func(s *session) error {
		if c.Intake == "" {
			return s.batches()
		}
		id, err := pick(s, tocsin.KindIntake, c.Intake)
		if err != nil {
			return err
		}
		in := s.intake(id)
		if e.cli.JSON {
			return e.json(map[string]any{"list": in, "counts": in.Counts()})
		}
		p := s.page()
		n := in.Counts()
		p.line("%s", p.style.bold(in.Title))
		p.line("list %s of %s, %s", in.ID, in.From, in.State)
		p.item("  counts", fmt.Sprintf("%d entries = %d ordinary + %d mixed + %d protected; %d state no act of violence; %d weighed by a person; limit %d in 100", n.Entries, n.Ordinary, n.Mixed, n.Protected, n.NoAct, n.Judged, in.Limit))
		for i, x := range in.Entries {
			w := x.Weigh()
			p.item(fmt.Sprintf("  %5d", i+1), fmt.Sprintf("%s: %s. %s", strings.Join(x.Subject.Names, ", "), w.Is, w.Why))
			for _, f := range w.Factors {
				p.item("         ", fmt.Sprintf("%s, leans %s: %s", f.Kind, f.Lean, f.Words))
			}
		}
		for _, t := range in.Told {
			p.item("  told  ", clockTime(t.At, s.loc)+": "+t.Words)
		}
		return p.err
	})
}

func (s *session) batches() error {
	if s.e.cli.JSON {
		return s.e.json(map[string]any{"lists": list(s.snap.Intakes), "notices": list(s.snap.Notices)})
	}
	rows := make([][]string, 0, len(s.snap.Intakes))
	for _, l := range s.snap.Intakes {
		n := l.Counts()
		rows = append(rows, []string{s.short(tocsin.KindIntake, string(l.ID)), l.State, strconv.Itoa(n.Entries), strconv.Itoa(n.NotOrdinary()), string(l.From), l.Title})
	}
	if err := s.e.table([]string{"LIST", "STATE", "ENTRIES", "NOT ORDINARY", "FROM", "TITLE"}, rows); err != nil || len(s.snap.Notices) == 0 {
		return err
	}
	p := s.page()
	p.heading("What partners told of lists of ours")
	for _, n := range s.snap.Notices {
		p.item("  "+string(n.From), n.Words)
	}
	return p.err
}

// onIntake are the argument and flags of an act on a list that came in.
type onIntake struct {
	Intake tocsin.IntakeID `arg:"" help:"The list that came in."`
	acting
}

func (o onIntake) do(e *env, usual tocsin.Role, fn func(*session, tocsin.IntakeID) error) error {
	return o.act(e, usual, func(s *session) error {
		id, err := pick(s, tocsin.KindIntake, o.Intake)
		if err != nil {
			return err
		}
		if err := fn(s, id); err != nil {
			return err
		}
		return s.tellBatch(id)
	})
}

type listWeighCmd struct {
	onIntake
	Entry  int      `arg:"" help:"Which entry, from 1."`
	Factor []string `help:"What was weighed, as KIND:LEAN:WORDS. Kinds: ${factors}. Lean: ordinary, protected, neither. Repeatable." placeholder:"FACTOR" sep:"none"`
}

// Run weighs an entry.
func (c listWeighCmd) Run(e *env) error {
	var factors []tocsin.Factor
	for _, f := range c.Factor {
		parts := strings.SplitN(f, ":", 3)
		if len(parts) < 3 {
			return usage("--factor: write KIND:LEAN:WORDS, for example facts:ordinary:the shooting is proved")
		}
		factors = append(factors, tocsin.Factor{Kind: tocsin.FactorKind(parts[0]), Lean: tocsin.Lean(parts[1]), Words: parts[2]})
	}
	return c.do(e, tocsin.Analyst, func(s *session, id tocsin.IntakeID) error {
		_, err := s.send(client.WeighEntry{Intake: id, Entry: c.Entry, Factors: factors}, "", told{words: "Entry weighed"})
		return err
	})
}

type listAdmitCmd struct {
	onIntake
	Reason string `help:"Why it is let out." placeholder:"WORDS"`
}

// Run lets a list out.
func (c listAdmitCmd) Run(e *env) error {
	return c.do(e, tocsin.Approver, func(s *session, id tocsin.IntakeID) error {
		_, err := s.send(client.AdmitList{Intake: id}, c.Reason, told{words: "List let out of quarantine"})
		return err
	})
}

type listRefuseCmd struct {
	onIntake
	Reason string `help:"Why it is sent back." placeholder:"WORDS"`
}

// Run refuses a list.
func (c listRefuseCmd) Run(e *env) error {
	return c.do(e, tocsin.Approver, func(s *session, id tocsin.IntakeID) error {
		_, err := s.send(client.RefuseList{Intake: id}, c.Reason, told{words: "List refused"})
		return err
	})
}
