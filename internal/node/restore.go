package node

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"tocsin"
	"tocsin/internal/desk"
	"tocsin/internal/store"
	"tocsin/internal/store/sqlite"
	"tocsin/ledger"
	"tocsin/seal"
)

// RestoreOptions say what is restored, on whose word and why.
type RestoreOptions struct {
	Backup      string      // the folder that was given to backup; empty: the folder as it was put back by hand
	Role        tocsin.Role // who restores: the administrator
	Reason      string      // stands in the log for good
	Checkpoints []string    // files that hold a checkpoint of the log, beside those that are looked for
	LogKeys     []string    // files with public keys of the log and its successors, where they are not found
	Keys        string      // folder with desk.key and person.key; empty: they are looked for
	PutBack     bool        // the folder was put back by hand, though nothing shows it
	Check       bool        // only say what would be done
	Progress    func(step string, done, total int64)

	after func(step string) // tests end the restore there
}

// Restored is what a restore found, and what it did.
type Restored struct {
	Org         tocsin.OrgID `json:"org"`
	Done        bool         `json:"done"`    // the successor log is open
	Before      bool         `json:"already"` // it was open before: nothing was done now
	Predecessor string       `json:"predecessor"`
	Held        int64        `json:"held"` // leaves of the predecessor that are here
	HeldRoot    string       `json:"held_root"`
	Known       int64        `json:"known"` // leaves that the newest checkpoint known speaks of
	Where       string       `json:"where"` // the file that holds it; empty: only the database itself
	Lost        int64        `json:"lost"`  // leaves that are known and not here: from Held to Known-1
	Log         string       `json:"log"`   // the successor
	Key         string       `json:"key,omitempty"`
	Leaf        int64        `json:"leaf"`      // of its statement
	MadeKeys    []string     `json:"made_keys"` // keys that were lost and are new
	Kept        string       `json:"kept,omitempty"`
}

// Restore makes an organisation of a backup, or of a folder that was put back by hand. It verifies
// everything, compares it with every checkpoint that is known, and opens a successor log: the old
// one is never signed again. It refuses a record that does not agree with what is known. A restore
// that is interrupted has either not happened, or is whole when the organisation is next opened or
// the restore repeated.
func Restore(ctx context.Context, dir string, org tocsin.OrgID, r RestoreOptions, o Options) (Restored, error) {
	if err := tocsin.CheckOrgID(org); err != nil {
		return Restored{}, err
	}
	if r.Role != tocsin.Administrator {
		return Restored{}, tocsin.Refuse(tocsin.RulePermission, "ask the administrator", "a record is restored by the administrator, not by the %s", strings.ReplaceAll(string(r.Role), "_", " "))
	}
	if err := ofOneKind(dir, org); err != nil {
		return Restored{}, err
	}
	if o.Warn == nil {
		o.Warn = func(string) {}
	}
	if r.after == nil {
		r.after = func(string) {}
	}
	x := &restore{RestoreOptions: r, o: o, dir: dir, org: org, home: filepath.Join(dir, string(org)), out: Restored{Org: org, MadeKeys: []string{}}}
	if err := x.run(ctx); err != nil {
		return x.out, fmt.Errorf("restore %s: %w", org, err)
	}
	return x.out, nil
}

// restore is one restore under way.
type restore struct {
	RestoreOptions
	o         Options
	dir, home string
	org       tocsin.OrgID
	source    string // where the record comes from
	work      string // where it is made ready: the home itself, or a folder that takes its place
	out       Restored
	logs      []store.Log
	known     []byte // the newest checkpoint, signed
	newest    int64  // the highest number of a log that anything speaks of
}

