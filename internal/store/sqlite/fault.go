package sqlite

import (
	"errors"
	"fmt"
	"io/fs"

	driver "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// advice says what somebody who runs Tocsin can do about a fault, by SQLite's primary code.
var advice = map[int]string{
	sqlite3.SQLITE_FULL:     "the disk is full: make room, then repeat",
	sqlite3.SQLITE_READONLY: "the folder or the database cannot be written: check its owner, its permissions and how the disk is mounted",
	sqlite3.SQLITE_PERM:     "no permission: check the owner and the permissions of the folder and its files",
	sqlite3.SQLITE_CANTOPEN: "the database cannot be opened: check that the folder exists and that this user may read and write it",
	sqlite3.SQLITE_NOTADB:   "tocsin.db is not a Tocsin database: move it away, or name another folder",
	sqlite3.SQLITE_CORRUPT:  "the database is damaged: stop, keep a copy of the folder, restore from a backup",
	sqlite3.SQLITE_IOERR:    "the disk reports an error: check it before you go on",
	sqlite3.SQLITE_BUSY:     "another program keeps the database locked: end it, then repeat",
}

// explain adds the folder, and what to do, to what SQLite or the system says. Errors of other
// origin come back as they are.
func explain(dir string, err error) error {
	if e, ok := errors.AsType[*driver.Error](err); ok {
		if what, ok := advice[e.Code()&0xff]; ok {
			return fmt.Errorf("%s: %s: %w", dir, what, err)
		}
		return fmt.Errorf("%s: %w", dir, err)
	}
	if errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("%s: %s: %w", dir, advice[sqlite3.SQLITE_PERM], err)
	}
	return err
}

// cannotWrite says whether SQLite failed because the folder or the database cannot be written.
func cannotWrite(err error) bool {
	e, ok := errors.AsType[*driver.Error](err)
	if !ok {
		return errors.Is(err, fs.ErrPermission)
	}
	code := e.Code() & 0xff
	return code == sqlite3.SQLITE_CANTOPEN || code == sqlite3.SQLITE_READONLY || code == sqlite3.SQLITE_PERM
}
