package node

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"tocsin"
	"tocsin/internal/desk"
	"tocsin/seal"
)

func TestMakeIdentity(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	files, err := MakeIdentity(dir, "hall", "")
	if err != nil || len(files) != 2 {
		t.Fatal(files, err)
	}
	k, err := keyholders(filepath.Join(dir, "hall"))
	if err != nil || k[0].Role != KeyRoles[0] || k[1].Role != KeyRoles[1] {
		t.Fatalf("%+v, %v", k, err)
	}
	var keys []seal.Key
	for i, file := range files {
		if rel, err := filepath.Rel(filepath.Join(dir, "hall"), file); err != nil || !strings.HasPrefix(rel, "..") {
			t.Errorf("%s lies in the organisation's folder", file)
		}
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s can be read by others: %s", file, info.Mode())
		}
		one, err := OpenKeys(file)
		if err != nil || one[0].Recipient().String() != k[i].Key.String() {
			t.Fatalf("%s: %v", file, err)
		}
		keys = append(keys, one...)
	}
	sealed, err := seal.SealPerson(seal.Person{Tag: "t", Name: "Ann", Role: "analyst"}, k[0].Key, k[1].Key)
	if err != nil {
		t.Fatal(err)
	}
	if p, err := seal.OpenPerson(sealed, keys...); err != nil || p.Name != "Ann" {
		t.Errorf("%+v, %v", p, err)
	}
	if left, err := Handover(dir, "hall"); err != nil || len(left) != 2 {
		t.Errorf("to hand over: %v, %v", left, err)
	}
	if _, err := MakeIdentity(dir, "hall", ""); err == nil {
		t.Error("the keys were made anew")
	}
	if err := os.RemoveAll(handover(dir, "hall")); err != nil {
		t.Fatal(err)
	}
	if left, err := Handover(dir, "hall"); err != nil || len(left) != 0 {
		t.Errorf("handed over, and left: %v, %v", left, err)
	}
}

// TestMakeIdentityAgain: what was interrupted before the organisation knew its keys goes on with
// those that were made.
func TestMakeIdentityAgain(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	files, err := MakeIdentity(dir, "hall", "")
	if err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "hall", identityFile)); err != nil {
		t.Fatal(err)
	}
	if _, err := MakeIdentity(dir, "hall", ""); err != nil {
		t.Fatal(err)
	}
	if after, err := os.ReadFile(files[0]); err != nil || string(after) != string(before) {
		t.Errorf("another key was made: %v", err)
	}
}

func newRecipients(t testing.TB, n int) []string {
	t.Helper()
	out := make([]string, n)
	for i := range out {
		k, err := seal.NewKey()
		if err != nil {
			t.Fatal(err)
		}
		out[i] = k.Recipient().String()
	}
	return out
}

func TestKeyholdersFile(t *testing.T) {
	t.Parallel()
	k := newRecipients(t, 3)
	good := "inspector " + k[0] + "\napprover " + k[1] + "\n"
	if got, err := parseKeyholders(good); err != nil || got[0].Role != tocsin.Inspector || got[1].Key.String() != k[1] {
		t.Errorf("%+v, %v", got, err)
	}
	for name, bad := range map[string]string{
		"empty": "", "one": "inspector " + k[0] + "\n", "three": good + "analyst " + k[2] + "\n", "a comment": "# keys\n" + good,
		"no role": k[0] + "\n" + k[1] + "\n", "another role": strings.Replace(good, "approver", "queen", 1), "one role": "approver " + k[0] + "\napprover " + k[1] + "\n",
		"one key": "inspector " + k[0] + "\napprover " + k[0] + "\n", "the administrator": strings.Replace(good, "inspector", "administrator", 1),
		"the machine": strings.Replace(good, "approver", "gateway", 1), "two spaces": strings.Replace(good, " ", "  ", 1), "cut off": good[:200],
	} {
		if got, err := parseKeyholders(bad); err == nil || got != (desk.Keyholders{}) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestBadKeysFile: an organisation whose files cannot be read does not go on without them.
func TestBadKeysFile(t *testing.T) {
	t.Parallel()
	for _, file := range []string{identityFile, sealedFile} {
		for _, text := range []string{"", "\n", "age1pq1nonsense\n", strings.Repeat("x", maxKeyFile+1)} {
			dir := t.TempDir()
			if err := os.MkdirAll(filepath.Join(dir, "hall"), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, "hall", file), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			if n, err := Open(t.Context(), dir, "hall", Options{}); err == nil {
				t.Errorf("opened with %.20q in %s", text, file)
				_ = n.Close()
			}
		}
	}
}

func TestMakeSealing(t *testing.T) {
	t.Parallel()
	dir, away := t.TempDir(), t.TempDir()
	home := filepath.Join(dir, "hall")
	if err := os.MkdirAll(home, 0o700); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(away, "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Skip(err)
	}
	for _, inside := range []string{filepath.Join(dir, "k"), filepath.Join(home, "k"), filepath.Join(link, "k"), filepath.Join(dir, "no", "such", "k"), filepath.Join(away, "..", filepath.Base(dir), "k")} {
		if err := MakeSealing(dir, "hall", inside); err == nil {
			t.Errorf("the key was made in %s", inside)
		}
		if _, err := openSealed(dir, inside); err == nil || !strings.Contains(err.Error(), "data folder") {
			t.Errorf("the key was read from %s: %v", inside, err)
		}
	}
	file, other := filepath.Join(away, "hall.key"), filepath.Join(away, "other.key")
	for range 2 {
		if err := MakeSealing(dir, "hall", file); err != nil {
			t.Fatal(err)
		}
	}
	to, err := sealedTo(home)
	if err != nil || len(to) != 1 {
		t.Fatal(to, err)
	}
	keys, err := openSealed(dir, file)
	if err != nil || keys[0].Recipient().String() != to[0].String() {
		t.Errorf("%v", err)
	}
	if info, err := os.Stat(file); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("the key can be read by others: %v, %v", info, err)
	}
	if err := MakeSealing(dir, "hall", other); err == nil {
		t.Error("another key was made")
	}
	if _, err := os.Stat(other); err == nil {
		t.Error("a refused key was written")
	}
	if _, err := makeKey(other, "another"); err != nil {
		t.Fatal(err)
	}
	if err := MakeSealing(dir, "hall", other); err == nil {
		t.Error("another key was taken")
	}
	if _, err := openSealed(dir, filepath.Join(away, "none")); err == nil {
		t.Error("read a key that is not there")
	}
	if keys, err := openSealed(dir, ""); err != nil || keys != nil {
		t.Errorf("no file: %v, %v", keys, err)
	}
}

// FuzzRecipientFiles: what is read is as it was written, and never fewer keys than two, or none.
func FuzzRecipientFiles(f *testing.F) {
	k := newRecipients(f, 2)
	f.Add("inspector " + k[0] + "\napprover " + k[1] + "\n")
	f.Add(k[0] + "\n" + k[1])
	f.Fuzz(func(t *testing.T, text string) {
		got, err := parseKeyholders(text)
		if err == nil {
			if got[0].Role == got[1].Role || !strings.Contains(text, string(got[1].Role)+" "+got[1].Key.String()) {
				t.Errorf("%q is read as %+v", text, got)
			}
		}
		to, err := parseRecipients(text)
		if err == nil && len(to) == 0 {
			t.Errorf("%q is read as nobody", text)
		}
		for _, r := range to {
			if !strings.Contains(text, r.String()) {
				t.Errorf("%q is read as another", text)
			}
		}
	})
}
