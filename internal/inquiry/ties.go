package inquiry

import (
	"slices"

	"tocsin"
)

// ties is one question's claims with what binds them: which are one utterance, and which of them
// a later one of the same claimant replaced.
type ties struct {
	claims  []tocsin.Claim
	first   []int    // of each claim, the index of the claim that speaks for its utterance
	revises [][]bool // by utterance: i replaces j, directly or through others, and not the reverse
	current []bool
	agreed  map[[2]int]string // pairs of utterances that a claim declares compatible, with its words
	clashes [][]bool          // in dispute, both standing; filled by relations
}

func link(claims []tocsin.Claim) *ties {
	t := &ties{claims: slices.Clone(claims)}
	slices.SortStableFunc(t.claims, inOrder)
	t.first = utterances(t.claims)
	t.agreed = t.agreements()
	all, free := t.replacements()
	t.revises = strictly(all)
	dropped := strictly(free)
	t.current = make([]bool, len(t.claims))
	for i := range t.claims {
		t.current[i] = !t.gone(i) && !slices.ContainsFunc(dropped, func(by []bool) bool { return by[t.first[i]] })
	}
	return t
}

// relations tells how every pair stands, and remembers which of them clash.
func (t *ties) relations() []Relation {
	t.clashes = matrix(len(t.claims))
	var out []Relation
	for j := range t.claims {
		for i := range j {
			r := t.relate(i, j)
			out = append(out, r)
			clash := r.Kind == Dispute && !r.Past
			t.clashes[i][j], t.clashes[j][i] = clash, clash
		}
	}
	return out
}

// inDispute reports whether any print of an utterance clashes with a claim that stands.
func (t *ties) inDispute(utterance int) bool {
	for i, row := range t.clashes {
		if t.first[i] == utterance && slices.Contains(row, true) {
			return true
		}
	}
	return false
}

// agreements are declared between two claims and hold between their utterances: who prints one
// of them again says nothing new.
func (t *ties) agreements() map[[2]int]string {
	out := map[[2]int]string{}
	for i, c := range t.claims {
		for j, d := range t.claims {
			if i == j || d.ID == "" || !slices.Contains(c.Agrees, d.ID) {
				continue
			}
			pair := [2]int{min(t.first[i], t.first[j]), max(t.first[i], t.first[j])}
			if out[pair] == "" {
				out[pair] = c.Words
			}
		}
	}
	return out
}

// gone reports that the utterance was withdrawn, or marked as revised by somebody we do not have.
func (t *ties) gone(i int) bool {
	for j, c := range t.claims {
		if t.first[j] == t.first[i] && (c.Status == "withdrawn" || c.Status == "revised") {
			return true
		}
	}
	return false
}

// utterances finds, for each claim, the claim that speaks for its utterance: the first that was
// not declared to be another's copy. Two copies of a claim that is not here are one utterance too.
func utterances(claims []tocsin.Claim) []int {
	group, byID := []int{}, map[tocsin.ClaimID]int{}
	node := func(id tocsin.ClaimID) int {
		if n, ok := byID[id]; ok && id != "" {
			return n
		}
		group = append(group, len(group))
		byID[id] = len(group) - 1
		return len(group) - 1
	}
	of := make([]int, len(claims))
	for i, c := range claims {
		of[i] = node(c.ID)
	}
	for i, c := range claims {
		if c.SameAs == "" {
			continue
		}
		at := node(c.SameAs)
		from, to := group[of[i]], group[at]
		for n := range group {
			if group[n] == from {
				group[n] = to
			}
		}
	}
	return spokesmen(claims, of, group)
}

func spokesmen(claims []tocsin.Claim, of, group []int) []int {
	speaks := map[int]int{}
	for i, c := range claims {
		g := group[of[i]]
		if s, ok := speaks[g]; !ok || claims[s].SameAs != "" && c.SameAs == "" {
			speaks[g] = i
		}
	}
	first := make([]int, len(claims))
	for i := range claims {
		first[i] = speaks[group[of[i]]]
	}
	return first
}

// replacements finds which utterance replaces which. What was said under force replaces nothing
// that was said freely: it is in all, and not in free.
func (t *ties) replacements() (all, free [][]bool) {
	all, free = matrix(len(t.claims)), matrix(len(t.claims))
	for i, c := range t.claims {
		for j, d := range t.claims {
			declared := t.declares(i, j)
			if t.first[i] == t.first[j] || !declared && !t.supersedes(c, d) {
				continue
			}
			all[t.first[i]][t.first[j]] = true
			if !c.Duress || d.Duress {
				free[t.first[i]][t.first[j]] = true
			}
		}
	}
	return all, free
}

// declares reports that claim i says that it revises j, and may: nobody revises another's claim.
func (t *ties) declares(i, j int) bool {
	c, d := t.claims[i], t.claims[j]
	return c.Revises != "" && c.Revises == d.ID && i != j && sameClaimant(c, d)
}

// supersedes reports that c, undeclared, replaces d: the same claimant on the same matter,
// certainly later, and not under force where d was free.
func (t *ties) supersedes(c, d tocsin.Claim) bool {
	return sameClaimant(c, d) && (!c.Duress || d.Duress) && sameMatter(c, d) && saidBefore(d, c)
}

func sameClaimant(a, b tocsin.Claim) bool { return fold(a.Claimant) == fold(b.Claimant) }

// saidBefore reports that a was certainly said before b. A claim whose own time is not known was
// said, at the latest, when it was learned; how much earlier, nobody knows.
func saidBefore(a, b tocsin.Claim) bool {
	begin := spanOf(b.Times.Happened)
	end := spanOf(a.Times.Happened)
	if !a.Times.Happened.Known() {
		end = spanOf(a.Times.Learned)
	}
	if !a.Times.Happened.Known() && !a.Times.Learned.Known() && !a.Times.Recorded.IsZero() {
		end = spanOf(tocsin.At(a.Times.Recorded))
	}
	return end.before(begin)
}

func matrix(n int) [][]bool {
	m := make([][]bool, n)
	for i := range m {
		m[i] = make([]bool, n)
	}
	return m
}

// strictly closes a relation over its steps and drops what runs in a circle.
func strictly(m [][]bool) [][]bool {
	for k := range m {
		for i := range m {
			if !m[i][k] {
				continue
			}
			for j, yes := range m[k] {
				m[i][j] = m[i][j] || yes
			}
		}
	}
	out := matrix(len(m))
	for i := range m {
		for j := range m {
			out[i][j] = m[i][j] && !m[j][i]
		}
	}
	return out
}
