package sqlite

import (
	"context"
	"sync"
	"testing"
	"time"

	"tocsin/internal/store"
	"tocsin/internal/store/storetest"
)

// TestFullPool has as many readers at once as there are connections, who then all ask what nobody
// asked before: none may need a connection more than its own.
func TestFullPool(t *testing.T) {
	t.Parallel()
	e := openEngine(t, storetest.NewLog(t), t.TempDir())
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	n := readers()
	var inside, wg sync.WaitGroup
	inside.Add(n)
	for range n {
		wg.Go(func() {
			err := e.View(ctx, func(v store.View) error {
				inside.Done()
				inside.Wait()
				_, err := v.Find("threat", "a", 1)
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}
