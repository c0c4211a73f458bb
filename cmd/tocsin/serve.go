package main

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"

	"tocsin"
	"tocsin/internal/delivery"
	"tocsin/internal/node"
)

// serving are the flags of a command that serves a node.
type serving struct {
	Org    tocsin.OrgID `help:"Organisation to serve. Default: the only one of the folder." placeholder:"ORG"`
	Listen string       `help:"Address and port to answer at." default:"127.0.0.1:8437" placeholder:"HOST:PORT" env:"TOCSIN_LISTEN"`

	Delivery string `help:"Configuration of how people are reached: mail, webhooks. Without one: calls, visits and letters." placeholder:"FILE" env:"TOCSIN_DELIVERY" type:"path"`

	TLSCert string `name:"tls-cert" help:"Certificate, in PEM. Without one a proxy in front speaks TLS." placeholder:"FILE" env:"TOCSIN_TLS_CERT" type:"path"`
	TLSKey  string `name:"tls-key" help:"Key of the certificate, in PEM." placeholder:"FILE" env:"TOCSIN_TLS_KEY" type:"path"`

	Proxy []string `help:"Address or network of a proxy in front. What it says of who asks (X-Forwarded-For) is believed: without it all who come by the proxy share one limit." placeholder:"ADDRESS" env:"TOCSIN_PROXY"`

	URL  string `name:"url" help:"Where browsers reach the node. Passkeys are bound to its name, for good. Default: localhost, at the port of --listen." placeholder:"https://NAME" env:"TOCSIN_URL"`
	OIDC string `name:"oidc" help:"File that names the issuers of OpenID Connect, and which of their groups have which roles." placeholder:"FILE" env:"TOCSIN_OIDC" type:"path"`

	publishing
}

type serveCmd struct{ serving }

// Help says what serving is.
func (serveCmd) Help() string {
	return "It answers until it is told to stop (SIGTERM, or Ctrl-C), finishes what is under way, and exits with 0. While it runs it applies the clock; the other commands read the folder beside it.\n\n" +
		"For example, behind a proxy that speaks TLS:\n\n\ttocsin serve --data /var/lib/tocsin --listen 127.0.0.1:8437"
}

// Run serves.
func (c serveCmd) Run(e *env) error {
	org, err := e.pickOrg(c.Org)
	if err != nil {
		return err
	}
	return c.serve(e, org, func(url string) {
		e.mark()
		fmt.Fprintf(e.out, "%s answers at %s\n", org, url)
	})
}

// serve opens an organisation and serves it until the command is told to stop.
func (c serving) serve(e *env, org tocsin.OrgID, ready func(url string)) (err error) {
	reach, err := c.reach()
	if err != nil {
		return err
	}
	proxies, err := node.ParseProxies(c.Proxy)
	if err != nil {
		return usage("--proxy: %s", err)
	}
	o := e.nodeOptions()
	if o.Public, err = c.public(e, c.URL); err != nil {
		return err
	}
	n, err := e.openWith(org, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, n.Close()) }()
	return n.Serve(e.ctx, node.ServeOptions{
		Listen: c.Listen, Proxies: proxies, Delivery: reach, Cert: c.TLSCert, Key: c.TLSKey, Identity: c.identity(e, n),
		Log: slog.New(slog.NewTextHandler(e.err, nil)), Version: programVersion(), Ready: ready,
	})
}

// reach reads how people are reached.
func (c serving) reach() (delivery.Config, error) {
	conf := delivery.Config{}
	if c.Delivery != "" {
		var err error
		if conf, err = delivery.ReadConfig(c.Delivery); err != nil {
			return conf, usage("--delivery: %s", err)
		}
	}
	conf.URL = cmp.Or(conf.URL, c.URL)
	return conf, nil
}
