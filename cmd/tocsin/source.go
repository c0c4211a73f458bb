package main

import (
	"tocsin"
	"tocsin/client"
	"tocsin/internal/casefile"
)

type sourceCmd struct {
	Add sourceAddCmd `cmd:"" help:"Write down a protected source: nothing overrides the refusal of its words."`
}

type sourceAddCmd struct {
	Compartment string   `help:"Name of the compartment." placeholder:"WORDS"`
	Name        []string `help:"A code name, an identity, an access: a word that must not leave the house. Repeatable." placeholder:"WORDS" sep:"none"`
	Collection  string   `help:"How it is collected, in words." placeholder:"WORDS"`
	fromFile
	acting
}

// Help shows an example.
func (sourceAddCmd) Help() string {
	return "What is typed on a command line stays in the shell's history: prefer standard input.\n\n" +
		"For example:\n\n\techo '{compartment: BLUE HERON, names: [HERON-2]}' | tocsin source add --file -"
}

// Run writes a source down. Its words are not printed, here or anywhere.
func (c sourceAddCmd) Run(e *env) error {
	m := client.AddSource{Compartment: c.Compartment, Names: c.Name, Collection: c.Collection}
	if c.File != "" {
		if c.Compartment != "" || len(c.Name) > 0 {
			return both("flags")
		}
		var p casefile.Protected
		if err := e.readYAML(c.File, "protected", &p); err != nil {
			return err
		}
		m = client.AddSource{Compartment: p.Compartment, Names: p.Names, Collection: p.Collection}
		if c.Org == "" {
			c.Org = p.Org
		}
	} else if err := need(c.Compartment, "--compartment"); err != nil {
		return err
	}
	return c.act(e, tocsin.Analyst, func(s *session) error {
		_, err := s.send(m, "", told{words: "Source protected; keep its id, no list shows it"})
		return err
	})
}
