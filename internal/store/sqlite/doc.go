// Package sqlite is the storage engine of one organisation in one folder.
//
// The folder holds tocsin.db (SQLite, write-ahead log, synchronous=FULL), a lock file, and
// checkpoint, the newest signed checkpoint, which follows the database by at most a second.
//
// One process writes, whole acts, one after another: a committer runs the closures that wait,
// each in a savepoint of its own, signs one checkpoint and commits once for all of them, so
// that many producers share one fsync. Readers have connections of their own and never wait
// for the writer, nor it for them. Other processes may open the folder with
// [store.Options].ReadOnly beside the writer.
//
// While a folder is open, this process must not open and close tocsin.db in any other way, not
// even to copy it: closing any descriptor of the file drops SQLite's locks on it (POSIX).
package sqlite
