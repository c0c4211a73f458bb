package node

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"tocsin/internal/delivery"
	"tocsin/internal/identity"
)

// ServeOptions say how a node is served.
type ServeOptions struct {
	Listen string // HOST:PORT
	Cert   string // file of the certificate, in PEM; empty: no TLS, which is then the proxy's in front
	Key    string // file of its key
	// Proxies are those in front, of whom it is believed for whom they pass a request on.
	Proxies []netip.Prefix
	Log     *slog.Logger
	Version string // of the program, as the API tells it

	// Delivery says how people are reached. The zero value: by calls, visits and letters.
	Delivery delivery.Config

	// Authenticate says who makes a request: what it wraps is given a [identity.Principal] in its
	// context, or none. Nil: nobody is known, and whatever asks for an account is refused.
	Authenticate func(http.Handler) http.Handler
	// Identity makes who lets people and programs in, once it is known at which address the node
	// answers; it then says who makes a request, in the place of Authenticate. Nil: nobody is let in.
	Identity func(url string) (*identity.Service, error)
	// Change is given the surfaces of the node before they are served, to put others in their place.
	// Nil: they are served as they are.
	Change func(*Mounts)
	// Ready is told the address once requests are answered.
	Ready func(url string)
	// Testing lets every request in as this principal, and is refused unless only this machine can
	// reach the node. For tests, which have no passkey at hand.
	Testing *identity.Principal
}

// Limits of the server: what a client may take, in time and in bytes.
const (
	headerTime = 10 * time.Second
	readTime   = 30 * time.Second
	writeTime  = 60 * time.Second
	idleTime   = 2 * time.Minute
	headerSize = 16 << 10
	stopTime   = 10 * time.Second // how long requests under way may take when the node stops
)

// Serve serves the node until ctx ends, and applies the clock meanwhile. Requests under way are
// answered before it returns; it returns nil when it was told to stop.
func (n *Node) Serve(ctx context.Context, o ServeOptions) error {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	config, err := tlsConfig(o)
	if err != nil {
		return err
	}
	l, err := listen(ctx, o)
	if err != nil {
		return err
	}
	stop := make(chan struct{})
	t := &ticker{n: n, log: o.Log}
	m := newMetrics(n, t, o.Log)
	n.publishWaiting(ctx, o.Log)
	people, err := o.letIn(address(l, config != nil))
	if err != nil {
		return errors.Join(err, l.Close())
	}
	mounts := n.mounts(serving{clock: t, metrics: m, people: people, log: o.Log, version: o.Version, stop: stop})
	if o.Change != nil {
		o.Change(&mounts)
	}
	srv := &http.Server{
		Handler:           forwarded(o.Proxies, guard(mounts.mux(o.authenticate()), o.Log, m, config != nil)),
		ReadHeaderTimeout: headerTime, ReadTimeout: readTime, WriteTimeout: writeTime, IdleTimeout: idleTime,
		MaxHeaderBytes: headerSize, TLSConfig: config,
		ErrorLog: slog.NewLogLogger(o.Log.Handler(), slog.LevelWarn),
	}
	return n.serve(ctx, srv, t, l, o, stop)
}

// serve runs server and clock, and waits for both.
func (n *Node) serve(ctx context.Context, srv *http.Server, t *ticker, l net.Listener, o ServeOptions, stop chan struct{}) error {
	ticking, rest := context.WithCancel(context.WithoutCancel(ctx))
	defer rest()
	secure := srv.TLSConfig != nil // a server that runs changes its own configuration
	url := address(l, secure)
	worker, err := n.courier(o.Delivery, url, o.Log)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	var wg sync.WaitGroup
	failed := make(chan error, 1)
	wg.Go(func() { t.run(ticking) })
	wg.Go(func() {
		if secure {
			failed <- srv.ServeTLS(l, "", "")
			return
		}
		failed <- srv.Serve(l)
	})
	wg.Go(func() { worker.Run(ticking) })
	o.Log.LogAttrs(ctx, slog.LevelInfo, "serving", slog.String("org", string(n.Org)), slog.String("url", url))
	if o.Ready != nil {
		o.Ready(url)
	}
	select {
	case <-ctx.Done():
	case err = <-failed:
		err = fmt.Errorf("serve %s: %w", url, err)
	}
	close(stop)
	err = errors.Join(err, shutDown(srv, o.Log))
	rest()
	wg.Wait()
	o.Log.LogAttrs(ctx, slog.LevelInfo, "stopped", slog.String("org", string(n.Org)))
	return err
}

// shutDown waits for the requests under way, and cuts off those that take too long: what they did
// is on disk or is not, and their callers have an id to ask again with.
func shutDown(srv *http.Server, log *slog.Logger) error {
	ctx, cancel := context.WithTimeout(context.Background(), stopTime)
	defer cancel()
	err := srv.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		log.LogAttrs(ctx, slog.LevelWarn, "requests that took too long were cut off")
		err = srv.Close()
	}
	return err
}

func listen(ctx context.Context, o ServeOptions) (net.Listener, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", o.Listen)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w: use another address with --listen", o.Listen, err)
	}
	a, ok := l.Addr().(*net.TCPAddr)
	if o.Testing != nil && (!ok || !a.IP.IsLoopback()) {
		return nil, errors.Join(errors.New("a principal for tests is for a node that only this machine can reach"), l.Close())
	}
	return l, nil
}

// letIn makes who lets people and programs in; nil: nobody does.
func (o *ServeOptions) letIn(url string) (*identity.Service, error) {
	if o.Identity == nil {
		return nil, nil
	}
	s, err := o.Identity(url)
	if err == nil {
		o.Authenticate = s.Middleware
	}
	return s, err
}

// authenticate is who says who makes a request.
func (o ServeOptions) authenticate() func(http.Handler) http.Handler {
	if o.Testing == nil {
		return o.Authenticate
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(w, r.WithContext(identity.With(r.Context(), *o.Testing)))
		})
	}
}

func address(l net.Listener, secure bool) string {
	scheme := "http://"
	if secure {
		scheme = "https://"
	}
	a, ok := l.Addr().(*net.TCPAddr)
	if ok && a.IP.IsUnspecified() {
		_, port, _ := net.SplitHostPort(l.Addr().String())
		return scheme + net.JoinHostPort("localhost", port)
	}
	return scheme + l.Addr().String()
}

func tlsConfig(o ServeOptions) (*tls.Config, error) {
	switch {
	case o.Cert == "" && o.Key == "":
		return nil, nil
	case o.Cert == "" || o.Key == "":
		return nil, errors.New("TLS takes two files: give --tls-cert and --tls-key")
	}
	pair, err := tls.LoadX509KeyPair(o.Cert, o.Key)
	if err != nil {
		return nil, fmt.Errorf("read the certificate: %w", err)
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{pair}, NextProtos: []string{"h2", "http/1.1"}}, nil
}
