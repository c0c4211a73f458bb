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
	// ErrDamaged says that the database is not as it was written, or does not agree with its own
	// log. A [Finding] says where.
	ErrDamaged = errors.New("the database does not agree with its own log")
	// ErrErased says that a record cannot go on because it was erased.
	ErrErased = errors.New("the record was erased")
	// ErrOtherLog says that the name or the key that a store was opened with is not its log's own.
	ErrOtherLog = errors.New("the key is not that of the database's log")
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

	// Erased says that Body and Salt were blanked, in every view, by the act of leaf ErasedBy: in
	// every version of a record that was erased, or in the earlier ones of a record that goes on.
	// What else a version says stays as it was written. Both are the engine's.
	Erased   bool
	ErasedBy int64
}

// StateErased is the state under which a query finds erased records, once their erasure is part
// of the view, and the only one; they are never due. No record is put in this state.
const StateErased = "erased"

// Query selects current records (or, in a view of the past, those that were current then).
// Empty fields do not filter. Results are ordered by (Recorded, Leaf, ID) of the first version.
type Query struct {
	Kind      string // required
	Parent    string
	State     string
	DueBefore time.Time // only records with a Due that is not later
	DueFrom   time.Time // only records with a Due that is not earlier
	Limit     int       // zero or less: all
	Newest    bool      // the other way round: those recorded last come first
	ByDue     bool      // ordered by (Due, ID) instead, and without those that are never due

	// After is the id of a record: only those that come after its place in the order, and none when
	// there is no such record. So a long list is read page by page, at the cost of the page.
	After    string
	AfterDue time.Time // with ByDue and After: when that record was due as the list was read
}

// A Sight says whether a reader may see the records of a kind that carry a label. It is asked once
// for each label that there is, must be quick, and answer the same each time.
type Sight func(kind, label string) bool

