package storetest

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"tocsin/internal/store"
)

// testStamp: as long as a kind's stamp is the same its records are, whatever was undone, rehearsed
// or committed together in between.
func testStamp(t *testing.T, p Place) {
	s, _ := start(t, p)
	var mu sync.Mutex // guards seen
	seen := map[uint64]string{}
	look := func(tx store.Tx) error {
		var text strings.Builder
		for r, err := range tx.List(store.Query{Kind: "threat"}) {
			if err != nil {
				return err
			}
			text.WriteString(fmt.Sprintf("%s %d %v;", r.ID, r.Version, r.Erased))
		}
		mu.Lock()
		defer mu.Unlock()
		stamp := tx.Stamp("threat")
		if was, ok := seen[stamp]; ok && was != text.String() {
			return fmt.Errorf("stamp %d stood for %q and now for %q", stamp, was, text.String())
		}
		seen[stamp] = text.String()
		return nil
	}
	var wg sync.WaitGroup
	for i := range 200 {
		wg.Go(func() {
			run := s.Update
			if i%5 == 3 {
				run = s.Rehearse
			}
			err := run(t.Context(), func(tx store.Tx) error {
				if err := look(tx); err != nil {
					return err
				}
				kind := "threat"
				if i%2 == 1 {
					kind = "other"
				}
				if err := tx.Put(rec(kind, fmt.Sprint(i), 1)); err != nil {
					return err
				}
				if i%20 == 0 {
					if _, err := tx.Erase(kind, fmt.Sprint(i)); err != nil {
						return err
					}
				}
				if err := look(tx); err != nil {
					return err
				}
				if i%5 == 2 {
					return errWanted
				}
				_, err := tx.AppendLater("test", func() ([]byte, error) {
					if i%25 == 1 {
						return nil, errPen
					}
					return fmt.Appendf(nil, "stamp %d", i), nil
				})
				return err
			})
			if err != nil && !errors.Is(err, errWanted) && !errors.Is(err, errPen) {
				t.Errorf("act %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	if len(seen) < 20 {
		t.Errorf("%d stamps over 200 acts: most that wrote gave none", len(seen))
	}
	act(t, s, func(tx store.Tx) error { return look(tx) })
	var before, after uint64
	act(t, s, func(tx store.Tx) error { before = tx.Stamp("threat"); return tx.Put(rec("other", "x", 1)) })
	act(t, s, func(tx store.Tx) error { after = tx.Stamp("threat"); return look(tx) })
	if before != after {
		t.Errorf("the stamp went from %d to %d, and no threat changed", before, after)
	}
}
