package main

type asofCmd struct {
	reading
}

func (c asofCmd) Run(e *env) error { return nil }
