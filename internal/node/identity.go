package node

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"tocsin"
	"tocsin/internal/desk"
	"tocsin/seal"
)

// The files in an organisation's folder that say to whom things are sealed. They hold public keys.
const (
	identityFile = "identity.recipients" // a role and its key a line: the outer one, then the inner one
	sealedFile   = "sealed.recipients"   // a key a line
	maxKeyFile   = 64 << 10
)

// KeyRoles are the roles to which the names behind acts are sealed when an organisation begins: who
// opens the outside, then who opens what is in it.
var KeyRoles = [2]tocsin.Role{tocsin.Inspector, tocsin.Approver}

// handover is the folder of the keys that are to be handed over. It lies beside the organisation's
// own folder, so that no copy of that takes them along.
func handover(dir string, org tocsin.OrgID) string {
	return filepath.Join(dir, string(org)+".handover")
}

// MakeIdentity makes the two keys behind which an organisation keeps the names of those who act,
// and tells the organisation their public halves. It returns the key files, which are to be handed
// over to the two roles and then removed. An organisation that has keys keeps them: what is sealed
// to them could not be opened by others. Checkpoints is the folder of [Options].
func MakeIdentity(dir string, org tocsin.OrgID, checkpoints string) ([]string, error) {
	if err := tocsin.CheckOrgID(org); err != nil {
		return nil, err
	}
	if err := mayBegin(dir, org, places(dir, org, checkpoints)); err != nil {
		return nil, err
	}
	home, to := filepath.Join(dir, string(org)), handover(dir, org)
	if _, err := os.Stat(filepath.Join(home, identityFile)); err == nil {
		return nil, fmt.Errorf("%s has keys for names already: they are never made anew", org)
	}
	for _, d := range []string{home, to} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return nil, fmt.Errorf("make the keys of %s: %w", org, err)
		}
	}
	var files []string
	var lines strings.Builder
	for _, role := range KeyRoles {
		file := filepath.Join(to, string(role)+".key")
		key, err := makeKey(file, fmt.Sprintf("Tocsin, %s: the key of the %s to the names behind acts. Keep it off the machine that holds the record.", org, words(role)))
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&lines, "%s %s\n", role, key.Recipient())
		files = append(files, file)
	}
	if err := errors.Join(syncFolder(to), syncFolder(dir)); err != nil { // before anything is sealed to the keys
		return nil, fmt.Errorf("make the keys of %s: %w", org, err)
	}
	if err := writePublic(filepath.Join(home, identityFile), lines.String()); err != nil {
		return nil, err
	}
	return files, syncFolder(home)
}

func words(r tocsin.Role) string { return strings.ReplaceAll(string(r), "_", " ") }

// makeKey makes a key file, or reads the one that is there.
func makeKey(file, comment string) (seal.Key, error) {
	b, err := secret(file, func() ([]byte, error) {
		k, err := seal.NewKey()
		return k.File(comment), err
	})
	if err != nil {
		return seal.Key{}, err
	}
	keys, err := seal.ParseKeyFile(b)
	if err != nil {
		return seal.Key{}, fmt.Errorf("%s: %w", file, err)
	}
	return keys[0], nil
}

// writePublic writes a file whole or not at all. Of two who write the same at the same time both do.
func writePublic(path, text string) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.new")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.WriteString(text)
	err = errors.Join(err, tmp.Chmod(0o644), tmp.Sync(), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

// Handover lists the key files of an organisation that still lie where they were made: while they
// do, who holds the machine holds both keys.
func Handover(dir string, org tocsin.OrgID) ([]string, error) {
	files, err := filepath.Glob(filepath.Join(handover(dir, org), "*.key"))
	if err != nil {
		return nil, fmt.Errorf("look for keys to hand over: %w", err)
	}
	return files, nil
}

// keyholders reads to whom names are sealed: to nobody when there is no file.
func keyholders(home string) (k desk.Keyholders, err error) {
	b, err := readKeys(filepath.Join(home, identityFile))
	if err != nil || b == nil {
		return k, err
	}
	if k, err = parseKeyholders(string(b)); err != nil {
		return k, fmt.Errorf("%s: %w", filepath.Join(home, identityFile), err)
	}
	return k, nil
}

// parseKeyholders reads two lines, each of a role and its public key. Two keys of one role, or one
// key of two, would be no two roles.
func parseKeyholders(text string) (k desk.Keyholders, err error) {
	n := 0
	for line := range strings.Lines(text) {
		role, key, ok := strings.Cut(strings.TrimRight(line, "\r\n"), " ")
		if !ok || n == len(k) || !slices.Contains(tocsin.Roles, tocsin.Role(role)) {
			return desk.Keyholders{}, errors.New("it must hold two lines, each of a role, a space and a public key")
		}
		r, err := seal.ParseRecipient(key)
		if err != nil {
			return desk.Keyholders{}, fmt.Errorf("line %d: %w", n+1, err)
		}
		k[n], n = desk.Keyholder{Role: tocsin.Role(role), Key: r}, n+1
	}
	switch {
	case n != len(k):
		return desk.Keyholders{}, errors.New("it must hold two lines, each of a role, a space and a public key")
	case k[0].Role == k[1].Role || k[0].Key.String() == k[1].Key.String():
		return desk.Keyholders{}, errors.New("the two keys must be two, of two roles")
	case k[0].Role == tocsin.Administrator || k[1].Role == tocsin.Administrator || k[0].Role == tocsin.Gateway || k[1].Role == tocsin.Gateway:
		return desk.Keyholders{}, errors.New("neither the administrator nor the machine keeps a key to names")
	}
	return k, nil
}

// readKeys reads a file of keys; nil when there is none.
func readKeys(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if info.Size() > maxKeyFile {
		return nil, fmt.Errorf("%s has %d bytes: it is no file of keys", path, info.Size())
	}
	return os.ReadFile(path)
}
