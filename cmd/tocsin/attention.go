package main

import (
	"cmp"
	"fmt"
	"os"
	"strings"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/attention"
)

type attentionCmd struct {
	Show     attentionShowCmd     `cmd:"" help:"Lay what attention went to beside the threats that are assessed."`
	Import   attentionImportCmd   `cmd:"" help:"Import somebody's list over time, as a table."`
	Effort   attentionEffortCmd   `cmd:"" help:"Write down what a unit spent, on what."`
	Priority attentionPriorityCmd `cmd:"" help:"Write down what an office stated to come first."`
}

type attentionShowCmd struct {
	From     tocsin.Date `help:"First day of the period." placeholder:"DATE"`
	Until    tocsin.Date `help:"Last day of the period. Default: 30 days until the newest effort." placeholder:"DATE"`
	Picture  string      `help:"Write the picture of a register's drift, or without --register that of the hours, to this SVG file." placeholder:"FILE"`
	Register string      `help:"The register, by its name." placeholder:"NAME"`
	reading
}

// Help shows an example.
func (attentionShowCmd) Help() string {
	return "It measures and asks; it ranks nobody and changes no assessment. What the figures ask is owed an answer in words: tocsin review list.\n\nFor example:\n\n\ttocsin attention show --register \"Foreign agents\" --picture drift.svg"
}

// Run shows attention.
func (c attentionShowCmd) Run(e *env) error {
	return c.look(e, func(s *session) error {
		v, err := client.Read[attention.View](e.ctx, s.client(s.caller), client.Attention{From: c.From, Until: c.Until})
		if err != nil {
			return err
		}
		if c.Picture != "" {
			sheet, err := c.sheet(v)
			if err != nil {
				return err
			}
			if err := os.WriteFile(c.Picture, attention.Draw(sheet), 0o644); err != nil {
				return err
			}
		}
		if e.cli.JSON {
			return e.json(v)
		}
		return showAttention(s.page(), v)
	})
}

func (c attentionShowCmd) sheet(v attention.View) (attention.Sheet, error) {
	if c.Register == "" && v.Sheet != nil {
		return *v.Sheet, nil
	}
	var names []string
	for _, d := range v.Registers {
		if d.Name == c.Register || c.Register == "" && len(v.Registers) == 1 {
			return d.Sheet, nil
		}
		names = append(names, d.Name)
	}
	return attention.Sheet{}, usage("there is nothing to draw of that name: the registers are %q", names)
}

func showAttention(p *page, v attention.View) error {
	p.line("%s", p.style.bold("What attention went to, "+v.Period.String()))
	p.heading("Assessed threats, most likely first")
	for _, a := range v.Assessed {
		p.item("  "+spacedWord(a.Likelihood), a.Label)
	}
	if len(v.Assessed) == 0 {
		p.line("  none")
	}
	for _, s := range v.Spent {
		p.heading("%s: %s, before %s", s.Kind, s.Now, s.Before)
		for _, x := range s.Shares {
			p.item("  ", x.What+": "+x.String())
		}
		p.item("  ", "of it on assessed threats: "+s.OnAssessed.String())
	}
	if len(v.Priorities) > 0 {
		p.heading("Stated priorities (claims of those offices)")
	}
	labels := map[string]string{}
	for _, a := range v.Assessed {
		labels[string(a.Threat)] = a.Label
	}
	for _, x := range v.Priorities {
		order := make([]string, len(x.Order))
		for i, key := range x.Order {
			order[i] = cmp.Or(labels[key], key)
		}
		p.item("  "+x.Who, x.Day.String()+": "+strings.Join(order, ", then "))
	}
	p.heading("Alert load")
	p.item("  ", fmt.Sprintf("%s; %s; at most %d at once", v.Load.Days.Shown(), v.Load.Under, v.Load.Most))
	for _, d := range v.Registers {
		showDrift(p, d)
	}
	p.heading("What the figures ask")
	for _, a := range v.Alarms {
		p.item("  "+spacedWord(string(a.Kind)), a.Text())
	}
	if len(v.Alarms) == 0 {
		p.line("  nothing")
	}
	return p.err
}

