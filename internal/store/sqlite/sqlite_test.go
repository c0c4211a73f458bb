package sqlite_test

import (
	"context"
	"testing"

	"tocsin/internal/store"
	"tocsin/internal/store/sqlite"
	"tocsin/internal/store/storetest"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) storetest.Place { return at(t.TempDir()) })
}

// at is the place of a folder.
func at(dir string) storetest.Place {
	return func(opt store.Options) (store.Store, error) {
		return sqlite.Open(context.Background(), dir, opt)
	}
}
