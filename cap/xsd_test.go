package cap_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"tocsin/cap"
)

// xmllint is the path of a validator that we did not write, or skips the test.
func xmllint(tb testing.TB) string {
	tb.Helper()
	path, err := exec.LookPath("xmllint")
	if err != nil {
		tb.Skip("xmllint is not installed (Debian: libxml2-utils): nothing was held to the schema")
	}
	return path
}

// validity asks xmllint, network off, which of the documents the schema of OASIS takes.
func validity(tb testing.TB, docs [][]byte) []error {
	tb.Helper()
	lint, schema := xmllint(tb), corpus(tb, filepath.Join("cap-schema", "cap12.xsd"))
	dir := tb.TempDir()
	errs := make([]error, len(docs))
	for i, doc := range docs {
		file := filepath.Join(dir, "message.xml")
		if err := os.WriteFile(file, doc, 0o600); err != nil {
			tb.Fatal(err)
		}
		cmd := exec.CommandContext(tb.Context(), lint, "--nonet", "--noout", "--huge", "--schema", schema, file)
		if out, err := cmd.CombinedOutput(); err != nil {
			errs[i] = &lintError{string(bytes.TrimSpace(out))}
		}
	}
	return errs
}

type lintError struct{ text string }

func (e *lintError) Error() string { return e.text }

// TestStricterThanSchema: of the real files that say they are CAP 1.2, what the schema refuses the strict
// reader refuses too.
func TestStricterThanSchema(t *testing.T) {
	t.Parallel()
	files := realFiles(t)
	var names []string
	var docs [][]byte
	for _, name := range sortedKeys(files) {
		if m, err := cap.ReadTolerant(files[name]); err == nil && m.Version == "1.2" {
			names, docs = append(names, name), append(docs, files[name])
		}
	}
	refused := 0
	for i, err := range validity(t, docs) {
		_, strict := cap.Read(docs[i])
		if err != nil {
			refused++
			if strict == nil {
				t.Errorf("%s: the reader takes what the schema refuses:\n%s", names[i], err)
			}
		}
	}
	if refused < 5 || refused > len(docs)/2 {
		t.Errorf("the schema refused %d of %d: was it read at all?", refused, len(docs))
	}
	t.Logf("%d files of CAP 1.2, %d refused by the schema", len(docs), refused)
}