func showDrift(p *page, d attention.Drift) {
	p.heading("%s, kept by %s", d.Name, d.Keeper)
	p.item("  source", d.Source)
	p.item("  is", d.Is.All.Shown())
	if d.Was != nil {
		p.item("  was", d.Was.All.Shown())
	}
	for _, g := range d.Growth {
		p.item("  ", g.Net.Shown()+" ("+g.Category.Words()+")")
	}
	if d.Moved != nil {
		p.item("  ", d.Moved.Shown())
	}
	if d.Longer != nil {
		p.item("  longer", fmt.Sprintf("%d of %d stood longer than 180 days", d.Longer.N, d.Is.All.N))
	}
	p.item("  violent", fmt.Sprintf("stated %s; at most %s; without %s", d.Violent.Low, d.Violent.High, d.Violent.Without))
	for _, n := range d.Notes {
		p.item("  note", n)
	}
}

type attentionImportCmd struct {
	Table    string      `arg:"" help:"CSV file (- for standard input)."`
	Name     string      `help:"What the register is called. Imports under one name are one register." required:"" placeholder:"NAME"`
	Keeper   string      `help:"Who keeps it, by office." required:"" placeholder:"OFFICE"`
	Source   string      `help:"Whence the data come, and what was done to them." required:"" placeholder:"WORDS"`
	Until    tocsin.Date `help:"The last day for which the data speak." required:"" placeholder:"DATE"`
	Rows     string      `help:"What the rows are: ${tableforms}." words:"tableforms" required:"" placeholder:"FORM"`
	Category []string    `help:"A category as CODE:GROUND:BASIS:LABEL, with :WHY when inferred. Ground: violent, nonviolent, not_stated. Basis: stated, label, inferred. Repeatable." placeholder:"CATEGORY" sep:"none"`
	Value    []string    `help:"What the table has for a category, as CODE=VALUE. Default: the code. Repeatable." placeholder:"VALUE" sep:"none"`
	Threat   []string    `help:"The threat that a category is about, as CODE=ID. Repeatable." placeholder:"THREAT" sep:"none"`
	IDs      string      `name:"ids" help:"Column of ids." placeholder:"COLUMN"`
	Kinds    string      `help:"Column of the keeper's categories." placeholder:"COLUMN"`
	In       string      `help:"Column of the days in." placeholder:"COLUMN"`
	Out      string      `help:"Column of the days out." placeholder:"COLUMN"`
	Day      string      `help:"Column of the days of snapshots or counts." placeholder:"COLUMN"`
	Dotted   bool        `help:"Days are written 31.12.2024."`
	Aside    []string    `help:"Column that is kept and not used. Repeatable." placeholder:"COLUMN" sep:"none"`
	Drop     []string    `help:"Column that is taken out before the table is kept. Repeatable." placeholder:"COLUMN" sep:"none"`
	acting
}

// Help shows an example.
func (attentionImportCmd) Help() string {
	return "Every column is used, kept aside or dropped; one that says who somebody is is dropped or refuses the table.\n\nFor example:\n\n\ttocsin attention import counts.csv --name \"Foreign agents\" --keeper \"a ministry\" --source \"counts that it published\" --until 2024-10-01 --rows counts --day day --category persons:not_stated:stated:Persons"
}

// Run imports a register.
func (c attentionImportCmd) Run(e *env) error {
	_, data, err := e.readTable(c.Table)
	if err != nil {
		return err
	}
	categories, err := c.categories()
	if err != nil {
		return err
	}
	return c.act(e, tocsin.Analyst, func(s *session) error {
		for _, t := range c.Threat {
			code, id, _ := strings.Cut(t, "=")
			threat, err := pick(s, tocsin.KindThreat, tocsin.ThreatID(id))
			if err != nil {
				return err
			}
			for i := range categories {
				if categories[i].Code == code {
					categories[i].Threat = threat
				}
			}
		}
		r := tocsin.Register{
			Name: c.Name, Keeper: c.Keeper, Source: c.Source, Until: c.Until, Categories: categories, Table: data,
			Reading: tocsin.TableReading{As: tocsin.TableForm(c.Rows), ID: c.IDs, Category: c.Kinds, In: c.In, Out: c.Out, Day: c.Day, Dotted: c.Dotted, Aside: c.Aside, Drop: c.Drop},
		}
		_, err := s.send(client.ImportRegister{Register: r}, "", told{words: "Register imported"})
		return err
	})
}

