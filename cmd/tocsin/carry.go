package main

import (
	"errors"
	"fmt"
	"time"

	"tocsin/client"
	"tocsin/internal/node"
)

type carryCmd struct{}

// Help says what it is for.
func (carryCmd) Help() string {
	return "A folder that several organisations share needs no network: this takes every outbox to its addressee's desk, and the answers back. What a desk refuses stays in the outbox.\n\nFor example:\n\n\ttocsin carry --data DIR"
}

// Run carries what waits.
func (carryCmd) Run(e *env) (err error) {
	orgs, err := e.orgs()
	if err != nil {
		return err
	}
	var nodes []*node.Node
	defer func() {
		for _, n := range nodes {
			err = errors.Join(err, n.Close())
		}
	}()
	for _, org := range orgs {
		n, err := e.open(org, false)
		if err != nil {
			return err
		}
		nodes = append(nodes, n)
		s := &session{e: e, node: n, caller: client.Caller{}, loc: time.UTC, at: e.now()}
		if err := s.tick(); err != nil {
			return err
		}
	}
	carried, err := node.Carry(e.ctx, nodes)
	if err != nil {
		return err
	}
	return e.tellCarried(carried)
}

func (e *env) tellCarried(carried []node.Carriage) error {
	if e.cli.JSON {
		return e.json(list(carried))
	}
	if len(carried) == 0 {
		e.mark()
		_, err := fmt.Fprintln(e.out, "Nothing waits in any outbox.")
		return err
	}
	rows := make([][]string, len(carried))
	for i, c := range carried {
		came := fmt.Sprintf("%s %s, leaf %d", c.Receipt.Object.Kind, c.Receipt.Object.ID, c.Receipt.Leaf)
		switch {
		case c.Away:
			came = "stays: " + string(c.To) + " is not in this folder"
		case c.Refusal != nil:
			came = "stays, refused: " + c.Refusal.Error()
		}
		rows[i] = []string{string(c.From), string(c.To), c.Kind, came}
	}
	return e.table([]string{"FROM", "TO", "WHAT", "TAKEN IN AS"}, rows)
}
