package console

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"tocsin"
)

// A starterLine is one line of what is pasted: who or what it is, as what, and where it is.
type starterLine struct {
	N                     int // of the line, from 1
	Name, As, Address, Of string
}

// A lineFault is what is wrong with a line, and what to do.
type lineFault struct {
	N            int
	Text         string
	Why, Instead string
}

// Limits of what is pasted at once.
const (
	maxStarterLines = 300
	maxStarterField = 400
)

// readLines reads CSV of three or four fields, or lines out of a spreadsheet, which have tabs. A
// head line is passed over. Each line is read alone, so that one bad line hides no other.
func readLines(text string) (out []starterLine, bad []lineFault) {
	n := 0
	for raw := range strings.Lines(strings.TrimPrefix(text, "\ufeff")) {
		n++
		line := strings.TrimSpace(raw)
		if line == "" || n == 1 && isHead(line) {
			continue
		}
		l, err := readLine(n, line)
		if err == nil && len(out) >= maxStarterLines {
			err = tocsin.Refuse(tocsin.RuleForm, "paste the rest afterwards", "at most %d lines are taken at once", maxStarterLines)
		}
		if err != nil {
			bad = append(bad, faultOf(n, line, err))
			continue
		}
		out = append(out, l)
	}
	return out, bad
}

func faultOf(n int, line string, err error) lineFault {
	f := lineFault{N: n, Text: line, Why: err.Error()}
	if r := refusalOf(err); r != nil {
		f.Why, f.Instead = r.Reason, r.Instead
	}
	return f
}

func isHead(line string) bool {
	l := strings.ToLower(strings.NewReplacer(" ", "", "\t", ",", ";", ",", `"`, "").Replace(line))
	return strings.HasPrefix(l, "name,role,address")
}

func readLine(n int, line string) (starterLine, error) {
	r := csv.NewReader(strings.NewReader(line))
	r.FieldsPerRecord, r.TrimLeadingSpace = -1, true
	switch {
	case strings.Contains(line, "\t"):
		r.Comma = '\t'
	case !strings.Contains(line, ",") && strings.Contains(line, ";"):
		r.Comma = ';'
	}
	fields, err := r.Read()
	if err != nil && !errors.Is(err, io.EOF) {
		return starterLine{}, tocsin.Refuse(tocsin.RuleForm, `put a field that holds a comma or a quotation mark in "quotation marks", and double those inside`, "the quotation marks do not close")
	}
	if len(fields) < 2 || len(fields) > 4 {
		return starterLine{}, tocsin.Refuse(tocsin.RuleForm, `write name, role, address; put an address that holds a comma in "quotation marks"`, "it has %d fields", len(fields))
	}
	for i := range fields {
		if fields[i] = strings.TrimSpace(fields[i]); len(fields[i]) > maxStarterField {
			return starterLine{}, tocsin.Refuse(tocsin.RuleForm, "shorten it", "field %d has more than %d bytes", i+1, maxStarterField)
		}
	}
	fields = append(fields, "", "")
	l := starterLine{N: n, Name: fields[0], As: fields[1], Address: fields[2], Of: fields[3]}
	if l.Name == "" {
		return l, tocsin.Refuse(tocsin.RuleForm, "begin the line with a name", "it has no name")
	}
	return l, nil
}

// asSite is the role of a line that is a place.
const asSite = "site"

// roleNamed is a role of ours by its code or its words.
func roleNamed(s string) (tocsin.Role, bool) {
	code := tocsin.Role(strings.ReplaceAll(strings.ToLower(s), " ", "_"))
	return code, slices.Contains(tocsin.PersonRoles, code)
}

func kindNamed(s string) (tocsin.OrgKind, bool) {
	kind := tocsin.OrgKind(strings.ToLower(s))
	return kind, slices.Contains(tocsin.OrgKinds, kind)
}

// channelOf is how an address is reached: it shows what it is.
func channelOf(address string) tocsin.Channel {
	switch {
	case strings.HasPrefix(address, "http://") || strings.HasPrefix(address, "https://"):
		return tocsin.ByWebhook
	case strings.Contains(address, "@"):
		return tocsin.ByMail
	case strings.Trim(address, "0123456789+-() /.") == "":
		return tocsin.ByCall
	}
	return tocsin.InPerson
}

// shortName makes the short name of an organisation out of its name; empty when it has no letter that
// can stand in one. In an exercise it is that of one that exercises.
func shortName(name string, exercise bool) tocsin.OrgID {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	s, most := b.String(), 40
	if exercise {
		most -= len(tocsin.ExercisePrefix)
	}
	s = strings.Trim(s[:min(len(s), most)], "-")
	if s == "" || !exercise {
		return tocsin.OrgID(s)
	}
	return tocsin.OrgID(s).AsExercise()
}

// roleList is what may stand in the second field.
func roleList() string {
	return fmt.Sprintf("%s; %s; or %s", words(tocsin.PersonRoles), strings.Join(kindWords(), ", "), asSite)
}

func kindWords() []string {
	out := make([]string, len(tocsin.OrgKinds))
	for i, k := range tocsin.OrgKinds {
		out[i] = string(k)
	}
	return out
}

// sameName reports whether two names are one, but for case and gaps.
func sameName(a, b string) bool {
	plain := func(s string) string { return strings.Join(strings.Fields(strings.ToLower(s)), " ") }
	return plain(a) == plain(b)
}
