package node

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"tocsin"
	"tocsin/seal"
)

// MakeSealing makes the key to which an organisation's protected sources are sealed at rest, in a
// file outside the data folder, and tells the organisation its public half. It can be repeated: the
// key that is there is used. It refuses a file inside the folder, where a copy of the record would
// take it along, and another key than the organisation has.
func MakeSealing(dir string, org tocsin.OrgID, file string) error {
	if err := tocsin.CheckOrgID(org); err != nil {
		return err
	}
	if err := outside(dir, file); err != nil {
		return err
	}
	home := filepath.Join(dir, string(org))
	have, err := sealedTo(home)
	if err != nil {
		return err
	}
	if len(have) > 0 {
		return sameKey(org, file, have)
	}
	key, err := makeKey(file, fmt.Sprintf("Tocsin, %s: opens protected sources. Without it they cannot be read, and nothing can be sent.", org))
	if err != nil {
		return err
	}
	if err := syncFolder(filepath.Dir(file)); err != nil { // before anything is sealed to the key
		return fmt.Errorf("make the key %s: %w", file, err)
	}
	if err := writePublic(filepath.Join(home, sealedFile), key.Recipient().String()+"\n"); err != nil {
		return err
	}
	return syncFolder(home)
}

// sameKey refuses a key file that does not open what is sealed already.
func sameKey(org tocsin.OrgID, file string, have []seal.Recipient) error {
	keys, err := OpenKeys(file)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s seals to a key already (%s): give that key file, another is not made", org, have[0].Fingerprint())
	}
	if err != nil {
		return err
	}
	for _, k := range keys {
		for _, r := range have {
			if k.Recipient().String() == r.String() {
				return nil
			}
		}
	}
	return fmt.Errorf("%s seals to another key (%s) than the one in %s", org, have[0].Fingerprint(), file)
}

// OpenKeys reads a key file.
func OpenKeys(file string) ([]seal.Key, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, fmt.Errorf("read the key file: %w", err)
	}
	if info.Size() > maxKeyFile {
		return nil, fmt.Errorf("%s has %d bytes: it is no key file", file, info.Size())
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read the key file: %w", err)
	}
	keys, err := seal.ParseKeyFile(b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return keys, nil
}

// sealedTo reads to whom sources are sealed: to nobody when there is no file.
func sealedTo(home string) ([]seal.Recipient, error) {
	path := filepath.Join(home, sealedFile)
	b, err := readKeys(path)
	if err != nil || b == nil {
		return nil, err
	}
	to, err := parseRecipients(string(b))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return to, nil
}

// parseRecipients reads one public key a line. A file without any is a mistake, not a wish to write
// in plain.
func parseRecipients(text string) ([]seal.Recipient, error) {
	var to []seal.Recipient
	n := 0
	for line := range strings.Lines(text) {
		n++
		r, err := seal.ParseRecipient(strings.TrimRight(line, "\r\n"))
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		to = append(to, r)
	}
	if len(to) == 0 || len(to) > seal.MaxRecipients {
		return nil, fmt.Errorf("it holds %d public keys, and must hold 1 to %d, one a line", len(to), seal.MaxRecipients)
	}
	return to, nil
}

// openSealed reads the keys that open what is sealed, from a file outside the data folder.
func openSealed(dir, file string) ([]seal.Key, error) {
	if file == "" {
		return nil, nil
	}
	if err := outside(dir, file); err != nil {
		return nil, err
	}
	return OpenKeys(file)
}

// outside refuses a key file inside the data folder, by whatever way it is named.
func outside(dir, file string) error {
	home, err := realPath(dir)
	if err != nil {
		return err
	}
	key, err := realPath(file)
	if err != nil {
		return err
	}
	rel, err := filepath.Rel(home, key)
	if err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return fmt.Errorf("the key file %s lies in the data folder %s, where a copy of the record would take it along: keep it elsewhere, on a stick", file, dir)
	}
	return nil
}

// realPath is a path without links, as far as it exists.
func realPath(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	whole, err := filepath.EvalSymlinks(path)
	if err == nil {
		return whole, nil
	}
	if !errors.Is(err, fs.ErrNotExist) || filepath.Dir(path) == path {
		return "", err
	}
	above, err := realPath(filepath.Dir(path))
	return filepath.Join(above, filepath.Base(path)), err
}
