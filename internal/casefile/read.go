package casefile

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"tocsin/internal/strict"
)

// FileName is the name of the case file in a case's folder.
const FileName = "case.yaml"

const maxBytes = 4 << 20

// Read reads and checks the case file at path; for a folder it is the case.yaml in it. What is
// wrong with the file comes back as [strict.Problems]. The Document is nil only if the file could
// not be read at all.
func Read(path string) (*Case, *strict.Document, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path = filepath.Join(path, FileName)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, fmt.Errorf("read case: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxBytes+1))
	if err != nil {
		return nil, nil, fmt.Errorf("read case %s: %w", path, err)
	}
	return Parse(path, data)
}

// Parse reads and checks a case; file is its name in messages. The Case is returned only if
// nothing is wrong with it.
func Parse(file string, data []byte) (*Case, *strict.Document, error) {
	c := &Case{}
	doc, err := strict.YAML(file, data, c, strict.WithLimits(strict.Limits{Bytes: maxBytes}))
	if err != nil {
		return nil, doc, err
	}
	if err := check(c, doc); err != nil {
		return nil, doc, err
	}
	return c, doc, nil
}
