package node_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/desk"
	"tocsin/internal/node"
	"tocsin/internal/store"
	"tocsin/internal/store/sqlite"
	"tocsin/ledger"
)

// home is the data folder of an organisation called hall.
type home struct {
	t      *testing.T
	dir    string
	acted  int
	warned []string
	open   []store.Store // by store
}

func newHome(t *testing.T, acts int) *home {
	h := &home{t: t, dir: filepath.Join(t.TempDir(), "data")}
	if _, err := node.MakeIdentity(h.dir, "hall", ""); err != nil {
		t.Fatal(err)
	}
	h.acts(acts)
	return h
}

func (h *home) options() node.Options {
	return node.Options{Warn: func(what string) { h.warned = append(h.warned, what) }}
}

func (h *home) path(name string) string { return filepath.Join(h.dir, "hall", name) }

// acts opens the organisation, does so many acts and closes it.
func (h *home) acts(n int) {
	h.t.Helper()
	hall, err := node.Open(h.t.Context(), h.dir, "hall", h.options())
	if err != nil {
		h.t.Fatal(err)
	}
	for range n {
		h.acted++
		peer := tocsin.Org{ID: tocsin.OrgID(fmt.Sprintf("peer-%d", h.acted)), Name: "A peer", Kind: tocsin.OrgOperator}
		if _, err := hall.Client(client.Caller{Role: tocsin.Administrator}).Act(h.t.Context(), client.Admit{Org: peer}); err != nil {
			h.t.Fatal(err)
		}
	}
	if err := hall.Close(); err != nil {
		h.t.Fatal(err)
	}
}

// backUp makes a backup beside the data folder and returns the folder to be named.
func (h *home) backUp(o node.BackupOptions) (string, node.Backup) {
	h.t.Helper()
	dest := filepath.Join(filepath.Dir(h.dir), "backup")
	hall, err := node.Open(h.t.Context(), h.dir, "hall", node.Options{ReadOnly: true})
	if err != nil {
		h.t.Fatal(err)
	}
	defer hall.Close()
	b, err := hall.Backup(h.t.Context(), dest, o)
	if err != nil {
		h.t.Fatal(err)
	}
	return dest, b
}

// copied is a copy of the organisation's folder, made while nobody had it open.
func (h *home) copied() string {
	h.t.Helper()
	to := filepath.Join(h.t.TempDir(), "copy")
	if err := os.CopyFS(to, os.DirFS(filepath.Join(h.dir, "hall"))); err != nil {
		h.t.Fatal(err)
	}
	return to
}

func (h *home) remove(names ...string) {
	h.t.Helper()
	for _, n := range names {
		if err := os.RemoveAll(filepath.Join(h.dir, n)); err != nil {
			h.t.Fatal(err)
		}
	}
}

// put puts a file, or a whole folder, in place of one of the organisation's.
func (h *home) put(name, from string) {
	h.t.Helper()
	to := h.path(name)
	var err error
	if info, serr := os.Stat(from); serr == nil && info.IsDir() {
		if err = os.RemoveAll(to); err == nil {
			err = os.CopyFS(to, os.DirFS(from))
		}
	} else {
		var b []byte
		if b, err = os.ReadFile(from); err == nil {
			if err = os.MkdirAll(filepath.Dir(to), 0o700); err == nil {
				err = os.WriteFile(to, b, 0o600)
			}
		}
	}
	if err != nil {
		h.t.Fatal(err)
	}
}

// restore is what an administrator does.
func (h *home) restore(r node.RestoreOptions) (node.Restored, error) {
	h.t.Helper()
	if r.Role == "" {
		r.Role, r.Reason = tocsin.Administrator, "the disk broke"
	}
	return node.Restore(h.t.Context(), h.dir, "hall", r, h.options())
}

