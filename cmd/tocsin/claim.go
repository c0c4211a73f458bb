package main

import (
	"slices"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/casefile"
	"tocsin/internal/inquiry"
	"tocsin/internal/replay"
)

type claimCmd struct {
	Add   claimAddCmd   `cmd:"" help:"Write down what somebody said about a question."`
	List  claimListCmd  `cmd:"" help:"List the claims."`
	Weigh claimWeighCmd `cmd:"" help:"Lay claims against claims: what can be true at once, and what is in dispute."`
}

type claimAddCmd struct {
	Question string             `arg:"" optional:"" help:"Short name of the question: deaths, what the warning said."`
	Claimant string             `help:"Who says so, by office." placeholder:"NAME"`
	Figure   string             `help:"A number with its bound: 144, at least 143, more than 370 km, about 140." placeholder:"FIGURE"`
	Answer   string             `help:"A short answer, where it is not a number." placeholder:"WORDS"`
	Words    string             `help:"What was said." placeholder:"WORDS"`
	Facet    tocsin.FacetName   `help:"The facet it speaks of: ${facets}." words:"facets" placeholder:"FACET"`
	Status   tocsin.ClaimStatus `help:"How it stands: ${statuses}." words:"statuses" placeholder:"STATUS"`
	Duress   bool               `help:"Made in custody or under force."`
	Revises  tocsin.ClaimID     `help:"The earlier claim of the same claimant that it replaces." placeholder:"ID"`
	SameAs   tocsin.ClaimID     `help:"The same utterance, printed or translated otherwise." placeholder:"ID"`
	Agrees   []tocsin.ClaimID   `help:"A claim that it is declared compatible with. Repeatable." placeholder:"ID"`
	Cite     []string           `help:"Where it is written, as source:line. Repeatable." placeholder:"SOURCE:LINE"`
	learning
	fromFile
	acting
}

// Help shows an example.
func (claimAddCmd) Help() string {
	return "For example:\n\n\ttocsin claim add deaths --claimant \"the ministry\" --figure \"at least 143\" --happened 2024-03-24"
}

// Run writes a claim down.
func (c claimAddCmd) Run(e *env) error {
	f := casefile.Claim{
		Question: c.Question, Claimant: c.Claimant, Figure: c.Figure, Answer: c.Answer, Words: c.Words, Facet: c.Facet, Status: c.Status, Duress: c.Duress,
		Revises: string(c.Revises), SameAs: string(c.SameAs), Agrees: words(c.Agrees),
	}
	if c.File != "" {
		if err := e.readYAML(c.File, "claim", &f, "question", "at"); err != nil {
			return err
		}
	}
	if f.Figure != "" {
		figure, err := tocsin.ParseFigure(f.Figure)
		if err != nil {
			return usage("--figure: %s", err)
		}
		f.Parsed = &figure
	}
	times := tocsin.Times{}
	if f.At.When.Known() {
		times = tocsin.Times{Happened: f.At.When, HappenedEvidence: tocsin.Asserted}
	}
	times, err := c.times(e, times)
	if err != nil {
		return err
	}
	return c.act(e, tocsin.Analyst, func(s *session) error {
		claim := replay.ClaimOf(&f)
		claim.Times, claim.Cites = times, append(citations(c.Cite), fileCites(f.Cite)...)
		if err := s.relate(&claim, f); err != nil {
			return err
		}
		_, err := s.send(client.RecordClaim{Claim: claim}, "", told{words: "Claim recorded"})
		return err
	})
}

// relate finds the claims that a claim refers to.
func (s *session) relate(claim *tocsin.Claim, f casefile.Claim) (err error) {
	find := func(id string) (tocsin.ClaimID, error) {
		if id == "" {
			return "", nil
		}
		return pick(s, tocsin.KindClaim, tocsin.ClaimID(id))
	}
	if claim.Revises, err = find(f.Revises); err != nil {
		return err
	}
	if claim.SameAs, err = find(f.SameAs); err != nil {
		return err
	}
	for _, id := range f.Agrees {
		other, err := find(id)
		if err != nil {
			return err
		}
		claim.Agrees = append(claim.Agrees, other)
	}
	return nil
}

// onClaims reads the claims of the organisation that was named. Without one it is the one that
// holds any, or, where several do, the audience of the case that filled the folder.
type onClaims struct {
	Org tocsin.OrgID `help:"Organisation whose claims. Default: the only one that holds any, or the audience." placeholder:"ORG"`
}

func (o onClaims) look(e *env, fn func(*session) error) error {
	if o.Org != "" {
		return reading(o).look(e, fn)
	}
	var holders, audience []tocsin.OrgID
	err := e.everywhere(func(s *session) error {
		if len(s.snap.Claims) > 0 {
			holders = append(holders, s.snap.Org)
			if slices.ContainsFunc(s.snap.Orgs, func(x tocsin.Org) bool { return x.ID == s.snap.Org && x.Kind == tocsin.OrgAudience }) {
				audience = append(audience, s.snap.Org)
			}
		}
		return nil
	})
	switch {
	case err != nil:
		return err
	case len(holders) == 1:
		o.Org = holders[0]
	case len(audience) == 1:
		o.Org = audience[0]
	}
	return reading(o).look(e, fn)
}

type claimListCmd struct{ onClaims }

// Run lists the claims.
func (c claimListCmd) Run(e *env) error {
	return c.look(e, func(s *session) error {
		if e.cli.JSON {
			return e.json(list(s.snap.Claims))
		}
		rows := make([][]string, len(s.snap.Claims))
		for i, x := range s.snap.Claims {
			said := x.Answer
			if x.Figure != nil {
				said = x.Figure.String()
			}
			rows[i] = []string{s.short(tocsin.KindClaim, string(x.ID)), x.Question, said, s.shown(x.Times.Happened), dash(cites(x.Cites)), x.Claimant}
		}
		return e.table([]string{"CLAIM", "QUESTION", "SAYS", "WHEN", "WRITTEN", "CLAIMANT"}, rows)
	})
}

type claimWeighCmd struct{ onClaims }

// Run lays claims against claims.
func (c claimWeighCmd) Run(e *env) error {
	return c.look(e, func(s *session) error {
		questions := inquiry.Weigh(s.snap.Claims)
		if e.cli.JSON {
			return e.json(list(questions))
		}
		p := s.page()
		if len(questions) == 0 {
			p.line("%s holds no claims.", s.snap.Org)
		}
		for _, q := range questions {
			p.heading("%s", q.Name)
			p.item("  ", q.Sentence)
			for _, d := range q.Disputes {
				p.item("  ≠", s.claimWords(d.A)+" against "+s.claimWords(d.B)+": "+d.Why)
			}
		}
		return p.err
	})
}

func (s *session) claimWords(id tocsin.ClaimID) string {
	for _, c := range s.snap.Claims {
		if c.ID == id {
			if c.Figure != nil {
				return c.Claimant + " (" + c.Figure.String() + ")"
			}
			return c.Claimant + " (" + c.Answer + ")"
		}
	}
	return string(id)
}
