//go:build unix

package sqlite

import (
	"errors"
	"os"
	"syscall"

	"tocsin/internal/store"
)

// lockFile takes the lock that keeps a second writer out of the folder. The kernel gives it back
// when the process ends, however it ends; the file stays. It returns store.ErrLocked at once
// when somebody else has it.
func lockFile(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	return flock(f, syscall.LOCK_EX)
}

// shareLock keeps writers out of a folder that we can only read. Other readers may share it. The
// file is nil when nobody ever wrote here under a lock.
func shareLock(path string) (*os.File, error) {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return flock(f, syscall.LOCK_SH)
}

// Lock makes the file path and holds it until release is called or the process ends; release removes
// it. It returns store.ErrLocked at once when somebody else has it.
func Lock(path string) (release func() error, err error) {
	for {
		f, err := lockFile(path)
		if err != nil {
			return nil, err
		}
		mine, err := f.Stat()
		if err != nil {
			return nil, errors.Join(err, unlock(f))
		}
		if there, err := os.Stat(path); err == nil && os.SameFile(mine, there) {
			return func() error { return errors.Join(os.Remove(path), unlock(f)) }, nil
		}
		if err := unlock(f); err != nil { // who had it removed it meanwhile
			return nil, err
		}
	}
}

// unlock gives the lock back. Closing the file alone is not enough: a child that is just being
// started holds a copy of it until it runs its own program.
func unlock(f *os.File) error {
	return errors.Join(syscall.Flock(int(f.Fd()), syscall.LOCK_UN), f.Close())
}

func flock(f *os.File, how int) (*os.File, error) {
	err := syscall.Flock(int(f.Fd()), how|syscall.LOCK_NB)
	if err == nil {
		return f, nil
	}
	f.Close()
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, store.ErrLocked
	}
	return nil, &os.PathError{Op: "flock", Path: f.Name(), Err: err}
}
