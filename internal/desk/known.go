package desk

import "sync"

// known keeps what was last read of a kind, so that an act need not read again what has not
// changed. What it gives is shared: nobody may change it.
type known[T any] struct {
	mu    sync.Mutex // guards what follows
	read  bool
	stamp uint64
	value T
}

// get returns what is known under this stamp, or reads it.
func (k *known[T]) get(stamp uint64, read func() (T, error)) (T, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.read && k.stamp == stamp {
		return k.value, nil
	}
	value, err := read()
	if err == nil {
		k.read, k.stamp, k.value = true, stamp, value
	}
	return value, err
}
