package node

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"syscall"

	"tocsin"
	"tocsin/internal/store"
)

// The keys of an organisation that a backup may take along. The log's key is never among them: a
// record that is restored goes on as a successor log, under a key of its own.
var backupKeys = []string{deskKey, personKey, ticketKey}

// public are the files beside the database that hold no secret, and without which a record that is
// restored would be read or written otherwise.
var public = []string{"*.pub", "*.recipients"}

// BackupOptions say how an organisation is backed up.
type BackupOptions struct {
	WithKeys bool // copy the keys of the desk, too
	Full     bool // verify all of the backup, not only what is new in it
	Progress func(step string, done, total int64)
}

// A Backup is a copy of an organisation that was made and verified.
type Backup struct {
	Org    tocsin.OrgID `json:"org"`
	Folder string       `json:"folder"`
	Log    string       `json:"log"`
	Leaves int64        `json:"leaves"`
	New    int64        `json:"new"` // leaves since the last backup
	Whole  bool         `json:"whole"`
	Root   string       `json:"root"`
	Keys   []string     `json:"keys"`    // secret keys that are in it
	Absent []string     `json:"missing"` // secret keys that are not
}

// Backup copies the organisation into a folder of its own in dest, or carries on the backup that is
// there. It may run beside the one who writes.
func (n *Node) Backup(ctx context.Context, dest string, o BackupOptions) (Backup, error) {
	folder := filepath.Join(dest, string(n.Org))
	done, err := n.store.Backup(ctx, folder, store.BackupOptions{Full: o.Full, Progress: o.Progress})
	if err != nil {
		return Backup{}, fmt.Errorf("%s: %w", n.Org, err)
	}
	cp, err := parseNote(done.Checkpoint)
	if err != nil {
		return Backup{}, fmt.Errorf("%s: %w", n.Org, err)
	}
	b := Backup{
		Org: n.Org, Folder: folder, Log: done.Log, Leaves: done.Leaves, New: done.New, Whole: done.Whole,
		Root: cp.Root.String(), Keys: []string{}, Absent: []string{},
	}
	if err := copyFiles(n.home, folder, public...); err != nil {
		return b, fmt.Errorf("back up %s: %w", n.Org, err)
	}
	if o.WithKeys {
		if err := copyFiles(n.home, folder, backupKeys...); err != nil {
			return b, fmt.Errorf("back up the keys of %s: %w", n.Org, err)
		}
	}
	for _, k := range append(slices.Clone(backupKeys), logKey) {
		there, err := isThere(filepath.Join(folder, k))
		if err != nil {
			return b, err
		}
		if there {
			b.Keys = append(b.Keys, k)
		} else {
			b.Absent = append(b.Absent, k)
		}
	}
	return b, nil
}

// copyFiles copies the files of a folder that match one of the patterns into another, each whole or
// not at all, and makes them durable. A file that is the same already is left as it is.
func copyFiles(from, to string, patterns ...string) error {
	for _, pattern := range patterns {
		files, err := filepath.Glob(filepath.Join(escaped(from), pattern))
		if err != nil {
			return err
		}
		for _, f := range files {
			if err := copyFile(f, filepath.Join(to, filepath.Base(f))); err != nil {
				return err
			}
		}
	}
	return syncFolder(to)
}

// escaped is a path as a pattern that matches only it.
func escaped(path string) string {
	var out []rune
	for _, r := range path {
		if runtime.GOOS != "windows" && (r == '*' || r == '?' || r == '[' || r == '\\') {
			out = append(out, '\\')
		}
		out = append(out, r)
	}
	return string(out)
}

func copyFile(from, to string) error {
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	b, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if have, err := os.ReadFile(to); err == nil && string(have) == string(b) {
		return nil
	}
	return writeWhole(to, b, info.Mode().Perm())
}

// writeWhole writes a file whole or not at all, and makes its content durable. The folder is for
// the caller to sync.
func writeWhole(path string, b []byte, mode fs.FileMode) error {
	fresh := path + ".new"
	if err := os.Remove(fresh); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f, err := os.OpenFile(fresh, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(fresh, path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(fresh))
	}
	return nil
}

// syncFolder makes durable what was made, renamed and removed in a folder, where a system can.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = f.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported) {
		err = nil // a disk in the network that knows no such thing
	}
	return errors.Join(err, f.Close())
}
