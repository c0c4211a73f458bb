package main

import (
	"fmt"
	"strings"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/casefile"
	"tocsin/internal/replay"
	"tocsin/internal/tearline"
)

// drafting is a warning by flags: the full version tells the parts of the threat as they are, the
// lower ones only words. Facets for each level take --file.
type drafting struct {
	Title    string   `help:"The warning, in one line." placeholder:"WORDS"`
	Text     string   `help:"Words of the full version." placeholder:"WORDS"`
	Tearline string   `help:"Words of the shareable version (tearline)." placeholder:"WORDS"`
	Public   string   `help:"Words of the public version." placeholder:"WORDS"`
	Lang     string   `help:"Language of the words." default:"en" placeholder:"CODE"`
	TLP      string   `name:"tlp" help:"Label of the private versions: ${tlps}." placeholder:"LABEL"`
	Do       string   `help:"What people are to do; stands in the lowest version written." placeholder:"WORDS"`
	Until    string   `help:"Until when the instruction stands." placeholder:"TIME"`
	To       []string `help:"Who is told, as ORG:ROLE:LEVEL. Repeatable." placeholder:"ORG:ROLE:LEVEL" sep:"none"`
	NotTold  []string `help:"A named victim that is not told, as VICTIM=WHY. Repeatable." placeholder:"VICTIM=WHY" sep:"none"`
	Override []string `help:"A near form of a withheld value that may stand, as MATCH=REASON. Repeatable." placeholder:"MATCH=REASON" sep:"none"`
	fromFile
}

// warning reads the draft from the flags or the file.
func (d drafting) warning(e *env) (*casefile.Warn, error) {
	f := &casefile.Warn{Title: d.Title}
	if d.File != "" {
		if d.Title != "" || d.Text != "" {
			return nil, both("--title and --text")
		}
		return f, e.readYAML(d.File, "warn", f, "threat")
	}
	if err := need(d.Title, "--title"); err != nil {
		return nil, err
	}
	if err := need(d.Text, "--text"); err != nil {
		return nil, err
	}
	f.Full = d.version(d.Text, d.TLP)
	if d.Tearline != "" {
		f.Tearline = d.version(d.Tearline, d.TLP)
	}
	if d.Public != "" {
		f.Public = d.version(d.Public, "")
	}
	return f, d.rest(e, f)
}

func (d drafting) version(text, tlp string) *casefile.Version {
	return &casefile.Version{TLP: tlp, Text: casefile.Texts{{Lang: d.Lang, Words: text}}}
}

func (d drafting) rest(e *env, f *casefile.Warn) error {
	until, err := e.instant("--until", d.Until)
	if err != nil {
		return err
	}
	if d.Do != "" {
		lowest := f.Full
		for _, v := range []*casefile.Version{f.Tearline, f.Public} {
			if v != nil {
				lowest = v
			}
		}
		lowest.Do, lowest.Stands = d.Do, &casefile.Window{To: casefile.Instant{When: until}}
	}
	for _, text := range d.To {
		a, err := parseAddressee(text)
		if err != nil {
			return err
		}
		f.To = append(f.To, casefile.Addressee{Org: a.Org, Role: a.Role, Level: a.Level})
	}
	for _, text := range d.NotTold {
		victim, why, _ := strings.Cut(text, "=")
		f.Absent = append(f.Absent, casefile.Absent{Victim: victim, Why: why})
	}
	for _, text := range d.Override {
		match, reason, _ := strings.Cut(text, "=")
		f.Overrides = append(f.Overrides, casefile.Override{Match: match, Reason: reason})
	}
	return nil
}

// draft makes the warning on a threat. An id of the threat on the command line goes before the file's.
func (s *session) draft(f *casefile.Warn, threat tocsin.ThreatID) (tocsin.Warning, error) {
	if threat == "" {
		threat = tocsin.ThreatID(f.Threat)
	}
	if threat == "" {
		return tocsin.Warning{}, usage("name the threat that the warning is about")
	}
	id, err := pick(s, tocsin.KindThreat, threat)
	if err != nil {
		return tocsin.Warning{}, err
	}
	var told []tocsin.VersionPart
	for _, p := range s.threat(id).Parts {
		told = append(told, tocsin.VersionPart{Part: p.ID, Facets: p.Facets, Window: p.Window})
	}
	return replay.WarningOf(f, id, told)
}

