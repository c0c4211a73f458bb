package sqlite

import "maps"

// stamps tell whether records of a kind changed, without asking the database. No number is given
// twice, so that what was undone and what came instead of it are told apart.
type stamps struct {
	last  uint64            // the newest number
	kept  map[string]uint64 // as it is committed
	ahead map[string]uint64 // what the acts of the transaction under way changed
}

// draw gives a number that was never given.
func (s *stamps) draw() uint64 {
	s.last++
	return s.last
}

// of is the number of a kind after the acts of the transaction that are kept so far.
func (s *stamps) of(kind string) uint64 {
	if n, ok := s.ahead[kind]; ok {
		return n
	}
	return s.kept[kind]
}

// keep takes over what one act changed.
func (s *stamps) keep(changed map[string]uint64) {
	if len(changed) == 0 {
		return
	}
	if s.ahead == nil {
		s.ahead = map[string]uint64{}
	}
	maps.Copy(s.ahead, changed)
}

// settle ends the transaction. One that was not committed may be there all the same, so what it
// changed gets numbers that nobody has seen.
func (s *stamps) settle(committed bool) {
	if s.kept == nil {
		s.kept = map[string]uint64{}
	}
	for kind, n := range s.ahead {
		if !committed {
			n = s.draw()
		}
		s.kept[kind] = n
	}
	clear(s.ahead)
}

func (t *tx) Stamp(kind string) uint64 {
	if n, ok := t.changed[kind]; ok {
		return n
	}
	return t.stamps.of(kind)
}

// stamp notes that the act changed a kind.
func (t *tx) stamp(kind string) {
	if t.changed == nil {
		t.changed = map[string]uint64{}
	}
	t.changed[kind] = t.stamps.draw()
}
