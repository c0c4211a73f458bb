package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	driver "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"tocsin/internal/store"
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
		code := e.Code() & 0xff
		if e.Code() == sqlite3.SQLITE_IOERR_SHMSIZE {
			code = sqlite3.SQLITE_FULL // there is no room for the file -shm
		}
		if says := e.Error(); code == sqlite3.SQLITE_ERROR && (strings.Contains(says, "no such table") || strings.Contains(says, "no such column")) {
			code = sqlite3.SQLITE_CORRUPT // we ask for what is ours: a name in the schema was damaged
		}
		if code == sqlite3.SQLITE_CORRUPT {
			err = corrupt{err}
		}
		if what, ok := advice[code]; ok {
			return fmt.Errorf("%s: %s: %w", dir, what, err)
		}
		return fmt.Errorf("%s: %w", dir, err)
	}
	for cause, code := range map[error]int{
		fs.ErrPermission: sqlite3.SQLITE_PERM, syscall.ENOSPC: sqlite3.SQLITE_FULL, syscall.EROFS: sqlite3.SQLITE_READONLY,
	} {
		if errors.Is(err, cause) {
			return fmt.Errorf("%s: %s: %w", dir, advice[code], err)
		}
	}
	return err
}

// corrupt is what SQLite says of a damaged file, as the contract has it.
type corrupt struct{ error }

func (c corrupt) Unwrap() error { return c.error }

func (c corrupt) Is(target error) bool { return target == store.ErrDamaged }

// cannotWrite says whether SQLite failed because the folder or the database cannot be written.
func cannotWrite(err error) bool {
	e, ok := errors.AsType[*driver.Error](err)
	if !ok {
		return errors.Is(err, fs.ErrPermission)
	}
	code := e.Code() & 0xff
	return code == sqlite3.SQLITE_CANTOPEN || code == sqlite3.SQLITE_READONLY || code == sqlite3.SQLITE_PERM
}
