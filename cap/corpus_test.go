package cap_test

import (
	"bytes"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tocsin/cap"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// corpus is the folder of real files, or skips the test.
func corpus(tb testing.TB, folder string) string {
	tb.Helper()
	root := os.Getenv("TOCSIN_CORPUS")
	if root == "" {
		tb.Skip("TOCSIN_CORPUS names no folder of real files")
	}
	return filepath.Join(root, folder)
}

// realFiles yields every file of the corpus that is meant to be one CAP message.
func realFiles(tb testing.TB) map[string][]byte {
	tb.Helper()
	root := corpus(tb, "cap")
	files := map[string][]byte{}
	err := filepath.WalkDir(root, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		switch filepath.Ext(name) {
		case ".atom", ".rss", ".edxlde":
			return nil
		}
		b, err := os.ReadFile(name)
		rel, _ := filepath.Rel(root, name)
		files[filepath.ToSlash(rel)] = b
		return err
	})
	if err != nil || len(files) < 50 {
		tb.Fatalf("%d files: %v", len(files), err)
	}
	return files
}

// TestCorpus holds what the reader finds in real files to a table: for each file whether the strict reader
// takes it, its version, and how often each rule was broken. The files themselves are not in the repository.
func TestCorpus(t *testing.T) {
	t.Parallel()
	files := realFiles(t)
	var got bytes.Buffer
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		m, err := cap.ReadTolerant(files[name])
		_, strict := cap.Read(files[name])
		fmt.Fprintf(&got, "%s\n", name)
		if err != nil {
			fmt.Fprintf(&got, "\tnot read: %s\n", err)
			continue
		}
		if !bytes.Equal(m.Raw, files[name]) {
			t.Errorf("%s: the bytes were not kept", name)
		}
		if strict == nil == m.Findings.Breaks() {
			t.Errorf("%s: strict says %v, tolerant finds %v", name, strict, m.Findings)
		}
		fmt.Fprintf(&got, "\t%s %s %s, %d info, %s\n", m.Version, m.Alert.Status, m.Alert.MsgType, len(m.Alert.Infos), map[bool]string{true: "taken", false: "refused"}[strict == nil])
		tally := map[string]int{}
		for _, f := range m.Findings {
			tally[string(f.Grade)+" "+f.Rule]++
			if f.Line < 1 || f.Column < 1 || f.Clause == "" || f.Do == "" || f.What == "" {
				t.Errorf("%s: a finding without a place, a clause or what to do: %+v", name, f)
			}
		}
		for _, k := range sortedKeys(tally) {
			fmt.Fprintf(&got, "\t%s %d\n", k, tally[k])
		}
	}
	golden(t, "corpus.golden", got.Bytes())
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	name = filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(got), "\n")); d != "" {
		t.Errorf("%s (-want +got), -update writes it anew:\n%s", name, d)
	}
}
