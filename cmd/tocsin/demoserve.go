package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"tocsin"
	"tocsin/cases"
	"tocsin/internal/console"
	"tocsin/internal/node"
)

// The founding case is served from half an hour before midnight after its 48 hours: the window has
// ended, and nobody has decided.
const (
	demoMoment = "2024-03-09T23:30"
	demoFirst  = tocsin.OrgID("fsb") // whose console is at the address that is given
)

// carryEvery is how often what waits in one organisation's outbox is taken to the others.
const carryEvery = time.Second

// serveDemo plays the founding case up to a moment, and serves each organisation's console from
// there, with its clock running on.
func (e *env) serveDemo(until, listen string) (err error) {
	if err := onlyHere(listen); err != nil {
		return err
	}
	c, digest, err := readCase(cases.Founding)
	if err != nil {
		return err
	}
	if until == "" {
		until = demoMoment
	}
	end, err := e.until(c, until)
	if err != nil {
		return err
	}
	p, err := e.play(c, digest, end, true)
	if err != nil {
		return err
	}
	if err := p.close(); err != nil {
		return err
	}
	zone, err := time.LoadLocation(c.Zone)
	if err != nil {
		return err
	}
	began := time.Now()
	d := &demo{e: e, zone: zone, clock: func() time.Time { return end.Add(time.Since(began)) }, urls: map[tocsin.OrgID]string{}}
	defer func() { err = errors.Join(err, d.close()) }()
	for _, n := range p.nodes {
		if err := d.open(p.dir, n.Org); err != nil {
			return err
		}
	}
	return d.serve(listen, io.Discard)
}

// onlyHere refuses an address that others can reach: whoever comes in is let in.
func onlyHere(listen string) error {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return usage("--listen takes HOST:PORT, for example 127.0.0.1:8437, not %q", listen)
	}
	if ip := net.ParseIP(host); host == "localhost" || ip != nil && ip.IsLoopback() {
		return nil
	}
	return usage("the demonstration lets everybody in, and so answers on this machine only: give --listen 127.0.0.1:8437, not %q", listen)
}

// A demo is the organisations of a played case, served.
type demo struct {
	e     *env
	zone  *time.Location
	clock func() time.Time
	nodes []*node.Node
	names map[tocsin.OrgID]string

	mu   sync.Mutex // guards urls
	urls map[tocsin.OrgID]string
}

// open opens an organisation on the running clock. The public keeps no desk, and has no console.
func (d *demo) open(dir string, org tocsin.OrgID) error {
	n, err := node.Open(d.e.ctx, dir, org, node.Options{Clock: d.clock})
	if err != nil {
		return err
	}
	d.nodes = append(d.nodes, n)
	return nil
}

func (d *demo) close() error {
	var errs []error
	for _, n := range d.nodes {
		errs = append(errs, n.Close())
	}
	return errors.Join(errs...)
}

// serve serves every desk until the command is told to stop.
func (d *demo) serve(listen string, log io.Writer) error {
	ctx, stop := context.WithCancel(d.e.ctx)
	defer stop()
	var wg sync.WaitGroup
	var served []*node.Node
	d.names = map[tocsin.OrgID]string{}
	for _, n := range d.nodes {
		me, err := n.Desk.Self(ctx)
		if err != nil || me.Kind == tocsin.OrgAudience {
			continue
		}
		d.names[n.Org] = me.Name
		served = append(served, n)
	}
	slices.SortStableFunc(served, func(a, b *node.Node) int {
		switch {
		case a.Org == demoFirst:
			return -1
		case b.Org == demoFirst:
			return 1
		}
		return strings.Compare(string(a.Org), string(b.Org))
	})
	ready, failed := make(chan struct{}, len(served)), make(chan error, len(served))
	for i, n := range served {
		at := listen
		if i > 0 {
			at = "127.0.0.1:0"
		}
		wg.Go(func() { failed <- n.Serve(ctx, d.options(n, at, log, ready)) })
	}
	var errs []error
	for range served {
		select {
		case <-ready:
		case err := <-failed:
			errs = append(errs, err)
			stop()
		}
	}
	if len(errs) == 0 {
		wg.Go(func() { d.carry(ctx) })
		d.tell()
	}
	wg.Wait()
	for range len(served) - len(errs) {
		errs = append(errs, <-failed)
	}
	return errors.Join(errs...)
}

func (d *demo) options(n *node.Node, at string, log io.Writer, ready chan<- struct{}) node.ServeOptions {
	return node.ServeOptions{
		Listen: at, Log: slog.New(slog.NewTextHandler(log, nil)), Authenticate: console.DemoVisitors,
		Change: func(m *node.Mounts) {
			m.Console = n.Console(console.Options{Zone: d.zone, Version: "demonstration"}).Demo(func() []console.DemoPlace { return d.places(n.Org) })
		},
		Ready: func(url string) {
			d.mu.Lock()
			d.urls[n.Org] = url
			d.mu.Unlock()
			ready <- struct{}{}
		},
	}
}

// places are the organisations of the case, as a page of one of them lists them.
func (d *demo) places(here tocsin.OrgID) []console.DemoPlace {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []console.DemoPlace
	for _, n := range d.nodes {
		if url := d.urls[n.Org]; url != "" {
			out = append(out, console.DemoPlace{Name: d.names[n.Org], URL: url + "/demo", Here: n.Org == here})
		}
	}
	return out
}

// carry takes what one desk sends to the others, as a network would.
func (d *demo) carry(ctx context.Context) {
	tick := time.NewTicker(carryEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if _, err := node.Carry(ctx, d.nodes); err != nil && ctx.Err() == nil {
				fmt.Fprintln(d.e.err, "tocsin:", err)
			}
		}
	}
}

// tell says where to go.
func (d *demo) tell() {
	fmt.Fprintf(d.e.out, "The founding case, as of %s. Everybody who can reach this machine's own address is let in; nothing goes anywhere else.\n\n", clockTime(d.clock(), d.zone))
	for _, p := range d.places("") {
		fmt.Fprintf(d.e.out, "  %-58s %s\n", p.URL, p.Name)
	}
	fmt.Fprintf(d.e.out, "\nBegin at %s/demo: five steps. Ctrl-C ends it.\n", d.urls[demoFirst])
}