func (x *restore) run(ctx context.Context) (err error) {
	unlock, err := x.lock()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	if _, err := finishRestore(x.dir, x.org); err != nil {
		return err
	}
	if err := settleKeys(ctx, x.home, x.org); err != nil {
		return err
	}
	if err := x.stage(ctx); err != nil || x.out.Before {
		return err
	}
	if err := x.succeed(ctx); err != nil || !x.out.Done {
		return errors.Join(err, x.unstage())
	}
	x.after("keys settled")
	if x.work != x.home {
		if err := x.install(); err != nil {
			return err
		}
	}
	x.after("installed")
	// To open it checks that all is well, and puts the new log's checkpoint where it is kept.
	n, err := Open(ctx, x.dir, x.org, x.o)
	if err != nil {
		return err
	}
	return errors.Join(x.lostRecipients(ctx, n), n.Close())
}

// lostRecipients warns when something was sealed and it is not known any more to whom: what is
// written from here on would be in plain.
func (x *restore) lostRecipients(ctx context.Context, n *Node) error {
	const lost = "%s is not here, though %s sealed: what is written from here on is not. Put the file back from another copy before the next act"
	sources, err := n.Desk.Sealing(ctx)
	if err != nil {
		return err
	}
	if sources.Sealed > 0 && len(sources.Recipients) == 0 {
		x.o.Warn(fmt.Sprintf(lost, sealedFile, "protected sources were"))
	}
	holders, err := keyholders(n.home)
	if err != nil {
		return err
	}
	return n.store.View(ctx, func(v store.View) error {
		named, err := v.Find(tocsin.KindPerson, "", 1)
		if err == nil && len(named) > 0 && holders == (desk.Keyholders{}) {
			x.o.Warn(fmt.Sprintf(lost, identityFile, "the names behind acts were"))
		}
		return err
	})
}

// lock keeps a second restore of the organisation out: it would take what the first one makes ready
// for what an interrupted one left. A restore in place makes nothing ready.
func (x *restore) lock() (unlock func() error, err error) {
	if x.Backup == "" {
		return func() error { return nil }, nil
	}
	file := x.staging("restoring") + ".lock"
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return nil, err
	}
	release, err := sqlite.Lock(file)
	if errors.Is(err, store.ErrLocked) {
		return nil, fmt.Errorf("%s is being restored by another process: wait for its end", x.org)
	}
	if err != nil {
		return nil, err
	}
	return func() error { return errors.Join(release(), removeEmpty(filepath.Dir(file))) }, nil
}

// stage finds the record and copies it to where it is made ready.
func (x *restore) stage(ctx context.Context) error {
	x.source, x.work = x.home, x.home
	if x.Backup == "" {
		if !hasDatabase(x.home) {
			return fmt.Errorf("%s holds no record that was put back: name the backup, or put tocsin.db there", x.home)
		}
		return nil
	}
	for _, folder := range []string{filepath.Join(x.Backup, string(x.org)), x.Backup} {
		if hasDatabase(folder) {
			x.source = folder
			break
		}
	}
	switch {
	case x.source == x.home:
		return fmt.Errorf("%s holds no backup of %s: there is no %s", x.Backup, x.org, filepath.Join(x.Backup, string(x.org), databaseFile))
	case hasDatabase(x.home):
		return x.occupied(ctx)
	}
	x.work = x.staging("restoring")
	if err := os.RemoveAll(x.work); err != nil {
		return err
	}
	if err := os.MkdirAll(x.work, 0o700); err != nil {
		return err
	}
	x.progress("copy", 0, 0)
	if err := sqlite.Copy(ctx, x.source, x.work); err != nil {
		return err
	}
	x.after("copied")
	return copyFiles(x.source, x.work, public...)
}

// occupied says what to do about a record that is there: nothing, if it was restored and nothing
// has happened since.
func (x *restore) occupied(ctx context.Context) error {
	s, err := sqlite.Open(ctx, x.home, store.Options{ReadOnly: true})
	if err == nil {
		defer s.Close()
		if err := x.before(ctx, s); err != nil || x.out.Before {
			return err
		}
	}
	return fmt.Errorf("%s holds a record: move that folder away and name it with --keys, or leave out the backup to go on from it", x.home)
}

