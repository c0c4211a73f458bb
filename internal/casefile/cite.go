package casefile

import (
	"regexp"
	"strconv"
	"strings"

	"tocsin"
	"tocsin/internal/strict"
)

// A Cite is written `source:line`, for example `002:27`, `002:27-29` or `inquiry:p.12`; without a
// line it is the whole source.
type Cite struct{ Source, Line string }

// Cites is a list of them; one alone needs no brackets.
type Cites []Cite

// Example shows how it is written.
func (Cite) Example() string { return "inquiry:27" }

// Example shows how it is written.
func (Cites) Example() string { return "[inquiry:27]" }

func (c Cite) String() string { return tocsin.Citation(c.citation("")).String() }

func (c Cite) citation(i tocsin.Integrity) tocsin.Citation {
	return tocsin.Citation{Source: c.Source, Line: c.Line, Integrity: i}
}

// Citations are the cites with the integrity of their sources.
func (c *Case) Citations(cites Cites) []tocsin.Citation {
	var out []tocsin.Citation
	for _, cite := range cites {
		integrity := tocsin.Original
		if s := c.Source(cite.Source); s != nil {
			integrity = s.Integrity
		}
		out = append(out, cite.citation(integrity))
	}
	return out
}

// UnmarshalYAMLNode reads a list, or one cite alone.
func (c *Cites) UnmarshalYAMLNode(n *strict.Node) error {
	if n.Kind == strict.List {
		return n.Decode((*[]Cite)(c))
	}
	var one Cite
	if err := n.Decode(&one); err != nil {
		return err
	}
	*c = Cites{one}
	return nil
}

var (
	lineRange = regexp.MustCompile(`^(\d{1,9})-(\d{1,9})$`)
	lineForm  = regexp.MustCompile(`^[\p{L}\p{N}.,§#/–-][\p{L}\p{N} .,§#/–-]{0,39}$`)
)

// UnmarshalYAMLNode reads `source:line`.
func (c *Cite) UnmarshalYAMLNode(n *strict.Node) error {
	const hint = "write the id of the source, a colon and the line or page: `inquiry:27`, `inquiry:27-29`, `inquiry:p.12`"
	if n.Kind != strict.Scalar {
		return n.Problem("a citation cannot be "+n.Kind.String(), hint)
	}
	source, line, colon := strings.Cut(strings.TrimSpace(n.Value), ":")
	c.Source, c.Line = strings.TrimSpace(source), strings.TrimSpace(line)
	switch {
	case c.Source == "":
		return n.Problem("this citation names no source", hint)
	case colon && !lineForm.MatchString(c.Line):
		return n.Problem("`"+plain(n.Value)+"` does not say where in the source", hint)
	}
	if m := lineRange.FindStringSubmatch(c.Line); m != nil {
		from, _ := strconv.Atoi(m[1])
		to, _ := strconv.Atoi(m[2])
		if to < from {
			return n.Problem("the lines "+c.Line+" run backwards", "write the smaller number first")
		}
	}
	return nil
}
