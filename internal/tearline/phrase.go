package tearline

import "maps"

// phrase is a value without a telling word: all its words must follow one another.
type phrase struct {
	secret int
	match  string
	words  int
}

// step is how far a phrase has come: its words up to a position were met by the text's words
// first to last.
type step struct {
	first, last int
	how         string
}

// findPhrases follows each phrase word by word; each word may be disguised in its own way.
func (c *scan) findPhrases() {
	if len(c.phrases) == 0 {
		return
	}
	reached := make(map[[2]int]step) // by phrase and position
	for i, w := range c.words {
		now := make(map[[2]int]step) // kept apart, so that a word does not follow itself
		for _, m := range w.meets {
			if n := &c.needles[m.needle]; n.phrase > 0 {
				c.advance(reached, now, i, n, m.how)
			}
		}
		maps.Copy(reached, now)
	}
}

// advance takes word i as the word n of a phrase, if the words before it were met.
func (c *scan) advance(reached, met map[[2]int]step, i int, n *needle, how string) {
	now := step{first: i, last: i, how: c.tell(n, how, i, i)}
	if n.position > 0 {
		before, ok := reached[[2]int{n.phrase, n.position - 1}]
		if !ok || before.last != i-1 {
			return
		}
		now.first, now.how = before.first, worse(before.how, now.how)
	}
	met[[2]int{n.phrase, n.position}] = now
	p := c.phrases[n.phrase-1]
	if n.position == p.words-1 {
		if now.how == Exact { // word by word; what stands between them may differ
			now.how = Spelling
			if c.body[c.spans[now.first].Start:c.spans[i].End] == p.match {
				now.how = Exact
			}
		}
		c.hits = append(c.hits, hit{p.secret, c.spans[now.first].Start, c.spans[i].End, p.match, now.how})
	}
}