// before says whether a store was restored and nothing has happened since.
func (x *restore) before(ctx context.Context, s store.Store) error {
	logs, err := s.Logs(ctx)
	if err != nil || len(logs) < 2 {
		return err
	}
	last := logs[len(logs)-1]
	return s.View(ctx, func(v store.View) error {
		if v.Leaves() == last.First+1 {
			x.out.Before, x.out.Log, x.out.Leaf, x.out.Predecessor, x.out.Held = true, last.Origin, last.First, logs[len(logs)-2].Origin, last.First
			if cp, err := parseNote(last.Known); err == nil {
				x.out.Known, x.out.Lost = cp.Size, cp.Size-last.First
			}
		}
		return nil
	})
}

// staging is a folder in which no organisation is looked for.
func (x *restore) staging(name string) string { return stagingIn(x.dir, name, x.org) }

func stagingIn(dir, name string, org tocsin.OrgID) string {
	return filepath.Join(dir, "."+name, string(org))
}

func (x *restore) unstage() error {
	if x.work == x.home {
		return nil
	}
	return errors.Join(os.RemoveAll(x.work), removeEmpty(filepath.Dir(x.work)))
}

func removeEmpty(dir string) error {
	err := os.Remove(dir)
	if left, e := os.ReadDir(dir); e == nil && len(left) > 0 || errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// install puts what is ready in place of whatever is left of the organisation's folder. From its
// first rename on the restore has happened, and finishRestore does the rest if need be.
func (x *restore) install() error {
	ready := x.staging("restored")
	if err := os.MkdirAll(filepath.Dir(ready), 0o700); err != nil {
		return err
	}
	if err := os.Rename(x.work, ready); err != nil {
		return err
	}
	x.after("ready")
	err := errors.Join(syncFolder(filepath.Dir(ready)), removeEmpty(filepath.Dir(x.work)))
	if err == nil {
		x.out.Kept, err = finishRestore(x.dir, x.org)
	}
	if err != nil {
		return err
	}
	return x.installed(ready)
}

// installed refuses to take for the restored record what somebody began or put back in its place
// while it was made ready.
func (x *restore) installed(ready string) error {
	there, err := isThere(ready)
	if err != nil || !there {
		return err
	}
	x.out.Done = false
	return fmt.Errorf("%s holds another record, which was begun or put there during the restore: what was restored waits in %s. Move the other one away, and give the command again", x.home, ready)
}

// finishRestore puts a record that is ready in its place, and says where what was left of the
// organisation's folder is now. It can be repeated.
func finishRestore(dir string, org tocsin.OrgID) (kept string, err error) {
	ready, home := stagingIn(dir, "restored", org), filepath.Join(dir, string(org))
	if there, err := isThere(ready); err != nil || !there || hasDatabase(home) {
		return "", err
	}
	if there, err := isThere(home); err != nil {
		return "", err
	} else if there {
		if kept, err = keepFolder(home); err != nil {
			return "", err
		}
	}
	if err := os.Rename(ready, home); err != nil {
		return kept, err
	}
	return kept, errors.Join(syncFolder(dir), removeEmpty(filepath.Dir(ready)))
}

const beforeRestore = ".before-restore"

// keepFolder renames what is left of a folder, with the old log's key, which nobody uses from there.
func keepFolder(home string) (to string, err error) {
	to = home + beforeRestore
	for n := 2; ; n++ {
		there, err := isThere(to)
		if err != nil {
			return "", err
		}
		if !there {
			return to, os.Rename(home, to)
		}
		to = fmt.Sprintf("%s%s-%d", home, beforeRestore, n)
	}
}

func (x *restore) progress(step string, done, total int64) {
	if x.Progress != nil {
		x.Progress(step, done, total)
	}
}

// succeed verifies the record, compares it, and opens the successor log in it.
func (x *restore) succeed(ctx context.Context) (err error) {
	f, err := sqlite.OpenFormer(ctx, x.work, store.Options{Clock: x.o.Clock, Warn: x.o.Warn})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close(), x.settle(ctx, err)) }()
	if err := x.examine(ctx, f); err != nil {
		return err
	}
	shows, err := x.compare(ctx, f)
	if err != nil {
		return err
	}
	if x.work == x.home && !shows && !x.PutBack {
		if err := x.before(ctx, f); err != nil || x.out.Before {
			return err
		}
		return fmt.Errorf("%s agrees with every checkpoint that is known of it: nothing needs to be restored. If it was put back from a copy all the same, say so with --put-back", x.home)
	}
	x.out.Log = fmt.Sprintf("%s/%d", firstLog(x.org), x.newest+1)
	if x.Check {
		return x.lostKeys()
	}
	signer, err := x.keys()
	if err != nil {
		return err
	}
	return x.open(ctx, f, signer)
}

