// Package sqlite is the storage engine of one organisation in one folder.
//
// The folder holds tocsin.db (SQLite, write-ahead log, synchronous=FULL), a lock file, and
// checkpoint, the newest signed checkpoint, which follows the database by at most a second.
//
// One process writes, whole acts, one after another: a committer runs the closures that wait,
// each in a savepoint of its own, signs one checkpoint and commits once for all of them, so
// that many producers share one fsync. What is committed is moved from the write-ahead log into the
// database on another connection (docs/decisions/0019). Readers have connections of their own and never wait
// for the writer, nor it for them. Other processes may open the folder with
// [store.Options].ReadOnly beside the writer.
//
// While a folder is open, this process must not open and close tocsin.db in any other way, not
// even to copy it: closing any descriptor of the file drops SQLite's locks on it (POSIX).
//
// # What is checked when
//
// Every row carries a sum (docs/decisions/0012). What does not fit is a [store.Finding] that names
// table and row, or an error of SQLite's with advice; nothing is repaired, and nothing is signed
// over it.
//
// On every read: the sum of each row; that an index led to a row that was asked for.
//
// On every act, before its checkpoint is signed: the statements of the batch, their ids, leaf
// hashes and all hashes that they complete are read again from their rows and computed anew, from
// the edge of the tree as it stands in the rows; the result must be the tree in memory. An erasure
// and whatever else changes a row checks it before it gets a new sum.
//
// When a store is opened: that it is ours and of a schema that we know; the write-ahead log, if the
// last writer was cut off, for acts that would be lost; the newest checkpoint and its signature;
// that the rows of the tree's edge give its root; the newest 256 leaves as before a signature, or
// 4,096 after a writer who was cut off; the checkpoints outside the database. That takes some dozen
// milliseconds, however large the store is. What comes from an older schema is verified as a
// whole, once. A reader does the same, without the write-ahead log, which is the writer's.
//
// On demand, and best every night ([store.Store.Verify]): every row, the whole tree, the versions of
// every record and its newest one, every time, the tables and indexes themselves, and what SQLite
// says of its file. A million records take a minute or two, beside the acts.
//
// What only the desk can tell, that what a record says is what its statement committed to, is the
// desk's to verify.
package sqlite
