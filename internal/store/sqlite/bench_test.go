package sqlite_test

import (
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"tocsin/internal/store"
	"tocsin/internal/store/sqlite"
	"tocsin/internal/store/storetest"
)

func init() { roles["rest"] = sqlite.Rest }

// An act of the benchmark: one record of 400 bytes, one statement of 600.
func benchAct(tx store.Tx, id string) error {
	r := store.Record{Kind: "duty", ID: id, Version: 1, Parent: "w", State: "open", Body: make([]byte, 400), Salt: make([]byte, 32)}
	if err := tx.Put(r); err != nil {
		return err
	}
	statement := make([]byte, 600)
	rand.Read(statement)
	_, err := tx.Append("bench", statement)
	return err
}

// BenchmarkUpdate is to be read beside BenchmarkAppend, which is what the disk allows.
func BenchmarkUpdate(b *testing.B) {
	for _, producers := range []int{1, 8, 64} {
		b.Run(fmt.Sprintf("producers=%d", producers), func(b *testing.B) {
			s, err := at(b.TempDir())(storetest.NewLog(b).Options())
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			var n atomic.Int64
			var wg sync.WaitGroup
			b.ResetTimer()
			for range producers {
				wg.Go(func() {
					for i := n.Add(1); i <= int64(b.N); i = n.Add(1) {
						id := fmt.Sprintf("%032x", uint64(i)*0x9e3779b97f4a7c15)
						if err := s.Update(b.Context(), func(tx store.Tx) error { return benchAct(tx, id) }); err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			wg.Wait()
		})
	}
}

// BenchmarkAppend appends as many bytes to a plain file and syncs it each time.
func BenchmarkAppend(b *testing.B) {
	f, err := os.Create(filepath.Join(b.TempDir(), "plain"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	for b.Loop() {
		if _, err := f.Write(make([]byte, 1000)); err != nil {
			b.Fatal(err)
		}
		if err := f.Sync(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpen(b *testing.B) {
	log := storetest.NewLog(b)
	for b.Loop() {
		s, err := at(b.TempDir())(log.Options())
		if err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