// refused checks that the organisation cannot be opened for acts, and that the error says so and
// gives the command that helps.
func (h *home) refused(words ...string) {
	h.t.Helper()
	hall, err := node.Open(h.t.Context(), h.dir, "hall", h.options())
	if err == nil {
		hall.Close()
		h.t.Fatal("it was opened")
	}
	for _, w := range append(words, "tocsin restore ", "--org hall --as administrator --reason") {
		if !strings.Contains(err.Error(), w) {
			h.t.Errorf("the error %q does not say %q", err, w)
		}
	}
}

// checkpoint is the one that the organisation's folder keeps, verified with a key as text.
func (h *home) checkpoint(key string) ledger.Checkpoint {
	h.t.Helper()
	note, err := os.ReadFile(h.path("checkpoint"))
	if err != nil {
		h.t.Fatal(err)
	}
	v, err := ledger.NewVerifier(key)
	if err != nil {
		h.t.Fatal(err)
	}
	cp, err := ledger.OpenCheckpoint(note, v.Name(), ledger.VerifierList(v))
	if err != nil {
		h.t.Fatal(err)
	}
	return cp
}

func (h *home) public(name string) string {
	h.t.Helper()
	b, err := os.ReadFile(h.path(name))
	if err != nil {
		h.t.Fatal(err)
	}
	return strings.TrimSpace(string(b))
}

// store is the organisation's database, open for reading until the test ends.
func (h *home) store() store.Store {
	h.t.Helper()
	s, err := sqlite.Open(h.t.Context(), h.path(""), store.Options{ReadOnly: true})
	if err != nil {
		h.t.Fatal(err)
	}
	h.open = append(h.open, s)
	h.t.Cleanup(func() { s.Close() })
	return s
}

func (h *home) closeStores() {
	h.t.Helper()
	for _, s := range h.open {
		if err := s.Close(); err != nil {
			h.t.Fatal(err)
		}
	}
	h.open = nil
}

