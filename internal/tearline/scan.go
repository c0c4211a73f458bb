package tearline

import (
	"strings"
	"unicode/utf8"

	"tocsin/internal/names"
)

// scanner holds the secrets of one level, ready to be looked for.
type scanner struct {
	*index
	secrets []Secret
	faults  []Finding
	raws    []raw
	dates   []date
	phrases []phrase
}

// raw is a value without any letter or digit; it is looked for byte by byte.
type raw struct {
	secret int
	value  string
}

// hit is one place in a text where a secret is met.
type hit struct {
	secret     int
	start, end int // byte offsets
	match, how string
}

// scan is one text on its way through a scanner.
type scan struct {
	*scanner
	body  string
	spans []names.Span
	words []*word
	hits  []hit
}

func (s *scanner) scan(body string) *scan {
	c := &scan{scanner: s, body: body, spans: names.Spans(body)}
	c.words = make([]*word, len(c.spans))
	known := make(map[string]*word)
	for i, sp := range c.spans {
		text := body[sp.Start:sp.End]
		w, ok := known[text]
		if !ok {
			w = s.newWord(text)
			known[text] = w
		}
		c.words[i] = w
		for _, m := range w.meets {
			if s.needles[m.needle].phrase == 0 {
				c.meet(m, i, i)
			}
		}
	}
	c.spacedOut()
	for k := range keys {
		c.runs(k)
	}
	c.findPhrases()
	c.findDates()
	c.findRaws()
	return c
}

// meet records a hit on the words first to last, unless it is an acronym that reads as a
// common word there.
func (c *scan) meet(m meeting, first, last int) {
	n := &c.needles[m.needle]
	if n.caps && !c.inCapitals(n, first, last) || n.proper && !c.asName(n, c.spans[first]) {
		return
	}
	h := hit{secret: n.secret, match: n.match, how: n.how, start: c.spans[first].Start, end: c.spans[last].End}
	if h.how == "" {
		h.how = c.tell(n, m.how, first, last)
	}
	c.hits = append(c.hits, h)
}

// inCapitals asks of an acronym of up to three letters that it stands in capitals where it
// would otherwise be a common word (us) or the chance end of two words (is k).
func (c *scan) inCapitals(n *needle, first, last int) bool {
	if first == last && !generic(n.fold) {
		return true
	}
	return upper(c.body[c.spans[first].Start:c.spans[last].End])
}

// tell names the way in which the words first to last differ from the value.
func (c *scan) tell(n *needle, how string, first, last int) string {
	text := c.body[c.spans[first].Start:c.spans[last].End]
	switch {
	case text == n.match:
		return Exact
	case strings.EqualFold(text, n.match):
		return OtherCase
	case how == Inside, how == Spaced:
		return how
	case last > first && c.allSingle(first, last):
		return Spaced
	case last-first+1 > n.words:
		return Split
	case last-first+1 < n.words:
		return Joined
	case how == LookAlike:
		return how
	}
	switch a, b := script(text), script(n.match); {
	case a == mixed && b != mixed:
		return LookAlike
	case a != b:
		return OtherScript
	}
	if how == "" && !ascii(text) && names.Fold(text) == names.Fold(n.match) && hidden(text) {
		return LookAlike
	}
	return Spelling
}

// asName asks of an ordinary word that it stands as a name: with a capital, and for what is no
// protected source not at the start of a sentence, where every word has one.
func (c *scan) asName(n *needle, at names.Span) bool {
	return capitalised(c.body[at.Start:at.End]) && (c.secrets[n.secret].Source || !startsSentence(c.body, at.Start))
}

func (c *scan) allSingle(first, last int) bool {
	for _, w := range c.words[first : last+1] {
		if !w.single {
			return false
		}
	}
	return true
}

// spacedOut reads three or more neighbouring single signs as one word: C.r.o.c.u.s.
func (c *scan) spacedOut() {
	for i := 0; i < len(c.words); {
		j := i
		for j < len(c.words) && c.words[j].single {
			j++
		}
		if j-i >= 3 {
			var b strings.Builder
			for _, sp := range c.spans[i:j] {
				b.WriteString(c.body[sp.Start:sp.End])
			}
			for _, m := range c.newWord(b.String()).meets {
				if n := c.needles[m.needle]; n.phrase == 0 && n.runes > 3 {
					c.meet(meeting{m.needle, Spaced}, i, j-1)
				}
			}
		}
		i = max(j, i+1)
	}
}

func (c *scan) findRaws() {
	for _, r := range c.raws {
		for at := 0; ; {
			i := strings.Index(c.body[at:], r.value)
			if i < 0 {
				break
			}
			at += i
			c.hits = append(c.hits, hit{r.secret, at, at + len(r.value), r.value, Exact})
			at += len(r.value)
		}
	}
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
