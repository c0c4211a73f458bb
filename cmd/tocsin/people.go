package main

import (
	"cmp"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"strings"

	"tocsin"
	"tocsin/internal/identity"
	"tocsin/internal/node"
	"tocsin/internal/strict"
)

// identity makes who lets people in to a node that is served. When nobody can administer it yet, the
// link for the first administrator is printed, once, to whoever began it and not to the log.
func (c serving) identity(e *env, n *node.Node) func(string) (*identity.Service, error) {
	return func(at string) (*identity.Service, error) {
		s, err := c.people(n, cmp.Or(c.URL, byName(at)), slog.New(slog.NewTextHandler(e.err, nil)))
		if err != nil {
			return nil, err
		}
		in, made, err := s.FirstAdministrator(e.ctx)
		if made {
			e.mark()
			fmt.Fprintf(e.out, "The first administrator comes in here, once, until %s:\n\n\t%s\n\n", clockTime(in.Until, e.now().Location()), in.Link)
		}
		return s, err
	}
}

// people is who lets people in, with the issuers that the operator named.
func (c serving) people(n *node.Node, origin string, log *slog.Logger) (*identity.Service, error) {
	providers, err := readProviders(c.OIDC)
	if err != nil {
		return nil, err
	}
	return n.Identity(identity.Options{Origin: strings.TrimSuffix(origin, "/"), OIDC: providers, Log: log})
}

// byName is an address of this machine by its name: browsers bind passkeys to names.
func byName(at string) string {
	u, err := url.Parse(at)
	if err != nil {
		return at
	}
	if ip := net.ParseIP(u.Hostname()); ip != nil && ip.IsLoopback() {
		u.Host = net.JoinHostPort("localhost", u.Port())
	}
	return u.String()
}

// providerFile is the file that --oidc names.
type providerFile struct {
	Issuers []struct {
		Name         string                   `yaml:"name"`
		Title        string                   `yaml:"title"`
		Issuer       string                   `yaml:"issuer"`
		ClientID     string                   `yaml:"client_id"`
		SecretFile   string                   `yaml:"secret_file"`
		Scopes       []string                 `yaml:"scopes"`
		Claim        string                   `yaml:"claim"`
		Hosts        []string                 `yaml:"hosts"`
		Roles        map[string][]tocsin.Role `yaml:"roles"`
		Compartments map[string][]string      `yaml:"compartments"`
	} `yaml:"issuers"`
}

// readProviders reads the issuers. The secret of each is in a file of its own.
func readProviders(file string) (out []identity.Provider, err error) {
	if file == "" {
		return nil, nil
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var f providerFile
	if _, err := strict.YAML(file, b, &f); err != nil {
		return nil, err
	}
	for _, i := range f.Issuers {
		p := identity.Provider{
			Name: i.Name, Title: cmp.Or(i.Title, i.Name), Issuer: i.Issuer, ClientID: i.ClientID, Scopes: i.Scopes,
			Claim: i.Claim, Hosts: i.Hosts, Roles: i.Roles, Compartments: i.Compartments,
		}
		if i.SecretFile != "" {
			secret, err := os.ReadFile(i.SecretFile)
			if err != nil {
				return nil, fmt.Errorf("the secret of issuer %s: %w", i.Name, err)
			}
			p.Secret = strings.TrimSpace(string(secret))
		}
		out = append(out, p)
	}
	return out, nil
}