type warnDraftCmd struct {
	Threat tocsin.ThreatID `arg:"" optional:"" help:"The threat that it is about."`
	drafting
	acting
}

// Help shows an example.
func (warnDraftCmd) Help() string {
	return "For example:\n\n\ttocsin warn draft 7m2x --title \"Attack on a concert\" --text \"The Grey Cell plans to strike Harbour Hall.\" --to hall-operator:protector:full\n\ttocsin warn draft --file warning.yaml"
}

// Run drafts a warning.
func (c warnDraftCmd) Run(e *env) error {
	f, err := c.warning(e)
	if err != nil {
		return err
	}
	e.draftOnly(f)
	times, err := c.takeCommon(f.Common)
	if err != nil {
		return err
	}
	return c.act(e, tocsin.WarningOfficer, func(s *session) error {
		w, err := s.draft(f, c.Threat)
		if err != nil {
			return err
		}
		w.Times = times
		_, err = s.send(client.DraftWarning{Warning: w}, "", told{
			words: "Warning drafted",
			waits: "for a second officer, another person (warning officer or approver): tocsin warn sign ID --as approver; or alone within 24 hours of the danger: tocsin warn urgent ID --reason ...",
		})
		return err
	})
}

// draftOnly says what a file asks for beside a draft, and is done otherwise.
func (e *env) draftOnly(f *casefile.Warn) {
	e.notTaken(map[string]bool{"second": f.Second != "", "second_from": f.SecondOrg != ""}, "the second person signs with `tocsin warn sign`")
	e.notTaken(map[string]bool{"urgent": f.Urgent != ""}, "issue it with `tocsin warn urgent`")
	e.notTaken(map[string]bool{"arrives": len(f.Arrives) > 0}, "it arrives when it is carried")
}

type warnCheckCmd struct {
	ID string `arg:"" optional:"" help:"A drafted warning, or the threat of one that is not drafted yet."`
	drafting
	reading
	As tocsin.Role `help:"Role in which it is asked: one that may draft." words:"roles" default:"warning_officer" placeholder:"ROLE"`
}

// Run checks a warning and records nothing.
func (c warnCheckCmd) Run(e *env) error {
	return c.look(e, func(s *session) error {
		s.caller.Role = c.As
		w, err := c.subject(s)
		if err != nil {
			return err
		}
		t := s.threat(w.Threat)
		if err := w.Check(t); err != nil {
			return err
		}
		if err := w.CheckAddressees(t.Victims); err != nil {
			return err
		}
		found, err := client.Read[[]tearline.Finding](e.ctx, s.client(s.caller), client.CheckLeaks{Warning: w})
		if err != nil {
			return err
		}
		return s.tellLeaks(w, found)
	})
}

func (c warnCheckCmd) subject(s *session) (tocsin.Warning, error) {
	if c.ID != "" && c.File == "" && c.Text == "" {
		id, err := pick(s, tocsin.KindWarning, tocsin.WarningID(c.ID))
		if err != nil {
			return tocsin.Warning{}, err
		}
		return *s.warning(id), nil
	}
	f, err := c.warning(s.e)
	if err != nil {
		return tocsin.Warning{}, err
	}
	return s.draft(f, tocsin.ThreatID(c.ID))
}

func (s *session) tellLeaks(w tocsin.Warning, found []tearline.Finding) error {
	var refusal error
	if len(found) > 0 {
		refusal = tocsin.Refuse(tocsin.RuleLeak, "take it out, or override what is only a near form with a reason", "%d place(s) give away what their level does not state", len(found))
		if found[0].Source {
			refusal = tocsin.Refuse(tocsin.RuleLeakSource, "take it out: nothing overrides this", "a protected source can be seen in it")
		}
	}
	if s.e.cli.JSON {
		if err := s.e.json(map[string]any{"leaks": list(found)}); err != nil {
			return err
		}
		return refusal
	}
	p := s.page()
	for _, f := range found {
		excerpt := fmt.Sprintf("%q", f.Excerpt)
		if f.Source {
			excerpt = "(not repeated here)"
		}
		p.item("  ✗", fmt.Sprintf("%s, %s: %s gives away the %s (%s)", tocsin.Level(f.Level).Plain(), f.Where, excerpt, f.Secret, f.How))
	}
	if len(found) == 0 {
		p.line("In order: %d level(s), %d addressee(s), nothing given away that a level does not state.", len(w.Versions), len(w.Addressees))
	}
	if p.err != nil {
		return p.err
	}
	return refusal
}
