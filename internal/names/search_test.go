package names

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

// found says at which rank a search has a ref, 0 for first, and its total; -1 if it has it not.
// Refs with the same total are at the same rank.
func found(cs []Candidate, ref string) (rank int, total Points) {
	for i, c := range cs {
		if c.Ref == ref {
			for i > 0 && cs[i-1].Total == c.Total {
				i--
			}
			return i, c.Total
		}
	}
	return -1, 0
}

var shared struct {
	sync.Once
	*Index
}

// sharedIndex is the public list, entered once; tests only read it.
func sharedIndex(t testing.TB) *Index {
	list := loadList(t)
	shared.Do(func() { shared.Index = indexOf(list) })
	return shared.Index
}

// TestExactNames asks the public list for its own names: each is found, at the top, alike. The
// long run asks for all of them.
func TestExactNames(t *testing.T) {
	t.Parallel()
	list := loadList(t)
	x := sharedIndex(t)
	step := 100
	if everything() {
		step = 1
	}
	for i := 0; i < len(list); i += step {
		n := list[i]
		for _, as := range []string{n.name, strings.ToLower(n.name)} {
			if rank, total := found(x.Search(n.kind, as, 10), n.ref); rank != 0 || total < AlikeFrom {
				t.Errorf("%s %q: rank %d, total %s", n.ref, as, rank, total)
			}
		}
	}
}

// TestSlips asks for names with slips of the pen.
func TestSlips(t *testing.T) {
	t.Parallel()
	list := loadList(t)
	x := sharedIndex(t)
	n := 200
	if everything() {
		n = 3000
	}
	for _, kind := range []struct {
		name              string
		slip              func(*rand.Rand, listedName) listedName
		first, ten, alike float64 // at least
	}{
		{"a slip in one word", slipOne, 0.94, 0.97, 0.80},
		{"a slip in every word", slipAll, 0.92, 0.96, 0.45},
	} {
		r := rand.New(rand.NewPCG(5, 6))
		var first, ten, alike float64
		for range n {
			l := kind.slip(r, list[r.IntN(len(list))])
			rank, total := found(x.Search(l.kind, l.name, 10), l.ref)
			if rank == 0 {
				first++
			}
			if rank >= 0 {
				ten++
				if total >= AlikeFrom {
					alike++
				}
			}
		}
		first, ten, alike = first/float64(n), ten/float64(n), alike/float64(n)
		t.Logf("%-22s first %.3f, in ten %.3f, alike %.3f", kind.name, first, ten, alike)
		if first < kind.first || ten < kind.ten || alike < kind.alike {
			t.Errorf("%s: first %.3f, in ten %.3f, alike %.3f", kind.name, first, ten, alike)
		}
	}
}

// TestStrangers asks the public list for people who do not exist: one in two hundred at most is
// alike somebody in it.
func TestStrangers(t *testing.T) {
	t.Parallel()
	people := loadPeople(t)
	x := sharedIndex(t)
	n := 1000
	if everything() {
		n = 20000
	}
	r := rand.New(rand.NewPCG(3, 4))
	alarms := map[string]int{}
	all := 0
	for range n {
		g := people[r.IntN(len(people))]
		if cs := x.Search(Person, stranger(r, []region{g}), 1); len(cs) > 0 && cs[0].Band() == Alike {
			alarms[g.name]++
			all++
		}
	}
	rate := float64(all) / float64(n)
	t.Logf("%d of %d strangers are alike somebody: %.4f %v", all, n, rate, alarms)
	if rate > 0.005 {
		t.Errorf("false alarms: %.4f, want at most 0.005", rate)
	}
}