// View reads one consistent state.
type View interface {
	// Seen is this view without the records that sight does not let through: they are not read,
	// listed, counted or found, as if they had never been. What decides is the label of a record's
	// newest version of all, in a view of the past too: what was closed since stays closed.
	// Leaves are all there. Seen twice, both decide.
	Seen(sight Sight) View
	// Get returns the newest version, or ErrNotFound.
	Get(kind, id string) (Record, error)
	// List yields the newest version of each record that matches.
	List(q Query) iter.Seq2[Record, error]
	// Count is how many records of a kind there are.
	Count(kind string) (int64, error)
	// Number is how many records a query finds, without regard to Limit and After, but most at most:
	// the cost is bounded by it. Zero or less: however many there are.
	Number(q Query, most int64) (int64, error)
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
	// Stamp is a number for the records of a kind as this act sees them: when it is the same as
	// in another act on this store, they are the same.
	Stamp(kind string) uint64
	// Put appends a version: r.Version must be the newest version plus one, else ErrConflict.
	// Leaf, Recorded, Wall and Erased are the engine's, what r holds there is ignored. A record
	// that was erased is refused with ErrErased.
	Put(r Record) error
	// Erase blanks what a record said: body, salt and parent of every version, the results of the
	// requests whose acts wrote those versions, and the bodies of the messages that those acts
	// sent, at once where a message was carried, else when it is. Once the act is committed
	// nothing of it is left in the engine's files. It returns how many versions it blanked;
	// ErrNotFound when there is no such record, ErrExists when it is erased already. Like Put
	// it needs the act's leaf.
	Erase(kind, id string) (versions int, err error)
	// EraseEarlier blanks, of a record that goes on, what all versions before the newest said, as
	// Erase does. The newest must be one that this act put: so every view before the act has a
	// version that was erased, and every view from it on has one that was not. It returns how many
	// versions it blanked, and leaves alone those that are erased already; ErrNotFound when there
	// is no such record, ErrErased when all of it is erased.
	EraseEarlier(kind, id string) (versions int, err error)
	// Send puts a message for another organisation, or a channel, into the outbox. A second
	// message with the same ID is refused with ErrExists. Seq and Recorded are the engine's.
	Send(m Message) error
	// Queue puts a delivery into the queue (see the package queue), due at its Due. A second one with
	// the same ID is refused with ErrExists. Leaf is the engine's. Like Put it needs the act's leaf.
	Queue(d Delivery) error
	// Requeue replaces what the queue says of a delivery: all but its ID, Case, To, Channel and Leaf.
	// It fails with ErrNotFound when there is none. Like Put it needs the act's leaf.
	Requeue(d Delivery) error
	// Deliveries lists the deliveries of a case, in the order in which they were queued; with open,
	// only those that are not done.
	Deliveries(of string, open bool) ([]Delivery, error)
	// Delivery reads one, or fails with ErrNotFound.
	Delivery(id string) (Delivery, error)
	// Append adds the act's one leaf. It must be called exactly once in an Update that
	// put, erased or sent anything; Update refuses the act otherwise, and it comes before
	// Remember, which keeps the index with the result. A statement that is in the log already
	// is refused with ErrExists.
	Append(act string, statement []byte) (index int64, err error)
	// AppendLater is Append with a statement that is still to be made: sign is called once at
	// most, beside the acts that follow and perhaps after the closure has returned, so it must
	// not use the Tx nor share what others change. If it fails the act is undone, and Update
	// returns its error.
	AppendLater(act string, sign func() ([]byte, error)) (index int64, err error)
	// Request looks up a stored result: found is false for a new id; ErrReused when the id was
	// used with another digest. A result that was blanked by Erase is found, and nil.
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
	// Logs lists the logs that the store is and was, the present one last: see [Log].
	Logs(ctx context.Context) ([]Log, error)

	// Verify reads everything and computes anew what can be computed. It is of one moment, runs
	// beside the acts, and goes on after a finding; an error says that it could not be done.
	Verify(ctx context.Context, opt VerifyOptions) (Verification, error)

	// Outbox returns the messages not yet carried, oldest first, at most limit; all when limit
	// is zero or less. Bookkeeping.
	Outbox(ctx context.Context, limit int) ([]Message, error)
	// Carried marks a message as carried. Bookkeeping; safe to repeat. ErrNotFound when there
	// is no such message.
	Carried(ctx context.Context, seq int64) error

	// Backup copies the store, as it stands at one moment, into the folder dest, verifies the copy
	// and makes it durable. It keeps no act waiting. A backup of this store that is there is carried
	// on at the cost of what is new, and one that is interrupted leaves the one before. A folder that
	// holds something else, or leaves that this store has not, is refused. A backup can be opened
	// for reading; for writing it is refused with a [*Behind]: a restore makes a store of it.
	Backup(ctx context.Context, dest string, opt BackupOptions) (Backup, error)

	// Close waits for the acts under way. It is safe to repeat.
	Close() error
}

// Options are what an engine needs from the node that opens it.
type Options struct {
	// Origin names the log in its checkpoints, for example "tocsin/hall". A store keeps the
	// origin that it was made with and refuses another. May be empty when ReadOnly.
	Origin string
	// Key is the log's public key as text, with which a checkpoint outside the database is verified
	// before it is believed. A store keeps the key that it was made with and refuses another. Empty:
	// the one that the store keeps.
	Key string
	// Checkpoints are files outside the store that keep its newest checkpoint too, as far as they
	// can be written: a database that is put back from a copy cannot take those back.
	Checkpoints []string
	// Warn is told, in words for a person, of what is amiss and keeps no act from being recorded. It
	// may be called from another goroutine. Nil: nobody is told.
	Warn func(what string)
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
	// Suspect, with ReadOnly, opens also what is otherwise refused because it does not agree with its
	// own log: so that [Store.Verify] can tell all that is wrong with it.
	Suspect bool
}
