package tearline

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// The levels of a warning, from the most to the least restricted.
const (
	Full     = "full"
	Tearline = "tearline"
	Public   = "public"
)

var levels = []string{Full, Tearline, Public}

// Secret is one withheld thing.
type Secret struct {
	// Name says what it is, in words for the finding: "place withheld at the public level".
	Name string
	// Values are the value and its declared aliases.
	Values []string
	// Source marks a protected source's compartment, codename or identity: a hit refuses,
	// always, and more disguises are looked for.
	Source bool
	// Levels are those at which it must not appear. What is withheld at a level is withheld
	// at every lower one; a Source that names none is withheld at all of them.
	Levels []string
}

// Text is one text of the warning as it would leave.
type Text struct {
	Level string
	Where string // "text[ru]", "facet place", "instruction"
	Body  string
}

// Finding is one place where a text gives a secret away, or one reason why that could not be
// checked (see [Finding.Unchecked]).
type Finding struct {
	Secret, Level, Where string
	Start, End           int    // byte offsets of the hit in Body
	Excerpt              string // part of Body round the hit
	Match                string // the value, or the telling word of it, that was met
	How                  string // one of the How constants, or the reason after NotChecked
	Source               bool
}

// How a hit differs from the value, from the plainest to the most hidden.
const (
	Exact       = "exact"
	OtherCase   = "other case"
	LookAlike   = "hidden or look-alike letters"
	OtherScript = "other script"
	Notation    = "another notation"
	Spelling    = "other spelling"
	Joined      = "joined"
	Spaced      = "spaced out"
	Split       = "split over words"
	Inside      = "inside a longer word"
	Reversed    = "reversed"
	Encoded     = "encoded"
	More        = "more like these" // the hits beyond MaxHits
	NotChecked  = "not checked: "
)

var ranks = []string{
	Exact, OtherCase, LookAlike, OtherScript, Notation, Spelling, Joined, Spaced, Split, Inside, Reversed, Encoded,
}

// Unchecked reports whether f says that something could not be checked. It weighs as a hit.
func (f Finding) Unchecked() bool { return strings.HasPrefix(f.How, NotChecked) }

// String says the finding in plain words, for the author, who may see the secret.
func (f Finding) String() string {
	if f.Unchecked() {
		return fmt.Sprintf("%s, %s: %s: %s", f.Level, f.Where, f.Secret, f.How)
	}
	return fmt.Sprintf("%s, %s, bytes %d-%d: %q gives away %s (%s): %s",
		f.Level, f.Where, f.Start, f.End, f.Excerpt, f.Secret, f.Match, f.How)
}

// Check returns every place where a text gives away a secret withheld at its level, in the
// order of texts, offsets and secrets. No finding means that every text was checked against
// every secret of its level: what is over a limit, of an unknown level, or has no value to
// look for, is a finding itself.
func Check(secrets []Secret, texts []Text) []Finding {
	scanners := make(map[string]*scanner)
	var out []Finding
	total := 0
	for _, t := range texts {
		s, ok := scanners[t.Level]
		if !ok {
			s = newScanner(secrets, t.Level)
			scanners[t.Level] = s
		}
		out = append(out, s.unchecked(t)...)
		total += len(t.Body)
		if reason := tooLarge(t, total); reason != "" && len(s.secrets) > 0 {
			out = append(out, s.refuse(t, reason))
			continue
		}
		out = append(out, s.findings(t)...)
	}
	return out
}

// unchecked returns one finding for each secret that could not be prepared.
func (s *scanner) unchecked(t Text) []Finding {
	var out []Finding
	for _, f := range s.faults {
		f.Level, f.Where = t.Level, t.Where
		out = append(out, f)
	}
	return out
}

// refuse says that t as a whole was not checked.
func (s *scanner) refuse(t Text, reason string) Finding {
	protects := slices.ContainsFunc(s.secrets, func(x Secret) bool { return x.Source })
	return Finding{
		Secret: "every secret", Level: t.Level, Where: t.Where, How: NotChecked + reason, Source: protects,
	}
}

// withheld reports whether x must not appear at the level; fault says what is wrong with its
// own list of levels, and a secret with a fault is withheld everywhere.
func (x Secret) withheld(level string) (yes bool, fault string) {
	at := slices.Index(levels, level)
	if at < 0 {
		return true, ""
	}
	if len(x.Levels) == 0 && !x.Source {
		return true, "the secret names no level"
	}
	highest := len(levels)
	for _, l := range x.Levels {
		i := slices.Index(levels, l)
		if i < 0 {
			return true, fmt.Sprintf("the secret names an unknown level %q", l)
		}
		highest = min(highest, i)
	}
	return at >= highest || len(x.Levels) == 0, ""
}

func rank(how string) int { return slices.Index(ranks, how) }

// worse returns the more hidden of two ways.
func worse(a, b string) string {
	if cmp.Less(rank(a), rank(b)) {
		return b
	}
	return a
}
