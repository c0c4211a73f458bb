package strict

import (
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

// A saying turns a message of the parser into one for people.
type saying struct {
	parser        string // part of the parser's message
	opening       bool   // the problem is where the parser's construct begins
	message, hint string
}

var sayings = []saying{
	{"while increasing", false, "lists and mappings are nested too deeply here", "write it flatter"},
	{"unknown anchor", false, "a value cannot begin with *", "put it in quotes, or write the value out if it was meant as a reference"},
	{"while scanning an alias", true, "a value cannot begin with *", "put it in quotes"},
	{"while scanning an anchor", true, "a value cannot begin with &", "put it in quotes"},
	{"tag", true, "a value cannot begin with !", "put it in quotes, or delete the word with the ! if it was meant as a type"},
	{"directive", false, "a line cannot begin with %", "put the value in quotes, or delete the line"},
	{"incompatible YAML", false, "a line cannot begin with %", "delete the line"},
	{"unknown escape", false, "inside double quotes a backslash has a special meaning",
		`write \\ for a backslash, or use single quotes`},
	{"hexadecimal number", false, `after \x, \u and \U there must be digits`, `write \\ for a backslash, or use single quotes`},
	{"Unicode character escape", false, "there is no character with this number", "write the character itself"},
	{"unexpected end of stream", true, "this quote is never closed", "add the same quote at the end of the text"},
	{"unexpected document indicator", true, "this quote is not closed before the --- line", "add the same quote at the end of the text"},
	{"',' or ']'", true, "this [ is not closed, or a comma is missing inside", "write for example [one, two]"},
	{"',' or '}'", true, "this { is not closed, or a comma is missing inside", "write for example {key: value, other: value}"},
	{"could not find expected ':'", true, "this line has no colon", "write `key: value`; continue a long text indented under its key"},
	{"did not find expected '-'", false, "this line does not begin with - like the list above it",
		"begin it with `- `, or move the key and the list so that they belong together"},
	{"block sequence entries", false, "a list item cannot begin here", "put each `- ` on a line of its own, below its key"},
	{"node content", false, "a value is missing here", "write the value, or put it in quotes if it begins with a special character"},
	{"without preceding whitespace", false, "this # stands directly behind something else",
		"put a space before # to begin a comment, or put the text in quotes"},
	{"indentation indicator", false, "after | or > there cannot be a 0", "write only | or >"},
	{"expected comment or line break", false, "behind | or > the line must end", "begin the text on the next line, indented"},
	{"document-end", false, "there is text behind ...", "delete the ... line"},
	{"<document start>", false, "the file goes on after it seemed to end", "check the brackets and the indentation above"},
	{"mapping keys", false, "a key cannot begin here", "put it on a line of its own, or in quotes if it is text"},
}

// syntax turns an error of the parser into a problem.
func (d *Document) syntax(err error) Problem {
	le, ok := errors.AsType[*yaml.LoadError](err)
	if !ok {
		return d.problem(1, 1, "this is not valid YAML: "+plain(err.Error(), 200), "")
	}
	mark := d.within(le.Mark)
	if p, ok := d.tab(mark); ok {
		return p
	}
	if p, ok := d.contextual(le.Message, mark); ok {
		return p
	}
	text := le.ContextMsg + ": " + le.Message
	for _, s := range sayings {
		if !strings.Contains(text, s.parser) {
			continue
		}
		if s.opening && le.ContextMark.Line > 0 {
			mark = le.ContextMark
		}
		return d.problem(mark.Line, mark.Column, s.message, s.hint)
	}
	return d.problem(mark.Line, mark.Column, "this is not valid YAML: "+plain(le.Message, 200), "")
}

// within moves the mark of an error at the very end back to the last line with text.
func (d *Document) within(mark yaml.Mark) yaml.Mark {
	mark.Line, mark.Column = max(mark.Line, 1), max(mark.Column, 1)
	for mark.Line > 1 {
		line, ok := sourceLine(d.source, mark.Line)
		if ok && strings.TrimSpace(line) != "" {
			break
		}
		mark.Line--
		line, _ = sourceLine(d.source, mark.Line)
		mark.Column = len([]rune(line)) + 1
	}
	return mark
}

// tab finds the tab in the indentation that made the parser stop.
func (d *Document) tab(mark yaml.Mark) (Problem, bool) {
	line, _ := sourceLine(d.source, mark.Line)
	indent := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
	at := strings.IndexByte(indent, '\t')
	if at < 0 {
		return Problem{}, false
	}
	return d.problem(mark.Line, at+1, "this line is indented with a tab", "use spaces, two for each level"), true
}

// contextual explains the messages that mean different things in different lines.
func (d *Document) contextual(message string, mark yaml.Mark) (Problem, bool) {
	line, _ := sourceLine(d.source, mark.Line)
	runes := []rune(line)
	before := strings.TrimSpace(string(runes[:min(mark.Column-1, len(runes))]))
	after := string(runes[min(mark.Column-1, len(runes)):])
	first := strings.TrimSuffix(plain(after, 1), "…")
	say := func(message, hint string) (Problem, bool) {
		return d.problem(mark.Line, mark.Column, message, hint), true
	}
	switch {
	case strings.Contains(message, "mapping values"):
		if key, text, ok := strings.Cut(line, ": "); ok && strings.Contains(before, ": ") {
			quote := `"`
			if strings.Contains(text, quote) {
				quote = "'"
			}
			return say("this line has a second `: `", fmt.Sprintf("put the text in quotes: `%s: %s`",
				plain(strings.TrimSpace(key), 40), quote+plain(text, 60)+quote))
		}
		return say("a key cannot begin in this line",
			"begin it in the same column as the keys it belongs to; end the line above with a value or a colon")
	case strings.Contains(message, "cannot start any token"):
		return say(fmt.Sprintf("a value cannot begin with %s", first), "put it in quotes")
	case !strings.Contains(message, "did not find expected key"):
		return Problem{}, false
	case before != "" && strings.ContainsAny(first, "]}"):
		return say("this "+first+" closes nothing", "delete it")
	case before != "":
		return say("there is text behind a closing quote or bracket",
			"put the whole value in quotes; inside single quotes write '' for an apostrophe")
	case strings.HasPrefix(after, "-"):
		return say("a list item begins here, but the lines above are keys", "indent the list under its key, or delete the dash")
	}
	return say("this line is not indented like any line above it", "begin it in the same column as the keys it belongs to")
}