// examine refuses a record that is damaged, or is another organisation's.
func (x *restore) examine(ctx context.Context, f *sqlite.Former) (err error) {
	if x.logs, err = f.Logs(ctx); err != nil {
		return err
	}
	if x.logs[0].Origin != firstLog(x.org) {
		return fmt.Errorf("%s holds the log %s, which is not of %s", x.source, x.logs[0].Origin, x.org)
	}
	v, err := f.Verify(ctx, store.VerifyOptions{Progress: x.Progress})
	if err != nil {
		return err
	}
	if len(v.Findings) > 0 {
		return &Damaged{Where: x.source, Verification: v}
	}
	if err := x.examineStatements(ctx, f); err != nil {
		return err
	}
	x.after("verified")
	root, err := ledger.Root(v.Leaves, f.Hashes(ctx))
	x.out.Predecessor, x.out.Held, x.out.HeldRoot = x.logs[len(x.logs)-1].Origin, v.Leaves, hex.EncodeToString(root[:])
	return err
}

// examineStatements holds the statements to the records, if the key that they were signed with is
// known.
func (x *restore) examineStatements(ctx context.Context, f *sqlite.Former) error {
	keys, err := deskVerifiers(x.work)
	if errors.Is(err, fs.ErrNotExist) {
		x.o.Warn(fmt.Sprintf("there is no desk.pub in %s: the signatures under the statements are not verified. When you find it, put it into %s as desk.1.pub", x.source, x.home))
		return nil
	}
	if err != nil {
		return err
	}
	v, err := desk.Verify(ctx, f, desk.VerifyOptions{Keys: keys, Progress: x.Progress})
	if err == nil && len(v.Findings) > 0 {
		err = &Damaged{Where: x.source, Verification: store.Verification{Findings: v.Findings, More: v.More}}
	}
	return err
}

// Damaged says that a record cannot be restored because it does not agree with itself.
type Damaged struct {
	Where string
	store.Verification
}

func (d *Damaged) Error() string {
	return fmt.Sprintf("%s is damaged and is not restored: use an earlier or another backup. %v", d.Where, d.Verification.Err())
}

// Unwrap gives the first finding.
func (d *Damaged) Unwrap() error { return d.Verification.Err() }

// keys lays the desk's keys where the record is made ready, and makes those that are lost. It
// returns the key that signs statements.
func (x *restore) keys() (ledger.Signer, error) {
	if err := x.lostKeys(); err != nil {
		return nil, err
	}
	for _, k := range backupKeys {
		if from, err := x.findKey(k); err != nil {
			return nil, err
		} else if from != "" {
			if err := copyFile(from, filepath.Join(x.work, k)); err != nil {
				return nil, err
			}
		}
	}
	if err := x.keepDeskPub(); err != nil {
		return nil, err
	}
	s, err := signer(x.work, deskKey, deskName(x.org))
	if err != nil {
		return nil, err
	}
	if _, err := openPersonKey(x.work, x.o.IDs); err != nil {
		return nil, err
	}
	if _, err := openTicketKey(x.work, x.o.IDs); err != nil {
		return nil, err
	}
	return s, syncFolder(x.work)
}

