package strict

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"
)

var errDeep = errors.New("deeper than the limit")

// parse returns the content of the only document, nil if there is nothing in it.
func (d *Document) parse() (*yaml.Node, Problem, bool) {
	load, err := d.loader()
	if err != nil {
		return nil, d.syntax(err), true
	}
	first, err := load()
	switch {
	case errors.Is(err, io.EOF):
		return nil, Problem{}, false
	case err != nil:
		return nil, d.syntax(err), true
	}
	second, err := load()
	switch {
	case err == nil:
		return nil, d.problem(max(second.Line, 1), max(second.Column, 1), "a second document begins here",
			"keep one document in a file: delete this --- line or move what follows to a file of its own"), true
	case !errors.Is(err, io.EOF):
		return nil, d.syntax(err), true
	}
	if len(first.Content) == 0 || blank(first.Content[0]) {
		return nil, Problem{}, false
	}
	return first.Content[0], Problem{}, false
}

// blank tells the node that the parser makes up for a document without content.
func blank(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.Value == "" && n.Style == 0 && n.Tag != "!" && n.Anchor == ""
}

// loader returns a function that returns the next document. A panic of the parser is
// returned as an error: whatever it stumbled over is in the file.
func (d *Document) loader() (func() (*yaml.Node, error), error) {
	depth := func(depth int, _ *yaml.DepthContext) error {
		if depth > d.limits.Depth+1 {
			return errDeep
		}
		return nil
	}
	loader, err := yaml.NewLoader(bytes.NewReader(d.source),
		yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthFunc(depth), loaderlimits.AliasNone())))
	if err != nil {
		return nil, err
	}
	return func() (n *yaml.Node, err error) {
		defer func() {
			if p := recover(); p != nil {
				err = fmt.Errorf("the parser cannot read it: %v", p)
			}
		}()
		n = new(yaml.Node)
		return n, loader.Load(n)
	}, nil
}
