// Package store is the contract that every storage engine of one organisation fulfils.
//
// It has two doors. Acts go through [Store.Update]: a short closure that reads, puts record
// versions and appends one ledger leaf, all in one transaction; only internal/desk opens it.
// Bookkeeping (what is still to be carried to whom) goes through [Store.Outbox] and
// [Store.Carried] and leaves no leaf, because nobody could later dispute it.
//
// Nothing is overwritten: a [Record] is one version of one noun, appended for good, and the
// newest version of each is found through a current row. The engine knows no rule and no
// noun: bodies are bytes, kinds are words.
//
// The suite in storetest proves an engine.
package store

import (
	"context"
	"errors"
	"iter"
	"time"

	"tocsin/ledger"
)

var (
	// ErrNotFound says that no version of the record exists in the view that was asked.
	ErrNotFound = errors.New("not found")
	// ErrConflict says that the version put is not the successor of the newest one.
	ErrConflict = errors.New("record was changed by somebody else: read it again and repeat")
	// ErrLocked says that another process holds the folder open for writing.
	ErrLocked = errors.New("another process is writing to this folder")
	// ErrReadOnly says that a write was tried on a store opened for reading.
	ErrReadOnly = errors.New("opened for reading only")
	// ErrReused says that a request id came back with another input.
	ErrReused = errors.New("this request id was used before with another input: use a new one")
	// ErrUnknown says that the commit itself failed: the act may have been recorded or not.
	ErrUnknown = errors.New("it is unknown whether this was recorded: retry with the same request id")
	// ErrExists says that something that can be there only once is there already: a statement
	// in the log, a message in the outbox, the result of a request.
	ErrExists = errors.New("already there")
	// ErrDamaged says that the database does not agree with its own log.
	ErrDamaged = errors.New("the database does not agree with its own log")
	// ErrClosed says that the store was closed.
	ErrClosed = errors.New("the store is closed")
)

// Record is one version of one noun. Recorded, Wall and Leaf are set by the engine on Put.
type Record struct {
	Kind     string // the noun: "threat", "obligation" ...
	ID       string
	Version  int64     // 1 for the first, without gaps
	Leaf     int64     // index of the ledger leaf of the act that wrote it
	Recorded time.Time // when the store recorded it; never earlier than any record before it
	Wall     time.Time // what the wall clock said at that moment, kept when it went back
	Schema   int       // version of the body's own format

	// What lists and counts filter by, copied from the body by the writer. All may be empty.
	Parent string    // id of the record it belongs to
	State  string    // for example "open"
	Due    time.Time // when something is owed; zero: never
	Label  string    // TLP label, for visibility

	Body []byte
	Salt []byte // 32 random bytes: the leaf's statement commits to SHA-256(Salt || Body)
}

// Query selects current records (or, in a view of the past, those that were current then).
// Empty fields do not filter. Results are ordered by (Recorded, Leaf, ID) of the first version.
type Query struct {
	Kind      string // required
	Parent    string
	State     string
	DueBefore time.Time // only records with a Due that is not later
	Limit     int       // zero or less: all
}

// View reads one consistent state.
type View interface {
	// Get returns the newest version, or ErrNotFound.
	Get(kind, id string) (Record, error)
	// List yields the newest version of each record that matches.
	List(q Query) iter.Seq2[Record, error]
	// Find returns the ids of a kind that begin with prefix, sorted by their bytes, at most
	// limit; all when limit is zero or less.
	Find(kind, prefix string, limit int) ([]string, error)
	// History yields every version of one record, oldest first.
	History(kind, id string) iter.Seq2[Record, error]
	// Leaves is the number of leaves that this view contains.
	Leaves() int64
	// Leaf returns leaf i with its statement, or ErrNotFound.
	Leaf(i int64) (Leaf, error)
}

// Leaf is one entry of the log as it is stored. The tree itself holds only ID, so that a
// statement's content can be erased without breaking the log.
type Leaf struct {
	Index     int64
	ID        [32]byte // SHA-256 of Statement
	Recorded  time.Time
	Act       string
	Statement []byte // the exact signed bytes
}

