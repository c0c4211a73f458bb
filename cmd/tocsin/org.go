package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/node"
)

type orgCmd struct {
	Init  orgInitCmd  `cmd:"" help:"Begin an organisation: its folder, its keys, its record."`
	Admit orgAdmitCmd `cmd:"" help:"Write down a peer, so that its warnings are taken."`
	List  orgListCmd  `cmd:"" help:"The organisations of the folder, and whom each has admitted."`
}

// described is what is known of an organisation.
type described struct {
	Name  string         `help:"Its name as people know it." required:"" placeholder:"NAME"`
	Kind  tocsin.OrgKind `help:"What it is: ${orgkinds}." required:"" words:"orgkinds" placeholder:"KIND"`
	Alias []string       `help:"Another name, its country, its agencies: what is masked before the content is graded. Repeatable." placeholder:"NAME" sep:"none"`
}

type orgInitCmd struct {
	ID tocsin.OrgID `arg:"" name:"name" help:"Its short name: lower-case letters, digits, hyphens. It names the folder."`
	described
	Exercise bool         `help:"It only exercises: its short name begins with exercise- for good, it reaches nobody who does not take part, and nothing passes between it and a real one."`
	Small    bool         `help:"Staffed by few: the second signature may come from the partner."`
	Partner  tocsin.OrgID `help:"With --small: the organisation whose officer may sign second." placeholder:"ORG"`
}

// Help shows an example.
func (orgInitCmd) Help() string {
	return "For example:\n\n\ttocsin org init city-police --name \"City police\" --kind police\n\ttocsin org init city-police --exercise --name \"City police\" --kind police --data tocsin-data-exercise"
}

// Run begins an organisation.
func (c orgInitCmd) Run(e *env) error {
	if c.Exercise {
		c.ID = c.ID.AsExercise()
	}
	if err := tocsin.CheckOrgID(c.ID); err != nil {
		return usage("%s", err)
	}
	if c.Partner != "" && !c.Small {
		return usage("--partner goes with --small: only a small house takes its second signature from outside")
	}
	if orgs, err := e.orgs(); err == nil && slices.Contains(orgs, c.ID) {
		return usage("%s is in %s already: a record is never begun anew", c.ID, e.folder())
	}
	o := tocsin.Org{ID: c.ID, Name: c.Name, Kind: c.Kind, Aliases: c.Alias, Partner: c.Partner, Profile: tocsin.ProfileStandard}
	if c.Small {
		o.Profile = tocsin.ProfileSmall
	}
	keys, err := node.MakeIdentity(e.folder(), c.ID, e.cli.Checkpoints)
	if err != nil {
		return err
	}
	return e.session(c.ID, false, client.Caller{Role: tocsin.Administrator}, func(s *session) error {
		s.more, s.then = map[string]any{"handover": keys}, func(p *page) { tellHandover(p, keys) }
		if _, err := s.send(client.Admit{Org: o}, "", told{words: "Organisation begun in " + e.folder()}); err != nil {
			return err
		}
		return s.tellDone()
	})
}

type orgAdmitCmd struct {
	Peer tocsin.OrgID `arg:"" help:"The peer's short name."`
	described
	acting
}

// Help shows an example.
func (orgAdmitCmd) Help() string {
	return "For example:\n\n\ttocsin org admit embassy --name \"The embassy\" --kind government --alias \"the country\" --org city-police"
}

// Run admits a peer.
func (c orgAdmitCmd) Run(e *env) error {
	o := tocsin.Org{ID: c.Peer, Name: c.Name, Kind: c.Kind, Aliases: c.Alias}
	return c.act(e, tocsin.Administrator, func(s *session) error {
		if c.Peer == s.snap.Org {
			return usage("%s is this organisation itself: admit the others", c.Peer)
		}
		_, err := s.send(client.Admit{Org: o}, "", told{words: "Peer admitted"})
		return err
	})
}

type orgListCmd struct{}

// orgRow is one organisation of the folder.
type orgRow struct {
	ID     tocsin.OrgID   `json:"id"`
	Name   string         `json:"name"`
	Kind   tocsin.OrgKind `json:"kind"`
	Leaves int64          `json:"leaves"`
	Open   int            `json:"open"`
	Peers  []tocsin.OrgID `json:"peers"`

	Handover []string `json:"handover,omitempty"` // key files that still lie where they were made
}

// Run lists the organisations of the folder.
func (orgListCmd) Run(e *env) error {
	rows := []orgRow{}
	err := e.everywhere(func(s *session) error {
		row := orgRow{ID: s.snap.Org, Name: s.snap.Name, Leaves: s.snap.Leaves, Open: len(s.snap.Open()), Peers: []tocsin.OrgID{}}
		for _, o := range s.snap.Orgs {
			if o.ID == s.snap.Org {
				row.Kind = o.Kind
				continue
			}
			row.Peers = append(row.Peers, o.ID)
		}
		var err error
		row.Handover, err = node.Handover(e.folder(), row.ID)
		rows = append(rows, row)
		return err
	})
	if err != nil || e.cli.JSON {
		return orJSON(e, err, rows)
	}
	table := make([][]string, len(rows))
	for i, r := range rows {
		table[i] = []string{string(r.ID), string(r.Kind), fmt.Sprint(r.Leaves), fmt.Sprint(r.Open), strings.Join(words(r.Peers), " "), r.Name}
	}
	if err := e.table([]string{"ORG", "KIND", "LEAVES", "OPEN", "PEERS", "NAME"}, table); err != nil {
		return err
	}
	p := e.page()
	for _, r := range rows {
		if len(r.Handover) > 0 {
			p.item("!", fmt.Sprintf("%s: the keys to names still lie in %s: hand them over, then delete the folder", r.ID, filepath.Dir(r.Handover[0])))
		}
	}
	return p.err
}

// everywhere reads every organisation of the folder, one after the other.
func (e *env) everywhere(fn func(*session) error) error {
	if e.cli.Server != "" {
		return reading{}.look(e, fn)
	}
	orgs, err := e.orgs()
	if err != nil {
		return err
	}
	for _, org := range orgs {
		if err := (reading{Org: org}).look(e, fn); err != nil {
			return err
		}
	}
	return nil
}

// orJSON returns the error, or prints the value.
func orJSON(e *env, err error, v any) error {
	if err != nil {
		return err
	}
	return e.json(v)
}
