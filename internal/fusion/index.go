package fusion

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"
)

// An Index finds, for a report, the open files with which it is worth comparing, without looking at
// all of them. A file is listed under keys: its venue; its place cell, by week; the names of its
// place, target and actor; its rare words; its less rare words, by week. A report asks its own
// keys, the shortest lists first, until its budget of list entries is spent: so the cost of asking
// does not grow with the number of files, and what is given up are the commonest keys. Files are
// added and removed at any time. It is not safe for concurrent use.
type Index struct {
	Budget int // list entries read for one report; 0 is 1024
	posts  map[uint64][]int32
	slots  []slot
	free   []int32
	at     map[string]int32
	score  []float32 // by slot, zero between two calls
	order  []uint64  // by slot, how the ref begins: most are told apart by it
	keys   []uint64  // room for one call
	lists  [][]int32
	found  []int32
}

type slot struct {
	ref  string
	keys []uint64
}

const (
	defaultBudget = 1024
	rareKeys      = 32  // words of a view that are keys by themselves
	weekKeys      = 48  // words of a view that are keys together with the week
	mostWeeks     = 8   // a longer window is a key without its weeks
	coarse        = 150 // km: a place known no better is no key
)

// NewIndex returns an empty index.
func NewIndex() *Index { return &Index{posts: map[uint64][]int32{}, at: map[string]int32{}} }

// Len is how many files are listed.
func (x *Index) Len() int { return len(x.at) }

// Has reports whether a file is listed.
func (x *Index) Has(ref string) bool {
	_, ok := x.at[ref]
	return ok
}

// Add lists a file under the keys of its views. A file that is listed already is listed anew.
func (x *Index) Add(ref string, views ...*View) { x.add(ref, views) }

// add is Add, and returns the number of the file's slot.
func (x *Index) add(ref string, views []*View) int32 {
	x.Remove(ref)
	var keys []uint64
	for _, v := range views {
		keys = v.appendKeys(keys, false)
	}
	slices.Sort(keys)
	keys = slices.Clip(slices.Compact(keys))
	n := int32(len(x.slots))
	if k := len(x.free); k > 0 {
		n, x.free = x.free[k-1], x.free[:k-1]
		x.slots[n] = slot{ref, keys}
	} else {
		x.slots, x.score, x.order = append(x.slots, slot{ref, keys}), append(x.score, 0), append(x.order, 0)
	}
	x.order[n] = beginning(ref)
	x.at[ref] = n
	for _, k := range keys {
		x.posts[k] = append(x.posts[k], n)
	}
	return n
}

// Remove takes a file off the lists.
func (x *Index) Remove(ref string) {
	n, ok := x.at[ref]
	if !ok {
		return
	}
	for _, k := range x.slots[n].keys {
		list := x.posts[k]
		if i := slices.Index(list, n); i >= 0 {
			list[i] = list[len(list)-1]
			list = list[:len(list)-1]
		}
		if x.posts[k] = list; len(list) == 0 {
			delete(x.posts, k)
		}
	}
	delete(x.at, ref)
	x.slots[n] = slot{}
	x.free = append(x.free, n)
}

// Candidates returns at most n files, the likeliest first: those that share the most and the
// rarest keys with the view. The order is the same in every run.
func (x *Index) Candidates(v *View, n int) []string {
	top := x.candidates(v, n)
	out := make([]string, len(top))
	for i, s := range top {
		out[i] = x.slots[s].ref
	}
	return out
}

// candidates are the slots of the candidates. They hold until the next call.
func (x *Index) candidates(v *View, n int) []int32 {
	lists := x.lists[:0]
	x.keys = v.appendKeys(x.keys[:0], true)
	slices.Sort(x.keys)
	for _, k := range slices.Compact(x.keys) {
		if l := x.posts[k]; len(l) > 0 {
			lists = append(lists, l)
		}
	}
	x.lists = lists
	slices.SortStableFunc(lists, func(a, b []int32) int { return cmp.Compare(len(a), len(b)) })
	budget := cmp.Or(x.Budget, defaultBudget)
	found := x.found[:0]
	for _, l := range lists {
		if budget -= len(l); budget < 0 {
			break
		}
		w := float32(math.Log1p(float64(len(x.at)) / float64(len(l))))
		for _, s := range l {
			if x.score[s] == 0 {
				found = append(found, s)
			}
			x.score[s] += w
		}
	}
	x.found = found
	top := x.best(found, n)
	for _, s := range found {
		x.score[s] = 0
	}
	return top
}

// best moves the n slots with the highest scores to the front of found, the highest first, and
// returns them; of equals those that come first by ref. No more than n are ever put in order, for most
// of what shares a key shares no more than that.
func (x *Index) best(found []int32, n int) []int32 {
	worse := func(a, b int32) bool {
		if x.score[a] != x.score[b] {
			return x.score[a] < x.score[b]
		}
		if x.order[a] != x.order[b] {
			return x.order[a] > x.order[b]
		}
		return x.slots[a].ref > x.slots[b].ref
	}
	top := found[:min(n, len(found))] // a heap, the worst at its root
	for i := len(top)/2 - 1; i >= 0; i-- {
		sink(top, i, worse)
	}
	for i := len(top); i < len(found) && n > 0; i++ {
		if worse(top[0], found[i]) {
			top[0], found[i] = found[i], top[0]
			sink(top, 0, worse)
		}
	}
	for k := len(top) - 1; k > 0; k-- {
		top[0], top[k] = top[k], top[0]
		sink(top[:k], 0, worse)
	}
	return top
}

// beginning is the first eight bytes of a ref as a number, in the order of the refs.
func beginning(ref string) uint64 {
	var b [8]byte
	copy(b[:], ref)
	return binary.BigEndian.Uint64(b[:])
}

// sink puts the i-th of a heap in its place, when what lies below it is a heap.
func sink(heap []int32, i int, less func(a, b int32) bool) {
	for {
		k := 2*i + 1
		if k >= len(heap) {
			return
		}
		if k+1 < len(heap) && less(heap[k+1], heap[k]) {
			k++
		}
		if !less(heap[k], heap[i]) {
			return
		}
		heap[i], heap[k] = heap[k], heap[i]
		i = k
	}
}
