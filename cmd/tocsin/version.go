package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

type versionCmd struct{}

// Run prints the version of the program and of the formats it speaks.
func (versionCmd) Run(e *env) error {
	version := programVersion()
	if e.cli.JSON {
		return e.json(map[string]string{"version": version, "go": runtime.Version(), "case": "tocsin/case/v1", "act": "tocsin/act/v1"})
	}
	_, err := fmt.Fprintf(e.out, "tocsin %s (%s %s/%s)\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

// released is the version of a release, which the build sets.
var released string

func programVersion() string {
	if released != "" {
		return released
	}
	if b, ok := debug.ReadBuildInfo(); ok && b.Main.Version != "" {
		return b.Main.Version
	}
	return "unreleased"
}

// programName is the program with its version, for what it writes.
func programName() string { return "tocsin " + programVersion() }
