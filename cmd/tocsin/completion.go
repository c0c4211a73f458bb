package main

type completionCmd struct {
	Shell string `arg:"" help:"${shells}." words:"shells"`
}

var shells = []string{"bash", "zsh", "fish"}

// Run is below.
func (c completionCmd) Run(e *env) error { return nil }
