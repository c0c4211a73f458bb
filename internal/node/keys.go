package node

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"tocsin"
	"tocsin/ledger"
)

// keys are the signing keys of an organisation, one file each, readable by their owner only.
type keys struct {
	log, desk ledger.Signer
	person    []byte
}

func openKeys(home string, org tocsin.OrgID, o Options) (k keys, err error) {
	if o.ReadOnly {
		return k, nil // a reader signs nothing
	}
	if k.log, err = signer(home, "log.key", "tocsin/"+string(org)); err != nil {
		return k, err
	}
	if k.desk, err = signer(home, "desk.key", "tocsin/"+string(org)+"/desk"); err != nil {
		return k, err
	}
	random := o.IDs
	if random == nil {
		random = rand.Reader
	}
	k.person, err = secret(filepath.Join(home, "person.key"), func() ([]byte, error) {
		b := make([]byte, 32)
		_, err := io.ReadFull(random, b)
		return b, err
	})
	return k, err
}

func signer(home, file, name string) (ledger.Signer, error) {
	path := filepath.Join(home, file)
	var made, vkey string
	b, err := secret(path, func() (_ []byte, err error) {
		made, vkey, err = ledger.GenerateKey(rand.Reader, name)
		return []byte(made), err
	})
	if err != nil {
		return nil, err
	}
	if made != "" && made == string(b) {
		if err := os.WriteFile(strings.TrimSuffix(path, ".key")+".pub", []byte(vkey+"\n"), 0o644); err != nil {
			return nil, fmt.Errorf("write public key: %w", err)
		}
	}
	s, err := ledger.NewSigner(strings.TrimSpace(string(b)))
	if err != nil {
		return nil, fmt.Errorf("key %s: %w", path, err)
	}
	return s, nil
}

// secret reads a key file, or makes it the first time. It is made whole or not at all, and by one:
// of two processes that make it at the same time both use the one that was there first, because
// they come here before one of them is refused the folder.
func secret(path string, generate func() ([]byte, error)) ([]byte, error) {
	b, err := os.ReadFile(path)
	if err == nil || !errors.Is(err, fs.ErrNotExist) {
		return b, err
	}
	if b, err = generate(); err != nil {
		return nil, fmt.Errorf("make key %s: %w", path, err)
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.new") // 0600
	if err != nil {
		return nil, fmt.Errorf("write key: %w", err)
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(b)
	if err := errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return nil, fmt.Errorf("write key: %w", err)
	}
	err = os.Link(tmp.Name(), path)
	switch {
	case errors.Is(err, fs.ErrExist):
		return os.ReadFile(path)
	case err != nil: // a file system without links
		return b, os.Rename(tmp.Name(), path)
	}
	return b, nil
}