// verify verifies everything, and returns how many leaves and logs there are.
func (h *home) verify() (leaves int64, logs []store.Log) {
	h.t.Helper()
	s := h.store()
	v, err := s.Verify(h.t.Context(), store.VerifyOptions{})
	if err != nil || v.Err() != nil {
		h.t.Fatal(v.Err(), err)
	}
	var keys []ledger.Verifier
	files, err := filepath.Glob(h.path("desk*.pub"))
	if err != nil {
		h.t.Fatal(err)
	}
	for _, f := range files {
		k, err := ledger.NewVerifier(h.public(filepath.Base(f)))
		if err != nil {
			h.t.Fatal(err)
		}
		keys = append(keys, k)
	}
	d, err := desk.Verify(h.t.Context(), s, desk.VerifyOptions{Keys: ledger.VerifierList(keys...)})
	if err != nil || d.Err() != nil {
		h.t.Fatal(d.Err(), err)
	}
	if logs, err = s.Logs(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
	return v.Leaves, logs
}

// TestRestore: whatever the disaster, and whatever is left, the record goes on as a successor that
// says how much is lost; and before that it takes no act.
func TestRestore(t *testing.T) {
	t.Parallel()
	type disaster struct {
		strike  func(h *home, older string)
		refused string // what the organisation says when it is opened; empty: it is not tried
		restore node.RestoreOptions
		made    []string
		kept    bool // something of the folder was left
		bare    bool // public keys are lost, too, and found later
	}
	const made = "BACKUP"
	for name, d := range map[string]disaster{
		"the folder is gone": {
			strike:  func(h *home, _ string) { h.remove("hall") },
			refused: "says that there was one, of 8 leaves", restore: node.RestoreOptions{Backup: made},
			made: []string{"desk.key", "person.key", "ticket.key"},
		},
		"the database is gone": {
			strike:  func(h *home, _ string) { h.remove("hall/tocsin.db") },
			refused: "says that there was one, of 8 leaves", restore: node.RestoreOptions{Backup: made}, kept: true,
		},
		"an older copy of the folder": {
			strike:  func(h *home, older string) { h.put("", older) },
			refused: "hall.checkpoint says 8 leaves of the log tocsin/hall, the database holds 5",
		},
		"only the database put back": {
			strike:  func(h *home, older string) { h.put("tocsin.db", filepath.Join(older, "tocsin.db")) },
			refused: "checkpoint says 8 leaves of the log tocsin/hall, the database holds 5",
		},
		"only the database, nothing else": {
			strike: func(h *home, older string) {
				h.remove("hall")
				h.put("tocsin.db", filepath.Join(older, "tocsin.db"))
			},
			refused: "a key is lost that the record was written with: log.key",
			made:    []string{"desk.key", "person.key", "ticket.key"}, bare: true,
		},
		"the backup copied by hand": {
			strike: func(h *home, _ string) {
				h.put("", filepath.Join(filepath.Dir(h.dir), "backup", "hall"))
			},
			refused: "a key is lost", made: []string{"desk.key", "person.key", "ticket.key"},
		},
		"the backup's database put back": {
			strike: func(h *home, _ string) {
				h.put("tocsin.db", filepath.Join(filepath.Dir(h.dir), "backup", "hall", "tocsin.db"))
			},
			refused: "the database is a backup of the log tocsin/hall with 5 leaves",
		},
		"another machine": {
			strike:  func(h *home, _ string) { h.dir = filepath.Join(h.t.TempDir(), "elsewhere") },
			restore: node.RestoreOptions{Backup: made, Checkpoints: []string{"OLD/hall.checkpoint"}},
			made:    []string{"desk.key", "person.key", "ticket.key"},
		},
		"another machine, with the keys": {
			strike:  func(h *home, _ string) { h.dir = filepath.Join(h.t.TempDir(), "elsewhere") },
			restore: node.RestoreOptions{Backup: made, Checkpoints: []string{"OLD/hall/checkpoint"}, Keys: "OLD/hall"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHome(t, 5)
			older := h.copied()
			backup, _ := h.backUp(node.BackupOptions{})
			old := h.checkpoint(h.public("log.pub"))
			h.acts(3)
			oldKey, oldDir := h.public("log.pub"), h.dir
			newest := h.checkpoint(oldKey)
			d.strike(h, older)
			if d.refused != "" {
				h.refused(d.refused)
			}
			r := d.restore
			if r.Backup != "" {
				r.Backup = backup
			}
			r.Keys = strings.Replace(r.Keys, "OLD", oldDir, 1)
			for i := range r.Checkpoints {
				r.Checkpoints = []string{strings.Replace(r.Checkpoints[i], "OLD", oldDir, 1)}
			}
			got, err := h.restore(r)
			if err != nil {
				t.Fatal(err)
			}
			h.checkRestored(got, d.made, d.kept)
			h.acts(2)
			if d.bare {
				h.put("desk.1.pub", filepath.Join(older, "desk.pub"))
				h.put("identity.recipients", filepath.Join(older, "identity.recipients"))
			}
			if all := strings.Join(h.warned, "\n"); (len(h.warned) == 2 && strings.Contains(all, "as desk.1.pub") && strings.Contains(all, "identity.recipients is not here")) != d.bare || len(h.warned) > 2 {
				t.Errorf("warned: %q", h.warned)
			}
			if _, err := os.Stat(h.path("identity.recipients")); err != nil {
				t.Error(err)
			}
			leaves, logs := h.verify()
			if leaves != 8 || len(logs) != 2 || logs[1].First != 5 || logs[1].Key != got.Key || logs[0].Key != oldKey {
				t.Errorf("%d leaves, logs %+v", leaves, logs)
			}
			h.checkSuccessor(old, newest, got)
		})
	}
}

// checkRestored looks at what a restore says of 5 leaves when 8 are known.
func (h *home) checkRestored(got node.Restored, made []string, kept bool) {
	h.t.Helper()
	want := node.Restored{
		Org: "hall", Done: true, Predecessor: "tocsin/hall", Held: 5, HeldRoot: got.HeldRoot,
		Known: 8, Where: got.Where, Lost: 3, Log: "tocsin/hall/2", Key: got.Key, Leaf: 5, MadeKeys: append([]string{}, made...), Kept: got.Kept,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		h.t.Errorf("restored:\n%s", diff)
	}
	if (got.Kept != "") != kept || !strings.HasSuffix(got.Where, "checkpoint") {
		h.t.Errorf("kept %q, known from %q", got.Kept, got.Where)
	}
	if h.public("log.pub") != got.Key {
		h.t.Error("log.pub is not the new log's key")
	}
	b, err := os.ReadFile(h.path("log.key"))
	if err != nil || !strings.Contains(string(b), "+tocsin/hall/2+") {
		h.t.Errorf("log.key is not the new log's: %v", err)
	}
	left, err := filepath.Glob(filepath.Join(h.dir, ".restor*"))
	if err != nil || len(left) > 0 {
		h.t.Errorf("left behind: %q, %v", left, err)
	}
}

// checkSuccessor shows to somebody who knows only the old log that the new one goes on from it, and
// what its statement binds.
func (h *home) checkSuccessor(old, newest ledger.Checkpoint, got node.Restored) {
	h.t.Helper()
	hall, err := node.Open(h.t.Context(), h.dir, "hall", node.Options{ReadOnly: true})
	if err != nil {
		h.t.Fatal(err)
	}
	defer hall.Close()
	next := h.checkpoint(got.Key)
	proof, err := ledger.ProveSuccession(got.Held, got.Held, nil, next.Size, h.store().Hashes(h.t.Context()))
	if err != nil {
		h.t.Fatal(err)
	}
	if err := ledger.VerifySuccession(old, next, proof); err != nil {
		h.t.Error(err)
	}
	leaves, _, err := hall.Leaves(h.t.Context(), got.Leaf, 1)
	if err != nil || len(leaves) != 1 || leaves[0].Succeeds == nil {
		h.t.Fatalf("leaf %d: %+v, %v", got.Leaf, leaves, err)
	}
	said := leaves[0].Succeeds
	if said.Key != got.Key || said.Lost != got.Lost || said.Reason != "the disk broke" || said.Role != "administrator" {
		h.t.Errorf("the statement says %+v", said)
	}
	known, err := said.KnownNote()
	if err != nil {
		h.t.Fatal(err)
	}
	if !strings.HasPrefix(string(known), string(newest.Text())+"\n") {
		h.t.Errorf("the statement binds %q", known)
	}
}

// TestRestoreAgain: every restore has a name of its own, and is done once.
func TestRestoreAgain(t *testing.T) {
	t.Parallel()
	h := newHome(t, 4)
	older := h.copied()
	backup, _ := h.backUp(node.BackupOptions{WithKeys: true})
	h.acts(2)
	h.remove("hall")
	for range 2 { // the second finds that it is done
		if got, err := h.restore(node.RestoreOptions{Backup: backup}); err != nil || got.Log != "tocsin/hall/2" || got.Lost != 2 {
			t.Fatalf("%+v, %v", got, err)
		}
	}
	if got, err := h.restore(node.RestoreOptions{}); err != nil || !got.Before || got.Log != "tocsin/hall/2" {
		t.Errorf("%+v, %v", got, err)
	}
	h.acts(3) // 4, the statement, 3
	if _, err := h.restore(node.RestoreOptions{Backup: backup}); err == nil || !strings.Contains(err.Error(), "holds a record") {
		t.Errorf("a record was restored over: %v", err)
	}
	if _, err := h.restore(node.RestoreOptions{}); err == nil || !strings.Contains(err.Error(), "--put-back") {
		t.Errorf("a healthy record was succeeded: %v", err)
	}
	second := h.copied()
	h.acts(1)
	h.put("", second)
	h.refused("says 9 leaves of the log tocsin/hall/2, the database holds 8")
	if got, err := h.restore(node.RestoreOptions{}); err != nil || got.Log != "tocsin/hall/3" || got.Lost != 1 || got.Predecessor != "tocsin/hall/2" {
		t.Errorf("%+v, %v", got, err)
	}
	h.acts(1)
	if leaves, logs := h.verify(); leaves != 10 || len(logs) != 3 {
		t.Errorf("%d leaves, %d logs", leaves, len(logs))
	}

	// A copy of before all of that: its log was succeeded twice, and the third name is taken.
	key := h.public("log.pub")
	h.put("", older)
	h.refused("is of the log tocsin/hall/3 with 10 leaves, which succeeded the log tocsin/hall")
	if _, err := h.restore(node.RestoreOptions{}); err == nil || !strings.Contains(err.Error(), "--log-key") {
		t.Errorf("a checkpoint that could not be verified was passed over: %v", err)
	}
	third := filepath.Join(t.TempDir(), "third.pub")
	if err := os.WriteFile(third, []byte(key+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := h.restore(node.RestoreOptions{LogKeys: []string{third}})
	if err != nil || got.Log != "tocsin/hall/4" || got.Predecessor != "tocsin/hall/3" || got.Held != 4 || got.Lost != 6 {
		t.Errorf("%+v, %v", got, err)
	}
	h.acts(1)
	h.verify()
}

// TestRestoreRefuses: a record that does not agree with what is known is not restored, and what is
// there stays as it is.
func TestRestoreRefuses(t *testing.T) {
	t.Parallel()
	h := newHome(t, 4)
	backup, _ := h.backUp(node.BackupOptions{})
	older := h.copied()
	h.acts(2)
	secret, err := os.ReadFile(h.path("log.key"))
	if err != nil {
		t.Fatal(err)
	}
	signed := func(size int64, name string) string {
		t.Helper()
		log, err := ledger.NewSigner(string(secret))
		if err != nil {
			t.Fatal(err)
		}
		note, err := ledger.SignCheckpoint(ledger.Checkpoint{Origin: "tocsin/hall", Size: size, Root: ledger.Hash{7}}.Text(), log)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, note, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	letter := filepath.Join(t.TempDir(), "letter")
	if err := os.WriteFile(letter, []byte("Dear sirs,\n\nno.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	damaged := filepath.Join(t.TempDir(), "damaged")
	if err := os.CopyFS(damaged, os.DirFS(backup)); err != nil {
		t.Fatal(err)
	}
	flip(t, filepath.Join(damaged, "hall", "tocsin.db"), "A peer")
	h.put("", older)
	for name, c := range map[string]struct {
		restore node.RestoreOptions
		words   []string
	}{
		"contradicts what is held":        {node.RestoreOptions{Checkpoints: []string{signed(3, "three")}}, []string{"three has another root for size 3", "holds 4 leaves", "forked"}},
		"contradicts what is known":       {node.RestoreOptions{Checkpoints: []string{signed(6, "six")}}, []string{"another root for size 6", "forked"}},
		"no checkpoint":                   {node.RestoreOptions{Checkpoints: []string{letter}}, []string{letter, "no checkpoint"}},
		"checkpoint not there":            {node.RestoreOptions{Checkpoints: []string{letter + ".no"}}, []string{letter + ".no"}},
		"no key":                          {node.RestoreOptions{LogKeys: []string{letter}}, []string{letter, "no public key"}},
		"no keys of the desk":             {node.RestoreOptions{Keys: filepath.Dir(letter)}, []string{"there is no desk.key in"}},
		"a backup over a record":          {node.RestoreOptions{Backup: backup}, []string{"holds a record"}},
		"no backup":                       {node.RestoreOptions{Backup: t.TempDir()}, []string{"holds no backup of hall"}},
		"the inspector":                   {node.RestoreOptions{Role: tocsin.Inspector, Reason: "why not"}, []string{"administrator"}},
		"without a reason, in other data": {node.RestoreOptions{Role: tocsin.Administrator, Reason: " "}, []string{"reason must be"}},
	} {
		if got, err := h.restore(c.restore); err == nil {
			t.Fatalf("%s: restored %+v", name, got)
		} else {
			for _, w := range c.words {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("%s: the error %q does not say %q", name, err, w)
				}
			}
		}
		h.refused("says 6 leaves of the log tocsin/hall, the database holds 4")
	}
	note := filepath.Join(t.TempDir(), "note") // a row that nobody asks for, and nothing is said of
	if err := os.CopyFS(note, os.DirFS(backup)); err != nil {
		t.Fatal(err)
	}
	meddle(t, filepath.Join(note, "hall", "tocsin.db"), `INSERT INTO meta (name, value, sum) VALUES ('a', 'b', 1)`)
	h.remove("hall")
	for _, b := range []string{damaged, note} {
		_, err = h.restore(node.RestoreOptions{Backup: b})
		if d, ok := errors.AsType[*node.Damaged](err); !ok || len(d.Findings) == 0 || !errors.Is(err, store.ErrDamaged) {
			t.Errorf("a damaged backup was restored: %v", err)
		}
	}
	if _, err := os.Stat(h.path("")); !errors.Is(err, fs.ErrNotExist) {
		t.Error("something of a refused restore is left")
	}
	if _, err := h.restore(node.RestoreOptions{Backup: backup, Check: true}); err != nil {
		t.Error(err)
	}
	left, err := filepath.Glob(filepath.Join(h.dir, "*"))
	if diff := cmp.Diff([]string{filepath.Join(h.dir, "hall.checkpoint"), filepath.Join(h.dir, "hall.handover")}, left); err != nil || diff != "" {
		t.Errorf("to look at a backup changed something: %v\n%s", err, diff)
	}
	if got, err := h.restore(node.RestoreOptions{Backup: backup}); err != nil || got.Lost != 2 {
		t.Errorf("%+v, %v", got, err)
	}
}

// meddle changes a database behind its back.
func meddle(t *testing.T, path, statement string) {
	t.Helper()
	raw, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	if _, err := raw.Exec(statement); err != nil {
		t.Fatal(err)
	}
}

// flip changes one letter of a word in a file.
func flip(t *testing.T, path, word string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(b), word, strings.ToUpper(word), 1)
	if changed == string(b) {
		t.Fatalf("%s does not hold %q", path, word)
	}
	if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestBackupKeys: a backup holds keys only if somebody says so, and the log's key never.
func TestBackupKeys(t *testing.T) {
	t.Parallel()
	h := newHome(t, 2)
	dest, b := h.backUp(node.BackupOptions{})
	want := node.Backup{
		Org: "hall", Folder: filepath.Join(dest, "hall"), Log: "tocsin/hall", Leaves: 2, New: 2, Whole: true, Root: b.Root,
		Keys: []string{}, Absent: []string{"desk.key", "person.key", "ticket.key", "log.key"},
	}
	if diff := cmp.Diff(want, b); diff != "" {
		t.Error(diff)
	}
	_, b = h.backUp(node.BackupOptions{WithKeys: true})
	want.New, want.Whole, want.Keys, want.Absent = 0, false, []string{"desk.key", "person.key", "ticket.key"}, []string{"log.key"}
	if diff := cmp.Diff(want, b); diff != "" {
		t.Error(diff)
	}
	hall, err := node.Open(context.Background(), dest, "hall", node.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer hall.Close()
	if leaves, size, err := hall.Leaves(t.Context(), 0, 10); err != nil || size != 2 || len(leaves) != 2 || leaves[1].Signer == "" {
		t.Errorf("a backup is not readable: %d of %d, %v", len(leaves), size, err)
	}
}
