//go:build windows

package sqlite

import (
	"errors"
	"os"
	"syscall"

	"tocsin/internal/store"
)

const sharingViolation = syscall.Errno(32) // ERROR_SHARING_VIOLATION

// lockFile opens the lock file so that nobody else can: that keeps a second writer out of the
// folder. The system closes it when the process ends, however it ends. It returns
// store.ErrLocked at once when somebody else has it.
func lockFile(path string) (*os.File, error) {
	return openShared(path, syscall.GENERIC_READ|syscall.GENERIC_WRITE, 0, syscall.OPEN_ALWAYS)
}

// shareLock keeps writers out of a folder that we can only read. Other readers may share it. The
// file is nil when nobody ever wrote here under a lock.
func shareLock(path string) (*os.File, error) {
	f, err := openShared(path, syscall.GENERIC_READ, syscall.FILE_SHARE_READ, syscall.OPEN_EXISTING)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	return f, err
}

// Lock makes the file path and holds it until release is called or the process ends; release removes
// it. It returns store.ErrLocked at once when somebody else has it.
func Lock(path string) (release func() error, err error) {
	f, err := lockFile(path)
	if err != nil {
		return nil, err
	}
	return func() error {
		if err := f.Close(); err != nil {
			return err
		}
		os.Remove(path) // it fails where somebody else has it already
		return nil
	}, nil
}

// unlock gives the lock back.
func unlock(f *os.File) error { return f.Close() }

func openShared(path string, access, share, create uint32) (*os.File, error) {
	name, err := syscall.UTF16PtrFromString(path)
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: path, Err: err}
	}
	h, err := syscall.CreateFile(name, access, share, nil, create, syscall.FILE_ATTRIBUTE_NORMAL, 0)
	if errors.Is(err, sharingViolation) {
		return nil, store.ErrLocked
	}
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: path, Err: err}
	}
	return os.NewFile(uintptr(h), path), nil
}
