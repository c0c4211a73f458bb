package store

import (
	"fmt"
	"time"
)

// Log is one of the logs of a store. A store begins with one; a store that was put back from a
// copy never goes on under the same name, but as a successor, which begins with all the leaves
// that were held.
type Log struct {
	Number int64  `json:"number"`          // 1 for the first
	Origin string `json:"origin"`          // the name in its checkpoints
	First  int64  `json:"first"`           // index of its first own leaf, the statement that it succeeds; 0 for the first log
	Key    string `json:"key"`             // its public key as text; empty when the store never learned it
	Known  []byte `json:"known,omitempty"` // the newest checkpoint that was known of the log before it; nil for the first log
}

// Behind says that a database is older than something that is known of its log, or does not agree
// with it: it was put back from a copy, or the log was forked. It must not be written to; a
// restore opens a successor log.
type Behind struct {
	Log   string // the log that the database holds
	Held  int64  // how many leaves it holds
	Where string // the file that says more, or something else; empty: the database itself
	Says  string // the log of the checkpoint in that file
	Known int64  // how many leaves that checkpoint has
	Fork  bool   // it has another root over leaves that are held
}

func (b *Behind) Error() string {
	switch {
	case b.Where == "":
		return fmt.Sprintf("the database is a backup of the log %s with %d leaves: only a successor log may go on from it", b.Log, b.Held)
	case b.Fork:
		return fmt.Sprintf("the file %s has another root for size %d of the log %s, of which the database holds %d leaves: the log was forked, and neither is to be believed before it is known why",
			b.Where, b.Known, b.Log, b.Held)
	case b.Says != b.Log:
		return fmt.Sprintf("the file %s is of the log %s with %d leaves, which succeeded the log %s, of which the database holds %d: it was put back from an older copy, and only a successor log may go on from it",
			b.Where, b.Says, b.Known, b.Log, b.Held)
	}
	return fmt.Sprintf("the file %s says %d leaves of the log %s, the database holds %d: it was put back from an older copy, and only a successor log may go on from it",
		b.Where, b.Known, b.Log, b.Held)
}

// Unwrap makes it a kind of ErrDamaged.
func (b *Behind) Unwrap() error { return ErrDamaged }

// BackupOptions say how a backup is made.
type BackupOptions struct {
	Full     bool // verify all of the backup, not only what is new in it
	Progress func(step string, done, total int64)
}

// Backup is what a backup holds after it was made and verified.
type Backup struct {
	Log        string    // whose leaves it holds
	Leaves     int64     // how many
	New        int64     // of them, since the last backup
	Whole      bool      // it was copied as a whole, because there was none that could be carried on
	Checkpoint []byte    // the signed checkpoint that covers all of it
	Recorded   time.Time // when the newest leaf was recorded; zero: there is none
}
