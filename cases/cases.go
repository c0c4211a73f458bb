// Package cases carries the case files that come with the program.
package cases

import (
	"embed"
	"fmt"
	"path"
)

//go:embed */case.yaml
var files embed.FS

// Founding is the case that Tocsin was founded on.
const Founding = "crocus-2024"

// Read returns the case file of that name, and the name to use for it in messages.
func Read(name string) (data []byte, file string, err error) {
	file = path.Join("cases", name, "case.yaml")
	data, err = files.ReadFile(path.Join(name, "case.yaml"))
	if err != nil {
		return nil, file, fmt.Errorf("there is no built-in case %q", name)
	}
	return data, file, nil
}

// Names lists the built-in cases.
func Names() []string {
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}
