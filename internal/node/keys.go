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
	"tocsin/internal/desk"
	"tocsin/internal/store"
	"tocsin/internal/store/sqlite"
	"tocsin/ledger"
	"tocsin/seal"
)

// keys are the signing keys of an organisation, one file each, readable by their owner only.
type keys struct {
	log, desk ledger.Signer
	public    string // of the log's key
	person    []byte
	ticket    []byte           // of links to answer and of webhooks
	holders   desk.Keyholders  // to whom names are sealed
	sealTo    []seal.Recipient // to whom sources are sealed
	opens     []seal.Key       // that open them
}

func openKeys(home string, org tocsin.OrgID, o Options) (k keys, err error) {
	if k.opens, err = openSealed(filepath.Dir(home), o.Identity); err != nil {
		return k, err
	}
	if k.sealTo, err = sealedTo(home); err != nil {
		return k, err
	}
	if k.holders, err = keyholders(home); err != nil {
		return k, err
	}
	if o.ReadOnly {
		return k, nil // a reader signs nothing
	}
	if err := haveKeys(home, org); err != nil {
		return k, err
	}
	if k.log, err = signer(home, logKey, firstLog(org)); err != nil {
		return k, err
	}
	if k.public, err = publicKey(home, logPub); err != nil {
		return k, err
	}
	if k.desk, err = signer(home, deskKey, deskName(org)); err != nil {
		return k, err
	}
	if k.person, err = openPersonKey(home, o.IDs); err != nil {
		return k, err
	}
	k.ticket, err = openTicketKey(home, o.IDs)
	return k, err
}

// deskName is the name of the key that signs an organisation's statements.
func deskName(org tocsin.OrgID) string { return firstLog(org) + "/desk" }

// deskVerifiers are the public keys of those who signed an organisation's statements: desk.pub, and
// those of keys that were lost in a restore.
func deskVerifiers(home string) (ledger.Verifiers, error) {
	files, err := filepath.Glob(filepath.Join(escaped(home), "desk*.pub"))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%s: %w", filepath.Join(home, deskPub), fs.ErrNotExist)
	}
	var list []ledger.Verifier
	seen := map[string]bool{}
	for _, f := range files {
		text, err := publicKey(home, filepath.Base(f))
		if err != nil {
			return nil, err
		}
		if seen[text] {
			continue
		}
		seen[text] = true
		v, err := ledger.NewVerifier(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f, err)
		}
		list = append(list, v)
	}
	return ledger.VerifierList(list...), nil
}

// haveKeys refuses a record without the keys that it was written with, and a log's key without a
// record: new ones would not be noticed at first, and would contradict what was signed.
func haveKeys(home string, org tocsin.OrgID) error {
	if hasDatabase(home) {
		for _, file := range []string{logKey, deskKey, personKey} {
			if there, err := isThere(filepath.Join(home, file)); err != nil {
				return err
			} else if !there {
				return fmt.Errorf("%s: %w: %s", home, errKeyLost, file)
			}
		}
	}
	name, err := keyName(filepath.Join(home, logKey))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	switch {
	case err != nil:
		return err
	case sqlite.InLine(firstLog(org), name) == 0:
		return fmt.Errorf("%s: %w: it is the key of %s", filepath.Join(home, logKey), store.ErrOtherLog, name)
	case name != firstLog(org) && !hasDatabase(home):
		return fmt.Errorf("%s: %w: it is the key of %s, and there is no record", filepath.Join(home, logKey), store.ErrOtherLog, name)
	}
	return nil
}

// openPersonKey reads the key of the tags that tell persons apart, or makes it from random; nil:
// crypto/rand.
func openPersonKey(home string, random io.Reader) ([]byte, error) {
	if random == nil {
		random = rand.Reader
	}
	return secret(filepath.Join(home, personKey), func() ([]byte, error) {
		b := make([]byte, 32)
		_, err := io.ReadFull(random, b)
		return b, err
	})
}

// openTicketKey reads the key from which links to answer are computed, or makes it. Without the old
// one the links that are out are good no more, and webhooks get new secrets: nothing else is lost.
func openTicketKey(home string, random io.Reader) ([]byte, error) {
	if random == nil {
		random = rand.Reader
	}
	return secret(filepath.Join(home, ticketKey), func() ([]byte, error) {
		b := make([]byte, 32)
		_, err := io.ReadFull(random, b)
		return b, err
	})
}

// signer opens a signing key, or makes it, and takes care that its public half lies beside it: who
// was cut off between the two has only the one.
func signer(home, file, name string) (ledger.Signer, error) {
	path := filepath.Join(home, file)
	b, err := secret(path, func() ([]byte, error) {
		skey, _, err := ledger.GenerateKey(rand.Reader, name)
		return []byte(skey), err
	})
	if err != nil {
		return nil, err
	}
	skey := strings.TrimSpace(string(b))
	s, err := ledger.NewSigner(skey)
	if err != nil {
		return nil, fmt.Errorf("key %s: %w", path, err)
	}
	vkey, err := ledger.PublicKey(skey)
	if err != nil {
		return nil, fmt.Errorf("key %s: %w", path, err)
	}
	public := strings.TrimSuffix(path, ".key") + ".pub"
	if have, err := os.ReadFile(public); err == nil && strings.TrimSpace(string(have)) == vkey {
		return s, nil
	}
	return s, writePublic(public, vkey+"\n")
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
