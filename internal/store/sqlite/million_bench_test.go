package sqlite

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
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

// million is how many records the large store of BenchmarkMillion holds: TOCSIN_BENCH_RECORDS, or
// 20,000, so that it can be tried in a few seconds.
func million(b *testing.B) int64 {
	b.Helper()
	text := os.Getenv("TOCSIN_BENCH_RECORDS")
	if text == "" {
		return 20_000
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 1 {
		b.Fatalf("TOCSIN_BENCH_RECORDS=%s is not a number of records", text)
	}
	return n
}

// fill writes records as the desk writes them, one an act: nine in ten are reports, the others
// duties that were met. Nothing waits for the disk meanwhile.
func (h *house) fill(b *testing.B, n int64) {
	b.Helper()
	duty, err := newDuty(h)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := h.e.committer.w.exec(`PRAGMA synchronous = OFF`); err != nil {
		b.Fatal(err)
	}
	var done atomic.Int64
	var wg sync.WaitGroup
	for range 256 {
		wg.Go(func() {
			for i := done.Add(1); i <= n && !b.Failed(); i = done.Add(1) {
				r := h.report
				if i%10 == 0 {
					r = duty
				}
				if err := h.put(b, r); err != nil {
					b.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if _, err := h.e.committer.w.exec(`PRAGMA synchronous = FULL`); err != nil {
		b.Fatal(err)
	}
}

// newDuty is a record of an obligation that was met.
func newDuty(h *house) (store.Record, error) {
	r := h.report
	r.Kind, r.State, r.Parent = tocsin.KindObligation, "met", "w"
	r.Body = []byte(`{"id":"o","kind":"join","state":"met","about":{"kind":"report","id":"w"}}`)
	return r, nil
}

// put writes one record under a statement as long as the desk's.
func (h *house) put(b *testing.B, r store.Record) error {
	r.ID, r.Version = rand.Text(), 1
	request, statement := rand.Text(), make([]byte, 640)
	rand.Read(statement)
	return h.e.Update(b.Context(), func(tx store.Tx) error {
		if err := tx.Put(r); err != nil {
			return err
		}
		if _, err := tx.AppendLater("fill", func() ([]byte, error) { return statement, nil }); err != nil {
			return err
		}
		return tx.Remember("0123456789abcdef", request, [32]byte{}, h.result)
	})
}

// BenchmarkMillion asks what a store with a million records makes slower. Acts of the desk on it
// and on one with 10,000 take turns; then it is opened again, read as it stood half-way, asked for
// proofs, and left alone. Run it with TOCSIN_BENCH_RECORDS=1000000 and -benchtime 9x.
func BenchmarkMillion(b *testing.B) {
	n := million(b)
	log, dir := storetest.NewLog(b), b.TempDir()
	small, large := newHouse(b, b.TempDir(), storetest.NewLog(b)), newHouse(b, dir, log)
	small.fill(b, 10_000)
	large.fill(b, n/2)
	half := time.Now()
	large.fill(b, n-n/2)
	var rates [2][]float64
	for b.Loop() {
		for i, h := range []*house{small, large} {
			rate, _ := spell(64, 500*time.Millisecond, func() { h.act(b) })
			rates[i] = append(rates[i], rate)
		}
	}
	b.ReportMetric(median(ratios(rates[1], rates[0])), "large/small")
	b.ReportMetric(median(rates[0]), "small-acts/s")
	b.ReportMetric(median(rates[1]), "large-acts/s")
	b.ReportMetric(0, "ns/op")
	if err := large.e.Close(); err != nil {
		b.Fatal(err)
	}
	large.again(b, dir, log, half)
	rest(b, dir, log)
	h, done := reopen(b, dir, log, "start-after-cut")
	defer done()
	h.export(b, log)
}

// reopen opens a store and says how long that took.
func reopen(b *testing.B, dir string, log *storetest.Log, name string) (h *house, done func()) {
	opt := log.Options()
	opt.Clock = nil
	begin := time.Now()
	s, err := Open(b.Context(), dir, opt)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(ms(begin), name+"-ms")
	return &house{e: s.(*engine)}, func() { s.Close() }
}

// ms is how many milliseconds have passed since then.
func ms(since time.Time) float64 { return float64(time.Since(since).Microseconds()) / 1000 }

// export publishes the log as static files, and once more with nothing new.
func (h *house) export(b *testing.B, log *storetest.Log) {
	root, err := os.OpenRoot(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer root.Close()
	note, err := h.e.Checkpoint(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	key, err := ledger.NewVerifier(log.Public)
	if err != nil {
		b.Fatal(err)
	}
	src := ledger.Source{Checkpoint: note, Hashes: h.e.Hashes(b.Context()), IDs: h.ids(b)}
	for _, name := range []string{"export", "export-again"} {
		begin := time.Now()
		if _, err := ledger.Export(root, key.Name(), ledger.VerifierList(key), src); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(ms(begin), name+"-ms")
	}
}

// ids reads the ids of leaves, as whoever publishes the log does.
func (h *house) ids(b *testing.B) func(first, n int64) ([][32]byte, error) {
	return func(first, n int64) (ids [][32]byte, err error) {
		err = h.e.View(b.Context(), func(v store.View) error {
			for i := first; i < first+n; i++ {
				l, err := v.Leaf(i)
				if err != nil {
					return err
				}
				ids = append(ids, l.ID)
			}
			return nil
		})
		return ids, err
	}
}

// again opens a large store and measures what its user waits for.
func (h *house) again(b *testing.B, dir string, log *storetest.Log, half time.Time) {
	open, done := reopen(b, dir, log, "start")
	defer done()
	h.e = open.e
	d := desk.New(desk.Options{Org: "bench", Store: h.e, PersonKey: make([]byte, 32)})
	for name, t := range map[string]time.Time{"asof": half, "now": {}} {
		begin := time.Now()
		if s, err := d.Glance(b.Context(), t, desk.Scope{Most: 500}); err != nil || len(s.Reports) != 500 {
			b.Fatal(len(s.Reports), err)
		}
		b.ReportMetric(ms(begin), name+"-ms")
	}
	h.prove(b)
	if info, err := os.Stat(filepath.Join(dir, fileName)); err == nil {
		b.ReportMetric(float64(info.Size())/1e6, "disk-MB")
	}
}

// prove proves leaves from all over the log.
func (h *house) prove(b *testing.B) {
	const proofs = 500
	var size int64
	if err := h.e.View(b.Context(), func(v store.View) error { size = v.Leaves(); return nil }); err != nil {
		b.Fatal(err)
	}
	took := make([]float64, proofs)
	for i := range took {
		at, err := rand.Int(rand.Reader, big.NewInt(size))
		if err != nil {
			b.Fatal(err)
		}
		begin := time.Now()
		if _, err := ledger.ProveInclusion(size, at.Int64(), h.e.Hashes(b.Context())); err != nil {
			b.Fatal(err)
		}
		took[i] = float64(time.Since(begin).Nanoseconds()) / 1e6
	}
	b.ReportMetric(median(took), "proof-p50-ms")
	b.ReportMetric(took[proofs*99/100], "proof-p99-ms") // median has sorted them
}

// rest measures, in a process of its own, what of a store stays in memory when it has been read
// and written and nobody asks for anything any more.
func rest(b *testing.B, dir string, log *storetest.Log) {
	self, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	cmd := exec.CommandContext(b.Context(), self)
	cmd.Env = append(os.Environ(), "TOCSIN_STORE_CHILD=rest", "DIR="+dir, "SECRET="+log.Secret, "PUBLIC="+log.Public)
	out, err := cmd.Output()
	if err != nil {
		b.Fatal(err)
	}
	var mb float64
	if _, err := fmt.Sscanf(string(out), "resident %f MB", &mb); err != nil {
		b.Fatalf("%s: %v", out, err)
	}
	b.ReportMetric(mb, "resident-MB")
}

// Rest is the child's part: it opens the store, has it read and written, gives back what garbage
// collection would within minutes, and says what is in memory. It ends as if it were cut off: nothing
// is closed.
func Rest(log *storetest.Log, dir string) string {
	s, err := Open(context.Background(), dir, log.Options())
	if err != nil {
		return err.Error()
	}
	d := desk.New(desk.Options{Org: "bench", Store: s, PersonKey: make([]byte, 32)})
	for range 3 {
		if _, err := d.Glance(context.Background(), time.Time{}, desk.Scope{Most: 500}); err != nil {
			return err.Error()
		}
	}
	for i := range 1000 {
		err := s.Update(context.Background(), func(tx store.Tx) error {
			if err := tx.Put(store.Record{Kind: "rest", ID: rand.Text(), Version: 1}); err != nil {
				return err
			}
			_, err := tx.Append("rest", []byte(rand.Text()+fmt.Sprint(i)))
			return err
		})
		if err != nil {
			return err.Error()
		}
	}
	debug.FreeOSMemory() // what the runtime does by itself within minutes
	return fmt.Sprintf("resident %.1f MB", float64(resident())/1e6)
}

// resident is what of this process is in memory, bytes; 0 where that is not known.
func resident() (bytes int64) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	fmt.Sscan(rest, &bytes)
	return bytes << 10
}
