package names

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// cpu is the processor time of this process; the collector's is in it.
func cpu() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// searches asks each question in turn and reports the processor time of one: the mean, and the
// lowest of slices of a hundred, which other work on the machine disturbs least.
func searches(b *testing.B, x *Index, questions []listedName) {
	runtime.GC()
	b.ResetTimer()
	start, n := cpu(), 0
	slice, least := start, time.Duration(math.MaxInt64)
	for b.Loop() {
		q := questions[n%len(questions)]
		x.Search(q.kind, q.name, 10)
		if n++; n%100 == 0 {
			now := cpu()
			least, slice = min(least, (now-slice)/100), now
		}
	}
	b.ReportMetric(float64((cpu()-start).Microseconds())/float64(n), "cpu-µs/op")
	if n >= 100 {
		b.ReportMetric(float64(least.Microseconds()), "least-cpu-µs/op")
	}
}

// BenchmarkSearch asks the public list for its names: as they are, with a slip in every word, and
// for people who are not in it.
func BenchmarkSearch(b *testing.B) {
	list := loadList(b)
	x := sharedIndex(b)
	r := rand.New(rand.NewPCG(1, 2))
	kinds := []struct {
		name string
		ask  func() listedName
	}{
		{"exact", func() listedName { return list[r.IntN(len(list))] }},
		{"slips", func() listedName { return slipAll(r, list[r.IntN(len(list))]) }},
		{"strangers", func() listedName { return listedName{"", Person, stranger(r, loadPeople(b))} }},
	}
	for _, k := range kinds {
		var questions []listedName
		for range 1000 {
			questions = append(questions, k.ask())
		}
		b.Run(k.name, func(b *testing.B) { searches(b, x, questions) })
	}
}

// BenchmarkGrowth asks made-up lists of ten thousand and a hundred thousand people, or of as many
// as TOCSIN_BENCH_NAMES says, for names with a slip in every word. The lists draw words from a
// vocabulary that grows with the square root of the list, as vocabularies do.
func BenchmarkGrowth(b *testing.B) {
	sizes := []int{10_000, 100_000}
	if n, err := strconv.Atoi(os.Getenv("TOCSIN_BENCH_NAMES")); err == nil && n > 0 {
		sizes = []int{n}
	}
	for _, n := range sizes {
		r := rand.New(rand.NewPCG(7, uint64(n)))
		list := madeList(r, loadPeople(b), n)
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		x := indexOf(list)
		runtime.GC()
		runtime.ReadMemStats(&after)
		var questions []listedName
		for range 1000 {
			questions = append(questions, slipAll(r, list[r.IntN(len(list))]))
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			searches(b, x, questions)
			b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(n), "B/name")
			b.ReportMetric(float64(len(x.words)), "words")
		})
	}
}

// madeList makes up n people whose words follow Zipf's law: few names are borne by many.
func madeList(r *rand.Rand, people []region, n int) []listedName {
	var words []string
	for size := 200 * sqrt(n); len(words) < size; {
		words = append(words, madeWord(r, people))
	}
	z := rand.NewZipf(r, 1.1, 20, uint64(len(words)-1))
	list := make([]listedName, n)
	for i := range list {
		var w []string
		for range 2 + r.IntN(2) {
			w = append(w, words[z.Uint64()])
		}
		list[i] = listedName{strconv.Itoa(i), Person, strings.Join(w, " ")}
	}
	return list
}

// madeWord puts the head of one name before the tail of another.
func madeWord(r *rand.Rand, people []region) string {
	part := func() []rune {
		g := people[r.IntN(len(people))]
		all := append(g.given[:len(g.given):len(g.given)], g.family...)
		return []rune(all[r.IntN(len(all))])
	}
	head, tail := part(), part()
	return string(head[:(len(head)+1)/2]) + strings.ToLower(string(tail[len(tail)/2:]))
}

func sqrt(n int) int {
	i := 1
	for i*i < n {
		i++
	}
	return i
}
