# `make help` lists the targets. The product needs nothing but Go.
.PHONY: help demo test check bench fuzz kill powercut build release clean

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

bench:  ## the benchmarks: the demo, a replay, the leak check, acts of the desk, a million records (6 min)
	go test -run '^$$' -bench . -benchmem ./cmd/tocsin ./internal/replay ./internal/tearline
	go test -run '^$$' -bench 'Update|Append|Open' -benchmem ./internal/store/sqlite
	go test -run '^$$' -bench Stream -benchtime 10000x -timeout 30m ./internal/fusion
	go test -run '^$$' -bench Acts -benchtime 15x ./internal/store/sqlite
	go test -run '^$$' -bench AcceptToWebhook -benchtime 1x ./internal/delivery
	TOCSIN_BENCH_RECORDS=1000000 go test -run '^$$' -bench Million -benchtime 9x -timeout 30m ./internal/store/sqlite
	go test -run '^$$' -bench ServeWrites -benchtime 20x ./internal/node
	TOCSIN_BENCH_RECORDS=1000000 go test -run '^$$' -bench ServeLists -benchtime 1x -timeout 60m ./internal/node

fuzz:   ## every fuzz target, 30 s each
	@for p in $$(grep -rl --include=*_test.go 'func Fuzz' . | xargs -n1 dirname | sort -u); do \
	  for f in $$(grep -ho 'func Fuzz[A-Za-z0-9_]*' $$p/*_test.go | sed 's/func //'); do \
	    echo "== $$p $$f"; go test $$p -run '^$$' -fuzz "^$$f$$" -fuzztime 30s || exit 1; done; done

kill:   ## 1,000 kills of organisations at work, of some that open, back up and restore (20 min)
	TOCSIN_KILL=1000 go test -count=1 -timeout 60m -v -run '^TestKill' ./internal/node ./internal/store/sqlite ./cmd/tocsin ./internal/delivery

powercut: ## 100 power cuts, and 100 of a control that must lose something; needs root (8 min)
	TOCSIN_POWERCUT=100 go test -count=1 -timeout 60m -v -run '^TestPowerCut' ./internal/node

build:  ## a static binary in dist/
	CGO_ENABLED=0 go build -trimpath -o dist/tocsin ./cmd/tocsin

release: ## static binaries for Linux, macOS and Windows in dist/, with their checksums
	VERSION=$(VERSION) deploy/release.sh

clean:  ## remove what was built
	rm -rf dist
