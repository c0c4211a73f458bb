package fusion

import (
	"cmp"
	"maps"
	"math"
	"slices"
)

// A Stat counts in how many reports a word, a name or a value of a facet stands, so that a rare
// one weighs more than a common one. It is brought up to date by [Reader.Learn], and its memory is
// bounded: beyond Limit entries of a kind the rarest are forgotten, which makes them look new again and so
// never makes a common word look rare. It is not safe for concurrent use.
type Stat struct {
	Limit   int // entries of a kind kept at most; 0 is one million
	reports int
	entries map[uint64]entry
	senders map[string]uint32
	printed map[uint64]uint32 // by sender and word: in how many of its reports
}

type entry struct {
	n    uint32
	text string
}

// defaultLimit keeps a Stat below some 80 MB.
const defaultLimit = 1_000_000

// NewStat returns an empty statistic.
func NewStat() *Stat {
	return &Stat{entries: map[uint64]entry{}, senders: map[string]uint32{}, printed: map[uint64]uint32{}}
}

// Reports is how many reports were counted.
func (s *Stat) Reports() int { return s.reports }

// Len is how many entries are held.
func (s *Stat) Len() int { return len(s.entries) }

// add counts a report of a sender by its entries, each once.
func (s *Stat) add(keys map[uint64]string, sender string) {
	s.reports++
	for id, text := range keys {
		s.entries[id] = entry{s.entries[id].n + 1, text}
		if sender != "" {
			s.printed[printedID(sender, id)]++
		}
	}
	if sender != "" {
		s.senders[sender]++
	}
	s.prune()
}

// spell keeps how a word is written that was counted in no report, so that a reason can name it.
func (s *Stat) spell(id uint64, text string) {
	if _, known := s.entries[id]; !known {
		s.entries[id] = entry{0, text}
	}
}

// remove takes a report out again.
func (s *Stat) remove(keys map[uint64]string, sender string) {
	s.reports = max(0, s.reports-1)
	for id := range keys {
		if e := s.entries[id]; e.n > 1 {
			s.entries[id] = entry{e.n - 1, e.text}
		} else {
			delete(s.entries, id)
		}
		if k := printedID(sender, id); s.printed[k] > 1 {
			s.printed[k]--
		} else {
			delete(s.printed, k)
		}
	}
	if s.senders[sender] > 1 {
		s.senders[sender]--
	} else {
		delete(s.senders, sender)
	}
}

func printedID(sender string, id uint64) uint64 { return key('P', hash('P', sender), id) }

// House words: in at least this many, and this share, of the reports of a sender.
const (
	houseReports = 3
	houseShare   = 0.3
)

// isHouse reports whether a sender prints a word in most of its reports, as it prints its own name.
func (s *Stat) isHouse(sender string, id uint64) bool {
	n := s.printed[printedID(sender, id)]
	return n >= houseReports && float64(n) >= houseShare*float64(s.senders[sender]+1)
}

// prune forgets the rarest entries, once the limit is passed, until a quarter of it is free.
func (s *Stat) prune() {
	limit := cmp.Or(s.Limit, defaultLimit)
	for n := uint32(1); len(s.entries) > limit || n > 1 && len(s.entries) > limit*3/4; n++ {
		maps.DeleteFunc(s.entries, func(_ uint64, e entry) bool { return e.n <= n })
	}
	for n := uint32(1); len(s.printed) > limit || n > 1 && len(s.printed) > limit*3/4; n++ {
		maps.DeleteFunc(s.printed, func(_ uint64, of uint32) bool { return of <= n })
	}
	if len(s.senders) > limit {
		clear(s.senders) // nobody has so many: whoever invents senders gains nothing by it
		clear(s.printed)
	}
}

// wide is how many reports a Stat must have seen before the absence of rare words says anything.
const wide = 250

// unseen is how many reports, in none of which it stands, a proper name is credited with: names
// are rare in the world even where few reports were counted.
const unseen = 200

// share is the part of all reports in which an entry stands. A report that was not counted yet
// counts itself. A name in a short statistic is as rare as in the world, unless it stands in more
// reports than the two that are being compared.
func (s *Stat) share(id uint64, name bool) float64 {
	n := math.Max(1, float64(s.entries[id].n))
	all := math.Max(1, float64(s.reports))
	if name && s.reports < wide {
		return math.Max(n/(all+unseen), (n-2)/all)
	}
	return math.Min(1, n/all)
}

// odds is the share of a value of a facet, shrunk so that rarity must be earned: (n+1)/(N+2).
func (s *Stat) odds(id uint64) float64 {
	return (float64(s.entries[id].n) + 1) / (float64(s.reports) + 2)
}

// texts returns the words behind ids, the rarest first; ids that were forgotten are left out.
func (s *Stat) texts(ids []uint64, most int) []string {
	ids = slices.Clone(ids)
	slices.SortFunc(ids, func(a, b uint64) int {
		x, y := s.entries[a], s.entries[b]
		if x.n != y.n {
			return int(x.n) - int(y.n)
		}
		if x.text < y.text {
			return -1
		}
		return 1
	})
	var out []string
	for _, id := range ids {
		if t := s.entries[id].text; t != "" && len(out) < most {
			out = append(out, t)
		}
	}
	return out
}

// hash is FNV-1a, 64 bits, over a kind and a text. With a million entries the chance of any two
// meeting is below one in ten million.
func hash(kind byte, text string) uint64 {
	h := uint64(14695981039346656037)
	h = (h ^ uint64(kind)) * 1099511628211
	for i := range len(text) {
		h = (h ^ uint64(text[i])) * 1099511628211
	}
	return h
}

// Kinds of entries.
const (
	kindWord   = 'w'
	kindFigure = 'f'
	kindValue  = 'v'
	kindSite   = 's'
)
