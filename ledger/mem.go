package ledger

import (
	"fmt"
	"sync"
)

// Mem is a log in memory, for tests, examples and small tools. The zero value is an empty log.
// It is safe for concurrent use and is a [HashReader].
type Mem struct {
	mu     sync.RWMutex // guards the fields below
	size   int64
	hashes stored
}

// Append adds a leaf and returns its index.
func (m *Mem) Append(id [32]byte) (index int64, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	hashes, err := Append(m.size, id, m.hashes)
	if err != nil {
		return 0, err
	}
	m.hashes = append(m.hashes, hashes...)
	m.size++
	return m.size - 1, nil
}

// Size is the number of leaves.
func (m *Mem) Size() int64 {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.size
}

// ReadHashes returns the stored hashes with these indexes.
func (m *Mem) ReadHashes(indexes []int64) ([]Hash, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.hashes.ReadHashes(indexes)
}

// Checkpoint describes the log as it is now, under this name.
func (m *Mem) Checkpoint(origin string) (Checkpoint, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	root, err := Root(m.size, m.hashes)
	if err != nil {
		return Checkpoint{}, err
	}
	return Checkpoint{Origin: origin, Size: m.size, Root: root}, nil
}

// stored is the dense sequence of a log's hashes.
type stored []Hash

func (s stored) ReadHashes(indexes []int64) ([]Hash, error) {
	out := make([]Hash, len(indexes))
	for i, x := range indexes {
		if x < 0 || x >= int64(len(s)) {
			return nil, fmt.Errorf("hash %d is not stored: there are %d", x, len(s))
		}
		out[i] = s[x]
	}
	return out, nil
}