func (c attentionImportCmd) categories() ([]tocsin.RegisterCategory, error) {
	var out []tocsin.RegisterCategory
	for _, text := range c.Category {
		parts := strings.SplitN(text, ":", 5)
		if len(parts) < 4 {
			return nil, usage("--category: write CODE:GROUND:BASIS:LABEL, for example persons:not_stated:stated:Persons")
		}
		x := tocsin.RegisterCategory{Code: parts[0], Ground: parts[1], Basis: parts[2], Label: parts[3]}
		if len(parts) == 5 {
			x.Why = parts[4]
		}
		for _, v := range c.Value {
			if code, value, ok := strings.Cut(v, "="); ok && code == x.Code {
				x.Values = append(x.Values, value)
			}
		}
		out = append(out, x)
	}
	return out, nil
}

type attentionEffortCmd struct {
	Unit     string          `arg:"" help:"The unit, by office."`
	Hours    float64         `help:"Hours spent." placeholder:"N"`
	Senior   float64         `help:"The part of them that senior officers spent." placeholder:"N"`
	Entries  int             `help:"Entries of lists that were followed." placeholder:"N"`
	Day      tocsin.Date     `help:"First day of the interval." required:"" placeholder:"DATE"`
	Threat   tocsin.ThreatID `help:"The threat that it went to." placeholder:"ID"`
	On       string          `help:"What else it went to, by a short name." placeholder:"WORDS"`
	Report   []string        `help:"A report that stands behind it. Repeatable." placeholder:"ID" sep:"none"`
	Replaces tocsin.EffortID `help:"The return that this one replaces." placeholder:"ID"`
	acting
}

// Run records effort.
func (c attentionEffortCmd) Run(e *env) error {
	return c.act(e, tocsin.Analyst, func(s *session) error {
		row := tocsin.EffortRow{Day: c.Day, Unit: c.Unit, Minutes: int(c.Hours*60 + 0.5), Senior: int(c.Senior*60 + 0.5), Entries: c.Entries, On: tocsin.AttentionSubject{Other: c.On}}
		m := tocsin.EffortReturn{}
		var err error
		if c.Threat != "" {
			if row.On.Threat, err = pick(s, tocsin.KindThreat, c.Threat); err != nil {
				return err
			}
		}
		if c.Replaces != "" {
			if m.Replaces, err = pick(s, tocsin.KindEffort, c.Replaces); err != nil {
				return err
			}
		}
		for _, r := range c.Report {
			id, err := pick(s, tocsin.KindReport, tocsin.ReportID(r))
			if err != nil {
				return err
			}
			row.Reports = append(row.Reports, id)
		}
		m.Rows = []tocsin.EffortRow{row}
		_, err = s.send(client.RecordEffort{Effort: m}, "", told{words: "Effort recorded"})
		return err
	})
}

type attentionPriorityCmd struct {
	Who   string      `arg:"" help:"The office that stated it."`
	First []string    `arg:"" help:"What it put first, then second and so on: the id of a threat, or a short name of something else."`
	Day   tocsin.Date `help:"When." required:"" placeholder:"DATE"`
	Words string      `help:"As it was said." placeholder:"WORDS"`
	Cite  []string    `help:"Where it is written, as source:line. Repeatable." placeholder:"SOURCE:LINE"`
	acting
}

// Run records a priority.
func (c attentionPriorityCmd) Run(e *env) error {
	return c.act(e, tocsin.Inspector, func(s *session) error {
		m := tocsin.Priority{Day: c.Day, Who: c.Who, Words: c.Words, Cites: citations(c.Cite)}
		for _, x := range c.First {
			if id, err := s.find(tocsin.KindThreat, x); err == nil {
				m.Order = append(m.Order, tocsin.AttentionSubject{Threat: tocsin.ThreatID(id)})
			} else {
				m.Order = append(m.Order, tocsin.AttentionSubject{Other: x})
			}
		}
		_, err := s.send(client.StatePriority{Priority: m}, "", told{words: "Priority recorded"})
		return err
	})
}
