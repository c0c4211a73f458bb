package sqlite

import (
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tocsin"
	"tocsin/internal/desk"
	"tocsin/internal/store"
	"tocsin/internal/store/storetest"
	"tocsin/ledger"
)

// house is an organisation for the benchmarks: a desk over a store, whose rows can be written
// without the desk, and a plain file on the same disk.
type house struct {
	e    *engine
	desk *desk.Desk
	file *os.File
	mu   sync.Mutex // guards file: an append and its fsync are one

	report  store.Record // as the desk wrote one
	result  []byte       // of its request
	persons atomic.Int64
}

func newHouse(b *testing.B, dir string, log *storetest.Log) *house {
	b.Helper()
	secret, _, err := ledger.GenerateKey(rand.Reader, "tocsin/storetest/desk")
	if err != nil {
		b.Fatal(err)
	}
	signer, err := ledger.NewSigner(secret)
	if err != nil {
		b.Fatal(err)
	}
	opt := log.Options()
	opt.Clock = nil
	s, err := Open(b.Context(), dir, opt)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	h := &house{e: s.(*engine), desk: desk.New(desk.Options{Org: "bench", Store: s, Signer: signer, PersonKey: make([]byte, 32)})}
	if h.file, err = os.Create(filepath.Join(dir, "plain")); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { h.file.Close() })
	if _, err := h.desk.Admit(b.Context(), desk.Caller{Role: tocsin.Administrator}, tocsin.Org{ID: "bench", Name: "Bench"}); err != nil {
		b.Fatal(err)
	}
	h.sample(b)
	return h
}

// sample keeps the rows of one act, for whoever writes the same without the desk.
func (h *house) sample(b *testing.B) {
	b.Helper()
	h.act(b)
	err := h.e.View(b.Context(), func(v store.View) error {
		for r, err := range v.List(store.Query{Kind: tocsin.KindReport, Limit: 1}) {
			if err != nil {
				return err
			}
			h.report = r
		}
		return nil
	})
	if err == nil {
		_, err = one(b.Context(), h.e.readers, `SELECT result FROM request LIMIT 1`, nil, &h.result)
	}
	if err != nil || len(h.report.Body) == 0 || len(h.result) == 0 {
		b.Fatal("no sample", err)
	}
}

// act is one act of the desk: a report is written down, under a request id of its own.
func (h *house) act(b *testing.B) {
	_, err := h.desk.RecordReport(b.Context(), desk.Caller{
		Role: tocsin.DutyOfficer, Person: fmt.Sprint("officer ", h.persons.Add(1)%7), Request: rand.Text(),
	}, tocsin.Report{
		Title: "Two men asked about the hours of the cloakroom",
		Text:  "A caller who gave no name says that two men asked when the hall fills and when the cloakroom closes. They paid in cash and left on foot.",
	})
	if err != nil {
		b.Error(err)
	}
}

// rows writes the rows of such an act through the same group commit, without rules, statement,
// log or checkpoint. They are of a kind of their own: what is written of a report past the desk has the
// desk read its open files anew.
func (h *house) rows(b *testing.B) {
	r, request := h.report, rand.Text()
	r.Kind, r.ID, r.Version = "plain", rand.Text(), 1
	err := h.e.submit(b.Context(), &job{fn: func(t *tx) error {
		if err := t.Put(r); err != nil {
			return err
		}
		err := t.Remember("0123456789abcdef", request, [32]byte{}, h.result)
		t.did, t.remembered = false, false // it has no leaf, and needs none here
		return err
	}})
	if err != nil {
		b.Error(err)
	}
}

// appends as many bytes to a plain file, and syncs it.
func (h *house) append(b *testing.B) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, err := h.file.Write(make([]byte, len(h.report.Body)+800)); err != nil {
		b.Error(err)
	}
	if err := h.file.Sync(); err != nil {
		b.Error(err)
	}
}

// spell has so many producers do something for a while. It returns how often in a second it was
// done, and the median of how long each took, in microseconds.
func spell(producers int, d time.Duration, do func()) (rate, p50 float64) {
	var wg sync.WaitGroup
	took := make([][]float64, producers)
	begin := time.Now()
	for i := range producers {
		wg.Go(func() {
			for time.Since(begin) < d {
				t := time.Now()
				do()
				took[i] = append(took[i], float64(time.Since(t).Nanoseconds())/1000)
			}
		})
	}
	wg.Wait()
	all := slices.Concat(took...)
	return float64(len(all)) / time.Since(begin).Seconds(), median(all)
}

func median(v []float64) float64 {
	slices.Sort(v)
	return v[len(v)/2]
}

// BenchmarkActs lays three things side by side, in turns of a third of a second: acts of the desk,
// each durable and covered by a signed checkpoint when it is answered; the same rows without rules,
// statement and log; a plain append with fsync. Run it with -benchtime 15x: medians of fifteen turns.
func BenchmarkActs(b *testing.B) {
	for _, producers := range []int{1, 64, 256} {
		b.Run(fmt.Sprintf("producers=%d", producers), func(b *testing.B) {
			h := newHouse(b, b.TempDir(), storetest.NewLog(b))
			names := []string{"desk", "rows", "append"}
			rates, p50s := make([][]float64, 3), make([][]float64, 3)
			for b.Loop() {
				for i, do := range []func(*testing.B){h.act, h.rows, h.append} {
					rate, p50 := spell(producers, 330*time.Millisecond, func() { do(b) })
					rates[i], p50s[i] = append(rates[i], rate), append(p50s[i], p50)
				}
			}
			b.ReportMetric(median(ratios(rates[0], rates[1])), "desk/rows")
			b.ReportMetric(median(ratios(rates[0], rates[2])), "desk/append")
			b.ReportMetric(median(ratios(p50s[0], p50s[1])), "desk/rows-p50")
			for i, name := range names {
				b.ReportMetric(median(rates[i]), name+"/s")
				b.ReportMetric(median(p50s[i]), name+"-p50-µs")
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

// ratios lays two things beside each other turn by turn: what slows one turn slows both.
func ratios(a, b []float64) []float64 {
	out := make([]float64, len(a))
	for i := range a {
		out[i] = a[i] / b[i]
	}
	return out
}
