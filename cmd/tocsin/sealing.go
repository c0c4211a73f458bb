package main

import (
	"fmt"
	"strings"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/desk"
	"tocsin/internal/node"
)

type sealCmd struct {
	Init   sealInitCmd   `cmd:"" help:"Have protected sources sealed at rest, to a key that is kept elsewhere."`
	Status sealStatusCmd `cmd:"" help:"How many protected sources are sealed, and whether the key that was given opens them."`
}

type sealInitCmd struct {
	Org tocsin.OrgID `arg:"" help:"The organisation."`
	Key string       `help:"Where the key is made: outside the data folder, on a stick." required:"" placeholder:"FILE" type:"path"`
	As  tocsin.Role  `help:"Role in which it is done: ${roles}." words:"roles" placeholder:"ROLE"`
}

// Help shows an example.
func (sealInitCmd) Help() string {
	return "Sources that are in plain are sealed now, each by an act of its own, and what stood in plain is erased. It is safe to repeat. " +
		"From then on the key is needed for whatever has to know the words of a source, above all to check what is sent: give it with TOCSIN_IDENTITY=FILE. Make a second copy: without the key the sources cannot be read again.\n\n" +
		"For example:\n\n\ttocsin seal init city-police --key /media/stick/city-police.key\n\tTOCSIN_IDENTITY=/media/stick/city-police.key tocsin warn check 9d3f"
}

// Run has sources sealed.
func (c sealInitCmd) Run(e *env) error {
	org, err := e.pickOrg(c.Org)
	if err != nil {
		return err
	}
	if err := node.MakeSealing(e.folder(), org, c.Key); err != nil {
		return err
	}
	e.cli.Identity = c.Key
	act := acting{reading: reading{Org: org}, As: c.As}
	err = act.act(e, tocsin.Administrator, func(s *session) error {
		how, err := client.Read[desk.Sealing](e.ctx, s.client(s.caller), client.Sealing{})
		if err != nil {
			return err
		}
		for _, id := range how.Plain {
			if _, err := s.send(client.SealSource{Source: id}, "", told{words: "Source sealed"}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil || e.cli.JSON {
		return err
	}
	p := e.page()
	p.text(fmt.Sprintf("Protected sources of %s are sealed to the key in %s. Keep it off this machine when nobody works here, keep a second copy, and give it with TOCSIN_IDENTITY=%s.", org, c.Key, c.Key))
	p.text("Backups made before now hold the sources in plain: make a new one, and destroy those.")
	return p.err
}

type sealStatusCmd struct {
	Org tocsin.OrgID `arg:"" help:"The organisation."`
}

// Run says how far sources are sealed. It needs no key.
func (c sealStatusCmd) Run(e *env) error {
	org, err := e.pickOrg(c.Org)
	if err != nil {
		return err
	}
	n, err := e.open(org, true)
	if err != nil {
		return err
	}
	defer n.Close()
	s, err := client.Read[desk.Sealing](e.ctx, n.Client(client.Caller{Role: tocsin.Administrator}), client.Sealing{})
	if err != nil || e.cli.JSON {
		return orJSON(e, err, s)
	}
	p := e.page()
	if len(s.Recipients) == 0 {
		p.line("Nothing is sealed at rest: tocsin seal init %s --key FILE", org)
	} else {
		p.line("Sealed to %s.", strings.Join(s.Recipients, ", "))
	}
	p.line("%d protected source(s) sealed, of which the key that was given opens %d; %d in plain.", s.Sealed, s.Opens, len(s.Plain))
	return p.err
}
