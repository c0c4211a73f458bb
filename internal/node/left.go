package node

import (
	"os"
	"path/filepath"
	"strings"
)

// sweep removes what a process that was cut off left of keys that it was about to put in place: a
// second name of a key, or one that was never used. Whoever calls it holds the folder, and so
// nobody makes keys there any more.
func sweep(home string) {
	entries, err := os.ReadDir(home)
	if err != nil {
		return
	}
	for _, e := range entries {
		key, rest, _ := strings.Cut(e.Name(), ".")
		kind, _, _ := strings.Cut(rest, ".")
		if key != "" && (kind == "key" || kind == "pub" || kind == "recipients") && strings.HasSuffix(e.Name(), ".new") {
			os.Remove(filepath.Join(home, e.Name())) // it harms nobody: the next one to open tries again
		}
	}
}
