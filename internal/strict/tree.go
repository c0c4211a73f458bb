package strict

import (
	"fmt"
	"slices"

	"go.yaml.in/yaml/v4"
)

// tree turns what the parser returned into our nodes. It refuses on the way what means
// something else than it says: anchors, aliases, merge keys, tags and repeated keys.
type tree struct {
	*run
	nodes int
	full  bool // a limit was passed: the rest was not read
}

// grow fills n, whose place is set, from y. depth counts lists and mappings around it.
func (t *tree) grow(y *yaml.Node, n *Node, depth int) *Node {
	n.Line, n.Column = max(y.Line, 1), max(y.Column, 1)
	if t.nodes++; t.nodes > t.doc.limits.Nodes && !t.full {
		t.full = true
		t.add(t.doc.tooMany(n.Line, n.Column))
	}
	if n.Kind = refused; t.full || t.marked(y, n) {
		return n
	}
	if y.Kind != yaml.ScalarNode && depth > t.doc.limits.Depth {
		t.full = true
		t.at(n, fmt.Sprintf("lists and mappings are nested more than %d deep here", t.doc.limits.Depth), "write it flatter")
		return n
	}
	switch y.Kind {
	case yaml.ScalarNode:
		t.scalar(y, n)
	case yaml.SequenceNode:
		n.Kind = List
		n.items = make([]*Node, 0, len(y.Content))
		for i, item := range y.Content {
			n.items = append(n.items, t.grow(item, &Node{doc: t.doc, parent: n, index: i}, depth+1))
		}
	case yaml.MappingNode:
		n.Kind = Mapping
		n.fields = make(map[string]*Node, len(y.Content)/2)
		for pair := range slices.Chunk(y.Content, 2) {
			t.pair(pair[0], pair[len(pair)-1], n, depth)
		}
	}
	return n
}

// marked reports anchors, aliases and tags. It returns true if the value has no meaning of
// its own then.
func (t *tree) marked(y *yaml.Node, n *Node) bool {
	if y.Anchor != "" {
		t.at(n, "the anchor "+quoted("&"+y.Anchor)+" is not accepted",
			"delete it and write the value out wherever it is needed, or put text that begins with & in quotes")
	}
	switch {
	case y.Kind == yaml.AliasNode:
		t.at(n, "the reference "+quoted("*"+y.Value)+" is not accepted",
			"write the value out, or put text that begins with * in quotes")
		return true
	case y.Style&yaml.TaggedStyle != 0 || y.Tag == "!":
		t.at(n, "the type mark "+quoted(y.Tag)+" is not accepted",
			"delete it and write only the value, or put text that begins with ! in quotes")
		return true
	}
	return false
}

func (t *tree) scalar(y *yaml.Node, n *Node) {
	const written = yaml.DoubleQuotedStyle | yaml.SingleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle
	if len(y.Value) > t.doc.limits.Scalar {
		t.at(n, subject(n)+" is "+size(len(y.Value))+" long, more than the limit of "+size(t.doc.limits.Scalar),
			"shorten it, or keep the text in a file of its own")
		return
	}
	n.Value, n.Quoted = y.Value, y.Style&written != 0
	n.Kind = Scalar
	if !n.Quoted && slices.Contains([]string{"", "~", "null", "Null", "NULL"}, n.Value) {
		n.Kind = Null
	}
}

// pair adds a key and its value to the mapping.
func (t *tree) pair(key, value *yaml.Node, mapping *Node, depth int) {
	k := &Node{doc: t.doc, parent: mapping}
	if key.Kind == yaml.MappingNode || key.Kind == yaml.SequenceNode {
		k.Line, k.Column, k.Kind = max(key.Line, 1), max(key.Column, 1), refused
		p := k.Problem("a key must be a single word or text", "put it in quotes if it begins with [ or {")
		p.Path = mapping.Path()
		t.add(p)
		return
	}
	t.grow(key, k, depth)
	k.key = k
	v := t.grow(value, &Node{doc: t.doc, parent: mapping, key: k}, depth+1)
	switch first := mapping.fields[k.Value]; {
	case t.full || k.Kind == refused:
	case k.Kind == Null:
		t.at(k, "there is no key before the colon", "write `key: value`, or put the key in quotes")
	case k.Value == "<<" && !k.Quoted:
		mapping.merged = true
		t.at(k, "the merge key << is not accepted", "write the keys and values out")
	case first != nil:
		t.at(k, fmt.Sprintf("the key %s is already in line %d", quoted(k.Value), first.key.Line), "delete one of the two")
	default:
		mapping.fields[k.Value] = v
		mapping.items = append(mapping.items, v)
	}
}
