package ledger

import (
	"errors"
	"fmt"
)

// Succession shows that a log goes on where another one ended. After a restore an organisation
// never signs its old log again: it opens a successor with another name and another key, whose
// first leaves are those of the old log that it still holds.
type Succession struct {
	Held int64 // how many leaves both logs have
	Root Hash  // the root of these leaves
	Old  Proof // consistency of the held leaves with the predecessor
	New  Proof // consistency of the held leaves with the successor
}

// ProveSuccession proves that two logs share their first held leaves. r holds the hashes of the
// successor; old those of the predecessor, which may be nil when nothing was lost, that is when
// oldSize is held.
func ProveSuccession(held, oldSize int64, old HashReader, newSize int64, r HashReader) (Succession, error) {
	s := Succession{Held: held}
	var err error
	if s.Root, err = Root(held, r); err != nil {
		return Succession{}, fmt.Errorf("prove succession: %w", err)
	}
	if oldSize != held {
		if s.Old, err = ProveConsistency(held, oldSize, old); err != nil {
			return Succession{}, fmt.Errorf("prove succession, predecessor: %w", err)
		}
	}
	if s.New, err = ProveConsistency(held, newSize, r); err != nil {
		return Succession{}, fmt.Errorf("prove succession, successor: %w", err)
	}
	return s, nil
}

// VerifySuccession checks that the first s.Held leaves of the successor are those of the
// predecessor: nothing among them was changed, removed or put in between. Both checkpoints must
// come from [OpenCheckpoint], each with the name and the keys of its own log.
//
// Leaves of the predecessor beyond s.Held are lost to the successor: old.Size less s.Held of them
// at least. In their place the successor says itself what it is: its leaf number s.Held must be
// its statement, which the caller checks with [VerifyInclusion]. So the successor has one leaf
// more than were held.
//
// Two checkpoints of one log are for [VerifyConsistency], and are refused here.
func VerifySuccession(old, successor Checkpoint, s Succession) error {
	if err := verifySuccession(old, successor, s); err != nil {
		return fmt.Errorf("verify that %q succeeds %q: %w", successor.Origin, old.Origin, err)
	}
	return nil
}

func verifySuccession(old, successor Checkpoint, s Succession) error {
	switch {
	case old.Origin == successor.Origin:
		return errors.New("they are one log: a log cannot succeed itself")
	case s.Held <= 0:
		return fmt.Errorf("%d leaves are held: there is nothing to show", s.Held)
	case s.Held >= successor.Size:
		return fmt.Errorf("the successor has %d leaves: those held, %d, and one of its own are needed", successor.Size, s.Held)
	}
	held := Checkpoint{old.Origin, s.Held, s.Root}
	if err := verifyConsistency(held, old, s.Old); err != nil {
		return fmt.Errorf("held leaves and predecessor: %w", err)
	}
	held.Origin = successor.Origin
	if err := verifyConsistency(held, successor, s.New); err != nil {
		return fmt.Errorf("held leaves and successor: %w", err)
	}
	return nil
}
