package main

import (
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

func model(t *testing.T) *kong.Node {
	t.Helper()
	var cli CLI
	parser, err := newParser(&cli, io.Discard, io.Discard, func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	return parser.Model.Node
}

// TestCommandsPage holds docs/guide/commands.md to the program: each command with an example, each
// flag in the section of its command or among those that all share.
func TestCommandsPage(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../../docs/guide/commands.md")
	if err != nil {
		t.Fatal(err)
	}
	shared, rest, _ := strings.Cut(string(b), "\n### ")
	sections := map[string]string{}
	for s := range strings.SplitSeq(rest, "\n### ") {
		name, text, _ := strings.Cut(s, "\n")
		sections[name] = text
	}
	for _, leaf := range model(t).Leaves(true) {
		path := "tocsin " + leaf.Path()
		section := sections[strings.Fields(path)[1]]
		if !strings.Contains(section, "\n"+path) && !strings.Contains(section, "("+path) {
			t.Errorf("%s has no example", path)
		}
		for _, group := range leaf.AllFlags(true) {
			for _, f := range group {
				if text := "`--" + f.Name + "`"; !strings.Contains(section, text) && !strings.Contains(shared, text) {
					t.Errorf("%s: %s is missing", path, text)
				}
			}
		}
	}
	for name := range sections {
		if !slices.ContainsFunc(model(t).Children, func(c *kong.Node) bool { return c.Name == name }) {
			t.Errorf("section %s is of no command", name)
		}
	}
}

// TestHelpTexts holds help to one plain line, and every closed list to a list that exists.
func TestHelpTexts(t *testing.T) {
	t.Parallel()
	var check func(n *kong.Node)
	check = func(n *kong.Node) {
		if n.Type == kong.CommandNode && (n.Help == "" || strings.Contains(n.Help, "\n") || !strings.HasSuffix(n.Help, ".")) {
			t.Errorf("%s: help %q is not one sentence", n.Path(), n.Help)
		}
		values := n.Positional
		for _, f := range n.Flags {
			values = append(values, f.Value)
		}
		for _, v := range values {
			if v.Help == "" {
				t.Errorf("%s: %s has no help", n.Path(), v.ShortSummary())
			}
			if list := v.Tag.Get("words"); list != "" && len(wordLists[list]) == 0 {
				t.Errorf("%s: %s takes words from %q, which is no list", n.Path(), v.ShortSummary(), list)
			}
		}
		for _, c := range n.Children {
			check(c)
		}
	}
	check(model(t))
}
