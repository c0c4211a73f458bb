package names

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A Name is a name that was read once, ready to be compared. Make it with [Read]; it never
// changes.
type Name struct {
	text  string
	kind  Kind
	parts []part
	plate plate // of kind Plate only
}

// part is one word of a name.
type part struct {
	*lexeme
	text  string // as written
	role  role
	canon string // what its table counts it as, for particles, titles, forms, numbers
}

// String returns the name as it was written.
func (n Name) String() string { return n.text }

// Kind returns what the name names; a name of kind [Any] was given one when it was read.
func (n Name) Kind() Kind { return n.kind }

// Read takes a name apart. It never fails: a text without a word gives a name without parts, which
// is like nothing.
func Read(kind Kind, text string) Name { return read(kind, text, newLexeme) }

// read is Read with words from a dictionary.
func read(kind Kind, text string, lexemes func(string) *lexeme) Name {
	n := Name{text: text, kind: kind}
	if kind == Any {
		n.kind = guess(text)
	}
	if n.kind == Plate {
		n.plate = readPlate(text)
		return n
	}
	r := reader{Name: n, lexemes: lexemes, cased: strings.ToLower(text) != text && strings.ToUpper(text) != text}
	r.words(familyLast(n.kind, norm.NFC.String(text)))
	r.joinLetters()
	r.joinForms()
	r.joinNumbers()
	r.findPatronymic()
	r.promote()
	return r.Name
}

// reader is a name that is being read.
type reader struct {
	Name
	lexemes func(string) *lexeme
	cased   bool // it has capitals and lower case, so that case says something
	tail    bool // the word that is read follows a hyphen: Hong-il
}

// familyLast puts what stands before the first comma of a person's name to its end.
func familyLast(kind Kind, text string) string {
	if kind != Person {
		return text
	}
	i := strings.IndexFunc(text, func(r rune) bool { return r == ',' || r == '،' || r == '、' || r == '，' })
	if i < 0 {
		return text
	}
	_, n := utf8.DecodeRuneInString(text[i:])
	return text[i+n:] + " " + text[:i]
}

// mostParts is how many words of a name are read; the rest, if a stranger sends a book, is left.
const mostParts = 40

func (r *reader) words(text string) {
	spans := Spans(text)
	for i, sp := range spans {
		next := len(text)
		if i+1 < len(spans) {
			next = spans[i+1].Start
		}
		if len(r.parts) >= mostParts {
			return
		}
		r.tail = strings.HasSuffix(text[:sp.Start], "-")
		for _, w := range r.syllables(text[sp.Start:sp.End]) {
			r.parts = append(r.parts, r.part(w, text[sp.End:next]))
		}
	}
}

// syllables parts a Chinese or Korean person's name that is written without a space: the family
// name is its first syllable, of four syllables the first two.
func (r *reader) syllables(text string) []string {
	if r.kind != Person || len(text) > 4*utf8.UTFMax || text[0] < utf8.RuneSelf {
		return []string{text}
	}
	rs := []rune(text)
	if s := scriptOf(rs[0]); len(rs) < 2 || len(rs) > 4 || s != han && s != hangul {
		return []string{text}
	}
	family := max(1, len(rs)-2)
	return []string{string(rs[:family]), string(rs[family:])}
}

// part reads one word; after is what stands between it and the next.
func (r *reader) part(text, after string) part {
	p := part{lexeme: r.lexemes(text), text: text}
	if r.kind == Person {
		if look, ok := unmasked(p.lexeme); ok {
			p.lexeme = r.lexemes(look)
		}
	}
	fold := p.fold
	company := r.kind == Organisation || r.kind == Vessel
	joined := strings.HasPrefix(after, "-") || strings.HasPrefix(after, "'") || strings.HasPrefix(after, "’")
	switch {
	case r.kind != Person && numerals[fold] != "":
		p.role, p.canon = number, numerals[fold]
	case p.script == digits:
		p.role, p.canon = number, strings.TrimLeft(fold, "0")
	case r.aLetter(p.lexeme, text, after):
		p.role = initial
	case titles[fold] != "" && (r.kind == Person || r.kind == Vessel):
		p.role, p.canon = title, titles[fold]
	case r.kind == Place && placeForms[fold] != "" && (fold != "st" || len(r.parts) > 0):
		p.role, p.canon = form, placeForms[fold]
	case particles[fold] != "" && (joined || r.cased && !r.tail && text == p.lower || shy[fold] == ""):
		p.role, p.canon = particle, particles[fold]
	case company && forms[fold] != "":
		p.role, p.canon = form, forms[fold]
	}
	return p
}

// aLetter reports whether a word is an initial: one capital, or one letter with a dot. Where case
// says nothing, any letter.
func (r *reader) aLetter(l *lexeme, text, after string) bool {
	c, n := utf8.DecodeRuneInString(text)
	switch {
	case n != len(text) || l.script == han:
		return false
	case strings.HasPrefix(after, "."):
		return true
	case r.cased:
		return unicode.IsUpper(c)
	}
	return unicode.ToUpper(c) != unicode.ToLower(c)
}

// unmasked gives the word behind one that is spelled with figures: "Sech1n", "I9or".
func unmasked(l *lexeme) (string, bool) {
	if l.script != latinScript || !strings.ContainsAny(l.lower, "0123456789") {
		return "", false
	}
	return strings.Map(func(r rune) rune {
		if r == '9' {
			return 'g'
		}
		if to, ok := lookDigit[r]; ok && r != 'l' {
			return to
		}
		return r
	}, l.lower), true
}

// guess gives a name of unknown kind one.
func guess(text string) Kind {
	if readPlate(text).country != "" {
		return Plate
	}
	for _, t := range Tokens(text) {
		switch forms[t.Fold] {
		case "llc", "ltd", "jsc", "inc", "plc", "gmbh", "sdn", "fze":
			return Organisation
		}
	}
	return Person
}
