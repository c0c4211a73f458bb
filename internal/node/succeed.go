package node

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"tocsin"
	"tocsin/internal/store/sqlite"
)

// The files of an organisation's keys. That of a successor log has a name of its own until the
// database has taken it over.
const (
	deskKey   = "desk.key"
	deskPub   = "desk.pub"
	personKey = "person.key"
	ticketKey = "ticket.key"

	logKey  = "log.key"
	logPub  = "log.pub"
	nextKey = "log.next.key"
	nextPub = "log.next.pub"
)

var errKeyLost = errors.New("a key is lost that the record was written with")

// settleKeys puts the key of a successor in its place, if the database was succeeded and something
// kept the key from being put there. It can be repeated.
func settleKeys(ctx context.Context, home string, org tocsin.OrgID) error {
	next, err := keyName(filepath.Join(home, nextKey))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	is, err := sqlite.Origin(ctx, home)
	if err != nil {
		return err
	}
	if is != next {
		return nil // it was not succeeded: the key was made too early, and is of no use
	}
	if err := setAside(home, org, logKey, next); err != nil {
		return err
	}
	if err := setAside(home, org, logPub, next); err != nil {
		return err
	}
	for _, move := range [][2]string{{nextPub, logPub}, {nextKey, logKey}} { // the key last: while it is there, this is done again
		err := os.Rename(filepath.Join(home, move[0]), filepath.Join(home, move[1]))
		if err != nil && !(move[0] == nextPub && errors.Is(err, fs.ErrNotExist)) {
			return err
		}
	}
	return syncFolder(home)
}

// setAside renames the key of a log that was succeeded, so that nobody signs with it again: log.key
// of the first log becomes log.1.key.retired, log.pub becomes log.1.pub.
func setAside(home string, org tocsin.OrgID, file, next string) error {
	path := filepath.Join(home, file)
	name, err := keyName(path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && name == next {
		return nil
	}
	number := int64(0)
	if err == nil {
		number = sqlite.InLine(firstLog(org), name)
	}
	base, ext, _ := strings.Cut(file, ".")
	to := base + "." + strconv.FormatInt(number, 10) + "." + ext
	if ext == "key" {
		to += ".retired"
	}
	return os.Rename(path, filepath.Join(home, to))
}

// keyName is the name of the key in a file, secret or public.
func keyName(path string) (string, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	text := strings.TrimPrefix(strings.TrimSpace(string(b)), "PRIVATE+KEY+")
	name, _, ok := strings.Cut(text, "+")
	if !ok || name == "" {
		return "", fmt.Errorf("%s is not a key", path)
	}
	return name, nil
}