// Tx is an act under way. It sees its own puts, and those of acts before it that are about to be
// committed with it. It is of no use after the closure that it was given to has returned.
type Tx interface {
	View
	// Now is the time this act is recorded at: the store's clock, or the newest recorded time
	// when the clock went back.
	Now() time.Time
	// Put appends a version: r.Version must be the newest version plus one, else ErrConflict.
	// Leaf, Recorded and Wall are the engine's, what r holds there is ignored.
	Put(r Record) error
	// Send puts a message for another organisation, or a channel, into the outbox. A second
	// message with the same ID is refused with ErrExists. Seq and Recorded are the engine's.
	Send(m Message) error
	// Append adds the act's one leaf. It must be called exactly once in an Update that put or
	// sent anything; Update refuses the act otherwise. A statement that is in the log already
	// is refused with ErrExists.
	Append(act string, statement []byte) (index int64, err error)
	// Request looks up a stored result: found is false for a new id; ErrReused when the id was
	// used with another digest.
	Request(caller, id string, digest [32]byte) (result []byte, found bool, err error)
	// Remember stores the result of a request id in the same transaction, once: ErrExists, or
	// ErrReused when the id was used with another digest. It alone needs no leaf.
	Remember(caller, id string, digest [32]byte, result []byte) error
}

// Message is one row of the outbox: a rendered message that waits to be carried.
type Message struct {
	Seq      int64  // assigned by the engine, increasing
	ID       string // stable: a retry carries the same id
	To       string // organisation or channel
	Kind     string
	Body     []byte
	Recorded time.Time
}

// Store is one organisation's database and log.
type Store interface {
	// Update runs one act. fn may be run more than once, must be short and must not call the
	// store, which would wait for itself. An error from fn undoes all of it and is returned as
	// it is; a panic is returned as a [*Panic]. When Update returns nil the act is durable and
	// the signed checkpoint covers its leaf. When the commit itself fails the outcome is
	// unknown and the error is ErrUnknown: retry with the same request id. After any other
	// error nothing was recorded. ctx is heeded until fn begins, not after.
	Update(ctx context.Context, fn func(Tx) error) error
	// Rehearse runs fn as Update would and then undoes it: what would this act do? It leaves
	// nothing behind, and fn may append a leaf or not.
	Rehearse(ctx context.Context, fn func(Tx) error) error
	// View reads the newest committed state.
	View(ctx context.Context, fn func(View) error) error
	// AsOf reads the state as it was recorded at t, inclusive: every act recorded later is absent.
	// An act that is under way at t may still join that state until it is committed.
	AsOf(ctx context.Context, t time.Time, fn func(View) error) error
	// Checkpoint returns the newest signed checkpoint (a signed note).
	Checkpoint(ctx context.Context) ([]byte, error)
	// Hashes gives the stored tree hashes for proofs.
	Hashes(ctx context.Context) ledger.HashReader

	// Outbox returns the messages not yet carried, oldest first, at most limit; all when limit
	// is zero or less. Bookkeeping.
	Outbox(ctx context.Context, limit int) ([]Message, error)
	// Carried marks a message as carried. Bookkeeping; safe to repeat. ErrNotFound when there
	// is no such message.
	Carried(ctx context.Context, seq int64) error

	// Close waits for the acts under way. It is safe to repeat.
	Close() error
}

// Options are what an engine needs from the node that opens it.
type Options struct {
	// Origin names the log in its checkpoints, for example "tocsin/hall". A store keeps the
	// origin that it was made with and refuses another. May be empty when ReadOnly.
	Origin string
	// Sign signs a checkpoint's text as a note. It is called once a batch, inside the
	// transaction, and once for the empty log. Required unless ReadOnly.
	Sign func(text []byte) ([]byte, error)
	// Clock is the wall clock. Nil: the real one.
	Clock func() time.Time
	// Bulk makes nothing durable before Close, which makes all of it durable: for a replay, whose
	// acts are confirmed to nobody before its end. A crash before Close can lose or damage the folder.
	Bulk bool
	// ReadOnly opens beside a writer, for reading.
	ReadOnly bool
}
