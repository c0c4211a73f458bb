# `make help` lists the targets. The product needs nothing but Go.
.PHONY: help demo test check bench fuzz build clean

help:   ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

demo:   ## play the founding case
	go run ./cmd/tocsin demo

test:   ## the test suite
	go test ./...

check:  ## what must pass before a change lands: format, vet, fix, staticcheck, tests in random order
	@test -z "$$(gofmt -l .)" || { echo "gofmt these:"; gofmt -l .; exit 1; }
	go vet ./...
	@test -z "$$(go fix -diff ./... 2>/dev/null)" || { go fix -diff ./...; exit 1; }
	go tool -modfile=tools/go.mod staticcheck ./...
	go test -shuffle=on ./...

bench:  ## the benchmarks: the demo, a replay of the founding case, the store, the leak check
	go test -run '^$$' -bench . -benchmem ./cmd/tocsin ./internal/replay ./internal/store/sqlite ./internal/tearline

fuzz:   ## every fuzz target, 30 s each
	@for p in $$(grep -rl --include=*_test.go 'func Fuzz' . | xargs -n1 dirname | sort -u); do \
	  for f in $$(grep -ho 'func Fuzz[A-Za-z0-9_]*' $$p/*_test.go | sed 's/func //'); do \
	    echo "== $$p $$f"; go test $$p -run '^$$' -fuzz "^$$f$$" -fuzztime 30s || exit 1; done; done

build:  ## a static binary in dist/
	CGO_ENABLED=0 go build -trimpath -o dist/tocsin ./cmd/tocsin

clean:  ## remove what was built
	rm -rf dist
