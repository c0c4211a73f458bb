package storetest

import (
	"bytes"
	"context"
	"crypto/rand"

	"tocsin"
	"tocsin/internal/store"
)

// Copy writes the first record of a kind again so many times, each under an id of its own, a thousand
// under one leaf: a large record in little time, for a benchmark. Its leaves bear no statement of an act.
func Copy(ctx context.Context, s store.Store, kind string, copies int) error {
	var sample store.Record
	err := s.View(ctx, func(v store.View) error {
		for r, err := range v.List(store.Query{Kind: kind, Limit: 1}) {
			if sample = r; err != nil {
				return err
			}
		}
		return nil
	})
	for n := 0; n < copies && err == nil; n += 1000 {
		err = s.Update(ctx, func(tx store.Tx) error {
			for range min(1000, copies-n) {
				r := sample
				if r.ID, err = tocsin.NewID(rand.Reader); err != nil {
					return err
				}
				r.Body = bytes.Replace(sample.Body, []byte(sample.ID), []byte(r.ID), 1)
				if err := tx.Put(r); err != nil {
					return err
				}
			}
			_, err := tx.Append("fill", []byte(rand.Text()))
			return err
		})
	}
	return err
}
