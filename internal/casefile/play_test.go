package casefile

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// plays writes a playbook down: what is played when, in which order.
func plays(c *Case) []string {
	var out []string
	for _, s := range c.Playbook() {
		what := ""
		switch {
		case s.Claim != nil:
			what = s.Claim.ID
		case s.Act != nil:
			what = fmt.Sprintf("%s %s %s %+v", s.Event.ID, s.Verb, s.Act.Role(), verbValue(s.Act))
		default:
			what = s.Event.ID
		}
		out = append(out, fmt.Sprintf("%s %s %s %s", s.PlayAt.Format("2006-01-02T15:04:05.000000"), s.Kind, s.Org, what))
	}
	return out
}

// TestPlaybookStable holds that what a reader does not see changes nothing: comments, blank lines,
// the line ends of another system, a mark at the beginning; and that to read it twice is the same.
func TestPlaybookStable(t *testing.T) {
	t.Parallel()
	for name, data := range goodCases(t) {
		c, _, err := Parse(name, data)
		if err != nil {
			t.Fatal(err)
		}
		want := plays(c)
		lines := strings.SplitAfter(string(data), "\n")
		for how, changed := range map[string]string{
			"again":       string(data),
			"comments":    "# begin\n\n" + string(data) + "\n# end\n",
			"CRLF":        strings.ReplaceAll(string(data), "\n", "\r\n"),
			"byte mark":   "\ufeff" + string(data),
			"blank lines": spaced(lines),
		} {
			c, doc, err := Parse(name, []byte(changed))
			if err != nil {
				t.Errorf("%s, %s: not in order:\n%s", name, how, doc.Excerpt(err))
				continue
			}
			if d := cmp.Diff(addressless(want), addressless(plays(c))); d != "" {
				t.Errorf("%s, %s: played otherwise (-want +got):\n%s", name, how, d)
			}
		}
	}
}

// spaced puts a comment and blank lines before each item of a list that begins a line of two
// spaces: between whole sources, events and claims.
func spaced(lines []string) string {
	var b strings.Builder
	for _, l := range lines {
		if strings.HasPrefix(l, "  - ") {
			b.WriteString("\n  # between\n\n")
		}
		b.WriteString(l)
	}
	return b.String()
}

var address = regexp.MustCompile(`0x[0-9a-f]+`)

// addressless drops what differs between two readings: the addresses of pointers.
func addressless(steps []string) []string {
	out := make([]string, len(steps))
	for i, s := range steps {
		out[i] = address.ReplaceAllString(s, "")
	}
	return out
}

// TestPlaybookOrder holds the order at one moment: acts as the file has them, then what is
// learned, then claims.
func TestPlaybookOrder(t *testing.T) {
	t.Parallel()
	const head = "format: tocsin/case/v1\nid: x\ntitle: x\nzone: Asia/Almaty\nquestions: [{id: q, text: q}]\norganisations:\n  - {id: b, name: B, kind: police}\n  - {id: a, name: A, kind: audience}\n"
	c, doc, err := Parse("x.yaml", []byte(head+`claims:
  - {id: c1, question: q, claimant: x, at: 2031-03, answer: yes}
events:
  - {id: e1, at: 2031-03, title: x, learned: {a: 2031-03-31, b: 2031-03}}
  - id: e2
    at: 2031-03-01..2031-03-31
    title: x
    acts: [{report: {org: b, id: r2, title: x}}, {report: {org: b, id: r1, title: x}}]
  - {id: e3, at: 2031-03-31T18:59:59Z, title: x, acts: [{report: {org: b, id: r3, title: x}}]}
`))
	if err != nil {
		t.Fatal(doc.Excerpt(err))
	}
	var got []string
	for _, s := range c.Playbook() {
		what := s.Kind + " " + string(s.Org)
		if s.Act != nil {
			what += " " + s.Act.Report.ID
		}
		got = append(got, what)
	}
	want := []string{"act b r2", "act b r1", "act b r3", "learned b", "learned a", "claim a"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// TestLimits holds that what no desk could take in is refused, in words.
func TestLimits(t *testing.T) {
	t.Parallel()
	const head = "format: tocsin/case/v1\nid: x\ntitle: x\nzone: UTC\n"
	many := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	org, event := "organisations: [{id: a, name: A, kind: police}]\n", "events: [{id: e, at: 2031, title: x, learned: {a: 2031}}]\n"
	for _, c := range []struct{ name, text, want string }{
		{"organisations", head + event + "organisations:\n" + many(maxOrgs+1, "  - {id: a%d, name: A, kind: police}\n"), "51 organisations, more than the limit of 50"},
		{"events", head + org + "events:\n" + many(maxEvents+1, "  - {id: e%d, at: 2031, title: x, learned: {a: 2031}}\n"), "5001 events, more than the limit of 5000"},
		{"acts", head + org + "events:\n  - id: e\n    at: 2031\n    title: x\n    acts:\n" + many(maxActs+1, "      - report: {org: a, id: r%d, title: x}\n"), "5001 acts, more than the limit of 5000"},
		{"sites", head + org + event + "sites:\n" + many(maxOther+1, "  - {id: s%d, name: S, operator: a}\n"), "1001 sites, more than the limit of 1000"},
		{"bytes", head + org + event + strings.Repeat("# filling\n", maxBytes/10+1), "more than the limit of 4.0 MiB"},
		{"depth", head + org + event + "notes: " + strings.Repeat("[", 40) + strings.Repeat("]", 40), "nested too deeply"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, _, err := Parse("x.yaml", []byte(c.text))
			if err == nil || got != nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

// FuzzParse holds that no file makes the reader panic, that a case is returned or problems are,
// and that what passes can be played.
func FuzzParse(f *testing.F) {
	for name, data := range goodCases(f) {
		if strings.Contains(name, "crocus") {
			continue // too long to be changed usefully
		}
		f.Add(data)
	}
	f.Add([]byte("format: tocsin/case/v1\nid: x\ntitle: x\nzone: UTC\norganisations: [{id: a, name: A, kind: police}]\nevents:\n  - {id: e, at: {after: e, by: 1h}, title: x, learned: {a: never}}\n"))
	f.Add([]byte("events: [{acts: [{open: {warning: w}, warn: }, {}, {detail: {org: a, refused: state}}]}]"))
	for _, data := range badCases(f) {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, doc, err := Parse("f.yaml", data)
		if (c == nil) == (err == nil) || doc == nil {
			t.Fatalf("a case %v, a document %v, an error %v", c != nil, doc != nil, err)
		}
		if err != nil {
			if n := len(doc.Excerpt(err)); n > 2*mostShown*4096 {
				t.Errorf("%d bytes of messages", n)
			}
			return
		}
		for _, s := range c.Playbook() {
			if s.PlayAt.IsZero() {
				t.Errorf("no time to play %+v", s)
			}
		}
		if again, _, err := Parse("f.yaml", bytes.Clone(data)); err != nil || !slices.Equal(addressless(plays(c)), addressless(plays(again))) {
			t.Errorf("read twice it is another: %v", err)
		}
	})
}