// TestExactNamesOfMadeLists is the same on lists that are made up: every exact name is found, whatever
// stands beside it, and the order of entry says nothing.
func TestExactNamesOfMadeLists(t *testing.T) {
	t.Parallel()
	people := loadPeople(t)
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		list := madeList(r, people, 60)
		for i := range list {
			if i%3 == 0 {
				list[i].name = stranger(r, people)
			}
		}
		x := indexOf(list)
		back := NewIndex()
		for _, n := range slices.Backward(list) {
			back.Add(n.ref, n.kind, n.name)
		}
		for i := 0; i < len(list); i += 7 {
			n := list[i]
			cs := x.Search(n.kind, n.name, 10)
			if rank, total := found(cs, n.ref); rank != 0 || total < AlikeFrom {
				if !slices.ContainsFunc(cs, func(c Candidate) bool { return c.B == n.name }) {
					t.Fatalf("%q is not found: rank %d, total %s", n.name, rank, total)
				}
			}
			if got, want := fmt.Sprint(back.Search(n.kind, n.name, 10)), fmt.Sprint(cs); got != want {
				t.Fatalf("%q: entered the other way round\n%s\nwant\n%s", n.name, got, want)
			}
		}
	})
}

func TestIndexForgets(t *testing.T) {
	t.Parallel()
	people := loadPeople(t)
	r := rand.New(rand.NewPCG(1, 1))
	x, y := NewIndex(), NewIndex()
	for i := range 300 {
		name := stranger(r, people)
		x.Add(fmt.Sprint(i), Person, name)
		if i%2 == 0 {
			y.Add(fmt.Sprint(i), Person, name)
		}
	}
	x.Add("plate", Plate, "А123ВС 77")
	for i := 1; i < 300; i += 2 {
		if !x.Remove(fmt.Sprint(i)) {
			t.Fatalf("%d was not there", i)
		}
	}
	if !x.Remove("plate") || x.Remove("plate") {
		t.Fatal("a ref can be removed once")
	}
	if x.Names() != y.Names() || x.Refs() != y.Refs() {
		t.Fatalf("%d names of %d refs are left, want %d of %d", x.Names(), x.Refs(), y.Names(), y.Refs())
	}
	for range 100 {
		q := stranger(r, people)
		if got, want := fmt.Sprint(x.Search(Any, q, 5)), fmt.Sprint(y.Search(Any, q, 5)); got != want {
			t.Fatalf("%q after removal:\n%s\nwant\n%s", q, got, want)
		}
	}
}

func TestSearchEdges(t *testing.T) {
	t.Parallel()
	x := NewIndex()
	x.Add("1", Person, "Iosif Prigozhin")
	x.Add("1", Person, "Iosif Prigozhin") // not twice
	x.Add("2", Organisation, "Crocus Group JSC")
	x.Add("3", Plate, "А123ВС 77")
	x.Add("4", Place, "")
	if x.Names() != 4 || x.Refs() != 4 {
		t.Fatalf("%d names of %d refs", x.Names(), x.Refs())
	}
	for _, tt := range []struct {
		kind Kind
		name string
		ref  string // of the only candidate that is alike
	}{
		{Person, "Yosif Prigozhin", "1"},
		{Any, "Joseph Prigozhin", "1"},
		{Organisation, "OJSC Krokus Grupp", "2"},
		{Any, "ООО Крокус Групп", "2"},
		{Plate, "a 123 bc", "3"},
		{Any, "A123BC77", "3"},
		{Plate, "A124BC77", ""},
		{Person, "", ""},
		{Person, "!", ""},
		{Vessel, "Iosif Prigozhin", ""},
	} {
		var refs []string
		for _, c := range x.Search(tt.kind, tt.name, 5) {
			if c.Band() == Alike {
				refs = append(refs, c.Ref)
			}
		}
		if got := strings.Join(refs, " "); got != tt.ref {
			t.Errorf("Search(%s, %q) finds %q, want %q", tt.kind, tt.name, got, tt.ref)
		}
	}
	if got := x.Search(Person, "Iosif Prigozhin", 0); got != nil {
		t.Errorf("none were asked for, got %v", got)
	}
}
