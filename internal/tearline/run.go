package tearline

import "strings"

// runs finds values that stand in several words, or in other words than declared: Cro-cus,
// ISIS K. All words are written together by one key; a hit begins and ends at words' edges,
// so that "macro custom" is no hit.
func (c *scan) runs(k int) {
	if len(c.index.runs[k]) == 0 {
		return
	}
	var b strings.Builder
	starts := make([]int, len(c.words))
	for i, w := range c.words {
		starts[i] = b.Len()
		b.WriteString(w.key(k))
	}
	all := b.String()
	ends := make([]int32, len(all)+1) // index of the word that ends there, from 1
	for i, w := range c.words {
		ends[starts[i]+len(w.key(k))] = int32(i + 1)
	}
	for i, at := range starts {
		if at+2 > len(all) {
			break
		}
		for _, id := range c.index.runs[k][[2]byte{all[at], all[at+1]}] {
			n := &c.needles[id]
			want := [keys]string{n.fold, n.skel, n.look}[k]
			if !strings.HasPrefix(all[at:], want) {
				continue
			}
			if last := int(ends[at+len(want)]) - 1; last > i {
				c.meetRun(id, k, i, last)
			}
		}
	}
}

func (w *word) key(k int) string { return [keys]string{w.fold, w.skel, w.look}[k] }

// meetRun records a run of several words unless it is too short to be anything but chance.
func (c *scan) meetRun(id, k, first, last int) {
	n := &c.needles[id]
	if n.sameRun && last-first+1 != n.words {
		return
	}
	single := c.allSingle(first, last)
	if !n.splits && !(single && (last-first >= 2 || n.caps)) {
		return
	}
	if n.words == 1 && !single && c.spaceBetween(first, last) && (k == bySkel || c.allOrdinary(first, last)) {
		return // "crook us" is no Crocus; "кро-кус" is
	}
	how := [keys]string{"", Spelling, LookAlike}[k]
	if k == byLook && c.foldOf(first, last) == n.fold {
		how = "" // met by the plainer key too
	}
	c.meet(meeting{id, how}, first, last)
}

func (c *scan) allOrdinary(first, last int) bool {
	for _, w := range c.words[first : last+1] {
		if !w.ordinary {
			return false
		}
	}
	return true
}

func (c *scan) foldOf(first, last int) string {
	var b strings.Builder
	for _, w := range c.words[first : last+1] {
		b.WriteString(w.fold)
	}
	return b.String()
}

func (c *scan) spaceBetween(first, last int) bool {
	for i := first; i < last; i++ {
		if strings.TrimSpace(c.body[c.spans[i].End:c.spans[i+1].Start]) == "" {
			return true
		}
	}
	return false
}