// findKey is the file that holds a key of the desk: the folder that was named, the backup, what is
// left of the organisation's folder. It is empty when there is none.
func (x *restore) findKey(name string) (string, error) {
	folders := []string{x.work, x.source, x.home, x.home + beforeRestore}
	if x.Keys != "" {
		folders = []string{x.Keys}
	}
	for _, f := range folders {
		path := filepath.Join(f, name)
		there, err := isThere(path)
		if err != nil {
			return "", err
		}
		if there {
			return path, nil
		}
	}
	if x.Keys != "" {
		return "", fmt.Errorf("there is no %s in %s", name, x.Keys)
	}
	return "", nil
}

// lostKeys names the keys that are nowhere.
func (x *restore) lostKeys() error {
	for _, k := range backupKeys {
		from, err := x.findKey(k)
		if err != nil {
			return err
		}
		if from == "" {
			x.out.MadeKeys = append(x.out.MadeKeys, k)
		}
	}
	return nil
}

// keepDeskPub keeps the public key of a desk's key that is lost: old statements are verified with it.
func (x *restore) keepDeskPub() error {
	pub := filepath.Join(x.work, "desk.pub")
	if there, err := isThere(filepath.Join(x.work, deskKey)); err != nil || there {
		return err
	}
	if there, err := isThere(pub); err != nil || !there {
		return err
	}
	for n := 1; ; n++ {
		to := filepath.Join(x.work, fmt.Sprintf("desk.%d.pub", n))
		if there, err := isThere(to); err != nil {
			return err
		} else if !there {
			return os.Rename(pub, to)
		}
	}
}

// open opens the successor log.
func (x *restore) open(ctx context.Context, f *sqlite.Former, statements ledger.Signer) error {
	secret, public, err := ledger.GenerateKey(rand.Reader, x.out.Log)
	if err != nil {
		return err
	}
	log, err := ledger.NewSigner(secret)
	if err != nil {
		return err
	}
	if err := writeWhole(filepath.Join(x.work, nextPub), []byte(public+"\n"), 0o644); err != nil {
		return err
	}
	if err := writeWhole(filepath.Join(x.work, nextKey), []byte(secret), 0o600); err != nil {
		return err
	}
	if err := syncFolder(x.work); err != nil {
		return err
	}
	x.after("key written")
	next := store.Log{Origin: x.out.Log, Key: public, Known: x.known}
	sign := func(text []byte) ([]byte, error) { return ledger.SignCheckpoint(text, log) }
	err = f.Succeed(ctx, next, sign, func(at time.Time) ([]byte, error) { return x.statement(public, at, statements) })
	if err != nil {
		return err
	}
	x.after("succeeded")
	x.out.Done, x.out.Key, x.out.Leaf = true, public, x.out.Held
	return nil
}

func (x *restore) statement(key string, at time.Time, signer ledger.Signer) ([]byte, error) {
	nonce := make([]byte, 16)
	if _, err := rand.Read(nonce); err != nil {
		return nil, err
	}
	stmt, _, err := seal.Encode(seal.SuccessorType, seal.Successor{
		Nonce: hex.EncodeToString(nonce), Origin: x.out.Log, Key: key, Predecessor: x.out.Predecessor,
		HeldSize: x.out.Held, HeldRoot: x.out.HeldRoot,
		Known: base64.StdEncoding.EncodeToString(x.known), KnownSize: x.out.Known, Lost: x.out.Lost,
		Role: string(x.Role), Reason: x.Reason, At: seal.FormatTime(at),
	}, signer)
	return stmt, err
}

// settle puts the new log's key in its place, once the database is closed.
func (x *restore) settle(ctx context.Context, failed error) error {
	if failed != nil || !x.out.Done {
		return nil
	}
	return settleKeys(ctx, x.work, x.org)
}
