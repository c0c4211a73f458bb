package fusion

import (
	"cmp"
	"container/heap"
	"math"
	"slices"
)

// A Scored is a pair of items by number, with the total of its waterfall.
type Scored struct {
	A, B  int
	Total Weight
}

// Belongs is the mean probability from which Group takes an item into a group. On the training
// half of the press reports any value from 0.25 to 0.35 does equally well (see docs/fusion.md).
const Belongs = 0.30

// Group parts n items into groups: the two groups with the highest mean probability of a link over
// all pairs between them are joined, as long as that mean reaches at. A pair that nobody scored
// counts as none. So a chain of lookalikes does not grow into one threat: a group takes an item in
// only when the item fits its middle, not when it fits one end of it. The groups come in the order
// of their first items; equal means are joined in the order of their numbers.
func Group(n int, pairs []Scored, at float64) [][]int {
	g := grouping{at: int64(math.Round(at * tenThousand)), sums: make([]map[int]int64, n), sizes: make([]int64, n), in: make([]int, n)}
	for i := range n {
		g.sums[i], g.sizes[i], g.in[i] = map[int]int64{}, 1, i
	}
	for _, p := range pairs {
		if sum := int64(math.Round(p.Total.Probability() * tenThousand)); sum > 0 && p.A != p.B {
			g.sums[p.A][p.B], g.sums[p.B][p.A] = sum, sum
		}
	}
	for a := range n {
		for b := range g.sums[a] {
			if a < b {
				g.push(a, b)
			}
		}
	}
	for g.queue.Len() > 0 {
		j := heap.Pop(&g.queue).(join)
		if g.in[j.a] != j.a || g.in[j.b] != j.b || g.sizes[j.a]*g.sizes[j.b] != j.pairs || g.sums[j.a][j.b] != j.sum {
			continue // one of the two has grown since
		}
		g.join(j.a, j.b)
	}
	return g.groups()
}

// tenThousand is the unit of probability here: whole numbers, so that the order in which they are
// added does not matter.
const tenThousand = 10_000

// A grouping is what Group knows: by group, the sums of the probabilities of its pairs with each
// other group.
type grouping struct {
	at    int64
	sums  []map[int]int64
	sizes []int64
	in    []int // the group that an item or a group has gone into
	queue joins
}

type join struct {
	a, b       int
	sum, pairs int64
}

type joins []join

func (q joins) Len() int      { return len(q) }
func (q joins) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q joins) Less(i, j int) bool {
	x, y := q[i], q[j]
	return cmp.Or(cmp.Compare(y.sum*x.pairs, x.sum*y.pairs), cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b)) < 0
}
func (q *joins) Push(x any) { *q = append(*q, x.(join)) }
func (q *joins) Pop() any {
	old := *q
	x := old[len(old)-1]
	*q = old[:len(old)-1]
	return x
}

// push queues two groups when their mean reaches at.
func (g *grouping) push(a, b int) {
	j := join{min(a, b), max(a, b), g.sums[a][b], g.sizes[a] * g.sizes[b]}
	if j.sum >= max(1, g.at*j.pairs) {
		heap.Push(&g.queue, j)
	}
}

// join takes group b into group a.
func (g *grouping) join(a, b int) {
	g.in[b] = a
	g.sizes[a] += g.sizes[b]
	for c, sum := range g.sums[b] {
		if delete(g.sums[c], b); c != a {
			g.sums[a][c] += sum
			g.sums[c][a] += sum
		}
	}
	g.sums[b] = nil
	for c := range g.sums[a] {
		g.push(a, c)
	}
}

func (g *grouping) groups() [][]int {
	of := map[int][]int{}
	for i := range g.in {
		root := i
		for g.in[root] != root {
			root = g.in[root]
		}
		of[root] = append(of[root], i)
	}
	out := make([][]int, 0, len(of))
	for _, items := range of {
		out = append(out, items)
	}
	slices.SortFunc(out, func(a, b []int) int { return cmp.Compare(a[0], b[0]) })
	return out
}
